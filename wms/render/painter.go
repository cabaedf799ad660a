package render

import (
	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/styles"
)

// painter paints the features of one layer. The first pass goes straight onto the map; later ones, if they paint at all, onto
// canvases of their own, so that they come to lie over the whole of the pass before.
type painter struct {
	plan   *plan
	base   canvas
	labels *labeller
	passes []*pass
	shape  shape
	geom   orb.Geometry // of the feature at work
	ground *groundShapes
}

// pass is one feature type style at work.
type pass struct {
	plan *planPass
	ink  *ink
}

func newPainter(base canvas, labels *labeller, p *plan) *painter {
	pt := &painter{plan: p, base: base, labels: labels, ground: p.ground}
	for i := range p.passes {
		ps := &pass{plan: &p.passes[i], ink: &ink{canvas: base}}
		if i > 0 {
			ps.ink.canvas = base.above()
		}
		pt.passes = append(pt.passes, ps)
	}
	pt.shape.mapping = p.mapping
	pt.shape.margin = p.margin + 2
	return pt
}

// paint draws a feature by every pass.
func (pt *painter) paint(f *feature.Feature) {
	if f.Geom == nil {
		return
	}
	pt.geom = f.Geom
	pt.shape.set(f.Geom)
	for _, ps := range pt.passes {
		pt.paintBy(ps, f)
	}
}

// paintBy applies the rules that the feature meets, in their order, and the Else rules when there is none.
func (pt *painter) paintBy(ps *pass, f *feature.Feature) {
	met := false
	for i := range ps.plan.rules {
		rule := &ps.plan.rules[i]
		if rule.otherwise || !ps.plan.single && !rule.filter.Eval(f, pt.plan.schema) {
			continue
		}
		if met = true; ps.plan.summary != nil {
			break
		}
		pt.apply(ps, rule, f)
		if ps.plan.firstOnly {
			return
		}
	}
	for i := range ps.plan.rules {
		if rule := &ps.plan.rules[i]; rule.otherwise && !met {
			if ps.plan.summary == nil {
				pt.apply(ps, rule, f)
				continue
			}
			met = true
		}
	}
	if met && ps.plan.summary != nil {
		pt.summaryPlaces(func(at orb.Point) { ps.plan.summary.add(at, f) })
	}
}

func (pt *painter) apply(ps *pass, rule *planRule, f *feature.Feature) {
	for _, c := range rule.symbolizers {
		switch s := c.symbol(f, pt.plan.schema).(type) {
		case *pointSymbol:
			pt.paintMarks(ps, s)
		case *lineSymbol:
			pt.paintLines(ps, s)
		case *areaSymbol:
			pt.paintAreas(ps, s)
		case *textSymbol:
			pt.label(c, s, f)
		case *groundSymbol:
			pt.paintGround(ps, c, s, f)
		}
	}
}

func (pt *painter) paintMarks(ps *pass, s *pointSymbol) {
	if s.Place != styles.Whole {
		for _, p := range pt.places(s.Options) {
			ps.ink.canvas.stamp(s.graphic, p)
		}
		return
	}
	if s.Only.Has(0) {
		for _, p := range pt.shape.points {
			ps.ink.canvas.stamp(s.graphic, p)
		}
	}
	if s.Only.Has(1) && len(pt.shape.lines) > 0 || s.Only.Has(2) && len(pt.shape.areas) > 0 {
		if p, ok := pt.centre(s.Only); ok {
			ps.ink.canvas.stamp(s.graphic, p)
		}
	}
}

func (pt *painter) paintLines(ps *pass, s *lineSymbol) {
	if s.Only.Has(1) {
		for _, l := range pt.shape.lines {
			if s.offset != 0 {
				l = l.moved(s.offset)
			}
			ps.ink.line(l)
		}
	}
	if s.Only.Has(2) {
		pt.outline(ps, s.pen, s.offset)
	}
	ps.ink.stroke(s.pen)
}

// outline adds the boundaries of areas. Where nothing is counted along them they may run along the frame, which is cheaper.
func (pt *painter) outline(ps *pass, p *pen, offset float64) {
	if offset != 0 || p.marks != nil || len(p.dash) > 0 {
		for _, l := range pt.shape.outlines(offset) {
			ps.ink.line(l)
		}
		return
	}
	for _, a := range pt.shape.areas {
		for _, ring := range a {
			ps.ink.line(path{points: ring, closed: true})
		}
	}
}

func (pt *painter) paintAreas(ps *pass, s *areaSymbol) {
	lines := s.Only == 0 && len(pt.shape.lines) > 0 // SE 1.1.0, 11.2: a line is closed to be filled
	if !lines && (!s.Only.Has(2) || len(pt.shape.areas) == 0) {
		return
	}
	if s.fill != nil {
		areas := pt.shape.areas
		if s.offset != 0 {
			areas = pt.shape.widened(s.offset)
		}
		for _, a := range areas {
			ps.ink.area(a)
		}
		for _, l := range pt.shape.lines {
			if lines {
				ps.ink.area([][]orb.Point{l.points})
			}
		}
		ps.ink.move(s.shiftX, s.shiftY)
		ps.ink.fill(*s.fill)
	}
	if s.pen != nil {
		pt.outline(ps, s.pen, s.offset)
		for _, l := range pt.shape.lines {
			if lines {
				ps.ink.line(l)
			}
		}
		ps.ink.move(s.shiftX, s.shiftY)
		ps.ink.stroke(s.pen)
	}
}

// finish paints what features added up to, and puts the later passes' canvases onto the map.
func (pt *painter) finish() {
	for _, ps := range pt.passes {
		if ps.plan.summary != nil {
			ps.plan.summary.paint(ps.ink.canvas)
		}
	}
	for _, ps := range pt.passes[1:] {
		pt.base.lay(ps.ink.canvas)
	}
}
