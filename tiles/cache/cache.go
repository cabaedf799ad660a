package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Options say where tiles are kept. Zero fields mean the documented defaults.
type Options struct {
	// Memory is how many bytes are kept in the process; none when 0.
	Memory int64
	// Stores are asked after the memory, in their order.
	Stores []Store
	// Timeout bounds each question to a store; 250 milliseconds. Writing may take ten times as long.
	Timeout time.Duration
	// Pending is the most bytes that wait to be written to stores; 64 MiB. What is more is not kept there.
	Pending int64
}

// Cache keeps tiles. A nil Cache makes every tile.
type Cache struct {
	memory  *memory
	tiers   []*tier
	flights flights
	limit   int64
	pending atomic.Int64
	writing sync.WaitGroup
	// purges counts them: what was begun before one is not kept after it.
	purges atomic.Int64

	hits, made, dropped atomic.Int64
}

// New returns a cache. It must be closed.
func New(o Options) *Cache {
	if o.Timeout == 0 {
		o.Timeout = 250 * time.Millisecond
	}
	if o.Pending == 0 {
		o.Pending = 64 << 20
	}
	c := &Cache{flights: flights{all: map[[32]byte]*flight{}}, limit: o.Pending}
	if o.Memory > 0 {
		c.memory = newMemory(o.Memory)
	}
	for _, s := range o.Stores {
		c.tiers = append(c.tiers, newTier(s, o.Timeout))
	}
	return c
}

// Get returns the tile of a key: a kept one, or what maker makes, which runs once for all who ask meanwhile. Its context ends when nobody waits
// for the tile any more.
func (c *Cache) Get(ctx context.Context, k *Key, maker func(context.Context) (*Tile, error)) (*Tile, error) {
	if c == nil {
		return maker(ctx)
	}
	a, ok := k.address()
	if !ok {
		c.made.Add(1)
		return maker(ctx)
	}
	if t := c.held(&a, false); t != nil {
		return t, nil
	}
	return c.flights.do(ctx, a.Sum, func(ctx context.Context) (*Tile, func(), error) { return c.find(ctx, &a, maker) })
}

// Keeps says whether the tile of a key will be kept anywhere.
func (c *Cache) Keeps(k *Key) bool {
	return (c.memory != nil || len(c.tiers) > 0) && k.stateKnown()
}

// Held returns the tile of a key that memory has, as it is kept or without compression; nil when it does not have it in that form.
func (c *Cache) Held(k *Key, plain bool) *Tile {
	if c == nil || c.memory == nil {
		return nil
	}
	a, ok := k.address()
	if !ok {
		return nil
	}
	return c.held(&a, plain)
}

func (c *Cache) held(a *Address, plain bool) *Tile {
	if c.memory == nil {
		return nil
	}
	t := c.memory.get(a, plain)
	if t != nil {
		c.hits.Add(1)
	}
	return t
}

// Plain returns a tile that Get returned without compression. Memory keeps that form too: a client that does not take gzip asks for more than one tile.
func (c *Cache) Plain(k *Key, t *Tile) (*Tile, error) {
	if !t.Gzip {
		return t, nil
	}
	a, ok := k.address()
	ok = ok && c.memory != nil
	if ok {
		if plain := c.memory.get(&a, true); plain != nil {
			return plain, nil
		}
	}
	plain, err := t.inflated()
	if ok && err == nil {
		c.memory.putPlain(&a, plain)
	}
	return plain, err
}

// find looks into the stores, and makes what is not there; write writes it where it was missing.
func (c *Cache) find(ctx context.Context, a *Address, maker func(context.Context) (*Tile, error)) (t *Tile, write func(), err error) {
	defer func() {
		if r := recover(); r != nil {
			t, write, err = nil, nil, fmt.Errorf("making a tile: %v", r)
		}
	}()
	if t := c.held(a, false); t != nil { // it was made since the caller looked
		return t, nil, nil
	}
	purges, path := c.purges.Load(), ""
	if len(c.tiers) > 0 {
		path = a.path()
	}
	missing := len(c.tiers)
	for i, tier := range c.tiers {
		if t = tier.get(ctx, path); t != nil {
			missing = i
			break
		}
	}
	if t == nil {
		c.made.Add(1)
		if t, err = maker(ctx); err != nil {
			return nil, nil, err
		}
	}
	if c.memory != nil {
		c.memory.put(a, t)
	}
	purged := c.purges.Load() != purges
	if purged && c.memory != nil {
		c.memory.drop(a)
	}
	if purged || missing == 0 {
		return t, nil, nil
	}
	c.writing.Add(1)
	return t, func() {
		defer c.writing.Done()
		c.write(context.WithoutCancel(ctx), path, t, c.tiers[:missing])
	}, nil
}

// write puts a tile into stores, unless too much waits for that already.
func (c *Cache) write(ctx context.Context, path string, t *Tile, tiers []*tier) {
	size := int64(len(t.Body)) + entryBytes
	defer c.pending.Add(-size)
	if c.pending.Add(size) > c.limit {
		c.dropped.Add(1)
		return
	}
	for _, tier := range tiers {
		tier.put(ctx, path, t)
	}
}

// Purge takes tiles out of the stores, and then out of the memory.
func (c *Cache) Purge(ctx context.Context, r Range) (n int, err error) {
	for _, t := range c.tiers {
		m, e := t.store.Delete(ctx, "", func(path string) bool {
			p, ok := placeOf(path)
			return ok && r.has(&p)
		})
		if n += m; e != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", t.store.Name(), e))
		}
	}
	return n + c.Forget(r), err
}

// Forget takes tiles out of the memory. What is being made or fetched meanwhile is not kept.
func (c *Cache) Forget(r Range) int {
	if c == nil {
		return 0
	}
	c.purges.Add(1)
	if c.memory == nil {
		return 0
	}
	return c.memory.purge(&r)
}

// Teller is a Store through which the servers that share it are told something.
type Teller interface {
	Store
	// Tell tells all servers that listen.
	Tell(ctx context.Context, text string) error
	// Listen calls heard with what is told, and with the empty text when something may have been missed, until ctx ends.
	Listen(ctx context.Context, heard func(text string))
}

// Tell tells other servers through the stores that can, and says how many those are.
func (c *Cache) Tell(ctx context.Context, text string) (n int, err error) {
	for _, t := range c.tiers {
		teller, ok := t.store.(Teller)
		if !ok {
			continue
		}
		if e := teller.Tell(ctx, text); e != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", t.store.Name(), e))
			continue
		}
		n++
	}
	return n, err
}

// Listen hears what is told through the stores until ctx ends.
func (c *Cache) Listen(ctx context.Context, heard func(text string)) {
	if c == nil {
		return
	}
	var all sync.WaitGroup
	for _, t := range c.tiers {
		if teller, ok := t.store.(Teller); ok {
			all.Go(func() { teller.Listen(ctx, heard) })
		}
	}
	all.Wait()
}

// AllZooms is a MaxZoom without a bound.
const AllZooms = math.MaxInt

// Stats are counts since the start.
type Stats struct {
	// Hits are tiles from memory, Found those of stores, Made those that were made, Failures what stores failed, Skipped what a broken store was
	// not asked, and Dropped what was not written because too much waited.
	Hits, Found, Made, Failures, Skipped, Dropped int64
}

// Stats counts what was done.
func (c *Cache) Stats() Stats {
	s := Stats{Hits: c.hits.Load(), Made: c.made.Load(), Dropped: c.dropped.Load()}
	for _, t := range c.tiers {
		s.Found += t.hits.Load()
		s.Failures += t.failures.Load()
		s.Skipped += t.skipped.Load()
	}
	return s
}

// Close waits for what is being written, and closes the stores. Nobody may ask any more.
func (c *Cache) Close() error {
	if c == nil {
		return nil
	}
	c.writing.Wait()
	slog.Info("tiles", "cache", fmt.Sprintf("%+v", c.Stats()))
	var all error
	for _, t := range c.tiers {
		all = errors.Join(all, t.store.Close())
	}
	return all
}
