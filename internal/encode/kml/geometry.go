package kml

import (
	"github.com/paulmach/orb"

	"haavi/internal/geom"
)

// writer appends geometries (OGC 07-147r2, 10) of coordinates in longitude and latitude.
type writer struct {
	b        []byte
	decimals int
}

func (w *writer) raw(s string) { w.b = append(w.b, s...) }

func (w *writer) geometry(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		w.raw("<Point>")
		w.coordinates([]orb.Point{g}, false)
		w.raw("</Point>")
	case orb.LineString:
		w.raw("<LineString>")
		w.coordinates(g, false)
		w.raw("</LineString>")
	case orb.Ring:
		w.geometry(orb.Polygon{g})
	case orb.Bound:
		w.geometry(g.ToPolygon())
	case orb.Polygon:
		w.polygon(g)
	case orb.MultiPoint:
		members(w, g)
	case orb.MultiLineString:
		members(w, g)
	case orb.MultiPolygon:
		members(w, g)
	case orb.Collection:
		members(w, g)
	}
}

func members[G orb.Geometry](w *writer, gs []G) {
	w.raw("<MultiGeometry>")
	for _, g := range gs {
		if !geom.IsEmpty(g) {
			w.geometry(g)
		}
	}
	w.raw("</MultiGeometry>")
}

// polygon writes outer rings counter-clockwise and holes clockwise, as 10.8.3.4 asks.
func (w *writer) polygon(p orb.Polygon) {
	w.raw("<Polygon>")
	for i, r := range p {
		if len(r) == 0 {
			continue
		}
		boundary := "innerBoundaryIs>"
		if i == 0 {
			boundary = "outerBoundaryIs>"
		}
		w.raw("<" + boundary + "<LinearRing>")
		w.coordinates(r, (r.Orientation() == orb.CW) == (i == 0))
		w.raw("</LinearRing></" + boundary)
	}
	w.raw("</Polygon>")
}

func (w *writer) coordinates(ps []orb.Point, backwards bool) {
	w.raw("<coordinates>")
	for i := range ps {
		p := ps[i]
		if backwards {
			p = ps[len(ps)-1-i]
		}
		if i > 0 {
			w.b = append(w.b, ' ')
		}
		w.b = geom.AppendNumber(w.b, p[0], w.decimals)
		w.b = geom.AppendNumber(append(w.b, ','), p[1], w.decimals)
	}
	w.raw("</coordinates>")
}
