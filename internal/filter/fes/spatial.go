package fes

import (
	"github.com/paulmach/orb"

	"haavi/internal/filter"
)

var spatialOps = map[string]filter.SpatialOp{
	"BBOX": filter.BBox, "Equals": filter.Equals, "Disjoint": filter.Disjoint, "Touches": filter.Touches, "Within": filter.Within, "Overlaps": filter.Overlaps,
	"Crosses": filter.Crosses, "Intersects": filter.Intersects, "Intersect": filter.Intersects, "Contains": filter.Contains, "DWithin": filter.DWithin, "Beyond": filter.Beyond,
}

// spatial reads a spatial operator (FES 7.8): a property, which BBOX may leave out, and a geometry, in either order.
func (p parser) spatial(op filter.SpatialOp, e *element) (filter.Expr, error) {
	out := &filter.Spatial{Op: op}
	var sides []filter.Expr
	for _, c := range e.children {
		switch c.name {
		case "ValueReference", "PropertyName":
			r, err := p.reference(c)
			if err != nil {
				return nil, err
			}
			sides = append(sides, r)
		case "Distance":
			if op != filter.DWithin && op != filter.Beyond {
				return nil, c.fail("%s has no Distance", e.name)
			}
			d, err := distance(c)
			if err != nil {
				return nil, err
			}
			out.Distance = d
		case "Literal":
			if len(c.children) != 1 {
				return nil, c.fail("a Literal of a spatial operator holds one geometry")
			}
			c = c.children[0]
			fallthrough
		default:
			s, err := p.shape(c)
			if err != nil {
				return nil, err
			}
			if op == filter.BBox {
				s = envelopeOf(s)
			}
			sides = append(sides, s)
		}
	}
	if op == filter.BBox && len(sides) == 1 {
		if _, ok := sides[0].(*filter.Shape); !ok {
			return nil, e.fail("BBOX needs an Envelope")
		}
		sides = append([]filter.Expr{&filter.Property{Pos: filter.Pos(e.path)}}, sides...)
	}
	if len(sides) != 2 {
		return nil, e.fail("%s relates a property and a geometry; it has %d operands", e.name, len(sides))
	}
	if (op == filter.DWithin || op == filter.Beyond) && e.child("Distance") == nil {
		return nil, e.fail("%s needs a Distance", e.name)
	}
	out.Left, out.Right = sides[0], sides[1]
	return out, nil
}

// shape reads a geometry of GML, in the axis order that its srsName stands for.
func (p parser) shape(e *element) (*filter.Shape, error) {
	r := gmlReader{names: p.o.CRSName}
	g, err := r.read(e, place{name: p.o.CRS})
	if err != nil {
		return nil, err
	}
	_, box := g.(orb.Bound)
	return &filter.Shape{Geom: g, CRS: r.found, Box: box, Pos: filter.Pos(e.path)}, nil
}

// envelopeOf makes a box of a shape that is none: BBOX relates to envelopes.
func envelopeOf(s *filter.Shape) *filter.Shape {
	if _, ok := s.Geom.(orb.Bound); ok {
		return s
	}
	return &filter.Shape{Geom: s.Geom.Bound(), CRS: s.CRS, Box: true, Pos: s.Pos}
}
