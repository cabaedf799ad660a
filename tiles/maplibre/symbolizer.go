package maplibre

import (
	"maps"
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
	g := &s.Graphic
	layout := map[string]any{"icon-allow-overlap": true, "icon-ignore-placement": true}
	size, constant := fixed(g.Size, 6)
	if !constant {
		size = 32
		c.set(layout, "icon-size", g.Size, scaled(1/size))
		c.lacks("strokes of symbols whose size is computed grow with them")
	}
	layout["icon-image"] = c.picture(g, size)
	c.set(layout, "icon-rotate", g.Rotation, numeric)
	// Anchors turn with the symbol, shifts do not. What is not turned is moved by one property, which all clients know.
	x, y := (0.5-c.number("anchor", g.AnchorX, 0.5))*size, (c.number("anchor", g.AnchorY, 0.5)-0.5)*size
	paint := c.shifted("icon-translate", g.ShiftX, g.ShiftY)
	if turn, constant := fixed(g.Rotation, 0); turn == 0 && constant && layout["icon-size"] == nil && paint != nil {
		right, _ := fixed(g.ShiftX, 0)
		up, _ := fixed(g.ShiftY, 0)
		x, y, paint = x+right, y-up, nil
	}
	if x != 0 || y != 0 {
		layout["icon-offset"] = list{x, y}
	}
	c.on("symbol", where, s.Only, dimensions, paint, layout)
}

// shifted is a property that moves symbols, or nothing.
func (c *converter) shifted(name string, right, up *styles.Value) map[string]any {
	x, y := c.number("displacement", right, 0), c.number("displacement", up, 0)
	if x == 0 && y == 0 {
		return nil
	}
	return map[string]any{name: list{x, -y}}
}

// number is a parameter that has to be constant.
func (c *converter) number(name string, v *styles.Value, otherwise float64) float64 {
	n, constant := fixed(v, otherwise)
	if !constant {
		c.lacks("the %s, which is computed from each feature", name)
	}
	return n
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
	paint := map[string]any{}
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
		c.set(paint, "circle-stroke-opacity", c.product(m.Stroke.Opacity, g.Opacity), numeric)
	}
	if m.Fill != nil {
		paint["circle-color"] = "#808080"
		c.set(paint, "circle-color", m.Fill.Color, colour)
		c.set(paint, "circle-opacity", c.product(m.Fill.Opacity, g.Opacity), numeric)
	} else {
		paint["circle-opacity"] = 0.0
	}
	if fill, constant := paint["circle-color"].(string); constant && m.Stroke == nil { // QGIS draws a black one around a circle without
		paint["circle-stroke-width"], paint["circle-stroke-color"] = 0.0, fill
	}
	paint["circle-radius"] = math.Max(3-width/2, 0)
	c.set(paint, "circle-radius", g.Size, func(x any) any {
		if n, ok := numeric(x).(float64); ok {
			return math.Max(n/2-width/2, 0)
		}
		return list{"max", 0, list{"-", times(x, 0.5), width / 2}}
	})
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
func (c *converter) product(a, b *styles.Value) *styles.Value {
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
	c.lacks("one of two opacities that lie within each other")
	return a
}

// picture adds a graphic to the sprite, upright and in the middle, and returns its name.
func (c *converter) picture(g *styles.Graphic, size float64) string {
	plain := *g
	plain.Rotation, plain.ShiftX, plain.ShiftY, plain.AnchorX, plain.AnchorY = nil, nil, nil, nil, nil
	plain.Size = styles.Number(size)
	return c.add(Picture{Graphic: &plain}, &plain)
}

// pattern adds a pattern to the sprite, and returns its name. Its opacity is that of the layer.
func (c *converter) pattern(f *styles.Fill) string {
	plain := *f
	plain.Opacity = nil
	return c.add(Picture{Pattern: &plain}, f.Graphic)
}

func (c *converter) add(p Picture, look *styles.Graphic) string {
	variable := false
	(&styles.Rule{Symbolizers: []styles.Symbolizer{&styles.Point{Graphic: *look}}}).Walk(styles.Visitor{
		Value: func(v *styles.Value) {
			if v != nil {
				_, constant := v.Expr.(*filter.Literal)
				variable = variable || !constant || v.Steps != nil
			}
		}, Filter: func(filter.Expr) {}, Property: func(string) {}})
	if variable {
		c.lacks("a symbol whose look is computed from each feature is drawn as for one without properties")
	}
	p.Name = c.layer.Name + "-" + string(rune('a'+len(c.Sprite)%26)) + strings.Repeat("-", len(c.Sprite)/26)
	c.Sprite = append(c.Sprite, p)
	return p.Name
}

func (c *converter) line(s *styles.Stroke, offset *styles.Value, where list, only styles.Dimensions, dimensions []int) {
	if s.Marks != nil {
		c.marks(s.Marks, offset, where, only, dimensions)
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
	c.dashes(paint, s)
	layout := map[string]any{"line-cap": [...]string{styles.CapButt: "butt", styles.CapRound: "round", styles.CapSquare: "square"}[s.Cap],
		"line-join": [...]string{styles.JoinMitre: "miter", styles.JoinRound: "round", styles.JoinBevel: "bevel"}[s.Join]}
	c.on("line", where, only, dimensions, paint, layout)
}

// dashes are measured in widths of the line.
func (c *converter) dashes(paint map[string]any, s *styles.Stroke) {
	width := c.number("width of a dashed line", s.Width, 1)
	if len(s.Dash) == 0 || width <= 0 {
		return
	}
	dash := list{}
	for i := range s.Dash {
		dash = append(dash, math.Round(c.number("length of dashes", &s.Dash[i], 0)/width*1e4)/1e4)
	}
	paint["line-dasharray"] = dash
	if c.number("beginning of dashes", s.DashOffset, 0) != 0 {
		c.lacks("where in its dashes a line begins")
	}
}

// marks are repeated along a line.
func (c *converter) marks(m *styles.Marks, offset *styles.Value, where list, only styles.Dimensions, dimensions []int) {
	size, gap := c.number("size of symbols along a line", m.Graphic.Size, 6), c.number("gap", m.Gap, 0)
	c.lacks("where on a line the first of its symbols stands")
	layout := map[string]any{"symbol-placement": "line", "symbol-spacing": math.Max(size+gap, 1), "icon-allow-overlap": true, "icon-ignore-placement": true,
		"icon-image": c.picture(&m.Graphic, size)}
	c.set(layout, "icon-rotate", m.Graphic.Rotation, numeric)
	if aside := c.number("offset", offset, 0); aside != 0 {
		layout["icon-offset"] = list{0.0, -aside}
	}
	c.on("symbol", where, only, dimensions, nil, layout)
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
			paint["fill-pattern"] = c.pattern(f)
			delete(paint, "fill-color")
			c.lacks("where a pattern begins")
		}
		maps.Copy(paint, c.shifted("fill-translate", s.ShiftX, s.ShiftY))
		c.on("fill", where, s.Only, []int{2}, paint, nil)
	}
	if s.Stroke != nil {
		c.line(s.Stroke, nil, where, s.Only, []int{2})
	}
}

// density is a heatmap.
func (c *converter) density(d *styles.Density, where list) {
	c.lacks("density is a heatmap, whose surface is another")
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
	c.on("heatmap", where, 0, []int{0}, paint, nil)
}
