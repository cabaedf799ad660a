package tiles

import (
	"cmp"
	"math"
	"slices"
)

// strand is an edge that rings go along, from its left end to its right one, or upwards.
type strand struct {
	from, to vertex
	// times is how often rings go along it, less how often they come back.
	times int
	// left and right are how often rings go around what is beside it, in a system whose y goes up.
	left, right int
}

// compare orders vertices from left to right, and upwards.
func (v vertex) compare(o vertex) int {
	return cmp.Or(cmp.Compare(v[0], o[0]), cmp.Compare(v[1], o[1]))
}

// strandsOf are the edges of rings, in the order of their ends, without those that rings go along as often in both directions.
func strandsOf(rings [][]vertex) []strand {
	var all []strand
	for _, s := range sidesOf(rings) {
		if s.from.compare(s.to) < 0 {
			all = append(all, strand{from: s.from, to: s.to, times: 1})
		} else {
			all = append(all, strand{from: s.to, to: s.from, times: -1})
		}
	}
	slices.SortFunc(all, func(a, b strand) int { return cmp.Or(a.from.compare(b.from), a.to.compare(b.to)) })
	merged := all[:0]
	for _, s := range all {
		if n := len(merged); n > 0 && merged[n-1].from == s.from && merged[n-1].to == s.to {
			merged[n-1].times += s.times
		} else {
			merged = append(merged, s)
		}
	}
	return slices.DeleteFunc(merged, func(s strand) bool { return s.times == 0 })
}

// wind finds how often rings go around what is beside the strands, by a sweep from left to right. Strands meet at their ends only, and are in the
// order of strandsOf.
func wind(strands []strand) {
	ends := make([]vertex, 0, 2*len(strands))
	for i := range strands {
		ends = append(ends, strands[i].from, strands[i].to)
	}
	slices.SortFunc(ends, vertex.compare)
	var met []*strand // those that the sweep is on, upwards
	var begun []*strand
	for _, v := range slices.Compact(ends) {
		low, _ := slices.BinarySearchFunc(met, v, func(s *strand, v vertex) int { return -turn(s.from, s.to, v) })
		high := low
		for high < len(met) && met[high].to == v {
			high++
		}
		for begun = begun[:0]; len(strands) > 0 && strands[0].from == v; strands = strands[1:] {
			begun = append(begun, &strands[0])
		}
		slices.SortFunc(begun, func(s, t *strand) int { return turn(v, t.to, s.to) })
		times := 0
		if low > 0 {
			times = met[low-1].left
		}
		for _, s := range begun {
			s.right = times
			times += s.times
			s.left = times
		}
		met = slices.Replace(met, low, high, begun...)
	}
}

// ways are the edges that leave each vertex.
type ways map[vertex][]vertex

// outline makes rings around what other rings go around so often as is says: each goes around one area whose inside hangs
// together, on the left in a system whose y goes up, and is parted at the vertices that it comes back to.
func outline(strands []strand, is func(times int) bool) (rings [][]vertex) {
	next := make(ways, len(strands))
	for i := range strands {
		s := &strands[i]
		switch left, right := is(s.left), is(s.right); {
		case left && !right:
			next[s.from] = append(next[s.from], s.to)
		case right && !left:
			next[s.to] = append(next[s.to], s.from)
		}
	}
	for i := range strands {
		for len(next[strands[i].from]) > 0 {
			rings = split(rings, next.walk(strands[i].from))
		}
	}
	return rings
}

// inside and turned say, by how often rings go around a place, whether it is in the area, or would be if the rings went the other way.
func inside(times int) bool { return times > 0 }
func turned(times int) bool { return times < 0 }

// turnedOver are the polygons that rings go around the wrong way because they cross themselves in the data: one half of an 8. Snapping
// moves a vertex by less than a unit, so what it has turned over holds no circle of that radius, and its area is no larger than its
// circumference: that is left out.
func turnedOver(strands []strand) (rings [][]vertex) {
	wide := false
	for _, r := range nest(outline(strands, turned)) {
		if twice := area(r); twice > 0 {
			wide = twice > 2*circumference(r)
		}
		if wide {
			rings = append(rings, r)
		}
	}
	return rings
}

func circumference(ring []vertex) (sum float64) {
	a := ring[len(ring)-1]
	for _, b := range ring {
		sum += math.Hypot(float64(b[0]-a[0]), float64(b[1]-a[1]))
		a = b
	}
	return sum
}

// walk goes from a vertex until it is back and would go the same way again, and takes the edges out. As many edges leave a vertex as
// come to it, so there is always a way.
func (w ways) walk(start vertex) []vertex {
	first := w.take(start, 0)
	ring := []vertex{start}
	for from, v := start, first; ; {
		out := w[v]
		if v == start {
			out = append(slices.Clone(out), first) // the way that was gone first is the last of these
		}
		i := leftmost(from, v, out)
		if v == start && i == len(out)-1 {
			return ring
		}
		ring = append(ring, v)
		from, v = v, w.take(v, i)
	}
}

func (w ways) take(v vertex, i int) vertex {
	to := w[v][i]
	w[v] = slices.Delete(w[v], i, i+1)
	return to
}

// leftmost is the way at v that turns most to the left for one who comes from a vertex.
func leftmost(from, v vertex, out []vertex) int {
	best, least := 0, math.Inf(1)
	if len(out) == 1 {
		return 0
	}
	for i, to := range out {
		ax, ay, bx, by := float64(from[0]-v[0]), float64(from[1]-v[1]), float64(to[0]-v[0]), float64(to[1]-v[1])
		turned := math.Atan2(ay*bx-ax*by, ax*bx+ay*by) // clockwise from the way back
		if turned <= 0 {
			turned += 2 * math.Pi
		}
		if turned < least {
			best, least = i, turned
		}
	}
	return best
}
