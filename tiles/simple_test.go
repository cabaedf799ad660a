package tiles

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
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

// Whatever ring snapping makes, what is drawn is simple, and its area that of the ring where it was simple already.
func TestRingsBecomeSimple(t *testing.T) {
	coordinate := rapid.Int64Range(0, 12)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(3, 14).Draw(rt, "n")
		var ring []vertex
		for range n {
			ring = append(ring, vertex{coordinate.Draw(rt, "x"), coordinate.Draw(rt, "y")})
		}
		ring = clean(ring)
		was := len(ring) >= 3 && isSimple(ring)
		want, got := shoelace(ring), 0.0
		for _, r := range dissolve([][]vertex{slices.Clone(ring)}) {
			if len(r) == 0 {
				continue
			}
			if !isSimple(r) {
				rt.Fatalf("of %v came %v", ring, r)
			}
			got += shoelace(r)
		}
		if was && got != want || math.Abs(got-want) > float64(6*n*n) {
			rt.Fatalf("area %g, want %g: %v", got, want, ring)
		}
	})
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
		got := polygons(t, nest(dissolve(c.rings)))
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
