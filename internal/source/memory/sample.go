package memory

import (
	"context"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
)

var _ source.Sampler = (*Source)(nil)

// Crowded counts.
func (m *Source) Crowded(ctx context.Context, q *query.Query, c source.Crowd) (bool, error) {
	n := int64(0)
	err := m.within(ctx, q, c.Box, func(*feature.Feature) bool { n++; return n <= c.More })
	return n > c.More, err
}

// Sample visits the first feature of each box.
func (m *Source) Sample(ctx context.Context, q *query.Query, boxes []orb.Bound, visit func(int, *feature.Feature) error) error {
	plain := *q
	plain.Out = q.Schema.CRS
	for i, b := range boxes {
		var hit *feature.Feature
		if err := m.within(ctx, q, b, func(f *feature.Feature) bool { hit = f; return false }); err != nil {
			return err
		}
		if hit == nil {
			continue
		}
		s := &stream{ctx: ctx, q: &plain, hits: []*feature.Feature{hit}}
		s.Next()
		if s.err != nil {
			return s.err
		}
		if err := visit(i, s.current); err != nil {
			return err
		}
	}
	return nil
}

// within yields the features that the query's filter selects and that are in a box, until told to stop.
func (m *Source) within(ctx context.Context, q *query.Query, b orb.Bound, yield func(*feature.Feature) bool) error {
	if err := source.InProcess(q); err != nil {
		return err
	}
	for _, f := range m.features {
		if f.Geom != nil && f.Geom.Bound().Intersects(b) && q.Where.Eval(f, q.Schema) && !yield(f) {
			break
		}
	}
	return ctx.Err()
}
