package fes

import (
	"fmt"
	"strconv"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/xmlw"
)

// Namespaces are those of what Write writes: the prefixes ogc and gml must be declared around it.
const (
	NamespaceOGC = "http://www.opengis.net/ogc"
	NamespaceGML = "http://www.opengis.net/gml"
)

// Version is a version of Filter Encoding that can be written.
type Version uint8

// The versions. Temporal operators, which neither has, are written with the names of 2.0.
const (
	V11 Version = iota // OGC 04-095, with GML 3.1.1
	V10                // OGC 02-059, with GML 2.1.2
)

// Write writes a Filter. It is read back as it was by Decode, but In becomes an Or of equalities, and types of literals are open. What has
// no name in Filter Encoding (BoxOverlap, a constant condition) is an error.
func Write(w *xmlw.Writer, e filter.Expr, v Version) error {
	x := writer{w, v}
	w.Open("ogc:Filter")
	defer w.Close()
	if ids, ok := e.(*filter.IDs); ok {
		return x.ids(ids)
	}
	return x.condition(e)
}

// WriteExpression writes an expression: a property, literal, calculation or function.
func WriteExpression(w *xmlw.Writer, e filter.Expr, v Version) error {
	return writer{w, v}.value(e)
}

type writer struct {
	w *xmlw.Writer
	v Version
}

func (x writer) ids(e *filter.IDs) error {
	if len(e.List) == 0 {
		return fmt.Errorf("a list of no identifiers cannot be written")
	}
	for _, id := range e.List {
		x.w.Empty("ogc:FeatureId", "fid", id)
	}
	return nil
}

func (x writer) condition(e filter.Expr) error {
	switch e := e.(type) {
	case *filter.And:
		return x.within("ogc:And", e.Terms)
	case *filter.Or:
		return x.within("ogc:Or", e.Terms)
	case *filter.Not:
		return x.within("ogc:Not", []filter.Expr{e.Term})
	case *filter.Compare:
		return x.compare(e)
	case *filter.Like:
		return x.like(e)
	case *filter.Between:
		return x.between(e)
	case *filter.In:
		return x.in(e)
	case *filter.IsNull:
		x.w.Open("ogc:PropertyIsNull")
		defer x.w.Close()
		return x.value(e.Value)
	case *filter.Spatial:
		return x.spatial(e)
	case *filter.Temporal:
		return x.temporal(e)
	case *filter.Func:
		return x.value(e)
	default:
		return fmt.Errorf("%.60s cannot be written in Filter Encoding", e)
	}
}

func (x writer) within(name string, terms []filter.Expr) error {
	if len(terms) == 0 {
		return fmt.Errorf("an empty %s cannot be written", name)
	}
	x.w.Open(name)
	defer x.w.Close()
	for _, t := range terms {
		if err := x.condition(t); err != nil {
			return err
		}
	}
	return nil
}

var compareNames = [...]string{
	filter.Equal: "EqualTo", filter.NotEqual: "NotEqualTo", filter.Less: "LessThan", filter.LessEqual: "LessThanOrEqualTo",
	filter.Greater: "GreaterThan", filter.GreaterEqual: "GreaterThanOrEqualTo",
}

func (x writer) compare(e *filter.Compare) error {
	match := ""
	if e.IgnoreCase {
		match = "false"
	}
	x.w.Open("ogc:PropertyIs"+compareNames[e.Op], "matchCase", match)
	defer x.w.Close()
	return x.values(e.Left, e.Right)
}

func (x writer) values(es ...filter.Expr) error {
	for _, e := range es {
		if err := x.value(e); err != nil {
			return err
		}
	}
	return nil
}

func (x writer) like(e *filter.Like) error {
	escape, match := "escapeChar", ""
	if x.v == V10 {
		escape = "escape"
	}
	if e.IgnoreCase {
		match = "false"
	}
	x.w.Open("ogc:PropertyIsLike", "wildCard", "%", "singleChar", "_", escape, `\`, "matchCase", match)
	defer x.w.Close()
	if err := x.value(e.Value); err != nil {
		return err
	}
	x.w.Leaf("ogc:Literal", e.Pattern)
	return nil
}

func (x writer) between(e *filter.Between) error {
	x.w.Open("ogc:PropertyIsBetween")
	defer x.w.Close()
	if err := x.value(e.Value); err != nil {
		return err
	}
	for _, b := range []struct {
		name  string
		value filter.Expr
	}{{"ogc:LowerBoundary", e.Low}, {"ogc:UpperBoundary", e.High}} {
		x.w.Open(b.name)
		err := x.value(b.value)
		x.w.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (x writer) in(e *filter.In) error {
	terms := make([]filter.Expr, len(e.List))
	for i, v := range e.List {
		terms[i] = &filter.Compare{Op: filter.Equal, Left: e.Value, Right: v}
	}
	if len(terms) == 1 {
		return x.condition(terms[0])
	}
	return x.within("ogc:Or", terms)
}

var arithNames = map[filter.ArithOp]string{filter.Add: "ogc:Add", filter.Sub: "ogc:Sub", filter.Mul: "ogc:Mul", filter.Div: "ogc:Div"}

func (x writer) value(e filter.Expr) error {
	switch e := e.(type) {
	case *filter.Property:
		x.w.Leaf("ogc:PropertyName", e.Name)
		return nil
	case *filter.Literal:
		x.w.Leaf("ogc:Literal", LiteralText(e))
		return nil
	case *filter.Bool:
		x.w.Leaf("ogc:Literal", strconv.FormatBool(e.Value))
		return nil
	case *filter.Arith:
		x.w.Open(arithNames[e.Op])
		defer x.w.Close()
		return x.values(e.Left, e.Right)
	case *filter.Func:
		x.w.Open("ogc:Function", "name", e.Name)
		defer x.w.Close()
		return x.values(e.Args...)
	default:
		return fmt.Errorf("%.60s cannot be written as an expression of Filter Encoding", e)
	}
}

// LiteralText is the text that stands for a literal.
func LiteralText(l *filter.Literal) string {
	if l.Value.Kind() == feature.String {
		return l.Value.Str()
	}
	return l.Value.String()
}
