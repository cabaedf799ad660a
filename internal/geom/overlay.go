package geom

import (
	"github.com/paulmach/orb"
	sf "github.com/peterstace/simplefeatures/geom"
)

// overlay relates geometries whose outlines meet, by the overlay of the simplefeatures library. That may give up on input that is
// invalid in an unforeseen way; then the vertices decide.
func overlay(s, t *shape, uniteS, uniteT bool) (m matrix) {
	defer func() {
		if recover() != nil {
			m = relateVertices(s, t)
		}
	}()
	code, err := sf.Relate(s.simple(uniteS), t.simple(uniteT))
	if err != nil || len(code) != len(m) {
		return relateVertices(s, t)
	}
	for i := range m {
		m[i] = int8(code[i]) - '0'
		if code[i] == 'F' {
			m[i] = -1
		}
	}
	return m
}

// simple converts the shape; unite joins members that overlap each other.
func (s *shape) simple(unite bool) sf.Geometry {
	var parts []sf.Geometry
	if len(s.points) > 0 {
		points := make([]sf.Point, len(s.points))
		for i, p := range s.points {
			points[i] = sf.NewPoint(sf.Coordinates{XY: sf.XY{X: p[0], Y: p[1]}})
		}
		parts = append(parts, sf.NewMultiPoint(points).AsGeometry())
	}
	if len(s.lines) > 0 {
		lines := make([]sf.LineString, len(s.lines))
		for i, l := range s.lines {
			lines[i] = simpleLine(l)
		}
		parts = append(parts, sf.NewMultiLineString(lines).AsGeometry())
	}
	if len(s.polys) > 0 {
		polys := make([]sf.Polygon, len(s.polys))
		for i, p := range s.polys {
			polys[i] = simplePolygon(p)
		}
		parts = append(parts, sf.NewMultiPolygon(polys).AsGeometry())
	}
	if len(parts) == 1 && !unite {
		return parts[0]
	}
	all := sf.NewGeometryCollection(parts).AsGeometry()
	if unite {
		if u, err := sf.UnaryUnion(all); err == nil {
			return u
		}
	}
	return all
}

func simpleLine(ps []orb.Point) sf.LineString {
	xy := make([]float64, 0, 2*len(ps))
	for _, p := range ps {
		xy = append(xy, p[0], p[1])
	}
	return sf.NewLineString(sf.NewSequence(xy, sf.DimXY))
}

func simplePolygon(p orb.Polygon) sf.Polygon {
	rings := make([]sf.LineString, 0, len(p))
	for _, r := range p {
		if len(r) > 0 {
			rings = append(rings, simpleLine(r))
		}
	}
	return sf.NewPolygon(rings)
}

// relateVertices is what can be said of geometries by where their vertices lie and whether they meet at all.
func relateVertices(s, t *shape) matrix {
	m := disjoint
	da, db := int8(s.dimension()), int8(t.dimension())
	if s.outside(t) {
		m[ie], m[be] = da, da-1
	}
	if t.outside(s) {
		m[ei], m[eb] = db, db-1
	}
	if s.intersects(t) {
		m[ii] = min(da, db)
		m[bb] = m[ii] - 1
	}
	return m
}

// outside says whether a vertex of s lies in the exterior of t.
func (s *shape) outside(t *shape) bool {
	for _, p := range s.points {
		if t.locate(p) == exterior {
			return true
		}
	}
	for _, path := range s.paths() {
		for _, p := range path.points {
			if t.locate(p) == exterior {
				return true
			}
		}
	}
	return false
}
