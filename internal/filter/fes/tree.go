package fes

import (
	"encoding/xml"
	"fmt"
	"strings"

	"haavi/internal/filter"
)

// element is a node of the document, known by its local name.
type element struct {
	name     string
	attrs    map[string]string
	text     string
	children []*element
	path     string
}

func (e *element) fail(format string, args ...any) error {
	return &filter.Error{Pos: filter.Pos(e.path), Name: e.name, Text: fmt.Sprintf(format, args...)}
}

// child returns the first child of one of the names, or nil.
func (e *element) child(names ...string) *element {
	for _, c := range e.children {
		for _, n := range names {
			if c.name == n {
				return c
			}
		}
	}
	return nil
}

// value is the text without the space around it.
func (e *element) value() string { return strings.TrimSpace(e.text) }

type treeBuilder struct {
	d    *xml.Decoder
	left int
	// limit is what left began with.
	limit int
}

// element reads up to the end of start. number is the place of the element among its siblings of the same name, from 1.
func (b *treeBuilder) element(start xml.StartElement, parent string, number, depth int) (*element, error) {
	e := &element{name: start.Name.Local, path: shortPath(parent, start.Name.Local, number)}
	if depth > filter.MaxDepth {
		return nil, e.fail("the filter nests more than %d levels deep; simplify it", filter.MaxDepth)
	}
	if b.left--; b.left < 0 {
		return nil, e.fail("the filter has more than %d elements; split the request", b.limit)
	}
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		if e.attrs == nil {
			e.attrs = map[string]string{}
		}
		e.attrs[a.Name.Local] = a.Value
	}
	var text strings.Builder
	var seen map[string]int
	for {
		t, err := b.d.Token()
		if err != nil {
			return nil, notXML(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if seen == nil {
				seen = map[string]int{}
			}
			seen[t.Name.Local]++
			c, err := b.element(t, e.path, seen[t.Name.Local], depth+1)
			if err != nil {
				return nil, err
			}
			e.children = append(e.children, c)
		case xml.CharData:
			text.Write(t)
		case xml.Directive:
			return nil, e.fail("a document type declaration is not allowed")
		case xml.EndElement:
			e.text = text.String()
			return e, nil
		}
	}
}

// shortPath keeps the way to an element readable: the last few names, with a number for all but the first of a name.
func shortPath(parent, name string, number int) string {
	name = fmt.Sprintf("%.40s", name)
	if number > 1 {
		name = fmt.Sprintf("%s[%d]", name, number)
	}
	if parent == "" {
		return name
	}
	parts := strings.Split(parent, "/")
	if len(parts) > 4 {
		parts = append([]string{"…"}, parts[len(parts)-3:]...)
	}
	return strings.Join(append(parts, name), "/")
}
