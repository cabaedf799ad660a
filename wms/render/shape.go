package render

import (
	"math"

	"github.com/paulmach/orb"

	"haavi/styles"
)

// grain is how near, in pixels, a vertex may be to the one before to be left out.
const grain = 0.3

// shape is a feature's geometry in pixels, taken apart into points, lines and areas, simplified and cut to the picture
// with a margin. Its slices are reused from feature to feature.
type shape struct {
	mapping mapping
	margin  float64

	points []orb.Point
	lines  [][]orb.Point
	areas  [][][]orb.Point

	arena []orb.Point
	clip  [2][]orb.Point
}

func (s *shape) set(g orb.Geometry) {
	s.points, s.lines, s.areas, s.arena = s.points[:0], s.lines[:0], s.areas[:0], s.arena[:0]
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
		s.lines = append(s.lines, px)
	default:
		s.clipLine(px, frame)
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
		} else if !frame.Contains(bound.Min) || !frame.Contains(bound.Max) {
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

// centre is the place of a mark or label on lines (the middle of the longest) or areas (inside the largest).
func (s *shape) centre(only styles.Dimensions) (orb.Point, bool) {
	if only.Has(2) && len(s.areas) > 0 {
		largest, most := 0, -1.0
		for i, a := range s.areas {
			if size := math.Abs(signedArea(a[0])); size > most {
				largest, most = i, size
			}
		}
		return inside(s.areas[largest]), true
	}
	if only.Has(1) && len(s.lines) > 0 {
		longest, most := 0, -1.0
		for i, l := range s.lines {
			if n := length(l); n > most {
				longest, most = i, n
			}
		}
		return midway(s.lines[longest], most/2), true
	}
	return orb.Point{}, false
}
