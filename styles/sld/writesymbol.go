package sld

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"haavi/styles"
)

func (o *out) graphic(g *styles.Graphic) {
	o.element("Graphic", func() {
		for _, s := range g.Symbols {
			switch s := s.(type) {
			case *styles.Mark:
				o.mark(s)
			case *styles.External:
				o.external(s)
			}
		}
		o.value("Opacity", g.Opacity)
		o.value("Size", g.Size)
		o.value("Rotation", g.Rotation)
		o.pair("AnchorPoint", "AnchorPointX", "AnchorPointY", g.AnchorX, g.AnchorY)
		o.pair("Displacement", "DisplacementX", "DisplacementY", g.ShiftX, g.ShiftY)
	})
}

// pair writes two parameters within one element, unless both have their defaults.
func (o *out) pair(name, x, y string, vx, vy *styles.Value) {
	if vx == nil && vy == nil {
		return
	}
	o.element(name, func() {
		o.value(x, vx)
		o.value(y, vy)
	})
}

func (o *out) mark(m *styles.Mark) {
	o.element("Mark", func() {
		o.value("WellKnownName", m.Name)
		o.fill(m.Fill)
		if m.Stroke != nil {
			s := *m.Stroke
			if s.Color == nil && s.Fill == nil && s.Marks == nil {
				s.Color = styles.Constant("#000000") // an empty Stroke of a mark would be read as none
			}
			o.stroke(&s)
		}
	})
}

// external writes a picture. In SLD 1.0.0, which has no place for it, one within the document becomes a data: address.
func (o *out) external(e *styles.External) {
	o.element("ExternalGraphic", func() {
		format := cmp.Or(e.Format, "image/svg+xml")
		if len(e.Inline) > 0 && o.v == V110 && len(e.Parameters) == 0 {
			o.w.Leaf(o.se+"InlineContent", base64.StdEncoding.EncodeToString(e.Inline), "encoding", "base64")
		} else {
			href := e.Href
			if len(e.Inline) > 0 {
				href = "data:" + format + ";base64," + base64.StdEncoding.EncodeToString(e.Inline)
			}
			if len(e.Parameters) > 0 {
				values := url.Values{}
				for k, v := range e.Parameters {
					values.Set(k, v)
				}
				href += "?" + values.Encode()
			}
			o.w.Empty(o.se+"OnlineResource", "xlink:type", "simple", "xlink:href", href)
		}
		o.w.Leaf(o.se+"Format", format)
	})
}

func (o *out) fill(f *styles.Fill) {
	if f == nil {
		return
	}
	o.element("Fill", func() {
		if f.Graphic != nil {
			o.element("GraphicFill", func() { o.graphic(f.Graphic) })
		}
		o.svg("fill", f.Color)
		o.svg("fill-opacity", f.Opacity)
	})
}

// margins writes the distances of a pattern, which stand beside the symbolizer's other options.
func (o *out) margins(f *styles.Fill) {
	if f == nil || f.Graphic == nil || f.Margins == [4]float64{} {
		return
	}
	parts := make([]string, 4)
	for i, m := range f.Margins {
		parts[i] = decimal(m)
	}
	o.vendor("graphic-margin", strings.Join(parts, " "))
}

var (
	capNames  = [...]string{styles.CapButt: "", styles.CapRound: "round", styles.CapSquare: "square"}
	joinNames = [...]string{styles.JoinMitre: "", styles.JoinRound: "round", styles.JoinBevel: "bevel"}
)

func (o *out) stroke(s *styles.Stroke) {
	o.element("Stroke", func() {
		if s.Fill != nil {
			o.element("GraphicFill", func() { o.graphic(s.Fill) })
		}
		if s.Marks != nil {
			o.element("GraphicStroke", func() {
				o.graphic(&s.Marks.Graphic)
				o.value("InitialGap", s.Marks.InitialGap)
				o.value("Gap", s.Marks.Gap)
			})
		}
		o.svg("stroke", s.Color)
		o.svg("stroke-opacity", s.Opacity)
		o.svg("stroke-width", s.Width)
		o.word("stroke-linejoin", joinNames[s.Join])
		o.word("stroke-linecap", capNames[s.Cap])
		o.dash(s.Dash)
		o.svg("stroke-dashoffset", s.DashOffset)
	})
}

func (o *out) word(name, value string) {
	if value != "" {
		o.w.Leaf(o.parameter, value, "name", name)
	}
}

func (o *out) dash(dash []styles.Value) {
	texts := make([]string, 0, len(dash))
	for i := range dash {
		if text, ok := constantText(&dash[i]); ok {
			texts = append(texts, text)
		}
	}
	if len(texts) == len(dash) {
		o.word("stroke-dasharray", strings.Join(texts, " "))
		return
	}
	o.w.Open(o.parameter, "name", "stroke-dasharray")
	for i := range dash {
		o.content(&dash[i])
	}
	o.w.Close()
}

func (o *out) ground(g *styles.Ground) {
	shape := "circle"
	if g.Square {
		shape = "square"
	}
	o.w.Open("haavi:GroundSymbolizer", "shape", shape, "uom", units[g.Unit])
	defer o.w.Close()
	o.place(&g.Options)
	if g.Radius != nil {
		o.valueIn("haavi:Radius", g.Radius)
	}
	o.fill(g.Fill)
	if g.Stroke != nil {
		o.stroke(g.Stroke)
	}
	if g.Least != 0 {
		o.w.Leaf("haavi:Least", decimal(g.Least))
	}
	o.margins(g.Fill)
	o.only(&g.Options)
}

func (o *out) summary(s styles.Summary) {
	switch s := s.(type) {
	case *styles.Density:
		o.w.Open("haavi:Density")
		if s.Radius != nil {
			o.valueIn("haavi:Radius", s.Radius)
		}
		o.w.Optional("haavi:Weight", s.Weight)
		o.w.Optional("haavi:Ramp", strings.Join(s.Ramp, " "))
		if s.Most != 0 {
			o.w.Leaf("haavi:Most", decimal(s.Most))
		}
	case *styles.Grid:
		o.grid(s)
	case *styles.Cluster:
		o.cluster(s)
	}
	o.w.Close()
}

func (o *out) grid(g *styles.Grid) {
	shape := "square"
	if g.Hexagons {
		shape = "hexagon"
	}
	o.w.Open("haavi:Grid", "shape", shape)
	if g.Size != 0 {
		o.w.Leaf("haavi:Size", decimal(g.Size))
	}
	for name, count := range gridCounts {
		if count == g.Count && count != styles.GridFeatures {
			o.w.Leaf("haavi:Count", name)
		}
	}
	o.w.Optional("haavi:Property", g.Property)
	o.w.Optional("haavi:Ramp", strings.Join(g.Ramp, " "))
	classes := make([]string, len(g.Classes))
	for i, c := range g.Classes {
		classes[i] = strconv.FormatFloat(c, 'g', -1, 64)
	}
	o.w.Optional("haavi:Classes", strings.Join(classes, " "))
}

func (o *out) cluster(c *styles.Cluster) {
	o.w.Open("haavi:Cluster")
	if c.Distance != 0 {
		o.w.Leaf("haavi:Distance", decimal(c.Distance))
	}
	o.fill(c.Fill)
	if c.Stroke != nil {
		o.stroke(c.Stroke)
	}
	o.font(&c.Font)
	if c.TextFill != nil {
		o.w.Open("haavi:TextFill")
		o.fill(c.TextFill)
		o.w.Close()
	}
	if c.Single != nil {
		o.w.Open("haavi:Single")
		o.graphic(c.Single)
		o.w.Close()
	}
}
