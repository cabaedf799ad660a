package ingest

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// represent returns a point that lies on the geometry and stands well for it:
// the middle of a line, the centroid of a polygon or, when that falls outside, a
// point within it; of several members that of the largest of the highest dimension.
func represent(g orb.Geometry) (orb.Point, bool) {
	switch g := g.(type) {
	case orb.Point:
		return g, true
	case orb.MultiPoint:
		return nearestTo(g)
	case orb.LineString:
		return midpoint(g)
	case orb.MultiLineString:
		return largest(g, func(l orb.LineString) float64 { return planar.Length(l) })
	case orb.Ring:
		return represent(orb.Polygon{g})
	case orb.Polygon:
		return interior(g)
	case orb.MultiPolygon:
		return largest(g, func(p orb.Polygon) float64 { return planar.Area(p) })
	case orb.Collection:
		// The dimension outweighs the size.
		return largest(g, func(m orb.Geometry) float64 {
			d := m.Dimensions()
			size := 0.0
			switch d {
			case 1:
				size = planar.Length(m)
			case 2:
				size = planar.Area(m)
			}
			return float64(d) + size/(1+size)
		})
	case orb.Bound:
		return g.Center(), true
	default:
		return orb.Point{}, false
	}
}

func largest[G orb.Geometry](gs []G, size func(G) float64) (orb.Point, bool) {
	best, most := -1, math.Inf(-1)
	for i, g := range gs {
		if s := size(g); s > most {
			best, most = i, s
		}
	}
	if best < 0 {
		return orb.Point{}, false
	}
	return represent(gs[best])
}

// nearestTo picks the point nearest to the middle of them all.
func nearestTo(ps orb.MultiPoint) (orb.Point, bool) {
	if len(ps) == 0 {
		return orb.Point{}, false
	}
	c, _ := planar.CentroidArea(ps)
	return slices.MinFunc(ps, func(a, b orb.Point) int {
		return cmpFloat(planar.DistanceSquared(a, c), planar.DistanceSquared(b, c))
	}), true
}

func midpoint(l orb.LineString) (orb.Point, bool) {
	if len(l) == 0 {
		return orb.Point{}, false
	}
	half := planar.Length(l) / 2
	for i := 1; i < len(l); i++ {
		d := planar.Distance(l[i-1], l[i])
		if d > 0 && half <= d {
			f := half / d
			return orb.Point{l[i-1][0] + f*(l[i][0]-l[i-1][0]), l[i-1][1] + f*(l[i][1]-l[i-1][1])}, true
		}
		half -= d
	}
	return l[len(l)-1], true
}

func interior(p orb.Polygon) (orb.Point, bool) {
	if len(p) == 0 || len(p[0]) == 0 {
		return orb.Point{}, false
	}
	c, area := planar.CentroidArea(p)
	if area != 0 && planar.PolygonContains(p, c) {
		return c, true
	}
	b := p.Bound()
	// A horizontal line through the middle cuts the polygon; the middle of the widest piece is inside.
	y := (b.Min[1] + b.Max[1]) / 2
	var xs []float64
	for _, r := range p {
		for i := 1; i < len(r); i++ {
			s, t := r[i-1], r[i]
			if (s[1] > y) != (t[1] > y) {
				xs = append(xs, s[0]+(y-s[1])/(t[1]-s[1])*(t[0]-s[0]))
			}
		}
	}
	slices.Sort(xs)
	best, width := p[0][0], 0.0
	for i := 0; i+1 < len(xs); i += 2 {
		if w := xs[i+1] - xs[i]; w > width {
			best, width = orb.Point{(xs[i] + xs[i+1]) / 2, y}, w
		}
	}
	return best, true
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
