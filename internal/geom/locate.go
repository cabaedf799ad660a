package geom

import (
	"math"

	"github.com/paulmach/orb"
)

// location is where a point lies relative to a geometry (the interior, boundary and exterior of OGC 06-103r4, 6.1.15.1).
type location int8

const (
	exterior location = iota
	boundary
	interior
)

// orientation is positive when a, b, c turn left, negative when right, 0 when they lie on a line. Differences that rounding could
// have made are computed again in twice the precision.
func orientation(a, b, c orb.Point) int {
	l, r := (a[0]-c[0])*(b[1]-c[1]), (a[1]-c[1])*(b[0]-c[0])
	det := l - r
	const bound = 3.3306690738754716e-16 // Shewchuk's ccwerrboundA
	if e := bound * (math.Abs(l) + math.Abs(r)); det > e || -det > e {
		return sign(det)
	}
	return exactOrientation(a, b, c)
}

func sign(f float64) int {
	switch {
	case f > 0:
		return 1
	case f < 0:
		return -1
	default:
		return 0
	}
}

// double is an unevaluated sum of two floats.
type double struct{ hi, lo float64 }

func twoDiff(a, b float64) double {
	d := a - b
	bb := a - d
	return double{d, (a - (d + bb)) + (bb - b)}
}

func (a double) times(b double) double {
	p := a.hi * b.hi
	e := math.FMA(a.hi, b.hi, -p) + (a.hi*b.lo + a.lo*b.hi)
	s := p + e
	return double{s, e - (s - p)}
}

func exactOrientation(a, b, c orb.Point) int {
	l := twoDiff(a[0], c[0]).times(twoDiff(b[1], c[1]))
	r := twoDiff(a[1], c[1]).times(twoDiff(b[0], c[0]))
	if s := sign(l.hi - r.hi); s != 0 {
		d := twoDiff(l.hi, r.hi)
		return sign(d.hi + (d.lo + (l.lo - r.lo)))
	}
	return sign(l.lo - r.lo)
}

func between(v, a, b float64) bool { return v >= a && v <= b || v >= b && v <= a }

func onSegment(p, a, b orb.Point) bool {
	return between(p[0], a[0], b[0]) && between(p[1], a[1], b[1]) && orientation(a, b, p) == 0
}

// locateInRing counts how often a ray to the right crosses the ring: even-odd, so that rings that cross themselves work as drawn.
// A ring that is open is closed.
func locateInRing(p orb.Point, ring []orb.Point) location {
	if len(ring) == 0 {
		return exterior
	}
	inside := false
	b := ring[len(ring)-1]
	for _, next := range ring {
		a := b
		b = next
		if a[0] < p[0] && b[0] < p[0] {
			continue
		}
		if p == b {
			return boundary
		}
		if a[1] == p[1] && b[1] == p[1] {
			if between(p[0], a[0], b[0]) {
				return boundary
			}
			continue
		}
		if (a[1] > p[1]) != (b[1] > p[1]) {
			turn := orientation(a, b, p)
			if turn == 0 {
				return boundary
			}
			if b[1] < a[1] {
				turn = -turn
			}
			if turn > 0 {
				inside = !inside
			}
		}
	}
	if inside {
		return interior
	}
	return exterior
}

func locateInPolygon(p orb.Point, poly orb.Polygon) location {
	if len(poly) == 0 {
		return exterior
	}
	if l := locateInRing(p, poly[0]); l != interior {
		return l
	}
	for _, hole := range poly[1:] {
		switch locateInRing(p, hole) {
		case interior:
			return exterior
		case boundary:
			return boundary
		}
	}
	return interior
}

func locateInBound(p orb.Point, b orb.Bound) location {
	switch {
	case p[0] < b.Min[0] || p[0] > b.Max[0] || p[1] < b.Min[1] || p[1] > b.Max[1]:
		return exterior
	case p[0] == b.Min[0] || p[0] == b.Max[0] || p[1] == b.Min[1] || p[1] == b.Max[1]:
		return boundary
	default:
		return interior
	}
}

// locate finds p in a geometry taken apart: polygons win over lines, and lines over points.
func (s *shape) locate(p orb.Point) location {
	if l := s.locateInArea(p); l != exterior {
		return l
	}
	if l := locateOnLines(p, s.lines); l != exterior {
		return l
	}
	for _, q := range s.points {
		if p == q {
			return interior
		}
	}
	return exterior
}

func (s *shape) locateInArea(p orb.Point) location {
	found := exterior
	for _, poly := range s.polys {
		if l := locateInPolygon(p, poly); l > found {
			found = l
		}
	}
	return found
}

// locateOnLines follows the mod-2 rule: a point where an odd number of lines end is their boundary (OGC 06-103r4, 6.1.6.1).
func locateOnLines(p orb.Point, lines []orb.LineString) location {
	ends, on := 0, false
	for _, l := range lines {
		if l[0] == p {
			ends++
		}
		if l[len(l)-1] == p {
			ends++
		}
		on = on || onLine(p, l)
	}
	switch {
	case ends%2 == 1:
		return boundary
	case on:
		return interior
	default:
		return exterior
	}
}

func onLine(p orb.Point, l []orb.Point) bool {
	for i := 1; i < len(l); i++ {
		if onSegment(p, l[i-1], l[i]) {
			return true
		}
	}
	return false
}

// locatePoint finds p in g without taking g apart where that is not needed.
func locatePoint(p orb.Point, g orb.Geometry) location {
	switch g := g.(type) {
	case nil:
		return exterior
	case orb.Point:
		if p == g {
			return interior
		}
		return exterior
	case orb.Bound:
		if g.Min[0] < g.Max[0] && g.Min[1] < g.Max[1] {
			return locateInBound(p, g)
		}
	case orb.Polygon:
		return locateInPolygon(p, g)
	case orb.MultiPolygon:
		return (&shape{polys: g}).locateInArea(p)
	}
	return shapeOf(g).locate(p)
}
