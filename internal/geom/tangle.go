package geom

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// What a tangle costs: two edges that cross, and two that lie on each other. GEOS's time to make a polygon valid grows with the square of
// its crossings: 500 take half a second.
const (
	crossingCost = 40
	overlapCost  = 1
	tangleCost   = 500 * crossingCost
)

// Tangled says whether the edges of a polygon, or of what is in a collection, cross or cover each other so often that nobody should be
// asked to make a valid geometry of it: more than 500 crossings, or 20,000 edges on others. Points and lines by themselves are never
// tangled, because they are valid however they run. Where telling would take long, the geometry is tangled too.
func Tangled(g orb.Geometry) bool {
	var edges edgeList
	switch g := g.(type) {
	case orb.Ring:
		edges.add(g)
	case orb.Polygon, orb.MultiPolygon, orb.Collection:
		edges.addAll(g)
	}
	return edges.tangled()
}

type edge struct{ a, b orb.Point }

func (e *edge) min() orb.Point { return orb.Point{min(e.a[0], e.b[0]), min(e.a[1], e.b[1])} }
func (e *edge) max() orb.Point { return orb.Point{max(e.a[0], e.b[0]), max(e.a[1], e.b[1])} }

type edgeList []edge

func (l *edgeList) add(points []orb.Point) {
	for i := 1; i < len(points); i++ {
		if points[i-1] != points[i] {
			*l = append(*l, edge{points[i-1], points[i]})
		}
	}
}

func (l *edgeList) addAll(g orb.Geometry) {
	switch g := g.(type) {
	case orb.LineString:
		l.add(g)
	case orb.MultiLineString:
		for _, p := range g {
			l.add(p)
		}
	case orb.Ring:
		l.add(g)
	case orb.Polygon:
		for _, r := range g {
			l.add(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			l.addAll(p)
		}
	case orb.Collection:
		for _, m := range g {
			l.addAll(m)
		}
	}
}

// tanglePairs is how many pairs of edges are looked at before telling has taken too long.
const tanglePairs = 50_000_000

// tangled sweeps over the edges along the axis in which they are shorter, and looks at those that the sweep meets together.
func (l edgeList) tangled() bool {
	axis := l.axis()
	slices.SortFunc(l, func(e, f edge) int { return cmp.Compare(e.min()[axis], f.min()[axis]) })
	var met edgeList
	pairs, cost := tanglePairs, 0
	for i := range l {
		e := &l[i]
		from, kept := e.min()[axis], 0
		if pairs -= len(met); pairs < 0 {
			return true
		}
		for j := range met {
			if f := &met[j]; f.max()[axis] >= from {
				cost += e.tangle(f)
				met[kept] = *f
				kept++
			}
		}
		if cost > tangleCost {
			return true
		}
		met = append(met[:kept], *e)
	}
	return false
}

func (l edgeList) axis() int {
	var long [2]float64
	for i := range l {
		a, b := l[i].min(), l[i].max()
		long[0] += b[0] - a[0]
		long[1] += b[1] - a[1]
	}
	if long[1] < long[0] {
		return 1
	}
	return 0
}

// tangle is what two edges cost: nothing where they are apart, or one only ends on the other.
func (e *edge) tangle(f *edge) int {
	if min(e.a[1], e.b[1]) > max(f.a[1], f.b[1]) || min(f.a[1], f.b[1]) > max(e.a[1], e.b[1]) ||
		min(e.a[0], e.b[0]) > max(f.a[0], f.b[0]) || min(f.a[0], f.b[0]) > max(e.a[0], e.b[0]) {
		return 0
	}
	a, b := side(e, f.a), side(e, f.b)
	c, d := side(f, e.a), side(f, e.b)
	switch {
	case a == 0 && b == 0:
		lo, hi := e.min(), e.max()
		lo2, hi2 := f.min(), f.max()
		if max(lo[0], lo2[0]) < min(hi[0], hi2[0]) || max(lo[1], lo2[1]) < min(hi[1], hi2[1]) {
			return overlapCost
		}
	case a*b < 0 && c*d < 0:
		return crossingCost
	}
	return 0
}

// side is on which side of an edge's line a point is: 1, -1, or 0 on it.
func side(e *edge, p orb.Point) int {
	v := (e.b[0]-e.a[0])*(p[1]-e.a[1]) - (e.b[1]-e.a[1])*(p[0]-e.a[0])
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	default:
		return 0
	}
}
