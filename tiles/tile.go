package tiles

import (
	"math"

	"github.com/go-spatial/geom"
	"github.com/go-spatial/geom/slippy"
	"github.com/go-spatial/tegola/provider"
	"github.com/paulmach/orb"
)

// gridTile is a tile of any Grid, in the form that tegola's providers take: tegola's own knows only web mercator.
type gridTile struct {
	grid           *Grid
	z              int
	x, y           uint64
	extent, buffer int
}

var _ provider.Tile = gridTile{}

// ZXY implements provider.Tile.
func (t gridTile) ZXY() (z slippy.Zoom, x, y uint) { return slippy.Zoom(t.z), uint(t.x), uint(t.y) }

// Extent implements provider.Tile.
func (t gridTile) Extent() (ext *geom.Extent, srid uint64) { return t.grown(0) }

// BufferedExtent implements provider.Tile.
func (t gridTile) BufferedExtent() (ext *geom.Extent, srid uint64) {
	return t.grown(float64(t.buffer) / float64(t.extent))
}

func (t gridTile) grown(share float64) (ext *geom.Extent, srid uint64) {
	b := t.grid.Bound(t.z, t.x, t.y)
	d := share * t.grid.Matrices[t.z].span()
	return &geom.Extent{b.Min[0] - d, b.Min[1] - d, b.Max[0] + d, b.Max[1] + d}, uint64(t.grid.CRS.SRID())
}

// vertex is a place in a tile's own units, x to the right and y down from its top left corner.
type vertex [2]int64

// frame moves places from the ground to a tile. Places are rounded on the grid of the whole zoom level before the tile's
// corner is taken off, so that neighbours agree about every vertex.
type frame struct {
	originX, originY, unit float64
	baseX, baseY           int64
	// border is where the grid ends on the right and below, when that is in the tile's column and row; beyond otherwise.
	border vertex
}

// beyond is a place that no vertex has.
const beyond = math.MaxInt64

func newFrame(t provider.Tile, extent int) frame {
	if t, ok := t.(gridTile); ok {
		m := &t.grid.Matrices[t.z]
		f := frame{originX: m.Origin[0], originY: m.Origin[1], unit: m.span() / float64(extent),
			baseX: int64(t.x) * int64(extent), baseY: int64(t.y) * int64(extent), border: vertex{beyond, beyond}}
		if t.x == m.Width-1 {
			f.border[0] = int64(extent)
		}
		if t.y == m.Height-1 {
			f.border[1] = int64(extent)
		}
		return f
	}
	e, _ := t.Extent()
	return frame{originX: e.MinX(), originY: e.MaxY(), unit: e.XSpan() / float64(extent), border: vertex{beyond, beyond}}
}

// far bounds coordinates, so that no arithmetic on them overflows.
const far = 1 << 50

// snap rounds a place to the tile's grid; ok is false when it has no finite coordinates.
func (f *frame) snap(p orb.Point) (v vertex, ok bool) {
	x := math.Floor((p[0]-f.originX)/f.unit + 0.5)
	y := math.Floor((f.originY-p[1])/f.unit + 0.5)
	if math.IsNaN(x) || math.IsNaN(y) {
		return v, false
	}
	return vertex{int64(min(max(x, -far), far)) - f.baseX, int64(min(max(y, -far), far)) - f.baseY}, true
}
