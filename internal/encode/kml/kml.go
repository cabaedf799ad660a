// Package kml writes features as KML 2.2 (OGC 07-147r2): a placemark for each, with its properties as ExtendedData of a schema.
//
// Coordinates are longitude, latitude in WGS 84, the one system that KML has. A schema stands before its placemarks and has no
// whole numbers of more than 32 bits, so placemarks wait in a temporary file until the last has told which type its fields need.
package kml

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/spool"
	"haavi/internal/xmlw"
)

// Format is KML as an output format.
func Format() encode.Format {
	return encode.Format{
		Name: "kml", MediaType: "application/vnd.google-earth.kml+xml", Extension: ".kml", Download: true, Only: crs.CRS84,
		Aliases: []string{"application/vnd.google-earth.kml", "application/kml+xml", "kml"}, Several: true,
		New: func(w io.Writer) encode.Encoder { return &encoder{out: w} },
	}
}

type encoder struct {
	out   io.Writer
	parts []*part
	names encode.Names // of schemas
	w     writer
	*part // at hand
}

// part is the answer to one query: a schema and a folder.
type part struct {
	h          encode.Header
	name       string // of the schema and the folder
	fields     []field
	label      int // the field that names placemarks, -1 for the identifier
	bare       bool
	repeats    bool // an earlier part may have the same features, and so their identifiers
	placemarks *spool.File
}

// field is a field and the values it was seen to have.
type field struct {
	feature.Field
	open   string // `<SimpleData name="…">`
	widest uint64 // the greatest magnitude of whole numbers
}

// BeginAll does nothing: what a document says of itself stands in its parts.
func (e *encoder) BeginAll(encode.Collection) error { return nil }

// EndPart does nothing: the parts are written at the end.
func (e *encoder) EndPart() error { return nil }

func (e *encoder) Begin(h encode.Header) error {
	if e.names == nil {
		e.names = encode.Names{}
	}
	e.w.decimals = encode.Decimals(crs.CRS84)
	e.part = &part{h: h, name: e.names.Add(h.Schema.Name, 0), bare: h.NoGeometry || !h.Schema.HasGeometry()}
	e.repeats = slices.ContainsFunc(e.parts, func(p *part) bool { return p.h.Schema.Name == h.Schema.Name })
	e.parts = append(e.parts, e.part)
	for _, i := range h.Fields {
		f := h.Schema.Fields[i]
		e.fields = append(e.fields, field{Field: f, open: "\n<SimpleData" + string(xmlw.AppendAttr(nil, "name", f.Name)) + ">"})
	}
	e.label = label(e.fields)
	e.placemarks = h.Disk.NewFile()
	return nil
}

// label chooses the text that a map shows beside a placemark: a field called name or title, else the first that names something.
func label(fields []field) int {
	best := -1
	for i, f := range fields {
		switch name := strings.ToLower(f.Name); {
		case f.Type != feature.String:
		case name == "name" || name == "title":
			return i
		case best < 0 && strings.Contains(name, "name"):
			best = i
		}
	}
	return best
}

func (e *encoder) Feature(f *feature.Feature) error {
	b := e.w.b[:0]
	b = append(b, "\n<Placemark"...)
	if !e.repeats {
		b = append(encode.AppendID(append(b, " id=\""...), e.h.Schema.Name, f.ID), '"')
	}
	b = append(b, "><name>"...)
	if e.label >= 0 && !f.Props[e.label].IsNull() {
		b = xmlw.AppendText(b, f.Props[e.label].Str())
	} else {
		b = encode.AppendID(b, e.h.Schema.Name, f.ID)
	}
	b = append(b, "</name>"...)
	if len(e.fields) > 0 {
		b = append(append(append(b, "<ExtendedData><SchemaData schemaUrl=\"#"...), e.name...), "\">"...)
		for i, v := range f.Props {
			b = e.fields[i].append(b, v)
		}
		b = append(b, "</SchemaData></ExtendedData>"...)
	}
	e.w.b = b
	if g := encode.Place(f.Geom); !e.bare && !geom.IsEmpty(g) {
		e.w.geometry(g)
	}
	e.w.b = append(e.w.b, "</Placemark>"...)
	_, err := e.placemarks.Write(e.w.b)
	return err
}

// append appends a value; a null, and what is no number, is left out.
func (f *field) append(b []byte, v feature.Value) []byte {
	switch v.Kind() {
	case feature.Null:
		return b
	case feature.Bool:
		b = append(append(b, f.open...), '0'+byte(v.Int()))
	case feature.String:
		b = xmlw.AppendText(append(b, f.open...), v.Str())
	case feature.Int:
		n := v.Int()
		if n < 0 {
			n = ^n // as far from what 32 bits hold as the number
		}
		f.widest = max(f.widest, uint64(n))
		b = v.AppendText(append(b, f.open...))
	case feature.Float:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			return b
		}
		b = v.AppendText(append(b, f.open...))
	default:
		b = v.AppendText(append(b, f.open...))
	}
	return append(b, "</SimpleData>"...)
}

// kind is the type in the schema (OGC 07-147r2, 9.8). KML has none for days and instants, which are texts, nor for whole numbers
// of 64 bits: those are double while that holds them, and texts else.
func (f *field) kind() string {
	switch {
	case f.Type == feature.Bool:
		return "bool"
	case f.Type == feature.Float, f.Type == feature.Int && f.widest > math.MaxInt32 && f.widest < 1<<53:
		return "double"
	case f.Type == feature.Int && f.widest <= math.MaxInt32:
		return "int"
	default:
		return "string"
	}
}

func (e *encoder) End() error {
	b := []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>`)
	if len(e.parts) == 1 {
		b = e.parts[0].describe(b)
	} else {
		var titles []string
		for _, p := range e.parts {
			if t := p.title(); !slices.Contains(titles, t) {
				titles = append(titles, t)
			}
		}
		b = append(xmlw.AppendText(append(b, "\n<name>"...), strings.Join(titles, ", ")), "</name>"...)
	}
	for _, p := range e.parts {
		b = p.schema(b)
	}
	for _, p := range e.parts {
		b = append(b, "\n<Folder>"...)
		if len(e.parts) == 1 {
			b = append(xmlw.AppendText(append(b, "<name>"...), p.name), "</name>"...)
		} else {
			b = p.describe(b)
		}
		if _, err := e.out.Write(b); err != nil {
			return err
		}
		if _, err := p.placemarks.WriteTo(e.out); err != nil {
			return err
		}
		b = append(b[:0], "\n</Folder>"...)
	}
	_, err := e.out.Write(append(b, "</Document></kml>\n"...))
	return err
}

func (p *part) title() string { return cmp.Or(p.h.Title, p.h.Schema.Name) }

// describe says for people what a document or folder holds.
func (p *part) describe(b []byte) []byte {
	b = append(xmlw.AppendText(append(b, "\n<name>"...), p.title()), "</name>"...)
	if p.h.Description != "" {
		b = append(xmlw.AppendText(append(b, "\n<description>"...), p.h.Description), "</description>"...)
	}
	return b
}

func (p *part) schema(b []byte) []byte {
	b = append(xmlw.AppendAttr(xmlw.AppendAttr(append(b, "\n<Schema"...), "name", p.name), "id", p.name), '>')
	for i := range p.fields {
		f := &p.fields[i]
		b = append(b, "\n<SimpleField"...)
		b = append(xmlw.AppendAttr(xmlw.AppendAttr(b, "type", f.kind()), "name", f.Name), '>')
		if f.Title != "" {
			b = append(xmlw.AppendText(append(b, "<displayName>"...), f.Title), "</displayName>"...)
		}
		b = append(b, "</SimpleField>"...)
	}
	return append(b, "</Schema>"...)
}

// Abort removes the temporary files.
func (e *encoder) Abort() {
	for _, p := range e.parts {
		_ = p.placemarks.Close()
	}
}

var (
	_ encode.Multi   = (*encoder)(nil)
	_ encode.Aborter = (*encoder)(nil)
)
