// Package csv writes features as comma-separated values (RFC 4180) in UTF-8: a header line, the column "id" with the
// feature's identifier, the properties, and the geometry as WKT (x, y order) under its name.
//
// A null is an empty field and an empty text is "". Values are as the publisher has them: nothing is put before those that
// a spreadsheet could take for a formula, because the data would be another then.
package csv

import (
	"io"
	"strings"

	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/geom"
)

// Format is CSV as an output format.
func Format() encode.Format {
	return encode.Format{
		Name: "csv", MediaType: "text/csv", Extension: ".csv", Download: true, Aliases: []string{"csv"},
		New: func(w io.Writer) encode.Encoder { return &encoder{buf: encode.NewBuffer(w)} },
	}
}

type encoder struct {
	buf      encode.Buffer
	layer    string
	decimals int
	bare     bool // no geometry was asked for
}

func (e *encoder) Begin(h encode.Header) error {
	e.layer = h.Schema.Name
	e.decimals = encode.Decimals(h.CRS.Ref)
	e.bare = h.NoGeometry || !h.Schema.HasGeometry()
	b := e.buf.B
	b = append(b, idColumn(h)...)
	for _, f := range h.Fields {
		b = appendText(append(b, ','), h.Schema.Fields[f].Name)
	}
	if !e.bare {
		b = appendText(append(b, ','), h.Schema.Geometry.Name)
	}
	b = append(b, '\r', '\n')
	e.buf.B = b
	return nil
}

// idColumn is "id", or "feature_id" where a property has that name.
func idColumn(h encode.Header) string {
	for _, f := range h.Fields {
		if strings.EqualFold(h.Schema.Fields[f].Name, "id") {
			return "feature_id"
		}
	}
	return "id"
}

func (e *encoder) Feature(f *feature.Feature) error {
	b := encode.AppendID(e.buf.B, e.layer, f.ID)
	for _, v := range f.Props {
		b = append(b, ',')
		if v.Kind() == feature.String {
			b = appendText(b, v.Str())
		} else {
			b = v.AppendText(b)
		}
	}
	if !e.bare {
		b = append(b, ',')
		if g := encode.Place(f.Geom); g != nil {
			b = append(geom.AppendWKT(append(b, '"'), g, e.decimals), '"')
		}
	}
	b = append(b, '\r', '\n')
	e.buf.B = b
	return e.buf.Spill()
}

func (e *encoder) End() error { return e.buf.Flush() }

// appendText quotes what would not be read back as it is without quotes.
func appendText(b []byte, s string) []byte {
	if s != "" && !strings.ContainsAny(s, ",\"\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' && s[0] != '\t' {
		return append(b, strings.ToValidUTF8(s, "\uFFFD")...)
	}
	b = append(b, '"')
	for {
		before, after, found := strings.Cut(s, `"`)
		b = append(b, strings.ToValidUTF8(before, "\uFFFD")...)
		if !found {
			return append(b, '"')
		}
		b = append(b, '"', '"')
		s = after
	}
}
