package tiles

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/tiles/cache"
)

// Purge says which tiles are to be forgotten, in words that other servers understand.
type Purge struct {
	// Layers are those of which one at least is in the tile; none is any.
	Layers []string `json:"layers,omitempty"`
	// MinZoom and MaxZoom are places in the matrices of sets, both included.
	MinZoom int `json:"min_zoom"`
	MaxZoom int `json:"max_zoom"`
	// Set is a tile matrix set; empty is all.
	Set string `json:"set,omitempty"`
	// Box is west, south, east, north in degrees that the tiles meet; nil is everywhere.
	Box *[4]float64 `json:"box,omitempty"`
}

// String is what Heard understands.
func (p Purge) String() string {
	b, err := json.Marshal(map[string]Purge{"purge": p})
	if err != nil {
		return "" // which a box without numbers would be: it stands for everything
	}
	return string(b)
}

// Range finds the tiles in the grids of the service. A box leaves out the grids that do not reach it.
func (s *Service) Range(p Purge) (cache.Range, error) {
	r := cache.Range{Layers: p.Layers, MinZoom: p.MinZoom, MaxZoom: p.MaxZoom}
	if p.Set != "" {
		if _, err := s.grid(p.Set); err != nil {
			return r, err
		}
		r.Within = func(set string, _ int, _, _ uint64) bool { return set == p.Set }
	}
	if p.Box == nil {
		return r, nil
	}
	ground := map[string]orb.Bound{}
	for _, g := range s.grids {
		b, err := g.Ground(orb.Bound{Min: orb.Point{p.Box[0], p.Box[1]}, Max: orb.Point{p.Box[2], p.Box[3]}})
		if err == nil && (p.Set == "" || p.Set == g.ID) {
			ground[g.ID] = b
		}
	}
	r.Within = func(set string, z int, x, y uint64) bool {
		b, ok := ground[set]
		if !ok {
			return false
		}
		g, _ := s.Grid(set) // it was found above
		if z >= len(g.Matrices) {
			return false
		}
		x0, y0, x1, y1, ok := g.TilesOn(z, b)
		return ok && x >= x0 && x <= x1 && y >= y0 && y <= y1
	}
	return r, nil
}

// Ground is the bound, in the grid's CRS, of a box of longitudes and latitudes.
func (g *Grid) Ground(box orb.Bound) (orb.Bound, error) {
	t, err := crs.NewTransform(crs.CRS84, g.CRS)
	if err != nil {
		return orb.Bound{}, err
	}
	return t.Bound(box)
}

// Heard takes the tiles of a Purge that was told to all servers out of the memory. What cannot be understood, or may have been missed, which is
// the empty text, takes out all of them: they are in stores, or made again.
func (s *Service) Heard(text string) {
	r, err := s.told(text)
	if err != nil {
		slog.Warn("what was told to all servers is not understood; no tile stays in memory", "error", err)
		r = cache.Range{MaxZoom: cache.AllZooms}
	}
	if n := s.Cache.Forget(r); n > 0 {
		slog.Info("tiles were taken out of the memory", "tiles", n)
	}
}

func (s *Service) told(text string) (cache.Range, error) {
	if text == "" {
		return cache.Range{MaxZoom: cache.AllZooms}, nil
	}
	var m struct{ Purge *Purge }
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return cache.Range{}, fmt.Errorf("%.100q: %w", text, err)
	}
	if m.Purge == nil {
		return cache.Range{}, errors.New("it is no purge")
	}
	return s.Range(*m.Purge)
}
