package wfs

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"

	"haavi/internal/encode/gml"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// describeFeatureType answers with the application schema (OGC 09-025r2, 9).
type describeFeatureType struct {
	layers      []*layer.Layer
	contentType string
}

// schemaFormats are the names of a GML 3.2 application schema; the first is the default.
var schemaFormats = [...]string{gml.MediaType, "text/xml; subtype=gml/3.2", "text/xml; subtype=gml/3.2.1", "application/gml+xml", "text/xml"}

func readDescribeKVP(c *call, p ows.Params) (operation, error) {
	ns, err := parseNamespaces(p)
	if err != nil {
		return nil, err
	}
	param, value := p.First("typename", "typenames")
	var layers []*layer.Layer
	for _, name := range ows.List(strings.NewReplacer("(", "", ")", "").Replace(value)) {
		l, err := c.featureType(param, name, ns)
		if err != nil {
			return nil, err
		}
		layers = append(layers, l)
	}
	return c.describe(layers, p.Get("outputformat"))
}

func readDescribeXML(c *call, b *body) (operation, error) {
	var layers []*layer.Layer
	err := b.children(func(s xml.StartElement) error {
		if s.Name.Local != "TypeName" {
			return unexpected(s)
		}
		name, err := b.text(s)
		if err != nil {
			return err
		}
		l, err := c.featureType("typename", name, b.ns.in(s))
		layers = append(layers, l)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.describe(layers, attr(b.root, "outputFormat"))
}

func (c *call) describe(layers []*layer.Layer, format string) (operation, error) {
	d := &describeFeatureType{layers: layers, contentType: gml.MediaType}
	if len(layers) == 0 {
		d.layers = c.layers()
	}
	if format != "" {
		name, ok := matchFormat(format, schemaFormats[:])
		if !ok {
			return nil, ows.Invalid("outputformat", "feature types are described as %s, not as %.60q", gml.MediaType, format)
		}
		d.contentType = name
	}
	return d, nil
}

func (d *describeFeatureType) run(c *call, w http.ResponseWriter) error {
	var schemas []*feature.Schema
	seen := map[string]bool{}
	for _, l := range d.layers {
		if !seen[l.Name] {
			seen[l.Name] = true
			schemas = append(schemas, l.Schema)
		}
	}
	return c.document(w, d.contentType, gml.AppSchema(c.o.Namespace, c.o.Prefix, schemas))
}

// schemaLocation is where a layer's application schema can be had.
func (c *call) schemaLocation(l *layer.Layer) string {
	return c.address() + "service=WFS&version=" + c.version.number + "&request=DescribeFeatureType&typeName=" +
		c.o.Prefix + ":" + url.QueryEscape(l.Name)
}
