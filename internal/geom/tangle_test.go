package geom

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// comb is a valid polygon with so many teeth.
func comb(teeth int, slant float64) orb.Ring {
	r := orb.Ring{{0, -1}}
	for i := range teeth {
		x := float64(i)
		r = append(r, orb.Point{x, 0}, orb.Point{x + slant, 1000}, orb.Point{x + slant + 0.4, 1000}, orb.Point{x + 0.5, 0})
	}
	return append(r, orb.Point{float64(teeth), -1}, r[0])
}

func jagged(n int) orb.Ring {
	r := make(orb.Ring, 0, n+1)
	for i := range n {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		r = append(r, orb.Point{25 + c + 0.001*float64(i%2), 60 + s})
	}
	return append(r, r[0])
}

func scribble(n int) orb.Ring {
	rnd := rand.New(rand.NewPCG(1, 2))
	r := make(orb.Ring, 0, n+1)
	for range n {
		r = append(r, orb.Point{rnd.Float64(), rnd.Float64()})
	}
	return append(r, r[0])
}

func zigzag(n int) orb.Ring {
	r := make(orb.Ring, 0, n+1)
	for i := range n {
		r = append(r, orb.Point{float64(20 + i%3), float64(60 + i%2)})
	}
	return append(r, r[0])
}

func cells(side int) (m orb.MultiPolygon) {
	for i := range side * side {
		x, y := float64(i%side), float64(i/side)
		m = append(m, orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 1, y + 1}}.ToPolygon())
	}
	return m
}

func TestTangled(t *testing.T) {
	for name, c := range map[string]struct {
		g    orb.Geometry
		want bool
	}{
		"nothing":                         {nil, false},
		"a point":                         {orb.Point{1, 2}, false},
		"a circle":                        {orb.Polygon{jagged(100_000)}, false},
		"a comb":                          {orb.Polygon{comb(10_000, 0)}, false},
		"a slanting comb":                 {orb.Polygon{comb(500, 300)}, false},
		"a bow tie":                       {orb.Polygon{{{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}}, false},
		"a ring there and back":           {orb.Ring{{0, 0}, {1, 1}, {2, 2}, {0, 0}}, false},
		"cells of a grid":                 {cells(60), false},
		"a polygon drawn twice":           {orb.MultiPolygon{{jagged(9000)}, {jagged(9000)}}, false},
		"a scribble of 40":                {orb.Polygon{scribble(40)}, false},
		"a scribble of 200":               {orb.Polygon{scribble(200)}, true},
		"a scribble in a collection":      {orb.Collection{orb.LineString(scribble(200))}, true},
		"a scribble that is a line":       {orb.LineString(scribble(2000)), false},
		"back and forth":                  {orb.Polygon{zigzag(99_000)}, true},
		"a slanting comb of 50,000":       {orb.Polygon{comb(50_000, 30_000)}, true},
		"numbers as large as they can be": {orb.Polygon{{{-1e308, -1e308}, {1e308, 1e308}, {1e308, -1e308}, {-1e308, 1e308}, {-1e308, -1e308}}}, false},
	} {
		if got := Tangled(c.g); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func BenchmarkTangled(b *testing.B) {
	g := orb.Polygon{jagged(100_000)}
	b.SetBytes(100_000 * 16)
	for b.Loop() {
		if Tangled(g) {
			b.Fatal("a circle is not tangled")
		}
	}
}
