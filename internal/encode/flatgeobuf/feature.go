package flatgeobuf

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
)

// appendFeature makes the table Feature of feature.fbs.
func (w *buffer) appendFeature(g orb.Geometry, props []byte) []byte {
	w.begin()
	sizes := []int{4, 4}
	if g == nil {
		sizes[0] = 0
	}
	if len(props) == 0 {
		sizes[1] = 0
	}
	at := w.table(4, sizes...)
	if g != nil {
		w.geometry(at[0], g)
	}
	if len(props) > 0 {
		w.vector(at[1], len(props), 1)
		w.b = append(w.b, props...)
	}
	return w.finish()
}

// geometry writes the table Geometry: the vertices of simple types one after the other, with the ends of their parts where there
// are several, or the parts as geometries of their own.
func (w *buffer) geometry(at int, g orb.Geometry) {
	var paths [][]orb.Point
	var parts []orb.Geometry
	switch g := g.(type) {
	case orb.Point:
		paths = [][]orb.Point{{g}}
	case orb.MultiPoint:
		paths = [][]orb.Point{g}
	case orb.LineString:
		paths = [][]orb.Point{g}
	case orb.MultiLineString:
		for _, l := range g {
			paths = append(paths, l)
		}
	case orb.Polygon:
		for _, r := range g {
			paths = append(paths, r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			parts = append(parts, p)
		}
	case orb.Collection:
		parts = g
	}
	ends, xy, of := 0, 4, 0
	if len(paths) > 1 {
		ends = 4
	}
	if parts != nil {
		xy, of = 0, 4
	}
	fields := w.table(at, ends, xy, 0, 0, 0, 0, 1, of)
	w.b[fields[6]] = byte(typeOf(g))
	if parts != nil {
		first := w.references(fields[7], len(parts))
		for i, p := range parts {
			w.geometry(first+4*i, p)
		}
		return
	}
	total := 0
	for _, p := range paths {
		total += len(p)
	}
	if ends > 0 {
		w.vector(fields[0], len(paths), 4)
		end := 0
		for _, p := range paths {
			end += len(p)
			w.b = binary.LittleEndian.AppendUint32(w.b, uint32(end))
		}
	}
	w.vector(fields[1], 2*total, 8)
	for _, p := range paths {
		for _, v := range p {
			w.float(v[0])
			w.float(v[1])
		}
	}
}

// plain is the geometry with types that the format has, nil when it is empty.
func plain(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Ring:
		return orb.Polygon{g}
	case orb.Bound:
		return g.ToPolygon()
	case orb.Collection:
		if slices.ContainsFunc(g, func(m orb.Geometry) bool { return typeOf(m) == feature.AnyGeometry }) {
			c := make(orb.Collection, 0, len(g))
			for _, m := range g {
				c = append(c, plain(m))
			}
			return c
		}
	}
	return g
}

// typeOf is the type of a geometry; the format numbers types as feature does.
func typeOf(g orb.Geometry) feature.GeometryType {
	switch g.(type) {
	case orb.Point:
		return feature.Point
	case orb.LineString:
		return feature.LineString
	case orb.Polygon:
		return feature.Polygon
	case orb.MultiPoint:
		return feature.MultiPoint
	case orb.MultiLineString:
		return feature.MultiLineString
	case orb.MultiPolygon:
		return feature.MultiPolygon
	case orb.Collection:
		return feature.GeometryCollection
	default:
		return feature.AnyGeometry
	}
}

// promote makes a multi geometry of one part where the layer's type asks for it.
func promote(g orb.Geometry, want feature.GeometryType) orb.Geometry {
	switch s := g.(type) {
	case orb.Point:
		if want == feature.MultiPoint {
			return orb.MultiPoint{s}
		}
	case orb.LineString:
		if want == feature.MultiLineString {
			return orb.MultiLineString{s}
		}
	case orb.Polygon:
		if want == feature.MultiPolygon {
			return orb.MultiPolygon{s}
		}
	}
	return g
}

// appendValue appends a property: the number of its column and the value. Nulls are left out.
func appendValue(b []byte, column int, v feature.Value) []byte {
	if v.IsNull() {
		return b
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(column))
	switch v.Kind() {
	case feature.Bool:
		return append(b, byte(v.Int()))
	case feature.Int:
		return binary.LittleEndian.AppendUint64(b, uint64(v.Int()))
	case feature.Float:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case feature.String:
		s := strings.ToValidUTF8(v.Str(), "\uFFFD")
		return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	default:
		at := len(b)
		b = v.AppendText(append(b, 0, 0, 0, 0))
		binary.LittleEndian.PutUint32(b[at:], uint32(len(b)-at-4))
		return b
	}
}
