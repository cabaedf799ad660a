package geom

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// The model: shapes of unit squares, unit edges and lattice points. A lattice of 2n+1 by 2n+1 cells holds the points (both indices
// even), edges (one is odd) and squares (both are), each of which lies wholly in one part of a shape.
const modelSize = 5

type model [2*modelSize + 1][2*modelSize + 1]location

// drawn is a geometry and its model.
type drawn struct {
	g orb.Geometry
	m model
}

// genShape draws a point, a line of axis-parallel segments, a box, or a collection of boxes.
var genShape = rapid.Custom(func(t *rapid.T) drawn {
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		x, y := genCoordinate.Draw(t, "x"), genCoordinate.Draw(t, "y")
		var m model
		m[2*x][2*y] = interior
		return drawn{orb.Point{float64(x), float64(y)}, m}
	case 1, 2:
		return genModelLine(t)
	case 3:
		b := genModelBox(t)
		return drawn{b, areaModel([]orb.Bound{b})}
	default:
		boxes := []orb.Bound{genModelBox(t), genModelBox(t)}
		return drawn{orb.Collection{boxes[0].ToPolygon(), boxes[1]}, areaModel(boxes)}
	}
})

var genCoordinate = rapid.IntRange(0, modelSize)

func genModelBox(t *rapid.T) orb.Bound {
	x, y := rapid.IntRange(0, modelSize-1).Draw(t, "west"), rapid.IntRange(0, modelSize-1).Draw(t, "south")
	return orb.Bound{Min: orb.Point{float64(x), float64(y)},
		Max: orb.Point{float64(rapid.IntRange(x+1, modelSize).Draw(t, "east")), float64(rapid.IntRange(y+1, modelSize).Draw(t, "north"))}}
}

// genModelLine walks along the lattice.
func genModelLine(t *rapid.T) drawn {
	var m model
	x, y := genCoordinate.Draw(t, "x"), genCoordinate.Draw(t, "y")
	line := orb.LineString{{float64(x), float64(y)}}
	first := [2]int{x, y}
	for range rapid.IntRange(1, 4).Draw(t, "segments") {
		to := [2]int{x, y}
		axis := rapid.IntRange(0, 1).Draw(t, "axis")
		to[axis] = rapid.IntRange(0, modelSize-1).Draw(t, "to")
		if to[axis] >= [2]int{x, y}[axis] {
			to[axis]++
		}
		for i := min(2*x, 2*to[0]); i <= max(2*x, 2*to[0]); i++ {
			for j := min(2*y, 2*to[1]); j <= max(2*y, 2*to[1]); j++ {
				m[i][j] = interior
			}
		}
		x, y = to[0], to[1]
		line = append(line, orb.Point{float64(x), float64(y)})
	}
	if first != [2]int{x, y} {
		m[2*first[0]][2*first[1]], m[2*x][2*y] = boundary, boundary
	}
	return drawn{line, m}
}

// areaModel is the union of boxes: what has squares of it on all sides is inside, what has some is boundary.
func areaModel(boxes []orb.Bound) (m model) {
	inside := func(i, j int) bool { // of a square
		for _, b := range boxes {
			if x, y := float64(i)/2, float64(j)/2; x > b.Min[0] && x < b.Max[0] && y > b.Min[1] && y < b.Max[1] {
				return true
			}
		}
		return false
	}
	for i := range m {
		for j := range m[i] {
			some, all := false, true
			for _, di := range around1(i) {
				for _, dj := range around1(j) {
					in := inside(i+di, j+dj)
					some, all = some || in, all && in
				}
			}
			switch {
			case all:
				m[i][j] = interior
			case some:
				m[i][j] = boundary
			}
		}
	}
	return m
}

// around1 leads from an index to those of the squares beside it.
func around1(i int) []int {
	if i%2 == 1 {
		return []int{0}
	}
	return []int{-1, 1}
}

// relate fills the matrix cell by cell: the definition.
func (a *model) relate(b *model) matrix {
	m := disjoint
	row := map[location]int{interior: ii, boundary: bi, exterior: ei}
	column := map[location]int{interior: 0, boundary: 1, exterior: 2}
	for i := range a {
		for j := range a[i] {
			m.atLeast(row[a[i][j]]+column[b[i][j]], int8(i%2+j%2))
		}
	}
	return m
}

func TestRelateAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := genShape.Draw(t, "a"), genShape.Draw(t, "b")
		want := a.m.relate(&b.m)
		if got, _, _ := relate(a.g, b.g); got != want {
			t.Fatalf("%s and %s: %v, want %v", AppendWKT(nil, a.g, -1), AppendWKT(nil, b.g, -1), got, want)
		}
		meet := want[ii] >= 0 || want[ib] >= 0 || want[bi] >= 0 || want[bb] >= 0
		within := want[ii] >= 0 && want[ie] < 0 && want[be] < 0
		contains := want[ii] >= 0 && want[ei] < 0 && want[eb] < 0
		for name, c := range map[string][2]bool{
			"intersects": {Intersects(a.g, b.g), meet}, "disjoint": {Disjoint(a.g, b.g), !meet}, "touches": {Touches(a.g, b.g), meet && want[ii] < 0},
			"within": {Within(a.g, b.g), within}, "contains": {Contains(a.g, b.g), contains}, "equals": {Equals(a.g, b.g), within && contains},
			"distance 0": {Distance(a.g, b.g) == 0, meet},
		} {
			if c[0] != c[1] {
				t.Fatalf("%s %s %s: %v", AppendWKT(nil, a.g, -1), name, AppendWKT(nil, b.g, -1), c[0])
			}
		}
	})
}
