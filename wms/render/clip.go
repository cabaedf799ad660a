package render

import (
	"math"

	"github.com/paulmach/orb"
)

// clipLine adds the parts of a line inside the frame (Liang and Barsky) to lines, each with how much of the line is before it.
func (s *shape) clipLine(lines []path, l []orb.Point, frame orb.Bound) []path {
	start, done, begin := len(s.arena), 0.0, 0.0
	end := func() {
		if len(s.arena)-start >= 2 {
			lines = append(lines, path{points: s.arena[start:len(s.arena):len(s.arena)], begin: begin})
		}
		start = len(s.arena)
	}
	for i := 1; i < len(l); i++ {
		p, q, ok := clipSegment(l[i-1], l[i], frame)
		step := distance(l[i-1], l[i])
		if !ok {
			done += step
			end()
			continue
		}
		if len(s.arena) == start {
			begin = done + distance(l[i-1], p)
			s.arena = append(s.arena, p)
		}
		s.arena = append(s.arena, q)
		if q != l[i] {
			end()
		}
		done += step
	}
	end()
	return lines
}

func distance(a, b orb.Point) float64 { return math.Hypot(b[0]-a[0], b[1]-a[1]) }

// clipSegment returns the part of the segment inside the frame.
func clipSegment(p, q orb.Point, frame orb.Bound) (orb.Point, orb.Point, bool) {
	from, to := 0.0, 1.0
	for axis := range 2 {
		d := q[axis] - p[axis]
		for _, side := range [2][2]float64{{-d, p[axis] - frame.Min[axis]}, {d, frame.Max[axis] - p[axis]}} {
			switch {
			case side[0] == 0 && side[1] < 0:
				return p, q, false
			case side[0] < 0:
				from = max(from, side[1]/side[0])
			case side[0] > 0:
				to = min(to, side[1]/side[0])
			}
		}
	}
	if from > to {
		return p, q, false
	}
	a, b := p, q
	if from > 0 {
		a = orb.Point{p[0] + from*(q[0]-p[0]), p[1] + from*(q[1]-p[1])}
	}
	if to < 1 {
		b = orb.Point{p[0] + to*(q[0]-p[0]), p[1] + to*(q[1]-p[1])}
	}
	return a, b, true
}

// clipRing keeps the part of a ring inside the frame (Sutherland and Hodgman). Where parts are joined the ring runs
// along the frame, outside of the picture.
func (s *shape) clipRing(ring []orb.Point, frame orb.Bound) []orb.Point {
	s.clip[0] = append(s.clip[0][:0], ring...)
	in, out := s.clip[0], s.clip[1]
	for axis := range 2 {
		for _, edge := range [2]struct{ at, sign float64 }{{frame.Min[axis], 1}, {frame.Max[axis], -1}} {
			out = out[:0]
			for i, q := range in {
				p := in[(i+len(in)-1)%len(in)]
				dp, dq := (p[axis]-edge.at)*edge.sign, (q[axis]-edge.at)*edge.sign
				if (dp >= 0) != (dq >= 0) {
					f := dp / (dp - dq)
					cut := orb.Point{p[0] + f*(q[0]-p[0]), p[1] + f*(q[1]-p[1])}
					cut[axis] = edge.at
					out = append(out, cut)
				}
				if dq >= 0 {
					out = append(out, q)
				}
			}
			in, out = out, in
		}
	}
	s.clip[0], s.clip[1] = in, out
	return s.keep(in...)
}
