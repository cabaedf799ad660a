package geopackage

import (
	"context"
	"time"

	"haavi/internal/query"
	"haavi/internal/source"
)

var _ source.Watcher = (*Source)(nil)

// watchInterval is how often the file is looked at.
const watchInterval = 250 * time.Millisecond

// Watch tells the file's stamp as the state of all its relations. While the file is being written its state has no name.
func (s *Source) Watch(ctx context.Context, relations []query.Relation, o source.Observer) error {
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	states := make([]string, len(relations))
	last := "unknown"
	for {
		if stamp := s.stamp(); stamp != last {
			last = stamp
			for i, r := range relations {
				states[i] = stamp
				if source.Fleeting(r.SQL) {
					states[i] = ""
				}
			}
			o.States(states)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
