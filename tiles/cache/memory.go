package cache

import (
	"crypto/sha256"
	"math"
	"sync"

	"github.com/maypok86/otter/v2"
)

// memory is the tier in the process, bounded in bytes.
type memory struct {
	entries *otter.Cache[[sha256.Size]byte, kept]
	// empties are the empty tiles that there are, each once.
	mu      sync.Mutex
	empties map[string]*Tile
}

// kept is a tile, and its form without compression once somebody has asked for that.
type kept struct {
	tile, plain *Tile
	place       Place
}

func (k *kept) weight() uint32 {
	n := entryBytes
	if !k.tile.Empty {
		n += len(k.tile.Body)
	}
	if k.plain != nil {
		n += len(k.plain.Body)
	}
	return uint32(min(n, math.MaxUint32))
}

const (
	entryBytes = 300  // about what an entry takes beside the tile
	maxEmpties = 1000 // kinds of empty tiles: a few for each layer
)

func newMemory(bytes int64) *memory {
	return &memory{empties: map[string]*Tile{}, entries: otter.Must(&otter.Options[[sha256.Size]byte, kept]{
		MaximumWeight: uint64(bytes),
		Weigher:       func(_ [sha256.Size]byte, k kept) uint32 { return k.weight() },
	})}
}

// get returns a tile as it is kept, or without compression; nil when it is not kept in that form.
func (m *memory) get(a *Address, plain bool) *Tile {
	k, ok := m.entries.GetIfPresent(a.Sum)
	if ok && plain && k.tile.Gzip {
		return k.plain
	}
	return k.tile
}

func (m *memory) put(a *Address, t *Tile) {
	if t.Empty {
		t = m.once(t)
	}
	m.entries.Set(a.Sum, kept{tile: t, place: a.Place})
}

// putPlain keeps the other form of a tile beside it.
func (m *memory) putPlain(a *Address, plain *Tile) {
	m.entries.ComputeIfPresent(a.Sum, func(k kept) (kept, otter.ComputeOp) {
		k.plain = plain
		return k, otter.WriteOp
	})
}

func (m *memory) drop(a *Address) { m.entries.Invalidate(a.Sum) }

func (m *memory) once(t *Tile) *Tile {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := t.MediaType + t.Tag
	if known, ok := m.empties[k]; ok {
		return known
	}
	if len(m.empties) < maxEmpties {
		m.empties[k] = t
	}
	return t
}

func (m *memory) purge(r *Range) (n int) {
	for sum, k := range m.entries.All() {
		if r.has(&k.place) {
			m.entries.Invalidate(sum)
			n++
		}
	}
	return n
}
