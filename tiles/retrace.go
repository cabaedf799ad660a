package tiles

import (
	"math"
	"slices"
)

// ways are the edges that leave each vertex.
type ways map[vertex][]vertex

// retraced takes out the edges that are there in both directions, and makes rings of the others: each goes around one area whose
// inside hangs together, on the left in a system whose y goes up.
func retraced(rings [][]vertex) [][]vertex {
	sides := sidesOf(rings)
	left := make(map[[2]vertex]int, len(sides))
	for _, s := range sides {
		if back := [2]vertex{s.to, s.from}; left[back] > 0 {
			left[back]--
		} else {
			left[[2]vertex{s.from, s.to}]++
		}
	}
	next := make(ways, len(sides))
	for _, s := range sides {
		if e := [2]vertex{s.from, s.to}; left[e] > 0 {
			left[e]--
			next[s.from] = append(next[s.from], s.to)
		}
	}
	var traced [][]vertex
	for _, s := range sides {
		for len(next[s.from]) > 0 {
			traced = append(traced, next.walk(s.from))
		}
	}
	return traced
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
