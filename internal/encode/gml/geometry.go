package gml

import (
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/xmlw"
)

// geometryWriter appends the geometry property of features.
type geometryWriter struct {
	shapes
	ids         bool   // geometries have a gml:id each
	open, close string // tags of the property
	srsName     string // ` srsName="..."`
	swap        bool   // north, east
	decimals    int
	declared    feature.GeometryType

	b                []byte
	id               []byte // the feature's gml:id
	path             []int  // the numbers of members, from the outermost
	srsStillUnspoken bool   // the outermost geometry names the system, for its members too
}

func newGeometryWriter(v *Version, h encode.Header) geometryWriter {
	name := v.propertyName(h.AppSchema, &h.Schema.Geometry)
	return geometryWriter{
		shapes: v.shapes, ids: v.geometryIDs,
		open: "<" + name + ">", close: "</" + name + ">",
		srsName: string(xmlw.AppendAttr(nil, "srsName", h.CRS.Text)),
		swap:    h.CRS.NorthFirst, decimals: encode.Decimals(h.CRS.Ref),
		declared: h.Schema.Geometry.Geom,
	}
}

// append appends the property of the feature with that identifier.
func (w *geometryWriter) append(b []byte, g orb.Geometry, id []byte) []byte {
	w.b, w.id, w.path, w.srsStillUnspoken = b, id, w.path[:0], true
	w.text(w.open)
	w.geometry(as(g, w.declared))
	w.text(w.close)
	b, w.b = w.b, nil
	return b
}

// as fits a geometry to the declared type of its column: a part for a whole of one part, and the reverse.
func as(g orb.Geometry, t feature.GeometryType) orb.Geometry {
	switch v := g.(type) {
	case orb.Point:
		if t == feature.MultiPoint {
			return orb.MultiPoint{v}
		}
	case orb.LineString:
		if t == feature.MultiLineString {
			return orb.MultiLineString{v}
		}
	case orb.Polygon:
		if t == feature.MultiPolygon {
			return orb.MultiPolygon{v}
		}
	case orb.MultiPoint:
		if t == feature.Point && len(v) == 1 {
			return v[0]
		}
	case orb.MultiLineString:
		if t == feature.LineString && len(v) == 1 {
			return v[0]
		}
	case orb.MultiPolygon:
		if t == feature.Polygon && len(v) == 1 {
			return v[0]
		}
	}
	if _, already := g.(orb.Collection); t == feature.GeometryCollection && !already {
		return orb.Collection{g}
	}
	return g
}

func (w *geometryWriter) text(s string) { w.b = append(w.b, s...) }

// begin writes a start tag with its gml:id.
func (w *geometryWriter) begin(element string) {
	w.b = append(append(w.b, '<'), element...)
	if w.ids {
		w.b = append(append(append(w.b, ` gml:id="`...), w.id...), ".geom"...)
		for _, n := range w.path {
			w.b = strconv.AppendInt(append(w.b, '.'), int64(n), 10)
		}
		w.b = append(w.b, '"')
	}
	if w.srsStillUnspoken {
		w.text(w.srsName)
		w.srsStillUnspoken = false
	}
	w.b = append(w.b, '>')
}

func (w *geometryWriter) geometry(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		w.point(g)
	case orb.LineString:
		w.lineString(g)
	case orb.Ring:
		w.polygon(orb.Polygon{g})
	case orb.Bound:
		w.polygon(g.ToPolygon())
	case orb.Polygon:
		w.polygon(g)
	case orb.MultiPoint:
		members(w, g, "gml:MultiPoint", "gml:pointMember", w.point)
	case orb.MultiLineString:
		members(w, g, w.multiCurve, w.curveMember, w.lineString)
	case orb.MultiPolygon:
		members(w, g, w.multiSurface, w.surfaceMember, w.polygon)
	case orb.Collection:
		members(w, g, "gml:MultiGeometry", "gml:geometryMember", w.geometry)
	}
}

func members[T orb.Geometry](w *geometryWriter, items []T, element, member string, write func(T)) {
	w.srsStillUnspoken = w.srsStillUnspoken || w.namedCollections
	w.begin(element)
	for i, it := range items {
		w.path = append(w.path, i+1)
		w.b = append(append(append(w.b, '<'), member...), '>')
		write(it)
		w.b = append(append(append(w.b, '<', '/'), member...), '>')
		w.path = w.path[:len(w.path)-1]
	}
	w.b = append(append(append(w.b, '<', '/'), element...), '>')
}

func (w *geometryWriter) point(p orb.Point) {
	w.begin("gml:Point")
	w.text(w.pointOpen)
	w.position(p)
	w.text(w.pointClose)
	w.text("</gml:Point>")
}

func (w *geometryWriter) lineString(l orb.LineString) {
	w.begin("gml:LineString")
	w.positions(l)
	w.text("</gml:LineString>")
}

func (w *geometryWriter) polygon(p orb.Polygon) {
	w.begin("gml:Polygon")
	for i, r := range p {
		w.ring(r, i == 0)
	}
	w.text("</gml:Polygon>")
}

func (w *geometryWriter) ring(r orb.Ring, exterior bool) {
	side := w.interior
	if exterior {
		side = w.exterior
	}
	w.b = append(append(w.b, '<'), side...)
	w.text("><gml:LinearRing>")
	w.positions(r)
	w.text("</gml:LinearRing></")
	w.b = append(append(w.b, side...), '>')
}

func (w *geometryWriter) positions(ps []orb.Point) {
	w.text(w.positionsOpen)
	for i, p := range ps {
		if i > 0 {
			w.b = append(w.b, w.positionsSeparator)
		}
		w.position(p)
	}
	w.text(w.positionsClose)
}

func (w *geometryWriter) position(p orb.Point) {
	if w.swap {
		p[0], p[1] = p[1], p[0]
	}
	w.b = geom.AppendNumber(w.b, p[0], w.decimals)
	w.b = geom.AppendNumber(append(w.b, w.coordinateSeparator), p[1], w.decimals)
}
