package crs

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// Every place in a projected box is in one of its images, wherever the box lies: at a pole, across the antimeridian, or neither.
func TestBoundsHoldWhatTheBoxShows(t *testing.T) {
	systems := []Ref{EPSG(3413), EPSG(3995), EPSG(3031), EPSG(3832), EPSG(3067), EPSG(32660), EPSG(3035)}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.SampledFrom(systems).Draw(t, "system")
		tr, err := NewTransform(from, WGS84)
		if err != nil {
			t.Fatal(err)
		}
		x, y := rapid.Float64Range(-5e6, 5e6).Draw(t, "x"), rapid.Float64Range(-5e6, 5e6).Draw(t, "y")
		if from == EPSG(32660) || from == EPSG(3067) {
			x, y = math.Abs(x/10)+2e5, math.Abs(y)
		}
		if from == EPSG(3035) {
			x, y = math.Abs(x)+1e6, math.Abs(y)
		}
		side := rapid.Float64Range(1e3, 3e5).Draw(t, "side")
		b := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + side, y + side}}
		images, err := tr.Bounds(b)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			p := orb.Point{x + side*rapid.Float64Range(0, 1).Draw(t, "u"), y + side*rapid.Float64Range(0, 1).Draw(t, "v")}
			q, ok := tr.Point(p)
			if ok && !slices.ContainsFunc(images, func(b orb.Bound) bool { return b.Pad(1e-6).Contains(q) }) {
				t.Fatalf("%v of %s is at %v, outside of %v", p, from, q, images)
			}
		}
	})
}

func TestBoundsAcrossTheAntimeridian(t *testing.T) {
	tr, err := NewTransform(EPSG(3832), WGS84)
	if err != nil {
		t.Fatal(err)
	}
	back, _ := NewTransform(WGS84, EPSG(3832))
	least, _ := back.Point(orb.Point{170, -10})
	greatest, _ := back.Point(orb.Point{-170, 10})
	images, err := tr.Bounds(orb.Bound{Min: least, Max: greatest})
	if err != nil || len(images) != 2 || math.Abs(images[0].Min[0]-170) > 1 || images[0].Max[0] != 180 || images[1].Min[0] != -180 || math.Abs(images[1].Max[0]+170) > 1 {
		t.Errorf("170 to 190 degrees: %v, %v", images, err)
	}
	pole, err := NewTransform(EPSG(3413), WGS84)
	if err != nil {
		t.Fatal(err)
	}
	images, err = pole.Bounds(orb.Bound{Min: orb.Point{-1e6, -1e6}, Max: orb.Point{1e6, 1e6}})
	if err != nil || len(images) != 1 || images[0].Min[0] != -180 || images[0].Max[0] != 180 || images[0].Max[1] != 90 || images[0].Min[1] > 78 {
		t.Errorf("about the pole: %v, %v", images, err)
	}
	for ref, want := range map[Ref]float64{WGS84: 360, CRS84: 360, WebMercator: 2 * math.Pi * 6378137, EPSG(3832): 2 * math.Pi * 6378137, EPSG(3067): 0} {
		if period, _ := Around(ref); math.Abs(period-want) > 1e-6 {
			t.Errorf("%s goes around in %v, want %v", ref, period, want)
		}
	}
}
