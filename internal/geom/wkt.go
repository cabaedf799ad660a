package geom

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// ParseWKT reads WKT and EWKT (its SRID is returned, 0 when absent), Z and M dropped; an empty geometry is nil. Lines need two
// vertices and rings four, the last being the first. CQL's ENVELOPE (west, east, south, north) is read as an orb.Bound. The error
// says at which byte the text is wrong.
func ParseWKT(s string) (g orb.Geometry, srid int, err error) {
	p := wktParser{text: s}
	if p.word("SRID") {
		srid, err = p.srid()
		if err != nil {
			return nil, 0, err
		}
	}
	g, err = p.geometry(0)
	if err != nil {
		return nil, 0, err
	}
	p.space()
	if p.at < len(p.text) {
		return nil, 0, p.fail("the end of the geometry")
	}
	return g, srid, nil
}

// wktParser is a recursive-descent parser; at is the next byte to read.
type wktParser struct {
	text string
	at   int
	dims int // numbers of a vertex, 0 while not known
}

func (p *wktParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// fail says what should have come instead of what is there.
func (p *wktParser) fail(expected string) error {
	p.space()
	if p.at >= len(p.text) {
		return fmt.Errorf("WKT ends at byte %d, where %s should come", p.at, expected)
	}
	return fmt.Errorf("WKT at byte %d: %.20q should be %s", p.at, p.text[p.at:], expected)
}

func (p *wktParser) char(c byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// peek returns the letters that come next, in upper case.
func (p *wktParser) peek() string {
	p.space()
	end := p.at
	for end < len(p.text) && end-p.at < 24 && (p.text[end]|0x20) >= 'a' && (p.text[end]|0x20) <= 'z' {
		end++
	}
	return strings.ToUpper(p.text[p.at:end])
}

func (p *wktParser) word(w string) bool {
	if p.peek() == w {
		p.at += len(w)
		return true
	}
	return false
}

func (p *wktParser) srid() (int, error) {
	if !p.char('=') {
		return 0, p.fail("=")
	}
	end := strings.IndexByte(p.text[p.at:], ';')
	if end < 0 || end > 12 {
		return 0, p.fail("an SRID and a semicolon")
	}
	n, err := strconv.ParseUint(strings.TrimSpace(p.text[p.at:p.at+end]), 10, 31)
	if err != nil {
		return 0, p.fail("an SRID and a semicolon")
	}
	p.at += end + 1
	return int(n), nil
}

var wktTags = map[string]uint32{
	"POINT": wkbPoint, "LINESTRING": wkbLineString, "POLYGON": wkbPolygon, "MULTIPOINT": wkbMultiPoint, "MULTILINESTRING": wkbMultiLineString,
	"MULTIPOLYGON": wkbMultiPolygon, "GEOMETRYCOLLECTION": wkbCollection, "CIRCULARSTRING": wkbCircularString, "COMPOUNDCURVE": wkbCompoundCurve,
	"CURVEPOLYGON": wkbCurvePolygon, "MULTICURVE": wkbMultiCurve, "MULTISURFACE": wkbMultiSurface, "POLYHEDRALSURFACE": wkbPolyhedralSurface,
	"TIN": wkbTIN, "TRIANGLE": wkbTriangle,
}

// tag reads the type's name and Z, M or ZM, apart from it or not.
func (p *wktParser) tag() (uint32, error) {
	name := p.peek()
	code, known := wktTags[name]
	dims := 0
	for _, suffix := range []string{"ZM", "Z", "M"} {
		if known {
			break
		}
		if stem, ok := strings.CutSuffix(name, suffix); ok {
			if code, known = wktTags[stem]; known {
				dims = 2 + len(suffix)
			}
		}
	}
	if !known {
		return 0, p.fail("the name of a geometry type, such as POINT or POLYGON")
	}
	p.at += len(name)
	if dims == 0 {
		if next := p.peek(); next == "Z" || next == "M" || next == "ZM" {
			dims = 2 + len(next)
			p.at += len(next)
		}
	}
	p.dims = dims
	return code, nil
}

func (p *wktParser) geometry(depth int) (orb.Geometry, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	if p.word("ENVELOPE") {
		return p.envelope()
	}
	code, err := p.tag()
	if err != nil {
		return nil, err
	}
	return p.body(code, depth)
}

// body reads what follows the type's name.
func (p *wktParser) body(code uint32, depth int) (orb.Geometry, error) {
	if p.word("EMPTY") {
		return nil, nil
	}
	switch code {
	case wkbPoint:
		return p.point()
	case wkbLineString, wkbCircularString:
		l, err := p.line(code)
		if err != nil {
			return nil, err
		}
		return l, nil
	case wkbPolygon, wkbTriangle:
		g, err := p.polygon()
		if err != nil || len(g) == 0 {
			return nil, err
		}
		return g, nil
	default:
		return p.members(code, depth)
	}
}

// members reads a list; its items are whole geometries, or bodies of the one type that the list is of.
func (p *wktParser) members(code uint32, depth int) (orb.Geometry, error) {
	c, dims := collector{code: code}, p.dims
	err := p.list(func() error {
		at := p.at
		g, err := p.member(code, depth+1)
		if err != nil {
			return err
		}
		if code != wkbCollection || p.dims == 0 {
			p.dims = max(p.dims, dims)
		}
		if g != nil && !c.add(g) {
			p.at = at
			return p.fail("a member of the kind that the geometry consists of")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.geometry(), nil
}

func (p *wktParser) member(code uint32, depth int) (orb.Geometry, error) {
	switch code {
	case wkbCollection:
		return p.geometry(depth)
	case wkbMultiPoint:
		p.space()
		if p.at < len(p.text) && p.text[p.at] != '(' && p.peek() == "" {
			return p.vertex() // MULTIPOINT (1 2, 3 4) is the old form
		}
		return p.body(wkbPoint, depth)
	case wkbMultiLineString:
		return p.body(wkbLineString, depth)
	case wkbMultiPolygon, wkbPolyhedralSurface, wkbTIN:
		return p.body(wkbPolygon, depth)
	default: // curves and surfaces: a bare body is the straight kind
		p.space()
		if p.at < len(p.text) && p.text[p.at] == '(' {
			if code == wkbMultiSurface {
				return p.body(wkbPolygon, depth)
			}
			return p.body(wkbLineString, depth)
		}
		return p.geometry(depth)
	}
}

// list reads ( item , item ... ).
func (p *wktParser) list(item func() error) error {
	if !p.char('(') {
		return p.fail("( or EMPTY")
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if p.char(')') {
			return nil
		}
		if !p.char(',') {
			return p.fail(", or )")
		}
	}
}
