package render

import (
	"image/color"
	"math"

	"haavi/styles"
)

// The symbols below are those of package styles with every parameter computed: lengths are in pixels of the map, down is
// positive, colours have their opacity, angles are in radians clockwise. They are made once where a style has constants only, else once
// for each set of values, so that one pointer stands for one look: what is drawn of it may be remembered by it.

// symbol is *pointSymbol, *lineSymbol, *areaSymbol, *textSymbol or *groundSymbol.
type symbol interface {
	// reach is how far, in pixels, the symbol goes beyond its geometry.
	reach() float64
}

type pointSymbol struct {
	styles.Options
	graphic *graphic
}

type lineSymbol struct {
	styles.Options
	pen *pen
	// offset is to the left, outwards for areas.
	offset float64
}

type areaSymbol struct {
	styles.Options
	fill           *fill // nil for none
	pen            *pen  // nil for none
	offset         float64
	shiftX, shiftY float64
}

type textSymbol struct {
	styles.Options
	font      fontFace
	color     color.NRGBA
	halo      float64 // radius, 0 for none
	haloColor color.NRGBA
	// along is nil for labels beside a point.
	along            *alongLine
	anchorX, anchorY float64
	shiftX, shiftY   float64
	rotation         float64
	maxShift         float64
	space            float64
	overlap          bool
	wrap             float64
	graphic          *graphic
	writer           *writer
}

// fontFace chooses letters.
type fontFace struct {
	bold, italic bool
	size         float64
}

// alongLine is how a label follows a line.
type alongLine struct {
	offset, repeat float64
	follow         bool
	maxAngle       float64
}

type graphic struct {
	mark           *mark
	size, rotation float64
	// anchorX and anchorY say which point of the symbol, from its upper left, is at the place; shifts move it from there.
	anchorX, anchorY float64
	shiftX, shiftY   float64
	// stamps are the pictures drawn of it.
	stamps *stamps
}

// mark is a shape with its fill and stroke, each nil for none.
type mark struct {
	shape string
	fill  *fill
	pen   *pen
}

type fill struct{ color color.NRGBA }

// pen is a stroke.
type pen struct {
	color      color.NRGBA
	width      float64
	dash       []float64
	dashOffset float64
	cap        styles.Cap
	join       styles.Join
}

func (s *pointSymbol) reach() float64 { return s.graphic.reach() }

func (s *lineSymbol) reach() float64 { return s.pen.reach() + math.Abs(s.offset) }

func (s *areaSymbol) reach() float64 {
	r := math.Hypot(s.shiftX, s.shiftY) + math.Abs(s.offset)
	if s.pen != nil {
		r += s.pen.reach()
	}
	return r
}

// reach of labels is none, since they lie within the picture.
func (s *textSymbol) reach() float64 { return 0 }

func (p *pen) reach() float64 { return p.width / 2 }

// reach is how far a graphic goes from its place.
func (g *graphic) reach() float64 {
	r := g.size / 2
	if g.mark != nil {
		r = g.mark.reach(g.size)
	}
	return r + math.Hypot(g.shiftX, g.shiftY) + g.size*math.Hypot(g.anchorX-0.5, g.anchorY-0.5)
}

func (m *mark) reach(size float64) float64 {
	r := size / 2
	switch m.shape {
	case "square", "x":
		r *= math.Sqrt2
	}
	if m.pen != nil {
		r += m.pen.width
	}
	return r
}

// opaque says that the graphic hides what it covers.
func (g *graphic) opaque() bool {
	m := g.mark
	return m != nil && (m.fill == nil || m.fill.color.A == 0xff) && (m.pen == nil || m.pen.color.A == 0xff)
}
