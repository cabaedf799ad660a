package geojson

import (
	"github.com/paulmach/orb"

	"haavi/internal/geom"
)

// writer appends geometries.
type writer struct {
	b        []byte
	decimals int
}

func (w *writer) text(s string) { w.b = append(w.b, s...) }

func (w *writer) geometry(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		w.text(`{"type":"Point","coordinates":`)
		w.position(g)
	case orb.MultiPoint:
		w.text(`{"type":"MultiPoint","coordinates":`)
		w.positions(g)
	case orb.LineString:
		w.text(`{"type":"LineString","coordinates":`)
		w.positions(g)
	case orb.MultiLineString:
		w.text(`{"type":"MultiLineString","coordinates":[`)
		for i, l := range g {
			w.comma(i)
			w.positions(l)
		}
		w.text(`]`)
	case orb.Ring:
		w.geometry(orb.Polygon{g})
		return
	case orb.Bound:
		w.geometry(g.ToPolygon())
		return
	case orb.Polygon:
		w.text(`{"type":"Polygon","coordinates":`)
		w.rings(g)
	case orb.MultiPolygon:
		w.text(`{"type":"MultiPolygon","coordinates":[`)
		for i, p := range g {
			w.comma(i)
			w.rings(p)
		}
		w.text(`]`)
	case orb.Collection:
		w.text(`{"type":"GeometryCollection","geometries":[`)
		for i, m := range g {
			w.comma(i)
			w.geometry(m)
		}
		w.text(`]`)
	}
	w.text(`}`)
}

func (w *writer) comma(i int) {
	if i > 0 {
		w.b = append(w.b, ',')
	}
}

func (w *writer) position(p orb.Point) {
	w.b = geom.AppendNumber(append(w.b, '['), p[0], w.decimals)
	w.b = geom.AppendNumber(append(w.b, ','), p[1], w.decimals)
	w.b = append(w.b, ']')
}

func (w *writer) positions(ps []orb.Point) {
	w.b = append(w.b, '[')
	for i, p := range ps {
		w.comma(i)
		w.position(p)
	}
	w.b = append(w.b, ']')
}

// rings writes the exterior ring counter-clockwise and the interior ones clockwise (RFC 7946, 3.1.6).
func (w *writer) rings(p orb.Polygon) {
	w.b = append(w.b, '[')
	for i, r := range p {
		w.comma(i)
		if a := doubleArea(r); a < 0 && i == 0 || a > 0 && i > 0 {
			w.backwards(r)
		} else {
			w.positions(r)
		}
	}
	w.b = append(w.b, ']')
}

func (w *writer) backwards(r orb.Ring) {
	w.b = append(w.b, '[')
	for i := len(r) - 1; i >= 0; i-- {
		w.position(r[i])
		if i > 0 {
			w.b = append(w.b, ',')
		}
	}
	w.b = append(w.b, ']')
}

// doubleArea is twice the signed area of a ring, positive when it runs counter-clockwise. It is summed about the first vertex,
// so that far from the origin small rings keep their sign.
func doubleArea(r orb.Ring) float64 {
	if len(r) < 3 {
		return 0
	}
	o, sum := r[0], 0.0
	for i := 1; i+1 < len(r); i++ {
		sum += (r[i][0]-o[0])*(r[i+1][1]-o[1]) - (r[i+1][0]-o[0])*(r[i][1]-o[1])
	}
	return sum
}
