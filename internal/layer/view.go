package layer

import (
	"context"
	"time"

	"haavi/internal/query"
	"haavi/internal/source"
)

// View is a selection read from one state of the data: its count and its stream agree. It is for one user at a time.
type View struct {
	selection *Selection
	snapshot  source.Snapshot
	walker    source.Walker // the snapshot, when it can walk
	now       *state        // what is selected in which state of the data, once it is known
}

// View opens a state of the data for the selection. It must be closed.
func (s *Selection) View(ctx context.Context) (*View, error) {
	snap, err := s.layer.source.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	v := &View{selection: s, snapshot: snap}
	v.walker, _ = snap.(source.Walker)
	return v, nil
}

// Features starts the stream.
func (v *View) Features(ctx context.Context) (source.Features, error) {
	return v.stream(ctx, &v.selection.query)
}

func (v *View) stream(ctx context.Context, q *query.Query) (source.Features, error) {
	return stream(v.snapshot.Features(ctx, q))
}

// Count counts what is selected, whatever the page, if that has not been done in the same state of the data.
func (v *View) Count(ctx context.Context) (int64, error) {
	s, err := v.state(ctx)
	if err != nil {
		return 0, err
	}
	count := func(ctx context.Context) (int64, error) { return v.snapshot.Count(ctx, &v.selection.query) }
	n, err := v.selection.layer.pages.totals.exact(ctx, s, count)
	return n, fault(err)
}

// known is the total, if it is known for this state of the data.
func (v *View) known(ctx context.Context) (int64, bool, error) {
	s, err := v.state(ctx)
	if err != nil {
		return 0, false, err
	}
	n, ok := v.selection.layer.pages.totals.get(s)
	return n, ok, nil
}

// soon is Count for a page asked for since, which does not wait long for it; -1 when it is not known yet.
func (v *View) soon(ctx context.Context, since time.Time) (int64, error) {
	if v.walker == nil {
		return v.Count(ctx)
	}
	s, err := v.state(ctx)
	if err != nil {
		return 0, err
	}
	return v.selection.layer.pages.totals.soon(ctx, since, s, &v.selection.query, v.walker)
}

// state names what is selected, and in which state of the data.
func (v *View) state(ctx context.Context) (state, error) {
	if v.now == nil {
		s := state{selected: v.selection.selects()}
		if v.walker != nil {
			var err error
			if s.version, err = v.walker.Version(ctx); err != nil {
				return state{}, err
			}
		}
		v.now = &s
	}
	return *v.now, nil
}

// Close ends the view.
func (v *View) Close() error { return v.snapshot.Close() }
