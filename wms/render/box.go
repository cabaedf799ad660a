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
// cannot be done in process the source does it.
func boxFilter(r *Request, s *feature.Schema, m mapping, margin float64) (filter.Expr, error) {
	ground := m.grown(r.Bound, margin+1)
	in := r.CRS
	switch t, err := crs.NewTransform(r.CRS, s.CRS); {
	case errors.Is(err, crs.ErrUnsupported):
		// The source moves the box.
	case err != nil:
		return nil, err
	default:
		if ground, err = t.Bound(ground); err != nil {
			return nil, errNothingThere
		}
		in = s.CRS
	}
	return &filter.Spatial{Op: filter.BoxOverlap, Left: &filter.Property{Name: s.Geometry.Name},
		Right: &filter.Shape{Geom: orb.Geometry(ground), CRS: in, Box: true}}, nil
}
