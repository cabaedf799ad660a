package tiles

import (
	"slices"
)

// clean removes from a ring what makes it invalid or adds nothing: repeated vertices, vertices on a straight line, and spikes. What
// is left has at least three vertices, or none.
func clean(ring []vertex) []vertex {
	out := ring[:0:0]
	for _, v := range ring {
		out = appendTurn(out, v)
	}
	for len(out) > 0 { // the same where the ring closes
		n := len(out)
		switch {
		case n < 3:
			return nil
		case out[n-1] == out[0] || straight(out[n-2], out[n-1], out[0]):
			out = out[:n-1]
		case straight(out[n-1], out[0], out[1]):
			out = out[1:]
		default:
			return out
		}
	}
	return nil
}

// appendTurn appends v, and drops vertices before it that lie on a line with it.
func appendTurn(out []vertex, v vertex) []vertex {
	for len(out) >= 2 && straight(out[len(out)-2], out[len(out)-1], v) {
		out = out[:len(out)-1]
	}
	return appendVertex(out, v)
}

func straight(a, b, c vertex) bool {
	return float64(b[0]-a[0])*float64(c[1]-b[1]) == float64(b[1]-a[1])*float64(c[0]-b[0])
}

// area is twice the area of a ring, positive when it goes clockwise as seen on a screen: x to the right, y down (MVT 2.1, 4.3.4.4).
func area(ring []vertex) float64 {
	if len(ring) == 0 {
		return 0
	}
	o, sum := ring[0], 0.0
	for i, v := range ring {
		w := ring[(i+1)%len(ring)]
		sum += float64(v[0]-o[0])*float64(w[1]-o[1]) - float64(w[0]-o[0])*float64(v[1]-o[1])
	}
	return sum
}

// orient turns a ring so that its area has the sign.
func orient(ring []vertex, sign float64) []vertex {
	if area(ring)*sign < 0 {
		slices.Reverse(ring)
	}
	return ring
}

// nest orders the rings of a feature, so that each outer ring is followed by its holes, as MVT 2.1 asks. A hole that is in no
// outer ring is dropped: snapping turned it over.
func nest(rings [][]vertex) [][]vertex {
	outers, holes := rings[:0:0], rings[:0:0]
	for _, r := range rings {
		if a := area(r); a > 0 {
			outers = append(outers, r)
		} else if a < 0 {
			holes = append(holes, r)
		}
	}
	if len(holes) == 0 || len(outers) == 0 {
		return outers
	}
	bounds := make([]extent, len(outers))
	for i, o := range outers {
		bounds[i] = extentOf(o)
	}
	of := make([][][]vertex, len(outers))
	for _, h := range holes {
		in, least := -1, 0.0
		for i, o := range outers { // the smallest, where an island has an island around it
			if a := area(o); a > -area(h) && (in < 0 || a < least) && bounds[i].has(h[0]) && holds(o, h) {
				in, least = i, a
			}
		}
		if in >= 0 {
			of[in] = append(of[in], h)
		}
	}
	nested := make([][]vertex, 0, len(outers)+len(holes))
	for i, o := range outers {
		nested = append(append(nested, o), of[i]...)
	}
	return nested
}

// holds says whether ring o has hole h inside, by the first vertex of h that is not on o.
func holds(o, h []vertex) bool {
	for _, p := range h {
		if in, on := locate(o, p); !on {
			return in
		}
	}
	return true
}

// locate says whether p is inside a ring, or on it.
func locate(ring []vertex, p vertex) (in, on bool) {
	a := ring[len(ring)-1]
	for _, b := range ring {
		if between(a, b, p) && straight(a, b, p) {
			return false, true
		}
		if (a[1] > p[1]) != (b[1] > p[1]) {
			x := float64(a[0]) + float64(p[1]-a[1])/float64(b[1]-a[1])*float64(b[0]-a[0])
			if float64(p[0]) < x {
				in = !in
			}
		}
		a = b
	}
	return in, false
}

func between(a, b, p vertex) bool {
	return p[0] >= min(a[0], b[0]) && p[0] <= max(a[0], b[0]) && p[1] >= min(a[1], b[1]) && p[1] <= max(a[1], b[1])
}
