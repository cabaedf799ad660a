package render

import (
	"errors"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
)

var errNothingThere = errors.New("the map lies outside of where the layer's system can be used")

// boxFilter selects what may show on the map: the features whose envelope meets the map's ground, with a margin in
// pixels for symbols. The ground is moved to the layer's CRS, along its curved edges, so that the index serves; where that
// cannot be done in process the source does it. A map across the antimeridian has ground on both sides.
func boxFilter(r *Request, s *feature.Schema, m mapping, margin float64) (filter.Expr, error) {
	ground, field := m.grown(r.Bound, margin+1), &filter.Property{Name: s.Geometry.Name}
	t, err := crs.NewTransform(r.CRS, s.CRS)
	if errors.Is(err, crs.ErrUnsupported) {
		return &filter.Spatial{Op: filter.BoxOverlap, Left: field, Right: &filter.Shape{Geom: lattice(ground), CRS: r.CRS}}, nil
	} else if err != nil {
		return nil, err
	}
	grounds, err := t.Bounds(ground)
	if err != nil {
		return nil, errNothingThere
	}
	or := &filter.Or{}
	for _, g := range grounds {
		or.Terms = append(or.Terms, &filter.Spatial{Op: filter.BoxOverlap, Left: field, Right: &filter.Shape{Geom: orb.Geometry(g), CRS: s.CRS, Box: true}})
	}
	if len(or.Terms) == 1 {
		return or.Terms[0], nil
	}
	return or, nil
}

// lattice are points on the edges of a box and inside it: the source moves them, and their envelope is that of the curved image of the
// box, with a pole that lies inside.
func lattice(b orb.Bound) orb.MultiPoint {
	const steps = 32
	points := make(orb.MultiPoint, 0, (steps+1)*(steps+1))
	for i := range steps + 1 {
		for j := range steps + 1 {
			points = append(points, orb.Point{b.Min[0] + (b.Max[0]-b.Min[0])*float64(i)/steps, b.Min[1] + (b.Max[1]-b.Min[1])*float64(j)/steps})
		}
	}
	return points
}
