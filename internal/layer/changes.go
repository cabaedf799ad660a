package layer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// changes are layers that are to be measured.
type changes struct {
	mu      sync.Mutex
	layers  []*Layer
	changed []*Layer // those that are not seen for the first time
	wake    chan struct{}
}

func newChanges() *changes { return &changes{wake: make(chan struct{}, 1)} }

// Between measurements is a pause of pauseShare times what the last took, so that a layer that is written to all the time is not measured all the time.
const (
	pauseShare         = 50
	minPause, maxPause = 200 * time.Millisecond, 10 * time.Minute
)

func (c *changes) add(l *Layer, changed bool) {
	c.mu.Lock()
	if !slices.Contains(c.layers, l) {
		c.layers = append(c.layers, l)
	}
	if changed && !slices.Contains(c.changed, l) {
		c.changed = append(c.changed, l)
	}
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default: // it is to wake already
	}
}

func (c *changes) take() (layers, changed []*Layer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	layers, changed, c.layers, c.changed = c.layers, c.changed, nil, nil
	return layers, changed
}

// follow measures what has changed until ctx ends.
func (c *changes) follow(ctx context.Context, also func(context.Context, []*Layer) error) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.wake:
		}
		began := time.Now()
		layers, changed := c.take()
		var errs []error
		for _, l := range layers {
			errs = append(errs, l.measure(ctx))
		}
		if also != nil && len(changed) > 0 {
			errs = append(errs, also(ctx, changed))
		}
		if err := errors.Join(errs...); err != nil && ctx.Err() == nil {
			slog.Warn("data that has changed could not be measured", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(max(pauseShare*time.Since(began), minPause), maxPause)):
		}
	}
}
