package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// entry is one key of a mapping.
type entry struct {
	name  string
	at    Position
	value ast.Node
}

// entries lists the keys of a mapping, those merged with "<<" after its own. An empty section has none;
// ok is false when the node is no mapping.
func (d *decoder) entries(path string, n ast.Node, depth int) (list []entry, ok bool) {
	var own []*ast.MappingValueNode
	switch node := n.(type) {
	case *ast.MappingNode:
		own = node.Values
	case *ast.MappingValueNode:
		own = []*ast.MappingValueNode{node}
	case *ast.NullNode:
		return nil, true
	default:
		d.add(positionOf(n), path, "is "+kindOf(n)+" where a section is wanted", `write its keys on indented lines, as "key: value" with a space after the colon`)
		return nil, false
	}
	seen := map[string]Position{}
	var merged []ast.Node
	for _, kv := range own {
		if kv.Key.IsMergeKey() {
			merged = append(merged, kv.Value)
			continue
		}
		e, ok := d.entry(path, kv)
		if !ok {
			continue
		}
		if first, given := seen[e.name]; given {
			d.add(e.at, join(path, e.name), fmt.Sprintf("is given twice, the first time in line %d", first.Line), "keep one of them")
			continue
		}
		seen[e.name] = e.at
		list = append(list, e)
	}
	for _, m := range merged {
		for _, e := range d.merged(path, m, depth) {
			if _, given := seen[e.name]; !given {
				seen[e.name] = e.at
				list = append(list, e)
			}
		}
	}
	return list, true
}

// merged lists the keys that "<<" brings in: of one mapping or of a list of them.
func (d *decoder) merged(path string, n ast.Node, depth int) []entry {
	n = d.resolve(path, n)
	if d.nodes++; n == nil || depth > maxDepth || d.nodes > maxNodes {
		return nil
	}
	if seq, ok := n.(*ast.SequenceNode); ok {
		var list []entry
		for _, item := range seq.Values {
			list = append(list, d.merged(path, item, depth+1)...)
		}
		return list
	}
	list, _ := d.entries(path, n, depth+1)
	return list
}

func (d *decoder) entry(path string, kv *ast.MappingValueNode) (entry, bool) {
	at := positionOf(kv)
	key, ok := kv.Key.(ast.ScalarNode)
	if !ok {
		d.add(at, path, "has a key that is no plain text", "write a simple key")
		return entry{}, false
	}
	name := key.GetToken().Value
	if s, ok := kv.Key.(*ast.StringNode); ok {
		name = s.Value
	}
	return entry{name: name, at: at, value: kv.Value}, true
}

func nameOf(n ast.Node) string {
	if n == nil || n.GetToken() == nil {
		return ""
	}
	return n.GetToken().Value
}

func isCollection(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		return true
	default:
		return false
	}
}

// kindOf says what a node is, for messages.
func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a section"
	case *ast.SequenceNode:
		return "a list"
	case *ast.IntegerNode:
		return "a whole number"
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return "true or false"
	case *ast.NullNode:
		return "empty"
	default:
		return "text"
	}
}

// anchorsOf finds the anchors of a file by their names.
func anchorsOf(root ast.Node) map[string]ast.Node {
	found := anchorFinder{}
	ast.Walk(found, root)
	return found
}

type anchorFinder map[string]ast.Node

// Visit keeps an anchor that it is shown.
func (f anchorFinder) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok && a.Value != nil {
		f[nameOf(a.Name)] = a.Value
	}
	return f
}
