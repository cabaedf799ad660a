package maplibre

import (
	"math"
	"strings"

	"haavi/internal/filter"
	"haavi/styles"
)

func (c *converter) symbolizer(s styles.Symbolizer, where list) {
	switch s := s.(type) {
	case *styles.Point:
		c.options(&s.Options)
		c.point(s, where)
	case *styles.Line:
		c.options(&s.Options)
		c.line(&s.Stroke, s.Offset, where, s.Only, []int{1, 2})
	case *styles.Polygon:
		c.options(&s.Options)
		c.polygon(s, where)
	case *styles.Text:
		c.options(&s.Options)
		c.text(s, where)
	default:
		c.lacks("circles and squares of a size on the ground")
	}
}

func (c *converter) options(o *styles.Options) {
	if o.Unit != styles.Pixel {
		c.lacks("lengths on the ground, which are taken for pixels")
	}
	if o.Place != styles.Whole && o.Place != styles.Centroid {
		c.lacks("the part of the geometry that is drawn")
	}
}

func (c *converter) point(s *styles.Point, where list) {
	dimensions := []int{0, 1, 2}
	if s.Only == 0 && c.layer.Schema.Geometry.Geom.Dimension() != 0 {
		c.lacks("points on lines and areas are at their vertices or labels' places")
	}
	if c.circle(s, where) {
		return
	}
	layout := map[string]any{"icon-allow-overlap": true, "icon-ignore-placement": true}
	size, constant := fixed(s.Graphic.Size, 6)
	if !constant {
		size = 32
		c.set(layout, "icon-size", s.Graphic.Size, scaled(1/size))
	}
	layout["icon-image"] = c.picture(&s.Graphic, size, [4]float64{})
	c.set(layout, "icon-rotate", s.Graphic.Rotation, numeric)
	paint := map[string]any{}
	x, _ := fixed(s.Graphic.ShiftX, 0)
	y, _ := fixed(s.Graphic.ShiftY, 0)
	if x != 0 || y != 0 {
		paint["icon-translate"] = list{x, -y}
	}
	c.on("symbol", where, s.Only, dimensions, paint, layout)
}

// circle draws a graphic that is a round mark; false when it is none.
func (c *converter) circle(s *styles.Point, where list) bool {
	g := &s.Graphic
	if len(g.Symbols) == 0 || g.ShiftX != nil || g.ShiftY != nil || g.AnchorX != nil || g.AnchorY != nil {
		return false
	}
	m, ok := g.Symbols[0].(*styles.Mark)
	if !ok || nameOf(m) != "circle" || m.Fill != nil && m.Fill.Graphic != nil {
		return false
	}
	width := 0.0
	paint := map[string]any{"circle-radius": 3.0}
	if m.Stroke != nil {
		if len(m.Stroke.Dash) > 0 || m.Stroke.Fill != nil || m.Stroke.Marks != nil {
			return false
		}
		if width, ok = fixed(m.Stroke.Width, 1); !ok {
			return false
		}
		paint["circle-stroke-width"] = width
		paint["circle-stroke-color"] = "#000000"
		c.set(paint, "circle-stroke-color", m.Stroke.Color, colour)
		c.set(paint, "circle-stroke-opacity", product(m.Stroke.Opacity, g.Opacity), numeric)
	}
	if m.Fill != nil {
		paint["circle-color"] = "#808080"
		c.set(paint, "circle-color", m.Fill.Color, colour)
		c.set(paint, "circle-opacity", product(m.Fill.Opacity, g.Opacity), numeric)
	} else {
		paint["circle-opacity"] = 0.0
	}
	if size, constant := fixed(g.Size, 6); constant {
		paint["circle-radius"] = math.Max(size/2-width/2, 0)
	} else {
		c.set(paint, "circle-radius", g.Size, func(x any) any { return list{"max", 0, list{"-", times(x, 0.5), width / 2}} })
	}
	c.on("circle", where, s.Only, []int{0, 1, 2}, paint, nil)
	return true
}

// nameOf is the constant name of a mark.
func nameOf(m *styles.Mark) string {
	if m.Name == nil {
		return "square"
	}
	l, ok := m.Name.Expr.(*filter.Literal)
	if !ok || m.Name.Steps != nil {
		return ""
	}
	return styles.ShapeName(l.Value.String())
}

// product multiplies two opacities.
func product(a, b *styles.Value) *styles.Value {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	x, first := fixed(a, 1)
	y, second := fixed(b, 1)
	if first && second {
		return styles.Number(x * y)
	}
	return a
}

// picture adds a graphic to the sprite and returns its name.
func (c *converter) picture(g *styles.Graphic, size float64, margins [4]float64) string {
	plain := *g
	plain.Rotation, plain.ShiftX, plain.ShiftY = nil, nil, nil
	plain.Size = styles.Number(size)
	variable := false
	(&styles.Rule{Symbolizers: []styles.Symbolizer{&styles.Point{Graphic: plain}}}).Walk(styles.Visitor{
		Value: func(v *styles.Value) {
			if v != nil {
				_, constant := v.Expr.(*filter.Literal)
				variable = variable || !constant || v.Steps != nil
			}
		}, Filter: func(filter.Expr) {}, Property: func(string) {}})
	if variable {
		c.lacks("a symbol whose look is computed from each feature is drawn as for one without properties")
	}
	p := Picture{Name: c.layer.Name + "-" + string(rune('a'+len(c.Sprite)%26)) + strings.Repeat("-", len(c.Sprite)/26), Graphic: &plain, Margins: margins}
	if margins == [4]float64{} {
		p.Side = math.Ceil(size*1.5 + 4) // room for strokes, corners and rims
	} else {
		p.Side = size
	}
	c.Sprite = append(c.Sprite, p)
	return p.Name
}

func (c *converter) line(s *styles.Stroke, offset *styles.Value, where list, only styles.Dimensions, dimensions []int) {
	if s.Marks != nil {
		size, _ := fixed(s.Marks.Graphic.Size, 6)
		gap, _ := fixed(s.Marks.Gap, 0)
		layout := map[string]any{"symbol-placement": "line", "symbol-spacing": math.Max(size+gap, 1), "icon-allow-overlap": true, "icon-ignore-placement": true,
			"icon-image": c.picture(&s.Marks.Graphic, size, [4]float64{})}
		c.on("symbol", where, only, dimensions, nil, layout)
		return
	}
	if s.Fill != nil {
		c.lacks("the pattern of a line")
	}
	paint := map[string]any{"line-color": "#000000", "line-width": 1.0}
	c.set(paint, "line-color", s.Color, colour)
	c.set(paint, "line-opacity", s.Opacity, numeric)
	c.set(paint, "line-width", s.Width, numeric)
	c.set(paint, "line-offset", offset, scaled(-1))
	if width, _ := fixed(s.Width, 1); len(s.Dash) > 0 && width > 0 {
		dash := list{}
		for i := range s.Dash {
			n, _ := fixed(&s.Dash[i], 0)
			dash = append(dash, math.Round(n/width*1e4)/1e4)
		}
		paint["line-dasharray"] = dash
	}
	layout := map[string]any{"line-cap": [...]string{styles.CapButt: "butt", styles.CapRound: "round", styles.CapSquare: "square"}[s.Cap],
		"line-join": [...]string{styles.JoinMitre: "miter", styles.JoinRound: "round", styles.JoinBevel: "bevel"}[s.Join]}
	c.on("line", where, only, dimensions, paint, layout)
}

func (c *converter) polygon(s *styles.Polygon, where list) {
	if s.Offset != nil {
		c.lacks("areas made wider or smaller")
	}
	if f := s.Fill; f != nil {
		paint := map[string]any{"fill-color": "#808080", "fill-antialias": true}
		c.set(paint, "fill-color", f.Color, colour)
		c.set(paint, "fill-opacity", f.Opacity, numeric)
		if f.Graphic != nil {
			size, _ := fixed(f.Graphic.Size, 6)
			paint["fill-pattern"] = c.picture(f.Graphic, size, [4]float64{f.Margins[0] + 1e-9, f.Margins[1], f.Margins[2], f.Margins[3]})
			delete(paint, "fill-color")
		}
		x, _ := fixed(s.ShiftX, 0)
		y, _ := fixed(s.ShiftY, 0)
		if x != 0 || y != 0 {
			paint["fill-translate"] = list{x, -y}
		}
		c.on("fill", where, s.Only, []int{2}, paint, nil)
	}
	if s.Stroke != nil {
		c.line(s.Stroke, nil, where, s.Only, []int{2})
	}
}

func (c *converter) text(s *styles.Text, where list) {
	if s.Label == nil {
		return
	}
	size, _ := fixed(s.Font.Size, 10)
	layout := map[string]any{"text-font": list{fontName(s.Font)}, "text-size": size, "text-allow-overlap": s.Overlap, "text-max-width": 1000.0}
	c.set(layout, "text-field", s.Label, func(x any) any { return list{"to-string", x} })
	c.set(layout, "text-size", s.Font.Size, numeric)
	if s.Wrap > 0 {
		layout["text-max-width"] = math.Round(s.Wrap/size*100) / 100
	}
	c.set(layout, "symbol-sort-key", s.Priority, scaled(-1))
	switch p := s.Placement.(type) {
	case *styles.LinePlacement:
		layout["symbol-placement"] = "line"
		if !p.Follow {
			c.lacks("labels beside lines that are straight follow the line")
		}
	case *styles.PointPlacement:
		c.anchor(layout, p, size)
	default:
		layout["text-anchor"] = "left"
	}
	paint := map[string]any{"text-color": "#000000"}
	if s.Fill != nil {
		c.set(paint, "text-color", s.Fill.Color, colour)
		c.set(paint, "text-opacity", s.Fill.Opacity, numeric)
	}
	if h := s.Halo; h != nil {
		paint["text-halo-color"], paint["text-halo-width"] = "#ffffff", 1.0
		c.set(paint, "text-halo-width", h.Radius, numeric)
		if h.Fill != nil {
			c.set(paint, "text-halo-color", h.Fill.Color, colour)
		}
	}
	if s.Graphic != nil {
		c.lacks("the graphic below a label")
	}
	c.on("symbol", where, s.Only, []int{0, 1, 2}, paint, layout)
}

// anchor carries the place of a label beside its point.
func (c *converter) anchor(layout map[string]any, p *styles.PointPlacement, size float64) {
	x, _ := fixed(p.AnchorX, 0)
	y, _ := fixed(p.AnchorY, 0.5)
	third := func(v float64) int { return int(math.Min(math.Max(math.Floor(v*3), 0), 2)) }
	names := [3][3]string{{"bottom-left", "bottom", "bottom-right"}, {"left", "center", "right"}, {"top-left", "top", "top-right"}}
	layout["text-anchor"] = names[third(y)][third(x)]
	dx, _ := fixed(p.ShiftX, 0)
	dy, _ := fixed(p.ShiftY, 0)
	if (dx != 0 || dy != 0) && size > 0 {
		layout["text-offset"] = list{math.Round(dx/size*1e3) / 1e3, -math.Round(dy/size*1e3) / 1e3}
	}
	c.set(layout, "text-rotate", p.Rotation, numeric)
}

// density is a heatmap.
func (c *converter) density(d *styles.Density) {
	c.lacks("density is a heatmap, whose surface is another")
	c.base = Layer{Source: c.source, SourceLayer: c.layer.Name}
	paint := map[string]any{"heatmap-radius": 16.0}
	c.set(paint, "heatmap-radius", d.Radius, scaled(2))
	if d.Weight != "" {
		paint["heatmap-weight"] = list{"max", 0, list{"to-number", list{"get", d.Weight}}}
	}
	if n := len(d.Ramp); n > 1 {
		ramp := list{"interpolate", list{"linear"}, list{"heatmap-density"}, 0, "rgba(0,0,0,0)"}
		for i, text := range d.Ramp {
			ramp = append(ramp, math.Round((float64(i)+0.5)/float64(n)*1e3)/1e3, colour(text))
		}
		paint["heatmap-color"] = ramp
	}
	c.on("heatmap", list{"all"}, 0, []int{0}, paint, nil)
}
