package styles

import "haavi/internal/filter"

// Visitor is shown what a style computes from features.
type Visitor struct {
	// Value is shown each parameter; Filter each filter of a rule; Property each name that stands alone, such as one to sort by.
	Value    func(*Value)
	Filter   func(filter.Expr)
	Property func(string)
	// Picture is shown each external graphic; nil for who does not care.
	Picture func(*External)
}

// Pictures are the external graphics of a style.
func (s *Style) Pictures() (all []*External) {
	v := Visitor{Value: func(*Value) {}, Filter: func(filter.Expr) {}, Property: func(string) {}, Picture: func(e *External) { all = append(all, e) }}
	for i := range s.Passes {
		s.Passes[i].Walk(v)
	}
	return all
}

// Walk shows a feature type style to a visitor, its rules in order.
func (p *FeatureTypeStyle) Walk(v Visitor) {
	for _, by := range p.SortBy {
		v.Property(by.Property)
	}
	switch s := p.Summary.(type) {
	case *Density:
		v.value(s.Radius)
		if s.Weight != "" {
			v.Property(s.Weight)
		}
	case *Grid:
		if s.Property != "" && s.Count != GridFeatures {
			v.Property(s.Property)
		}
	case *Cluster:
		v.fill(s.Fill)
		v.stroke(s.Stroke)
		v.value(s.Font.Size)
		v.fill(s.TextFill)
		v.graphic(s.Single)
	}
	for i := range p.Rules {
		p.Rules[i].Walk(v)
	}
}

// Walk shows a rule to a visitor.
func (r *Rule) Walk(v Visitor) {
	if r.Filter != nil {
		v.Filter(r.Filter)
	}
	v.graphic(r.Legend)
	for _, s := range r.Symbolizers {
		v.symbolizer(s)
	}
}

func (v Visitor) symbolizer(s Symbolizer) {
	switch s := s.(type) {
	case *Point:
		v.graphic(&s.Graphic)
	case *Line:
		v.stroke(&s.Stroke)
		v.value(s.Offset)
	case *Polygon:
		v.fill(s.Fill)
		v.stroke(s.Stroke)
		v.value(s.Offset, s.ShiftX, s.ShiftY)
	case *Ground:
		v.value(s.Radius)
		v.fill(s.Fill)
		v.stroke(s.Stroke)
	case *Text:
		v.text(s)
	}
}

func (v Visitor) text(s *Text) {
	v.value(s.Label, s.Font.Size, s.Priority)
	v.fill(s.Fill)
	if s.Halo != nil {
		v.value(s.Halo.Radius)
		v.fill(s.Halo.Fill)
	}
	v.graphic(s.Graphic)
	switch p := s.Placement.(type) {
	case *PointPlacement:
		v.value(p.AnchorX, p.AnchorY, p.ShiftX, p.ShiftY, p.Rotation)
	case *LinePlacement:
		v.value(p.Offset, p.Repeat)
	}
}

func (v Visitor) graphic(g *Graphic) {
	if g == nil {
		return
	}
	for _, s := range g.Symbols {
		switch s := s.(type) {
		case *Mark:
			v.value(s.Name)
			v.fill(s.Fill)
			v.stroke(s.Stroke)
		case *External:
			if v.Picture != nil {
				v.Picture(s)
			}
		}
	}
	v.value(g.Opacity, g.Size, g.Rotation, g.AnchorX, g.AnchorY, g.ShiftX, g.ShiftY)
}

func (v Visitor) fill(f *Fill) {
	if f != nil {
		v.value(f.Color, f.Opacity)
		v.graphic(f.Graphic)
	}
}

func (v Visitor) stroke(s *Stroke) {
	if s == nil {
		return
	}
	v.value(s.Color, s.Opacity, s.Width, s.DashOffset)
	for i := range s.Dash {
		v.value(&s.Dash[i])
	}
	v.graphic(s.Fill)
	if s.Marks != nil {
		v.graphic(&s.Marks.Graphic)
		v.value(s.Marks.InitialGap, s.Marks.Gap)
	}
}

func (v Visitor) value(all ...*Value) {
	for _, x := range all {
		if x == nil {
			continue
		}
		v.Value(x)
		if x.Steps != nil {
			for i := range x.Steps.Values {
				v.value(&x.Steps.Values[i])
			}
			v.value(x.Steps.Fallback)
		}
	}
}
