package cql

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// value reads a constant, property, calculation or call (scalarExpression). Conditions are no values.
func (p jsonParser) value(n node, place string, depth int) (filter.Expr, error) {
	pos := filter.Pos(place)
	switch n.kind {
	case '"':
		return &filter.Literal{Value: feature.StringValue(n.text), Pos: pos}, nil
	case '0':
		return p.number(n, place)
	case 'b':
		return &filter.Literal{Value: feature.BoolValue(n.text == "true"), Pos: pos}, nil
	case 'n':
		return nil, p.fail(place, "null is not compared with; write {\"op\":\"isNull\",\"args\":[…]}")
	case '[':
		return nil, p.fail(place, "a list can only be the second argument of \"in\"")
	}
	switch {
	case n.has("property"):
		return p.property(n, place)
	case n.has("date"), n.has("timestamp"):
		return p.instant(n, place)
	case n.has("op"):
		o, err := p.operation(n, place, depth)
		if err != nil {
			return nil, err
		}
		return p.valueOperation(o)
	default:
		return nil, p.fail(place, "%s is no value; write a string, number, true or false, or an object with \"property\", \"date\", \"timestamp\" or \"op\"", n.describe())
	}
}

func (p jsonParser) property(n node, place string) (filter.Expr, error) {
	if err := p.only(n, place, "property"); err != nil {
		return nil, err
	}
	name := n.items[0]
	if name.kind != '"' {
		return nil, p.fail(place+"/property", "the name of a property is %s; it must be a string", name.describe())
	}
	return &filter.Property{Name: name.text, Pos: filter.Pos(place)}, nil
}

// number keeps whole numbers integers; those with a point or exponent are not, as in text.
func (p jsonParser) number(n node, place string) (filter.Expr, error) {
	pos := filter.Pos(place)
	if !strings.ContainsAny(n.text, ".eE") {
		if i, err := strconv.ParseInt(n.text, 10, 64); err == nil {
			return &filter.Literal{Value: feature.IntValue(i), Pos: pos}, nil
		}
	}
	f, err := p.float(n, place)
	return &filter.Literal{Value: feature.FloatValue(f), Pos: pos}, err
}

// float reads a finite number.
func (p jsonParser) float(n node, place string) (float64, error) {
	if n.kind != '0' {
		return 0, p.fail(place, "%s should be a number", n.describe())
	}
	f, err := strconv.ParseFloat(n.text, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, p.fail(place, "the number %.40s is out of range", n.text)
	}
	return f, nil
}

// arithmeticOps are those of the text; CQL2's ^, % and div are not among them.
var arithmeticOps = map[string]filter.ArithOp{"+": filter.Add, "-": filter.Sub, "*": filter.Mul, "/": filter.Div}

// valueOperation reads a calculation or a call of a function.
func (p jsonParser) valueOperation(o operation) (filter.Expr, error) {
	if op, ok := arithmeticOps[o.name]; ok {
		vs, err := p.values(o, 2)
		if err != nil {
			return nil, err
		}
		return &filter.Arith{Op: op, Left: vs[0], Right: vs[1]}, nil
	}
	if hint, ok := unsupported[o.upper]; ok {
		return nil, p.fail(o.place, "%s is not supported; %s", o.name, hint)
	}
	if isCondition(o) {
		return nil, p.fail(o.place, "%q is a condition: a value is needed there", o.name)
	}
	if !isFunctionName(o.name) {
		return nil, p.fail(o.place, "there is no operation %.40q; there are and, or, not, =, <>, <, <=, >, >=, like, between, in, isNull, casei, +, -, *, /, "+
			"the spatial ones (s_intersects …), the temporal ones (t_after …) and the functions", o.name)
	}
	if o.upper == "CASEI" {
		if err := p.count(o, 1); err != nil {
			return nil, err
		}
	}
	f := &filter.Func{Name: o.name, Pos: filter.Pos(o.place)}
	for i, a := range o.args {
		v, err := p.value(a, o.argPlace(i), o.depth+1)
		if err != nil {
			return nil, err
		}
		f.Args = append(f.Args, v)
	}
	return f, nil
}

func isCondition(o operation) bool {
	_, spatial := spatialOps[o.upper]
	_, temporal := temporalOps[o.upper]
	_, compare := compareOps[o.name]
	return spatial || temporal || compare || slices.Contains([]string{"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "ISNULL"}, o.upper)
}

// isFunctionName says whether a name could be a function's in text.
func isFunctionName(name string) bool {
	upper := strings.ToUpper(name)
	return isNameStart(name) && nameLength(name) == len(name) && !reserved[upper] && !noFunction(upper) && upper != "DATE" && upper != "TIMESTAMP"
}

func stringOf(e filter.Expr) (string, bool) {
	l, ok := e.(*filter.Literal)
	if !ok || l.Value.Kind() != feature.String {
		return "", false
	}
	return l.Value.Str(), true
}
