package tiles

import (
	"slices"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/layer"
)

// Offers says whether a layer can be drawn in the CRS of a grid: its own, one that it is offered in, or any that Haavi computes.
func (g *Grid) Offers(l *layer.Layer) bool {
	if crs.Same(l.Schema.CRS, g.CRS) || slices.Contains(l.CRSs, g.CRS) {
		return true
	}
	_, err := crs.NewTransform(l.Schema.CRS, g.CRS)
	return err == nil
}

// margin is how far symbols may reach out of a layer's extent, in pixels.
const margin = 32

// Limits are the tiles that hold something of a layer, for each level that is served.
type Limits struct {
	Z int
	// X and Y are the first and last column and row, rows from the top.
	X, Y [2]uint64
}

// LayerLimits are the limits of a layer in a grid, of the levels that hold anything of it. There are none where it lies wholly outside.
func (s *Service) LayerLimits(g *Grid, l *layer.Layer) []Limits {
	var all []Limits
	low, high := s.Levels(g)
	for z := low; z <= high; z++ {
		if m, ok := s.LimitsAt(g, l, z); ok {
			all = append(all, m)
		}
	}
	return all
}

// LimitsAt are the limits of a layer at one level; ok is false where it lies outside.
func (s *Service) LimitsAt(g *Grid, l *layer.Layer, z int) (m Limits, ok bool) {
	b, ok := s.ExtentIn(g, l)
	if !ok {
		return m, false
	}
	m.Z = z
	m.X, m.Y, ok = g.Limits(z, b, margin)
	return m, ok
}

// extentKey is whose extent is remembered.
type extentKey struct {
	grid  *Grid
	layer *layer.Layer
}

// moved is an extent in the CRS of a grid; ok is false where the layer lies outside.
type moved struct {
	from, to orb.Bound
	ok       bool
}

// ExtentIn is the extent of a layer in the CRS of a grid; the whole grid where that cannot be computed. ok is false where the layer lies outside. Extents
// are remembered while they are the layer's, for every tile of the WMTS is held against its own.
func (s *Service) ExtentIn(g *Grid, l *layer.Layer) (b orb.Bound, ok bool) {
	from, system := l.Extent(), l.Schema.CRS
	if from.IsEmpty() {
		from, system = l.Extent84(), crs.CRS84
	}
	if crs.Same(system, g.CRS) {
		return from, true
	}
	k := extentKey{g, l}
	if known, found := s.extents.Load(k); found && known.(*moved).from == from {
		m := known.(*moved)
		return m.to, m.ok
	}
	t, err := crs.NewTransform(system, g.CRS)
	if err != nil {
		m := &g.Matrices[0]
		return g.Bound(0, 0, 0).Union(g.Bound(0, m.Width-1, m.Height-1)), true
	}
	m := &moved{from: from}
	if b, err := t.Bound(from); err == nil {
		m.to, m.ok = b, true
	}
	s.extents.Store(k, m)
	return m.to, m.ok
}
