package filter

import (
	"errors"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/geom"
)

// spatial puts the property on the left and the shape, in the layer's CRS, on the right.
func (c *checker) spatial(e *Spatial) (Expr, error) {
	op, left, right := e.Op, e.Left, e.Right
	if _, ok := left.(*Shape); ok {
		left, right = right, left
		op = mirrored(op)
	}
	p, ok := left.(*Property)
	if !ok {
		return nil, fail(posOf(left), "", "a spatial operator needs a geometry property on one side")
	}
	p, err := c.property(p)
	if err != nil {
		return nil, err
	}
	if p.Field.Type != feature.Geometry {
		return nil, fail(p.Pos, p.Name, "%q is %s: a spatial operator needs a geometry property", p.Name, article(p.Field.Type))
	}
	shape, ok := right.(*Shape)
	if !ok {
		return nil, fail(posOf(right), p.Name, "a spatial operator needs a geometry on one side: two properties cannot be related")
	}
	if shape.Geom == nil || geom.IsEmpty(shape.Geom) {
		return nil, fail(shape.Pos, "", "the geometry of a spatial operator is empty")
	}
	if !finite(shape.Geom) {
		return nil, fail(shape.Pos, "", "the geometry of a spatial operator has a coordinate that is not a finite number")
	}
	if geom.Tangled(shape.Geom) {
		return nil, fail(shape.Pos, "", "the geometry of a spatial operator crosses itself too often to be made valid; send a simpler one")
	}
	if (op == DWithin || op == Beyond) && !(e.Distance >= 0 && e.Distance < math.MaxFloat64) {
		return nil, fail(shape.Pos, "", "the distance %g is not a number of metres from 0", e.Distance)
	}
	return c.place(op, p, shape, e.Distance)
}

// mirrored is the operator whose sides are exchanged.
func mirrored(op SpatialOp) SpatialOp {
	switch op {
	case Within:
		return Contains
	case Contains:
		return Within
	default:
		return op
	}
}

// place moves the shape to the layer's CRS. A box becomes its curved image there, so that it selects what it would in its own CRS.
func (c *checker) place(op SpatialOp, p *Property, s *Shape, distance float64) (Expr, error) {
	layer := c.schema.CRS
	b, isBox := s.Geom.(orb.Bound)
	if isBox && b.IsEmpty() {
		return nil, fail(s.Pos, "", "the box has its smallest coordinate above its largest")
	}
	if s.CRS == (crs.Ref{}) || crs.Same(s.CRS, layer) {
		if isBox && (op == BBox || op == BoxOverlap) && coversTheWorld(b, layer) {
			return &Not{&IsNull{p}}, nil
		}
		return &Spatial{Op: op, Left: p, Right: &Shape{Geom: s.Geom, CRS: layer, Box: isBox, Pos: s.Pos}, Distance: distance}, nil
	}
	t, err := crs.NewTransform(s.CRS, layer)
	if errors.Is(err, crs.ErrUnsupported) {
		return &Spatial{Op: op, Left: p, Right: &Shape{Geom: s.Geom, CRS: s.CRS, Box: isBox, Pos: s.Pos}, Distance: distance}, nil
	}
	if err != nil {
		return nil, fail(s.Pos, "", "%v", err)
	}
	if isBox {
		return c.placeBox(op, p, b, s, t, distance)
	}
	g, err := t.Geometry(orb.Clone(s.Geom))
	if err != nil {
		return nil, fail(s.Pos, "", "%v", err)
	}
	return &Spatial{Op: op, Left: p, Right: &Shape{Geom: g, CRS: layer, Pos: s.Pos}, Distance: distance}, nil
}

// edgePoints is how many points of an edge of a box are transformed: the deviation from the true curve is then 1/4000 of its sagitta.
const edgePoints = 32

func (c *checker) placeBox(op SpatialOp, p *Property, b orb.Bound, s *Shape, t *crs.Transform, distance float64) (Expr, error) {
	layer := c.schema.CRS
	boxLike := op == BBox || op == BoxOverlap || op == Intersects
	if boxLike && coversTheWorld(b, s.CRS) {
		return &Not{&IsNull{p}}, nil
	}
	if t.Identity() {
		return &Spatial{Op: op, Left: p, Right: &Shape{Geom: b, CRS: layer, Box: true, Pos: s.Pos}, Distance: distance}, nil
	}
	if op != BoxOverlap {
		if g, err := t.Geometry(crs.Densify(b, edgePoints)); err == nil {
			if op == BBox {
				op = Intersects
			}
			return &Spatial{Op: op, Left: p, Right: &Shape{Geom: g, CRS: layer, Pos: s.Pos}, Distance: distance}, nil
		}
	}
	if !boxLike && op != Disjoint {
		return nil, fail(s.Pos, "", "the box reaches to where the layer's coordinate reference system %s cannot be used", layer)
	}
	image, err := t.Bound(b)
	if err != nil { // the box is elsewhere: nothing of the layer can be in it
		if op == Disjoint {
			return &Not{&IsNull{p}}, nil
		}
		return &Bool{false}, nil
	}
	return &Spatial{Op: op, Left: p, Right: &Shape{Geom: image, CRS: layer, Box: true, Pos: s.Pos}, Distance: distance}, nil
}

// coversTheWorld says that a box of a geographic CRS leaves nothing out. Clients send such boxes often; they should cost nothing.
func coversTheWorld(b orb.Bound, r crs.Ref) bool {
	info, ok := crs.Lookup(r)
	return ok && info.Geographic && b.Min[0] <= -180 && b.Max[0] >= 180 && b.Min[1] <= -90 && b.Max[1] >= 90
}

func finite(g orb.Geometry) bool {
	b := g.Bound()
	for _, f := range []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return false
		}
	}
	return !hasNaN(g)
}

// hasNaN looks at every vertex: a NaN does not show in a bound.
func hasNaN(g orb.Geometry) bool {
	switch g := g.(type) {
	case orb.Point:
		return math.IsNaN(g[0] + g[1])
	case orb.MultiPoint:
		return anyNaN(g)
	case orb.LineString:
		return anyNaN(g)
	case orb.Ring:
		return anyNaN(g)
	case orb.MultiLineString:
		return some(g, func(l orb.LineString) bool { return anyNaN(l) })
	case orb.Polygon:
		return some(g, func(r orb.Ring) bool { return anyNaN(r) })
	case orb.MultiPolygon:
		return some(g, func(p orb.Polygon) bool { return hasNaN(p) })
	case orb.Collection:
		return some(g, hasNaN)
	default:
		return false
	}
}

func anyNaN(ps []orb.Point) bool {
	return some(ps, func(p orb.Point) bool { return math.IsNaN(p[0] + p[1]) })
}

func some[T any](items []T, is func(T) bool) bool {
	for _, it := range items {
		if is(it) {
			return true
		}
	}
	return false
}
