package styles

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// ParseColor reads "#rgb", "#rrggbb", "#rrggbbaa" or one of the colour names of CSS and SVG 1.1. The error is for the
// client or operator.
func ParseColor(s string) (color.NRGBA, error) {
	text := strings.TrimSpace(s)
	if hex, ok := strings.CutPrefix(text, "#"); ok {
		if c, ok := parseHex(hex); ok {
			return c, nil
		}
	} else if c, ok := colornames.Map[strings.ToLower(text)]; ok {
		return color.NRGBA(c), nil // opaque, so that premultiplied and plain are the same
	}
	return color.NRGBA{}, fmt.Errorf("%.40q is not a colour; write #rrggbb, #rrggbbaa or a name such as steelblue", s)
}

func parseHex(hex string) (color.NRGBA, bool) {
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	if len(hex) == 6 {
		hex += "ff"
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 8 {
		return color.NRGBA{}, false
	}
	return color.NRGBA{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

// Fade returns c with its opacity multiplied, as SE's fill-opacity and stroke-opacity do.
func Fade(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(float64(c.A)*min(max(opacity, 0), 1) + 0.5)
	return c
}
