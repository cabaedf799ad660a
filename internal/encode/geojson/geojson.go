// Package geojson writes features as GeoJSON (RFC 7946).
//
// Coordinates are x, y (longitude, latitude or easting, northing) whatever the spelling of the CRS. A system other than
// WGS 84 is named in the member "crs" of GeoJSON 2008, as GIS programs expect it. The collection carries numberMatched,
// numberReturned, timeStamp and links as OGC API - Features part 1 has them. Exterior rings run counter-clockwise.
package geojson

import (
	"io"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
)

// MediaType is GeoJSON's (RFC 7946, 12).
const MediaType = "application/geo+json"

// Format is GeoJSON as an output format.
func Format() encode.Format {
	return encode.Format{
		Name: "geojson", MediaType: MediaType, Extension: ".geojson",
		Aliases: []string{"application/json", "geojson", "json", "application/vnd.geo+json"}, Several: true, OneCRS: true,
		New: func(w io.Writer) encode.Encoder { return &encoder{buf: encode.NewBuffer(w)} },
	}
}

type encoder struct {
	buf      encode.Buffer
	layer    string
	names    []string // `"name":` of each property, with a comma before all but the first
	decimals int
	bare     bool // no geometry was asked for
	single   bool
	begun    bool   // the collection is open
	crs      string // the member that names the system, empty for WGS 84
	features int64
}

func (e *encoder) Begin(h encode.Header) error {
	e.layer, e.single = h.Schema.Name, h.Single
	e.bare = h.NoGeometry || !h.Schema.HasGeometry()
	e.decimals = encode.Decimals(h.CRS.Ref)
	e.names = make([]string, len(h.Fields))
	for i, f := range h.Fields {
		name := encode.AppendJSONString(nil, h.Schema.Fields[f].Name)
		if i > 0 {
			name = append([]byte{','}, name...)
		}
		e.names[i] = string(append(name, ':'))
	}
	if !e.single && !e.begun {
		return e.BeginAll(encode.Collection{Parts: []encode.Header{h}, Matched: h.Matched, Returned: h.Returned, Time: h.Time, Next: h.Next, Previous: h.Previous})
	}
	e.nameSystem(h)
	return nil
}

// BeginAll begins the collection. All of its features are in one system.
func (e *encoder) BeginAll(c encode.Collection) error {
	for _, h := range c.Parts {
		e.nameSystem(h)
	}
	e.begun = true
	e.buf.B = e.collection(e.buf.B, c)
	return nil
}

// EndPart does nothing: features of all layers follow each other.
func (e *encoder) EndPart() error { return nil }

// nameSystem keeps the name of the features' system where it must be told.
func (e *encoder) nameSystem(h encode.Header) {
	if !h.NoGeometry && h.Schema.HasGeometry() && !crs.Same(h.CRS.Ref, crs.CRS84) {
		e.crs = `,"crs":{"type":"name","properties":{"name":"` + h.CRS.URN() + `"}}`
	}
}

func (e *encoder) collection(b []byte, h encode.Collection) []byte {
	b = append(append(b, `{"type":"FeatureCollection"`...), e.crs...)
	if h.Matched >= 0 {
		b = strconv.AppendInt(append(b, `,"numberMatched":`...), h.Matched, 10)
	}
	if h.Returned >= 0 {
		b = strconv.AppendInt(append(b, `,"numberReturned":`...), h.Returned, 10)
	}
	b = append(h.Time.UTC().AppendFormat(append(b, `,"timeStamp":"`...), time.RFC3339), '"')
	if h.Next != "" || h.Previous != "" {
		b = append(b, `,"links":[`...)
		b = appendLink(b, "next", h.Next)
		if h.Next != "" && h.Previous != "" {
			b = append(b, ',')
		}
		b = append(appendLink(b, "prev", h.Previous), ']')
	}
	return append(b, `,"features":[`...)
}

func appendLink(b []byte, rel, href string) []byte {
	if href == "" {
		return b
	}
	b = append(append(append(b, `{"rel":"`...), rel...), `","type":"`+MediaType+`","href":`...)
	return append(encode.AppendJSONString(b, href), '}')
}

func (e *encoder) Feature(f *feature.Feature) error {
	b := e.buf.B
	if !e.single {
		if e.features > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	e.features++
	b = append(b, `{"type":"Feature","id":"`...)
	b = append(encode.AppendID(b, e.layer, f.ID), '"')
	if e.single {
		b = append(b, e.crs...)
	}
	b = append(b, `,"geometry":`...)
	if g := encode.Place(f.Geom); g != nil && !e.bare {
		b = appendGeometry(b, g, e.decimals)
	} else {
		b = append(b, "null"...)
	}
	b = append(b, `,"properties":{`...)
	for i, name := range e.names {
		b = encode.AppendJSON(append(b, name...), f.Props[i])
	}
	b = append(b, '}', '}')
	e.buf.B = b
	return e.buf.Spill()
}

func (e *encoder) End() error {
	if !e.single {
		e.buf.B = append(e.buf.B, "\n]}"...)
	}
	e.buf.B = append(e.buf.B, '\n')
	return e.buf.Flush()
}

var _ encode.Multi = (*encoder)(nil)

// appendGeometry appends a geometry object.
func appendGeometry(b []byte, g orb.Geometry, decimals int) []byte {
	w := writer{b, decimals}
	w.geometry(g)
	return w.b
}
