package styles

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// Simple is the short form of a style: one symbol, or one for each value or class of a field, and a label; and what many features add up to.
// Zero values mean the documented defaults.
type Simple struct {
	// Title is what legends show.
	Title string
	// Symbol draws all features; with Field, those whose value is in no category.
	Symbol
	// Field is the property whose value chooses among Categories or Classes.
	Field      string
	Categories []Category
	// Classes are numbers in ascending order that part the values of Field; there is one more class than numbers. A value that is equal to a
	// number belongs to the class above it.
	Classes []float64
	// Palette gives colours to classes (viridis by default), to categories without a fill (only when it is named), and to Summary.
	Palette string
	// Summary, when not nil, is drawn from the scale denominator FromScale on, instead of symbols and labels. A Ramp that is empty comes from Palette.
	Summary   Summary
	FromScale float64
	// Uncertainty is the property of a radius in metres, which is drawn on the ground around points; UncertaintySquare draws the square of
	// twice the radius instead of the circle.
	Uncertainty       string
	UncertaintySquare bool
	// Label is the property written beside features; empty for none.
	Label string
	// LabelSize is the font size in pixels, 12 by default.
	LabelSize float64
	// LabelColor is that of the letters, "#222222" by default, and LabelHalo that of their rim, "#ffffff" by default; "none" for no rim.
	LabelColor, LabelHalo string
	// LabelMaxScale is the scale denominator from which on labels are left out; 0 is no bound.
	LabelMaxScale float64
}

// Symbol draws points as a mark, lines with its stroke and areas with its fill and stroke.
type Symbol struct {
	// Marker is circle (the default), square, triangle, diamond, pentagon, hexagon, star, cross or x.
	Marker string
	// Size is the marker's, in pixels; 8 by default.
	Size float64
	// Fill and Stroke are colours as ParseColor reads them, or "none". An empty Fill is the default's; an empty Stroke is white for
	// markers and the colour of Fill, opaque, for lines and areas.
	Fill, Stroke string
	// StrokeWidth is in pixels; 1 by default for markers and areas, 2 for lines.
	StrokeWidth float64
	// Opacity multiplies that of all colours, from 0 to 1; nil means 1.
	Opacity *float64
	// Dash are the lengths of strokes and gaps of lines and outlines, in pixels.
	Dash []float64
}

// Category is a symbol for one value of a field. What its Symbol leaves out comes from the style's.
type Category struct {
	Value, Title string
	Symbol
}

// The bounds of a short style.
const (
	MaxSize       = 256
	MaxCategories = 1000
	MaxClasses    = MaxRamp - 1
)

// Style makes the whole style. The error names the key at fault, and is for the operator.
func (s Simple) Style(name string) (*Style, error) {
	st := &Style{Name: name, Title: cmp.Or(s.Title, name)}
	for _, part := range []func(*Style) error{s.check, s.uncertainty, s.symbols, s.summary, s.labels} {
		if err := part(st); err != nil {
			return nil, fmt.Errorf("style %.60q: %w", name, err)
		}
	}
	return st, nil
}

func (s Simple) check(*Style) error {
	switch {
	case len(s.Categories) > MaxCategories:
		return fmt.Errorf("categories: %d are too many; the most is %d", len(s.Categories), MaxCategories)
	case len(s.Categories) > 0 && s.Field == "":
		return fmt.Errorf("field: categories need the field whose values they are")
	case len(s.Classes) > 0 && s.Field == "":
		return fmt.Errorf("field: classes need the field whose values they part")
	case len(s.Categories) > 0 && len(s.Classes) > 0:
		return fmt.Errorf("classes: a style has either categories or classes")
	case s.Field != "" && len(s.Categories) == 0 && len(s.Classes) == 0:
		return fmt.Errorf("categories: the field %.40q needs categories or classes of its values", s.Field)
	case len(s.Classes) > MaxClasses || !ascending(s.Classes):
		return fmt.Errorf("classes: give at most %d numbers, each larger than the one before", MaxClasses)
	case s.LabelSize < 0 || s.LabelSize > MaxSize:
		return fmt.Errorf("label_size: %g is not between 0 and %d pixels", s.LabelSize, MaxSize)
	}
	return nil
}

func ascending(all []float64) bool {
	for i, v := range all {
		if math.IsNaN(v) || math.IsInf(v, 0) || i > 0 && v <= all[i-1] {
			return false
		}
	}
	return true
}

// symbols adds the pass of symbols: of the categories or classes, then of what is in none.
func (s Simple) symbols(st *Style) error {
	rules, err := s.categories()
	if len(s.Classes) > 0 {
		rules, err = s.classes()
	}
	if err != nil {
		return err
	}
	symbolizers, err := s.symbolizers()
	if err != nil {
		return err
	}
	if s.summaryOnly() {
		return nil
	}
	rest := Rule{Title: st.Title, Else: len(rules) > 0, Symbolizers: symbolizers}
	if rest.Else {
		rest.Title = "Other"
	}
	rules = append(rules, rest)
	for i := range rules {
		rules[i].MaxScale = s.symbolScale()
	}
	st.Passes = append(st.Passes, FeatureTypeStyle{Rules: rules})
	return nil
}

func (s Simple) categories() ([]Rule, error) {
	colours, err := Palette(cmp.Or(s.Palette, okabeIto), len(s.Categories))
	if err != nil {
		return nil, fmt.Errorf("palette: %w", err)
	}
	var rules []Rule
	for i, c := range s.Categories {
		if s.Palette != "" && c.Fill == "" {
			c.Fill = hex(colours[i])
		}
		symbolizers, err := c.over(s.Symbol).symbolizers()
		if err != nil {
			return nil, fmt.Errorf("category %.40q: %w", c.Value, err)
		}
		rules = append(rules, Rule{Title: cmp.Or(c.Title, c.Value), Filter: &filter.Compare{Op: filter.Equal,
			Left:  &filter.Property{Name: s.Field},
			Right: &filter.Literal{Value: feature.StringValue(c.Value), Untyped: true}}, Symbolizers: symbolizers})
	}
	return rules, nil
}

// over fills what a category leaves out from the style's symbol.
func (c Category) over(base Symbol) Symbol {
	s := c.Symbol
	if s.Marker == "" {
		s.Marker = base.Marker
	}
	if s.Size == 0 {
		s.Size = base.Size
	}
	if s.Fill == "" {
		s.Fill = base.Fill
	}
	if s.Stroke == "" {
		s.Stroke = base.Stroke
	}
	if s.StrokeWidth == 0 {
		s.StrokeWidth = base.StrokeWidth
	}
	if s.Opacity == nil {
		s.Opacity = base.Opacity
	}
	if s.Dash == nil {
		s.Dash = base.Dash
	}
	return s
}

// symbolizers draws each kind of geometry.
func (s Symbol) symbolizers() ([]Symbolizer, error) {
	shape, size, err := s.marker()
	if err != nil {
		return nil, err
	}
	fill, err := optionalColor("fill", s.Fill, defaultPoint, s.opacity())
	if err != nil {
		return nil, err
	}
	own := defaultOutline
	if fill != nil {
		own = *fill
		own.A = 0xff
	}
	outline, err := optionalColor("stroke", s.Stroke, own, s.opacity())
	if err != nil {
		return nil, err
	}
	ring := outline
	if s.Stroke == "" {
		white := Fade(rim, s.opacity())
		ring = &white
	}
	width := s.StrokeWidth
	if width == 0 {
		width = 1
	}
	var out []Symbolizer
	mark := Mark{Name: Constant(shape), Fill: fillOf(fill), Stroke: s.strokeOf(ring, width, nil)}
	if mark.Fill != nil || mark.Stroke != nil {
		out = append(out, &Point{Options: Options{Only: Points}, Graphic: Graphic{Symbols: []GraphicSymbol{&mark}, Size: Number(size)}})
	}
	area := Polygon{Options: Options{Only: Polygons}, Fill: fillOf(fill), Stroke: s.strokeOf(outline, width, s.Dash)}
	if area.Fill != nil || area.Stroke != nil {
		out = append(out, &area)
	}
	if s.StrokeWidth == 0 {
		width = 2
	}
	if stroke := s.strokeOf(outline, width, s.Dash); stroke != nil {
		out = append(out, &Line{Options: Options{Only: Lines}, Stroke: *stroke})
	}
	return out, nil
}

func (s Symbol) opacity() float64 {
	if s.Opacity == nil {
		return 1
	}
	return *s.Opacity
}

func (s Symbol) marker() (string, float64, error) {
	shape := "circle"
	if s.Marker != "" {
		if shape = s.Marker; !slices.Contains(markers[:], shape) {
			return "", 0, fmt.Errorf("marker: %.40q is not among %s", s.Marker, strings.Join(markers[:], ", "))
		}
	}
	switch {
	case !(s.Size >= 0 && s.Size <= MaxSize):
		return "", 0, fmt.Errorf("size: %g is not between 0 and %d pixels", s.Size, MaxSize)
	case !(s.StrokeWidth >= 0 && s.StrokeWidth <= MaxSize):
		return "", 0, fmt.Errorf("stroke_width: %g is not between 0 and %d pixels", s.StrokeWidth, MaxSize)
	case !(s.opacity() >= 0 && s.opacity() <= 1):
		return "", 0, fmt.Errorf("opacity: %g is not between 0 and 1", s.opacity())
	case !validDash(s.Dash):
		return "", 0, fmt.Errorf("dash: give 1 to 16 lengths in pixels, not all zero, none above %d", MaxSize)
	}
	if s.Size == 0 {
		return shape, 8, nil
	}
	return shape, s.Size, nil
}

func validDash(d []float64) bool {
	sum := 0.0
	for _, l := range d {
		if !(l >= 0 && l <= MaxSize) {
			return false
		}
		sum += l
	}
	return len(d) == 0 || (sum >= 0.5 && len(d) <= 16)
}

// optionalColor reads a colour that may be absent, or "none".
func optionalColor(key, text string, def color.NRGBA, opacity float64) (*color.NRGBA, error) {
	if text == "none" {
		return nil, nil
	}
	c := def
	if text != "" {
		var err error
		if c, err = ParseColor(text); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	c = Fade(c, opacity)
	return &c, nil
}

func fillOf(c *color.NRGBA) *Fill {
	if c == nil {
		return nil
	}
	return FillOf(*c)
}

func (s Symbol) strokeOf(c *color.NRGBA, width float64, dash []float64) *Stroke {
	if c == nil {
		return nil
	}
	stroke := StrokeOf(*c, width)
	stroke.Join = JoinRound
	for _, length := range dash {
		stroke.Dash = append(stroke.Dash, *Number(length))
	}
	return stroke
}

// labels adds the pass of labels.
func (s Simple) labels(st *Style) error {
	if s.Label == "" || s.summaryOnly() {
		return nil
	}
	text, err := s.text()
	most := s.LabelMaxScale
	if scale := s.symbolScale(); scale > 0 && (most == 0 || scale < most) {
		most = scale
	}
	st.Passes = append(st.Passes, FeatureTypeStyle{Rules: []Rule{{MaxScale: most, Symbolizers: text}}})
	return err
}

// text writes the label to the right of points, and in the middle of lines and areas.
func (s Simple) text() ([]Symbolizer, error) {
	t := Text{Label: Of(s.Label), Font: Font{Size: Number(cmp.Or(s.LabelSize, 12))}}
	ink, err := optionalColor("label_color", s.LabelColor, color.NRGBA{0x22, 0x22, 0x22, 0xff}, 1)
	if err != nil {
		return nil, err
	}
	if ink == nil {
		return nil, fmt.Errorf("label_color: letters need a colour; leave out label for no letters")
	}
	t.Fill = FillOf(*ink)
	halo, err := optionalColor("label_halo", s.LabelHalo, rim, 1)
	if err != nil {
		return nil, err
	}
	if halo != nil {
		t.Halo = &Halo{Radius: Number(1.5), Fill: FillOf(*halo)}
	}
	_, size, err := s.marker()
	beside, inside := t, t
	beside.Only, beside.Placement = Points, &PointPlacement{ShiftX: Number(3 + size/2)}
	inside.Only, inside.Placement = Lines|Polygons, &PointPlacement{AnchorX: Number(0.5)}
	return []Symbolizer{&beside, &inside}, err
}
