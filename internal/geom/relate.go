package geom

import "github.com/paulmach/orb"

// matrix is the DE-9IM (OGC 06-103r4, 6.1.15.2): the dimension of what the interior, boundary and exterior of two geometries have in
// common, -1 for nothing.
type matrix [9]int8

// The cells, named by the part of the first geometry and the part of the second.
const (
	ii = iota
	ib
	ie
	bi
	bb
	be
	ei
	eb
	ee
)

var disjoint = matrix{-1, -1, -1, -1, -1, -1, -1, -1, 2}

func (m *matrix) atLeast(cell int, dimension int8) { m[cell] = max(m[cell], dimension) }

func (m matrix) transposed() matrix {
	return matrix{m[ii], m[bi], m[ei], m[ib], m[bb], m[eb], m[ie], m[be], m[ee]}
}

// relate returns the matrix and the dimensions of the two, which are not empty.
func relate(a, b orb.Geometry) (m matrix, da, db int) {
	s, t := shapeOf(a), shapeOf(b)
	da, db = s.dimension(), t.dimension()
	switch {
	case da == 0:
		return relatePoints(s.points, t), da, db
	case db == 0:
		return relatePoints(t.points, s).transposed(), da, db
	case !united(a) && !united(b) && !touching(s.paths(), t.paths()) && !s.mixed() && !t.mixed():
		return relateApart(s, t), da, db
	default:
		return overlay(s, t, united(a), united(b)), da, db
	}
}

// united says that g is a collection, whose members may overlap each other.
func united(g orb.Geometry) bool {
	c, ok := g.(orb.Collection)
	return ok && (len(c) > 1 || len(c) == 1 && united(c[0]))
}

// relatePoints relates points, which have no boundary, to anything.
func relatePoints(points []orb.Point, t *shape) matrix {
	m := disjoint
	known := make(map[orb.Point]bool, len(points))
	for _, p := range points {
		known[p] = true
		switch t.locate(p) {
		case interior:
			m[ii] = 0
		case boundary:
			m[ib] = 0
		default:
			m[ie] = 0
		}
	}
	for _, q := range t.points {
		if !known[q] {
			m.atLeast(ei, 0)
		}
	}
	if len(t.lines) > 0 {
		m.atLeast(ei, 1)
		for _, l := range t.lines {
			for _, end := range []orb.Point{l[0], l[len(l)-1]} {
				if !known[end] && t.locate(end) == boundary {
					m.atLeast(eb, 0)
				}
			}
		}
	}
	if len(t.polys) > 0 {
		m[ei], m[eb] = 2, 1
	}
	return m
}

// relateApart relates lines or polygons whose outlines have no point in common: each line and ring lies wholly in the interior or
// wholly in the exterior of the other, and what is on its two sides fills the matrix.
func relateApart(s, t *shape) matrix {
	m := disjoint
	fillApart(&m, s, t)
	r := m.transposed()
	fillApart(&r, t, s)
	return r.transposed()
}

func fillApart(m *matrix, s, t *shape) {
	for _, l := range s.lines {
		inner, outline := ie, be
		if t.locateInArea(l[0]) == interior {
			inner, outline = ii, bi
			m.atLeast(ei, 2)
		}
		m.atLeast(inner, 1)
		if l[0] != l[len(l)-1] && locateOnLines(l[0], s.lines) == boundary || locateOnLines(l[len(l)-1], s.lines) == boundary {
			m.atLeast(outline, 0)
		}
	}
	for _, p := range s.polys {
		for _, r := range p {
			if len(r) == 0 {
				continue
			}
			if t.locateInArea(r[0]) == interior { // the other's area is on both sides
				m.atLeast(ii, 2)
				m.atLeast(bi, 1)
				m.atLeast(ei, 2)
			} else {
				m.atLeast(ie, 2)
				m.atLeast(be, 1)
			}
		}
	}
}
