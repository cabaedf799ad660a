package config

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// scalar decodes a single value and holds it against the bounds of its key.
func (d *decoder) scalar(path string, n ast.Node, v reflect.Value, r rules) {
	at := positionOf(n)
	if _, null := n.(*ast.NullNode); null {
		d.add(at, path, "has no value", "write one, or remove the key")
		return
	}
	if t, ok := v.Addr().Interface().(text); ok {
		d.text(path, n, t)
		return
	}
	switch v.Kind() {
	case reflect.String:
		s, shown, ok := d.string(path, n)
		if !ok {
			return
		}
		if r.enum != nil && !slices.Contains(r.enum, s) {
			d.add(at, path, shown+" is not among the values that are known here", suggestion(s, r.enum, ""))
			return
		}
		v.SetString(s)
	case reflect.Bool:
		b, ok := n.(*ast.BoolNode)
		if !ok {
			d.wrong(path, n, "true or false", "write true or false, without quotes")
			return
		}
		v.SetBool(b.Value)
	case reflect.Int, reflect.Int64:
		if i, ok := integer(n); !ok {
			d.wrong(path, n, "a whole number", "write digits, without quotes")
		} else if d.within(path, at, float64(i), r) {
			v.SetInt(i)
		}
	case reflect.Float64:
		if f, ok := float(n); !ok {
			d.wrong(path, n, "a number", "write digits, without quotes")
		} else if d.within(path, at, f, r) {
			v.SetFloat(f)
		}
	}
}

func (d *decoder) wrong(path string, n ast.Node, wanted, remedy string) {
	d.add(positionOf(n), path, "is "+kindOf(n)+" where "+wanted+" is wanted", remedy)
}

// string reads a text and replaces its references to the environment. shown is how messages may quote it.
func (d *decoder) string(path string, n ast.Node) (s, shown string, ok bool) {
	switch node := n.(type) {
	case *ast.StringNode:
		s = node.Value
	case *ast.LiteralNode:
		s = node.Value.Value
	default:
		remedy := "put it in quotes"
		if isCollection(n) {
			remedy = "write one text"
		}
		d.wrong(path, n, "text", remedy)
		return "", "", false
	}
	expanded, used, problem := expand(s, d.env)
	if problem != nil {
		d.add(positionOf(n), path, problem.what, problem.remedy)
		return "", "", false
	}
	if used {
		d.foreign[path] = true
	}
	return expanded, quoted(expanded, used), true
}

// quoted is how messages show a value.
func quoted(s string, foreign bool) string {
	if foreign {
		return "the value from the environment"
	}
	return fmt.Sprintf("%.60q", s)
}

func (d *decoder) text(path string, n ast.Node, t text) {
	if isCollection(n) {
		d.wrong(path, n, t.wanted(), "write one value")
		return
	}
	if _, ok := n.(*ast.StringNode); !ok && t.wanted() != "text" {
		if _, literal := n.(*ast.LiteralNode); !literal {
			d.wrong(path, n, t.wanted(), "write the unit too")
			return
		}
	}
	s, shown, ok := d.string(path, n)
	if !ok {
		return
	}
	if err := t.read(s); err != nil {
		d.add(positionOf(n), path, shown+" "+err.Error(), "write "+t.wanted())
	}
}

func integer(n ast.Node) (int64, bool) {
	node, ok := n.(*ast.IntegerNode)
	if !ok {
		return 0, false
	}
	switch i := node.Value.(type) {
	case int64:
		return i, true
	case uint64:
		return int64(i), i <= math.MaxInt64
	default:
		return 0, false
	}
}

func float(n ast.Node) (float64, bool) {
	if i, ok := integer(n); ok {
		return float64(i), true
	}
	node, ok := n.(*ast.FloatNode)
	if !ok || math.IsNaN(node.Value) || math.IsInf(node.Value, 0) {
		return 0, false
	}
	return node.Value, true
}

func (d *decoder) within(path string, at Position, f float64, r rules) bool {
	text := func(f float64) string {
		return strings.TrimSuffix(strconv.FormatFloat(f, 'f', -1, 64), ".0")
	}
	switch {
	case r.min != nil && f < *r.min:
		d.add(at, path, text(f)+" is too small", "the least is "+text(*r.min))
	case r.max != nil && f > *r.max:
		d.add(at, path, text(f)+" is too large", "the most is "+text(*r.max))
	default:
		return true
	}
	return false
}
