package render

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/styles"
)

// scope is what the parameters of a symbolizer are computed in. The functions that make symbols ask it for every parameter, whatever
// the values are, and so serve three ends: with visit set they list the parameters, with most set they make the largest symbol that
// there may be, and else the symbol itself.
type scope struct {
	// pixel is the magnification of the map; metre the pixels of a metre on the ground.
	pixel, metre float64
	// origin is the place of the CRS's origin, in pixels.
	origin orb.Point
	// symbols is the folder of pictures.
	symbols *Symbols
	// pictures are those that were looked up.
	pictures map[*styles.External]*picture
	// unit is the length in pixels of the unit of the symbolizer at work.
	unit float64
	// visit is told of parameters and whether they are numbers.
	visit func(v *styles.Value, number bool)
	// most asks for the largest lengths.
	most bool
	// values are the parameters that vary, computed; constants the others.
	values    map[*styles.Value]feature.Value
	constants map[*styles.Value]feature.Value
	// bounds are the largest numbers that varying parameters take, where that is known.
	bounds map[*styles.Value]float64
}

// The bounds of lengths, in pixels. What is computed from features is kept smaller, since features must be looked for so far
// beyond the edges of a map.
const (
	maxLength   = 1 << 14
	maxComputed = 200
	// What is drawn anew for each label costs more.
	maxFont = 256
	maxHalo = 32
)

func newScope(r *Request, m *mapping) *scope {
	size := r.magnification()
	return &scope{pixel: size, metre: size / (r.Scale() * 0.00028), unit: size, origin: m.pixel(orb.Point{}), symbols: r.Symbols, pictures: map[*styles.External]*picture{}}
}

// picture finds the picture of an external graphic; nil when it cannot be drawn.
func (s *scope) picture(e *styles.External) *picture {
	if s.visit != nil {
		return nil
	}
	p, known := s.pictures[e]
	if !known {
		p = s.symbols.picture(e)
		s.pictures[e] = p
	}
	return p
}

// in sets the unit for a symbolizer.
func (s *scope) in(u styles.Unit) {
	switch u {
	case styles.Metre:
		s.unit = s.metre
	case styles.Foot:
		s.unit = s.metre * 0.3048
	default:
		s.unit = s.pixel
	}
}

// get is a parameter's value, null for its default.
func (s *scope) get(v *styles.Value, number bool) (value feature.Value, varies bool) {
	if v == nil {
		return feature.Value{}, false
	}
	if s.visit != nil {
		s.visit(v, number)
		return feature.Value{}, false
	}
	if x, ok := s.constants[v]; ok {
		return x, false
	}
	return s.values[v], true
}

// number is a parameter without a unit.
func (s *scope) number(v *styles.Value, def float64) float64 {
	x, varies := s.get(v, true)
	if varies && s.most {
		if b, ok := s.bounds[v]; ok {
			return b
		}
		return math.Inf(1)
	}
	if n, ok := toNumber(x); ok {
		return n
	}
	return def
}

// length is a parameter in the symbolizer's unit, made pixels.
func (s *scope) length(v *styles.Value, def float64) float64 {
	n := s.number(v, def) * s.unit
	most := float64(maxLength)
	if v != nil && s.constants != nil {
		if _, fixed := s.constants[v]; !fixed {
			most = maxComputed * s.pixel
			if b, ok := s.bounds[v]; ok {
				most = b * s.unit
			}
		}
	}
	return max(-most, min(most, n))
}

// size is a length that is not negative.
func (s *scope) size(v *styles.Value, def float64) float64 { return max(0, s.length(v, def)) }

// opacity is a number from 0 to 1, the default.
func (s *scope) opacity(v *styles.Value) float64 {
	return max(0, min(1, s.number(v, 1)))
}

// radians is an angle in degrees.
func (s *scope) radians(v *styles.Value) float64 {
	a := s.number(v, 0)
	if math.IsInf(a, 0) {
		return 0
	}
	return math.Mod(a, 360) * math.Pi / 180
}

func (s *scope) text(v *styles.Value, def string) string {
	x, _ := s.get(v, false)
	if x.IsNull() {
		return def
	}
	return x.String()
}

// color is a colour with its opacity; what is no colour is the default.
func (s *scope) color(c, opacity *styles.Value, def color.NRGBA) color.NRGBA {
	if text := s.text(c, ""); text != "" {
		if parsed, err := styles.ParseColor(text); err == nil {
			def = parsed
		}
	}
	return styles.Fade(def, s.opacity(opacity))
}

// toNumber reads a number, or a text of one.
func toNumber(v feature.Value) (float64, bool) {
	var n float64
	switch v.Kind() {
	case feature.Int, feature.Float:
		n = v.Float()
	case feature.String:
		var err error
		if n, err = strconv.ParseFloat(strings.TrimSpace(v.Str()), 64); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	return n, !math.IsNaN(n) && !math.IsInf(n, 0)
}
