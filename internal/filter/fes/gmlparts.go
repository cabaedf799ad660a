package fes

import "github.com/paulmach/orb"

func (r *gmlReader) point(e *element, at place) (orb.Geometry, error) {
	ps, err := r.vertices(e, at)
	if err != nil {
		return nil, err
	}
	if len(ps) != 1 {
		return nil, e.fail("a Point has one position, not %d", len(ps))
	}
	return ps[0], nil
}

// line reads the positions of a LineString, or of a LinearRing, which has four or more and ends where it begins.
func (r *gmlReader) line(e *element, at place, least int) (orb.LineString, error) {
	ps, err := r.vertices(e, at)
	if err != nil {
		return nil, err
	}
	if len(ps) < least {
		return nil, e.fail("%s has %d positions; it needs %d or more", e.name, len(ps), least)
	}
	if least > 2 && ps[0] != ps[len(ps)-1] {
		return nil, e.fail("%s does not end where it begins", e.name)
	}
	return ps, nil
}

// curve reads a curve of straight pieces as one line.
func (r *gmlReader) curve(e *element, at place) (orb.LineString, error) {
	var line orb.LineString
	for _, holder := range parts(e) {
		inner, err := r.enter(holder, at)
		if err != nil {
			return nil, err
		}
		switch holder.name {
		case "segments", "curveMember", "curveMembers", "baseCurve":
		default:
			return nil, holder.fail("%.40s is not a part of %s", holder.name, e.name)
		}
		for _, s := range holder.children {
			piece, err := r.piece(s, inner)
			if err != nil {
				return nil, err
			}
			if len(line) > 0 {
				if line[len(line)-1] != piece[0] {
					return nil, s.fail("%s does not begin where the part before it ends", s.name)
				}
				piece = piece[1:]
			}
			line = append(line, piece...)
		}
	}
	if len(line) < 2 {
		return nil, e.fail("%s has no parts", e.name)
	}
	if e.attrs["orientation"] == "-" {
		line.Reverse()
	}
	return line, nil
}

// piece reads a part of a curve.
func (r *gmlReader) piece(e *element, at place) (orb.LineString, error) {
	at, err := r.enter(e, at)
	if err != nil {
		return nil, err
	}
	switch e.name {
	case "LineStringSegment", "LineString":
		return r.line(e, at, 2)
	case "Curve", "CompositeCurve", "OrientableCurve":
		return r.curve(e, at)
	default:
		return nil, e.fail("curves of %.40s are not supported; use LineStringSegment", e.name)
	}
}

// polygon reads a Polygon or PolygonPatch, with the names of GML 3 or 2.
func (r *gmlReader) polygon(e *element, at place) (orb.Polygon, error) {
	var outer, inner []orb.Ring
	for _, b := range parts(e) {
		hole := b.name == "interior" || b.name == "innerBoundaryIs"
		if !hole && b.name != "exterior" && b.name != "outerBoundaryIs" {
			return nil, b.fail("%.40s is not a part of %s", b.name, e.name)
		}
		at, err := r.enter(b, at)
		if err != nil {
			return nil, err
		}
		for _, c := range b.children {
			ring, err := r.ring(c, at)
			if err != nil {
				return nil, err
			}
			if hole {
				inner = append(inner, ring)
			} else {
				outer = append(outer, ring)
			}
		}
	}
	if len(outer) != 1 {
		return nil, e.fail("%s has one outer boundary, not %d", e.name, len(outer))
	}
	return append(orb.Polygon{outer[0]}, inner...), nil
}

// ring reads a LinearRing, or a Ring of one or more curves.
func (r *gmlReader) ring(e *element, at place) (orb.Ring, error) {
	at, err := r.enter(e, at)
	if err != nil {
		return nil, err
	}
	switch e.name {
	case "LinearRing":
		l, err := r.line(e, at, 4)
		return orb.Ring(l), err
	case "Ring":
		l, err := r.curve(e, at)
		if err != nil {
			return nil, err
		}
		if len(l) < 4 || l[0] != l[len(l)-1] {
			return nil, e.fail("a Ring has 4 or more positions and ends where it begins")
		}
		return orb.Ring(l), nil
	default:
		return nil, e.fail("%.40s found where a LinearRing or Ring is needed", e.name)
	}
}

// surface reads a Surface of flat patches: one is a polygon, several are many.
func (r *gmlReader) surface(e *element, at place) (orb.Geometry, error) {
	var all orb.MultiPolygon
	for _, holder := range parts(e) {
		if holder.name != "patches" && holder.name != "polygonPatches" {
			return nil, holder.fail("%.40s is not a part of Surface", holder.name)
		}
		for _, c := range holder.children {
			if c.name != "PolygonPatch" {
				return nil, c.fail("surfaces of %.40s are not supported; use PolygonPatch", c.name)
			}
			inner, err := r.enter(c, at)
			if err != nil {
				return nil, err
			}
			p, err := r.polygon(c, inner)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	switch len(all) {
	case 0:
		return nil, e.fail("the Surface has no patches")
	case 1:
		return all[0], nil
	default:
		return all, nil
	}
}
