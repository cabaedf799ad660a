package sld

import (
	"encoding/xml"
	"errors"
	"math"
	"strconv"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/fes"
	"haavi/styles"
)

// kind is what a parameter's text stands for.
type kind uint8

const (
	number kind = iota
	text
	colour
)

// value reads a parameter (SE 1.1.0, ParameterValueType): text, expressions, or text mixed with expressions. It returns nil, the default, for
// no node, for an empty one, and, with a remark, for what cannot be carried.
func (r *reader) value(n *node, k kind) *styles.Value {
	if n == nil {
		return nil
	}
	pieces := n.pieces()
	switch {
	case len(pieces) == 0:
		return nil
	case len(pieces) == 1 && pieces[0].name == "":
		return r.constant(n, pieces[0].text, k)
	case len(pieces) == 1:
		return r.expression(pieces[0], k)
	case k == number:
		r.remark(n, "a number made of several parts is not supported; the default is used")
		return nil
	}
	call := &filter.Func{Name: "concat", Pos: filter.Pos(n.path())}
	for _, p := range pieces {
		if p.name == "" {
			call.Args = append(call.Args, literalOf(p.text))
			continue
		}
		e := r.scalar(p)
		if e == nil {
			return nil
		}
		call.Args = append(call.Args, e)
	}
	return &styles.Value{Expr: call}
}

// pieces are the texts and elements of mixed content. A text that is spread over lines loses the white space that lays it out; what stands in
// a CDATA section does not.
func (n *node) pieces() []*node {
	var out []*node
	kids := make([]*node, 0, len(n.kids))
	for _, k := range n.kids {
		if k.name != comment {
			kids = append(kids, k)
		}
	}
	for i, k := range kids {
		if k.name != "" {
			out = append(out, k)
			continue
		}
		t := k.text
		// The decoder tells a CDATA section from text only by not joining them.
		cdata := i > 0 && i+1 < len(kids) && kids[i-1].name == "" && kids[i+1].name == ""
		if !cdata {
			t = trimLayout(t)
			if len(kids) == 1 && n.name != "StringValue" {
				t = strings.TrimSpace(t)
			}
		}
		if t != "" {
			out = append(out, &node{text: t, parent: n})
		}
	}
	return out
}

// trimLayout cuts white space with a line end in it from both ends.
func trimLayout(s string) string {
	const space = " \t\r\n"
	if left := s[:len(s)-len(strings.TrimLeft(s, space))]; strings.ContainsAny(left, "\r\n") {
		s = s[len(left):]
	}
	if right := s[len(strings.TrimRight(s, space)):]; strings.ContainsAny(right, "\r\n") {
		s = s[:len(s)-len(right)]
	}
	return s
}

// constant reads a parameter that is text.
func (r *reader) constant(n *node, s string, k kind) *styles.Value {
	switch k {
	case number:
		f, ok := parseNumber(s)
		if !ok {
			r.remark(n, "%.40q is no number; the default is used", s)
			return nil
		}
		return styles.Number(f)
	case colour:
		s = strings.TrimSpace(s)
		if _, err := styles.ParseColor(s); err != nil {
			r.remark(n, "%v; the default is used", err)
			return nil
		}
	}
	return styles.Constant(s)
}

// parseNumber reads a number, which GeoServer lets be followed by px.
func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// expression reads a parameter that is one expression. A lone Literal is a constant.
func (r *reader) expression(n *node, k kind) *styles.Value {
	if n.name == "Literal" && len(n.elements()) == 0 {
		if n.value() == "" && k != text {
			return nil
		}
		return r.constant(n, literalText(n), k)
	}
	if v, ok := r.steps(n, k); ok {
		return v
	}
	e := r.scalar(n)
	if e == nil {
		return nil
	}
	return &styles.Value{Expr: e}
}

// literalText is the text of a Literal, whose white space counts unless it is layout.
func literalText(n *node) string {
	var b strings.Builder
	for _, k := range n.kids {
		if k.name == "" {
			b.WriteString(k.text)
		}
	}
	return trimLayout(b.String())
}

// literalOf is a literal within an expression.
func literalOf(s string) *filter.Literal {
	return &filter.Literal{Value: feature.StringValue(s), Untyped: true}
}

// scalar reads an expression, and returns nil, with a remark, where there is none that is known.
func (r *reader) scalar(n *node) filter.Expr {
	if e, ok := r.function(n); ok {
		return e
	}
	e, err := decode(n, r.filterOptions(), fes.DecodeExpression)
	if err != nil {
		r.remark(n, "%s; the default is used", textOf(err))
		return nil
	}
	if name := unknownFunction(e); name != "" {
		r.remark(n, "the function %.40s is not supported; the default is used", name)
		return nil
	}
	return e
}

// decode lets the reader of filters read a node, and makes the places in its result paths of the document.
func decode(n *node, o fes.Options, read func(*xml.Decoder, xml.StartElement, fes.Options) (filter.Expr, error)) (filter.Expr, error) {
	d := xml.NewTokenDecoder(n.tokens())
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	start, _ := t.(xml.StartElement)
	e, err := read(d, start, o)
	if err != nil {
		return nil, err
	}
	place := filter.Pos(n.parentPath())
	filter.Walk(e, func(e filter.Expr) {
		switch e := e.(type) {
		case *filter.Property:
			e.Pos = place + "/" + e.Pos
		case *filter.Func:
			e.Pos = place + "/" + e.Pos
		}
	})
	return e, nil
}

func (n *node) parentPath() string {
	if n.parent == nil {
		return ""
	}
	return n.parent.path()
}

func (r *reader) filterOptions() fes.Options {
	return fes.Options{MaxNodes: maxFilterNodes, CRSName: r.o.CRSName}
}

// textOf is what a filter's error says, with its place below the node that the remark is on.
func textOf(err error) string {
	if fe := (*filter.Error)(nil); errors.As(err, &fe) {
		return fe.Error()
	}
	return err.Error()
}

// unknownFunction names a function of an expression that there is none of.
func unknownFunction(e filter.Expr) string {
	unknown := ""
	filter.Walk(e, func(e filter.Expr) {
		if f, ok := e.(*filter.Func); ok && !filter.IsFunction(f.Name) {
			unknown = f.Name
		}
	})
	return unknown
}
