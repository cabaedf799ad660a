package sqlgen

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/geom"
)

// Nothing within the distance may be outside the box.
func TestAroundHoldsWhatIsNear(t *testing.T) {
	place := func(t *rapid.T) orb.Point {
		return orb.Point{rapid.Float64Range(-60, 60).Draw(t, "lon"), rapid.Float64Range(-75, 75).Draw(t, "lat")}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := place(t)
		b := orb.Point{a[0] + rapid.Float64Range(0, 40).Draw(t, "width"), a[1] + rapid.Float64Range(-5, 5).Draw(t, "height")}
		shape := orb.LineString{a, b}
		f := rapid.Float64Range(0, 1).Draw(t, "along")
		near := orb.Point{a[0] + f*(b[0]-a[0]) + rapid.Float64Range(-3, 3).Draw(t, "dx"), a[1] + f*(b[1]-a[1]) + rapid.Float64Range(-6, 6).Draw(t, "dy")}
		distance := geom.SphereDistance(near, shape)
		box, ok := around(&filter.Shape{Geom: shape}, distance, feature.Point)
		if ok && !box.Contains(near) {
			t.Fatalf("%v is %g m from %v, and outside %v", near, distance, shape, box)
		}
	})
}

func TestAroundGivesUpWhereThereIsNoBox(t *testing.T) {
	for _, s := range []orb.Geometry{orb.Point{25, 89}, orb.Point{179.99, 0}, orb.LineString{{-100, 10}, {100, 10}}} {
		if box, ok := around(&filter.Shape{Geom: s}, 10_000, feature.Point); ok {
			t.Errorf("around %v: %v", s, box)
		}
	}
	if _, ok := around(&filter.Shape{Geom: orb.Point{25, 60}}, 10_000, feature.Point); !ok {
		t.Error("no box around a place in Finland")
	}
}
