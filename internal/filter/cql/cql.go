package cql

import (
	"fmt"

	"haavi/internal/crs"
	"haavi/internal/filter"
)

// Options say how a text is to be understood.
type Options struct {
	// CRS is the system of shapes that do not name one; zero means the layer's.
	CRS crs.Ref
	// MaxLength is the most bytes of a text; 0 means 1 MiB.
	MaxLength int
	// Parameter gives the value that ":name" stands for, a Literal or a Shape, in a text of the operator's; nil, or nothing given, refuses
	// the name. A value is a node of the tree, never text: nothing in it can be read as a part of the condition.
	Parameter func(name string) (filter.Expr, bool)
}

const defaultMaxLength = 1 << 20

func (o Options) checkLength(n int) error {
	if o.MaxLength == 0 {
		o.MaxLength = defaultMaxLength
	}
	if n > o.MaxLength {
		return &filter.Error{Text: fmt.Sprintf("the filter has %d bytes, more than the %d allowed", n, o.MaxLength)}
	}
	return nil
}

// Parse reads a filter. The error is a *filter.Error whose Pos is the byte at which the text stopped making sense.
func Parse(text string, o Options) (filter.Expr, error) {
	if err := o.checkLength(len(text)); err != nil {
		return nil, err
	}
	p := &parser{lexer: lexer{text: text}, options: o}
	p.next()
	e, err := p.condition(0)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != end {
		return nil, p.expected("AND, OR or the end")
	}
	return e, nil
}

// ParseGeometry reads a geometry alone: WKT, EWKT (SRID=3067;POINT(…)), ENVELOPE or BBOX.
func ParseGeometry(text string, o Options) (*filter.Shape, error) {
	if err := o.checkLength(len(text)); err != nil {
		return nil, err
	}
	p := &parser{lexer: lexer{text: text}, options: o}
	p.next()
	e, err := p.geometry()
	if err != nil {
		return nil, err
	}
	s, ok := e.(*filter.Shape)
	if !ok || p.tok.kind != end {
		return nil, p.fail(0, "%.40q is not a geometry; write WKT such as POINT(25 60)", text)
	}
	return s, nil
}
