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
	fill           *brush // nil for none
	pen            *pen   // nil for none
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

// pen is a stroke.
type pen struct {
	color      color.NRGBA
	width      float64
	dash       []float64
	dashOffset float64
	cap        styles.Cap
	join       styles.Join
	pattern    *pattern // stands before color
	marks      *marks   // stand before the line
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

// reach of labels is none: they are not part of what a feature is found by, and have a margin of their own.
func (s *textSymbol) reach() float64 { return 0 }

// reach of a stroke is half of its width, and more where corners are sharp.
func (p *pen) reach() float64 {
	if p.marks != nil {
		return p.marks.graphic.reach()
	}
	return p.width / 2 * p.sharpness()
}

func (p *pen) brush() brush { return brush{p.color, p.pattern} }
