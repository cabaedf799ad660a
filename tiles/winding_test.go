package tiles

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// fine is how many steps of the model's plane a unit has: the places that it looks at are on no edge between vertices that are near one another.
const fine = 1009

// winding is how often rings go around a place of the model's plane, clockwise as seen on a screen.
func winding(rings [][]vertex, x, y int64) (times int) {
	for _, r := range rings {
		for i, a := range r {
			b := r[(i+1)%len(r)]
			switch side := (b[0]-a[0])*(y-a[1]*fine) - (b[1]-a[1])*(x-a[0]*fine); {
			case a[1]*fine <= y && b[1]*fine > y && side > 0:
				times++
			case b[1]*fine <= y && a[1]*fine > y && side < 0:
				times--
			}
		}
	}
	return times
}

// near says whether a place of the model's plane is within some units of an edge.
func near(rings [][]vertex, x, y int64, units float64) bool {
	px, py := float64(x)/fine, float64(y)/fine
	for _, r := range rings {
		for i, a := range r {
			b := r[(i+1)%len(r)]
			ax, ay, dx, dy := px-float64(a[0]), py-float64(a[1]), float64(b[0]-a[0]), float64(b[1]-a[1])
			t := 0.0
			if d := dx*dx + dy*dy; d > 0 {
				t = min(max((ax*dx+ay*dy)/d, 0), 1)
			}
			if math.Hypot(ax-t*dx, ay-t*dy) < units {
				return true
			}
		}
	}
	return false
}

// overlaid says whether edges of two rings cross, or lie on one another.
func overlaid(r, q []vertex) bool {
	for i, a := range r {
		for j, c := range q {
			b, d := r[(i+1)%len(r)], q[(j+1)%len(q)]
			if turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0 {
				return true
			}
			if turn(a, b, c) != 0 || turn(a, b, d) != 0 {
				continue
			}
			for axis := range a {
				if max(min(a[axis], b[axis]), min(c[axis], d[axis])) < min(max(a[axis], b[axis]), max(c[axis], d[axis])) {
					return true
				}
			}
		}
	}
	return false
}

// randomRings are rings that cross themselves and one another, outer ones and holes.
func randomRings(rt *rapid.T, size int64) (rings [][]vertex) {
	coordinate := rapid.Int64Range(0, size)
	for range rapid.IntRange(1, 4).Draw(rt, "rings") {
		var ring []vertex
		for range rapid.IntRange(3, 9).Draw(rt, "vertices") {
			ring = append(ring, vertex{coordinate.Draw(rt, "x"), coordinate.Draw(rt, "y")})
		}
		rings = append(rings, orient(ring, rapid.SampledFrom([]float64{1, 1, -1}).Draw(rt, "sign")))
	}
	return rings
}

func copied(rings [][]vertex) (c [][]vertex) {
	for _, r := range rings {
		c = append(c, slices.Clone(r))
	}
	return c
}

// holdValid holds what is drawn to the rules of polygons: rings are simple and meet in single places, and no place is in two polygons.
func holdValid(rt *rapid.T, in, out [][]vertex, size int64) {
	for i, r := range out {
		if !isSimple(r) {
			rt.Fatalf("of %v came %v", in, r)
		}
		for _, q := range out[:i] {
			if overlaid(r, q) {
				rt.Fatalf("of %v came %v and %v", in, r, q)
			}
		}
	}
	for x := int64(7); x < size*fine; x += fine * 2 / 5 {
		for y := int64(11); y < size*fine; y += fine * 2 / 5 {
			if n := winding(out, x, y); n != 0 && n != 1 {
				rt.Fatalf("of %v came %v: %d times around %g, %g", in, out, n, float64(x)/fine, float64(y)/fine)
			}
		}
	}
}

// Whatever rings snapping makes, what is drawn is valid: all that more outer rings than holes go around, and nothing that as many do.
func TestRingsBecomeOutlines(t *testing.T) {
	const size = 12
	rapid.Check(t, func(rt *rapid.T) {
		in := randomRings(rt, size)
		out, _ := dissolve(copied(in))
		holdValid(rt, in, out, size)
		crossed, ok := planar(copied(in)) // crossings are rounded: what is beside the edges may change sides
		if !ok {
			rt.Fatalf("%v is not disentangled", in)
		}
		for x := int64(7); x < size*fine; x += fine / 3 {
			for y := int64(11); y < size*fine; y += fine / 3 {
				if was, is := winding(crossed, x, y), winding(out, x, y); was >= 0 && is != min(was, 1) {
					rt.Fatalf("rings %v go %d times around %g, %g, and of them came %v", in, was, float64(x)/fine, float64(y)/fine, out)
				}
			}
		}
	})
}

// A cut changes nothing but at the edges, where crossings are rounded.
func TestCutRingsBecomeOutlines(t *testing.T) {
	const size = 40
	b := box{9, 31}
	rapid.Check(t, func(rt *rapid.T) {
		in := randomRings(rt, size)
		var cut [][]vertex
		for _, r := range in {
			cut = append(cut, clipRings([][]vertex{slices.Clone(r)}, b)...)
		}
		if rapid.Bool().Draw(rt, "as one polygon") {
			cut = clipRings(copied(in), b)
		}
		out, _ := dissolve(cut)
		holdValid(rt, in, out, size)
		for x := b.lo*fine + 7; x < b.hi*fine; x += fine * 4 / 5 {
			for y := b.lo*fine + 11; y < b.hi*fine; y += fine * 4 / 5 {
				if was, is := winding(in, x, y), winding(out, x, y); was >= 0 && is != min(was, 1) && !near(in, x, y, 2) {
					rt.Fatalf("rings %v go %d times around %g, %g, and of them came %v", in, was, float64(x)/fine, float64(y)/fine, out)
				}
			}
		}
		for _, r := range out {
			if e := extentOf(r); !b.covers(e) {
				rt.Fatalf("of %v came %v, outside of the box", in, r)
			}
		}
	})
}

// Many long edges beside one another are no tangle, whichever way they go.
func TestNarrowStripsBecomeOutlines(t *testing.T) {
	for name, strip := range map[string]func(at int64) []vertex{
		"across":  func(at int64) []vertex { return []vertex{{0, at}, {4000, at}, {4000, at + 1}, {0, at + 1}} },
		"upright": func(at int64) []vertex { return []vertex{{at, 0}, {at + 1, 0}, {at + 1, 4000}, {at, 4000}} },
	} {
		var rings [][]vertex
		for i := range int64(600) { // two that touch and a gap
			rings = append(rings, orient(strip(i+i/2), 1))
		}
		if out, _ := dissolve(rings); len(out) != 300 {
			t.Errorf("%s: %d polygons", name, len(out))
		}
	}
}
