package config

import (
	"fmt"
	"reflect"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// The bounds of a file: they stop aliases that multiply and lists that nest without end.
const (
	maxNodes = 200_000
	maxDepth = 32
)

// decoder walks the syntax tree along the Go types. It never stops at a problem.
type decoder struct {
	file    string
	env     Environment
	anchors map[string]ast.Node
	places  places
	// foreign are the paths whose values came from the environment; messages do not show them.
	foreign  map[string]bool
	problems Problems
	nodes    int
}

func (d *decoder) add(at Position, path, what, remedy string) {
	d.problems = append(d.problems, Problem{File: d.file, Line: at.Line, Column: at.Column, Path: path, What: what, Remedy: remedy})
}

// value decodes a node into v, which holds the default.
func (d *decoder) value(path string, n ast.Node, v reflect.Value, r rules, depth int) {
	n = d.resolve(path, n)
	if n == nil {
		return
	}
	if d.nodes++; d.nodes > maxNodes || depth > maxDepth {
		if d.nodes <= maxNodes || d.nodes == maxNodes+1 {
			d.add(positionOf(n), path, "is nested too deep, or aliases make the file too large", "write it plainly")
		}
		return
	}
	if m, ok := v.Addr().Interface().(named); ok {
		d.parts(path, n, m, depth)
		return
	}
	if _, ok := v.Addr().Interface().(text); ok {
		d.scalar(path, n, v, r)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(path, n, v.Elem(), r, depth+1)
	case reflect.Struct:
		d.section(path, n, v, depth)
	case reflect.Slice:
		d.list(path, n, v, r, depth)
	case reflect.Array:
		d.array(path, n, v, depth)
	default:
		d.scalar(path, n, v, r)
	}
}

// resolve takes a node out of its anchor, tag or alias. It returns nil when there is nothing to decode.
func (d *decoder) resolve(path string, n ast.Node) ast.Node {
	for range maxDepth {
		switch node := n.(type) {
		case *ast.AnchorNode:
			n = node.Value
		case *ast.AliasNode:
			target, ok := d.anchors[nameOf(node.Value)]
			if !ok {
				d.add(positionOf(node), path, "refers to an anchor that is not defined", "define it with &name")
				return nil
			}
			n = target
		case *ast.TagNode:
			d.add(positionOf(node), path, "has a tag, which configurations do not use", "remove it")
			return nil
		case nil:
			return nil
		default:
			return n
		}
	}
	d.add(positionOf(n), path, "has an alias that contains itself", "write it plainly")
	return nil
}

// section decodes the keys of a struct.
func (d *decoder) section(path string, n ast.Node, v reflect.Value, depth int) {
	entries, ok := d.entries(path, n, depth)
	if !ok {
		return
	}
	t := v.Type()
	given := map[string]bool{}
	for _, e := range entries {
		given[e.name] = true
		f, ok := fieldOf(t, e.name)
		if !ok {
			d.add(e.at, join(path, e.name), "is not a key that is known here", suggestion(e.name, keysOf(t), "remove it"))
			continue
		}
		at := join(path, e.name)
		d.place(at, e)
		d.value(at, e.value, v.FieldByIndex(f.Index), rulesOf(f), depth+1)
	}
	for _, f := range fieldsOf(t) {
		if r := rulesOf(f); r.required && !given[r.key] {
			d.add(d.places.find(path), path, "lacks the key "+r.key, "add it")
		}
	}
}

func fieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	for _, f := range fieldsOf(t) {
		if f.Tag.Get("yaml") == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// parts decodes a section whose keys are names.
func (d *decoder) parts(path string, n ast.Node, m named, depth int) {
	entries, ok := d.entries(path, n, depth)
	if !ok {
		return
	}
	for _, e := range entries {
		at := join(path, e.name)
		d.place(at, e)
		v := m.add(e.name)
		if v.Kind() == reflect.Struct {
			setDefaults(v)
		}
		d.value(at, e.value, v, rules{}, depth+1)
	}
}

// place keeps where a key stands: at its value when that is on one line, else at the key.
func (d *decoder) place(path string, e entry) {
	d.places[path] = e.at
	switch e.value.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode, *ast.NullNode, *ast.AnchorNode, *ast.LiteralNode, nil:
	default:
		d.places[path] = positionOf(e.value)
	}
}

// list decodes a list of texts or sections. One text may stand for a list of one.
func (d *decoder) list(path string, n ast.Node, v reflect.Value, r rules, depth int) {
	v.SetZero()
	items := []ast.Node{n}
	switch node := n.(type) {
	case *ast.SequenceNode:
		items = node.Values
	case *ast.NullNode:
		d.add(positionOf(n), path, "has no value", "write a list, or remove the key")
		return
	default:
		if v.Type() != reflect.TypeFor[Strings]() || isCollection(n) {
			d.add(positionOf(n), path, "is "+kindOf(n)+" where a list is wanted", `write "[a, b]", or lines that begin with "- "`)
			return
		}
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		at := path
		if len(items) > 1 || items[0] != n {
			at = Item(path, i)
			d.places[at] = positionOf(item)
		}
		if v.Index(i).Kind() == reflect.Struct {
			setDefaults(v.Index(i))
		}
		d.value(at, item, v.Index(i), r, depth+1)
	}
}

// array decodes a list of a fixed number of items.
func (d *decoder) array(path string, n ast.Node, v reflect.Value, depth int) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok || len(seq.Values) != v.Len() {
		d.add(positionOf(n), path, fmt.Sprintf("is not a list of %d numbers", v.Len()), "write "+map[int]string{2: "[east, north]", 4: "[west, south, east, north]"}[v.Len()])
		return
	}
	for i, item := range seq.Values {
		at := Item(path, i)
		d.places[at] = positionOf(item)
		d.value(at, item, v.Index(i), rules{}, depth+1)
	}
}

func positionOf(n ast.Node) Position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		n = m.Values[0]
	}
	if kv, ok := n.(*ast.MappingValueNode); ok {
		n = kv.Key
	}
	if n == nil || reflect.ValueOf(n).IsNil() {
		return Position{}
	}
	return tokenPosition(n.GetToken())
}

func tokenPosition(t *token.Token) Position {
	if t == nil || t.Position == nil {
		return Position{}
	}
	return Position{Line: t.Position.Line, Column: t.Position.Column}
}
