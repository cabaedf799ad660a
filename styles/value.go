package styles

import (
	"fmt"
	"image/color"
	"math"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// Number is a constant number.
func Number(n float64) *Value { return &Value{Expr: &filter.Literal{Value: feature.FloatValue(n)}} }

// Constant is a constant text, such as the name of a mark or a colour.
func Constant(text string) *Value {
	return &Value{Expr: &filter.Literal{Value: feature.StringValue(text)}}
}

// Of is the value of a property.
func Of(property string) *Value { return &Value{Expr: &filter.Property{Name: property}} }

// FillOf is a fill of a constant colour, whose alpha becomes the opacity.
func FillOf(c color.NRGBA) *Fill {
	f := &Fill{Color: Constant(hex(c))}
	if c.A != 0xff {
		f.Opacity = Number(math.Round(float64(c.A)/0xff*1000) / 1000) // as near as 255 steps need
	}
	return f
}

// StrokeOf is a stroke of a constant colour, whose alpha becomes the opacity, and of a width in pixels.
func StrokeOf(c color.NRGBA, width float64) *Stroke {
	f := FillOf(c)
	return &Stroke{Color: f.Color, Opacity: f.Opacity, Width: Number(width)}
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
