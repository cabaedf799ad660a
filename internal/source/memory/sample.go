package memory

import (
	"context"
	"errors"

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

// Sample visits the first features of each box.
func (m *Source) Sample(ctx context.Context, q *query.Query, boxes []orb.Bound, most int, visit func(int, *feature.Feature) error) error {
	q = source.AsStored(q)
	for i, b := range boxes {
		s := &stream{ctx: ctx, q: q}
		err := m.within(ctx, q, b, func(f *feature.Feature) bool {
			s.hits = append(s.hits, f)
			return len(s.hits) < most
		})
		for err == nil && s.Next() {
			err = visit(i, s.current)
		}
		if err != nil || s.err != nil {
			return errors.Join(err, s.err)
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
