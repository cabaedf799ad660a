package maplibre

import (
	"math"

	"haavi/styles"
)

func (c *converter) text(s *styles.Text, where list) {
	if s.Label == nil {
		return
	}
	size, constant := fixed(s.Font.Size, 10)
	layout := map[string]any{"text-font": list{fontName(s.Font)}, "text-size": size, "text-allow-overlap": s.Overlap, "text-max-width": 1000.0}
	c.set(layout, "text-field", s.Label, func(x any) any { return list{"to-string", x} })
	c.set(layout, "text-size", s.Font.Size, numeric)
	if s.Wrap > 0 {
		layout["text-max-width"] = math.Round(s.Wrap/size*100) / 100
	}
	c.set(layout, "symbol-sort-key", s.Priority, scaled(-1))
	ems := func(pixels float64) float64 { // letters are what labels are moved by
		if !constant && pixels != 0 {
			c.lacks("how far a label is moved, which grows with its letters")
		}
		return math.Round(pixels/size*1e3) / 1e3
	}
	switch p := s.Placement.(type) {
	case *styles.LinePlacement:
		c.along(layout, p, ems)
	case *styles.PointPlacement:
		c.anchor(layout, p, ems)
	default:
		layout["text-anchor"] = "left"
	}
	if s.Graphic != nil {
		c.lacks("the graphic below a label")
	}
	c.on("symbol", where, s.Only, []int{0, 1, 2}, c.letters(s, size), layout)
}

// letters are the colours of a label.
func (c *converter) letters(s *styles.Text, size float64) map[string]any {
	paint := map[string]any{"text-color": "#000000"}
	if s.Fill != nil {
		c.set(paint, "text-color", s.Fill.Color, colour)
		c.set(paint, "text-opacity", s.Fill.Opacity, numeric)
	}
	h := s.Halo
	if h == nil {
		return paint
	}
	paint["text-halo-color"], paint["text-halo-width"] = "#ffffff", 1.0
	c.set(paint, "text-halo-width", h.Radius, numeric)
	if h.Fill != nil {
		c.set(paint, "text-halo-color", h.Fill.Color, colour)
	}
	if radius, _ := fixed(h.Radius, 1); radius > size/4 {
		c.lacks("a rim around letters that is wider than a quarter of them")
	}
	return paint
}

// along carries a label on a line.
func (c *converter) along(layout map[string]any, p *styles.LinePlacement, ems func(float64) float64) {
	layout["symbol-placement"], layout["text-max-angle"] = "line-center", 22.5
	if p.MaxAngle > 0 {
		layout["text-max-angle"] = p.MaxAngle
	}
	if repeat := c.number("distance of labels", p.Repeat, 0); repeat > 0 {
		layout["symbol-placement"], layout["symbol-spacing"] = "line", repeat
	}
	if aside := c.number("offset of a label", p.Offset, 0); aside != 0 {
		layout["text-offset"] = list{0.0, -ems(aside)}
	}
	c.lacks("where on a line a label stands; in each tile a line has its own")
	if !p.Follow {
		c.lacks("labels beside lines that are straight follow the line")
	}
}

// anchor carries the place of a label beside its point.
func (c *converter) anchor(layout map[string]any, p *styles.PointPlacement, ems func(float64) float64) {
	x, y := c.number("anchor of a label", p.AnchorX, 0), c.number("anchor of a label", p.AnchorY, 0.5)
	half := func(v float64) int {
		n := int(math.Round(math.Min(math.Max(v, 0), 1) * 2))
		if v != float64(n)/2 {
			c.lacks("the anchor of a label, but for its corners, middles of sides and middle")
		}
		return n
	}
	names := [3][3]string{{"bottom-left", "bottom", "bottom-right"}, {"left", "center", "right"}, {"top-left", "top", "top-right"}}
	layout["text-anchor"] = names[half(y)][half(x)]
	dx, dy := c.number("displacement of a label", p.ShiftX, 0), c.number("displacement of a label", p.ShiftY, 0)
	if dx != 0 || dy != 0 {
		layout["text-offset"] = list{ems(dx), -ems(dy)}
	}
	c.set(layout, "text-rotate", p.Rotation, numeric)
	if turned, constant := fixed(p.Rotation, 0); (dx != 0 || dy != 0) && (turned != 0 || !constant) {
		c.lacks("the displacement of a label that is turned, which turns too")
	}
	if p.MaxShift > 0 {
		c.lacks("labels that are moved where there is no room")
	}
}
