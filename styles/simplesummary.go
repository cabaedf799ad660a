package styles

import (
	"cmp"
	"fmt"
	"image/color"
	"strconv"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// summaryOnly says that symbols are drawn at no scale.
func (s Simple) summaryOnly() bool { return s.Summary != nil && s.FromScale == 0 }

// symbolScale is the scale denominator from which on symbols give way to what features add up to; 0 is none.
func (s Simple) symbolScale() float64 {
	if s.Summary == nil {
		return 0
	}
	return s.FromScale
}

// classes are rules for the intervals between the numbers of Classes.
func (s Simple) classes() ([]Rule, error) {
	colours, err := Palette(cmp.Or(s.Palette, "viridis"), len(s.Classes)+1)
	if err != nil {
		return nil, fmt.Errorf("palette: %w", err)
	}
	var rules []Rule
	for i, c := range colours {
		symbol := s.Symbol
		symbol.Fill = hex(c)
		symbolizers, err := symbol.symbolizers()
		if err != nil {
			return nil, err
		}
		r := Rule{Symbolizers: symbolizers}
		var terms []filter.Expr
		if i > 0 {
			r.Title = "≥ " + short(s.Classes[i-1])
			terms = append(terms, s.bound(filter.GreaterEqual, s.Classes[i-1]))
		}
		if i < len(s.Classes) {
			r.Title = "< " + short(s.Classes[i])
			terms = append(terms, s.bound(filter.Less, s.Classes[i]))
		}
		if len(terms) == 2 {
			r.Title = short(s.Classes[i-1]) + " – " + short(s.Classes[i])
		}
		r.Filter = filter.Conjunction(terms...)
		rules = append(rules, r)
	}
	return rules, nil
}

func (s Simple) bound(op filter.CompareOp, at float64) filter.Expr {
	return &filter.Compare{Op: op, Left: &filter.Property{Name: s.Field}, Right: &filter.Literal{Value: feature.StringValue(short(at)), Untyped: true}}
}

// short is a number as people write it.
func short(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// The colours of a ramp, and the opacity of the ground that a coordinate's uncertainty covers.
const (
	rampSize      = 7
	groundOpacity = 0.12
)

// summary adds the pass of what many features add up to.
func (s Simple) summary(st *Style) error {
	if s.Summary == nil {
		return nil
	}
	n := rampSize
	if g, ok := s.Summary.(*Grid); ok {
		if len(g.Classes) > 0 {
			n = len(g.Classes) + 1
		}
		if len(g.Classes) > MaxClasses || !ascending(g.Classes) {
			return fmt.Errorf("classes: give at most %d numbers, each larger than the one before", MaxClasses)
		}
		if g.Count != GridFeatures && g.Property == "" {
			return fmt.Errorf("property: a grid of distinct or latest values needs the field whose values they are")
		}
	}
	pass := FeatureTypeStyle{Rules: []Rule{{Title: st.Title, MinScale: s.FromScale}}}
	var err error
	switch sum := s.Summary.(type) {
	case *Density:
		d := *sum
		if d.Ramp == nil {
			d.Ramp, err = ramp(cmp.Or(s.Palette, "ylorrd"), n, true)
		}
		pass.Summary = &d
	case *Grid:
		g := *sum
		if g.Ramp == nil {
			g.Ramp, err = ramp(cmp.Or(s.Palette, "ylgnbu"), n, false)
		}
		pass.Summary = &g
	case *Cluster:
		return s.cluster(st, *sum)
	}
	if err != nil {
		return fmt.Errorf("palette: %w", err)
	}
	st.Passes = append(st.Passes, pass)
	return nil
}

// cluster adds the pass of clusters: in the colours of the style's symbol, which draws features that are alone.
func (s Simple) cluster(st *Style, c Cluster) error {
	symbolizers, err := s.symbolizers()
	if err != nil {
		return err
	}
	for _, symbol := range symbolizers {
		if p, ok := symbol.(*Point); ok && c.Single == nil {
			c.Single = &p.Graphic
			mark := p.Graphic.Symbols[0].(*Mark)
			c.Fill, c.Stroke = mark.Fill, mark.Stroke
		}
	}
	st.Passes = append(st.Passes, FeatureTypeStyle{Rules: []Rule{{Title: st.Title, MinScale: s.FromScale}}, Summary: &c})
	return nil
}

// uncertainty adds the pass that lies below the symbols: the ground on which a feature may be.
func (s Simple) uncertainty(st *Style) error {
	if s.Uncertainty == "" || s.summaryOnly() {
		return nil
	}
	fill, err := optionalColor("fill", s.Fill, defaultPoint, groundOpacity)
	if err != nil {
		return err
	}
	if fill == nil {
		faint := Fade(defaultPoint, groundOpacity)
		fill = &faint
	}
	edge := color.NRGBA{fill.R, fill.G, fill.B, 0x80}
	g := &Ground{Radius: Of(s.Uncertainty), Square: s.UncertaintySquare, Fill: FillOf(*fill), Stroke: StrokeOf(edge, 0.75), Least: 4}
	st.Passes = append(st.Passes, FeatureTypeStyle{Name: "uncertainty", Rules: []Rule{{MaxScale: s.symbolScale(), Symbolizers: []Symbolizer{g}}}})
	return nil
}
