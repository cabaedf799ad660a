package encode

import "testing"

func TestNames(t *testing.T) {
	n := Names{}
	for _, c := range []struct {
		name  string
		limit int
		want  string
	}{{"area", 0, "area"}, {"Area", 0, "Area_2"}, {"area_2", 0, "area_2_2"}, {"area", 5, "are_2"}, {"öljyinen", 5, "öljyi"}, {"öljyinen", 5, "ölj_2"}} {
		if got := n.Add(c.name, c.limit); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
