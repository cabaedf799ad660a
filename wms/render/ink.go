package render

import (
	"slices"

	"github.com/paulmach/orb"
)

// ink gathers the parts of one feature that are drawn alike. They become one path, so that they do not darken where they overlap.
// Features are painted one by one: in one path with its neighbour an edge would be counted twice and lose its smoothness, and
// small paths in small windows cost no more.
type ink struct {
	canvas canvas
	paths  []path
	arena  []orb.Point
}

// line adds a line or ring to be stroked.
func (k *ink) line(p path) {
	if p.points = k.keep(p.points); len(p.points) > 0 {
		k.paths = append(k.paths, p)
	}
}

// area adds an area to be filled: its outer ring, then its holes.
func (k *ink) area(rings [][]orb.Point) {
	for i, r := range rings {
		if len(r) == 0 {
			continue
		}
		kept := k.keep(r)
		// With one direction for outer rings and the other for holes, areas of one path that overlap stay filled.
		if (signedArea(kept) < 0) != (i == 0) {
			slices.Reverse(kept)
		}
		k.paths = append(k.paths, path{points: kept, closed: true})
	}
}

func (k *ink) keep(points []orb.Point) []orb.Point {
	start := len(k.arena)
	k.arena = append(k.arena, points...)
	return k.arena[start:len(k.arena):len(k.arena)]
}

// move shifts what waits.
func (k *ink) move(dx, dy float64) {
	if dx == 0 && dy == 0 {
		return
	}
	for _, p := range k.paths {
		for i := range p.points {
			p.points[i][0] += dx
			p.points[i][1] += dy
		}
	}
}

// fill draws what waits, as areas.
func (k *ink) fill(b brush) {
	if len(k.paths) > 0 {
		k.canvas.fill(k.paths, b)
	}
	k.paths, k.arena = k.paths[:0], k.arena[:0]
}

// stroke draws what waits, as lines: with the pen, or with marks along them.
func (k *ink) stroke(p *pen) {
	switch {
	case len(k.paths) == 0:
	case p.marks != nil:
		for i := range k.paths {
			p.marks.along(k.canvas, &k.paths[i])
		}
	default:
		k.canvas.stroke(k.paths, p)
	}
	k.paths, k.arena = k.paths[:0], k.arena[:0]
}

func signedArea(ring []orb.Point) float64 {
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p[0]*q[1] - q[0]*p[1]
	}
	return sum
}
