package styles

import "haavi/internal/filter"

// Style draws one layer. It does not change once it is in use, and is safe for concurrent use.
type Style struct {
	Name, Title, Abstract string
	// Passes are painted one over the other: all features by the first, then all by the second.
	Passes []FeatureTypeStyle
}

// FeatureTypeStyle is one pass over the features (SE 1.1.0, 9). Every feature is painted by all of the rules it
// meets, in their order.
type FeatureTypeStyle struct {
	Name, Title, Abstract string
	Rules                 []Rule
	// SortBy says in which order features are painted, where it matters; the last lies on top. Empty: the order in which they come. Features
	// come once for all passes of a style: the first pass that has an order gives it to all.
	SortBy []SortBy
	// FirstOnly says that a feature is painted only by the first rule that it meets.
	FirstOnly bool
	// Summary, when not nil, paints what many features add up to instead of each by itself; Rules then hold at its scales as usual
	// and their symbolizers are not used.
	Summary Summary
}

// SortBy names a property to sort by.
type SortBy struct {
	Property string
	Desc     bool
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
	// Legend, when not nil, stands for the rule in legends.
	Legend *Graphic
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

// Unit is what lengths of a symbolizer are measured in (SE 1.1.0, 10.2).
type Unit uint8

// The units. Metre and Foot are on the ground; a pixel is 0.28 mm on the map.
const (
	Pixel Unit = iota
	Metre
	Foot
)

// Value is a parameter of a symbol (SE 1.1.0, ParameterValueType): constant, or computed from each feature. A nil *Value is the
// parameter's default. Numbers may be literals of text, as documents have them; colours are texts that ParseColor reads.
type Value struct {
	// Expr is a scalar: a Literal, Property, Arith or Func. A document's text mixed with expressions is a call of concat.
	Expr filter.Expr
	// Steps, when not nil, turns the result of Expr into the parameter's value.
	Steps *Steps
}

// StepsKind is how Steps chooses.
type StepsKind uint8

// The kinds: the functions of SE 1.1.0, 11.6.
const (
	// Categorize gives the value of the interval that the result lies in.
	Categorize StepsKind = iota
	// Interpolate gives a value between those of the two neighbouring points.
	Interpolate
	// Recode gives the value of the key that equals the result.
	Recode
)

// Steps is a table that a result is looked up in.
type Steps struct {
	Kind StepsKind
	// Keys are thresholds in ascending order (Categorize, whose Values have one more than Keys), data points (Interpolate) or values
	// to be equal to (Recode).
	Keys   []filter.Literal
	Values []Value
	// Fallback is the value where there is no result; nil means that the symbol is left out.
	Fallback *Value
	// Preceding says that a result equal to a threshold belongs to the interval before it (thresholdsBelongTo="preceding").
	Preceding bool
	// Color says that values are colours; Cosine that they are interpolated along a cosine rather than a line.
	Color, Cosine bool
}

// Options are what a symbolizer is kept to, and how its lengths are measured.
type Options struct {
	// Only are the geometries that the symbolizer is kept to.
	Only Dimensions
	Unit Unit
	// Place is what of the geometry is drawn.
	Place Place
}

// On returns the geometries that the symbolizer is kept to.
func (o *Options) On() Dimensions { return o.Only }

// Place is a part of a geometry or what is made of it (the functions that documents have in their Geometry element).
type Place uint8

// The places.
const (
	// Whole is the geometry as it is.
	Whole Place = iota
	// Centroid is its centre of mass, Interior a point that lies in it or on it.
	Centroid
	Interior
	// Start and End are the ends of lines; Vertices all corners.
	Start
	End
	Vertices
	// Outline is the boundary.
	Outline
)

// Symbolizer is one of *Point, *Line, *Polygon, *Text and *Ground.
type Symbolizer interface {
	// On are the geometries that the symbolizer is kept to.
	On() Dimensions
}

// Point paints a graphic (SE 1.1.0, 11.3).
type Point struct {
	Options
	Graphic Graphic
}

// Line strokes lines and outlines (SE 1.1.0, 11.1).
type Line struct {
	Options
	Stroke Stroke
	// Offset moves the line to its left, seen in its direction; outwards for areas; negative to the other side. Default 0.
	Offset *Value
}

// Polygon fills areas and strokes their outlines (SE 1.1.0, 11.2). Fill and Stroke may be nil.
type Polygon struct {
	Options
	Fill   *Fill
	Stroke *Stroke
	// Offset widens the area, or makes it smaller where negative. Default 0.
	Offset *Value
	// ShiftX and ShiftY move the area to the right and up. Default 0.
	ShiftX, ShiftY *Value
}

// Text writes labels (SE 1.1.0, 11.4). Of labels that would cover one another the one of higher priority stays; of equal ones always the
// same one, so that neighbouring maps agree.
type Text struct {
	Options
	Label *Value
	Font  Font
	// Fill is the letters' colour and opacity; nil is black. Its Graphic is not used.
	Fill *Fill
	Halo *Halo
	// Placement is *PointPlacement or *LinePlacement; nil is a PointPlacement of defaults.
	Placement Placement
	// Priority decides between labels that collide; default 0.
	Priority *Value
	// SpaceAround is the least distance between labels, in pixels; negative lets them overlap so much. Overlap lets them overlap at all.
	SpaceAround float64
	Overlap     bool
	// Wrap is the width in pixels from which lines are broken; 0 for never.
	Wrap float64
	// Graphic, when not nil, is drawn below the text, with its middle at the text's.
	Graphic *Graphic
}

// Font is the face of letters (SE 1.1.0, 11.4.3). Families that are not there are replaced by the embedded one.
type Font struct {
	Families     []string
	Bold, Italic bool
	// Size is in the symbolizer's unit. Default 10.
	Size *Value
}

// Placement is *PointPlacement or *LinePlacement.
type Placement interface{ placement() }

// PointPlacement puts a label beside a point (SE 1.1.0, 11.4.4).
type PointPlacement struct {
	// AnchorX and AnchorY say which point of the text is at the place: 0, 0 is its lower left corner, 1, 1 its upper right. Default 0, 0.5.
	AnchorX, AnchorY *Value
	// ShiftX and ShiftY move the text from there, to the right and up. Default 0.
	ShiftX, ShiftY *Value
	// Rotation is in degrees clockwise, around the anchor. Default 0.
	Rotation *Value
	// MaxShift is how far, in pixels, the label may be moved from its place when there is no room at it; 0 for not at all.
	MaxShift float64
}

// LinePlacement writes along a line (SE 1.1.0, 11.4.4).
type LinePlacement struct {
	// Offset moves the text to the left of the line, seen in its direction. Default 0.
	Offset *Value
	// Repeat is the distance between repeated labels; nil writes one.
	Repeat *Value
	// Follow bends the text along the line, as long as no corner is sharper than MaxAngle degrees (default 22.5).
	Follow   bool
	MaxAngle float64
}

func (*PointPlacement) placement() {}
func (*LinePlacement) placement()  {}

// Halo is the rim around letters (SE 1.1.0, 11.4.5).
type Halo struct {
	// Radius is in the symbolizer's unit. Default 1.
	Radius *Value
	// Fill is the rim's colour; nil is white.
	Fill *Fill
}

// Ground draws, around points, a circle of a radius on the ground, or a square of a side on the ground: the uncertainty of a
// coordinate, the cell of a generalised record. Geometries that are not points are drawn as they are.
type Ground struct {
	Options
	// Radius is in metres; where it is null or not above 0 nothing is drawn. Square draws the square of twice the radius instead
	// of the circle, along the axes of the layer's CRS.
	Radius *Value
	Square bool
	Fill   *Fill
	Stroke *Stroke
	// Least is the radius in pixels below which nothing is drawn, for the symbol above it would hide it.
	Least float64
}

// Graphic is a symbol with its size and rotation (SE 1.1.0, 11.3.2).
type Graphic struct {
	// Symbols are alternatives, *Mark or *External: the first that can be drawn is. None is a square, grey with a black rim.
	Symbols []GraphicSymbol
	// Opacity is from 0 to 1. Default 1.
	Opacity *Value
	// Size is the height, in the symbolizer's unit. Default: a picture's own, 6 for marks.
	Size *Value
	// Rotation is in degrees clockwise. Default 0.
	Rotation *Value
	// AnchorX and AnchorY say which point of the symbol is at the place, from its lower left. Default 0.5.
	AnchorX, AnchorY *Value
	// ShiftX and ShiftY move the symbol to the right and up. Default 0.
	ShiftX, ShiftY *Value
}

// GraphicSymbol is *Mark or *External.
type GraphicSymbol interface{ graphicSymbol() }

// Mark is a filled and stroked shape. Fill and Stroke may be nil, for none.
type Mark struct {
	// Name is a well-known name, as Shapes lists them, or computed.
	Name   *Value
	Fill   *Fill
	Stroke *Stroke
}

// External is a picture: SVG, PNG, JPEG or GIF.
type External struct {
	// Href is a path in the folder of symbols; Inline the picture itself, when it came within the document.
	Href, Format string
	Inline       []byte
	// Parameters replace param(name) in an SVG, as QGIS has them: fill, fill-opacity, outline, outline-width.
	Parameters map[string]string
}

func (*Mark) graphicSymbol()     {}
func (*External) graphicSymbol() {}

// Fill is a colour, or a pattern (SE 1.1.0, 11.2.2).
type Fill struct {
	// Color is the default's grey, #808080, when nil.
	Color *Value
	// Opacity multiplies that of Color, from 0 to 1. Default 1.
	Opacity *Value
	// Graphic, when not nil, is repeated all over the area instead of Color, Margins of pixels apart (top, right, bottom, left).
	Graphic *Graphic
	Margins [4]float64
}

// Stroke is how a line is drawn (SE 1.1.0, 11.1.3).
type Stroke struct {
	// Color is black when nil.
	Color *Value
	// Opacity multiplies that of Color, from 0 to 1. Default 1.
	Opacity *Value
	// Width is in the symbolizer's unit. Default 1.
	Width *Value
	// Dash are the lengths of strokes and gaps in turn, in the symbolizer's unit; empty for a whole line. DashOffset is where in it a
	// line begins.
	Dash       []Value
	DashOffset *Value
	Cap        Cap
	Join       Join
	// Fill, when not nil, is a pattern that colours the line. Marks, when not nil, is repeated along the line instead of it.
	Fill  *Graphic
	Marks *Marks
}

// Marks repeats a graphic along a line, turned with it (SE 1.1.0, 11.1.3, GraphicStroke).
type Marks struct {
	Graphic Graphic
	// InitialGap is before the first, Gap between two. Default 0: one beside the other.
	InitialGap, Gap *Value
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

// The joins. Mitre is the default of Symbology Encoding; mitres longer than four widths are bevelled.
const (
	JoinMitre Join = iota
	JoinRound
	JoinBevel
)

// Summary is *Density, *Grid or *Cluster.
type Summary interface{ summary() }

// Density paints a smooth surface of how many features there are around each place.
type Density struct {
	// Radius is that of the kernel, in pixels. Default 16.
	Radius *Value
	// Weight is the property that a feature counts by; empty for 1 each.
	Weight string
	// Ramp are the colours from the thinnest, which should be transparent, to the densest. Default: yellow to violet.
	Ramp []string
	// Most is how many features on one place have the last colour; the logarithm of their number chooses among the colours. Default 1000.
	Most float64
}

// Grid paints cells on the ground by what is in them.
type Grid struct {
	// Size is the cells' side (squares) or the distance between opposite sides (hexagons), in metres by the map's CRS; 0 lets it grow with the scale,
	// in steps of 1, 2, 5, so that a cell is about 24 pixels.
	Size     float64
	Hexagons bool
	// Count is what a cell is coloured by.
	Count GridCount
	// Property is what GridDistinct counts the values of, and GridLatest takes the greatest of.
	Property string
	Ramp     []string
	// Classes are the lower bounds of the classes after the first. Default: 2, 5, 10, 50, 100, 1000 and, for the latest, 1950, 1980, 1990, 2000,
	// 2010, 2020: classes of a map's own values would differ between neighbouring maps. Times are years with their fraction.
	Classes []float64
}

// GridCount is what the cells of a Grid are coloured by.
type GridCount uint8

// The counts.
const (
	GridFeatures GridCount = iota
	GridDistinct
	GridLatest
)

// Cluster joins features that would cover one another into a circle with their number.
type Cluster struct {
	// Distance is how near, in pixels, features are joined. Default 40.
	Distance float64
	Fill     *Fill
	Stroke   *Stroke
	Font     Font
	TextFill *Fill
	// Single draws a feature that is alone.
	Single *Graphic
}

func (*Density) summary() {}
func (*Grid) summary()    {}
func (*Cluster) summary() {}

// MaxRamp is the most colours of a ramp.
const MaxRamp = 64
