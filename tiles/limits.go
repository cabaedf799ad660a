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

// Has says whether a tile is within.
func (m *Limits) Has(x, y uint64) bool {
	return x >= m.X[0] && x <= m.X[1] && y >= m.Y[0] && y <= m.Y[1]
}

// LayerLimits are the limits of a layer in a grid, of the levels that hold anything of it. There are none where it lies wholly outside.
func (s *Service) LayerLimits(g *Grid, l *layer.Layer) []Limits {
	b, ok := ExtentIn(g, l)
	if !ok {
		return nil
	}
	var all []Limits
	low, high := s.Levels(g)
	for z := low; z <= high; z++ {
		if x, y, ok := g.Limits(z, b, margin); ok {
			all = append(all, Limits{z, x, y})
		}
	}
	return all
}

// ExtentIn is the extent of a layer in the CRS of a grid; the whole grid where that cannot be computed.
func ExtentIn(g *Grid, l *layer.Layer) (orb.Bound, bool) {
	whole := g.Bound(0, 0, 0)
	m := &g.Matrices[0]
	whole = whole.Union(g.Bound(0, m.Width-1, m.Height-1))
	from, extent := crs.CRS84, l.Extent84
	if !l.Extent.IsEmpty() {
		from, extent = l.Schema.CRS, l.Extent
	}
	if crs.Same(from, g.CRS) {
		return extent, true
	}
	t, err := crs.NewTransform(from, g.CRS)
	if err != nil {
		return whole, true
	}
	b, err := t.Bound(extent)
	return b, err == nil
}
