package render

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// grain is how near, in pixels, a vertex may be to the one before to be left out.
const grain = 0.3

// shape is a feature's geometry in pixels, taken apart into points, lines and areas, simplified and cut to the picture
// with a margin. Its slices are reused from feature to feature.
type shape struct {
	mapping mapping
	margin  float64

	points []orb.Point
	lines  []path
	areas  [][][]orb.Point
	// outers and holes are the rings of areas before they were cut.
	rings []ringPath

	arena []orb.Point
	clip  [2][]orb.Point
}

// ringPath is a whole ring of an area.
type ringPath struct {
	points []orb.Point
	hole   bool
}

func (s *shape) set(g orb.Geometry) {
	s.points, s.lines, s.areas, s.rings, s.arena = s.points[:0], s.lines[:0], s.areas[:0], s.rings[:0], s.arena[:0]
	s.add(g)
}

func (s *shape) add(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		s.point(g)
	case orb.MultiPoint:
		for _, p := range g {
			s.point(p)
		}
	case orb.LineString:
		s.line(g)
	case orb.MultiLineString:
		for _, l := range g {
			s.line(l)
		}
	case orb.Ring:
		s.area(orb.Polygon{g})
	case orb.Polygon:
		s.area(g)
	case orb.MultiPolygon:
		for _, p := range g {
			s.area(p)
		}
	case orb.Collection:
		for _, m := range g {
			s.add(m)
		}
	case orb.Bound:
		s.area(g.ToPolygon())
	}
}

// frame is the part of the plane that is drawn, in pixels.
func (s *shape) frame() orb.Bound {
	return orb.Bound{Min: orb.Point{-s.margin, -s.margin}, Max: orb.Point{float64(s.mapping.width) + s.margin, float64(s.mapping.height) + s.margin}}
}

func (s *shape) point(p orb.Point) {
	q := s.mapping.pixel(p)
	if s.frame().Contains(q) {
		s.points = append(s.points, q)
	}
}

func (s *shape) line(l orb.LineString) {
	if len(l) < 2 {
		return
	}
	px, bound := s.toPixels(l, false)
	frame := s.frame()
	switch {
	case !bound.Intersects(frame):
	case frame.Contains(bound.Min) && frame.Contains(bound.Max):
		s.lines = append(s.lines, path{points: px})
	default:
		s.lines = s.clipLine(s.lines, px, frame)
	}
}

func (s *shape) area(p orb.Polygon) {
	frame := s.frame()
	var rings [][]orb.Point
	for i, ring := range p {
		if len(ring) == 0 {
			if i == 0 {
				return
			}
			continue
		}
		px, bound := s.toPixels(ring, true)
		if !bound.Intersects(frame) {
			px = nil
		} else if s.rings = append(s.rings, ringPath{px, i > 0}); !frame.Contains(bound.Min) || !frame.Contains(bound.Max) {
			px = s.clipRing(px, frame)
		}
		if len(px) < 2 {
			if i > 0 {
				continue
			}
			if px = s.speck(bound, frame); px == nil {
				return
			}
		}
		rings = append(rings, px)
	}
	if len(rings) > 0 {
		s.areas = append(s.areas, rings)
	}
}

// speck stands for an area smaller than a part of a pixel, which would vanish otherwise.
func (s *shape) speck(b, frame orb.Bound) []orb.Point {
	if b.Max[0]-b.Min[0] > 1 || b.Max[1]-b.Min[1] > 1 || !frame.Contains(b.Min) {
		return nil
	}
	return s.keep(b.Min, orb.Point{b.Min[0] + grain, b.Min[1]}, orb.Point{b.Min[0] + grain, b.Min[1] + grain}, orb.Point{b.Min[0], b.Min[1] + grain})
}

// keep puts points into the arena.
func (s *shape) keep(points ...orb.Point) []orb.Point {
	start := len(s.arena)
	s.arena = append(s.arena, points...)
	return s.arena[start:len(s.arena):len(s.arena)]
}

// toPixels moves vertices to pixels and leaves out those that change nothing to be seen. A ring loses its last vertex,
// which repeats the first.
func (s *shape) toPixels(vertices []orb.Point, ring bool) ([]orb.Point, orb.Bound) {
	if ring && len(vertices) > 1 && vertices[0] == vertices[len(vertices)-1] {
		vertices = vertices[:len(vertices)-1]
	}
	start := len(s.arena)
	last := s.mapping.pixel(vertices[0])
	bound := orb.Bound{Min: last, Max: last}
	s.arena = append(s.arena, last)
	for i, v := range vertices[1:] {
		q := s.mapping.pixel(v)
		bound.Min[0], bound.Min[1] = min(bound.Min[0], q[0]), min(bound.Min[1], q[1])
		bound.Max[0], bound.Max[1] = max(bound.Max[0], q[0]), max(bound.Max[1], q[1])
		if math.Abs(q[0]-last[0]) < grain && math.Abs(q[1]-last[1]) < grain && (ring || i != len(vertices)-2) {
			continue
		}
		last = q
		s.arena = append(s.arena, q)
	}
	return s.arena[start:len(s.arena):len(s.arena)], bound
}

// outlines are the boundaries of areas as lines, cut where they leave the frame: what is counted along them or moved sideways is
// then as in the whole ring.
func (s *shape) outlines(offset float64) []path {
	var out []path
	frame := s.frame()
	for _, r := range s.rings {
		ring := path{points: r.points, closed: true}
		if offset != 0 {
			ring = ring.moved(outwards(r, offset))
		}
		if len(ring.points) < 2 {
			continue
		}
		if b := boundOf(ring.points); frame.Contains(b.Min) && frame.Contains(b.Max) {
			out = append(out, ring)
			continue
		}
		closed := slices.Concat(ring.points, ring.points[:1])
		out = s.clipLine(out, closed, frame)
	}
	return out
}

// outwards is the side, for moved, that makes an area larger.
func outwards(r ringPath, offset float64) float64 {
	if (signedArea(r.points) > 0) == r.hole { // y is down: a positive area turns clockwise, and has its outside on the left
		return -offset
	}
	return offset
}

// widened are the areas with their rings moved outwards.
func (s *shape) widened(offset float64) [][][]orb.Point {
	var out [][][]orb.Point
	frame := s.frame()
	for _, r := range s.rings {
		moved := (&path{points: r.points, closed: true}).moved(outwards(r, offset))
		if len(moved.points) < 3 || (signedArea(moved.points) > 0) != (signedArea(r.points) > 0) {
			continue // it has vanished
		}
		ring := slices.Clone(s.clipRing(moved.points, frame))
		switch {
		case len(ring) < 3:
		case r.hole && len(out) > 0:
			out[len(out)-1] = append(out[len(out)-1], ring)
		case !r.hole:
			out = append(out, [][]orb.Point{ring})
		}
	}
	return out
}
