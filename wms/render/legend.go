package render

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// LegendRequest is a legend to draw.
type LegendRequest struct {
	Style *styles.Style
	// Symbols are the pictures that the style names; nil for none.
	Symbols *Symbols
	// Geometry says which of the style's symbols the layer has a use for.
	Geometry feature.GeometryType
	// Rule names one rule, by its name or title, whose symbol alone is drawn; empty for all rules with their titles.
	Rule string
	// Only keeps to some rules, as Shown finds them; nil keeps all.
	Only map[*styles.Rule]bool
	// Scale keeps to the rules that hold at a scale denominator; 0 keeps all.
	Scale float64
	// Width and Height are the size of one symbol in pixels; 0 means 20. A style for several kinds of geometry has a symbol for
	// each, side by side.
	Width, Height int
	DPI           float64
	Transparent   bool
	Background    color.Color
}

// legendRow is one line of a legend: the symbolizers, over all passes, of the rules with one title.
type legendRow struct {
	title       string
	symbolizers []styles.Symbolizer
	// draw paints the symbol of a summary's line.
	draw func(c *rasterCanvas, w, h float64)
}

const legendText = 12 // pixels

// MaxLegendRows is the most lines of a legend; further rules are left out.
const MaxLegendRows = 200

// Legend draws the legend of a style: a symbol when there is one rule or one is asked for, else a line for each.
func Legend(r LegendRequest) (*image.RGBA, error) {
	rows := r.rows()
	if r.Rule != "" && len(rows) == 0 {
		return nil, fmt.Errorf("the style %q has no rule %.60q", r.Style.Name, r.Rule)
	}
	w, h := r.symbolSize()
	w *= len(r.kinds())
	size := r.LegendSize()
	img := image.NewRGBA(image.Rectangle{Max: size})
	if !r.Transparent {
		fillImage(img, r.Background)
	}
	if len(rows) <= 1 {
		for _, row := range rows {
			r.symbols(img, row, image.Rect(0, 0, w, h))
		}
		return img, nil
	}
	pen := newWriter(fontFace{size: legendText * r.magnification()})
	ascent, descent := pen.height()
	lineHeight, c := r.lineHeight(), &rasterCanvas{img: img, bounds: img.Rect}
	for i, row := range rows {
		top := i * lineHeight
		y := top + (lineHeight-h)/2
		r.symbols(img, row, image.Rect(0, y, w, y+h))
		pen.write(c, oneLine(row.title), float64(w)+r.gap(), float64(top)+(float64(lineHeight)+ascent-descent)/2, color.NRGBA{0x22, 0x22, 0x22, 0xff})
	}
	return img, nil
}

// Titles are those of the legend's lines, each of which names a rule.
func (r *LegendRequest) Titles() []string {
	rows := r.rows()
	titles := make([]string, len(rows))
	for i := range rows {
		titles[i] = rows[i].title
	}
	return titles
}

// LegendSize is the size of the picture that Legend draws.
func (r *LegendRequest) LegendSize() image.Point {
	w, h := r.symbolSize()
	w *= len(r.kinds())
	rows := r.rows()
	if len(rows) <= 1 {
		return image.Pt(w, h)
	}
	widest := 0.0
	pen := newWriter(fontFace{size: legendText * r.magnification()})
	for _, row := range rows {
		_, width := pen.layout(oneLine(row.title))
		widest = max(widest, width)
	}
	return image.Pt(w+int(math.Ceil(r.gap()+widest+r.gap()/2)), len(rows)*r.lineHeight())
}

func (r *LegendRequest) magnification() float64 { return (&Request{DPI: r.DPI}).magnification() }

func (r *LegendRequest) gap() float64 { return 6 * r.magnification() }

func (r *LegendRequest) symbolSize() (w, h int) {
	side := int(math.Round(20 * r.magnification()))
	w, h = r.Width, r.Height
	if w <= 0 {
		w = side
	}
	if h <= 0 {
		h = side
	}
	return w, h
}

func (r *LegendRequest) lineHeight() int {
	_, h := r.symbolSize()
	return max(h, int(math.Round(20*r.magnification())))
}

// rows gathers rules by their titles: those of several passes belong together, and of rules that differ by scale alone the one for
// the largest maps shows.
func (r *LegendRequest) rows() []legendRow {
	var rows []legendRow
	index := map[string]int{}
	for i := range r.Style.Passes {
		if r.Style.Passes[i].Summary != nil {
			rows = append(rows, r.summaryRows(&r.Style.Passes[i])...)
			continue
		}
		fromPass := map[string]bool{}
		for j := range r.Style.Passes[i].Rules {
			rule := &r.Style.Passes[i].Rules[j]
			symbolizers := r.useful(rule.Symbolizers)
			if rule.Legend != nil {
				symbolizers = []styles.Symbolizer{&styles.Point{Graphic: *rule.Legend}}
			}
			if len(symbolizers) == 0 || (r.Scale > 0 && !rule.InScale(r.Scale)) || fromPass[rule.Title] || !r.wants(rule) {
				continue
			}
			fromPass[rule.Title] = true
			at, ok := index[rule.Title]
			if !ok {
				if len(rows) == MaxLegendRows {
					continue
				}
				at = len(rows)
				index[rule.Title] = at
				rows = append(rows, legendRow{title: rule.Title})
			}
			rows[at].symbolizers = append(rows[at].symbolizers, symbolizers...)
		}
	}
	return rows
}

func (r *LegendRequest) wants(rule *styles.Rule) bool {
	return (r.Only == nil || r.Only[rule]) && (r.Rule == "" || rule.Name == r.Rule || rule.Title == r.Rule)
}

// useful keeps the symbolizers for the layer's geometries. Labels have no symbol.
func (r *LegendRequest) useful(all []styles.Symbolizer) []styles.Symbolizer {
	var kept []styles.Symbolizer
	d := r.Geometry.Dimension()
	for _, s := range all {
		if _, text := s.(*styles.Text); !text && (d < 0 || s.On().Has(d)) {
			kept = append(kept, s)
		}
	}
	return kept
}

// kinds are the dimensions of geometry that symbols are drawn for: the layer's, or all that the style distinguishes.
func (r *LegendRequest) kinds() []int {
	if d := r.Geometry.Dimension(); d >= 0 {
		return []int{d}
	}
	var kinds []int
	for d := range 3 {
		for _, p := range r.Style.Passes {
			if slices.ContainsFunc(p.Rules, func(rule styles.Rule) bool { return slices.ContainsFunc(rule.Symbolizers, r.draws(d)) }) {
				kinds = append(kinds, d)
				break
			}
		}
	}
	if len(kinds) == 0 {
		return []int{0}
	}
	return kinds
}

// draws says whether the symbol for geometries of a dimension shows a symbolizer.
func (r *LegendRequest) draws(dimension int) func(styles.Symbolizer) bool {
	return func(s styles.Symbolizer) bool {
		own := -1
		switch s.(type) {
		case *styles.Point, *styles.Ground:
			own = 0
		case *styles.Line:
			own = 1
		case *styles.Polygon:
			own = 2
		}
		if s.On() == 0 && r.Geometry.Dimension() < 0 {
			return own == dimension
		}
		return own >= 0 && s.On().Has(dimension)
	}
}

// symbols draws the symbol of a row for each kind of geometry, side by side.
func (r *LegendRequest) symbols(img *image.RGBA, row legendRow, at image.Rectangle) {
	if row.draw != nil {
		row.draw(part(img, at), float64(at.Dx()), float64(at.Dy()))
		return
	}
	kinds := r.kinds()
	for i, d := range kinds {
		w := at.Dx() / len(kinds)
		c := part(img, image.Rect(at.Min.X+i*w, at.Min.Y, at.Min.X+(i+1)*w, at.Max.Y))
		for _, s := range row.symbolizers {
			if r.draws(d)(s) {
				r.symbol(c, s, d)
			}
		}
	}
}

// symbol draws a symbolizer with an example of a geometry: an area in the whole of the picture, a line across it, a point in its middle.
func (r *LegendRequest) symbol(c *rasterCanvas, s styles.Symbolizer, dimension int) {
	w, h := float64(c.bounds.Dx()), float64(c.bounds.Dy())
	size := r.magnification()
	k := &ink{canvas: c}
	inset := min(3*size, w/4, h/4)
	area := []orb.Point{{inset, inset}, {w - inset, inset}, {w - inset, h - inset}, {inset, h - inset}}
	line := []orb.Point{{inset, h - inset}, {w * 0.35, h * 0.35}, {w * 0.65, h * 0.65}, {w - inset, inset}}
	switch s := r.example(s).(type) {
	case *areaSymbol:
		if s.fill != nil {
			k.area([][]orb.Point{area})
			k.fill(*s.fill)
		}
		if s.pen != nil {
			k.line(path{points: area, closed: true})
			k.stroke(s.pen)
		}
	case *lineSymbol:
		if dimension == 2 {
			k.line(path{points: area, closed: true})
		} else {
			k.line(path{points: line})
		}
		k.stroke(s.pen)
	case *groundSymbol:
		ring := placed(orb.Point{w / 2, h / 2}, 0, min(w, h)/2-inset).paths(outline(map[bool]string{true: "square", false: "circle"}[s.square]))
		if s.fill != nil {
			c.fill(ring, *s.fill)
		}
		if s.pen != nil {
			c.stroke(ring, s.pen)
		}
	case *pointSymbol:
		s.graphic.draw(c, orb.Point{w / 2, h / 2}, 0, min(1, min(w, h)/(2*s.graphic.reach())))
	}
}

// example is a symbol whose varying parameters have their defaults. Ground units are those of a map of the legend's scale.
func (r *LegendRequest) example(of styles.Symbolizer) symbol {
	size := r.magnification()
	s := scope{pixel: size, metre: size / (cmp.Or(r.Scale, 1e4) * 0.00028), unit: size, symbols: r.Symbols,
		pictures: map[*styles.External]*picture{}, constants: map[*styles.Value]feature.Value{}}
	parameters(of, func(v *styles.Value, _ bool) {
		if v != nil {
			s.constants[v] = exampleValue(v)
		}
	})
	return s.symbol(of)
}

// exampleValue is the value of a constant parameter; of one that a table gives the value in the table's middle; else null.
func exampleValue(v *styles.Value) feature.Value {
	if v.Steps != nil {
		if n := len(v.Steps.Values); n > 0 {
			return exampleValue(&v.Steps.Values[n/2])
		}
		return feature.Value{}
	}
	scalar, _, err := filter.CheckScalar(v.Expr, &feature.Schema{})
	if err != nil {
		return feature.Value{} // it reads the features
	}
	value, _ := scalar.Constant()
	return value
}
