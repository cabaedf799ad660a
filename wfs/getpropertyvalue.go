package wfs

import (
	"io"
	"net/http"
	"strings"

	"haavi/internal/encode"
	"haavi/internal/encode/gml"
	"haavi/internal/ows"
)

// getPropertyValue answers with the values that one property has in the features of queries (OGC 09-025r2, 10).
type getPropertyValue struct {
	queries     []*featureQuery
	ids         bool // the identifiers are asked for
	contentType string
	presentation
}

// valueFormats are the names of the format of values; the first is the default.
var valueFormats = [...]string{"application/gml+xml; version=3.2", "text/xml; subtype=gml/3.2", "text/xml; subtype=gml/3.2.1"}

func readValueKVP(c *call, p ows.Params) (operation, error) {
	how, err := presentationKVP(p)
	if err != nil {
		return nil, err
	}
	if !p.Has("valuereference") {
		return nil, ows.Missing("valuereference")
	}
	queries, err := c.readQueriesKVP(p)
	if err != nil {
		return nil, err
	}
	return c.value(queries, p.Get("valuereference"), how)
}

func readValueXML(c *call, b *body) (operation, error) {
	how, err := presentationXML(b.root)
	if err != nil {
		return nil, err
	}
	queries, err := c.readQueriesXML(b)
	if err != nil {
		return nil, err
	}
	return c.value(queries, attr(b.root, "valueReference"), how)
}

// value checks the reference: to a property, the geometry or @gml:id.
func (c *call) value(queries []*featureQuery, reference string, how presentation) (operation, error) {
	name := property(reference)
	if strings.HasPrefix(reference, "@") || strings.Contains(reference, "/@") {
		name = "@" + strings.TrimPrefix(name, "@")
	}
	g := &getPropertyValue{queries: queries, ids: name == "@id", presentation: how, contentType: valueFormats[0]}
	for _, q := range queries {
		schema := q.layer.Schema
		q.fields = []string{}
		switch {
		case name == "":
			return nil, ows.Invalid("valuereference", "valueReference is empty; name a property")
		case g.ids:
		case schema.Field(name) >= 0, schema.HasGeometry() && name == schema.Geometry.Name:
			q.fields = append(q.fields, name)
		default:
			return nil, ows.Invalid("valuereference", "feature type %s has no property %.60q; DescribeFeatureType lists them", q.layer.Name, name)
		}
	}
	if how.format != "" {
		format, ok := matchFormat(how.format, valueFormats[:])
		if !ok {
			return nil, ows.Invalid("outputformat", "values are given as %s, not as %.60q", valueFormats[0], how.format)
		}
		g.contentType = format
	}
	return g, nil
}

func (g *getPropertyValue) run(c *call, w http.ResponseWriter) error {
	f := encode.Format{New: func(w io.Writer) encode.Encoder { return gml.NewValues(w, g.ids) }, Several: true}
	a := &answer{call: c, w: w, queries: g.queries, presentation: g.presentation, output: output{f, g.contentType}}
	return a.run()
}
