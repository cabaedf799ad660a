package geom

import "github.com/paulmach/orb"

// path is a line or a ring with a tree of boxes over its segments: neighbours in a line are neighbours on the ground, so a binary
// tree over their order serves as a spatial index and costs no sorting.
type path struct {
	points []orb.Point
	leaves int         // number of leaves, each of leafSize segments
	boxes  []orb.Bound // boxes[1] is all; the children of i are 2i and 2i+1; the leaves are the last ones
}

const leafSize = 8

func newPath(points []orb.Point) *path {
	segments := max(1, len(points)-1)
	p := &path{points: points, leaves: (segments + leafSize - 1) / leafSize}
	p.boxes = make([]orb.Bound, 2*p.leaves)
	for i := range p.leaves {
		p.boxes[p.leaves+i] = boundOf(p.leaf(p.leaves + i))
	}
	for i := p.leaves - 1; i > 0; i-- {
		p.boxes[i] = p.boxes[2*i].Union(p.boxes[2*i+1])
	}
	return p
}

// leaf returns the vertices of the segments of a leaf.
func (p *path) leaf(node int) []orb.Point {
	first := (node - p.leaves) * leafSize
	return p.points[first:min(first+leafSize+1, len(p.points))]
}

func (p *path) isLeaf(node int) bool { return node >= p.leaves }

// boundOf needs one point at least.
func boundOf(points []orb.Point) orb.Bound {
	b := orb.Bound{Min: points[0], Max: points[0]}
	for _, p := range points[1:] {
		b.Min[0], b.Max[0] = min(b.Min[0], p[0]), max(b.Max[0], p[0])
		b.Min[1], b.Max[1] = min(b.Min[1], p[1]), max(b.Max[1], p[1])
	}
	return b
}

// paths returns the lines and rings of a shape.
func (s *shape) paths() []*path {
	var out []*path
	for _, l := range s.lines {
		out = append(out, newPath(l))
	}
	for _, poly := range s.polys {
		for _, r := range poly {
			if len(r) > 0 {
				out = append(out, newPath(r))
			}
		}
	}
	return out
}

// touching says whether a segment of one has a point in common with a segment of the other.
func touching(as, bs []*path) bool {
	for _, a := range as {
		for _, b := range bs {
			if touch(a, 1, b, 1) {
				return true
			}
		}
	}
	return false
}

func touch(a *path, i int, b *path, j int) bool {
	if !a.boxes[i].Intersects(b.boxes[j]) {
		return false
	}
	switch aLeaf, bLeaf := a.isLeaf(i), b.isLeaf(j); {
	case aLeaf && bLeaf:
		return segmentsTouch(a.leaf(i), b.leaf(j))
	case bLeaf || !aLeaf && size(a.boxes[i]) > size(b.boxes[j]):
		return touch(a, 2*i, b, j) || touch(a, 2*i+1, b, j)
	default:
		return touch(a, i, b, 2*j) || touch(a, i, b, 2*j+1)
	}
}

func size(b orb.Bound) float64 { return b.Max[0] - b.Min[0] + b.Max[1] - b.Min[1] }

func segmentsTouch(as, bs []orb.Point) bool {
	for i := 1; i < len(as); i++ {
		for j := 1; j < len(bs); j++ {
			if segmentsIntersect(as[i-1], as[i], bs[j-1], bs[j]) {
				return true
			}
		}
	}
	return false
}

func segmentsIntersect(a, b, c, d orb.Point) bool {
	if max(a[0], b[0]) < min(c[0], d[0]) || max(c[0], d[0]) < min(a[0], b[0]) ||
		max(a[1], b[1]) < min(c[1], d[1]) || max(c[1], d[1]) < min(a[1], b[1]) {
		return false
	}
	o1, o2 := orientation(a, b, c), orientation(a, b, d)
	if o1*o2 > 0 {
		return false
	}
	return orientation(c, d, a)*orientation(c, d, b) <= 0
}
