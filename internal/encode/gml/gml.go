// Package gml writes features as GML 3.2.1, 3.1.1 or 2.1.2, each in the feature collection of the WFS that it belongs to, and
// the application schema that describes them. What differs between the versions is a row of the table in version.go.
//
// The schema follows the Simple Features profile (OGC 10-100r3, level 0): one element per property in the order of the
// layer, with the concrete property type of the column. A null is an absent element, or one with xsi:nil. A feature has a
// gml:id (GML 2: fid), and in GML 3.2 its geometries too: the feature's with ".geom" after it, and a number for each member.
// Coordinates are in the axis order that the spelling of the CRS stands for.
package gml

import (
	"strconv"
	"time"

	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/xmlw"
)

type encoder struct {
	v        *Version
	buf      encode.Buffer
	header   encode.Header
	all      *encode.Collection // of an answer to several queries
	part     int                // of all.Parts, the next one to begin
	written  map[string]bool    // identifiers that a later part may repeat
	repeats  bool               // this part may repeat identifiers
	kept     bool               // a later part may repeat this one's
	start    string             // `<p:layer gml:id="`, or with its namespaces when the feature is the document
	end      string             // the end tags of feature and member
	props    propertyWriter
	geometry geometryWriter
	bare     bool   // no geometry was asked for
	id       []byte // of the feature being written
}

func (e *encoder) Begin(h encode.Header) error {
	e.header = h
	e.bare = h.NoGeometry || !h.Schema.HasGeometry()
	e.geometry = newGeometryWriter(e.v, h)
	e.props = newPropertyWriter(e.v, h)
	element := h.Prefix + ":" + h.Schema.Name
	e.start = "<" + e.v.member + "><" + element + e.v.idAttribute
	e.end = "</" + element + "></" + e.v.member + ">\n"
	if e.all != nil {
		e.beginPart()
		return nil
	}
	e.buf.B = append(e.buf.B, declaration...)
	if h.Single {
		e.start = "<" + element + string(e.namespaces(nil, h)) + e.v.idAttribute
		e.end = "</" + element + ">\n"
		return nil
	}
	e.buf.B = append(e.collection(e.buf.B, "wfs:FeatureCollection", encode.Collection{Parts: []encode.Header{h}, Matched: h.Matched,
		Returned: h.Returned, Hits: h.Hits, Time: h.Time, Next: h.Next, Previous: h.Previous}), '>', '\n')
	e.buf.B = append(e.buf.B, e.v.membersOpen...)
	return nil
}

const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// namespaces appends the declarations that features need, and where their schemas are.
func (e *encoder) namespaces(b []byte, parts ...encode.Header) []byte {
	locations := ""
	prefixes, places := map[string]bool{}, map[string]bool{}
	for _, h := range parts {
		if !prefixes[h.Prefix] {
			prefixes[h.Prefix] = true
			b = xmlw.AppendAttr(b, "xmlns:"+h.Prefix, h.Namespace)
		}
		if place := h.Namespace + " " + h.SchemaLocation; !places[place] {
			places[place] = true
			locations += place + " "
		}
	}
	b = xmlw.AppendAttr(b, "xmlns:gml", e.v.namespace)
	b = xmlw.AppendAttr(b, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	locations += e.v.namespace + " " + e.v.schema
	if len(parts) != 1 || !parts[0].Single {
		locations += " " + e.v.wfsNamespace + " " + e.v.wfsSchema
	}
	return xmlw.AppendAttr(b, "xsi:schemaLocation", locations)
}

func (e *encoder) collection(b []byte, element string, c encode.Collection) []byte {
	b = xmlw.AppendAttr(append(append(b, '<'), element...), "xmlns:wfs", e.v.wfsNamespace)
	b = e.namespaces(b, c.Parts...)
	switch e.v.counts {
	case numberMatched:
		return appendMatched(appendTime(b, c.Time), c.Matched, c.Returned, c.Next, c.Previous)
	case numberOfFeatures:
		n := c.Returned
		if c.Hits { // of those that match where only their number was asked for (OGC 04-094, 9.3)
			n = c.Matched
		}
		if n >= 0 {
			b = xmlw.AppendAttr(b, "numberOfFeatures", strconv.FormatInt(n, 10))
		}
		return appendTime(b, c.Time)
	default:
		return b
	}
}

func appendTime(b []byte, t time.Time) []byte {
	return xmlw.AppendAttr(b, "timeStamp", t.UTC().Format(time.RFC3339))
}

// appendMatched appends the numbers and links of WFS 2.0 (OGC 09-025r2, 7.7.4).
func appendMatched(b []byte, matched, returned int64, next, previous string) []byte {
	text := "unknown"
	if matched >= 0 {
		text = strconv.FormatInt(matched, 10)
	}
	b = xmlw.AppendAttr(b, "numberMatched", text)
	b = xmlw.AppendAttr(b, "numberReturned", strconv.FormatInt(max(returned, 0), 10))
	if next != "" {
		b = xmlw.AppendAttr(b, "next", next)
	}
	if previous != "" {
		b = xmlw.AppendAttr(b, "previous", previous)
	}
	return b
}

func (e *encoder) Feature(f *feature.Feature) error {
	b := e.buf.B
	b = append(b, e.start...)
	start := len(b)
	b = encode.AppendID(b, e.header.Schema.Name, f.ID)
	e.id = append(e.id[:0], b[start:]...)
	if e.repeats && e.written[string(e.id)] {
		e.buf.B = e.reference(b[:start-len(e.start)])
		return e.buf.Spill()
	}
	if e.kept {
		e.written[string(e.id)] = true
	}
	b = append(b, '"', '>')
	p := &e.props
	b = p.append(b, f, 0, p.standard)
	g := encode.Place(f.Geom)
	if g != nil && !e.bare && e.header.StandardProperties {
		b = e.geometry.envelope(b, g)
	}
	b = p.append(b, f, p.standard, p.before)
	if g != nil && !e.bare {
		b = e.geometry.append(b, g, e.id)
	}
	e.buf.B = append(p.append(b, f, p.before, len(p.tags)), e.end...)
	return e.buf.Spill()
}

func (e *encoder) End() error {
	if !e.header.Single {
		e.buf.B = append(e.buf.B, "</wfs:FeatureCollection>\n"...)
	}
	return e.buf.Flush()
}

var _ encode.Multi = (*encoder)(nil)
