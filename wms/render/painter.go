package render

import (
	"image"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
)

// painter paints the features of one layer. The first pass goes straight onto the map; later ones, if they paint at all, onto
// canvases of their own, so that they come to lie over the whole of the pass before.
type painter struct {
	plan   *plan
	img    *image.RGBA
	labels *labeller
	passes []*pass
	shape  shape
}

// pass is one feature type style at work.
type pass struct {
	plan *planPass
	ink  *ink
}

func newPainter(img *image.RGBA, labels *labeller, p *plan) *painter {
	pt := &painter{plan: p, img: img, labels: labels}
	for i := range p.passes {
		ps := &pass{plan: &p.passes[i], ink: &ink{bounds: img.Rect}}
		if i == 0 {
			ps.ink.img = img
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
		met = true
		pt.apply(ps, rule, f)
		if ps.plan.firstOnly {
			return
		}
	}
	if met {
		return
	}
	for i := range ps.plan.rules {
		if rule := &ps.plan.rules[i]; rule.otherwise {
			pt.apply(ps, rule, f)
		}
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
		}
	}
}

func (pt *painter) paintMarks(ps *pass, s *pointSymbol) {
	if s.Only.Has(0) && len(pt.shape.points) > 0 {
		for _, p := range pt.shape.points {
			s.graphic.stamp(ps.ink, p)
		}
	}
	if s.Only.Has(1) && len(pt.shape.lines) > 0 || s.Only.Has(2) && len(pt.shape.areas) > 0 {
		if p, ok := pt.shape.centre(s.Only); ok {
			s.graphic.stamp(ps.ink, p)
		}
	}
}

func (pt *painter) paintLines(ps *pass, s *lineSymbol) {
	if s.Only.Has(1) {
		for _, l := range pt.shape.lines {
			ps.ink.stroke(s.pen, l, false)
		}
	}
	if s.Only.Has(2) {
		pt.outline(ps, s.pen)
	}
	ps.ink.flush()
}

func (pt *painter) outline(ps *pass, p *pen) {
	for _, a := range pt.shape.areas {
		for _, ring := range a {
			ps.ink.stroke(p, ring, true)
		}
	}
}

func (pt *painter) paintAreas(ps *pass, s *areaSymbol) {
	lines := s.Only == 0 && len(pt.shape.lines) > 0 // SE 1.1.0, 11.2: a line is closed to be filled
	if !lines && (!s.Only.Has(2) || len(pt.shape.areas) == 0) {
		return
	}
	if s.fill != nil {
		for _, a := range pt.shape.areas {
			ps.ink.fill(s.fill.color, a)
		}
		for _, l := range pt.shape.lines {
			if lines {
				ps.ink.fill(s.fill.color, [][]orb.Point{l})
			}
		}
		ps.ink.flush()
	}
	if s.pen != nil {
		pt.outline(ps, s.pen)
		for _, l := range pt.shape.lines {
			if lines {
				ps.ink.stroke(s.pen, l, false)
			}
		}
		ps.ink.flush()
	}
}

// finish puts the later passes' canvases onto the map.
func (pt *painter) finish() {
	for _, ps := range pt.passes {
		if ps.ink.img != nil && ps.ink.img != pt.img {
			over(pt.img, ps.ink.img, image.Point{})
		}
	}
}
