package gml

import (
	"fmt"
	"io"

	"haavi/internal/encode"
	"haavi/internal/feature"
)

// NewValues returns an encoder of a WFS 2.0 value collection (OGC 09-025r2, 10.3): for each feature the one property that the header
// has, be it a field or the geometry, or the feature's identifier. Features in which it is null have no member, unless nulls are written.
func NewValues(w io.Writer, ids bool) encode.Encoder {
	return &valueEncoder{encoder{v: V32, buf: encode.NewBuffer(w)}, ids}
}

type valueEncoder struct {
	encoder
	ids bool
}

func (e *valueEncoder) Begin(h encode.Header) error {
	e.header = h
	e.bare = h.NoGeometry
	e.geometry = newGeometryWriter(e.v, h)
	e.props = newPropertyWriter(e.v, h)
	if e.part++; e.all == nil {
		return e.BeginAll(encode.Collection{Parts: []encode.Header{h}, Matched: h.Matched, Returned: h.Returned, Hits: h.Hits, Time: h.Time,
			Next: h.Next, Previous: h.Previous})
	}
	return nil
}

// BeginAll begins the collection. The values of all queries are its members; a feature has values in each query that selects it.
func (e *valueEncoder) BeginAll(c encode.Collection) error {
	e.begin("wfs:ValueCollection", c)
	return nil
}

// EndPart does nothing: values of all queries follow each other.
func (e *valueEncoder) EndPart() error { return nil }

func (e *valueEncoder) Feature(f *feature.Feature) error {
	start := len(e.buf.B)
	b := e.buf.B
	b = append(b, "<wfs:member>"...)
	empty := len(b)
	switch {
	case e.ids:
		b = encode.AppendID(b, e.header.Schema.Name, f.ID)
	case e.bare:
		b = e.props.append(b, f, 0, len(e.props.tags))
	default:
		if g := encode.Place(f.Geom); g != nil {
			id := encode.AppendID(nil, e.header.Schema.Name, f.ID)
			if e.part > 1 { // an earlier query may have had the same value
				id = fmt.Appendf(id, ".%d", e.part)
			}
			b = e.geometry.append(b, g, id)
		}
	}
	if len(b) == empty {
		e.buf.B = b[:start]
		return nil
	}
	b = append(b, "</wfs:member>\n"...)
	e.buf.B = b
	return e.buf.Spill()
}

func (e *valueEncoder) End() error {
	e.buf.B = append(e.buf.B, "</wfs:ValueCollection>\n"...)
	return e.buf.Flush()
}
