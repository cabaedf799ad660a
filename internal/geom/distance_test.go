package geom

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

func TestDistance(t *testing.T) {
	square := orb.Bound{Max: orb.Point{4, 4}}
	for _, c := range []struct {
		a, b orb.Geometry
		want float64
	}{
		{orb.Point{0, 0}, orb.Point{3, 4}, 5},
		{orb.Point{2, 2}, square, 0},
		{orb.Point{7, 8}, square, 5},
		{orb.Point{7, 2}, square, 3},
		{orb.LineString{{-2, 6}, {6, 6}}, square, 2},
		{orb.LineString{{-2, 2}, {6, 2}}, square, 0},
		{orb.Point{2, 2}, orb.Polygon{square.ToRing(), {{1, 1}, {1, 3}, {3, 3}, {3, 1}, {1, 1}}}, 1},
		{orb.Collection{orb.Point{100, 100}, orb.Point{5, 2}}, square, 1},
		{orb.LineString{{1, 1}, {1, 1}}, orb.Point{1, 2}, 1},
		{nil, square, math.Inf(1)},
	} {
		for _, got := range []float64{Distance(c.a, c.b), Distance(c.b, c.a)} {
			if got != c.want && math.Abs(got-c.want) > 1e-12 {
				t.Errorf("%v and %v: %v, want %v", c.a, c.b, got, c.want)
			}
		}
	}
}

// The tree of boxes must find what looking at every pair of segments finds.
func TestDistanceOfLongLines(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	walk := func(n int, p orb.Point) orb.LineString {
		l := orb.LineString{p}
		for range n {
			p = orb.Point{p[0] + rnd.Float64() - 0.4, p[1] + rnd.Float64() - 0.5}
			l = append(l, p)
		}
		return l
	}
	for i := range 50 {
		a, b := walk(1+rnd.IntN(200), orb.Point{}), walk(1+rnd.IntN(200), orb.Point{0, float64(i) / 2})
		if got, want := Distance(a, b), chainDistance(a, b); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
		if got, want := Intersects(a, b), segmentsTouch(a, b); got != want {
			t.Fatalf("intersects %v, want %v", got, want)
		}
	}
}

// Metres made by PostGIS 3.3: select ST_Distance('…'::geography, '…'::geography, false).
func TestSphereDistance(t *testing.T) {
	box := orb.Polygon{{{20, 60}, {30, 60}, {30, 61}, {20, 61}, {20, 60}}}
	pole := orb.Polygon{{{0, 80}, {90, 80}, {180, 80}, {-90, 80}, {0, 80}}}
	dateline := orb.Polygon{{{170, 60}, {-170, 60}, {-170, 65}, {170, 65}, {170, 60}}}
	holed := orb.Polygon{{{20, 60}, {30, 60}, {30, 65}, {20, 65}, {20, 60}}, {{22, 61}, {28, 61}, {28, 64}, {22, 64}, {22, 61}}}
	for _, c := range []struct {
		a, b orb.Geometry
		want float64
	}{
		{orb.Point{25, 60}, orb.Point{25, 61}, 111195.079735},
		{orb.Point{24.94, 60.17}, orb.Point{25.47, 65.01}, 538862.637100},
		{orb.Point{179.5, 0}, orb.Point{-179.5, 0}, 111195.079735},
		{orb.Point{0, 1}, orb.LineString{{-10, 0}, {10, 0}}, 111195.079735},
		{orb.LineString{{-1, -1}, {1, 1}}, orb.LineString{{-1, 1}, {1, -1}}, 0},
		{orb.Point{25, 62}, box, 100906.011703},
		{orb.Point{25, 61.03}, box, 0}, // the great circle between the northern corners passes north of it
		{orb.Point{25, 60.01}, box, 9395.827866},
		{box, orb.LineString{{35, 50}, {35, 70}}, 269280.407823},
		{box, orb.Polygon{{{24, 60.5}, {25, 60.5}, {25, 60.6}, {24, 60.5}}}, 0},
		{orb.Point{0, 90}, pole, 0},
		{orb.Point{45, 70}, pole, 1433629.699911},
		{dateline, orb.Point{180, 62}, 0},
		{dateline, orb.Point{160, 62}, 519960.021014},
		{holed, orb.Point{25, 62.5}, 153977.139305},
		{nil, box, math.Inf(1)},
	} {
		for _, got := range []float64{SphereDistance(c.a, c.b), SphereDistance(c.b, c.a)} {
			if got != c.want && math.Abs(got-c.want) > 2e-6 {
				t.Errorf("%v and %v: %.6f, want %.6f", c.a, c.b, got, c.want)
			}
		}
	}
}

func BenchmarkDistance(b *testing.B) {
	big := star(orb.Point{0, 0}, 1000, 5000)
	b.ReportAllocs()
	for range b.N {
		Distance(orb.Point{2000, 300}, big)
	}
}
