package tiles

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/feature"
)

// sheet is a square of tiles of one level, around the middle of a grid.
type sheet struct {
	grid           *Grid
	z              int
	firstX, firstY uint64
	side           uint64
}

// anySheet draws one; coordinates on it are units of its level from the corner of its first tile.
func anySheet(t *rapid.T, grids []*Grid) sheet {
	g := grids[rapid.IntRange(0, len(grids)-1).Draw(t, "grid")]
	z := rapid.IntRange(0, min(lastLevel(g), 12)).Draw(t, "z")
	m := &g.Matrices[z]
	side := min(5, m.Width, m.Height)
	return sheet{g, z, (m.Width - side) / 2, (m.Height - side) / 2, side}
}

// place is one on the ground.
func (s *sheet) place(x, y float64) orb.Point {
	return place(s.grid, s.z, float64(s.firstX*4096)+x, float64(s.firstY*4096)+y)
}

// snapped are places in whole units.
func (s *sheet) snapped(places []orb.Point) (all []vertex) {
	for _, p := range places {
		v, _ := unitsOf(&s.grid.Matrices[s.z], p)
		all = append(all, vertex{v[0] - int64(s.firstX)*4096, v[1] - int64(s.firstY)*4096})
	}
	return all
}

// pieces are what the tiles, which have no buffer, draw of a feature.
func (s *sheet) pieces(t *testing.T, grids []*Grid, shape orb.Geometry) (all [][]vertex) {
	service := New(Options{Catalog: memoryCatalog(t, schemaOf(s.grid.CRS, intKey), &feature.Feature{ID: "1", Geom: shape}), Buffer: -1, Grids: grids[4:]})
	for x := range s.side {
		for y := range s.side {
			content, err := service.Make(t.Context(), specOf(service.Catalog, s.grid, s.z, s.firstX+x, s.firstY+y))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range decode(t, content.Body)[0].features {
				for _, part := range f.parts {
					if !(box{0, 4096}).covers(extentOf(part)) {
						t.Fatalf("%v is not in its tile", part)
					}
					for i := range part {
						part[i] = vertex{part[i][0] + int64(x)*4096, part[i][1] + int64(y)*4096}
					}
					all = append(all, part)
				}
			}
		}
	}
	return all
}

// rounded is how far, in units, crossings of the edges of tiles, where lines are rounded a second time, can be from the snapped line.
const rounded = 1.25

// segments are the parts of lines between vertices, as rings that go there and back.
func segments(lines [][]vertex) (all [][]vertex) {
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			all = append(all, []vertex{l[i-1], l[i]})
		}
	}
	return all
}

// along are places on lines, in steps of the model's plane, and their length in units.
func along(lines [][]vertex) (places []vertex, length float64) {
	for _, l := range segments(lines) {
		a, dx, dy := l[0], float64(l[1][0]-l[0][0]), float64(l[1][1]-l[0][1])
		length += math.Hypot(dx, dy)
		for f := 0.0; f <= 1; f += 1.0 / 64 {
			places = append(places, vertex{a[0]*fine + int64(f*dx*fine), a[1]*fine + int64(f*dy*fine)})
		}
	}
	return places, length
}

// The pieces of a line from all tiles are the line again, once.
func TestLinesAreInTheirTilesOnce(t *testing.T) {
	grids := testGrids(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := anySheet(rt, grids)
		at := rapid.Float64Range(0.6, float64(s.side)*4096-0.6)
		var line orb.LineString
		for range rapid.IntRange(2, 9).Draw(rt, "vertices") {
			line = append(line, s.place(at.Draw(rt, "x"), at.Draw(rt, "y")))
		}
		whole, pieces := [][]vertex{s.snapped(line)}, s.pieces(t, grids, line)
		places, want := along(whole)
		drawn, got := along(pieces)
		for _, p := range places {
			if want > 0 && !near(segments(pieces), p[0], p[1], rounded) {
				rt.Fatalf("%v of %v is in no piece: %v", p, whole, pieces)
			}
		}
		for _, p := range drawn {
			if want > 0 && !near(segments(whole), p[0], p[1], rounded) {
				rt.Fatalf("%v of %v is not on the line %v", p, pieces, whole)
			}
		}
		if slack := 2 * float64(len(line)+len(pieces)); math.Abs(got-want) > slack {
			rt.Fatalf("the pieces %v of %v are %g long, not %g", pieces, whole, got, want)
		}
	})
}

// The pieces of a polygon from all tiles cover what it does, once.
func TestPolygonsAreInTheirTilesOnce(t *testing.T) {
	grids := testGrids(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := anySheet(rt, grids)
		size := float64(s.side) * 4096
		star := star(rt, size/2)
		for _, r := range star {
			for i, p := range r {
				r[i] = s.place(size/2+p[0], size/2+p[1])
			}
		}
		var whole [][]vertex
		for i, r := range star {
			whole = append(whole, orient(closed(s.snapped(r)), []float64{1, -1}[i]))
		}
		pieces := s.pieces(t, grids, star)
		at := rapid.Int64Range(0, int64(size)*fine)
		for range 100 {
			x, y := at.Draw(rt, "x"), at.Draw(rt, "y")
			if want, got := winding(whole, x, y), winding(pieces, x, y); want != got && !near(whole, x, y, rounded) && x%(4096*fine) != 0 && y%(4096*fine) != 0 {
				rt.Fatalf("%v has %g, %g %d times, its pieces %v %d times", whole, float64(x)/fine, float64(y)/fine, want, pieces, got)
			}
		}
	})
}

// star is a polygon around 0, 0 with spikes that are no longer than size and, sometimes, a hole like it.
func star(rt *rapid.T, size float64) orb.Polygon {
	n := rapid.IntRange(4, 24).Draw(rt, "corners")
	ring := func(low, high float64) orb.Ring {
		var r orb.Ring
		for i := range n {
			a := (float64(i) + rapid.Float64Range(0, 0.4).Draw(rt, "angle")) / float64(n) * 2 * math.Pi
			d := rapid.Float64Range(low, high).Draw(rt, "radius") * size
			r = append(r, orb.Point{d * math.Cos(a), d * math.Sin(a)})
		}
		return append(r, r[0])
	}
	p := orb.Polygon{ring(0.1, 0.95)}
	if rapid.Bool().Draw(rt, "hole") {
		p = append(p, ring(0.007, 0.035))
	}
	return p
}
