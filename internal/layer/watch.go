package layer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"haavi/internal/query"
	"haavi/internal/source"
)

// data is what is known of the state of a layer's data.
type data struct {
	version atomic.Int64
	state   atomic.Pointer[string]
	last    string // the last state that had a name
	extent  atomic.Pointer[extent]
	// fingerprint tells how the layer is published.
	fingerprint string
}

// Version is a number that grows whenever the layer's data changes, as far as its source tells.
func (l *Layer) Version() int64 { return l.data.version.Load() }

// State names the state of the layer's data, by the same text on every server that reads it. What is read after the state was asked for may
// be kept under its name. It is empty when the state has no name: then nothing may be kept.
func (l *Layer) State() string {
	if s := l.data.state.Load(); s != nil {
		return *s
	}
	return ""
}

// set takes a state that the source tells, and says whether it is the first, or another than before.
func (d *data) set(state string) (first, changed bool) {
	if state != "" && state != d.last {
		if first, changed = d.last == "", d.last != ""; changed {
			d.version.Add(1)
		}
		d.last = state
	}
	d.state.Store(&state)
	return first, changed
}

// Watching is what Watch does beside keeping states and extents up to date.
type Watching struct {
	// Heard is called with what servers are told through the sources, and with the empty text when some of that may have been missed; it may be nil.
	Heard func(text string)
	// Changed is called with layers whose data has changed, to measure what else depends on it; it may be nil. It is not called often where it
	// takes long.
	Changed func(context.Context, []*Layer) error
}

// Watch keeps the states of all layers up to date until ctx ends, and their extents soon after.
func (c *Catalog) Watch(ctx context.Context, w Watching) error {
	bySource := map[source.Source][]*Layer{}
	for _, l := range c.layers {
		bySource[l.source] = append(bySource[l.source], l)
	}
	group, ctx := errgroup.WithContext(ctx)
	for s, layers := range bySource {
		watcher, ok := s.(source.Watcher)
		if !ok {
			continue
		}
		relations := make([]query.Relation, len(layers))
		for i, l := range layers {
			relations[i] = l.Relation
		}
		changes := newChanges()
		group.Go(func() error {
			return watcher.Watch(ctx, relations, source.Observer{Heard: w.Heard, States: func(states []string) {
				for i, l := range layers {
					if first, changed := l.data.set(states[i]); first || changed {
						changes.add(l, changed)
					}
				}
			}})
		})
		group.Go(func() error { return changes.follow(ctx, w.Changed) })
	}
	return group.Wait()
}

// Fingerprint is the same for a layer on every server that publishes it in the same way, whatever the state of the data.
func (l *Layer) Fingerprint() string { return l.data.fingerprint }

func (l *Layer) published() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %v %v %v %q %q %+v", l.Name, l.Relation, l.Schema.CRS, l.Schema.Geometry, l.MinScale, l.MaxScale, l.TimeBegin, l.TimeEnd, l.limits)
	for _, f := range slices.Concat(l.Schema.Key, l.Schema.Fields) {
		fmt.Fprintf(h, " %q %q %s", f.Name, f.Column, f.Type)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
