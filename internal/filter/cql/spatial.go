package cql

import (
	"math"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
)

var spatialOps = map[string]filter.SpatialOp{
	"S_INTERSECTS": filter.Intersects, "S_DISJOINT": filter.Disjoint, "S_EQUALS": filter.Equals, "S_TOUCHES": filter.Touches,
	"S_WITHIN": filter.Within, "S_CONTAINS": filter.Contains, "S_OVERLAPS": filter.Overlaps, "S_CROSSES": filter.Crosses,
	"INTERSECTS": filter.Intersects, "DISJOINT": filter.Disjoint, "EQUALS": filter.Equals, "TOUCHES": filter.Touches,
	"WITHIN": filter.Within, "CONTAINS": filter.Contains, "OVERLAPS": filter.Overlaps, "CROSSES": filter.Crosses,
	"DWITHIN": filter.DWithin, "BEYOND": filter.Beyond, "BBOX": filter.BBox, "BOXOVERLAP": filter.BoxOverlap,
}

// spatial reads a spatial predicate from its name on.
func (p *parser) spatial(op filter.SpatialOp) (filter.Expr, error) {
	p.next()
	if err := p.need("("); err != nil {
		return nil, err
	}
	if op == filter.BBox || op == filter.BoxOverlap {
		return p.bbox(op)
	}
	left, err := p.geometry()
	if err != nil {
		return nil, err
	}
	if err := p.need(","); err != nil {
		return nil, err
	}
	right, err := p.geometry()
	if err != nil {
		return nil, err
	}
	e := &filter.Spatial{Op: op, Left: left, Right: right}
	if op == filter.DWithin || op == filter.Beyond {
		if e.Distance, err = p.distance(); err != nil {
			return nil, err
		}
	}
	return e, p.need(")")
}

// bbox reads BBOX(property, x1, y1, x2, y2 [, 'crs']). A CRS that is named follows its own axis order.
func (p *parser) bbox(op filter.SpatialOp) (filter.Expr, error) {
	prop, err := p.geometry()
	if err != nil {
		return nil, err
	}
	var n [4]float64
	pos := p.tok.end
	for i := range n {
		if err := p.need(","); err != nil {
			return nil, err
		}
		if n[i], err = p.signed(); err != nil {
			return nil, err
		}
	}
	name := crs.Name{Ref: p.options.CRS}
	if p.take(",") {
		if p.tok.kind != text && p.tok.kind != quoted {
			return nil, p.expected("a coordinate reference system in single quotes")
		}
		if name, err = crs.ParseName(p.tok.text); err != nil {
			return nil, p.fail(p.tok.pos, "%v", err)
		}
		p.next()
	}
	if name.NorthFirst {
		n[0], n[1], n[2], n[3] = n[1], n[0], n[3], n[2]
	}
	if n[0] > n[2] || n[1] > n[3] {
		return nil, p.fail(pos, "the box has its first corner above or right of its second; write x1, y1, x2, y2 with x1 <= x2 and y1 <= y2")
	}
	box := &filter.Shape{Geom: orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}, CRS: name.Ref, Box: true, Pos: at(pos)}
	return &filter.Spatial{Op: op, Left: prop, Right: box}, p.need(")")
}

func (p *parser) signed() (float64, error) {
	if p.tok.kind == param {
		l, err := p.literalParameter("a number", feature.Int, feature.Float)
		if err != nil {
			return 0, err
		}
		return l.Value.Float(), nil
	}
	sign := 1.0
	if p.take("-") {
		sign = -1
	} else {
		p.take("+")
	}
	if p.tok.kind != number {
		return 0, p.expected("a number")
	}
	e, err := p.number(p.tok, sign)
	if err != nil {
		return 0, err
	}
	p.next()
	lit, ok := e.(*filter.Literal)
	if !ok {
		return 0, p.expected("a number")
	}
	return lit.Value.Float(), nil
}

// metresPer are the units of distance that ECQL names.
var metresPer = map[string]float64{
	"M": 1, "METERS": 1, "METRES": 1, "METER": 1, "METRE": 1, "KILOMETERS": 1000, "KILOMETRES": 1000, "KM": 1000,
	"FEET": 0.3048, "STATUTE MILES": 1609.344, "NAUTICAL MILES": 1852,
}

func (p *parser) distance() (float64, error) {
	if err := p.need(","); err != nil {
		return 0, err
	}
	d, err := p.signed()
	if err != nil {
		return 0, err
	}
	if !p.take(",") {
		return d, nil
	}
	pos := p.tok.pos
	var words []string
	for p.tok.kind == word || p.tok.kind == text {
		words = append(words, p.tok.text)
		p.next()
	}
	unit := strings.ToUpper(strings.Join(words, " "))
	metres, ok := unitOf(unit)
	if !ok || math.IsNaN(d*metres) {
		return 0, p.fail(pos, "the unit of distance %.30q is not known; use %s", unit, unitNames)
	}
	return d * metres, nil
}

// unitOf returns the length of a unit in metres.
func unitOf(name string) (float64, bool) {
	metres, ok := metresPer[strings.ToUpper(name)]
	return metres, ok
}

const unitNames = "meters, kilometers, feet, statute miles or nautical miles"
