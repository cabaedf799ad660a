package wfs

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/ows"
)

// Parameter is a parameter of a stored query.
type Parameter struct {
	Name, Title, Abstract string
	// Type is string, integer, double, boolean, date, dateTime or geometry.
	Type string
	// Default is the value when a request gives none; nil where it must.
	Default *string
}

// parameterType is a type of parameters: its name in XML, how a value is read, and one for checks.
type parameterType struct {
	name, xml, wanted string
	read              func(text string) (filter.Expr, bool)
	sample            string
}

func parameterTypes() []parameterType {
	return []parameterType{
		{"string", "xsd:string", "a text", func(s string) (filter.Expr, bool) { return literal(feature.StringValue(s)), true }, "text"},
		{"integer", "xsd:integer", "a whole number", readInteger, "1"},
		{"double", "xsd:double", "a number", readDouble, "1.5"},
		{"boolean", "xsd:boolean", "true or false", readBoolean, "true"},
		{"date", "xsd:date", "a day such as 2024-05-01", readTime(feature.Date), "2024-05-01"},
		{"dateTime", "xsd:dateTime", "a time such as 2024-05-01T12:00:00Z", readTime(feature.DateTime), "2024-05-01T12:00:00Z"},
		{"geometry", "gml:AbstractGeometryType", "a geometry such as POINT(25 60) or SRID=4326;POINT(25 60), x before y", readGeometry, "POINT(25 60)"},
	}
}

func (p *Parameter) kind() parameterType {
	types := parameterTypes()
	for _, t := range types {
		if t.name == p.Type {
			return t
		}
	}
	return types[0]
}

func literal(v feature.Value) filter.Expr { return &filter.Literal{Value: v} }

func readInteger(s string) (filter.Expr, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return literal(feature.IntValue(n)), err == nil
}

func readDouble(s string) (filter.Expr, bool) {
	if strings.Trim(s, "0123456789+-.eE") != "" { // ParseFloat also takes what xsd:double has not
		return nil, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return literal(feature.FloatValue(f)), err == nil && !math.IsInf(f, 0)
}

func readBoolean(s string) (filter.Expr, bool) {
	isTrue := s == "true" || s == "1"
	return literal(feature.BoolValue(isTrue)), isTrue || s == "false" || s == "0"
}

func readTime(kind feature.Kind) func(string) (filter.Expr, bool) {
	return func(s string) (filter.Expr, bool) {
		v, ok := filter.ParseTime(s)
		return literal(v), ok && v.Kind() == kind
	}
}

func readGeometry(s string) (filter.Expr, bool) {
	shape, err := cql.ParseGeometry(s, cql.Options{})
	return shape, err == nil
}

// sample is a value to check conditions with: the default, which must be of the type, else any.
func (p *Parameter) sample() (filter.Expr, error) {
	t := p.kind()
	if p.Default != nil {
		if v, ok := t.read(*p.Default); ok {
			return v, nil
		}
	}
	v, ok := t.read(t.sample)
	switch {
	case p.Default != nil:
		return v, fmt.Errorf("%.60q is not %s", *p.Default, t.wanted)
	case !ok:
		return &filter.Shape{Geom: orb.Point{25, 60}}, fmt.Errorf("there is no type %q", p.Type)
	}
	return v, nil
}

// argument is what a request gives for a parameter: a text, or in XML a geometry.
type argument struct {
	text  string
	shape *filter.Shape
}

// arguments are the values of the parameters of a stored query for what a request gives, by names in lower case.
func (s *StoredQuery) arguments(given map[string]argument) (arguments, error) {
	args := arguments{}
	for i := range s.Parameters {
		p := &s.Parameters[i]
		key := strings.ToLower(p.Name)
		v, err := p.value(given, key)
		if err != nil {
			return nil, err
		}
		args[key] = v
	}
	return args, nil
}

func (p *Parameter) value(given map[string]argument, key string) (filter.Expr, error) {
	t := p.kind()
	a, ok := given[key]
	if a.shape != nil {
		if t.name != "geometry" {
			return nil, ows.Invalid(p.Name, "%s is %s, not a geometry", p.Name, t.wanted)
		}
		return a.shape, nil
	}
	if t.name != "string" {
		a.text = strings.TrimSpace(a.text)
		ok = a.text != ""
	}
	switch {
	case !ok && p.Default == nil:
		return nil, ows.Missing(p.Name)
	case !ok:
		a.text = *p.Default
	}
	v, ok := t.read(a.text)
	if !ok {
		return nil, ows.Invalid(p.Name, "%s=%.60q is not %s", p.Name, a.text, t.wanted)
	}
	return v, nil
}
