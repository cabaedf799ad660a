package cache

import (
	"context"
	"sync"
)

// flights let one request make a tile while others wait for it. Unlike golang.org/x/sync/singleflight, the work ends when nobody waits for it any
// more, and not when the first who asked goes away. It is done by the goroutine that asked first, which on an idle machine is sooner than to wake another.
type flights struct {
	mu  sync.Mutex
	all map[[32]byte]*flight
}

type flight struct {
	done    chan struct{} // closed when tile and err are set
	tile    *Tile
	err     error
	waiting int
	cancel  context.CancelFunc
}

// do returns what work makes. While work's rest is done beside, others who ask get the same.
func (f *flights) do(ctx context.Context, key [32]byte, work func(context.Context) (t *Tile, rest func(), err error)) (*Tile, error) {
	f.mu.Lock()
	if fl, ok := f.all[key]; ok {
		fl.waiting++
		f.mu.Unlock()
		return f.wait(ctx, key, fl)
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	fl := &flight{done: make(chan struct{}), waiting: 1, cancel: cancel}
	f.all[key] = fl
	f.mu.Unlock()
	here := context.AfterFunc(ctx, func() { f.leave(key, fl) })
	var rest func()
	fl.tile, rest, fl.err = work(run)
	close(fl.done)
	here()
	if rest == nil {
		f.forget(key, fl)
		return fl.tile, fl.err
	}
	go func() {
		defer f.forget(key, fl)
		rest()
	}()
	return fl.tile, fl.err
}

func (f *flights) wait(ctx context.Context, key [32]byte, fl *flight) (*Tile, error) {
	select {
	case <-fl.done:
		return fl.tile, fl.err
	case <-ctx.Done():
		f.leave(key, fl)
		return nil, ctx.Err()
	}
}

// leave ends the work when it is not done and nobody waits for it; then nobody can join it either.
func (f *flights) leave(key [32]byte, fl *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fl.waiting--
	select {
	case <-fl.done:
	default:
		if fl.waiting == 0 {
			fl.cancel()
			if f.all[key] == fl {
				delete(f.all, key)
			}
		}
	}
}

func (f *flights) forget(key [32]byte, fl *flight) {
	fl.cancel()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all[key] == fl {
		delete(f.all, key)
	}
}
