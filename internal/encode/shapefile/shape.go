package shapefile

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
)

// class is a type of shape that a file can have.
type class uint8

const (
	nowhere class = iota // records without a place, when there is no one file for them
	points
	multipoints
	lines
	polygons
	classes
)

// String is what the names of files end in, when there are several.
func (c class) String() string {
	return [...]string{"noplace", "points", "multipoints", "lines", "polygons"}[c]
}

// code is the shape type (Technical Description, p. 4).
func (c class) code() uint32 { return [...]uint32{0, 1, 8, 3, 5}[c] }

// classOf is the class that a declared type has, nowhere when it has none.
func classOf(t feature.GeometryType) class {
	switch t {
	case feature.Point:
		return points
	case feature.MultiPoint:
		return multipoints
	case feature.LineString, feature.MultiLineString:
		return lines
	case feature.Polygon, feature.MultiPolygon:
		return polygons
	default:
		return nowhere
	}
}

// pieces are a geometry taken apart by type.
type pieces struct {
	points   orb.MultiPoint
	multi    orb.MultiPoint
	lines    orb.MultiLineString
	polygons orb.MultiPolygon
}

func (p *pieces) empty() bool { return len(p.points)+len(p.multi)+len(p.lines)+len(p.polygons) == 0 }

func (p *pieces) add(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		p.points = append(p.points, g)
	case orb.MultiPoint:
		p.multi = append(p.multi, g...)
	case orb.LineString:
		if len(g) > 0 {
			p.lines = append(p.lines, g)
		}
	case orb.MultiLineString:
		for _, l := range g {
			p.add(l)
		}
	case orb.Ring:
		p.add(orb.Polygon{g})
	case orb.Polygon:
		if len(g) > 0 && len(g[0]) > 0 {
			p.polygons = append(p.polygons, g)
		}
	case orb.MultiPolygon:
		for _, m := range g {
			p.add(m)
		}
	case orb.Bound:
		p.add(g.ToPolygon())
	case orb.Collection:
		for _, m := range g {
			p.add(m)
		}
	}
}

// appendShape appends the content of a .shp record. The geometry is of the class's type, nil for a null shape.
func appendShape(b []byte, c class, g orb.Geometry) []byte {
	if g == nil {
		return binary.LittleEndian.AppendUint32(b, 0)
	}
	b = binary.LittleEndian.AppendUint32(b, c.code())
	switch g := g.(type) {
	case orb.Point:
		return appendPoint(b, g)
	case orb.MultiPoint:
		b = appendBound(b, g.Bound())
		b = binary.LittleEndian.AppendUint32(b, uint32(len(g)))
		return appendPoints(b, g, false)
	case orb.MultiLineString:
		b = appendParts(appendBound(b, g.Bound()), g)
		for _, l := range g {
			b = appendPoints(b, l, false)
		}
	case orb.MultiPolygon:
		var rings []orb.Ring
		for _, p := range g {
			for _, r := range p {
				if len(r) > 0 {
					rings = append(rings, r)
				}
			}
		}
		b = appendParts(appendBound(b, g.Bound()), rings)
		for _, p := range g {
			for i, r := range p {
				// Outer rings run clockwise and holes do not (p. 8).
				b = appendPoints(b, r, r.Orientation() == orb.CCW == (i == 0))
			}
		}
	}
	return b
}

// appendParts appends the number of parts and points, and where each part begins.
func appendParts[P ~[]orb.Point](b []byte, parts []P) []byte {
	total := 0
	for _, p := range parts {
		total += len(p)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(parts)))
	b = binary.LittleEndian.AppendUint32(b, uint32(total))
	total = 0
	for _, p := range parts {
		b = binary.LittleEndian.AppendUint32(b, uint32(total))
		total += len(p)
	}
	return b
}

func appendPoints(b []byte, ps []orb.Point, backwards bool) []byte {
	for i := range ps {
		if backwards {
			i = len(ps) - 1 - i
		}
		b = appendPoint(b, ps[i])
	}
	return b
}

func appendPoint(b []byte, p orb.Point) []byte {
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1]))
}

func appendBound(b []byte, o orb.Bound) []byte { return appendPoint(appendPoint(b, o.Min), o.Max) }

// shapeBound reads the bound of a record's content; ok is false for a null shape.
func shapeBound(b []byte) (o orb.Bound, ok bool) {
	at := func(i int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[4+8*i:])) }
	switch binary.LittleEndian.Uint32(b) {
	case nowhere.code():
		return o, false
	case points.code():
		p := orb.Point{at(0), at(1)}
		return orb.Bound{Min: p, Max: p}, true
	default:
		return orb.Bound{Min: orb.Point{at(0), at(1)}, Max: orb.Point{at(2), at(3)}}, true
	}
}
