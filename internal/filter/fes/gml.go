package fes

import (
	"slices"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
)

// gmlReader reads one geometry. All of its coordinates must be in one CRS, though its parts may spell it in several ways.
type gmlReader struct {
	names func(string) (crs.Name, error)
	// found is the CRS of the coordinates read so far.
	found crs.Ref
	any   bool
}

// place is what a geometry inherits from the elements around it.
type place struct {
	name crs.Name
	dims int // srsDimension; 0 when it is not said
}

// metadata are elements that any object of GML may have, and that say nothing of its place.
var metadata = []string{"metaDataProperty", "description", "descriptionReference", "identifier", "name"}

// parts are the children of e that matter.
func parts(e *element) []*element {
	return slices.DeleteFunc(slices.Clone(e.children), func(c *element) bool { return slices.Contains(metadata, c.name) })
}

// enter returns what holds inside of e.
func (r *gmlReader) enter(e *element, at place) (place, error) {
	if s := e.attrs["srsName"]; s != "" {
		name, err := r.names(s)
		if err != nil {
			return at, e.fail("%v", err)
		}
		at.name = name
	}
	d, ok := e.attrs["srsDimension"]
	if !ok {
		d = e.attrs["dimension"]
	}
	switch d {
	case "":
	case "2":
		at.dims = 2
	case "3":
		at.dims = 3
	default:
		return at, e.fail("srsDimension=%.10q is not 2 or 3", d)
	}
	if e.attrs["href"] != "" {
		return at, e.fail("references to geometries elsewhere are not followed; write the geometry itself")
	}
	return at, nil
}

// read reads a geometry element.
func (r *gmlReader) read(e *element, at place) (orb.Geometry, error) {
	at, err := r.enter(e, at)
	if err != nil {
		return nil, err
	}
	switch e.name {
	case "Point":
		return r.point(e, at)
	case "LineString":
		return r.line(e, at, 2)
	case "LinearRing":
		return r.line(e, at, 4)
	case "Curve", "CompositeCurve", "OrientableCurve":
		return r.curve(e, at)
	case "Polygon":
		return r.polygon(e, at)
	case "Surface":
		return r.surface(e, at)
	case "MultiPoint", "MultiLineString", "MultiCurve", "MultiPolygon", "MultiSurface", "CompositeSurface", "MultiGeometry", "GeometryCollection":
		return r.multi(e, at)
	case "Envelope", "Box":
		return r.envelope(e, at)
	default:
		return nil, e.fail("%.40s is not a geometry of GML that is supported; use Point, LineString, Polygon, Curve, Surface, a Multi geometry of these, or Envelope", e.name)
	}
}

// memberNames are the properties that hold the members of a collection.
var memberNames = []string{"pointMember", "pointMembers", "lineStringMember", "curveMember", "curveMembers", "polygonMember", "surfaceMember", "surfaceMembers", "geometryMember", "geometryMembers"}

func (r *gmlReader) multi(e *element, at place) (orb.Geometry, error) {
	var all orb.Collection
	for _, m := range parts(e) {
		if !slices.Contains(memberNames, m.name) {
			return nil, m.fail("%.40s is not a part of %s", m.name, e.name)
		}
		inner, err := r.enter(m, at)
		if err != nil {
			return nil, err
		}
		for _, c := range m.children {
			g, err := r.read(c, inner)
			if err != nil {
				return nil, err
			}
			all = append(all, g)
		}
	}
	if len(all) == 0 {
		return nil, e.fail("%s has no members", e.name)
	}
	switch e.name {
	case "MultiPoint":
		return members[orb.MultiPoint](e, all)
	case "MultiLineString", "MultiCurve":
		return members[orb.MultiLineString](e, all)
	case "MultiPolygon", "MultiSurface", "CompositeSurface":
		return members[orb.MultiPolygon](e, flatten(all))
	default:
		return all, nil
	}
}

// flatten takes apart surfaces of several patches.
func flatten(all orb.Collection) orb.Collection {
	var flat orb.Collection
	for _, g := range all {
		m, ok := g.(orb.MultiPolygon)
		if !ok {
			flat = append(flat, g)
		}
		for _, p := range m {
			flat = append(flat, p)
		}
	}
	return flat
}

// members makes a collection of one type.
func members[M interface {
	~[]G
	orb.Geometry
}, G orb.Geometry](e *element, all orb.Collection) (orb.Geometry, error) {
	m := make(M, len(all))
	for i, g := range all {
		one, ok := g.(G)
		if !ok {
			return nil, e.fail("a %s cannot be a member of %s", g.GeoJSONType(), e.name)
		}
		m[i] = one
	}
	return m, nil
}

// envelope reads lowerCorner and upperCorner, two positions, or coordinates.
func (r *gmlReader) envelope(e *element, at place) (orb.Geometry, error) {
	ps, err := r.vertices(e, at)
	if err != nil {
		return nil, err
	}
	if len(ps) != 2 {
		return nil, e.fail("%s has two corners, not %d", e.name, len(ps))
	}
	b := orb.Bound{Min: ps[0], Max: ps[1]}
	if b.IsEmpty() {
		return nil, e.fail("the lower corner of %s is above or right of its upper corner; mind the axis order of the srsName", e.name)
	}
	return b, nil
}
