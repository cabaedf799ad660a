package demo

import (
	"math"

	"github.com/paulmach/orb"
)

const cellSize = 2000 // metres

// cell is a square of land with what decides who lives there and who looks for it.
type cell struct {
	at       orb.Point // south-west corner
	latitude float64
	suits    [habitatCount]float64 // 0 to 1
	effort   float64               // how much people look
}

// newCells lays squares over the land and finds out about each.
func newCells(c *country) []cell {
	var cells []cell
	b := c.bound
	x0, y0 := math.Floor(b.Min[0]/cellSize)*cellSize, math.Floor(b.Min[1]/cellSize)*cellSize
	sea := newSea(c)
	for y := y0; y < b.Max[1]; y += cellSize {
		for x := x0; x < b.Max[0]; x += cellSize {
			if !touchesLand(c, x, y) {
				continue
			}
			centre := orb.Point{x + cellSize/2, y + cellSize/2}
			cl := cell{at: orb.Point{x, y}, latitude: c.latitude(centre), effort: effort(c, centre)}
			fillHabitats(c, &cl, centre, sea.distance(centre))
			cells = append(cells, cl)
		}
	}
	return cells
}

func touchesLand(c *country, x, y float64) bool {
	for _, p := range []orb.Point{{.5, .5}, {.1, .1}, {.9, .1}, {.1, .9}, {.9, .9}} {
		if c.contains(orb.Point{x + p[0]*cellSize, y + p[1]*cellSize}) {
			return true
		}
	}
	return false
}

// effort is where people are: near towns, along roads, in parks, and a little everywhere.
func effort(c *country, p orb.Point) float64 {
	e := 0.05 + 0.1*noise(p, 30_000, 1)
	for _, t := range c.towns {
		e += gauss(p, t.at, 5000+1100*math.Sqrt(t.weight)) * math.Sqrt(t.weight) / 16
	}
	for _, t := range c.parks {
		e += gauss(p, t.at, 6000) * t.weight / 10
	}
	nearest := math.Inf(1)
	for _, r := range c.roads {
		nearest = min(nearest, r.toSegment(p))
	}
	return e + 0.35*math.Exp(-nearest/1500)
}

// gauss is 1 in the middle and falls off with the distance.
func gauss(p, middle orb.Point, spread float64) float64 {
	dx, dy := p[0]-middle[0], p[1]-middle[1]
	d2 := (dx*dx + dy*dy) / (2 * spread * spread)
	if d2 > 16 {
		return 0 // too little to matter, and exponentials are slow
	}
	return math.Exp(-d2)
}

// noise is smooth and between 0 and 1; it varies over the given length in metres. which tells patterns apart.
func noise(p orb.Point, length float64, which uint64) float64 {
	x, y := p[0]/length, p[1]/length
	ix, iy := math.Floor(x), math.Floor(y)
	fx, fy := smooth(x-ix), smooth(y-iy)
	at := func(dx, dy float64) float64 { return hash(int64(ix+dx), int64(iy+dy), which) }
	return (at(0, 0)*(1-fx)+at(1, 0)*fx)*(1-fy) + (at(0, 1)*(1-fx)+at(1, 1)*fx)*fy
}

func smooth(f float64) float64 { return f * f * (3 - 2*f) }

// hash scatters a lattice point to 0..1 (the mixing of SplitMix64).
func hash(x, y int64, which uint64) float64 {
	z := uint64(x)*0x9e3779b97f4a7c15 ^ uint64(y)*0xc2b2ae3d27d4eb4f ^ which*0x165667b19e3779f9
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}
