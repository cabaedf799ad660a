package render

import (
	"image/color"

	"haavi/styles"
)

// The colours that Symbology Encoding has as defaults.
var (
	defaultFill = color.NRGBA{0x80, 0x80, 0x80, 0xff}
	black       = color.NRGBA{A: 0xff}
	white       = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// symbol makes the symbol of a symbolizer.
func (s *scope) symbol(of styles.Symbolizer) symbol {
	switch of := of.(type) {
	case *styles.Point:
		s.in(of.Unit)
		return &pointSymbol{Options: of.Options, graphic: s.graphic(&of.Graphic, 1)}
	case *styles.Line:
		s.in(of.Unit)
		return &lineSymbol{Options: of.Options, pen: s.pen(&of.Stroke), offset: s.length(of.Offset, 0)}
	case *styles.Polygon:
		s.in(of.Unit)
		return &areaSymbol{Options: of.Options, fill: s.fill(of.Fill), pen: s.pen(of.Stroke), offset: s.length(of.Offset, 0),
			shiftX: s.length(of.ShiftX, 0), shiftY: -s.length(of.ShiftY, 0)}
	case *styles.Text:
		s.in(of.Unit)
		return s.label(of)
	case *styles.Ground:
		s.in(of.Unit)
		return &groundSymbol{Options: of.Options, square: of.Square, fill: s.fill(of.Fill), pen: s.pen(of.Stroke), least: of.Least * s.pixel}
	}
	return nil
}

func (s *scope) fill(f *styles.Fill) *brush {
	if f == nil {
		return nil
	}
	b := &brush{color: s.color(f.Color, f.Opacity, defaultFill)}
	if f.Graphic != nil {
		margins := f.Margins
		for i := range margins {
			margins[i] = max(0, min(maxCell, margins[i]*s.pixel))
		}
		b.pattern = newPattern(s.graphic(f.Graphic, s.opacity(f.Opacity)), margins, s.origin)
	}
	return b
}

func (s *scope) pen(st *styles.Stroke) *pen {
	if st == nil {
		return nil
	}
	p := &pen{color: s.color(st.Color, st.Opacity, black), width: s.size(st.Width, 1/s.unit*s.pixel), cap: st.Cap, join: st.Join,
		dashOffset: s.length(st.DashOffset, 0)}
	sum := 0.0
	for i := range st.Dash {
		d := s.size(&st.Dash[i], 0)
		p.dash = append(p.dash, d)
		sum += d
	}
	if sum < 0.5*s.pixel { // nothing that could be seen
		p.dash = nil
	}
	if st.Fill != nil {
		p.pattern = newPattern(s.graphic(st.Fill, s.opacity(st.Opacity)), [4]float64{}, s.origin)
	}
	if st.Marks != nil {
		p.marks = &marks{graphic: s.graphic(&st.Marks.Graphic, s.opacity(st.Opacity)), first: s.size(st.Marks.InitialGap, 0), gap: s.size(st.Marks.Gap, 0)}
	}
	return p
}

func (s *scope) graphic(g *styles.Graphic, opacity float64) *graphic {
	out := &graphic{size: -1, rotation: s.radians(g.Rotation), opacity: opacity * s.opacity(g.Opacity),
		anchorX: s.number(g.AnchorX, 0.5), anchorY: 1 - s.number(g.AnchorY, 0.5), shiftX: s.length(g.ShiftX, 0), shiftY: -s.length(g.ShiftY, 0)}
	for _, symbol := range g.Symbols {
		drawable := out.mark == nil && out.picture == nil
		switch symbol := symbol.(type) {
		case *styles.Mark:
			if made := s.mark(symbol, out.opacity); drawable {
				out.mark = made
			}
		case *styles.External:
			if drawable {
				out.picture = s.picture(symbol)
			}
		}
	}
	own := 6 * s.pixel
	if out.picture != nil {
		own = out.picture.height * s.pixel
	} else if out.mark == nil {
		out.mark = &mark{shape: outline("square"), fill: &brush{color: styles.Fade(defaultFill, out.opacity)},
			pen: &pen{color: styles.Fade(black, out.opacity), width: s.pixel}}
	}
	out.size = s.size(g.Size, own/s.unit)
	return out
}

func (s *scope) mark(m *styles.Mark, opacity float64) *mark {
	made := &mark{shape: outline(s.text(m.Name, "square")), fill: s.fill(m.Fill), pen: s.pen(m.Stroke)}
	if made.fill != nil {
		made.fill.color = styles.Fade(made.fill.color, opacity)
	}
	if made.pen != nil {
		made.pen.color = styles.Fade(made.pen.color, opacity)
		if len(made.shape) == 1 && len(made.shape[0].points) >= smooth {
			made.pen.join = styles.JoinBevel
		}
	}
	return made
}

func (s *scope) label(t *styles.Text) *textSymbol {
	out := &textSymbol{Options: t.Options, color: black, space: t.SpaceAround * s.pixel, overlap: t.Overlap, wrap: t.Wrap * s.pixel,
		font: fontFace{bold: t.Font.Bold, italic: t.Font.Italic, size: min(maxFont*s.pixel, s.size(t.Font.Size, 10/s.unit*s.pixel))}}
	if t.Fill != nil {
		out.color = s.color(t.Fill.Color, t.Fill.Opacity, black)
	}
	if t.Halo != nil {
		out.halo, out.haloColor = min(maxHalo*s.pixel, s.size(t.Halo.Radius, 1/s.unit*s.pixel)), white
		if t.Halo.Fill != nil {
			out.haloColor = s.color(t.Halo.Fill.Color, t.Halo.Fill.Opacity, white)
		}
	}
	switch p := t.Placement.(type) {
	case *styles.PointPlacement:
		out.anchorX, out.anchorY = s.number(p.AnchorX, 0), s.number(p.AnchorY, 0.5)
		out.shiftX, out.shiftY = s.length(p.ShiftX, 0), -s.length(p.ShiftY, 0)
		out.rotation, out.maxShift = s.radians(p.Rotation), p.MaxShift*s.pixel
	case *styles.LinePlacement:
		out.along = &alongLine{offset: s.length(p.Offset, 0), repeat: s.size(p.Repeat, 0), follow: p.Follow, maxAngle: p.MaxAngle}
		if p.MaxAngle == 0 {
			out.along.maxAngle = 22.5
		}
	default:
		out.anchorY = 0.5
	}
	if t.Graphic != nil {
		out.graphic = s.graphic(t.Graphic, 1)
	}
	out.writer = newWriter(out.font)
	return out
}
