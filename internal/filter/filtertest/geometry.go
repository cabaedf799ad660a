package filtertest

import (
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
)

// Geometries lie on a grid of whole steps from an origin, so that they often touch, and coordinates are exact.
const gridSize = 8

// grid is the place of the grid in a CRS: where the layer's system is at home.
type grid struct {
	origin orb.Point
	step   float64
}

func gridOf(r crs.Ref) grid {
	if info, ok := crs.Lookup(r); ok && info.Geographic {
		return grid{orb.Point{25, 60}, 1.0 / 1024}
	}
	return grid{orb.Point{500_000, 6_700_000}, 64}
}

func (g grid) at(x, y int) orb.Point {
	return orb.Point{g.origin[0] + float64(x)*g.step, g.origin[1] + float64(y)*g.step}
}

func (g grid) point(t *rapid.T) orb.Point {
	return g.at(rapid.IntRange(0, gridSize).Draw(t, "x"), rapid.IntRange(0, gridSize).Draw(t, "y"))
}

// rectangle draws one of some width and height.
func (g grid) rectangle(t *rapid.T) orb.Bound {
	x, y := rapid.IntRange(0, gridSize-1).Draw(t, "x"), rapid.IntRange(0, gridSize-1).Draw(t, "y")
	w, h := rapid.IntRange(1, gridSize-x).Draw(t, "width"), rapid.IntRange(1, gridSize-y).Draw(t, "height")
	return orb.Bound{Min: g.at(x, y), Max: g.at(x+w, y+h)}
}

// line draws a line without repeated points, which may cross itself.
func (g grid) line(t *rapid.T) orb.LineString {
	l := orb.LineString{g.point(t)}
	for n := rapid.IntRange(2, 4).Draw(t, "vertices"); len(l) < n; {
		p := g.point(t)
		if p == l[len(l)-1] {
			p[0] += g.step
		}
		l = append(l, p)
	}
	return l
}

// polygon draws a valid polygon: a rectangle, one with a hole, or half of one.
func (g grid) polygon(t *rapid.T) orb.Polygon {
	b := g.rectangle(t)
	ring := b.ToRing()
	switch rapid.IntRange(0, 2).Draw(t, "polygon") {
	case 0:
		return orb.Polygon{ring}
	case 1:
		return orb.Polygon{{b.Min, b.RightBottom(), b.Max, b.Min}}
	default:
		w, h := (b.Max[0]-b.Min[0])/4, (b.Max[1]-b.Min[1])/4
		hole := orb.Bound{Min: orb.Point{b.Min[0] + w, b.Min[1] + h}, Max: orb.Point{b.Max[0] - w, b.Max[1] - h}}.ToRing()
		hole.Reverse()
		return orb.Polygon{ring, hole}
	}
}

// twoPolygons draws a valid multipolygon: two that are apart.
func (g grid) twoPolygons(t *rapid.T) orb.MultiPolygon {
	p := g.polygon(t)
	q := orb.Clone(p).(orb.Polygon)
	for _, r := range q {
		for i := range r {
			r[i][0] += float64(gridSize+1) * g.step
		}
	}
	return orb.MultiPolygon{p, q}
}

// Geometry draws a valid geometry of any type in r, collections among them.
func Geometry(t *rapid.T, r crs.Ref) orb.Geometry {
	g := gridOf(r)
	switch rapid.IntRange(0, 9).Draw(t, "geometry") {
	case 0, 1, 2:
		return g.point(t)
	case 3:
		return orb.MultiPoint{g.point(t), g.at(gridSize+1, rapid.IntRange(0, gridSize).Draw(t, "y"))}
	case 4, 5:
		return g.line(t)
	case 6:
		return orb.MultiLineString{g.line(t), g.line(t)}
	case 7:
		return g.polygon(t)
	case 8:
		return g.twoPolygons(t)
	default:
		return orb.Collection{g.point(t), g.line(t)}
	}
}

// simpleGeometry draws what filters are made of.
func simpleGeometry(t *rapid.T, r crs.Ref) orb.Geometry {
	g := gridOf(r)
	switch rapid.IntRange(0, 4).Draw(t, "geometry") {
	case 0:
		return g.point(t)
	case 1:
		return g.line(t)
	case 2:
		return g.rectangle(t)
	case 3:
		return g.twoPolygons(t)
	default:
		return g.polygon(t)
	}
}

// Box draws a box of the system's grid, whose coordinates single precision keeps.
func Box(t *rapid.T, r crs.Ref) orb.Bound { return gridOf(r).rectangle(t) }
