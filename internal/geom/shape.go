package geom

import (
	"github.com/paulmach/orb"
)

// IsEmpty says whether g is nil or has no vertex.
func IsEmpty(g orb.Geometry) bool {
	switch g := g.(type) {
	case nil:
		return true
	case orb.Point:
		return false
	case orb.MultiPoint:
		return len(g) == 0
	case orb.LineString:
		return len(g) == 0
	case orb.Ring:
		return len(g) == 0
	case orb.MultiLineString:
		return allEmpty(g)
	case orb.Polygon:
		return len(g) == 0 || len(g[0]) == 0
	case orb.MultiPolygon:
		return allEmpty(g)
	case orb.Collection:
		return allEmpty(g)
	case orb.Bound:
		return g.IsEmpty()
	default:
		return true
	}
}

func allEmpty[G orb.Geometry](members []G) bool {
	for _, m := range members {
		if !IsEmpty(m) {
			return false
		}
	}
	return true
}

func mapSlice[S ~[]T, T any](s S, f func(T) T) S {
	out := make(S, len(s))
	for i, v := range s {
		out[i] = f(v)
	}
	return out
}

// shape is a geometry taken apart: a union of points, lines and polygons. Lines without a length are points.
type shape struct {
	points []orb.Point
	lines  []orb.LineString
	polys  []orb.Polygon
}

func shapeOf(g orb.Geometry) *shape {
	s := &shape{}
	s.add(g)
	return s
}

func (s *shape) add(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		s.points = append(s.points, g)
	case orb.MultiPoint:
		s.points = append(s.points, g...)
	case orb.LineString:
		s.addLine(g)
	case orb.MultiLineString:
		for _, l := range g {
			s.addLine(l)
		}
	case orb.Ring:
		s.addPolygon(orb.Polygon{g})
	case orb.Polygon:
		s.addPolygon(g)
	case orb.MultiPolygon:
		for _, p := range g {
			s.addPolygon(p)
		}
	case orb.Bound:
		s.addBound(g)
	case orb.Collection:
		for _, m := range g {
			s.add(m)
		}
	}
}

func (s *shape) addLine(l orb.LineString) {
	for _, p := range l {
		if p != l[0] {
			s.lines = append(s.lines, l)
			return
		}
	}
	if len(l) > 0 {
		s.points = append(s.points, l[0])
	}
}

func (s *shape) addPolygon(p orb.Polygon) {
	if len(p) == 0 || len(p[0]) == 0 {
		return
	}
	for _, r := range p {
		if len(r) > 0 && r[0] != r[len(r)-1] {
			s.polys = append(s.polys, mapSlice(p, closedCopy))
			return
		}
	}
	s.polys = append(s.polys, p)
}

func closedCopy(r orb.Ring) orb.Ring {
	if len(r) == 0 {
		return r
	}
	return closed(append([]orb.Point(nil), r...))
}

// addBound takes a box without a width or height as the line or point that it is.
func (s *shape) addBound(b orb.Bound) {
	switch {
	case b.IsEmpty():
	case b.Min[0] == b.Max[0] || b.Min[1] == b.Max[1]:
		s.addLine(orb.LineString{b.Min, b.Max})
	default:
		s.addPolygon(b.ToPolygon())
	}
}

// dimension is the highest of the members': -1 for nothing, 0 points, 1 lines, 2 polygons.
func (s *shape) dimension() int {
	switch {
	case len(s.polys) > 0:
		return 2
	case len(s.lines) > 0:
		return 1
	case len(s.points) > 0:
		return 0
	default:
		return -1
	}
}

// mixed says that members of several dimensions, or several geometries that may overlap, came together.
func (s *shape) mixed() bool {
	n := 0
	for _, has := range []bool{len(s.points) > 0, len(s.lines) > 0, len(s.polys) > 0} {
		if has {
			n++
		}
	}
	return n > 1
}
