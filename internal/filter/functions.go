package filter

import (
	"fmt"
	"math"
	"strings"

	"haavi/internal/feature"
)

// Function is a function that filters may call. A function of a null argument is null, except coalesce.
//
// Positions in strings count characters (Unicode code points) from 1; positions and counts drop their fraction, and a count below 1
// gives the empty string. A position before 1 uses up length, as SQL's substring has it: substr('abc', 0, 2) is 'a'. strpos finds
// the empty string at 1; replace of the empty string changes nothing. trim takes off spaces (U+0020) only.
//
// lower and upper change each letter by itself (Unicode's simple case mapping). Letters whose case depends on language or neighbours,
// or becomes several letters (İ, final Σ, ß), may come out otherwise in a database, here as in comparisons without case.
type Function struct {
	Name string
	// Args are the kinds of the arguments: Float is any number, DateTime a date or instant.
	Args []feature.Kind
	// Optional is how many of the last Args may be left out.
	Optional int
	// Variadic lets the last of Args be repeated.
	Variadic bool
	// Result is the kind of the value; Null says that it is the kind of the first argument.
	Result feature.Kind
	// Description says what it does, for capabilities.
	Description string
}

// The argument lists that several functions share.
var (
	oneString = []feature.Kind{feature.String}
	oneNumber = []feature.Kind{feature.Float}
	oneTime   = []feature.Kind{feature.DateTime}
)

// Functions lists what can be called, by lower-case name. Every one has the same meaning in Eval, PostgreSQL and SQLite.
func Functions() []Function {
	return []Function{
		{Name: "abs", Args: oneNumber, Result: feature.Float, Description: "the absolute value of a number"},
		{Name: "ceil", Args: oneNumber, Result: feature.Float, Description: "the smallest whole number not below a number"},
		{Name: "coalesce", Args: []feature.Kind{feature.Null}, Variadic: true, Result: feature.Null, Description: "the first argument that is not null"},
		{Name: "concat", Args: oneString, Variadic: true, Result: feature.String, Description: "strings joined"},
		{Name: "day", Args: oneTime, Result: feature.Int, Description: "the day of the month of a time, in UTC"},
		{Name: "floor", Args: oneNumber, Result: feature.Float, Description: "the largest whole number not above a number"},
		{Name: "hour", Args: oneTime, Result: feature.Int, Description: "the hour of a time, in UTC"},
		{Name: "left", Args: []feature.Kind{feature.String, feature.Float}, Result: feature.String, Description: "the first n characters"},
		{Name: "length", Args: oneString, Result: feature.Int, Description: "the number of characters"},
		{Name: "lower", Args: oneString, Result: feature.String, Description: "a string in lower case"},
		{Name: "minute", Args: oneTime, Result: feature.Int, Description: "the minute of a time"},
		{Name: "month", Args: oneTime, Result: feature.Int, Description: "the month of a time, 1 to 12, in UTC"},
		{Name: "replace", Args: []feature.Kind{feature.String, feature.String, feature.String}, Result: feature.String, Description: "a string with every occurrence of the second argument replaced by the third, a constant"},
		{Name: "right", Args: []feature.Kind{feature.String, feature.Float}, Result: feature.String, Description: "the last n characters"},
		{Name: "round", Args: []feature.Kind{feature.Float, feature.Float}, Optional: 1, Result: feature.Float, Description: "a number rounded to the places of the second argument, a constant from -15 to 15, else to a whole number; halves go away from zero"},
		{Name: "second", Args: oneTime, Result: feature.Int, Description: "the whole seconds of a time"},
		{Name: "strpos", Args: []feature.Kind{feature.String, feature.String}, Result: feature.Int, Description: "the position of the second string in the first, 0 when it is not there"},
		{Name: "substr", Args: []feature.Kind{feature.String, feature.Float, feature.Float}, Optional: 1, Result: feature.String, Description: "the part of a string from a position on, of a length"},
		{Name: "trim", Args: oneString, Result: feature.String, Description: "a string without the spaces at its ends"},
		{Name: "upper", Args: oneString, Result: feature.String, Description: "a string in upper case"},
		{Name: "year", Args: oneTime, Result: feature.Int, Description: "the year of a time, in UTC"},
	}
}

// aliases are names under which clients call the same functions: of CQL2, of GeoServer and of QGIS.
var aliases = map[string]string{
	"char_length": "length", "strlength": "length", "strtolowercase": "lower", "strtouppercase": "upper", "casei": "lower", "strtrim": "trim",
	"ceiling": "ceil", "strconcat": "concat", "strindexof": "strpos", "substring": "substr", "strsubstring": "substr",
}

// IsFunction says whether there is a function of this name, or of a name that clients have for it.
func IsFunction(name string) bool {
	_, ok := function(name)
	return ok
}

func function(name string) (Function, bool) {
	name = strings.ToLower(name)
	if a, ok := aliases[name]; ok {
		name = a
	}
	for _, f := range Functions() {
		if f.Name == name {
			return f, true
		}
	}
	return Function{}, false
}

// call checks a function's name and arguments. The checked node has the function's own name.
func (c *checker) call(e *Func, depth int) (Expr, feature.Kind, error) {
	f, ok := function(e.Name)
	if !ok {
		return nil, 0, fail(e.Pos, e.Name, "there is no function %.60q; there are %s", e.Name, functionNames())
	}
	least, most := len(f.Args)-f.Optional, len(f.Args)
	if len(e.Args) < least || (!f.Variadic && len(e.Args) > most) {
		return nil, 0, fail(e.Pos, f.Name, "function %s takes %s, not %d", f.Name, argumentCount(f), len(e.Args))
	}
	if f.Name == "coalesce" {
		return c.coalesce(e, depth)
	}
	args := make([]Expr, len(e.Args))
	for i, a := range e.Args {
		v, err := c.functionArgument(f, i, a, depth+1)
		if err != nil {
			return nil, 0, err
		}
		args[i] = v
	}
	if f.Name == "round" && len(args) == 2 {
		rounded, err := roundTo(args[0], args[1], e.Pos)
		return rounded, f.Result, err
	}
	if c.evaluated && f.Name == "concat" {
		return &Func{Name: joinText, Args: args, Pos: e.Pos}, f.Result, nil
	}
	call := &Func{Name: f.Name, Args: args, Pos: e.Pos}
	if err := checkGrowth(call); err != nil {
		return nil, 0, err
	}
	return call, f.Result, nil
}

// roundTo writes round of two arguments, as QGIS always sends it, as round of one. Powers of ten that are whole numbers are exact, so
// that negative places divide.
func roundTo(v, places Expr, at Pos) (Expr, error) {
	lit, ok := places.(*Literal)
	if !ok || math.Abs(lit.Value.Float()) > 15 || lit.Value.Float() != math.Trunc(lit.Value.Float()) {
		return nil, fail(at, "round", "the second argument of round must be a constant, a whole number from -15 to 15")
	}
	n := lit.Value.Float()
	if n == 0 {
		return &Func{Name: "round", Args: []Expr{v}, Pos: at}, nil
	}
	power := &Literal{Value: feature.FloatValue(math.Pow(10, math.Abs(n))), Pos: lit.Pos}
	up, down := Mul, Div
	if n < 0 {
		up, down = Div, Mul
	}
	scaled := &Func{Name: "round", Args: []Expr{&Arith{Op: up, Left: v, Right: power}}, Pos: at}
	return &Arith{Op: down, Left: scaled, Right: power}, nil
}

// functionArgument checks the i-th argument of a call. Where the call is only ever evaluated here, concat takes values of any type.
func (c *checker) functionArgument(f Function, i int, a Expr, depth int) (Expr, error) {
	if c.evaluated && f.Name == "concat" {
		v, _, err := c.scalar(a, depth)
		return v, err
	}
	return c.argument(a, f.Args[min(i, len(f.Args)-1)], depth)
}

// coalesce takes arguments of one kind; literals take the kind of the first argument that is none.
func (c *checker) coalesce(e *Func, depth int) (Expr, feature.Kind, error) {
	args, kind := make([]Expr, len(e.Args)), feature.Null
	for i, a := range e.Args {
		v, k, err := c.scalar(a, depth+1)
		if err != nil {
			return nil, 0, err
		}
		if _, literal := v.(*Literal); !literal && kind == feature.Null {
			kind = k
		} else if !literal && k != kind {
			return nil, 0, fail(e.Pos, "coalesce", "the arguments of coalesce are %s and %s; they must be of one type", article(kind), article(k))
		}
		args[i] = v
	}
	if kind == feature.Null {
		kind = feature.String
	}
	for i, a := range args {
		if lit, ok := a.(*Literal); ok {
			v, err := convert(lit, kind, "")
			if err != nil {
				return nil, 0, err
			}
			if v.Value.Kind() != kind {
				return nil, 0, fail(lit.Pos, "coalesce", "%.60q is not %s, as the other arguments of coalesce are", v.Value.String(), article(kind))
			}
			args[i] = v
		}
	}
	return &Func{Name: "coalesce", Args: args, Pos: e.Pos}, kind, nil
}

func functionNames() string {
	var names []string
	for _, f := range Functions() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

func argumentCount(f Function) string {
	switch least := len(f.Args) - f.Optional; {
	case f.Variadic:
		return fmt.Sprintf("%d or more arguments", least)
	case f.Optional > 0:
		return fmt.Sprintf("%d to %d arguments", least, len(f.Args))
	case least == 1:
		return "1 argument"
	default:
		return fmt.Sprintf("%d arguments", least)
	}
}
