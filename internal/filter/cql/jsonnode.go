package cql

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"haavi/internal/filter"
)

// The bounds of a JSON text beside its length. An operation nests two levels, an object and its args; geometries need some more.
const (
	maxJSONDepth = 2*filter.MaxDepth + 100
	maxJSONNodes = 250_000
)

// node is a JSON value: kind is '{', '[', '"', '0' (a number, as written), 'b' (true or false) or 'n' (null).
type node struct {
	kind  byte
	text  string   // of a string, number, true or false
	keys  []string // of an object, in the order of its items
	items []node   // of an array or object
}

// member returns the value of an object's member.
func (n node) member(key string) (node, bool) {
	for i, k := range n.keys {
		if k == key {
			return n.items[i], true
		}
	}
	return node{}, false
}

func (n node) has(key string) bool {
	_, ok := n.member(key)
	return ok
}

// describe names what a node is, for errors.
func (n node) describe() string {
	switch n.kind {
	case '{':
		if len(n.keys) > 0 {
			return fmt.Sprintf("an object with %.40q", n.keys[0])
		}
		return "an empty object"
	case '[':
		return "a list"
	case '"':
		return fmt.Sprintf("%.40q", n.text)
	case 'n':
		return "null"
	default:
		return fmt.Sprintf("%.40s", n.text)
	}
}

// nodeReader builds the tree of a JSON text (RFC 8259) within bounds. A member that an object has twice is an error.
type nodeReader struct {
	dec   *json.Decoder
	nodes int
}

func readNode(data []byte) (node, error) {
	if !utf8.Valid(data) {
		return node{}, &filter.Error{Text: "the filter is not UTF-8"}
	}
	r := &nodeReader{dec: json.NewDecoder(bytes.NewReader(data))}
	r.dec.UseNumber()
	n, err := r.value(0)
	if err != nil {
		return node{}, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return node{}, r.fail("something follows the end of the JSON")
	}
	return n, nil
}

// fail is an error where no pointer leads, for the text is broken: its place is the byte up to which the JSON makes sense.
func (r *nodeReader) fail(format string, args ...any) error {
	return &filter.Error{Pos: at(int(r.dec.InputOffset())), Text: fmt.Sprintf(format, args...)}
}

func (r *nodeReader) token() (json.Token, error) {
	t, err := r.dec.Token()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, r.fail("the JSON ends too early")
	case err != nil:
		return nil, r.fail("the JSON is broken: %.100s", err)
	}
	return t, nil
}

func (r *nodeReader) value(depth int) (node, error) {
	t, err := r.token()
	if err != nil {
		return node{}, err
	}
	return r.node(t, depth)
}

func (r *nodeReader) node(t json.Token, depth int) (node, error) {
	if depth > maxJSONDepth {
		return node{}, r.fail("the filter nests more than %d levels deep; simplify it", filter.MaxDepth)
	}
	if r.nodes++; r.nodes > maxJSONNodes {
		return node{}, r.fail("the filter has more than %d JSON values; simplify it", maxJSONNodes)
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return r.object(depth)
		}
		return r.array(depth)
	case string:
		return node{kind: '"', text: t}, nil
	case json.Number:
		return node{kind: '0', text: t.String()}, nil
	case bool:
		return node{kind: 'b', text: fmt.Sprint(t)}, nil
	default:
		return node{kind: 'n'}, nil
	}
}

func (r *nodeReader) array(depth int) (node, error) {
	n := node{kind: '['}
	for {
		t, err := r.token()
		if err != nil {
			return node{}, err
		}
		if t == json.Delim(']') {
			return n, nil
		}
		item, err := r.node(t, depth+1)
		if err != nil {
			return node{}, err
		}
		n.items = append(n.items, item)
	}
}

// mostMembers is more members than any object of the language has.
const mostMembers = 8

func (r *nodeReader) object(depth int) (node, error) {
	n := node{kind: '{'}
	for {
		t, err := r.token()
		if err != nil {
			return node{}, err
		}
		key, ok := t.(string)
		switch {
		case !ok: // the end: Token refuses everything else in the place of a name
			return n, nil
		case n.has(key):
			return node{}, r.fail("an object has the member %.40q twice", key)
		case len(n.keys) == mostMembers:
			return node{}, r.fail("an object has more than %d members", mostMembers)
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		n.keys, n.items = append(n.keys, key), append(n.items, item)
	}
}
