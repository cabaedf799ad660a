package tiles

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
)

// Grid is a tile matrix set (OGC 17-083r4) of square tiles. A Grid does not change once it is in use.
type Grid struct {
	// ID is the identifier of the set ("WebMercatorQuad"), and Title what people call it.
	ID, Title string
	// URI and WellKnownScaleSet name the set and its scales where others know them; they may be empty.
	URI, WellKnownScaleSet string
	CRS                    crs.Ref
	// Matrices are the zoom levels, the coarsest first. Addresses count them from 0.
	Matrices []Matrix
}

// Matrix is one zoom level of a Grid.
type Matrix struct {
	// ID is the identifier of the matrix; mostly its place in the set.
	ID string
	// Resolution is the side of a pixel in units of the CRS, and TileSize the side of a tile in pixels.
	Resolution float64
	TileSize   int
	// Origin is the top left corner, east/north in CRS.
	Origin orb.Point
	// Width and Height are the numbers of columns and rows.
	Width, Height uint64
	// FromBottom says that the set's own rows count from the bottom (cornerOfOrigin bottomLeft). In a Matrix they count from the top all the same:
	// only addresses turn them.
	FromBottom bool
}

// span is the side of a tile in units of the CRS.
func (m *Matrix) span() float64 { return m.Resolution * float64(m.TileSize) }

// Row turns a row of the set's own count into one from the top, and back.
func (m *Matrix) Row(y uint64) uint64 {
	if m.FromBottom {
		return m.Height - 1 - y
	}
	return y
}

// Bound is the ground of a tile, east/north in CRS; rows count from the top.
func (g *Grid) Bound(z int, x, y uint64) orb.Bound {
	m := &g.Matrices[z]
	s := m.span()
	return orb.Bound{Min: orb.Point{m.Origin[0] + float64(x)*s, m.Origin[1] - float64(y+1)*s}, Max: orb.Point{m.Origin[0] + float64(x+1)*s, m.Origin[1] - float64(y)*s}}
}

// Scale is the scale denominator of a level for pixels of 0.28 mm (OGC 17-083r4, 6.1.1.1).
func (g *Grid) Scale(z int) float64 { return g.Matrices[z].Resolution * g.unit() / 0.00028 }

// unit is metres in a unit of the CRS.
func (g *Grid) unit() float64 {
	if info, ok := crs.Lookup(g.CRS); ok {
		return info.Unit
	}
	return 1
}

// Matrix finds a level by its identifier.
func (g *Grid) Matrix(id string) (z int, ok bool) {
	for z := range g.Matrices {
		if g.Matrices[z].ID == id {
			return z, true
		}
	}
	return 0, false
}

// Limits are the columns and rows of a level that hold something of a box, first and last, with a margin of pixels around it; ok is false when it lies
// outside. The box is east/north in the CRS of the set, and rows count from the top.
func (g *Grid) Limits(z int, b orb.Bound, margin int) (x, y [2]uint64, ok bool) {
	m := &g.Matrices[z]
	s, d := m.span(), float64(margin)*m.Resolution
	x, okX := between0(math.Floor((b.Min[0]-d-m.Origin[0])/s), math.Floor((b.Max[0]+d-m.Origin[0])/s), m.Width)
	y, okY := between0(math.Floor((m.Origin[1]-b.Max[1]-d)/s), math.Floor((m.Origin[1]-b.Min[1]+d)/s), m.Height)
	return x, y, okX && okY
}

// between0 cuts a range of numbers to those from 0 to before n.
func between0(low, high float64, n uint64) (r [2]uint64, ok bool) {
	if !(high >= 0) || !(low <= float64(n-1)) {
		return r, false
	}
	return [2]uint64{uint64(max(low, 0)), uint64(min(high, float64(n-1)))}, true
}

// quad returns levels that each halve the resolution of the one before; the first has one row of tiles.
func quad(origin orb.Point, resolution float64, width uint64, levels int) []Matrix {
	matrices := make([]Matrix, levels)
	for z := range matrices {
		matrices[z] = Matrix{ID: strconv.Itoa(z), Resolution: resolution / float64(uint64(1)<<z), TileSize: 256, Origin: origin, Width: width << z, Height: 1 << z}
	}
	return matrices
}

// ogcURI is the address of a set in OGC's register.
const ogcURI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/"

// WebMercatorQuad is the grid of web maps (OGC 17-083r4, annex D.1), to zoom 30.
func WebMercatorQuad() *Grid {
	const half = math.Pi * 6378137
	return &Grid{ID: "WebMercatorQuad", Title: "Web maps", URI: ogcURI + "WebMercatorQuad",
		WellKnownScaleSet: "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible", CRS: crs.WebMercator,
		Matrices: quad(orb.Point{-half, half}, 2*half/256, 1, 31)}
}

// WorldCRS84Quad is the world in degrees, two tiles beside one another at first (OGC 17-083r4, annex D.2).
func WorldCRS84Quad() *Grid {
	return &Grid{ID: "WorldCRS84Quad", Title: "The world in degrees", URI: ogcURI + "WorldCRS84Quad",
		WellKnownScaleSet: "urn:ogc:def:wkss:OGC:1.0:GoogleCRS84Quad", CRS: crs.CRS84,
		Matrices: quad(orb.Point{-180, 90}, 180.0/256, 2, 24)}
}

// EuropeanETRS89LAEAQuad is Europe in equal areas, EPSG:3035 (OGC 17-083r4, annex D).
func EuropeanETRS89LAEAQuad() *Grid {
	return &Grid{ID: "EuropeanETRS89_LAEAQuad", Title: "Europe in equal areas", URI: ogcURI + "EuropeanETRS89_LAEAQuad", CRS: crs.EPSG(3035),
		Matrices: quad(orb.Point{2_000_000, 5_500_000}, 4_500_000.0/256, 1, 20)}
}

// ETRSTM35FIN is the grid of Finnish authorities, EPSG:3067 (JHS 180, annex 1): a square of 2^21 m, from 8192 m a pixel to 25 cm.
func ETRSTM35FIN() *Grid {
	return &Grid{ID: "ETRS-TM35FIN", Title: "Finland (JHS 180)", CRS: crs.EPSG(3067), Matrices: quad(orb.Point{-548_576, 8_388_608}, 8192, 1, 16)}
}

// BuiltIn are the grids that are always served, that of web maps first.
func BuiltIn() []*Grid {
	return []*Grid{WebMercatorQuad(), WorldCRS84Quad(), EuropeanETRS89LAEAQuad(), ETRSTM35FIN()}
}
