package sld

import (
	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// The generators make styles in the form in which Read makes them: within expressions literals are open texts, numbers that stand alone
// are numbers.

func maybe[T any](t *rapid.T, label string, some func() *T) *T {
	if rapid.Bool().Draw(t, label) {
		return nil
	}
	return some()
}

var words = rapid.StringMatching(`[a-zA-ZåäöÅ<&"'][a-zA-Z0-9 ,.<&>"'åéß-]{0,10}[a-z%]`)
var names = rapid.SampledFrom([]string{"name", "count", "red_list", "år"})

func amount(t *rapid.T) float64 { return float64(rapid.IntRange(0, 4000).Draw(t, "amount")) / 8 }

func scalar(t *rapid.T, depth int) filter.Expr {
	kind := rapid.IntRange(0, 3).Draw(t, "scalar")
	if depth > 2 {
		kind = 0
	}
	switch kind {
	case 1:
		op := rapid.SampledFrom([]filter.ArithOp{filter.Add, filter.Sub, filter.Mul, filter.Div}).Draw(t, "op")
		return &filter.Arith{Op: op, Left: scalar(t, depth+1), Right: open(t)}
	case 2:
		return &filter.Func{Name: "coalesce", Args: []filter.Expr{scalar(t, depth+1), open(t)}}
	default:
		return &filter.Property{Name: names.Draw(t, "property")}
	}
}

func open(t *rapid.T) *filter.Literal {
	return &filter.Literal{Value: feature.StringValue(words.Draw(t, "literal")), Untyped: true}
}

// parameter makes a parameter whose constants constant makes.
func parameter(t *rapid.T, color bool, constant func(*rapid.T) *styles.Value) *styles.Value {
	switch rapid.IntRange(0, 6).Draw(t, "parameter") {
	case 0, 1:
		return nil
	case 2:
		return &styles.Value{Expr: scalar(t, 0)}
	case 3:
		s := &styles.Steps{Kind: rapid.SampledFrom([]styles.StepsKind{styles.Categorize, styles.Interpolate, styles.Recode}).Draw(t, "steps"), Color: color}
		n := rapid.IntRange(1, 4).Draw(t, "steps")
		for i := range n {
			s.Values = append(s.Values, *constant(t))
			switch {
			case s.Kind == styles.Categorize && i == 0:
			case s.Kind == styles.Recode:
				s.Keys = append(s.Keys, *open(t))
			default:
				s.Keys = append(s.Keys, filter.Literal{Value: feature.FloatValue(float64(i) + 0.5)})
			}
		}
		s.Fallback = maybe(t, "fallback", func() *styles.Value { return constant(t) })
		s.Preceding = s.Kind == styles.Categorize && rapid.Bool().Draw(t, "preceding")
		s.Cosine = s.Kind == styles.Interpolate && rapid.Bool().Draw(t, "cosine")
		return &styles.Value{Expr: scalar(t, 0), Steps: s}
	default:
		return constant(t)
	}
}

func num(t *rapid.T) *styles.Value {
	return parameter(t, false, func(t *rapid.T) *styles.Value { return styles.Number(amount(t)) })
}

func col(t *rapid.T) *styles.Value {
	return parameter(t, true, func(t *rapid.T) *styles.Value {
		return styles.Constant(rapid.SampledFrom([]string{"#ff8800", "steelblue", "#123", "#01020304"}).Draw(t, "colour"))
	})
}

func label(t *rapid.T) *styles.Value {
	if rapid.Bool().Draw(t, "mixed") {
		return &styles.Value{Expr: &filter.Func{Name: "concat", Args: []filter.Expr{&filter.Property{Name: "name"}, open(t), scalar(t, 1)}}}
	}
	v := parameter(t, false, func(t *rapid.T) *styles.Value { return styles.Constant(words.Draw(t, "text")) })
	if v == nil {
		return styles.Of("name")
	}
	return v
}

func fill(t *rapid.T, depth int) *styles.Fill {
	f := &styles.Fill{Color: col(t), Opacity: num(t)}
	if depth < 2 {
		f.Graphic = maybe(t, "pattern", func() *styles.Graphic { return graphic(t, depth+1) })
	}
	return f
}

func stroke(t *rapid.T, depth int) *styles.Stroke {
	s := &styles.Stroke{
		Color: col(t), Opacity: num(t), Width: num(t), DashOffset: num(t),
		Cap:  rapid.SampledFrom([]styles.Cap{styles.CapButt, styles.CapRound, styles.CapSquare}).Draw(t, "cap"),
		Join: rapid.SampledFrom([]styles.Join{styles.JoinMitre, styles.JoinRound, styles.JoinBevel}).Draw(t, "join"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "dashes") {
		if v := num(t); v != nil {
			s.Dash = append(s.Dash, *v)
		}
	}
	if depth < 2 && rapid.Bool().Draw(t, "marks") {
		s.Marks = &styles.Marks{Graphic: *graphic(t, depth+1), InitialGap: num(t), Gap: num(t)}
	} else if depth < 2 {
		s.Fill = maybe(t, "pattern", func() *styles.Graphic { return graphic(t, depth+1) })
	}
	return s
}

func graphic(t *rapid.T, depth int) *styles.Graphic {
	g := &styles.Graphic{Opacity: num(t), Size: num(t), Rotation: num(t), AnchorX: num(t), AnchorY: num(t), ShiftX: num(t), ShiftY: num(t)}
	for range rapid.IntRange(0, 2).Draw(t, "symbols") {
		if rapid.Bool().Draw(t, "mark") {
			m := &styles.Mark{Name: maybe(t, "name", func() *styles.Value { return styles.Constant(rapid.SampledFrom(styles.Shapes()).Draw(t, "shape")) })}
			m.Fill = maybe(t, "fill", func() *styles.Fill { return fill(t, depth+1) })
			m.Stroke = maybe(t, "stroke", func() *styles.Stroke {
				s := stroke(t, depth+1)
				if s.Color == nil {
					s.Color = styles.Constant("black")
				}
				return s
			})
			g.Symbols = append(g.Symbols, m)
			continue
		}
		e := &styles.External{Format: "image/svg+xml"}
		if rapid.Bool().Draw(t, "inline") {
			e.Inline = rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "picture")
		} else {
			e.Href = "birds/gull.svg"
		}
		if rapid.Bool().Draw(t, "parameters") {
			e.Parameters = map[string]string{"fill": "#ff0000", "outline-width": "2"}
		}
		g.Symbols = append(g.Symbols, e)
	}
	return g
}

func options(t *rapid.T) styles.Options {
	return styles.Options{
		Only:  styles.Dimensions(rapid.IntRange(0, 7).Draw(t, "only")),
		Unit:  rapid.SampledFrom([]styles.Unit{styles.Pixel, styles.Metre, styles.Foot}).Draw(t, "unit"),
		Place: styles.Place(rapid.IntRange(int(styles.Whole), int(styles.Outline)).Draw(t, "place")),
	}
}

func textSymbolizer(t *rapid.T) *styles.Text {
	s := &styles.Text{
		Options: options(t), Label: label(t), Priority: num(t), SpaceAround: amount(t) - 10, Wrap: amount(t), Overlap: rapid.Bool().Draw(t, "overlap"),
		Font: styles.Font{Bold: rapid.Bool().Draw(t, "bold"), Italic: rapid.Bool().Draw(t, "italic"), Size: num(t)},
	}
	if rapid.Bool().Draw(t, "family") {
		s.Font.Families = []string{"DejaVu Sans", "Noto"}
	}
	s.Fill = maybe(t, "ink", func() *styles.Fill { return fill(t, 2) })
	s.Halo = maybe(t, "halo", func() *styles.Halo {
		return &styles.Halo{Radius: num(t), Fill: maybe(t, "rim", func() *styles.Fill { return fill(t, 2) })}
	})
	s.Graphic = maybe(t, "shield", func() *styles.Graphic { return graphic(t, 1) })
	switch rapid.IntRange(0, 2).Draw(t, "placement") {
	case 0:
		s.Placement = &styles.PointPlacement{AnchorX: num(t), AnchorY: num(t), ShiftX: num(t), ShiftY: num(t), Rotation: num(t), MaxShift: amount(t)}
	case 1:
		p := &styles.LinePlacement{Offset: num(t), Repeat: num(t), Follow: rapid.Bool().Draw(t, "follow"), MaxAngle: amount(t)}
		if plain(p.Repeat) == "0" {
			p.Repeat = nil // the same
		}
		s.Placement = p
	}
	return s
}

func symbolizer(t *rapid.T) styles.Symbolizer {
	switch rapid.IntRange(0, 4).Draw(t, "symbolizer") {
	case 0:
		return &styles.Point{Options: options(t), Graphic: *graphic(t, 0)}
	case 1:
		return &styles.Line{Options: options(t), Stroke: *stroke(t, 0), Offset: num(t)}
	case 2:
		p := &styles.Polygon{Options: options(t), Offset: num(t), ShiftX: num(t), ShiftY: num(t)}
		p.Fill = maybe(t, "fill", func() *styles.Fill { return fill(t, 0) })
		p.Stroke = maybe(t, "stroke", func() *styles.Stroke { return stroke(t, 0) })
		if p.Fill != nil && p.Fill.Graphic != nil {
			p.Fill.Margins = [4]float64{amount(t), 1, 2, 3}
		}
		return p
	case 3:
		return &styles.Ground{
			Options: options(t), Radius: num(t), Square: rapid.Bool().Draw(t, "square"), Fill: maybe(t, "fill", func() *styles.Fill { return fill(t, 1) }),
			Stroke: maybe(t, "stroke", func() *styles.Stroke { return stroke(t, 1) }), Least: amount(t),
		}
	default:
		return textSymbolizer(t)
	}
}

func summary(t *rapid.T) styles.Summary {
	ramp := rapid.SampledFrom([][]string{nil, {"#ffffff00", "#440154"}}).Draw(t, "ramp")
	switch rapid.IntRange(0, 5).Draw(t, "summary") {
	case 0:
		return &styles.Density{Radius: num(t), Weight: rapid.SampledFrom([]string{"", "count"}).Draw(t, "weight"), Ramp: ramp, Most: amount(t)}
	case 1:
		g := &styles.Grid{Size: amount(t), Hexagons: rapid.Bool().Draw(t, "hexagons"), Ramp: ramp, Property: "name"}
		g.Count = rapid.SampledFrom([]styles.GridCount{styles.GridFeatures, styles.GridDistinct, styles.GridLatest}).Draw(t, "count")
		g.Classes = rapid.SampledFrom([][]float64{nil, {1, 10, 1e6}}).Draw(t, "classes")
		return g
	case 2:
		return &styles.Cluster{
			Distance: amount(t), Fill: maybe(t, "fill", func() *styles.Fill { return fill(t, 1) }), Font: styles.Font{Size: num(t)},
			Stroke:   maybe(t, "stroke", func() *styles.Stroke { return stroke(t, 1) }),
			TextFill: maybe(t, "ink", func() *styles.Fill { return fill(t, 2) }), Single: maybe(t, "single", func() *styles.Graphic { return graphic(t, 1) }),
		}
	default:
		return nil
	}
}

func rule(t *rapid.T) styles.Rule {
	r := styles.Rule{Name: words.Draw(t, "name"), Title: words.Draw(t, "title"), Abstract: words.Draw(t, "abstract")}
	switch rapid.IntRange(0, 3).Draw(t, "filter") {
	case 0:
		r.Else = true
	case 1:
		r.Filter = &filter.And{Terms: []filter.Expr{
			&filter.Compare{Op: filter.LessEqual, Left: &filter.Property{Name: "count"}, Right: open(t)},
			&filter.Not{Term: &filter.IsNull{Value: &filter.Property{Name: "name"}}},
			&filter.Like{Value: &filter.Property{Name: "name"}, Pattern: `a_b%\%`, IgnoreCase: true},
		}}
	}
	r.MinScale, r.MaxScale = amount(t), 1e7+amount(t)
	for range rapid.IntRange(0, 3).Draw(t, "symbolizers") {
		r.Symbolizers = append(r.Symbolizers, symbolizer(t))
	}
	r.Legend = maybe(t, "legend", func() *styles.Graphic { return graphic(t, 1) })
	return r
}

func randomStyle(t *rapid.T) *styles.Style {
	s := &styles.Style{Name: words.Draw(t, "name"), Title: words.Draw(t, "title"), Abstract: words.Draw(t, "abstract")}
	for range rapid.IntRange(1, 2).Draw(t, "passes") {
		p := styles.FeatureTypeStyle{Name: words.Draw(t, "name"), FirstOnly: rapid.Bool().Draw(t, "first"), Summary: summary(t)}
		if rapid.Bool().Draw(t, "sorted") {
			p.SortBy = []styles.SortBy{{Property: "name"}, {Property: "count", Desc: true}}
		}
		for range rapid.IntRange(1, 2).Draw(t, "rules") {
			p.Rules = append(p.Rules, rule(t))
		}
		s.Passes = append(s.Passes, p)
	}
	return s
}
