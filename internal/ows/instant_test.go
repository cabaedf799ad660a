package ows

import (
	"testing"
	"time"
)

func TestParseInstant(t *testing.T) {
	for text, want := range map[string][2]string{
		"2004": {"2004-01-01T00:00:00Z", "2004-12-31T23:59:59.999999Z"}, "2004-02": {"2004-02-01T00:00:00Z", "2004-02-29T23:59:59.999999Z"},
		" 2004-02-29 ": {"2004-02-29T00:00:00Z", "2004-02-29T23:59:59.999999Z"}, "2004-02-29t10z": {"2004-02-29T10:00:00Z", "2004-02-29T10:59:59.999999Z"},
		"2004-02-29T10:30+02:00": {"2004-02-29T08:30:00Z", "2004-02-29T08:30:59.999999Z"}, "2004-02-29T10:30:05.25": {"2004-02-29T10:30:05.25Z", "2004-02-29T10:30:05.25Z"},
	} {
		got, ok := ParseInstant(text)
		if first, last := got.First.Format(time.RFC3339Nano), got.Last.Format(time.RFC3339Nano); !ok || first != want[0] || last != want[1] {
			t.Errorf("%q: %s to %s, %v", text, first, last, ok)
		}
	}
	for _, text := range []string{"", "x", "2004-13", "2003-02-29", "2004-1", "2004-02-29T25"} {
		if got, ok := ParseInstant(text); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}
