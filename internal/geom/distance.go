package geom

import (
	"math"

	"github.com/paulmach/orb"
)

// Distance is the planar distance, in the coordinates' units: 0 when they intersect, infinite when one is empty.
func Distance(a, b orb.Geometry) float64 {
	if p, ok := a.(orb.Point); ok {
		if q, ok := b.(orb.Point); ok {
			return math.Hypot(p[0]-q[0], p[1]-q[1])
		}
	}
	if IsEmpty(a) || IsEmpty(b) {
		return math.Inf(1)
	}
	s, t := shapeOf(a), shapeOf(b)
	if s.startsIn(t) || t.startsIn(s) || s.pointIn(t) || t.pointIn(s) {
		return 0
	}
	best := math.Inf(1)
	for _, p := range s.pathsAndPoints() {
		for _, q := range t.pathsAndPoints() {
			best = nearest(p, 1, q, 1, best)
			if best == 0 {
				return 0
			}
		}
	}
	return best
}

func (s *shape) pointIn(t *shape) bool {
	for _, p := range s.points {
		if t.locateInArea(p) != exterior {
			return true
		}
	}
	return false
}

// pathsAndPoints returns all members as paths, the points as one whose segments are not to be used.
func (s *shape) pathsAndPoints() []*path {
	out := s.paths()
	for i := range s.points {
		out = append(out, newPath(s.points[i:i+1]))
	}
	return out
}

// nearest returns the distance of the parts below two nodes, or best when that is less. It looks into the nearer child first.
func nearest(a *path, i int, b *path, j int, best float64) float64 {
	if boxDistance(a.boxes[i], b.boxes[j]) >= best {
		return best
	}
	switch aLeaf, bLeaf := a.isLeaf(i), b.isLeaf(j); {
	case aLeaf && bLeaf:
		return min(best, chainDistance(a.leaf(i), b.leaf(j)))
	case bLeaf || !aLeaf && size(a.boxes[i]) > size(b.boxes[j]):
		first, second := 2*i, 2*i+1
		if boxDistance(a.boxes[second], b.boxes[j]) < boxDistance(a.boxes[first], b.boxes[j]) {
			first, second = second, first
		}
		return nearest(a, second, b, j, nearest(a, first, b, j, best))
	default:
		first, second := 2*j, 2*j+1
		if boxDistance(a.boxes[i], b.boxes[second]) < boxDistance(a.boxes[i], b.boxes[first]) {
			first, second = second, first
		}
		return nearest(a, i, b, second, nearest(a, i, b, first, best))
	}
}

func boxDistance(a, b orb.Bound) float64 {
	dx := max(0, a.Min[0]-b.Max[0], b.Min[0]-a.Max[0])
	dy := max(0, a.Min[1]-b.Max[1], b.Min[1]-a.Max[1])
	return math.Hypot(dx, dy)
}

// chainDistance is the distance of two short lines, or points.
func chainDistance(as, bs []orb.Point) float64 {
	if segmentsTouch(as, bs) {
		return 0
	}
	best := math.Inf(1)
	for _, p := range as {
		best = min(best, pointToChain(p, bs))
	}
	for _, p := range bs {
		best = min(best, pointToChain(p, as))
	}
	return best
}

func pointToChain(p orb.Point, chain []orb.Point) float64 {
	best := math.Hypot(p[0]-chain[0][0], p[1]-chain[0][1])
	for i := 1; i < len(chain); i++ {
		best = min(best, pointToSegment(p, chain[i-1], chain[i]))
	}
	return best
}

func pointToSegment(p, a, b orb.Point) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	l2 := dx*dx + dy*dy
	if l2 == 0 {
		return math.Hypot(p[0]-a[0], p[1]-a[1])
	}
	f := ((p[0]-a[0])*dx + (p[1]-a[1])*dy) / l2
	switch {
	case f <= 0:
		return math.Hypot(p[0]-a[0], p[1]-a[1])
	case f >= 1:
		return math.Hypot(p[0]-b[0], p[1]-b[1])
	default:
		return math.Abs((p[0]-a[0])*dy-(p[1]-a[1])*dx) / math.Sqrt(l2)
	}
}
