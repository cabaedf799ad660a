package wfs

import "testing"

func TestNegotiate(t *testing.T) {
	for asked, want := range map[string]string{
		"2.0.0": "2.0.0", "2.0.2": "2.0.2", "1.1.0": "1.1.0", "1.0.0": "1.0.0",
		"0.0.14": "1.0.0", "1.0.5": "1.0.0", "1.1.3": "1.1.0", "1.10.0": "1.1.0", "2.0.1": "2.0.0", "3.0.0": "2.0.0", "100": "2.0.0", "none": "2.0.0",
	} {
		if got := negotiate(asked).number; got != want {
			t.Errorf("VERSION=%s is answered with %s, not %s", asked, got, want)
		}
	}
}
