package styles

import (
	"image/color"

	"haavi/internal/filter"
)

// Style draws one layer. It does not change once it is in use, and is safe for concurrent use.
type Style struct {
	Name, Title, Abstract string
	// Passes are painted one over the other: all features by the first, then all by the second.
	Passes []FeatureTypeStyle
}

// FeatureTypeStyle is one pass over the features (SE 1.1.0, 9). Every feature is painted by all of the rules it
// meets, in their order.
type FeatureTypeStyle struct {
	Name, Title string
	Rules       []Rule
}

// Rule says which features are painted, at which scales, and how (SE 1.1.0, 10).
type Rule struct {
	Name, Title, Abstract string
	// Filter selects features; nil selects all.
	Filter filter.Expr
	// Else selects the features that no other rule of the pass, at this scale, selects. Filter is then nil.
	Else bool
	// MinScale and MaxScale are denominators: the rule holds at MinScale <= denominator < MaxScale. 0 is no bound.
	MinScale, MaxScale float64
	Symbolizers        []Symbolizer
}

// InScale says whether the rule holds at a scale denominator.
func (r *Rule) InScale(denominator float64) bool {
	return denominator >= r.MinScale && (r.MaxScale == 0 || denominator < r.MaxScale)
}

// Dimensions is a set of geometry dimensions. The empty set means every geometry, drawn as Symbology Encoding says: a
// point symbolizer marks a line or area at its centre, a line symbolizer draws an area's outline.
type Dimensions uint8

// The members of Dimensions.
const (
	Points Dimensions = 1 << iota
	Lines
	Polygons
)

// Has says whether geometries of dimension 0, 1 or 2 are drawn.
func (d Dimensions) Has(dimension int) bool { return d == 0 || d&(1<<dimension) != 0 }

// Symbolizer is one of *Point, *Line, *Polygon and *Text.
type Symbolizer interface {
	// On are the geometries that the symbolizer is kept to.
	On() Dimensions
}

// Point paints a mark (SE 1.1.0, 11.3).
type Point struct {
	Only    Dimensions
	Graphic Graphic
}

// Line strokes lines and outlines (SE 1.1.0, 11.1).
type Line struct {
	Only   Dimensions
	Stroke Stroke
}

// Polygon fills areas and strokes their outlines (SE 1.1.0, 11.2). Fill and Stroke may be nil.
type Polygon struct {
	Only   Dimensions
	Fill   *Fill
	Stroke *Stroke
}

// Text writes labels (SE 1.1.0, 11.4). Labels that would cover one another are left out, those of later features first.
type Text struct {
	Only  Dimensions
	Label []LabelPart
	// Size is the font size in pixels.
	Size  float64
	Bold  bool
	Color color.NRGBA
	Halo  *Halo
	// AnchorX and AnchorY say which point of the text is at the place: 0, 0 is its lower left corner, 1, 1 its upper right.
	AnchorX, AnchorY float64
	// ShiftX and ShiftY move the text from there, in pixels to the right and up.
	ShiftX, ShiftY float64
}

// LabelPart is a piece of a label: the value of a property, or a constant text when Property is empty.
type LabelPart struct{ Property, Text string }

// Halo is the rim around letters (SE 1.1.0, 11.4.5).
type Halo struct {
	Radius float64
	Color  color.NRGBA
}

// Graphic is a mark with its size in pixels, and its rotation in degrees clockwise (SE 1.1.0, 11.3.2).
type Graphic struct {
	Mark     Mark
	Size     float64
	Rotation float64
}

// Shape is a well-known mark (SE 1.1.0, 11.3.2).
type Shape uint8

// The marks.
const (
	Circle Shape = iota
	Square
	Triangle
	Star
	Cross
	X
)

var shapeNames = [...]string{"circle", "square", "triangle", "star", "cross", "x"}

// String returns the well-known name.
func (s Shape) String() string { return shapeNames[s] }

// ParseShape finds a mark by its well-known name, in lower case.
func ParseShape(name string) (Shape, bool) {
	for i, n := range shapeNames {
		if n == name {
			return Shape(i), true
		}
	}
	return 0, false
}

// Mark is a filled and stroked shape. Fill and Stroke may be nil.
type Mark struct {
	Shape  Shape
	Fill   *Fill
	Stroke *Stroke
}

// Fill is a colour with its opacity.
type Fill struct{ Color color.NRGBA }

// Stroke is a line's colour, with its opacity, and its width in pixels.
type Stroke struct {
	Color color.NRGBA
	Width float64
	// Dash are the lengths of strokes and gaps in turn, in pixels; empty for a whole line.
	Dash []float64
	Cap  Cap
	Join Join
}

// Cap is the shape of a line's ends.
type Cap uint8

// The caps. Butt is the default of Symbology Encoding.
const (
	CapButt Cap = iota
	CapRound
	CapSquare
)

// Join is the shape of a line's corners.
type Join uint8

// The joins.
const (
	JoinRound Join = iota
	JoinBevel
)

// On implements Symbolizer.
func (p *Point) On() Dimensions { return p.Only }

// On implements Symbolizer.
func (l *Line) On() Dimensions { return l.Only }

// On implements Symbolizer.
func (p *Polygon) On() Dimensions { return p.Only }

// On implements Symbolizer.
func (t *Text) On() Dimensions { return t.Only }
