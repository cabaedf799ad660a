package cql

import (
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/filter"
)

// spatial reads a spatial predicate; "dwithin" and "beyond" have a distance after the geometries, in metres or in a unit that follows.
func (p jsonParser) spatial(o operation, op filter.SpatialOp) (filter.Expr, error) {
	e := &filter.Spatial{Op: op}
	if op == filter.DWithin || op == filter.Beyond {
		if len(o.args) != 3 && len(o.args) != 4 {
			return nil, p.fail(o.place, "%q takes 2 geometries, a distance and, if that is not in metres, its unit", o.name)
		}
		var err error
		if e.Distance, err = p.distance(o); err != nil {
			return nil, err
		}
		o.args = o.args[:2]
	}
	if err := p.count(o, 2); err != nil {
		return nil, err
	}
	var err error
	if e.Left, err = p.geometry(o.args[0], o.argPlace(0)); err != nil {
		return nil, err
	}
	if e.Right, err = p.geometry(o.args[1], o.argPlace(1)); err != nil {
		return nil, err
	}
	return e, nil
}

func (p jsonParser) distance(o operation) (float64, error) {
	d, err := p.float(o.args[2], o.argPlace(2))
	if err != nil || len(o.args) == 3 {
		return d, err
	}
	metres, ok := unitOf(o.args[3].text)
	if !ok || o.args[3].kind != '"' {
		return 0, p.fail(o.argPlace(3), "the unit of distance %s is not known; use %s", o.args[3].describe(), unitNames)
	}
	return d * metres, nil
}

// geometry reads a property or a constant: GeoJSON's geometries (RFC 7946, 3.1) and {"bbox": [x1, y1, x2, y2]}. Coordinates are
// east/north. Beyond the schema a constant may have a "crs": a name, or an object as GeoJSON of 2008 has it.
func (p jsonParser) geometry(n node, place string) (filter.Expr, error) {
	switch {
	case n.kind == '{' && n.has("property"):
		return p.property(n, place)
	case n.kind == '{' && (n.has("type") || n.has("bbox")):
	default:
		return nil, p.fail(place, "%s is no geometry; write a GeoJSON geometry, an object with \"bbox\", or a property", n.describe())
	}
	ref, err := p.crs(n, place)
	if err != nil {
		return nil, err
	}
	var g orb.Geometry
	if n.has("type") {
		g, err = p.geoJSON(n, place, 0)
	} else {
		g, err = p.box(n, place)
	}
	if err != nil {
		return nil, err
	}
	_, box := g.(orb.Bound)
	return &filter.Shape{Geom: g, CRS: ref, Box: box, Pos: filter.Pos(place)}, nil
}

// crs reads the system that a constant names; without one it is the option's.
func (p jsonParser) crs(n node, place string) (crs.Ref, error) {
	name, ok := n.member("crs")
	if !ok {
		return p.options.CRS, nil
	}
	place += "/crs"
	if properties, is := name.member("properties"); is {
		name, _ = properties.member("name")
	}
	if name.kind != '"' {
		return crs.Ref{}, p.fail(place, "a \"crs\" must be a name such as \"EPSG:3067\", or {\"type\":\"name\",\"properties\":{\"name\":\"EPSG:3067\"}}")
	}
	parsed, err := crs.ParseName(name.text)
	if err != nil {
		return crs.Ref{}, p.fail(place, "%s", err)
	}
	return parsed.Ref, nil
}

// box reads four numbers, or six with heights.
func (p jsonParser) box(n node, place string) (orb.Geometry, error) {
	if err := p.only(n, place, "bbox", "crs"); err != nil {
		return nil, err
	}
	list, _ := n.member("bbox")
	place += "/bbox"
	if list.kind != '[' || len(list.items) != 4 && len(list.items) != 6 {
		return nil, p.fail(place, "a bbox must be a list of four numbers: x1, y1, x2, y2")
	}
	v := make([]float64, len(list.items))
	for i, it := range list.items {
		var err error
		if v[i], err = p.float(it, place+"/"+strconv.Itoa(i)); err != nil {
			return nil, err
		}
	}
	dims := len(v) / 2
	b := orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[dims], v[dims+1]}}
	if b.IsEmpty() {
		return nil, p.fail(place, "the box has its first corner above or right of its second; write x1, y1, x2, y2 with x1 <= x2 and y1 <= y2")
	}
	return b, nil
}

// maxCollections is how deep geometry collections may lie in each other, as in WKT.
const maxCollections = 32

// geoJSON reads a geometry by its type. A "bbox" beside its coordinates says nothing new and is not read.
func (p jsonParser) geoJSON(n node, place string, depth int) (orb.Geometry, error) {
	kind, _ := n.member("type")
	if kind.text == "GeometryCollection" {
		return p.collection(n, place, depth)
	}
	if err := p.only(n, place, "type", "coordinates", "bbox", "crs"); err != nil {
		return nil, err
	}
	c, _ := n.member("coordinates")
	at := place + "/coordinates"
	switch kind.text {
	case "Point":
		return geometryOf(p.vertex(c, at))
	case "LineString":
		return geometryOf(p.line(c, at))
	case "Polygon":
		return geometryOf(p.polygon(c, at))
	case "MultiPoint":
		return geometryOf(members[orb.MultiPoint](p, c, at, p.vertex))
	case "MultiLineString":
		return geometryOf(members[orb.MultiLineString](p, c, at, p.line))
	case "MultiPolygon":
		return geometryOf(members[orb.MultiPolygon](p, c, at, p.polygon))
	default:
		return nil, p.fail(place+"/type", "%s is no type of a GeoJSON geometry", kind.describe())
	}
}

// geometryOf keeps a typed nil out of the interface.
func geometryOf[G orb.Geometry](g G, err error) (orb.Geometry, error) {
	if err != nil {
		return nil, err
	}
	return g, nil
}

func (p jsonParser) collection(n node, place string, depth int) (orb.Geometry, error) {
	if err := p.only(n, place, "type", "geometries", "bbox", "crs"); err != nil {
		return nil, err
	}
	if depth > maxCollections {
		return nil, p.fail(place, "geometry collections lie in each other more than %d deep", maxCollections)
	}
	list, _ := n.member("geometries")
	return geometryOf(members[orb.Collection](p, list, place+"/geometries", func(n node, place string) (orb.Geometry, error) {
		if n.kind != '{' || n.has("crs") {
			return nil, p.fail(place, "a member of a collection must be a geometry, without a \"crs\" of its own")
		}
		return p.geoJSON(n, place, depth+1)
	}))
}

// members reads a list of one item or more.
func members[S ~[]T, T any](p jsonParser, n node, place string, item func(node, string) (T, error)) (S, error) {
	if n.kind != '[' {
		return nil, p.fail(place, "a list is missing there")
	}
	if len(n.items) == 0 {
		return nil, p.fail(place, "the geometry is empty")
	}
	list := make(S, len(n.items))
	for i, it := range n.items {
		v, err := item(it, place+"/"+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		list[i] = v
	}
	return list, nil
}

// vertex reads a position; what follows east and north is left out.
func (p jsonParser) vertex(n node, place string) (orb.Point, error) {
	if n.kind != '[' || len(n.items) < 2 || len(n.items) > 4 {
		return orb.Point{}, p.fail(place, "a position must be a list of two numbers, east and north, or three with the height")
	}
	var v [4]float64
	for i, it := range n.items {
		var err error
		if v[i], err = p.float(it, place); err != nil {
			return orb.Point{}, err
		}
	}
	return orb.Point{v[0], v[1]}, nil
}

func (p jsonParser) line(n node, place string) (orb.LineString, error) {
	l, err := members[orb.LineString](p, n, place, p.vertex)
	if err == nil && len(l) < 2 {
		return nil, p.fail(place, "a line needs two positions or more")
	}
	return l, err
}

func (p jsonParser) polygon(n node, place string) (orb.Polygon, error) {
	return members[orb.Polygon](p, n, place, p.ring)
}

func (p jsonParser) ring(n node, place string) (orb.Ring, error) {
	r, err := members[orb.Ring](p, n, place, p.vertex)
	switch {
	case err != nil:
		return nil, err
	case len(r) < 4:
		return nil, p.fail(place, "a ring needs four positions or more, the last being the first again")
	case r[0] != r[len(r)-1]:
		return nil, p.fail(place, "a ring must end where it begins")
	}
	return r, nil
}
