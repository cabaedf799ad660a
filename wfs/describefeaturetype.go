package wfs

import (
	"cmp"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"

	"haavi/internal/encode/gml"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// describeFeatureType answers with the application schema (OGC 09-025r2, 9), or where the feature types are in several namespaces with
// one that imports the schema of each.
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
	groups := c.byNamespace(d.layers)
	switch len(groups) {
	case 0:
		return c.document(w, d.contentType, d.gml.AppSchema(c.appSchema(c.o.Namespace), nil))
	case 1:
		return c.document(w, d.contentType, d.gml.AppSchema(c.appSchema(groups[0].Namespace), groups[0].schemas()))
	}
	var imports []gml.Import
	for _, g := range groups {
		imports = append(imports, gml.Import{Namespace: g.URI, Location: c.schemaLocation(d.gml.Format().Name, g.layers...)})
	}
	return c.document(w, d.contentType, gml.Imports(imports))
}

// schemaLocation is where the application schema of layers of one namespace can be had, in the GML of an output format.
func (c *call) schemaLocation(format string, layers ...*layer.Layer) string {
	v := c.version
	for _, other := range versions() {
		if v.gml.Format().Name != format && other.gml.Format().Name == format {
			v = other
		}
	}
	var names []string
	for _, l := range layers {
		names = append(names, c.namespace(l).Prefix+":"+url.QueryEscape(l.Name))
	}
	return c.address() + "service=WFS&version=" + v.number + "&request=DescribeFeatureType&typeName=" + strings.Join(names, ",")
}
