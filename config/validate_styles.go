package config

import (
	"fmt"
	"strings"

	"golang.org/x/image/colornames"
)

// The bounds of a style in short form.
const (
	maxCategories = 1000
	maxDash       = 16
)

func (v *validator) style(at, name string, s *Style) {
	switch {
	case name == "default":
		v.add(at, "has the name of the built-in style", "choose another")
	case !IsLayerName(name):
		v.add(at, fmt.Sprintf("%.60q cannot be the name of a style", name), "use letters a-z, digits, _ and -, beginning with a letter")
	}
	v.symbol(at, s.Symbol)
	v.colours(at, map[string]string{"label_halo": s.LabelHalo, "label_color": s.LabelColor})
	if s.LabelColor == "none" {
		v.add(join(at, "label_color"), "leaves the letters without a colour", "leave out label for no letters")
	}
	switch {
	case len(s.Categories) > 0 && s.Field == "":
		v.add(join(at, "categories"), "are of no field", "name the field whose values they are, under field")
	case s.Field != "" && len(s.Categories) == 0:
		v.add(join(at, "field"), "has no categories", "list symbols for its values under categories, or remove it")
	case len(s.Categories) > maxCategories:
		v.add(join(at, "categories"), fmt.Sprintf("are more than %d", maxCategories), "leave the rare values to the style's own symbol")
	}
	for i, c := range s.Categories {
		v.symbol(Item(join(at, "categories"), i), c.Symbol)
	}
}

func (v *validator) symbol(at string, s Symbol) {
	v.colours(at, map[string]string{"fill": s.Fill, "stroke": s.Stroke})
	sum := 0.0
	for _, l := range s.Dash {
		sum += l
	}
	if len(s.Dash) > 0 && (sum < 0.5 || len(s.Dash) > maxDash) && !v.brokenBelow(join(at, "dash")) {
		v.add(join(at, "dash"), "is no pattern of strokes and gaps", fmt.Sprintf("write 1 to %d lengths in pixels, not all 0", maxDash))
	}
}

func (v *validator) colours(at string, colours map[string]string) {
	for key, c := range colours {
		if c != "" && c != "none" && !isColour(c) {
			v.bad(join(at, key), c, "is no colour", `write "#rrggbb" or "#rrggbbaa" in quotes, a name such as steelblue, or none`)
		}
	}
}

// isColour knows what the styles of maps know: #rgb, #rrggbb, #rrggbbaa and the names of CSS.
func isColour(s string) bool {
	hex, ok := strings.CutPrefix(s, "#")
	if !ok {
		_, named := colornames.Map[strings.ToLower(s)]
		return named
	}
	digits := strings.Trim(hex, "0123456789abcdefABCDEF") == ""
	return digits && (len(hex) == 3 || len(hex) == 6 || len(hex) == 8)
}
