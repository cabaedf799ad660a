// Package memory keeps a layer in memory and answers queries with filter.Eval and
// plain sorting: the model that the other sources are compared with in tests.
package memory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
)

// Source holds the features of one layer. It is safe for concurrent use because nothing changes it.
type Source struct {
	schema   *feature.Schema
	features []*feature.Feature
}

var _ source.Source = (*Source)(nil)

// New returns a source of the features, whose Props belong to the schema's fields in order and whose geometries are in its CRS.
func New(s *feature.Schema, fs []*feature.Feature) *Source { return &Source{s, fs} }

// Relations lists the one layer.
func (m *Source) Relations(context.Context) ([]query.Relation, error) {
	return []query.Relation{{Table: m.schema.Name}}, nil
}

// Describe returns the schema given to New.
func (m *Source) Describe(_ context.Context, r query.Relation) (*source.Description, error) {
	if r.Table != m.schema.Name {
		return nil, fmt.Errorf("%s: %w", r.Table, source.ErrNoRelation)
	}
	d := &source.Description{Schema: m.schema.Clone(), Rows: int64(len(m.features)), Extent: orb.MultiPoint(nil).Bound()}
	first := true
	for _, f := range m.features {
		if f.Geom != nil && first {
			d.Extent, first = f.Geom.Bound(), false
		} else if f.Geom != nil {
			d.Extent = d.Extent.Union(f.Geom.Bound())
		}
	}
	return d, nil
}

// Ping always succeeds.
func (m *Source) Ping(context.Context) error { return nil }

// Close does nothing.
func (m *Source) Close() error { return nil }

// Count evaluates the filter on every feature.
func (m *Source) Count(ctx context.Context, q *query.Query) (int64, error) {
	if err := source.InProcess(q); err != nil {
		return 0, err
	}
	n := int64(0)
	for _, f := range m.features {
		if q.Where.Eval(f, q.Schema) {
			n++
		}
	}
	return n, ctx.Err()
}

// Features selects, sorts and pages.
func (m *Source) Features(ctx context.Context, q *query.Query) (source.Features, error) {
	var transform *crs.Transform
	if !q.NoGeometry && !crs.Same(q.Schema.CRS, q.Out) {
		t, err := crs.NewTransform(q.Schema.CRS, q.Out)
		if err != nil {
			return nil, err
		}
		transform = t
	}
	if err := source.InProcess(q); err != nil {
		return nil, err
	}
	var hits []*feature.Feature
	for _, f := range m.features {
		if q.Where.Eval(f, q.Schema) {
			hits = append(hits, f)
		}
	}
	slices.SortStableFunc(hits, func(a, b *feature.Feature) int { return order(q, a, b) })
	if q.After != nil {
		row, ok := q.After[0].(*feature.Feature)
		if !ok {
			return nil, fmt.Errorf("a position of another source: %v", q.After)
		}
		hits = slices.DeleteFunc(hits, func(f *feature.Feature) bool { return order(q, f, row) <= 0 })
	}
	hits = hits[min(int64(len(hits)), q.Offset):]
	if q.Limit >= 0 {
		hits = hits[:min(int64(len(hits)), q.Limit)]
	}
	return &stream{ctx: ctx, q: q, hits: hits, transform: transform}, nil
}

// order compares by the sort keys, nulls last ascending and first descending, and then by the key.
func order(q *query.Query, a, b *feature.Feature) int {
	for _, k := range q.Sort {
		v, w := a.Props[k.Field], b.Props[k.Field]
		c := 0
		switch {
		case v.IsNull() && w.IsNull():
		case v.IsNull():
			c = 1
		case w.IsNull():
			c = -1
		default:
			c, _ = v.Compare(w)
		}
		if k.Desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	if len(q.Schema.Key) == 1 && q.Schema.Key[0].Type == feature.Int {
		if c := len(a.ID) - len(b.ID); c != 0 {
			return c
		}
	}
	return strings.Compare(a.ID, b.ID)
}

type stream struct {
	ctx       context.Context
	q         *query.Query
	hits      []*feature.Feature
	transform *crs.Transform
	current   *feature.Feature
	row       *feature.Feature // what current was made of
	err       error
}

func (s *stream) Next() bool {
	if s.err == nil {
		s.err = s.ctx.Err()
	}
	if s.err != nil || len(s.hits) == 0 {
		return false
	}
	s.row = s.hits[0]
	f := s.row.Clone()
	s.hits = s.hits[1:]
	props := make([]feature.Value, len(s.q.Fields))
	for i, k := range s.q.Fields {
		props[i] = f.Props[k]
	}
	f.Props = props
	if s.q.NoGeometry {
		f.Geom = nil
	} else if s.transform != nil && f.Geom != nil {
		if f.Geom, s.err = s.transform.Geometry(f.Geom); s.err != nil {
			return false
		}
	}
	s.current = f
	return true
}

func (s *stream) Feature() *feature.Feature { return s.current }
func (s *stream) Err() error                { return s.err }
func (s *stream) Close() error              { return nil }
