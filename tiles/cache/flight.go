package cache

import (
	"context"
	"sync"
	"time"
)

// flights let one request make a tile while others wait for it. Unlike golang.org/x/sync/singleflight, the work ends when nobody waits for it any
// more, and not when the first who asked goes away.
type flights struct {
	mu  sync.Mutex
	all map[[32]byte]*flight
	// crew takes work to goroutines that have worked before, whose stacks have grown to what it needs.
	crew chan func()
}

func newFlights() flights { return flights{all: map[[32]byte]*flight{}, crew: make(chan func())} }

// crewRest is how long a goroutine waits for more work.
const crewRest = 10 * time.Second

type flight struct {
	done    chan struct{} // closed when tile and err are set
	tile    *Tile
	err     error
	waiting int
	cancel  context.CancelFunc
}

// do returns what work lands, which it may do before it returns: until then others who ask get the same.
func (f *flights) do(ctx context.Context, key [32]byte, work func(ctx context.Context, land func(*Tile, error))) (*Tile, error) {
	f.mu.Lock()
	fl, ok := f.all[key]
	if !ok {
		run, cancel := context.WithCancel(context.WithoutCancel(ctx))
		fl = &flight{done: make(chan struct{}), cancel: cancel}
		f.all[key] = fl
		f.fly(func() {
			defer cancel()
			defer f.forget(key, fl)
			work(run, func(t *Tile, err error) {
				fl.tile, fl.err = t, err
				close(fl.done)
			})
		})
	}
	fl.waiting++
	f.mu.Unlock()
	select {
	case <-fl.done:
		f.leave(key, fl)
		return fl.tile, fl.err
	case <-ctx.Done():
		f.leave(key, fl)
		return nil, ctx.Err()
	}
}

// fly has work done by a goroutine that waits for some, or by a new one.
func (f *flights) fly(work func()) {
	select {
	case f.crew <- work:
	default:
		go f.keepFlying(work)
	}
}

func (f *flights) keepFlying(work func()) {
	rest := time.NewTimer(crewRest)
	defer rest.Stop()
	for {
		work()
		rest.Reset(crewRest)
		select {
		case work = <-f.crew:
		case <-rest.C:
			return
		}
	}
}

// leave ends the work when it has not landed and nobody waits for it; then nobody can join it either.
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
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all[key] == fl {
		delete(f.all, key)
	}
}
