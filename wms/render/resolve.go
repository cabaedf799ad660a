package render

import (
	"image/color"
	"strings"

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
		return &pointSymbol{Options: of.Options, graphic: s.graphic(&of.Graphic)}
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
	}
	return nil
}

func (s *scope) fill(f *styles.Fill) *fill {
	if f == nil {
		return nil
	}
	return &fill{color: s.color(f.Color, f.Opacity, defaultFill)}
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
	if sum < 0.25*s.pixel { // nothing that could be seen
		p.dash = nil
	}
	return p
}

func (s *scope) graphic(g *styles.Graphic) *graphic {
	out := &graphic{size: s.size(g.Size, 6/s.unit*s.pixel), rotation: s.radians(g.Rotation),
		anchorX: s.number(g.AnchorX, 0.5), anchorY: 1 - s.number(g.AnchorY, 0.5), shiftX: s.length(g.ShiftX, 0), shiftY: -s.length(g.ShiftY, 0)}
	opacity := s.ratio(g.Opacity, 1)
	for _, symbol := range g.Symbols {
		if m, ok := symbol.(*styles.Mark); ok {
			made := s.mark(m, opacity)
			if out.mark == nil {
				out.mark = made
			}
		}
	}
	if out.mark == nil {
		out.mark = &mark{shape: "square", fill: &fill{styles.Fade(defaultFill, opacity)}, pen: &pen{color: styles.Fade(black, opacity), width: s.pixel}}
	}
	return out
}

func (s *scope) mark(m *styles.Mark, opacity float64) *mark {
	made := &mark{shape: strings.ToLower(s.text(m.Name, "square")), fill: s.fill(m.Fill), pen: s.pen(m.Stroke)}
	if made.fill != nil {
		made.fill.color = styles.Fade(made.fill.color, opacity)
	}
	if made.pen != nil {
		made.pen.color = styles.Fade(made.pen.color, opacity)
	}
	return made
}

func (s *scope) label(t *styles.Text) *textSymbol {
	out := &textSymbol{Options: t.Options, color: black, space: t.SpaceAround * s.pixel, overlap: t.Overlap, wrap: t.Wrap * s.pixel,
		font: fontFace{bold: t.Font.Bold, italic: t.Font.Italic, size: s.size(t.Font.Size, 10/s.unit*s.pixel)}}
	if t.Fill != nil {
		out.color = s.color(t.Fill.Color, t.Fill.Opacity, black)
	}
	if t.Halo != nil {
		out.halo, out.haloColor = s.size(t.Halo.Radius, 1/s.unit*s.pixel), white
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
		out.graphic = s.graphic(t.Graphic)
	}
	out.writer = newWriter(out.font)
	return out
}
