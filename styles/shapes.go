package styles

import (
	"slices"
	"strings"
)

// shapes are the well-known names of marks: those of SE 1.1.0 (11.3.2), of GeoServer (which writes them with shape:// before) and of QGIS.
var shapes = [...]string{
	"square", "circle", "triangle", "star", "cross", "x",
	"vertline", "horline", "slash", "backslash", "dot", "plus", "times", "oarrow", "carrow",
	"diamond", "pentagon", "hexagon", "octagon", "equilateral_triangle", "cross2", "cross_fill", "line", "arrow", "arrowhead", "filled_arrowhead",
	"semi_circle", "third_circle", "quarter_circle", "quarter_square", "half_square", "diagonal_half_square", "right_half_triangle", "left_half_triangle",
	"rectangle", "rounded_square", "decagon", "trapezoid", "parallelogram_right", "parallelogram_left", "shield", "diamond_star", "heart",
	"half_arc", "third_arc", "quarter_arc", "asterisk_fill", "coarrow", "emicircle", "triangleemicircle",
}

// Shapes lists the well-known names of marks, without the prefix of GeoServer's.
func Shapes() []string { return shapes[:] }

// ShapePrefix is what GeoServer writes before the names of its own marks.
const ShapePrefix = "shape://"

// IsShape says whether a well-known name is one of Shapes, with the prefix or without.
func IsShape(name string) bool {
	return slices.Contains(shapes[:], strings.TrimPrefix(name, ShapePrefix))
}

// markers are the shapes that short styles offer: closed ones, and those of lines that need no direction.
var markers = [...]string{"circle", "square", "triangle", "diamond", "pentagon", "hexagon", "star", "cross", "x"}

// ShapeName is a well-known name as Shapes has it: in lower case, without a prefix.
func ShapeName(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	return strings.TrimPrefix(strings.TrimPrefix(name, ShapePrefix), "extshape://")
}
