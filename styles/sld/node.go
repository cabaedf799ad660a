package sld

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"haavi/internal/ows"
)

// node is an element of the document, a text, or a comment.
type node struct {
	// name is the local name; empty for a text, "!" for a comment.
	name   string
	attrs  []xml.Attr
	text   string
	kids   []*node
	parent *node
	// number is the place among siblings of the same name, from 1.
	number int
}

const comment = "!"

// path is the way to a node from the style on: the names of layers and styles say more than their numbers.
func (n *node) path() string {
	var steps []string
	for at := n; at != nil && len(steps) < 12; at = at.parent {
		step := fmt.Sprintf("%.40s", at.name)
		if at.number > 1 {
			step += "[" + strconv.Itoa(at.number) + "]"
		}
		steps = append(steps, step)
		if at.name == "UserStyle" || at.name == "NamedLayer" && at != n {
			break
		}
	}
	for i, j := 0, len(steps)-1; i < j; i, j = i+1, j-1 {
		steps[i], steps[j] = steps[j], steps[i]
	}
	return strings.Join(steps, "/")
}

// parse reads a document into nodes, within limits.
func parse(r io.Reader, limits ows.XMLLimits) (*node, error) {
	d := ows.NewXML(r, limits)
	var root, at *node
	var counts []map[string]int
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && root != nil && at == nil {
			return root, nil
		}
		if err != nil {
			return nil, unreadable(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if at == nil && root != nil {
				return nil, &Error{Text: "the document has more than one root element"}
			}
			n := &node{name: t.Name.Local, attrs: t.Attr, parent: at, number: 1}
			if at == nil {
				root = n
			} else {
				last := len(counts) - 1
				if counts[last] == nil {
					counts[last] = map[string]int{}
				}
				counts[last][n.name]++
				n.number = counts[last][n.name]
				at.kids = append(at.kids, n)
			}
			at, counts = n, append(counts, nil)
		case xml.EndElement:
			at, counts = at.parent, counts[:len(counts)-1]
		case xml.CharData:
			if at != nil {
				at.kids = append(at.kids, &node{text: string(t), parent: at})
			}
		case xml.Comment:
			if at != nil {
				at.kids = append(at.kids, &node{name: comment, text: string(t), parent: at, number: 1})
			}
		}
	}
}

// unreadable says why a document is no XML that is taken. Failures of the reader below pass as they are.
func unreadable(err error) error {
	e := ows.BodyError(err)
	if e.Cause != nil {
		return err
	}
	return &Error{Text: strings.Replace(e.Text, "the request", "the style document", 1)}
}

// elements are the children that are elements.
func (n *node) elements() []*node {
	var all []*node
	for _, k := range n.kids {
		if k.name != "" && k.name != comment {
			all = append(all, k)
		}
	}
	return all
}

// child is the first child element of a name, or nil.
func (n *node) child(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// value is the text without the space around it and without child elements.
func (n *node) value() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for _, k := range n.kids {
		if k.name == "" {
			b.WriteString(k.text)
		}
	}
	return strings.TrimSpace(b.String())
}

// childValue is the text of the first child of a name.
func (n *node) childValue(name string) string { return n.child(name).value() }

// attr is an attribute by its local name.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

// replay gives a node's tokens once more, for a reader of tokens.
type replay struct {
	stack []frame
	start *node
}

type frame struct {
	n    *node
	next int
}

func (n *node) tokens() *replay { return &replay{start: n} }

// Token implements xml.TokenReader.
func (p *replay) Token() (xml.Token, error) {
	if p.start != nil {
		n := p.start
		p.start = nil
		return p.enter(n), nil
	}
	if len(p.stack) == 0 {
		return nil, io.EOF
	}
	top := &p.stack[len(p.stack)-1]
	for top.next < len(top.n.kids) {
		k := top.n.kids[top.next]
		top.next++
		switch k.name {
		case "":
			return xml.CharData(k.text), nil
		case comment:
		default:
			return p.enter(k), nil
		}
	}
	p.stack = p.stack[:len(p.stack)-1]
	return xml.EndElement{Name: xml.Name{Local: top.n.name}}, nil
}

func (p *replay) enter(n *node) xml.Token {
	p.stack = append(p.stack, frame{n: n})
	start := xml.StartElement{Name: xml.Name{Local: n.name}}
	for _, a := range n.attrs { // names are known without their namespaces
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: a.Name.Local}, Value: a.Value})
		}
	}
	return start
}
