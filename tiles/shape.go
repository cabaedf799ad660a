package tiles

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// The geometry types of MVT 2.1 (4.3.4).
const (
	typePoint   = 1
	typeLine    = 2
	typePolygon = 3
)

// shaper turns geometries into what MVT draws of them. Its slices are used again for every feature.
type shaper struct {
	frame  frame
	box    box
	points []vertex
	lines  [][]vertex
	rings  [][]vertex
	// The largest of the lines and of the polygons that became too small to draw: kept in case that nothing else is left of the feature.
	tinyLine, tinyArea tiny
	// crossed says that outer rings may cross themselves, and not only because of snapping.
	crossed bool
}

// tiny is a shape that snapping left without length or area: its farthest vertices.
type tiny struct {
	a, b vertex
	size int64
	any  bool
}

// extent is the bound of vertices.
type extent struct {
	min, max vertex
	any      bool
}

func (e *extent) add(v vertex) {
	if !e.any {
		*e = extent{v, v, true}
		return
	}
	for i := range v {
		e.min[i], e.max[i] = min(e.min[i], v[i]), max(e.max[i], v[i])
	}
}

func (e *extent) size() int64 { return max(e.max[0]-e.min[0], e.max[1]-e.min[1]) }

func (e *extent) has(v vertex) bool {
	return v[0] >= e.min[0] && v[0] <= e.max[0] && v[1] >= e.min[1] && v[1] <= e.max[1]
}

func extentOf(vs []vertex) (e extent) {
	for _, v := range vs {
		e.add(v)
	}
	return e
}

// meets says whether any of e may be in the box.
func (b box) meets(e extent) bool {
	return e.any && e.min[0] <= b.hi && e.max[0] >= b.lo && e.min[1] <= b.hi && e.max[1] >= b.lo
}

// frames says whether all edges of a ring are on the sides of the box: it is around the tile, and not in it.
func (b box) frames(ring []vertex) bool {
	a := ring[len(ring)-1]
	for _, v := range ring {
		if !(a[0] == v[0] && (v[0] == b.lo || v[0] == b.hi) || a[1] == v[1] && (v[1] == b.lo || v[1] == b.hi)) {
			return false
		}
		a = v
	}
	return true
}

// covers says whether all of e is in the box.
func (b box) covers(e extent) bool { return e.any && b.has(e.min) && b.has(e.max) }

// shape collects the points, lines and rings that g has in the tile.
func (s *shaper) shape(g orb.Geometry) {
	s.crossed = false
	s.collect(g)
	if s.crossed {
		s.collect(g)
	}
	if len(s.points) > 1 {
		slices.SortFunc(s.points, func(v, w vertex) int { return cmp.Or(cmp.Compare(v[0], w[0]), cmp.Compare(v[1], w[1])) })
		s.points = slices.Compact(s.points)
	}
	if t := s.tinyLine; len(s.lines) == 0 && t.any {
		s.lines = append(s.lines, []vertex{t.a, {t.a[0] + 1, t.a[1]}})
	}
}

// collect gathers what g has in the tile. It finds out whether outer rings cross themselves; the second time these are put upright.
func (s *shaper) collect(g orb.Geometry) {
	s.points, s.lines, s.rings = s.points[:0], s.lines[:0], s.rings[:0]
	s.tinyLine, s.tinyArea = tiny{}, tiny{}
	s.add(g)
	if len(s.rings) > 0 || s.tinyArea.any {
		s.finishAreas()
	}
}

// finishAreas makes valid polygons of the rings.
func (s *shaper) finishAreas() {
	snapped := s.rings
	if s.rings, s.crossed = dissolve(snapped); len(s.rings) > 0 {
		return
	}
	for _, r := range snapped { // an area and its hole can be the same after snapping, or the two sides of a narrow one
		if len(r) > 0 && !s.box.frames(r) {
			s.tinyArea.keep(r, extentOf(r))
		}
	}
	if s.tinyArea.any {
		s.rings, _ = dissolve(clipRings([][]vertex{s.tinyArea.ring()}, s.box))
	}
}

// keep remembers the larger of t and the shape of vs, of which there is at least one.
func (t *tiny) keep(vs []vertex, e extent) {
	if t.any && e.size() <= t.size {
		return
	}
	axis := 0
	if e.max[1]-e.min[1] > e.max[0]-e.min[0] {
		axis = 1
	}
	*t = tiny{vs[0], vs[0], e.size(), true}
	for _, v := range vs {
		if v[axis] < t.a[axis] {
			t.a = v
		}
		if v[axis] > t.b[axis] {
			t.b = v
		}
	}
}

// ring is the shape as a polygon of one unit's width.
func (t *tiny) ring() []vertex {
	a, b, wide := t.a, t.b, vertex{0, 1}
	switch {
	case a == b:
		b[0]++
	case abs(b[1]-a[1]) > abs(b[0]-a[0]):
		wide = vertex{1, 0}
	}
	return orient([]vertex{a, b, {b[0] + wide[0], b[1] + wide[1]}, {a[0] + wide[0], a[1] + wide[1]}}, 1)
}

func abs(n int64) int64 { return max(n, -n) }

func (s *shaper) add(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		s.addPoint(g)
	case orb.MultiPoint:
		for _, p := range g {
			s.addPoint(p)
		}
	case orb.LineString:
		s.addLine(g)
	case orb.MultiLineString:
		for _, l := range g {
			s.addLine(l)
		}
	case orb.Ring:
		s.addPolygon(orb.Polygon{g})
	case orb.Polygon:
		s.addPolygon(g)
	case orb.Bound:
		s.addPolygon(g.ToPolygon())
	case orb.MultiPolygon:
		for _, p := range g {
			s.addPolygon(p)
		}
	case orb.Collection:
		for _, member := range g {
			s.add(member)
		}
	}
}

// addPoint keeps a point that is in the tile or its buffer. One on the far edges is in the next tile, so that without a buffer tiles share no
// point; where the grid ends there is none, and it is in the last.
func (s *shaper) addPoint(p orb.Point) {
	v, ok := s.frame.snap(p)
	if ok && s.box.has(v) && (v[0] < s.box.hi || v[0] == s.frame.border[0]) && (v[1] < s.box.hi || v[1] == s.frame.border[1]) {
		s.points = append(s.points, v)
	}
}

// snapped moves vertices to the tile. Those that fall on the one before are dropped.
func (s *shaper) snapped(ps []orb.Point) ([]vertex, extent) {
	vs, e := make([]vertex, 0, len(ps)), extent{}
	for _, p := range ps {
		if v, ok := s.frame.snap(p); ok {
			vs = appendVertex(vs, v)
			e.add(v)
		}
	}
	return vs, e
}

func (s *shaper) addLine(l orb.LineString) {
	vs, e := s.snapped(l)
	switch {
	case !s.box.meets(e):
	case len(vs) < 2:
		if s.box.covers(e) {
			s.tinyLine.keep(vs, e)
		}
	case s.box.covers(e):
		s.lines = append(s.lines, straighten(vs))
	default:
		for _, piece := range clipLine(vs, s.box) {
			if piece = straighten(piece); len(piece) >= 2 {
				s.lines = append(s.lines, piece)
			}
		}
	}
}

// straighten drops the vertices on the way between their neighbours; those where a line turns back stay.
func straighten(line []vertex) []vertex {
	out := line[:0]
	for _, v := range line {
		for n := len(out); n >= 2 && straight(out[n-2], out[n-1], v) && between(out[n-2], v, out[n-1]); n = len(out) {
			out = out[:n-1]
		}
		out = append(out, v)
	}
	return out
}

func (s *shaper) addPolygon(p orb.Polygon) {
	if len(p) == 0 {
		return
	}
	outer, e := s.snapped(p[0])
	if !s.box.meets(e) {
		return
	}
	outer = closed(outer)
	if area(outer) == 0 { // or it is an 8 whose halves are alike
		s.tinyArea.keep(outer, e)
	}
	if len(outer) < 3 {
		return
	}
	outers, holes := [][]vertex{orient(outer, 1)}, [][]vertex(nil)
	for _, hole := range p[1:] {
		vs, he := s.snapped(hole)
		if vs = closed(vs); len(vs) >= 3 && s.box.meets(he) {
			holes = append(holes, orient(vs, -1))
			e.add(he.min) // a hole may be anywhere, where the data are not valid
			e.add(he.max)
		}
	}
	cut := func(rings [][]vertex) [][]vertex {
		if s.box.covers(e) {
			return rings
		}
		return clipRings(rings, s.box)
	}
	if s.crossed {
		s.rings = append(append(s.rings, upright(cut(outers))...), cut(holes)...)
	} else {
		s.rings = append(s.rings, cut(append(outers, holes...))...)
	}
}

// closed drops the last vertex of a ring, which repeats the first.
func closed(ring []vertex) []vertex {
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		return ring[:n-1]
	}
	return ring
}

// The commands of MVT 2.1 (4.3.1).
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

func command(id, count int) uint32 { return uint32(id&7 | count<<3) }

func zigzag(n int64) uint32 {
	i := int32(n)
	return uint32(i<<1) ^ uint32(i>>31)
}

// pen writes geometries as commands, with places relative to where it was.
type pen struct {
	words []uint32
	at    vertex
}

func (p *pen) to(v vertex) {
	p.words = append(p.words, zigzag(v[0]-p.at[0]), zigzag(v[1]-p.at[1]))
	p.at = v
}

func (p *pen) points(vs []vertex) {
	p.words = append(p.words, command(moveTo, len(vs)))
	for _, v := range vs {
		p.to(v)
	}
}

func (p *pen) path(vs []vertex) {
	p.words = append(p.words, command(moveTo, 1))
	p.to(vs[0])
	p.words = append(p.words, command(lineTo, len(vs)-1))
	for _, v := range vs[1:] {
		p.to(v)
	}
}

func (p *pen) ring(vs []vertex) {
	p.path(vs)
	p.words = append(p.words, command(closePath, 1))
}
