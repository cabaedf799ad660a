package wfs

import (
	"encoding/xml"
	"io"
	"net/http"
	"strings"

	"haavi/internal/encode"
	"haavi/internal/encode/gml"
	"haavi/internal/ows"
)

// getPropertyValue answers with the values that one property has in the features of a query (OGC 09-025r2, 10).
type getPropertyValue struct {
	query       *featureQuery
	reference   string
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
	if p.Get("storedquery_id") != "" {
		return nil, ows.Invalid("storedquery_id", "GetFeatureById gives one feature: ask for it by GetFeature, or give resourceId here")
	}
	q, err := c.readQueryKVP(p)
	if err != nil {
		return nil, err
	}
	return c.value(q, p.Get("valuereference"), how)
}

func readValueXML(c *call, b *body) (operation, error) {
	how, err := presentationXML(b.root)
	if err != nil {
		return nil, err
	}
	var q *featureQuery
	err = b.children(func(s xml.StartElement) error {
		if s.Name.Local != "Query" {
			return unexpected(s)
		}
		if q != nil {
			return severalTypes(c.version.typeName)
		}
		q, err = c.readQueryXML(b, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	if q == nil {
		return nil, ows.Missing(c.version.typeName)
	}
	return c.value(q, attr(b.root, "valueReference"), how)
}

// value checks the reference: to a property, the geometry or @gml:id.
func (c *call) value(q *featureQuery, reference string, how presentation) (operation, error) {
	g := &getPropertyValue{query: q, reference: property(reference), presentation: how, contentType: valueFormats[0]}
	if strings.HasPrefix(reference, "@") || strings.Contains(reference, "/@") {
		g.reference = "@" + strings.TrimPrefix(g.reference, "@")
	}
	schema := q.layer.Schema
	switch {
	case g.reference == "":
		return nil, ows.Invalid("valuereference", "valueReference is empty; name a property")
	case g.reference == "@id", schema.Field(g.reference) >= 0, schema.HasGeometry() && g.reference == schema.Geometry.Name:
	default:
		return nil, ows.Invalid("valuereference", "feature type %s has no property %.60q; DescribeFeatureType lists them", q.layer.Name, g.reference)
	}
	if how.format != "" {
		name, ok := matchFormat(how.format, valueFormats[:])
		if !ok {
			return nil, ows.Invalid("outputformat", "values are given as %s, not as %.60q", valueFormats[0], how.format)
		}
		g.contentType = name
	}
	q.fields = []string{}
	if g.reference != "@id" {
		q.fields = append(q.fields, g.reference)
	}
	return g, nil
}

func (g *getPropertyValue) run(c *call, w http.ResponseWriter) error {
	sel, err := g.query.prepare(g.count, g.startIndex, false)
	if err != nil {
		return err
	}
	a := &answer{call: c, w: w, query: g.query, selection: sel, presentation: g.presentation, contentType: g.contentType,
		encoder: func(w io.Writer) encode.Encoder { return gml.NewValues(w, g.reference == "@id") }}
	return a.run()
}
