package cql

import (
	"fmt"
	"strconv"
	"strings"

	"haavi/internal/filter"
)

// ParseAny reads a filter in either encoding: JSON when the text begins with "{", CQL2 text or ECQL when it does not.
func ParseAny(text string, o Options) (filter.Expr, error) {
	if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") {
		return ParseJSON([]byte(text), o)
	}
	return Parse(text, o)
}

// ParseJSON reads a filter of CQL2 JSON (OGC 21-065r2, schema cql2.json) into the same tree as Parse does the same filter's text. The
// error is a *filter.Error whose Pos is the JSON Pointer (RFC 6901) of the value at fault, empty for the whole, or the byte at which
// the text stopped being JSON.
func ParseJSON(data []byte, o Options) (filter.Expr, error) {
	if err := o.checkLength(len(data)); err != nil {
		return nil, err
	}
	n, err := readNode(data)
	if err != nil {
		return nil, err
	}
	return jsonParser{o}.condition(n, "", 0)
}

// jsonParser makes a tree of nodes. A place is the JSON Pointer of a node.
type jsonParser struct{ options Options }

func (jsonParser) fail(place, format string, args ...any) error {
	return &filter.Error{Pos: filter.Pos(place), Text: fmt.Sprintf(format, args...)}
}

// only refuses members that an object of this kind does not have: nothing that a client asks for is left out silently.
func (p jsonParser) only(n node, place string, allowed ...string) error {
	for _, k := range n.keys {
		known := false
		for _, a := range allowed {
			known = known || a == k
		}
		if !known {
			return p.fail(place, "the member %.40q is not known there; there may be %s", k, strings.Join(allowed, ", "))
		}
	}
	return nil
}

// operation is an object {"op": name, "args": […]}.
type operation struct {
	name  string // as written
	upper string
	args  []node
	place string
	depth int
}

func (p jsonParser) operation(n node, place string, depth int) (operation, error) {
	if depth > filter.MaxDepth {
		return operation{}, p.fail("", "the filter nests more than %d levels deep; simplify it", filter.MaxDepth)
	}
	if err := p.only(n, place, "op", "args"); err != nil {
		return operation{}, err
	}
	name, _ := n.member("op")
	if name.kind != '"' {
		return operation{}, p.fail(place+"/op", "the name of an operation is %s; it must be a string", name.describe())
	}
	args, ok := n.member("args")
	if !ok {
		return operation{}, p.fail(place, "the operation %.40q has no \"args\"", name.text)
	}
	if args.kind != '[' {
		return operation{}, p.fail(place+"/args", "the arguments of %.40q are %s; they must be a list", name.text, args.describe())
	}
	return operation{name.text, strings.ToUpper(name.text), args.items, place, depth}, nil
}

func (o operation) argPlace(i int) string { return o.place + "/args/" + strconv.Itoa(i) }

// count refuses an operation that has not as many arguments as it takes.
func (p jsonParser) count(o operation, n int) error {
	switch {
	case len(o.args) == n:
		return nil
	case n == 1:
		return p.fail(o.place, "%q takes 1 argument, not %d", o.name, len(o.args))
	default:
		return p.fail(o.place, "%q takes %d arguments, not %d", o.name, n, len(o.args))
	}
}

// condition reads what must be true or false (booleanExpression).
func (p jsonParser) condition(n node, place string, depth int) (filter.Expr, error) {
	switch {
	case n.kind == 'b':
		return &filter.Bool{Value: n.text == "true"}, nil
	case n.kind == '{' && n.has("property"):
		return p.property(n, place)
	case n.kind != '{' || !n.has("op"):
		return nil, p.fail(place, "%s is no condition; write an object with \"op\" and \"args\", true or false", n.describe())
	}
	o, err := p.operation(n, place, depth)
	if err != nil {
		return nil, err
	}
	if e, ok, err := p.predicate(o); ok || err != nil {
		return e, err
	}
	return p.valueOperation(o)
}

// predicate reads an operation that is true or false; ok is false when it is another.
func (p jsonParser) predicate(o operation) (e filter.Expr, ok bool, err error) {
	if spatial, is := spatialOps[o.upper]; is {
		e, err = p.spatial(o, spatial)
		return e, true, err
	}
	if temporal, is := temporalOps[o.upper]; is {
		e, err = p.temporal(o, temporal)
		return e, true, err
	}
	if compare, is := compareOps[o.name]; is {
		e, err = p.compare(o, compare)
		return e, true, err
	}
	if hint, is := unsupported[o.upper]; is {
		return nil, true, p.fail(o.place, "%s is not supported; %s", o.name, hint)
	}
	switch o.upper {
	case "AND", "OR":
		e, err = p.logic(o)
	case "NOT":
		e, err = p.not(o)
	case "LIKE":
		e, err = p.like(o)
	case "BETWEEN":
		e, err = p.between(o)
	case "IN":
		e, err = p.in(o)
	case "ISNULL":
		e, err = p.isNull(o)
	default:
		return nil, false, nil
	}
	return e, true, err
}

// logic reads "and" and "or". One of a single term, which the schema does not allow but programs write, is that term.
func (p jsonParser) logic(o operation) (filter.Expr, error) {
	if len(o.args) == 0 {
		return nil, p.fail(o.place, "%q has no arguments; it takes 2 or more", o.name)
	}
	terms := make([]filter.Expr, len(o.args))
	for i, a := range o.args {
		t, err := p.condition(a, o.argPlace(i), o.depth+1)
		if err != nil {
			return nil, err
		}
		terms[i] = t
	}
	switch {
	case len(terms) == 1:
		return terms[0], nil
	case o.upper == "AND":
		return &filter.And{Terms: terms}, nil
	default:
		return &filter.Or{Terms: terms}, nil
	}
}

func (p jsonParser) not(o operation) (filter.Expr, error) {
	if err := p.count(o, 1); err != nil {
		return nil, err
	}
	t, err := p.condition(o.args[0], o.argPlace(0), o.depth+1)
	if err != nil {
		return nil, err
	}
	return &filter.Not{Term: t}, nil
}

// values reads the n arguments that an operation takes.
func (p jsonParser) values(o operation, n int) ([]filter.Expr, error) {
	if err := p.count(o, n); err != nil {
		return nil, err
	}
	vs := make([]filter.Expr, n)
	for i, a := range o.args {
		v, err := p.value(a, o.argPlace(i), o.depth+1)
		if err != nil {
			return nil, err
		}
		vs[i] = v
	}
	return vs, nil
}

func (p jsonParser) compare(o operation, op filter.CompareOp) (filter.Expr, error) {
	vs, err := p.values(o, 2)
	if err != nil {
		return nil, err
	}
	return foldCase(&filter.Compare{Op: op, Left: vs[0], Right: vs[1]}), nil
}

// like leaves case out of account when one side is in casei.
func (p jsonParser) like(o operation) (filter.Expr, error) {
	if err := p.count(o, 2); err != nil {
		return nil, err
	}
	left, err := p.value(o.args[0], o.argPlace(0), o.depth+1)
	if err != nil {
		return nil, err
	}
	e := &filter.Like{}
	e.Value, e.IgnoreCase = unfold(left)
	right, err := p.value(o.args[1], o.argPlace(1), o.depth+1)
	if err != nil {
		return nil, err
	}
	right, folded := unfold(right)
	pattern, ok := stringOf(right)
	if !ok {
		return nil, p.fail(o.argPlace(1), "the pattern of %q must be a string, or one in \"casei\"", o.name)
	}
	e.Pattern, e.IgnoreCase = pattern, e.IgnoreCase || folded
	return e, nil
}

func (p jsonParser) between(o operation) (filter.Expr, error) {
	vs, err := p.values(o, 3)
	if err != nil {
		return nil, err
	}
	return &filter.Between{Value: vs[0], Low: vs[1], High: vs[2]}, nil
}

// in reads [value, [item, …]]; of a list alone it selects features by their identifiers, as ECQL's IN ('id', …) does.
func (p jsonParser) in(o operation) (filter.Expr, error) {
	if len(o.args) == 1 && o.args[0].kind == '[' {
		return p.ids(o)
	}
	if err := p.count(o, 2); err != nil {
		return nil, err
	}
	value, err := p.value(o.args[0], o.argPlace(0), o.depth+1)
	if err != nil {
		return nil, err
	}
	list, place := o.args[1], o.argPlace(1)
	if list.kind != '[' || len(list.items) == 0 {
		return nil, p.fail(place, "the second argument of %q must be a list of one value or more", o.name)
	}
	items := make([]filter.Expr, len(list.items))
	for i, it := range list.items {
		if items[i], err = p.value(it, place+"/"+strconv.Itoa(i), o.depth+1); err != nil {
			return nil, err
		}
	}
	return foldIn(value, items), nil
}

func (p jsonParser) ids(o operation) (filter.Expr, error) {
	list := o.args[0]
	if len(list.items) == 0 {
		return nil, p.fail(o.argPlace(0), "the list of feature identifiers is empty")
	}
	e := &filter.IDs{}
	for i, it := range list.items {
		if it.kind != '"' && it.kind != '0' {
			return nil, p.fail(o.argPlace(0)+"/"+strconv.Itoa(i), "%s is no feature identifier; write it as a string", it.describe())
		}
		e.List = append(e.List, it.text)
	}
	return e, nil
}

func (p jsonParser) isNull(o operation) (filter.Expr, error) {
	vs, err := p.values(o, 1)
	if err != nil {
		return nil, err
	}
	return &filter.IsNull{Value: vs[0]}, nil
}
