package wfs

import (
	"cmp"
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
	gml         *gml.Version
	contentType string
}

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
	d := &describeFeatureType{layers: layers}
	if len(layers) == 0 {
		d.layers = c.layers()
	}
	own := c.version.gml
	if strings.EqualFold(format, "XMLSCHEMA") { // the name of WFS 1.0.0 for what every version has
		format = ""
	}
	for _, v := range c.gmls() {
		if name, ok := matchFormat(cmp.Or(format, own.SchemaFormats()[0]), v.SchemaFormats()); ok {
			d.gml, d.contentType = v, name
			return d, nil
		}
	}
	return nil, ows.Invalid("outputformat", "feature types are described as %s, not as %.60q", own.SchemaFormats()[0], format)
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
	return c.document(w, d.contentType, d.gml.AppSchema(c.o.Namespace, c.o.Prefix, schemas))
}

// schemaLocation is where a layer's application schema can be had, in the GML of an output format.
func (c *call) schemaLocation(l *layer.Layer, format string) string {
	v := c.version
	for _, other := range versions() {
		if v.gml.Format().Name != format && other.gml.Format().Name == format {
			v = other
		}
	}
	return c.address() + "service=WFS&version=" + v.number + "&request=DescribeFeatureType&typeName=" +
		c.o.Prefix + ":" + url.QueryEscape(l.Name)
}
