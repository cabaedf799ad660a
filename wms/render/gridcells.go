package render

import (
	"image/color"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/styles"
)

// The bounds of a grid's cells, in pixels of the standard resolution.
const (
	gridCell      = 24
	leastGridCell = 4
)

// grid counts features in cells that are aligned to the coordinates of the map's CRS, so that neighbouring maps fit.
type grid struct {
	of       *styles.Grid
	property int
	mapping  *mapping
	side     float64 // in units of the CRS
	reaching float64
	classes  []float64
	ramp     ramp
	cells    map[[2]int32]*gridCount
}

// gridCount is what is in a cell.
type gridCount struct {
	n       int64
	values  *distinct
	latest  float64
	counted bool
}

func newGrid(of *styles.Grid, r *Request, m *mapping, property int) (*grid, error) {
	unit := 1.0
	if info, ok := crs.Lookup(r.CRS); ok {
		unit = info.Unit
	}
	pixel := m.unitPerPixel * r.magnification() // units of a pixel of the standard resolution
	side := of.Size / unit
	if side <= 0 {
		side = roundStep(gridCell*pixel*unit) / unit
	}
	for side < leastGridCell*pixel {
		side *= 2
	}
	colors, err := rampOf(of.Ramp, gridRamp)
	g := &grid{of: of, property: property, mapping: m, side: side, reaching: 1.2*side*max(m.scaleX, m.scaleY) + 1, ramp: colors,
		cells: map[[2]int32]*gridCount{}}
	g.classes = classesOf(of)
	return g, err
}

// roundStep is 1, 2 or 5 times a power of ten, near a number.
func roundStep(n float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(n)))
	for _, step := range []float64{1, 2, 5} {
		if step*power >= n*0.7 {
			return step * power
		}
	}
	return 10 * power
}

// classesOf are the lower bounds of the classes after the first. They do not hang on the map's own values, so that neighbouring maps agree.
func classesOf(of *styles.Grid) []float64 {
	if len(of.Classes) > 0 {
		sorted := slices.Clone(of.Classes)
		slices.Sort(sorted)
		return sorted
	}
	if of.Count == styles.GridLatest {
		return []float64{1950, 1980, 1990, 2000, 2010, 2020}
	}
	return []float64{2, 5, 10, 50, 100, 1000}
}

func (g *grid) reach() float64 { return g.reaching }

// add counts a feature in the cell that its place lies in.
func (g *grid) add(at orb.Point, f *feature.Feature) {
	m := g.mapping
	if !(at[0] >= -g.reaching && at[0] <= float64(m.width)+g.reaching && at[1] >= -g.reaching && at[1] <= float64(m.height)+g.reaching) {
		return
	}
	key := g.cellAt(m.ground(at))
	c := g.cells[key]
	if c == nil {
		c = &gridCount{}
		g.cells[key] = c
	}
	c.n++
	if g.property < 0 {
		return
	}
	v := f.Props[g.property]
	if v.IsNull() {
		return
	}
	switch g.of.Count {
	case styles.GridDistinct:
		if c.values == nil {
			c.values = &distinct{}
		}
		c.values.add(v.String())
	case styles.GridLatest:
		if n, ok := numberOf(v); ok && (!c.counted || n > c.latest) {
			c.latest, c.counted = n, true
		}
	}
}

// cellAt is the cell of a place on the ground: column and row of a square, or of a hexagon in rows that are shifted by half (odd-r).
func (g *grid) cellAt(p orb.Point) [2]int32 {
	if !g.of.Hexagons {
		return [2]int32{int32(math.Floor(p[0] / g.side)), int32(math.Floor(p[1] / g.side))}
	}
	// Of the two nearest rows the centre that is nearer (Voronoi cells of the hexagons' centres are the hexagons).
	height := g.side * math.Sqrt(3) / 2
	row := math.Floor(p[1] / height)
	best, least := [2]int32{}, math.Inf(1)
	for _, r := range []float64{row, row + 1} {
		shift := math.Abs(math.Mod(r, 2)) / 2
		column := math.Round(p[0]/g.side - shift)
		x, y := (column+shift)*g.side-p[0], r*height-p[1]
		if d := x*x + y*y; d < least {
			best, least = [2]int32{int32(column), int32(r)}, d
		}
	}
	return best
}

// outline is the cell's ring on the ground.
func (g *grid) outline(key [2]int32) []orb.Point {
	x, y := float64(key[0]), float64(key[1])
	if !g.of.Hexagons {
		return []orb.Point{{x * g.side, y * g.side}, {(x + 1) * g.side, y * g.side}, {(x + 1) * g.side, (y + 1) * g.side}, {x * g.side, (y + 1) * g.side}}
	}
	height := g.side * math.Sqrt(3) / 2
	cx, cy := (x+math.Abs(math.Mod(y, 2))/2)*g.side, y*height
	ring, r := corners(6, 0), g.side/math.Sqrt(3)
	for i := range ring {
		ring[i] = orb.Point{cx + r*ring[i][0], cy + r*ring[i][1]}
	}
	return ring
}

// value is what a cell is coloured by; false for cells without any.
func (g *grid) value(c *gridCount) (float64, bool) {
	switch g.of.Count {
	case styles.GridDistinct:
		return c.values.count(), c.values != nil
	case styles.GridLatest:
		return c.latest, c.counted
	default:
		return float64(c.n), true
	}
}

func (g *grid) paint(c canvas) {
	keys := make([][2]int32, 0, len(g.cells))
	for k := range g.cells {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	rim := &pen{color: color.NRGBA{0xff, 0xff, 0xff, 0xa0}, width: 0.6, join: styles.JoinBevel}
	for _, k := range keys {
		v, ok := g.value(g.cells[k])
		if !ok {
			continue
		}
		ring := g.outline(k)
		for i := range ring {
			ring[i] = g.mapping.pixel(ring[i])
		}
		cell := []path{{points: ring, closed: true}}
		c.fill(cell, brush{color: g.ramp.step(classOf(g.classes, v), len(g.classes)+1)})
		c.stroke(cell, rim)
	}
}

func classOf(bounds []float64, v float64) int {
	i := 0
	for i < len(bounds) && v >= bounds[i] {
		i++
	}
	return i
}
