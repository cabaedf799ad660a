package layer

import (
	"context"
	"errors"
	"slices"

	"haavi/internal/source"
)

// Reading is one state of the data that several selections read: their counts and streams agree. Of each source there is one view, on
// which one stream can be open at a time.
type Reading struct {
	snapshots map[source.Source]source.Snapshot
}

// Read opens a state of the data for selections of the catalogue's layers. It must be closed. Sources are opened in the order of the
// catalogue, so that requests that wait for connections of several never wait for each other.
func (c *Catalog) Read(ctx context.Context, selections []*Selection) (*Reading, error) {
	r := &Reading{snapshots: map[source.Source]source.Snapshot{}}
	for _, l := range c.layers {
		reads := func(s *Selection) bool { return s.layer.source == l.source }
		if r.snapshots[l.source] != nil || !slices.ContainsFunc(selections, reads) {
			continue
		}
		snap, err := l.source.Snapshot(ctx)
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
		r.snapshots[l.source] = snap
	}
	return r, nil
}

// View is a selection in this state, which the selection's source was opened for. It need not be closed.
func (r *Reading) View(s *Selection) *View {
	snap := r.snapshots[s.layer.source]
	v := &View{selection: s, snapshot: lasting{snap}}
	v.walker, _ = snap.(source.Walker)
	return v
}

// Close ends the reading.
func (r *Reading) Close() error {
	var all error
	for _, snap := range r.snapshots {
		all = errors.Join(all, snap.Close())
	}
	return all
}

// lasting is a snapshot that outlives the views on it.
type lasting struct{ source.Snapshot }

// Close does nothing: who opened the state closes it.
func (lasting) Close() error { return nil }
