package layer

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/source"
)

// Sampling asks for a few of many points on some ground.
type Sampling struct {
	// Ground is a box of the request's CRS.
	Ground orb.Bound
	// Crowd is how many points are read all the same, and Few how many are wanted at most of more.
	Crowd, Few int64
	// Finest is the side of the smallest cells, in units of the request's CRS, in which points are told apart.
	Finest float64
}

// Sample is a few points of each cell of a grid that has any.
type Sample struct {
	Features []*feature.Feature
	// Cell is the cells' width and height, in units of the request's CRS where the points are.
	Cell [2]float64
}

// Sample takes a few of the points that the request selects, whose order and page do not count: up to two in each cell of a grid that is as fine as
// their number allows. They are found by looking into the spatial index, so that the cost does not depend on how many there are. It returns nil where
// there is no crowd, or where none can be told: of a layer of anything but points, in a system that is not transformed in process, from a source
// without such an index; sparse says that few features are about that ground, whatever is selected of them. The error is an *Error where the request
// is at fault.
func (l *Layer) Sample(ctx context.Context, r Request, s Sampling) (sample *Sample, sparse bool, err error) {
	sampler, ok := l.source.(source.Sampler)
	if !ok || l.Schema.Geometry.Geom != feature.Point {
		return nil, false, nil
	}
	if r.Out == (crs.Ref{}) {
		r.Out = l.Schema.CRS
	}
	if sparse, err := l.sparse(ctx, sampler, r.Out, &s); err != nil || sparse {
		return nil, sparse, err
	}
	selection, err := l.Prepare(r)
	if err != nil {
		return nil, false, err
	}
	v, ok := l.look(r.Out, s)
	if !ok {
		return nil, false, nil
	}
	if m := selection.query.Limit; m >= 0 {
		s.Few = min(s.Few, m)
	}
	crowded, err := sampler.Crowded(ctx, &selection.query, source.Crowd{Box: v.ground, More: s.Crowd, Few: s.Few})
	if err != nil || !crowded {
		return nil, false, fault(err)
	}
	d := &descent{sampler: sampler, query: &selection.query, ground: v.ground, finest: s.Finest * v.scale}
	if err := d.run(ctx, int(s.Few)); err != nil {
		return nil, false, fault(err)
	}
	features, err := d.features(v.out)
	return &Sample{Features: features, Cell: [2]float64{d.side(0) / v.scale, d.side(1) / v.scale}}, false, err
}

// outlook is ground as the layer's own system has it.
type outlook struct {
	ground orb.Bound
	// out leads to the request's system, whose unit is scale units of the layer's, where the points are.
	out   *crs.Transform
	scale float64
}

// look is not ok where a system is not transformed in process, and for ground where the layer's system has no place.
func (l *Layer) look(out crs.Ref, s Sampling) (v outlook, ok bool) {
	back, err := crs.NewTransform(out, l.Schema.CRS)
	if err != nil {
		return v, false
	}
	if v.ground, err = back.Bound(s.Ground); err != nil {
		return v, false
	}
	if v.out, err = crs.NewTransform(l.Schema.CRS, out); err != nil {
		return v, false
	}
	v.scale, ok = l.scale(v.out, v.ground)
	return v, ok
}

// scale is how many units of the layer's system are one of another, where the data is on some ground.
func (l *Layer) scale(out *crs.Transform, ground orb.Bound) (scale float64, ok bool) {
	if out.Identity() {
		return 1, true
	}
	middle := l.overlap(ground).Center()
	step := (ground.Max[0] - ground.Min[0]) / 1e6
	p, ok1 := out.Point(middle)
	q, ok2 := out.Point(orb.Point{middle[0] + step, middle[1]})
	moved := math.Hypot(q[0]-p[0], q[1]-p[1])
	return step / moved, ok1 && ok2 && moved > 0
}

// overlap is the part of some ground where the layer's data is, as far as that is known.
func (l *Layer) overlap(ground orb.Bound) orb.Bound {
	extent := l.Extent()
	if extent.IsEmpty() || !extent.Intersects(ground) {
		return ground
	}
	return intersection(ground, extent)
}

func intersection(a, b orb.Bound) orb.Bound {
	for i := range 2 {
		a.Min[i], a.Max[i] = max(a.Min[i], b.Min[i]), min(a.Max[i], b.Max[i])
	}
	return a
}
