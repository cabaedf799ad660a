package memory

import (
	"context"

	"haavi/internal/query"
	"haavi/internal/source"
)

var (
	_ source.Walker  = (*Source)(nil)
	_ source.Watcher = (*Source)(nil)
)

// Snapshot returns the source itself: it never changes.
func (m *Source) Snapshot(context.Context) (source.Snapshot, error) { return m, nil }

// Watch tells one state: the source never changes.
func (m *Source) Watch(ctx context.Context, relations []query.Relation, o source.Observer) error {
	states := make([]string, len(relations))
	for i := range states {
		states[i] = "memory"
	}
	o.States(states)
	<-ctx.Done()
	return ctx.Err()
}

// Version is always the same.
func (m *Source) Version(context.Context) (string, error) { return "memory", nil }

// Again returns the source itself.
func (m *Source) Again(context.Context) (func(context.Context) (source.Walker, bool, error), error) {
	return func(context.Context) (source.Walker, bool, error) { return m, true, nil }, nil
}

// Reach counts the features of the page.
func (m *Source) Reach(ctx context.Context, q *query.Query) (int64, error) {
	all, err := m.Positions(ctx, q, 1)
	return int64(len(all)), err
}

// Positions reads the page.
func (m *Source) Positions(ctx context.Context, q *query.Query, every int64) ([]query.Position, error) {
	keys := *q
	keys.NoGeometry, keys.Fields = true, nil
	fs, err := m.Features(ctx, &keys)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	var all []query.Position
	for n := int64(1); fs.Next(); n++ {
		if p, ok := fs.(source.Positioned); ok && n%every == 0 {
			all = append(all, p.Position())
		}
	}
	return all, fs.Err()
}

// Position is the feature itself.
func (s *stream) Position() query.Position {
	if len(s.q.Schema.Key) == 0 {
		return nil
	}
	return query.Position{s.row}
}
