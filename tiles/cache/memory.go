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

type kept struct {
	tile  *Tile
	place Place
}

const (
	entryBytes = 300  // about what an entry takes beside the tile
	maxEmpties = 1000 // kinds of empty tiles: a few for each layer
)

func newMemory(bytes int64) *memory {
	return &memory{empties: map[string]*Tile{}, entries: otter.Must(&otter.Options[[sha256.Size]byte, kept]{
		MaximumWeight: uint64(bytes),
		Weigher: func(_ [sha256.Size]byte, k kept) uint32 {
			if k.tile.Empty {
				return entryBytes
			}
			return uint32(min(entryBytes+len(k.tile.Body), math.MaxUint32))
		},
	})}
}

func (m *memory) get(a *Address) (*Tile, bool) {
	k, ok := m.entries.GetIfPresent(a.Sum)
	return k.tile, ok
}

func (m *memory) put(a *Address, t *Tile) {
	if t.Empty {
		t = m.once(t)
	}
	m.entries.Set(a.Sum, kept{t, a.Place})
}

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
		if r.has(k.place) {
			m.entries.Invalidate(sum)
			n++
		}
	}
	return n
}
