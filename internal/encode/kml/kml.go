// Package kml writes features as KML 2.2 (OGC 07-147r2): a placemark for each, with its properties as ExtendedData of a schema.
//
// Coordinates are longitude, latitude in WGS 84, the one system that KML has. A schema stands before its placemarks and has no
// whole numbers of more than 32 bits, so placemarks wait in a temporary file until the last has told which type its fields need.
package kml

import (
	"io"
	"math"
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
		Aliases: []string{"application/vnd.google-earth.kml", "application/kml+xml", "kml"},
		New:     func(w io.Writer) encode.Encoder { return &encoder{out: w} },
	}
}

type encoder struct {
	out        io.Writer
	h          encode.Header
	fields     []field
	label      int // the field that names placemarks, -1 for the identifier
	bare       bool
	placemarks *spool.File
	w          writer
}

// field is a field and the values it was seen to have.
type field struct {
	feature.Field
	open   string // `<SimpleData name="…">`
	widest uint64 // the greatest magnitude of whole numbers
}

func (e *encoder) Begin(h encode.Header) error {
	e.h, e.w.decimals = h, encode.Decimals(crs.CRS84)
	e.bare = h.NoGeometry || !h.Schema.HasGeometry()
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
	b = append(b, "\n<Placemark id=\""...)
	b = append(encode.AppendID(b, e.h.Schema.Name, f.ID), "\"><name>"...)
	if e.label >= 0 && !f.Props[e.label].IsNull() {
		b = xmlw.AppendText(b, f.Props[e.label].Str())
	} else {
		b = encode.AppendID(b, e.h.Schema.Name, f.ID)
	}
	b = append(b, "</name>"...)
	if len(e.fields) > 0 {
		b = append(append(append(b, "<ExtendedData><SchemaData schemaUrl=\"#"...), e.h.Schema.Name...), "\">"...)
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
	name := e.h.Schema.Name
	b := []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>`)
	title := e.h.Title
	if title == "" {
		title = name
	}
	b = append(xmlw.AppendText(append(b, "\n<name>"...), title), "</name>"...)
	if e.h.Description != "" {
		b = append(xmlw.AppendText(append(b, "\n<description>"...), e.h.Description), "</description>"...)
	}
	b = append(xmlw.AppendAttr(xmlw.AppendAttr(append(b, "\n<Schema"...), "name", name), "id", name), '>')
	for i := range e.fields {
		f := &e.fields[i]
		b = append(b, "\n<SimpleField"...)
		b = append(xmlw.AppendAttr(xmlw.AppendAttr(b, "type", f.kind()), "name", f.Name), '>')
		if f.Title != "" {
			b = append(xmlw.AppendText(append(b, "<displayName>"...), f.Title), "</displayName>"...)
		}
		b = append(b, "</SimpleField>"...)
	}
	b = append(b, "</Schema>\n<Folder><name>"...)
	b = append(xmlw.AppendText(b, name), "</name>"...)
	if _, err := e.out.Write(b); err != nil {
		return err
	}
	if _, err := e.placemarks.WriteTo(e.out); err != nil {
		return err
	}
	_, err := io.WriteString(e.out, "\n</Folder></Document></kml>\n")
	return err
}

// Abort removes the temporary file.
func (e *encoder) Abort() { _ = e.placemarks.Close() }

var _ encode.Aborter = (*encoder)(nil)
