package render

import (
	"math"

	"github.com/paulmach/orb"
)

// path is a line, or a ring when closed, in pixels.
type path struct {
	points []orb.Point
	closed bool
	// begin is how much of the line, in pixels, was cut off before the first point: dashes and marks along it are counted from there.
	begin float64
}

// transform turns, enlarges and moves points: x' = a x - b y + dx, y' = b x + a y + dy.
type transform struct{ a, b, dx, dy float64 }

// placed is the transform that enlarges by size, turns by radians clockwise (y is down) and moves the origin to at.
func placed(at orb.Point, radians, size float64) transform {
	sin, cos := math.Sincos(radians)
	return transform{a: size * cos, b: size * sin, dx: at[0], dy: at[1]}
}

func (t transform) point(p orb.Point) orb.Point {
	return orb.Point{t.a*p[0] - t.b*p[1] + t.dx, t.b*p[0] + t.a*p[1] + t.dy}
}

func (t transform) paths(all []path) []path {
	out := make([]path, len(all))
	for i, p := range all {
		points := make([]orb.Point, len(p.points))
		for j, q := range p.points {
			points[j] = t.point(q)
		}
		out[i] = path{points: points, closed: p.closed}
	}
	return out
}

// segments calls visit for every segment of the path with its length and unit direction.
func (p *path) segments(visit func(from, to orb.Point, length float64)) {
	n := len(p.points)
	last := n - 1
	if p.closed {
		last = n
	}
	for i := range last {
		a, b := p.points[i], p.points[(i+1)%n]
		if l := math.Hypot(b[0]-a[0], b[1]-a[1]); l > 0 {
			visit(a, b, l)
		}
	}
}

// dashed cuts the path into strokes.
func (p *path) dashed(dash []float64, offset float64) []path {
	total := 0.0
	for _, d := range dash {
		total += d
	}
	if len(dash)%2 == 1 {
		dash, total = append(dash[:len(dash):len(dash)], dash...), 2*total
	}
	var out []path
	var open []orb.Point
	at := math.Mod(offset+p.begin, total)
	if at < 0 {
		at += total
	}
	i := 0
	for at >= dash[i] {
		at -= dash[i]
		i = (i + 1) % len(dash)
	}
	left := dash[i] - at
	end := func() {
		if len(open) > 1 {
			out = append(out, path{points: open})
		}
		open = nil
	}
	p.segments(func(a, b orb.Point, length float64) {
		done := 0.0
		for length-done > left {
			done += left
			q := orb.Point{a[0] + (b[0]-a[0])*done/length, a[1] + (b[1]-a[1])*done/length}
			if i%2 == 0 {
				open = append(pointsFrom(open, a), q)
				end()
			} else {
				open = []orb.Point{q}
			}
			i = (i + 1) % len(dash)
			if left = dash[i]; left == 0 { // a dot or no gap
				left = 1e-3
			}
		}
		left -= length - done
		if i%2 == 0 {
			open = append(pointsFrom(open, a), b)
		}
	})
	end()
	return out
}

func pointsFrom(open []orb.Point, a orb.Point) []orb.Point {
	if len(open) == 0 {
		return append(open, a)
	}
	return open
}

// every calls visit at every step of the path's length, from first on, with the direction there. Positions are counted from
// where the whole line begins.
func (p *path) every(first, step float64, visit func(at orb.Point, radians float64)) {
	next := first
	if p.begin > first {
		next += math.Ceil((p.begin-first)/step) * step
	}
	done := p.begin
	p.segments(func(a, b orb.Point, length float64) {
		for ; next <= done+length; next += step {
			f := (next - done) / length
			visit(orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}, math.Atan2(b[1]-a[1], b[0]-a[0]))
		}
		done += length
	})
}

// moved is the path at a distance to its left, seen in its direction (y is down). Where it bends too sharply corners are cut, and what
// would turn back is left out.
func (p *path) moved(distance float64) path {
	type edge struct{ a, b, dir orb.Point }
	var edges []edge
	p.segments(func(a, b orb.Point, length float64) {
		d := orb.Point{(b[0] - a[0]) / length, (b[1] - a[1]) / length}
		shift := orb.Point{d[1] * distance, -d[0] * distance}
		edges = append(edges, edge{orb.Point{a[0] + shift[0], a[1] + shift[1]}, orb.Point{b[0] + shift[0], b[1] + shift[1]}, d})
	})
	if len(edges) == 0 {
		return path{closed: p.closed, begin: p.begin}
	}
	corner := func(e, f *edge) []orb.Point {
		cross := e.dir[0]*f.dir[1] - e.dir[1]*f.dir[0]
		dot := e.dir[0]*f.dir[0] + e.dir[1]*f.dir[1]
		if math.Abs(cross) < 1e-9 || dot < -0.88 { // straight on, or a mitre longer than four widths
			return []orb.Point{e.b, f.a}
		}
		t := ((f.a[0]-e.a[0])*f.dir[1] - (f.a[1]-e.a[1])*f.dir[0]) / cross
		return []orb.Point{{e.a[0] + t*e.dir[0], e.a[1] + t*e.dir[1]}}
	}
	// An edge whose ends have changed places is too short for the bend, and is taken out.
	for pass := 0; pass < 8 && len(edges) > 2; pass++ {
		kept := edges[:0:0]
		for i := range edges {
			if i == 0 && !p.closed || i == len(edges)-1 && !p.closed {
				kept = append(kept, edges[i])
				continue
			}
			n := len(edges)
			before, after := corner(&edges[(i+n-1)%n], &edges[i]), corner(&edges[i], &edges[(i+1)%n])
			from, to := before[len(before)-1], after[0]
			if (to[0]-from[0])*edges[i].dir[0]+(to[1]-from[1])*edges[i].dir[1] >= 0 {
				kept = append(kept, edges[i])
			}
		}
		if len(kept) == len(edges) || len(kept) < 2 {
			break
		}
		edges = kept
	}
	out := path{closed: p.closed, begin: p.begin}
	if !p.closed {
		out.points = append(out.points, edges[0].a)
	}
	for i := range edges {
		if i == len(edges)-1 && !p.closed {
			out.points = append(out.points, edges[i].b)
		} else {
			out.points = append(out.points, corner(&edges[i], &edges[(i+1)%len(edges)])...)
		}
	}
	return out
}
