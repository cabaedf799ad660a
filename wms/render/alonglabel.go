package render

import (
	"math"

	"github.com/paulmach/orb"
)

// labelsAlong asks for places along the feature's lines, and the outlines of its areas. Places are counted on the whole line, whatever
// part of it the map shows.
func (pt *painter) labelsAlong(c candidate) {
	s := c.symbol
	glyphs, width := s.writer.layout(oneLine(c.text))
	if len(glyphs) == 0 {
		return
	}
	var w whole
	w.add(pt.geom, &pt.shape.mapping)
	var all []path
	if s.Only.Has(1) {
		for _, l := range w.lines {
			all = append(all, path{points: l})
		}
	}
	if s.Only.Has(2) {
		for _, a := range w.areas {
			all = append(all, path{points: append(a[0], a[0][0])})
		}
	}
	if s.along.repeat <= 0 && len(all) > 1 {
		all = []path{longest(all)}
	}
	for _, l := range all {
		if s.along.offset != 0 {
			l = l.moved(s.along.offset)
		}
		total := length(l.points)
		if total < width {
			continue
		}
		step := width + s.along.repeat
		n := 1.0
		if s.along.repeat > 0 {
			n = math.Floor((total + s.along.repeat) / step)
		}
		first := (total-n*width-(n-1)*s.along.repeat)/2 + width/2
		walk := newWalk(l.points)
		walk.inside(pt.labels.frame, func(from, to float64) {
			for k := max(0, math.Ceil((from-first)/step)); k < n && first+k*step < to; k++ {
				pt.labelAt(c, walk, glyphs, width, first+k*step)
			}
		})
	}
}

func longest(all []path) path {
	best, most := 0, -1.0
	for i := range all {
		if n := length(all[i].points); n > most {
			best, most = i, n
		}
	}
	return all[best]
}

// labelAt writes along the line, its middle at a distance from the line's begin, from left to right.
func (pt *painter) labelAt(c candidate, w *walk, glyphs []glyph, width, at float64) {
	s := c.symbol
	ascent, _ := s.writer.height()
	below := ascent * 0.36 // the middle of letters lies on the line
	middle, direction := w.at(at)
	backwards := math.Cos(direction) < -1e-9
	if backwards {
		direction += math.Pi
	}
	straight := placed(middle, direction, 1)
	last := math.NaN()
	for i, g := range glyphs {
		next := width
		if i+1 < len(glyphs) {
			next = glyphs[i+1].x
		}
		half := (next - g.x) / 2
		t, turn := straight, direction
		along := g.x + half - width/2
		if s.along.follow {
			place := at + along
			if backwards {
				place = at - along
			}
			p, d := w.at(place)
			if backwards {
				d += math.Pi
			}
			if bend := math.Abs(math.Remainder(d-last, 2*math.Pi)); bend > s.along.maxAngle*math.Pi/180 {
				return
			}
			last, turn, along = d, d, 0
			t = placed(p, d, 1)
		}
		c.letters = append(c.letters, letter{s.writer.outline(g.index), placed(t.point(orb.Point{along - half, below}), turn, 1)})
		c.boxes = append(c.boxes, boxesOf(t, orb.Bound{Min: orb.Point{along - half, below - ascent}, Max: orb.Point{along + half, below + ascent*0.25}}, true)...)
	}
	c.pad()
	c.at = middle
	c.hash += uint64(at)
	pt.labels.add(c)
}

// walk finds places along a line that are asked for in about their order.
type walk struct {
	points []orb.Point
	begins []float64 // how far each point is from the first
}

func newWalk(points []orb.Point) *walk {
	w := &walk{points: points, begins: make([]float64, len(points))}
	for i := 1; i < len(points); i++ {
		w.begins[i] = w.begins[i-1] + distance(points[i-1], points[i])
	}
	return w
}

// at is the place at a distance from the begin, and the direction there, smoothed over corners by a look to both sides.
func (w *walk) at(d float64) (orb.Point, float64) {
	low, high := 0, len(w.points)-1
	for high-low > 1 {
		if m := (low + high) / 2; w.begins[m] <= d {
			low = m
		} else {
			high = m
		}
	}
	step := w.begins[high] - w.begins[low]
	if step == 0 {
		return w.points[low], 0
	}
	f := (d - w.begins[low]) / step
	a, b := w.points[low], w.points[high]
	return orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}, math.Atan2(b[1]-a[1], b[0]-a[0])
}

// inside calls visit with the parts of the line, as distances from its begin, that lie in a frame.
func (w *walk) inside(frame orb.Bound, visit func(from, to float64)) {
	for i := 1; i < len(w.points); i++ {
		p, q, ok := clipSegment(w.points[i-1], w.points[i], frame)
		if ok && w.begins[i] > w.begins[i-1] {
			visit(w.begins[i-1]+distance(w.points[i-1], p), w.begins[i-1]+distance(w.points[i-1], q))
		}
	}
}
