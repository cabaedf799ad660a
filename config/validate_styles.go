package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/image/colornames"
)

// The bounds of a style in short form.
const (
	maxCategories = 1000
	maxClasses    = 63
	maxDash       = 16
)

func (v *validator) style(at, name string, s *Style) {
	switch {
	case name == "default":
		v.add(at, "has the name of the built-in style", "choose another")
	case !IsLayerName(name):
		v.add(at, fmt.Sprintf("%.60q cannot be the name of a style", name), "use letters a-z, digits, _ and -, beginning with a letter")
	}
	if s.SLD != "" || s.SLDStyle != "" {
		v.document(at, s)
		return
	}
	v.symbol(at, s.Symbol)
	v.colours(at, map[string]string{"label_halo": s.LabelHalo, "label_color": s.LabelColor})
	if s.LabelColor == "none" {
		v.add(join(at, "label_color"), "leaves the letters without a colour", "leave out label for no letters")
	}
	v.classes(join(at, "classes"), s.Classes)
	v.summary(at, s)
	switch {
	case len(s.Categories) > 0 && s.Field == "":
		v.add(join(at, "categories"), "are of no field", "name the field whose values they are, under field")
	case len(s.Classes) > 0 && s.Field == "":
		v.add(join(at, "classes"), "are of no field", "name the field whose values they part, under field")
	case len(s.Classes) > 0 && len(s.Categories) > 0:
		v.add(join(at, "classes"), "stand beside categories", "keep one of them")
	case s.Field != "" && len(s.Categories) == 0 && len(s.Classes) == 0:
		v.add(join(at, "field"), "has no categories", "list symbols for its values under categories, or numbers that part them under classes, or remove it")
	case len(s.Categories) > maxCategories:
		v.add(join(at, "categories"), fmt.Sprintf("are more than %d", maxCategories), "leave the rare values to the style's own symbol")
	}
	for i, c := range s.Categories {
		v.symbol(Item(join(at, "categories"), i), c.Symbol)
	}
}

// document checks that nothing stands beside a document that would have no effect.
func (v *validator) document(at string, s *Style) {
	if s.SLD == "" {
		v.add(join(at, "sld_style"), "is a style of no document", "name the document, under sld")
	}
	for _, key := range keysOf(reflect.TypeFor[Style]()) {
		if _, given := v.places[join(at, key)]; given && key != "sld" && key != "sld_style" && key != "title" && s.SLD != "" {
			v.add(join(at, key), "has no effect beside sld", "remove it, or change the document")
		}
	}
}

func (v *validator) classes(at string, classes []float64) {
	for i, c := range classes {
		if i > 0 && c <= classes[i-1] && !v.brokenBelow(at) {
			v.add(at, "are not in ascending order", "write each number larger than the one before")
			return
		}
	}
	if len(classes) > maxClasses {
		v.add(at, fmt.Sprintf("are more than %d", maxClasses), "nobody can tell so many colours apart")
	}
}

// summary checks what is drawn of many features together.
func (v *validator) summary(at string, s *Style) {
	var given []string
	for key, is := range map[string]bool{"density": s.Density != nil, "grid": s.Grid != nil, "cluster": s.Cluster != nil} {
		if is {
			given = append(given, key)
		}
	}
	slices.Sort(given)
	switch {
	case len(given) > 1:
		v.add(join(at, given[1]), "stands beside "+given[0], "keep one of them")
	case len(given) == 0 && s.FromScale > 0:
		v.add(join(at, "from_scale"), "is of nothing", "add density, grid or cluster, or remove it")
	}
	if g := s.Grid; g != nil {
		v.classes(join(at, "grid.classes"), g.Classes)
		if g.Count != "" && g.Count != "features" && g.Property == "" {
			v.add(join(at, "grid.count"), "is of no field", "name the field under property")
		}
	}
	if s.Palette != "" && !isPalette(s.Palette) {
		v.bad(join(at, "palette"), s.Palette, "is no palette", "write one of "+strings.Join(paletteNames, ", ")+", with _r at the end to turn it around")
	}
}

// paletteNames are those that styles have; a test of the command holds them together.
var paletteNames = []string{"blues", "brbg", "cividis", "greens", "greys", "inferno", "magma", "okabe_ito", "oranges", "plasma", "puor", "purples", "rdbu", "reds", "viridis", "ylgnbu", "ylorbr", "ylorrd"}

func isPalette(name string) bool {
	return slices.Contains(paletteNames, strings.TrimSuffix(name, "_r"))
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
