package cache

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"
)

// Store is where tiles are kept beyond the process.
type Store interface {
	// Name is for logs: files, redis or s3.
	Name() string
	// Get returns what was put under a path; nil when there is nothing.
	Get(ctx context.Context, path string) ([]byte, error)
	Put(ctx context.Context, path string, blob []byte, empty bool) error
	// Delete takes out the paths below a folder (empty for all) that are wanted, and says how many.
	Delete(ctx context.Context, folder string, wanted func(path string) bool) (int, error)
	Close() error
}

const (
	tripAfter = 5               // failures in a row
	rest      = 5 * time.Second // for which a broken store is left alone
)

// tier is a store behind a time limit and a circuit breaker.
type tier struct {
	store   Store
	timeout time.Duration
	breaker *gobreaker.CircuitBreaker[[]byte]

	hits, misses, failures, skipped atomic.Int64
}

func newTier(s Store, timeout time.Duration) *tier {
	t := &tier{store: s, timeout: timeout}
	t.breaker = gobreaker.NewCircuitBreaker[[]byte](gobreaker.Settings{
		Name: s.Name(), Timeout: rest,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= tripAfter },
		OnStateChange: func(name string, from, to gobreaker.State) {
			switch {
			case from == gobreaker.StateClosed && to == gobreaker.StateOpen:
				slog.Warn("a cache of tiles does not answer and is left out; tiles are made", "cache", name)
			case to == gobreaker.StateClosed:
				slog.Info("a cache of tiles answers again", "cache", name)
			}
		},
	})
	return t
}

// errGone is the end of a request, for which the store is not to blame.
var errGone = errors.New("nobody waits any more")

func (t *tier) get(ctx context.Context, path string) *Tile {
	blob, err := t.guarded(ctx, t.timeout, func(ctx context.Context) ([]byte, error) { return t.store.Get(ctx, path) })
	if err == nil && blob == nil {
		t.misses.Add(1)
		return nil
	}
	if err != nil {
		return nil
	}
	tile, err := decode(blob)
	if err != nil { // it is written anew
		t.failures.Add(1)
		return nil
	}
	t.hits.Add(1)
	return tile
}

func (t *tier) put(ctx context.Context, path string, tile *Tile) {
	_, _ = t.guarded(ctx, 10*t.timeout, func(ctx context.Context) ([]byte, error) {
		return nil, t.store.Put(ctx, path, tile.encode(), tile.Empty)
	}) // counted
}

// guarded calls the store unless it is broken, and not for longer than the timeout.
func (t *tier) guarded(ctx context.Context, timeout time.Duration, call func(context.Context) ([]byte, error)) (blob []byte, err error) {
	blob, err = t.breaker.Execute(func() ([]byte, error) {
		bounded, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		blob, err := call(bounded)
		if err != nil && ctx.Err() != nil {
			return nil, nil
		}
		return blob, err
	})
	switch {
	case ctx.Err() != nil:
		return nil, errGone
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		t.skipped.Add(1)
	case err != nil:
		t.failures.Add(1)
		slog.Debug("a cache of tiles failed", "cache", t.store.Name(), "error", err)
	}
	return blob, err
}
