package geopackage

import (
	"context"
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

var (
	_ source.Sampler = (*Source)(nil)
	_ source.Sampler = (*snapshot)(nil)
)

// Crowded counts by the R-tree, no further than is asked.
func (r reader) Crowded(ctx context.Context, q *query.Query, c source.Crowd) (bool, error) {
	n, err := r.number(ctx, q, func(d sqlgen.GeoPackage) sqlgen.Statement { return d.Crowd(q, c.Box, c.More+1) })
	return n > c.More, err
}

// Sample finds features by the layer's R-tree, which it must have.
func (r reader) Sample(ctx context.Context, q *query.Query, boxes []orb.Bound, most int, visit func(int, *feature.Feature) error) (err error) {
	q = source.AsStored(q)
	s, err := r.start(ctx, q, func(d sqlgen.GeoPackage) sqlgen.Statement { return d.Sample(q, boxes, most) })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for s.Next() {
		box, ok := s.row[len(s.row)-1].(int64)
		if !ok {
			return fmt.Errorf("the number of a box that is a %T", s.row[len(s.row)-1])
		}
		if err := visit(int(box), &s.feature); err != nil {
			return err
		}
	}
	return s.err
}

// Crowded implements source.Sampler.
func (s *Source) Crowded(ctx context.Context, q *query.Query, c source.Crowd) (bool, error) {
	return s.reader().Crowded(ctx, q, c)
}

// Sample implements source.Sampler.
func (s *Source) Sample(ctx context.Context, q *query.Query, boxes []orb.Bound, most int, visit func(int, *feature.Feature) error) error {
	return s.reader().Sample(ctx, q, boxes, most, visit)
}
