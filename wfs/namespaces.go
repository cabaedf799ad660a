package wfs

import (
	"slices"

	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/layer"
)

// Namespace is an XML namespace of feature types, and the prefix that documents have for it.
type Namespace struct{ Prefix, URI string }

// namespace is that of a layer's feature type.
func (c *call) namespace(l *layer.Layer) Namespace {
	if ns, other := c.o.Namespaces[l.Name]; other {
		return ns
	}
	return c.o.Namespace
}

// typeName is the qualified name of a layer's feature type.
func (c *call) typeName(l *layer.Layer) string { return c.namespace(l).Prefix + ":" + l.Name }

// appSchema is how layers of a namespace are written in GML.
func (c *call) appSchema(ns Namespace) encode.AppSchema {
	return encode.AppSchema{Namespace: ns.URI, Prefix: ns.Prefix, Nils: c.o.Nils, StandardProperties: c.o.StandardProperties}
}

// schemaGroup is the layers of one namespace.
type schemaGroup struct {
	Namespace
	layers []*layer.Layer
}

func (g *schemaGroup) schemas() []*feature.Schema {
	var list []*feature.Schema
	for _, l := range g.layers {
		list = append(list, l.Schema)
	}
	return list
}

// byNamespace groups layers, each once, in their order.
func (c *call) byNamespace(layers []*layer.Layer) []*schemaGroup {
	var groups []*schemaGroup
	for _, l := range layers {
		ns := c.namespace(l)
		i := slices.IndexFunc(groups, func(g *schemaGroup) bool { return g.Namespace == ns })
		if i < 0 {
			groups = append(groups, &schemaGroup{Namespace: ns})
			i = len(groups) - 1
		}
		if !slices.ContainsFunc(groups[i].layers, func(other *layer.Layer) bool { return other.Name == l.Name }) {
			groups[i].layers = append(groups[i].layers, l)
		}
	}
	return groups
}

// declarations are the attributes that declare the prefixes of all feature types.
func (c *call) declarations() []string {
	attrs := []string{"xmlns:" + c.o.Namespace.Prefix, c.o.Namespace.URI}
	for _, g := range c.byNamespace(c.layers()) {
		if g.Namespace != c.o.Namespace {
			attrs = append(attrs, "xmlns:"+g.Prefix, g.URI)
		}
	}
	return attrs
}
