package fes

import (
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// featureID is what referenceName returns for "@gml:id" and the like.
const featureID = "@id"

// isReference says that e names a property.
func isReference(e *element) bool { return e.name == "ValueReference" || e.name == "PropertyName" }

// referenceName reads the XPath subset that flat features need: a property with or without a prefix, the layer's name or "*" before
// it, each step with [1] at most, for every property has one value. gml:boundedBy is "", which stands for the geometry.
func (p parser) referenceName(e *element) (string, error) {
	path := e.value()
	steps := strings.Split(path, "/")
	last := steps[len(steps)-1]
	name := plainStep(last)
	if last == "@id" || last == "@fid" || last == "@gml:id" {
		name = featureID
	}
	if name == "" || len(steps) > 2 || len(e.children) > 0 {
		return "", e.fail("%.60q is not the name of a property; write name, prefix:name, layer/name or @gml:id", path)
	}
	if len(steps) == 2 && steps[0] != "*" && !p.isLayer(plainStep(steps[0])) {
		return "", e.fail("%.60q does not begin with the layer that is queried; write the property's name alone", path)
	}
	if name == "boundedBy" {
		return "", nil
	}
	return name, nil
}

// isLayer says that a step may stand before a property.
func (p parser) isLayer(step string) bool {
	return step != "" && (p.o.Layer == "" || step == localName(p.o.Layer))
}

// plainStep returns the local name of a step, "" when there is more to it than a name.
func plainStep(s string) string {
	s = strings.TrimSuffix(s, "[1]")
	if strings.ContainsAny(s, "@()[]*'\"|=<>!$ \t\r\n") {
		return ""
	}
	if name := localName(s); strings.Trim(name, ".") != "" {
		return name
	}
	return ""
}

// localName cuts the prefix of a qualified name.
func localName(qname string) string { return qname[strings.LastIndexByte(qname, ':')+1:] }

func (p parser) reference(e *element) (filter.Expr, error) {
	name, err := p.referenceName(e)
	if err != nil {
		return nil, err
	}
	if name == featureID {
		return nil, e.fail("the identifier can only be compared with a Literal, for equality; better use ResourceId")
	}
	return &filter.Property{Name: name, Pos: filter.Pos(e.path)}, nil
}

// isFeatureID says that e is a reference to the feature's identifier.
func (p parser) isFeatureID(e *element) bool {
	if !isReference(e) {
		return false
	}
	name, err := p.referenceName(e)
	return err == nil && name == featureID
}

// compareID reads a comparison with the identifier.
func (p parser) compareID(op filter.CompareOp, a, b *element) (filter.Expr, error) {
	if a.name == "Literal" {
		a, b = b, a
	}
	if b.name != "Literal" || len(b.children) > 0 || (op != filter.Equal && op != filter.NotEqual) {
		return nil, a.fail("the identifier can only be compared with a Literal, for equality; better use ResourceId")
	}
	ids := &filter.IDs{List: []string{p.o.ID(b.value())}}
	if op == filter.NotEqual {
		return &filter.Not{Term: ids}, nil
	}
	return ids, nil
}

// literal reads a Literal: text whose type is open unless the attribute type (FES 7.5.1) says that it is a string, or a time of GML.
func (p parser) literal(e *element) (filter.Expr, error) {
	switch len(e.children) {
	case 0:
		typed := localName(e.attrs["type"]) == "string"
		return &filter.Literal{Value: feature.StringValue(literalText(e)), Untyped: !typed, Pos: filter.Pos(e.path)}, nil
	case 1:
		if c := e.children[0]; c.name == "TimeInstant" {
			return p.time(c)
		}
	}
	return nil, e.fail("a Literal that is compared must be a simple value, not %.40s", e.children[0].name)
}

// literalText is the text of a literal: white space counts, unless it lays the literal out on lines of its own.
func literalText(e *element) string {
	t := e.value()
	i := strings.Index(e.text, t)
	if strings.ContainsAny(e.text[:i]+e.text[i+len(t):], "\r\n") {
		return t
	}
	return e.text
}
