package geom

import "github.com/paulmach/orb"

// The predicates are those of OGC 06-103r4, 6.1.15. Collections are taken as the union of their members. Invalid geometries do
// not fail: they are related as drawn as far as possible. With an empty geometry all are false, but for Disjoint, and Equals of
// two empty ones.

// Intersects says that a and b have a point in common.
func Intersects(a, b orb.Geometry) bool {
	if p, ok := a.(orb.Point); ok {
		return locatePoint(p, b) != exterior
	}
	if p, ok := b.(orb.Point); ok {
		return locatePoint(p, a) != exterior
	}
	if IsEmpty(a) || IsEmpty(b) {
		return false
	}
	boxA, boxB := a.Bound(), b.Bound()
	if !boxA.Intersects(boxB) {
		return false
	}
	if _, ok := b.(orb.Bound); ok && boxB.Contains(boxA.Min) && boxB.Contains(boxA.Max) {
		return true // the question of every map
	}
	return shapeOf(a).intersects(shapeOf(b))
}

// Disjoint is the opposite of Intersects.
func Disjoint(a, b orb.Geometry) bool { return !Intersects(a, b) }

// Equals says that a and b are the same set of points.
func Equals(a, b orb.Geometry) bool {
	if IsEmpty(a) || IsEmpty(b) {
		return IsEmpty(a) && IsEmpty(b)
	}
	if a.Bound() != b.Bound() {
		return false
	}
	m, _, _ := relate(a, b)
	return m[ii] >= 0 && m[ie] < 0 && m[be] < 0 && m[ei] < 0 && m[eb] < 0
}

// Touches says that a and b have points in common, but not of their interiors.
func Touches(a, b orb.Geometry) bool {
	if IsEmpty(a) || IsEmpty(b) || !a.Bound().Intersects(b.Bound()) {
		return false
	}
	if p, ok := a.(orb.Point); ok {
		return locatePoint(p, b) == boundary
	}
	if p, ok := b.(orb.Point); ok {
		return locatePoint(p, a) == boundary
	}
	m, _, _ := relate(a, b)
	return m[ii] < 0 && (m[ib] >= 0 || m[bi] >= 0 || m[bb] >= 0)
}

// Within says that no point of a is outside of b, and that their interiors have a point in common.
func Within(a, b orb.Geometry) bool {
	if IsEmpty(a) || IsEmpty(b) {
		return false
	}
	if p, ok := a.(orb.Point); ok {
		return locatePoint(p, b) == interior
	}
	inner, outer := a.Bound(), b.Bound()
	if !outer.Contains(inner.Min) || !outer.Contains(inner.Max) {
		return false
	}
	if box, ok := b.(orb.Bound); ok && inner.Min[0] > box.Min[0] && inner.Max[0] < box.Max[0] && inner.Min[1] > box.Min[1] && inner.Max[1] < box.Max[1] {
		return true
	}
	m, da, db := relate(a, b)
	return da <= db && m[ii] >= 0 && m[ie] < 0 && m[be] < 0
}

// Contains is Within with the arguments exchanged.
func Contains(a, b orb.Geometry) bool { return Within(b, a) }

// Overlaps says that a and b, of one dimension, have some points in common, not all, and that these have the same dimension.
func Overlaps(a, b orb.Geometry) bool {
	if IsEmpty(a) || IsEmpty(b) || !a.Bound().Intersects(b.Bound()) {
		return false
	}
	m, da, db := relate(a, b)
	return da == db && m[ii] >= 0 && (da != 1 || m[ii] == 1) && m[ie] >= 0 && m[ei] >= 0
}

// Crosses says that a and b have some inner points in common, not all, and that these have a lower dimension than the higher of
// the two. Two areas, or two sets of points, never cross.
func Crosses(a, b orb.Geometry) bool {
	if IsEmpty(a) || IsEmpty(b) || !a.Bound().Intersects(b.Bound()) {
		return false
	}
	m, da, db := relate(a, b)
	switch {
	case da < db:
		return m[ii] >= 0 && m[ie] >= 0
	case da > db:
		return m[ii] >= 0 && m[ei] >= 0
	default:
		return da == 1 && m[ii] == 0
	}
}

func (s *shape) intersects(t *shape) bool {
	for _, p := range s.points {
		if t.locate(p) != exterior {
			return true
		}
	}
	for _, p := range t.points {
		if s.locate(p) != exterior {
			return true
		}
	}
	return touching(s.paths(), t.paths()) || s.startsIn(t) || t.startsIn(s)
}

// startsIn says whether a line or polygon of s begins in an area of t; when no outlines touch, that is where all of it is.
func (s *shape) startsIn(t *shape) bool {
	if len(t.polys) == 0 {
		return false
	}
	for _, l := range s.lines {
		if t.locateInArea(l[0]) != exterior {
			return true
		}
	}
	for _, p := range s.polys {
		if t.locateInArea(p[0][0]) != exterior {
			return true
		}
	}
	return false
}
