package sld

import (
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// steps reads Categorize, Interpolate and Recode: the elements of SE 1.1.0 (11.6) and the functions of the same names that GeoServer has in
// SLD 1.0.0. ok is false when the node is none of these.
func (r *reader) steps(n *node, k kind) (v *styles.Value, ok bool) {
	name, called := n.name, false
	if name == "Function" {
		name, called = n.attr("name"), true
	}
	s := &styles.Steps{}
	var lookup *node
	var table []entry
	switch {
	case strings.EqualFold(name, "Categorize"):
		s.Kind = styles.Categorize
	case strings.EqualFold(name, "Interpolate"):
		s.Kind = styles.Interpolate
	case strings.EqualFold(name, "Recode"):
		s.Kind = styles.Recode
	default:
		return nil, false
	}
	s.Color = k == colour
	if called {
		lookup, table = r.called(n, s)
	} else {
		lookup, table = r.tabled(n, s)
	}
	if lookup == nil || len(table) == 0 {
		r.remark(n, "%s without a value to look up or without values is not supported; the default is used", name)
		return nil, true
	}
	if lookup.name == "LookupValue" {
		v = r.value(lookup, text)
	} else {
		v = r.expression(lookup, text)
	}
	if v == nil {
		return nil, true
	}
	v = &styles.Value{Expr: v.Expr, Steps: s}
	return v, r.fill(n, s, table, k) || discard(&v)
}

func discard(v **styles.Value) bool { *v = nil; return true }

// entry is a line of a table: a key, which the first of Categorize has none of, and a value.
type entry struct{ key, value *node }

// tabled reads the elements of SE.
func (r *reader) tabled(n *node, s *styles.Steps) (lookup *node, table []entry) {
	if f := strings.TrimSpace(n.attr("fallbackValue")); f != "" {
		s.Fallback = styles.Constant(f)
	}
	s.Preceding = strings.EqualFold(n.attr("thresholdsBelongTo")+n.attr("threshholdsBelongTo"), "preceding") // the standard's text and schema spell it differently
	s.Cosine = n.attr("mode") == "cosine"
	s.Color = s.Color || n.attr("method") == "color"
	if m := n.attr("mode"); m == "cubic" {
		r.remark(n, "cubic interpolation is not supported; it is linear")
	}
	var threshold *node
	for _, c := range n.elements() {
		switch c.name {
		case "LookupValue":
			lookup = c
		case "Threshold":
			threshold = c
		case "Value":
			table = append(table, entry{threshold, c})
		case "InterpolationPoint", "MapItem":
			table = append(table, entry{c.child("Data"), c.child("Value")})
		default:
			r.unknown(c)
		}
	}
	return lookup, table
}

// called reads the arguments of GeoServer's functions: what is looked up, then values and keys in turn, then words.
func (r *reader) called(n *node, s *styles.Steps) (lookup *node, table []entry) {
	args := n.elements()
	if len(args) == 0 {
		return nil, nil
	}
	lookup, args = args[0], args[1:]
	for len(args) > 0 {
		last := args[len(args)-1]
		word := strings.ToLower(last.value())
		if last.name != "Literal" {
			break
		}
		known := true
		switch word {
		case "color":
			s.Color = true
		case "cosine":
			s.Cosine = true
		case "preceding":
			s.Preceding = true
		case "numeric", "linear", "succeeding":
		case "cubic":
			r.remark(last, "cubic interpolation is not supported; it is linear")
		default:
			known = false
		}
		if !known {
			break
		}
		args = args[:len(args)-1]
	}
	if s.Kind == styles.Categorize {
		for i := 0; i < len(args); i += 2 {
			e := entry{value: args[i]}
			if i > 0 {
				e.key = args[i-1]
			}
			table = append(table, e)
		}
		return lookup, table
	}
	for i := 0; i+1 < len(args); i += 2 {
		table = append(table, entry{args[i], args[i+1]})
	}
	return lookup, table
}

// fill reads the keys and values of a table.
func (r *reader) fill(n *node, s *styles.Steps, table []entry, k kind) bool {
	for i, e := range table {
		if e.value == nil || (e.key == nil) != (i == 0 && s.Kind == styles.Categorize) {
			r.remark(n, "keys and values do not alternate; the default is used")
			return false
		}
		v := r.argument(e.value, k)
		if v == nil {
			r.remark(e.value, "a value is missing in a table; the default is used")
			return false
		}
		s.Values = append(s.Values, *v)
		if e.key == nil {
			continue
		}
		key, ok := keyOf(e.key, s.Kind)
		if !ok {
			r.remark(e.key, "a key must be a constant, and a number unless in Recode; the default is used")
			return false
		}
		s.Keys = append(s.Keys, key)
	}
	if s.Fallback != nil && k != text {
		s.Fallback = r.constant(n, literalOfValue(s.Fallback), k)
	}
	return true
}

// argument reads a value of a table: an element around a parameter, or an expression at once.
func (r *reader) argument(n *node, k kind) *styles.Value {
	if n.name == "Value" {
		if v := r.value(n, k); v != nil || k != text {
			return v
		}
		return styles.Constant("")
	}
	return r.expression(n, k)
}

// keyOf reads a constant key: a number, but text in Recode.
func keyOf(n *node, kind styles.StepsKind) (filter.Literal, bool) {
	if e := n.elements(); len(e) == 1 && e[0].name == "Literal" && n.name != "Literal" {
		n = e[0]
	}
	if len(n.elements()) > 0 || n.name != "Literal" && n.name != "Data" && n.name != "Threshold" {
		return filter.Literal{}, false
	}
	if kind == styles.Recode {
		return filter.Literal{Value: feature.StringValue(n.value()), Untyped: true}, true
	}
	f, ok := parseNumber(n.value())
	return filter.Literal{Value: feature.FloatValue(f)}, ok
}

func literalOfValue(v *styles.Value) string { return v.Expr.(*filter.Literal).Value.Str() }
