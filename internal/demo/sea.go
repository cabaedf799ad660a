package demo

import (
	"math"

	"github.com/paulmach/orb"
)

// sea knows the distance to the coast, on a coarse grid.
type sea struct {
	bound         orb.Bound
	width, height int
	away          []float64 // in grid steps
}

const seaStep = 2000 // metres

// newSea takes as sea what is not Finland to the south and west of it: the land borders are in the north and the east.
func newSea(c *country) *sea {
	b := c.bound.Pad(20 * seaStep)
	s := &sea{bound: b, width: int((b.Max[0]-b.Min[0])/seaStep) + 1, height: int((b.Max[1]-b.Min[1])/seaStep) + 1}
	s.away = make([]float64, s.width*s.height)
	const gulfHead, borderAtSea = 7_310_000, 545_000 // north end of the Bothnian Bay, the Russian border on the Gulf of Finland
	for j := range s.height {
		for i := range s.width {
			p := orb.Point{b.Min[0] + float64(i)*seaStep, b.Min[1] + float64(j)*seaStep}
			if p[1] > gulfHead || p[0] > borderAtSea || c.contains(p) {
				s.away[j*s.width+i] = math.Inf(1)
			}
		}
	}
	s.spread()
	return s
}

// spread fills in distances by the two passes of a chamfer distance transform.
func (s *sea) spread() {
	relax := func(i, j, di, dj int, step float64) {
		if x, y := i+di, j+dj; x >= 0 && x < s.width && y >= 0 && y < s.height {
			at := j*s.width + i
			s.away[at] = min(s.away[at], s.away[y*s.width+x]+step)
		}
	}
	for j := range s.height {
		for i := range s.width {
			relax(i, j, -1, 0, 1)
			relax(i, j, 0, -1, 1)
			relax(i, j, -1, -1, math.Sqrt2)
			relax(i, j, 1, -1, math.Sqrt2)
		}
	}
	for j := s.height - 1; j >= 0; j-- {
		for i := s.width - 1; i >= 0; i-- {
			relax(i, j, 1, 0, 1)
			relax(i, j, 0, 1, 1)
			relax(i, j, 1, 1, math.Sqrt2)
			relax(i, j, -1, 1, math.Sqrt2)
		}
	}
}

// distance to the coast in metres.
func (s *sea) distance(p orb.Point) float64 {
	i, j := int((p[0]-s.bound.Min[0])/seaStep), int((p[1]-s.bound.Min[1])/seaStep)
	return s.away[j*s.width+i] * seaStep
}
