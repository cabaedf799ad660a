package dimension

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/layer"
)

func TestDimensionsThatCannotBe(t *testing.T) {
	s := &feature.Schema{Fields: []feature.Field{{Name: "name", Type: feature.String}, {Name: "count", Type: feature.Int}, {Name: "begin", Type: feature.DateTime}}}
	for _, c := range []struct {
		d    layer.Dimension
		want string
	}{
		{layer.Dimension{Name: "a", Begin: "none"}, `no field "none"`},
		{layer.Dimension{Name: "time", Begin: "count"}, "name one of dates or times"},
		{layer.Dimension{Name: "a", Begin: "count", End: "name"}, `no field "name"`},
		{layer.Dimension{Name: "a", Begin: "name", Nearest: true}, "no value is nearest"},
		{layer.Dimension{Name: "a", Begin: "count", Extent: []string{"1", "x"}}, `"x" is neither`},
		{layer.Dimension{Name: "a", Begin: "count", Extent: []string{"2/1"}}, "no interval"},
		{layer.Dimension{Name: "a", Begin: "count", Extent: []string{"1/2/0x"}}, "resolution"},
		{layer.Dimension{Name: "time", Begin: "begin", Extent: []string{"2000/2001/1"}}, "resolution"},
		{layer.Dimension{Name: "a", Begin: "count", Default: "many"}, `"many"`},
	} {
		if err := Check(c.d, s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.d, err, c.want)
		}
	}
}

// The nearest step is the nearest of all steps, walked one by one.
func TestNearestStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := duration{years: rapid.IntRange(0, 2).Draw(t, "years"), months: rapid.IntRange(0, 13).Draw(t, "months"), days: rapid.IntRange(0, 40).Draw(t, "days"), rest: time.Duration(rapid.IntRange(1, 1e6).Draw(t, "s")) * time.Second}
		first := time.Date(rapid.IntRange(1900, 2000).Draw(t, "year"), 1, rapid.IntRange(1, 31).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		last := d.after(first, rapid.IntRange(0, 30).Draw(t, "steps")).Add(time.Duration(rapid.IntRange(0, 3600).Draw(t, "rest")))
		at := first.Add(time.Duration(rapid.Int64Range(-1e6, 1e9).Draw(t, "at")) * time.Second)
		best := first
		for n := 0; !d.after(first, n).After(last); n++ {
			if s := d.after(first, n); s.Sub(at).Abs() < best.Sub(at).Abs() {
				best = s
			}
		}
		if got := d.nearest(first, last, at); got.Sub(at).Abs() > best.Sub(at).Abs() {
			t.Fatalf("%v from %v to %v: nearest to %v is %v, not %v", d, first, last, at, best, got)
		}
	})
}
