package render

import (
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/styles"
)

// groundSymbol is a circle or square on the ground; the radius is computed for each feature.
type groundSymbol struct {
	styles.Options
	square bool
	fill   *brush
	pen    *pen
	least  float64
}

// maxGround is the radius, in pixels of the standard resolution, of the largest circle: one whose rim is so far off tells nothing.
const maxGround = 400

func (s *groundSymbol) reach() float64 {
	if s.pen != nil {
		return s.pen.reach()
	}
	return 0
}

// groundShapes makes rings on the ground of places on the map.
type groundShapes struct {
	mapping *mapping
	metre   float64 // pixels of a metre by the map's scale
	most    float64 // pixels
	// toEarth and fromEarth go to longitude and latitude and back; toLayer and fromLayer to the layer's CRS. They are nil where they cannot be
	// computed: then the map's scale serves.
	toEarth, fromEarth *crs.Transform
	toLayer, fromLayer *crs.Transform
	layerUnit          float64
	geographic         bool
}

func newGroundShapes(r *Request, m *mapping, layer *feature.Schema) *groundShapes {
	pair := func(other crs.Ref) (*crs.Transform, *crs.Transform) {
		to, err := crs.NewTransform(r.CRS, other)
		if err != nil {
			return nil, nil
		}
		from, err := crs.NewTransform(other, r.CRS)
		if err != nil {
			return nil, nil
		}
		return to, from
	}
	g := &groundShapes{mapping: m, metre: r.magnification() / (r.Scale() * 0.00028), most: maxGround * r.magnification(), layerUnit: 1}
	g.toEarth, g.fromEarth = pair(crs.CRS84)
	g.toLayer, g.fromLayer = pair(layer.CRS)
	if info, ok := crs.Lookup(layer.CRS); ok {
		g.layerUnit, g.geographic = info.Unit, info.Geographic
	}
	return g
}

// ring is the outline of a circle or square of a radius in metres around a place of the map's CRS, in pixels.
func (g *groundShapes) ring(at orb.Point, metres float64, square bool) []orb.Point {
	if square {
		return g.square(at, metres)
	}
	return g.circle(at, metres)
}

const earthRadius = 6371008.8 // metres

// circle goes along great circles of the sphere (off by less than half a per cent).
func (g *groundShapes) circle(at orb.Point, metres float64) []orb.Point {
	const n = 72
	ring := make([]orb.Point, 0, n)
	if g.toEarth != nil {
		if centre, ok := g.toEarth.Point(at); ok {
			lat, arc := centre[1]*math.Pi/180, metres/earthRadius
			sinLat, cosLat := math.Sincos(lat)
			sinArc, cosArc := math.Sincos(arc)
			for i := range n {
				sin, cos := math.Sincos(2 * math.Pi * float64(i) / n)
				sinTo := sinLat*cosArc + cosLat*sinArc*cos
				to := orb.Point{centre[0] + math.Atan2(sin*sinArc*cosLat, cosArc-sinLat*sinTo)*180/math.Pi, math.Asin(sinTo) * 180 / math.Pi}
				p, ok := g.fromEarth.Point(to)
				if !ok {
					return nil
				}
				ring = append(ring, g.mapping.pixel(p))
			}
			return ring
		}
	}
	centre := g.mapping.pixel(at)
	for _, c := range arc(0, 0, 1, 0, 355) {
		ring = append(ring, orb.Point{centre[0] + metres*g.metre*c[0], centre[1] + metres*g.metre*c[1]})
	}
	return ring
}

// square lies along the axes of the layer's CRS.
func (g *groundShapes) square(at orb.Point, metres float64) []orb.Point {
	centre, ok := at, g.toLayer != nil
	if ok {
		centre, ok = g.toLayer.Point(at)
	}
	if !ok {
		c, r := g.mapping.pixel(at), metres*g.metre
		return []orb.Point{{c[0] - r, c[1] - r}, {c[0] + r, c[1] - r}, {c[0] + r, c[1] + r}, {c[0] - r, c[1] + r}}
	}
	dy := metres / g.layerUnit
	dx := dy
	if g.geographic {
		dx /= max(0.01, math.Cos(centre[1]*math.Pi/180))
	}
	box := orb.Bound{Min: orb.Point{centre[0] - dx, centre[1] - dy}, Max: orb.Point{centre[0] + dx, centre[1] + dy}}
	var ring []orb.Point
	for _, p := range crs.Densify(box, 4)[0] {
		q, ok := g.fromLayer.Point(p)
		if !ok {
			return nil
		}
		ring = append(ring, g.mapping.pixel(q))
	}
	return ring[:len(ring)-1]
}

// paintGround draws the circles or squares of a feature's points; other geometries as they are.
func (pt *painter) paintGround(ps *pass, c *compiled, s *groundSymbol, f *feature.Feature) {
	area := &areaSymbol{Options: s.Options, fill: s.fill, pen: s.pen}
	pt.paintAreas(ps, area)
	if s.pen != nil {
		pt.paintLines(ps, &lineSymbol{Options: styles.Options{Only: styles.Lines}, pen: s.pen})
	}
	if !s.Only.Has(0) || c.radius == nil {
		return
	}
	v, found := c.radius.eval(f, pt.plan.schema)
	metres, ok := toNumber(v)
	if !found || !ok || metres <= 0 {
		return
	}
	for _, p := range mapPoints(pt.geom, nil) {
		ring := pt.ground.ring(p, metres, s.square)
		if len(ring) < 3 {
			continue
		}
		b := boundOf(ring)
		if r := max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) / 2; r < s.least || !(r <= pt.ground.most) {
			continue
		}
		if s.fill != nil {
			ps.ink.area([][]orb.Point{ring})
			ps.ink.fill(*s.fill)
		}
		if s.pen != nil {
			ps.ink.line(path{points: ring, closed: true})
			ps.ink.stroke(s.pen)
		}
	}
}

// mapPoints are the points of a geometry.
func mapPoints(g orb.Geometry, to []orb.Point) []orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return append(to, g)
	case orb.MultiPoint:
		return append(to, g...)
	case orb.Collection:
		for _, part := range g {
			to = mapPoints(part, to)
		}
	}
	return to
}
