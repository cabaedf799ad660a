package render

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

func length(l []orb.Point) float64 {
	sum := 0.0
	for i := 1; i < len(l); i++ {
		sum += math.Hypot(l[i][0]-l[i-1][0], l[i][1]-l[i-1][1])
	}
	return sum
}

// midway is the point of a line at a distance from its begin.
func midway(l []orb.Point, distance float64) orb.Point {
	for i := 1; i < len(l); i++ {
		step := math.Hypot(l[i][0]-l[i-1][0], l[i][1]-l[i-1][1])
		if step > 0 && step >= distance {
			f := distance / step
			return orb.Point{l[i-1][0] + f*(l[i][0]-l[i-1][0]), l[i-1][1] + f*(l[i][1]-l[i-1][1])}
		}
		distance -= step
	}
	return l[len(l)-1]
}

// inside is the centroid of an area's outer ring where that lies inside, else the middle of the widest part of the
// area at the height of its centroid.
func inside(rings [][]orb.Point) orb.Point {
	c := centroid(rings[0])
	crossings := make([]float64, 0, 8)
	for _, ring := range rings {
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			if (p[1] > c[1]) != (q[1] > c[1]) {
				crossings = append(crossings, p[0]+(c[1]-p[1])/(q[1]-p[1])*(q[0]-p[0]))
			}
		}
	}
	slices.Sort(crossings)
	widest, at := -1.0, c[0]
	for i := 0; i+1 < len(crossings); i += 2 {
		if crossings[i] <= c[0] && c[0] <= crossings[i+1] {
			return c
		}
		if w := crossings[i+1] - crossings[i]; w > widest {
			widest, at = w, (crossings[i]+crossings[i+1])/2
		}
	}
	return orb.Point{at, c[1]}
}

func centroid(ring []orb.Point) orb.Point {
	o := ring[0] // sums are taken from there, for precision
	var area, x, y float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		cross := (p[0]-o[0])*(q[1]-o[1]) - (q[0]-o[0])*(p[1]-o[1])
		area += cross
		x += (p[0] + q[0] - 2*o[0]) * cross
		y += (p[1] + q[1] - 2*o[1]) * cross
	}
	if math.Abs(area) < 1e-9 {
		b := boundOf(ring)
		return b.Center()
	}
	return orb.Point{o[0] + x/(3*area), o[1] + y/(3*area)}
}
