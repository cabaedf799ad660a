package tiles

import (
	"cmp"
	"math"
	"slices"
)

// Snapping can make rings touch or cross themselves and one another, and the rings of the data may do so already. Where they do, a vertex is
// put into both edges; what is left is the outline of all that the rings go around, which joins areas beside one another and opens holes
// at the edge, parted at the vertices that it comes back to.

// maxRounds is how often new vertices are looked after: a crossing that is rounded bends its edges, which may cross others then. Mostly two
// rounds are enough.
const maxRounds = 40

// dissolve makes valid polygons of the rings of a feature, which then meet in single vertices at most; each outer ring is followed by its holes.
// Outer rings have a positive area and holes a negative one; inside is what more outer rings than holes go around. Where more holes do,
// and that is too wide to come from snapping, crossed is true.
func dissolve(rings [][]vertex) (polygons [][]vertex, crossed bool) {
	rings, ok := planar(rings)
	if !ok || len(rings) == 1 && area(rings[0]) > 0 && !repeats(rings) {
		return nest(rings), false
	}
	edges := strandsOf(rings)
	wind(edges)
	return nest(outline(edges, inside)), len(turnedOver(edges)) > 0
}

// upright makes, of an outer ring that crosses itself in the data, or of its pieces, rings around all that it goes around in either direction.
func upright(rings [][]vertex) [][]vertex {
	rings, ok := planar(rings)
	if !ok {
		return rings
	}
	edges := strandsOf(rings)
	wind(edges)
	return append(outline(edges, inside), turnedOver(edges)...)
}

// planar puts vertices where edges meet; ok is false when there are too many.
func planar(rings [][]vertex) (cleaned [][]vertex, ok bool) {
	for _, r := range rings {
		if r = clean(r); len(r) > 0 {
			cleaned = append(cleaned, r)
		}
	}
	for range maxRounds {
		found, ok := meetings(cleaned)
		if !ok {
			return cleaned, false
		}
		if len(found) == 0 {
			return cleaned, true
		}
		cleaned = inserted(cleaned, found)
	}
	return cleaned, false
}

// meeting is a vertex to put into an edge; edges are counted through all rings, each by the vertex that it begins at.
type meeting struct {
	edge int
	at   vertex
}

// side is an edge of a ring.
type side struct {
	index    int
	from, to vertex
}

func sidesOf(rings [][]vertex) []side {
	var sides []side
	for _, r := range rings {
		sides = slices.Grow(sides, len(r))
		for i, v := range r {
			sides = append(sides, side{len(sides), v, r[(i+1)%len(r)]})
		}
	}
	return sides
}

// maxPairs is the most pairs of edges that are compared, for each edge; rings that have more are left as they are.
const maxPairs = 200

// meetings finds where edges meet other than at a vertex of both, by a sweep along the axis in which they are shorter; ok is false when there are
// too many to look at.
func meetings(rings [][]vertex) (found []meeting, ok bool) {
	sides := sidesOf(rings)
	axis := shorter(sides)
	other := 1 - axis
	order := make([]uint64, len(sides)) // the end of each edge that the sweep comes to first, and its index
	for i, s := range sides {
		order[i] = uint64(uint32(min(s.from[axis], s.to[axis]))^1<<31)<<32 | uint64(i)
	}
	slices.Sort(order)
	pairs := 0
	for i, key := range order {
		a := sides[uint32(key)]
		last, bottom, top := max(a.from[axis], a.to[axis]), min(a.from[other], a.to[other]), max(a.from[other], a.to[other])
		for _, key := range order[i+1:] {
			b := &sides[uint32(key)]
			if b.from[axis] > last && b.to[axis] > last {
				break
			}
			if pairs++; pairs > maxPairs*len(sides) {
				return nil, false
			}
			if min(b.from[other], b.to[other]) <= top && max(b.from[other], b.to[other]) >= bottom {
				found = a.meet(*b, found)
			}
		}
	}
	return found, true
}

// shorter is the axis in which edges are shorter.
func shorter(sides []side) (axis int) {
	var long vertex
	for _, s := range sides {
		for i := range long {
			long[i] += abs(s.to[i] - s.from[i])
		}
	}
	if long[1] < long[0] {
		return 1
	}
	return 0
}

// meet appends what must be put into two edges.
func (s side) meet(o side, found []meeting) []meeting {
	before := len(found)
	for _, v := range [2]vertex{o.from, o.to} {
		if s.passes(v) {
			found = append(found, meeting{s.index, v})
		}
	}
	for _, v := range [2]vertex{s.from, s.to} {
		if o.passes(v) {
			found = append(found, meeting{o.index, v})
		}
	}
	if len(found) > before || turn(s.from, s.to, o.from)*turn(s.from, s.to, o.to) >= 0 || turn(o.from, o.to, s.from)*turn(o.from, o.to, s.to) >= 0 {
		return found
	}
	t := float64(cross(o.from, o.to, s.from)) / float64(cross(o.from, o.to, s.from)-cross(o.from, o.to, s.to))
	v := vertex{}
	for i := range v {
		v[i] = int64(math.Floor(float64(s.from[i]) + t*float64(s.to[i]-s.from[i]) + 0.5))
	}
	for _, e := range [2]side{s, o} {
		if v != e.from && v != e.to {
			found = append(found, meeting{e.index, v})
		}
	}
	return found
}

// passes says whether an edge goes through v, other than at its ends.
func (s side) passes(v vertex) bool {
	return v != s.from && v != s.to && between(s.from, s.to, v) && cross(s.from, s.to, v) == 0
}

func cross(a, b, c vertex) int64 { return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0]) }

// turn is 1, 0 or -1: on which side of the line from a to b c is.
func turn(a, b, c vertex) int { return cmp.Compare(cross(a, b, c), 0) }

// inserted puts the vertices into their edges, in the order in which the rings come to them.
func inserted(rings [][]vertex, found []meeting) [][]vertex {
	sides := sidesOf(rings)
	distance := func(m meeting) int64 {
		from := sides[m.edge].from
		return abs(m.at[0]-from[0]) + abs(m.at[1]-from[1])
	}
	slices.SortFunc(found, func(a, b meeting) int {
		return cmp.Or(cmp.Compare(a.edge, b.edge), cmp.Compare(distance(a), distance(b)))
	})
	edge := 0
	for i, ring := range rings {
		out := make([]vertex, 0, len(ring)+8)
		for _, v := range ring {
			out = appendVertex(out, v)
			for ; len(found) > 0 && found[0].edge == edge; found = found[1:] {
				out = appendVertex(out, found[0].at)
			}
			edge++
		}
		rings[i] = closed(out)
	}
	return rings
}

// repeats says whether rings have a vertex twice, in one or in two of them.
func repeats(rings [][]vertex) bool {
	var all []uint64
	for _, r := range rings {
		all = slices.Grow(all, len(r))
		for _, v := range r {
			all = append(all, uint64(uint32(v[0]))<<32|uint64(uint32(v[1])))
		}
	}
	slices.Sort(all)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] {
			return true
		}
	}
	return false
}

// split parts a ring at the vertices that it comes back to, and appends the parts, which are clean.
func split(dst [][]vertex, ring []vertex) [][]vertex {
	at := make(map[vertex]int, len(ring))
	out := make([]vertex, 0, len(ring))
	add := func(r []vertex) {
		if r = clean(r); len(r) > 0 {
			dst = append(dst, r)
		}
	}
	for _, v := range ring {
		i, back := at[v]
		if !back {
			at[v] = len(out)
			out = append(out, v)
			continue
		}
		add(out[i:])
		for _, w := range out[i+1:] {
			delete(at, w)
		}
		out = out[:i+1]
	}
	add(out)
	return dst
}
