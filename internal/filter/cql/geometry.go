package cql

import (
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/geom"
)

// geometry reads a geometry property or a constant: WKT, EWKT (SRID=3067;POINT(…)), ECQL's ENVELOPE(x1, x2, y1, y2) and CQL2's
// BBOX(x1, y1, x2, y2). SRID says the system, never another axis order than east/north.
func (p *parser) geometry() (filter.Expr, error) {
	t := p.tok
	if t.kind == quoted {
		p.next()
		return &filter.Property{Name: t.text, Pos: at(t.pos)}, nil
	}
	if t.kind == param {
		return p.parameter()
	}
	ref, named, err := p.sridPrefix()
	if err != nil {
		return nil, err
	}
	switch tag := p.geometryTag(); {
	case tag == "BBOX":
		return p.boxLiteral(ref)
	case tag != "":
		return p.wkt(ref)
	case named:
		return nil, p.expected("a geometry such as POINT(25 60)")
	case t.kind != word:
		return nil, p.expected("a geometry property or a geometry")
	case p.peek("("):
		return nil, p.fail(t.pos, "%.30q is not a geometry; write WKT such as POINT(25 60)", t.text)
	default:
		p.next()
		return &filter.Property{Name: t.text, Pos: at(t.pos)}, nil
	}
}

// sridPrefix goes past "SRID=n;", whose semicolon is nowhere else in the language.
func (p *parser) sridPrefix() (ref crs.Ref, named bool, err error) {
	if !p.is("SRID") || !p.peek("=") {
		return p.options.CRS, false, nil
	}
	p.next()
	pos := p.tok.end
	code, _, found := strings.Cut(p.text[pos:min(pos+16, len(p.text))], ";")
	srid, err := strconv.Atoi(strings.TrimSpace(code))
	if !found || err != nil {
		return ref, true, p.fail(pos, "expected a number and a semicolon after SRID=, as in SRID=3067;POINT(385000 6672000)")
	}
	ref = crs.EPSG(srid)
	if _, ok := crs.Lookup(ref); !ok {
		return ref, true, p.fail(pos, "the coordinate reference system SRID=%d is not known", srid)
	}
	p.pos = pos + len(code) + 1
	p.next()
	return ref, true, nil
}

var wktTags = map[string]bool{
	"POINT": true, "LINESTRING": true, "POLYGON": true, "MULTIPOINT": true, "MULTILINESTRING": true, "MULTIPOLYGON": true, "GEOMETRYCOLLECTION": true,
	"ENVELOPE": true, "BBOX": true, "CIRCULARSTRING": true, "COMPOUNDCURVE": true, "CURVEPOLYGON": true, "MULTICURVE": true, "MULTISURFACE": true,
}

// geometryTag returns the name of the geometry that begins here, "" when none does: what follows the name tells it from a property's.
func (p *parser) geometryTag() string {
	if p.tok.kind != word {
		return ""
	}
	tag := strings.ToUpper(p.tok.text)
	for _, dims := range []string{"ZM", "Z", "M"} {
		if stem, ok := strings.CutSuffix(tag, dims); ok && wktTags[stem] {
			tag = stem
			break
		}
	}
	if !wktTags[tag] {
		return ""
	}
	for _, follows := range []string{"(", "EMPTY", "Z", "M", "ZM"} {
		if p.peek(follows) {
			return tag
		}
	}
	return ""
}

// wkt reads a geometry that begins at the current word.
func (p *parser) wkt(ref crs.Ref) (filter.Expr, error) {
	from := p.tok.pos
	to := p.endOfWKT(from)
	g, _, err := geom.ParseWKT(p.text[from:to])
	if err != nil {
		return nil, p.fail(from, "%v", err)
	}
	if g == nil {
		return nil, p.fail(from, "the geometry is empty")
	}
	p.pos = to
	p.next()
	_, box := g.(orb.Bound)
	return &filter.Shape{Geom: g, CRS: ref, Box: box, Pos: at(from)}, nil
}

// endOfWKT finds where a geometry ends: after its outermost parenthesis, or after EMPTY.
func (p *parser) endOfWKT(from int) int {
	depth := 0
	for i := from; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth <= 0 {
				return i + 1 + min(depth, 0)
			}
		case depth == 0 && c == ',':
			return i
		}
	}
	return len(p.text)
}

// boxLiteral reads CQL2's BBOX(x1, y1, x2, y2), or with heights BBOX(x1, y1, z1, x2, y2, z2).
func (p *parser) boxLiteral(ref crs.Ref) (filter.Expr, error) {
	pos := p.tok.pos
	p.next()
	n, err := list(p, p.signed)
	if err != nil {
		return nil, err
	}
	switch len(n) {
	case 4:
	case 6:
		n = []float64{n[0], n[1], n[3], n[4]}
	default:
		return nil, p.fail(pos, "BBOX has %d numbers; it takes x1, y1, x2, y2", len(n))
	}
	b := orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	if b.IsEmpty() {
		return nil, p.fail(pos, "the box has its first corner above or right of its second; write x1, y1, x2, y2 with x1 <= x2 and y1 <= y2")
	}
	return &filter.Shape{Geom: b, CRS: ref, Box: true, Pos: at(pos)}, nil
}
