package cql

import (
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// parameter reads :name, which stands for a value that the caller has.
func (p *parser) parameter() (filter.Expr, error) {
	t := p.tok
	if p.options.Parameter == nil {
		return nil, p.expected("a property, a value or a predicate")
	}
	v, ok := p.options.Parameter(t.text)
	if !ok {
		return nil, p.fail(t.pos, "there is no parameter %.60q", t.text)
	}
	p.next()
	switch v := v.(type) {
	case *filter.Literal:
		return &filter.Literal{Value: v.Value, Untyped: v.Untyped, Pos: at(t.pos)}, nil
	case *filter.Shape:
		return &filter.Shape{Geom: v.Geom, CRS: v.CRS, Box: v.Box, Pos: at(t.pos)}, nil
	default:
		return v, nil
	}
}

// literalParameter reads a parameter whose value must be of one of the kinds.
func (p *parser) literalParameter(what string, kinds ...feature.Kind) (*filter.Literal, error) {
	t := p.tok
	e, err := p.parameter()
	if err != nil {
		return nil, err
	}
	if l, ok := e.(*filter.Literal); ok {
		for _, k := range kinds {
			if l.Value.Kind() == k {
				return l, nil
			}
		}
	}
	return nil, p.fail(t.pos, "the parameter %.60q is not %s, which is needed there", t.text, what)
}

// likePattern reads a pattern: a text, or for an operator texts and parameters with || between them. A parameter stands for its text,
// in which nothing is a wildcard.
func (p *parser) likePattern() (string, error) {
	var pattern strings.Builder
	for {
		switch p.tok.kind {
		case text:
			pattern.WriteString(p.tok.text)
			p.next()
		case param:
			l, err := p.literalParameter("a text", feature.String)
			if err != nil {
				return "", err
			}
			pattern.WriteString(strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(l.Value.Str()))
		default:
			return "", p.expected("a pattern in single quotes")
		}
		if p.options.Parameter == nil || !p.take("||") {
			return pattern.String(), nil
		}
	}
}
