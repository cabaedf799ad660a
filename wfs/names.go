package wfs

import (
	"encoding/xml"
	"maps"
	"strings"

	"haavi/internal/layer"
	"haavi/internal/ows"
)

// namespaces are the prefixes that a request declares.
type namespaces map[string]string

// in returns the namespaces inside an element.
func (ns namespaces) in(s xml.StartElement) namespaces {
	inner := maps.Clone(ns)
	for _, a := range s.Attr {
		if a.Name.Space == "xmlns" {
			inner[a.Name.Local] = a.Value
		}
	}
	return inner
}

// parseNamespaces reads NAMESPACES=xmlns(prefix,uri),xmlns(uri) (WFS 2.0, table 7) and NAMESPACE=xmlns(prefix=uri) (WFS 1.1).
func parseNamespaces(p ows.Params) (namespaces, error) {
	ns := namespaces{}
	for _, param := range []string{"namespace", "namespaces"} {
		rest := p.Get(param)
		for rest = strings.TrimLeft(rest, ", "); rest != ""; rest = strings.TrimLeft(rest, ", ") {
			inside, ok := cutFold(rest, "xmlns(")
			declaration, after, closed := strings.Cut(inside, ")")
			if !ok || !closed {
				return nil, ows.Invalid(param, "%s is not of the form xmlns(prefix,uri),xmlns(prefix2,uri2)", param)
			}
			rest = after
			if i := strings.IndexAny(declaration, ",="); i >= 0 {
				ns[strings.TrimSpace(declaration[:i])] = strings.TrimSpace(declaration[i+1:])
			}
		}
	}
	return ns, nil
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// featureType finds the layer that a qualified name means. A prefix counts by what it stands for; one that is not declared must be
// that of the capabilities. A name without a prefix may be in any namespace.
func (c *call) featureType(param, name string, ns namespaces) (*layer.Layer, error) {
	prefix, local, qualified := strings.Cut(strings.TrimSpace(name), ":")
	if !qualified {
		prefix, local = "", prefix
	}
	uri, declared := ns[prefix]
	if l, ok := c.o.Catalog.Layer(c.caller, local); ok {
		own := c.namespace(l)
		if !qualified || declared && uri == own.URI || !declared && prefix == own.Prefix {
			return l, nil
		}
	}
	hint := "GetCapabilities lists them"
	for _, l := range c.layers() {
		if strings.EqualFold(l.Name, local) {
			hint = "did you mean " + c.typeName(l) + "?"
		}
	}
	return nil, ows.Invalid(param, "there is no feature type %.80q; %s", name, hint)
}

// property takes a reference to a property down to its name: the last step of a path, without its prefix. References into GML's own
// properties, which features here do not have, keep theirs.
func property(ref string) string {
	ref = strings.TrimSpace(ref)
	if i := strings.LastIndexByte(ref, '/'); i >= 0 {
		ref = ref[i+1:]
	}
	if i := strings.LastIndexByte(ref, ':'); i >= 0 {
		ref = ref[i+1:]
	}
	return ref
}
