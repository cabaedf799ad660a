package tiles

import (
	"testing"

	"github.com/paulmach/orb"
)

// isSimple holds every pair of edges against one another.
func isSimple(r []vertex) bool {
	n := len(r)
	for i := range r {
		for j := i + 1; j < n; j++ {
			a, b, c, d := r[i], r[(i+1)%n], r[j], r[(j+1)%n]
			if a == c || len((side{i, a, b}).meet(side{j, c, d}, nil)) > 0 {
				return false
			}
		}
	}
	return n >= 3
}

func TestRingsOfAFeatureMeetInVerticesOnly(t *testing.T) {
	square := func(x, y, d int64, sign float64) []vertex {
		return orient([]vertex{{x, y}, {x + d, y}, {x + d, y + d}, {x, y + d}}, sign)
	}
	for name, c := range map[string]struct {
		rings [][]vertex
		areas [][]float64
	}{
		"apart":                     {[][]vertex{square(0, 0, 4, 1), square(10, 0, 4, 1)}, [][]float64{{16}, {16}}},
		"beside one another":        {[][]vertex{square(0, 0, 4, 1), square(4, 1, 2, 1)}, [][]float64{{20}}},
		"touching at a corner":      {[][]vertex{square(0, 0, 4, 1), square(4, 4, 2, 1)}, [][]float64{{16}, {4}}},
		"a hole at the edge":        {[][]vertex{square(0, 0, 9, 1), square(0, 3, 2, -1)}, [][]float64{{77}}},
		"a hole at a corner":        {[][]vertex{square(0, 0, 9, 1), square(0, 0, 2, -1)}, [][]float64{{77}}},
		"a hole inside":             {[][]vertex{square(0, 0, 9, 1), square(3, 3, 2, -1)}, [][]float64{{81, -4}}},
		"an island in a hole":       {[][]vertex{square(0, 0, 9, 1), square(1, 1, 7, -1), square(2, 2, 5, 1), square(3, 3, 2, -1)}, [][]float64{{81, -49}, {25, -4}}},
		"an island that fills":      {[][]vertex{square(0, 0, 9, 1), square(1, 1, 7, -1), square(1, 1, 7, 1)}, [][]float64{{81}}},
		"holes beside one another":  {[][]vertex{square(0, 0, 9, 1), square(2, 2, 2, -1), square(4, 2, 2, -1)}, [][]float64{{81, -8}}},
		"a hole between corners":    {[][]vertex{square(0, 0, 8, 1), {{4, 0}, {2, 4}, {4, 8}, {6, 4}}}, [][]float64{{24}, {24}}},
		"holes in a row":            {[][]vertex{square(0, 0, 8, 1), {{4, 0}, {3, 2}, {4, 4}, {5, 2}}, {{4, 4}, {3, 6}, {4, 8}, {5, 6}}}, [][]float64{{28}, {28}}},
		"a hole at one corner":      {[][]vertex{square(0, 0, 8, 1), {{4, 0}, {3, 2}, {4, 4}, {5, 2}}}, [][]float64{{64, -4}}},
		"a hole that cuts in parts": {[][]vertex{square(0, 0, 8, 1), {{3, 0}, {3, 8}, {5, 8}, {5, 0}}}, [][]float64{{24}, {24}}},
	} {
		rings, _ := dissolve(c.rings)
		got := polygons(t, rings)
		ok := len(got) == len(c.areas)
		for i := 0; ok && i < len(got); i++ {
			ok = len(got[i]) == len(c.areas[i])
			for j := 0; ok && j < len(got[i]); j++ {
				ok = shoelace(got[i][j]) == c.areas[i][j] && isSimple(got[i][j])
			}
		}
		if !ok {
			t.Errorf("%s: got %v, want areas %v", name, got, c.areas)
		}
	}
}

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want []vertex }{
		"square":          {[]vertex{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, []vertex{{0, 0}, {4, 0}, {4, 4}, {0, 4}}},
		"repeated":        {[]vertex{{0, 0}, {0, 0}, {4, 0}, {4, 4}, {4, 4}, {0, 0}}, []vertex{{0, 0}, {4, 0}, {4, 4}}},
		"on an edge":      {[]vertex{{0, 0}, {2, 0}, {4, 0}, {4, 4}, {2, 2}}, []vertex{{0, 0}, {4, 0}, {4, 4}}},
		"spike":           {[]vertex{{0, 0}, {4, 0}, {9, 0}, {4, 0}, {4, 4}}, []vertex{{0, 0}, {4, 0}, {4, 4}}},
		"nothing":         {[]vertex{{0, 0}, {4, 4}, {2, 2}}, nil},
		"spike, in parts": {[]vertex{{0, 0}, {4, 0}, {4, 4}, {4, 9}, {4, 6}, {4, 4}}, []vertex{{0, 0}, {4, 0}, {4, 4}}},
	} {
		got := clean(c.in)
		if len(got) != len(c.want) || shoelace(got) != shoelace(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestHolesFollowTheirRings(t *testing.T) {
	square := func(x, y, d int64, sign float64) []vertex {
		return orient([]vertex{{x, y}, {x + d, y}, {x + d, y + d}, {x, y + d}}, sign)
	}
	got := polygons(t, nest([][]vertex{square(0, 0, 10, 1), square(22, 2, 2, -1), square(2, 2, 2, -1), square(20, 0, 10, 1), square(50, 50, 2, -1)}))
	if len(got) != 2 || len(got[0]) != 2 || len(got[1]) != 2 || got[0][1][0][0] > 10 || got[1][1][0][0] < 20 {
		t.Errorf("got %v", got)
	}
}

// shaped is what a tile of 100 units draws of geometries whose coordinates are its units, y down.
func shaped(g orb.Geometry) [][]vertex {
	s := shaper{frame: frame{unit: 1}, box: box{0, 100}}
	s.shape(flipped(g))
	return s.rings
}

// flipped turns y around, because that of the ground goes up.
func flipped(g orb.Geometry) orb.Geometry {
	turn := func(p orb.Polygon) orb.Polygon {
		q := p.Clone()
		for _, r := range q {
			for i := range r {
				r[i][1] = -r[i][1]
			}
		}
		return q
	}
	if p, ok := g.(orb.Polygon); ok {
		return turn(p)
	}
	var m orb.MultiPolygon
	for _, p := range g.(orb.MultiPolygon) {
		m = append(m, turn(p))
	}
	return m
}

func TestShapesOfAreas(t *testing.T) {
	box := func(x, y, a, b float64) orb.Ring { return orb.Ring{{x, y}, {a, y}, {a, b}, {x, b}, {x, y}} }
	for name, c := range map[string]struct {
		shape orb.Geometry
		areas [][]float64
	}{
		"as wide as a part of a unit":         {orb.Polygon{box(10, 10, 50, 10.1)}, [][]float64{{40}}},
		"smaller than a unit":                 {orb.Polygon{box(10, 10, 10.1, 10.1)}, [][]float64{{1}}},
		"a hole as large":                     {orb.Polygon{box(10, 10, 50, 50), box(10.1, 10.1, 49.9, 49.9)}, [][]float64{{40}}},
		"a hole as large, across an edge":     {orb.Polygon{box(10, 10, 150, 50), box(10.1, 10.1, 149.9, 49.9)}, [][]float64{{90}}},
		"a hole that is the tile":             {orb.Polygon{box(-50, -50, 150, 150), box(0, 0, 100, 100)}, nil},
		"a hole around the tile":              {orb.Polygon{box(-50, -50, 150, 150), box(-10, -10, 110, 110)}, nil},
		"an 8 whose halves are alike":         {orb.Polygon{{{10, 10}, {50, 50}, {50, 10}, {10, 50}, {10, 10}}}, [][]float64{{400}, {400}}},
		"an 8 with a small half":              {orb.Polygon{{{0, 0}, {60, 60}, {60, 40}, {0, 100}, {0, 0}}}, [][]float64{{2500}, {100}}},
		"an 8 across an edge":                 {orb.Polygon{{{80, 10}, {120, 50}, {120, 10}, {80, 50}, {80, 10}}}, [][]float64{{400}}},
		"a neck that snapping turned over":    {orb.Polygon{{{10, 10}, {50, 10}, {50, 50}, {90, 49.6}, {90, 49.4}, {40, 50}, {10, 50}, {10, 10}}}, [][]float64{{1600}}},
		"areas on one another":                {orb.MultiPolygon{{box(10, 10, 50, 50)}, {box(30, 30, 70, 70)}}, [][]float64{{2800}}},
		"an area in another":                  {orb.MultiPolygon{{box(10, 10, 50, 50)}, {box(20, 20, 30, 30)}}, [][]float64{{1600}}},
		"an area twice":                       {orb.MultiPolygon{{box(10, 10, 50, 50)}, {box(10, 10, 50, 50)}}, [][]float64{{1600}}},
		"a ring that goes around twice":       {orb.Polygon{append(box(10, 10, 50, 50), box(10, 10, 50, 50)...)}, [][]float64{{1600}}},
		"a hole twice":                        {orb.Polygon{box(10, 10, 50, 50), box(20, 20, 30, 30), box(20, 20, 30, 30)}, [][]float64{{1600, -100}}},
		"a hole in a hole":                    {orb.Polygon{box(10, 10, 50, 50), box(20, 20, 40, 40), box(25, 25, 30, 30)}, [][]float64{{1600, -400}}},
		"an island that touches its hole":     {orb.MultiPolygon{{box(0, 0, 80, 80), {{10, 10}, {70, 10}, {40, 70}, {10, 10}}}, {{{10, 10}, {40, 20}, {70, 10}, {40, 40}, {40, 70}, {35, 30}, {10, 10}}}}, [][]float64{{6400, -1800}, {600}}},
		"a hole far away":                     {orb.Polygon{box(10, 10, 50, 50), box(-1e15, 20, 1e15, 30), box(1e12, 0, 1e15, 1e15)}, [][]float64{{400}, {800}}},
		"a spike":                             {orb.Polygon{{{10, 10}, {50, 10}, {90, 10}, {50, 10}, {50, 50}, {10, 50}, {10, 10}}}, [][]float64{{1600}}},
		"a hole that touches in two vertices": {orb.Polygon{box(10, 10, 50, 50), {{10, 10}, {30, 20}, {50, 50}, {20, 30}, {10, 10}}}, [][]float64{{600}, {600}}},
	} {
		got := polygons(t, shaped(c.shape))
		ok := len(got) == len(c.areas)
		for i := 0; ok && i < len(got); i++ {
			ok = len(got[i]) == len(c.areas[i])
			for j := 0; ok && j < len(got[i]); j++ {
				ok = shoelace(got[i][j]) == c.areas[i][j] && isSimple(got[i][j])
			}
		}
		if !ok {
			t.Errorf("%s: got %v, want areas %v", name, got, c.areas)
		}
	}
}
