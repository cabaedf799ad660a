package tiles

import (
	"cmp"
	"math"
	"slices"
)

// box is the square that geometries are cut at, its edges included.
type box struct{ lo, hi int64 }

func (b box) has(v vertex) bool { return v[0] >= b.lo && v[0] <= b.hi && v[1] >= b.lo && v[1] <= b.hi }

// edge is one side of a box: vertices with sign*(v[axis]-at) >= 0 are inside.
type edge struct {
	axis     int
	sign, at int64
}

func (b box) edges() [4]edge {
	return [4]edge{{0, 1, b.lo}, {0, -1, b.hi}, {1, 1, b.lo}, {1, -1, b.hi}}
}

func (e edge) inside(v vertex) bool { return e.sign*(v[e.axis]-e.at) >= 0 }

// within is inside but not on the edge: where a ring only touches the edge, it is parted there, and does not touch itself later.
func (e edge) within(v vertex) bool { return e.sign*(v[e.axis]-e.at) > 0 }

// cross is where the segment from a to b meets the edge. It is the same from b to a.
func (e edge) cross(a, b vertex) vertex {
	if a[e.axis] > b[e.axis] {
		a, b = b, a
	}
	other := 1 - e.axis
	t := float64(e.at-a[e.axis]) / float64(b[e.axis]-a[e.axis])
	v := vertex{}
	v[e.axis] = e.at
	v[other] = int64(math.Floor(float64(a[other]) + t*float64(b[other]-a[other]) + 0.5))
	return v
}

// clipLine cuts a line into the pieces inside of the box.
func clipLine(line []vertex, b box) [][]vertex {
	pieces := [][]vertex{line}
	for _, e := range b.edges() {
		var kept [][]vertex
		for _, p := range pieces {
			kept = e.clipLine(kept, p)
		}
		pieces = kept
	}
	return pieces
}

func (e edge) clipLine(dst [][]vertex, line []vertex) [][]vertex {
	if !slices.ContainsFunc(line, func(v vertex) bool { return !e.inside(v) }) {
		return append(dst, line)
	}
	var piece []vertex
	for i, v := range line {
		in := e.inside(v)
		if i > 0 && in != e.inside(line[i-1]) {
			piece = appendVertex(piece, e.cross(line[i-1], v))
		}
		if in {
			piece = appendVertex(piece, v)
		} else if piece != nil {
			dst, piece = append(dst, piece), nil
		}
	}
	if piece != nil {
		dst = append(dst, piece)
	}
	return dst
}

// appendVertex appends v unless it is the last one already.
func appendVertex(line []vertex, v vertex) []vertex {
	if n := len(line); n > 0 && line[n-1] == v {
		return line
	}
	return append(line, v)
}

// clipRings cuts the rings of one polygon, whose outer ring has a positive area and whose holes have negative ones. Unlike a cut of
// each ring by itself it leaves no bridges along the edge: what the edge parts become rings of their own.
func clipRings(rings [][]vertex, b box) [][]vertex {
	for _, e := range b.edges() {
		rings = e.clipRings(rings)
	}
	return rings
}

// chain is a piece of a ring inside of an edge. It begins and ends on the edge.
type chain struct {
	points []vertex
	next   int
}

func (e edge) clipRings(rings [][]vertex) [][]vertex {
	var kept [][]vertex
	var chains []chain
	var cut [][]vertex
	for _, r := range rings {
		in := 0
		for _, v := range r {
			if e.within(v) {
				in++
			}
		}
		switch {
		case in == 0:
		case in == len(r):
			kept = append(kept, r)
		default:
			cut = append(cut, r)
			chains = e.chains(chains, r)
		}
	}
	if len(chains) == 0 {
		return kept
	}
	if e.join(chains) {
		return appendCycles(kept, chains)
	}
	// The rings cross themselves or one another: cut each by itself, with bridges along the edge (Sutherland and Hodgman).
	for _, r := range cut {
		kept = append(kept, e.clipRing(r))
	}
	return kept
}

// chains appends the pieces of a ring that has vertices on both sides.
func (e edge) chains(dst []chain, r []vertex) []chain {
	start := slices.IndexFunc(r, func(v vertex) bool { return !e.within(v) })
	prev, wasIn := r[start], false
	var piece []vertex
	for i := 1; i <= len(r); i++ {
		v := r[(start+i)%len(r)]
		in := e.within(v)
		if in != wasIn {
			piece = appendVertex(piece, e.cross(prev, v))
		}
		if in {
			piece = appendVertex(piece, v)
		} else if wasIn {
			dst, piece = append(dst, chain{points: piece}), nil
		}
		prev, wasIn = v, in
	}
	return dst
}

// join finds, for the end of each chain, the chain that goes on from there along the edge. Sorted along the edge in the
// direction in which the inside is on the left, ends and starts must take turns; if they do not, join returns false.
func (e edge) join(chains []chain) bool {
	direction := e.sign
	if e.axis == 0 {
		direction = -direction
	}
	along := func(v vertex) int64 { return direction * v[1-e.axis] }
	ends, starts := make([]int, len(chains)), make([]int, len(chains))
	for i := range chains {
		ends[i], starts[i] = i, i
	}
	endOf := func(i int) int64 { return along(chains[i].points[len(chains[i].points)-1]) }
	startOf := func(i int) int64 { return along(chains[i].points[0]) }
	slices.SortStableFunc(ends, func(i, j int) int { return cmp.Compare(endOf(i), endOf(j)) })
	slices.SortStableFunc(starts, func(i, j int) int { return cmp.Compare(startOf(i), startOf(j)) })
	for k := range ends {
		if endOf(ends[k]) > startOf(starts[k]) || k > 0 && startOf(starts[k-1]) > endOf(ends[k]) {
			return false
		}
		chains[ends[k]].next = starts[k]
	}
	return true
}

// appendCycles makes rings of joined chains.
func appendCycles(dst [][]vertex, chains []chain) [][]vertex {
	done := make([]bool, len(chains))
	for i := range chains {
		var ring []vertex
		for j := i; !done[j]; j = chains[j].next {
			done[j] = true
			for _, v := range chains[j].points {
				ring = appendVertex(ring, v)
			}
		}
		if len(ring) > 0 {
			dst = append(dst, ring)
		}
	}
	return dst
}

// clipRing cuts a ring by itself.
func (e edge) clipRing(r []vertex) []vertex {
	var out []vertex
	prev := r[len(r)-1]
	for _, v := range r {
		if e.within(v) != e.within(prev) {
			out = appendVertex(out, e.cross(prev, v))
		}
		if e.within(v) {
			out = appendVertex(out, v)
		}
		prev = v
	}
	return out
}
