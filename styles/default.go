package styles

import (
	"image/color"

	"haavi/internal/feature"
)

// The colours of the default styles: strong in hue and of middle lightness, so that they stand out from light and dark
// basemaps and from aerial photographs alike, each with a white rim that parts it from a ground of its own colour.
var (
	defaultPoint   = color.NRGBA{0xe2, 0x4a, 0x1b, 0xff}
	defaultLine    = color.NRGBA{0x6a, 0x3d, 0x9a, 0xff}
	defaultArea    = color.NRGBA{0x1f, 0x78, 0xb4, 0x52}
	defaultOutline = color.NRGBA{0x14, 0x5a, 0x8c, 0xff}
	rim            = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// band is a range of scales with the sizes, in pixels, that read well there: a map of a country has more features in a
// centimetre than one of a street.
type band struct {
	from, to      float64
	point, ring   float64
	line, outline float64
}

var bands = []band{
	{from: 0, to: 2.5e4, point: 10, ring: 1.5, line: 3, outline: 1.75},
	{from: 2.5e4, to: 2.5e5, point: 8, ring: 1.25, line: 2.25, outline: 1.5},
	{from: 2.5e5, to: 2.5e6, point: 6, ring: 0.75, line: 1.75, outline: 1.25},
	{from: 2.5e6, to: 0, point: 3.5, ring: 0, line: 1.25, outline: 1},
}

// Default returns the style of layers that have none of their own. Symbols shrink as the map zooms out.
func Default(t feature.GeometryType) *Style {
	s := &Style{Name: DefaultName, Title: "Default"}
	d := t.Dimension()
	areas := FeatureTypeStyle{Name: "areas"}
	rims := FeatureTypeStyle{Name: "rims"}
	strokes := FeatureTypeStyle{Name: "lines"}
	marks := FeatureTypeStyle{Name: "points"}
	for _, b := range bands {
		if d != 0 && d != 1 {
			areas.add(b, &Polygon{Options: Options{Only: Polygons}, Fill: FillOf(defaultArea)})
			rims.add(b, &Line{Options: Options{Only: Polygons}, Stroke: round(rim, b.outline+1.5, CapButt)})
			strokes.add(b, &Line{Options: Options{Only: Polygons}, Stroke: round(defaultOutline, b.outline, CapButt)})
		}
		if d != 0 && d != 2 {
			rims.add(b, &Line{Options: Options{Only: Lines}, Stroke: round(rim, b.line+2, CapRound)})
			strokes.add(b, &Line{Options: Options{Only: Lines}, Stroke: round(defaultLine, b.line, CapRound)})
		}
		if d != 1 && d != 2 {
			mark := &Mark{Name: Constant("circle"), Fill: FillOf(defaultPoint)}
			if b.ring > 0 { // where dots are many, their rims would hide them
				mark.Stroke = StrokeOf(rim, b.ring)
			}
			marks.add(b, &Point{Options: Options{Only: Points}, Graphic: Graphic{Size: Number(b.point), Symbols: []GraphicSymbol{mark}}})
		}
	}
	for _, p := range []FeatureTypeStyle{areas, rims, strokes, marks} {
		if len(p.Rules) > 0 {
			s.Passes = append(s.Passes, p)
		}
	}
	return s
}

// add puts a symbolizer into the rule of a band.
func (p *FeatureTypeStyle) add(b band, s Symbolizer) {
	if n := len(p.Rules); n > 0 && p.Rules[n-1].MinScale == b.from {
		p.Rules[n-1].Symbolizers = append(p.Rules[n-1].Symbolizers, s)
		return
	}
	p.Rules = append(p.Rules, Rule{MinScale: b.from, MaxScale: b.to, Symbolizers: []Symbolizer{s}})
}

// round is a stroke with round corners.
func round(c color.NRGBA, width float64, end Cap) Stroke {
	s := StrokeOf(c, width)
	s.Cap, s.Join = end, JoinRound
	return *s
}
