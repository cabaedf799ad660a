package tiles

import (
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
)

// Grid is a tile matrix set (OGC 17-083r4) whose matrices share their top left corner, and whose tiles are square. A Grid does not change
// once it is in use.
type Grid struct {
	// ID is the identifier of the set ("WebMercatorQuad").
	ID  string
	CRS crs.Ref
	// Origin is the top left corner, east/north in CRS.
	Origin orb.Point
	// TileSize is the side of a tile in pixels.
	TileSize int
	// Matrices are the zoom levels, the coarsest first.
	Matrices []Matrix
}

// Matrix is one zoom level of a Grid.
type Matrix struct {
	// Resolution is the side of a pixel in units of the CRS.
	Resolution float64
	// Width and Height are the numbers of columns and rows.
	Width, Height uint64
}

// WebMercatorQuad is the grid of web maps (OGC 17-083r4, annex D.1), to zoom 30.
func WebMercatorQuad() *Grid {
	const half = math.Pi * 6378137
	g := &Grid{ID: "WebMercatorQuad", CRS: crs.WebMercator, Origin: orb.Point{-half, half}, TileSize: 256}
	for z := range 31 {
		n := uint64(1) << z
		g.Matrices = append(g.Matrices, Matrix{Resolution: 2 * half / 256 / float64(n), Width: n, Height: n})
	}
	return g
}

// span is the side of a tile in units of the CRS.
func (g *Grid) span(z int) float64 { return g.Matrices[z].Resolution * float64(g.TileSize) }

// Bound is the ground of a tile, east/north in CRS.
func (g *Grid) Bound(z int, x, y uint64) orb.Bound {
	s := g.span(z)
	west, north := g.Origin[0]+float64(x)*s, g.Origin[1]-float64(y)*s
	return orb.Bound{Min: orb.Point{west, north - s}, Max: orb.Point{west + s, north}}
}

// scale is the scale denominator of a level for pixels of 0.28 mm (OGC 17-083r4, 6.1.1.1).
func (g *Grid) scale(z int) float64 {
	unit := 1.0
	if info, ok := crs.Lookup(g.CRS); ok {
		unit = info.Unit
	}
	return g.Matrices[z].Resolution * unit / 0.00028
}
