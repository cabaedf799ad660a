package fes

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/filter"
)

// Options say how a filter is to be understood. The zero Options are good.
type Options struct {
	// Layer is the name of the layer that is queried, which may stand before a property's ("layer/property"). When it is empty any
	// one may.
	Layer string
	// CRS is the system and axis order of geometries without srsName; zero means the layer's, east/north.
	CRS crs.Name
	// CRSName reads srsName; nil means crs.ParseName. A protocol whose "EPSG:4326" follows the authority gives its own.
	CRSName func(string) (crs.Name, error)
	// ID makes a key (feature.Feature.ID) of a resource id, by taking the layer's name off it; nil keeps ids as they are.
	ID func(string) string
	// MaxNodes is the most elements of a filter; 0 means 100,000.
	MaxNodes int
}

const defaultMaxNodes = 100_000

func (o Options) withDefaults() Options {
	if o.MaxNodes == 0 {
		o.MaxNodes = defaultMaxNodes
	}
	if o.CRSName == nil {
		o.CRSName = crs.ParseName
	}
	if o.ID == nil {
		o.ID = func(id string) string { return id }
	}
	return o
}

// ParseString reads the value of a FILTER parameter. Document types and entities are refused. The error is a *filter.Error.
func ParseString(s string, o Options) (filter.Expr, error) {
	d := xml.NewDecoder(strings.NewReader(s))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // the parameter is UTF-8 whatever it says
	for {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil, &filter.Error{Text: "the filter is empty; write <fes:Filter>…</fes:Filter>"}
		case err != nil:
			return nil, notXML(err)
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, &filter.Error{Text: "the filter has a document type declaration, which is not allowed"}
		case xml.StartElement:
			e, err := Decode(d, t, o)
			if err != nil {
				return nil, err
			}
			return e, afterRoot(d)
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return nil, &filter.Error{Text: fmt.Sprintf("the filter begins with %.20q instead of <fes:Filter>", strings.TrimSpace(string(t)))}
			}
		}
	}
}

func afterRoot(d *xml.Decoder) error {
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return notXML(err)
		}
		if c, ok := t.(xml.CharData); !ok || strings.TrimSpace(string(c)) != "" {
			if _, comment := t.(xml.Comment); !comment {
				return &filter.Error{Text: "there is something after the filter's end"}
			}
		}
	}
}

// notXML makes a client's error of a decoder's. Errors of the reader below it pass as they are.
func notXML(err error) error {
	var se *xml.SyntaxError
	switch {
	case errors.As(err, &se):
		return &filter.Error{Text: fmt.Sprintf("the filter is not well-formed XML: line %d: %.120s", se.Line, se.Msg)}
	case errors.Is(err, io.EOF):
		return &filter.Error{Text: "the filter is not well-formed XML: it ends too early"}
	default:
		return err
	}
}

// DecodeGeometry reads a geometry of GML whose start element has just been read, up to and with its end, under the conditions of Decode.
func DecodeGeometry(d *xml.Decoder, start xml.StartElement, o Options) (*filter.Shape, error) {
	o = o.withDefaults()
	b := treeBuilder{d: d, left: o.MaxNodes, limit: o.MaxNodes}
	root, err := b.element(start, "", 1, 0)
	if err != nil {
		return nil, err
	}
	return parser{o}.shape(root)
}

// Decode reads a Filter whose start element has just been read, up to and with its end. The decoder must bound its input. What is
// wrong with the filter is a *filter.Error; errors of the decoder's reader pass as they are.
func Decode(d *xml.Decoder, start xml.StartElement, o Options) (filter.Expr, error) {
	p, root, err := build(d, start, o)
	if err != nil {
		return nil, err
	}
	if root.name != "Filter" {
		return nil, root.fail("expected Filter, found %.40s", root.name)
	}
	return p.filter(root)
}

// DecodeExpression reads an expression (a property, literal, calculation or function) as Decode reads a Filter.
func DecodeExpression(d *xml.Decoder, start xml.StartElement, o Options) (filter.Expr, error) {
	p, root, err := build(d, start, o)
	if err != nil {
		return nil, err
	}
	return p.value(root)
}

func build(d *xml.Decoder, start xml.StartElement, o Options) (parser, *element, error) {
	o = o.withDefaults()
	b := treeBuilder{d: d, left: o.MaxNodes, limit: o.MaxNodes}
	root, err := b.element(start, "", 1, 0)
	return parser{o}, root, err
}
