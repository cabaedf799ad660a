package geom

import (
	"math"

	"github.com/paulmach/orb"
)

// earthRadius is the mean radius of WGS 84 in metres, (2a+b)/3, the one PostGIS uses for geography on the sphere.
const earthRadius = 6371008.7714150598

// SphereDistance is the distance in metres between geometries in longitude and latitude, on the sphere of radius
// 6371008.7714 m, edges being great-circle arcs; infinite when one is empty. A ring around a pole encloses the pole of the
// hemisphere that most of it lies in.
func SphereDistance(a, b orb.Geometry) float64 {
	if p, ok := a.(orb.Point); ok {
		if q, ok := b.(orb.Point); ok {
			return earthRadius * angle(unit(p), unit(q))
		}
	}
	if IsEmpty(a) || IsEmpty(b) {
		return math.Inf(1)
	}
	s, t := shapeOf(a), shapeOf(b)
	if s.startsInSphere(t) || t.startsInSphere(s) {
		return 0
	}
	best := math.Inf(1)
	other := t.arcs()
	for _, p := range s.arcs() {
		for _, q := range other {
			best = min(best, arcsDistance(p, q))
		}
	}
	return earthRadius * best
}

// vector is a place as a unit vector.
type vector [3]float64

func unit(p orb.Point) vector {
	sLon, cLon := math.Sincos(p[0] * math.Pi / 180)
	sLat, cLat := math.Sincos(p[1] * math.Pi / 180)
	return vector{cLat * cLon, cLat * sLon, sLat}
}

func (a vector) dot(b vector) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func (a vector) cross(b vector) vector {
	return vector{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

func (a vector) length() float64 { return math.Sqrt(a.dot(a)) }

// angle between two directions, accurate for small and for wide ones.
func angle(a, b vector) float64 { return math.Atan2(a.cross(b).length(), a.dot(b)) }

// arcs returns the lines, rings and points as chains of unit vectors.
func (s *shape) arcs() [][]vector {
	var out [][]vector
	for _, p := range s.pathsAndPoints() {
		chain := make([]vector, len(p.points))
		for i, q := range p.points {
			chain[i] = unit(q)
		}
		out = append(out, chain)
	}
	return out
}

func arcsDistance(as, bs []vector) float64 {
	best := math.Inf(1)
	for i := 1; i < len(as); i++ {
		for j := 1; j < len(bs); j++ {
			if arcsCross(as[i-1], as[i], bs[j-1], bs[j]) {
				return 0
			}
		}
	}
	for _, p := range as {
		best = min(best, toArcs(p, bs))
	}
	for _, p := range bs {
		best = min(best, toArcs(p, as))
	}
	return best
}

func toArcs(p vector, chain []vector) float64 {
	best := angle(p, chain[0])
	for i := 1; i < len(chain); i++ {
		best = min(best, toArc(p, chain[i-1], chain[i]))
	}
	return best
}

// toArc is the angle from p to the arc between a and b: to its great circle when the foot lies on the arc, else to the nearer end.
func toArc(p, a, b vector) float64 {
	n := a.cross(b)
	if l := n.length(); l > 0 && a.cross(n).dot(p) <= 0 && b.cross(n).dot(p) >= 0 {
		return math.Abs(math.Atan2(n.dot(p), n.cross(p).length()))
	}
	return min(angle(p, a), angle(p, b))
}

// arcsCross says whether the arcs properly cross; arcs that touch are at distance 0 by their ends.
func arcsCross(a, b, c, d vector) bool {
	n, m := a.cross(b), c.cross(d)
	if n.dot(c)*n.dot(d) >= 0 || m.dot(a)*m.dot(b) >= 0 {
		return false
	}
	// The great circles meet twice: the arcs must hold the same one of the two points.
	x := n.cross(m)
	return x.dot(a)+x.dot(b) != 0 && (x.dot(a)+x.dot(b) > 0) == (x.dot(c)+x.dot(d) > 0)
}

// startsInSphere says whether a member of s begins in an area of t.
func (s *shape) startsInSphere(t *shape) bool {
	for _, poly := range t.polys {
		for _, p := range s.points {
			if inSpherePolygon(p, poly) {
				return true
			}
		}
		for _, l := range s.lines {
			if inSpherePolygon(l[0], poly) {
				return true
			}
		}
		for _, q := range s.polys {
			if inSpherePolygon(q[0][0], poly) {
				return true
			}
		}
	}
	return false
}

func inSpherePolygon(p orb.Point, poly orb.Polygon) bool {
	if !inSphereRing(p, poly[0]) {
		return false
	}
	for _, hole := range poly[1:] {
		if inSphereRing(p, hole) {
			return false
		}
	}
	return true
}

// inSphereRing counts the edges that the meridian from p to the north pole crosses, and adds one when the ring holds that pole.
func inSphereRing(p orb.Point, ring orb.Ring) bool {
	inside := false
	turn, height := 0.0, 0.0
	v := unit(p)
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		from, span := around(a[0]-p[0]), around(b[0]-a[0])
		turn += span
		height += unit(b)[2]
		if (from > 0) == (from+span > 0) { // stays on one side of p's meridian, or crosses the opposite one
			continue
		}
		n := unit(a).cross(unit(b))
		if span < 0 {
			n = vector{-n[0], -n[1], -n[2]}
		}
		if n.dot(v) < 0 { // the edge, going east, passes north of p
			inside = !inside
		}
	}
	if math.Abs(turn) > 180 && height > 0 {
		return !inside
	}
	return inside
}

// around brings a difference of longitudes to -180..180.
func around(d float64) float64 { return math.Remainder(d, 360) }
