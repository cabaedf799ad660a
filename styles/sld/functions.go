package sld

import (
	"strings"

	"haavi/internal/filter"
	"haavi/styles"
)

// function reads the string functions of SE 1.1.0 (11.6) as calls of functions of filters. ok is false when the node is none of these.
func (r *reader) function(n *node) (e filter.Expr, ok bool) {
	at := filter.Pos(n.path())
	switch n.name {
	case "Concatenate":
		f := &filter.Func{Name: "concat", Pos: at}
		for _, c := range n.elements() {
			a := r.operand(c)
			if a == nil {
				return nil, true
			}
			f.Args = append(f.Args, a)
		}
		return f, true
	case "ChangeCase":
		name := "upper"
		if strings.EqualFold(n.attr("direction"), "toLower") {
			name = "lower"
		}
		return r.call(n, name, "StringValue"), true
	case "StringLength":
		return r.call(n, "length", "StringValue"), true
	case "Trim":
		if c := n.attr("char"); strings.TrimSpace(c) != "" || n.attr("stripOffPosition") != "both" {
			r.remark(n, "Trim takes off spaces at both ends, and nothing else")
		}
		return r.call(n, "trim", "StringValue"), true
	case "StringPosition":
		if n.attr("searchDirection") == "backToFront" {
			r.remark(n, "strings are searched from their beginning only")
		}
		return r.call(n, "strpos", "StringValue", "LookupString"), true
	case "Substring":
		if n.child("Length") == nil {
			return r.call(n, "substr", "StringValue", "Position"), true
		}
		return r.call(n, "substr", "StringValue", "Position", "Length"), true
	case "FormatNumber", "FormatDate":
		r.remark(n, "%s is not supported; the value is written as it is", n.name)
		for _, c := range n.elements() {
			if c.name == "NumericValue" || c.name == "DateValue" {
				return r.operand(c), true
			}
		}
		return nil, true
	default:
		return nil, false
	}
}

// call makes a call of a function of child elements.
func (r *reader) call(n *node, name string, children ...string) filter.Expr {
	f := &filter.Func{Name: name, Pos: filter.Pos(n.path())}
	for _, c := range children {
		a := r.operand(n.child(c))
		if a == nil {
			r.remark(n, "%s needs %s; the default is used", n.name, c)
			return nil
		}
		f.Args = append(f.Args, a)
	}
	return f
}

// operand reads an argument of a function: a parameter without steps.
func (r *reader) operand(n *node) filter.Expr {
	v := r.value(n, text)
	switch {
	case v == nil:
		return nil
	case v.Steps != nil:
		r.remark(n, "a table within a function is not supported; the default is used")
		return nil
	}
	if l, ok := v.Expr.(*filter.Literal); ok {
		return &filter.Literal{Value: l.Value, Untyped: true}
	}
	return v.Expr
}

// plain is the constant text of a value, "" when it is computed.
func plain(v *styles.Value) string {
	if v != nil && v.Steps == nil {
		if l, ok := v.Expr.(*filter.Literal); ok {
			return l.Value.String()
		}
	}
	return ""
}
