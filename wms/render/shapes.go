package render

import (
	"math"

	"github.com/paulmach/orb"

	"haavi/styles"
)

// outline is a mark of a well-known name in the square from -1 to 1, y down; a square for names that are not known.
func outline(name string) []path {
	name = styles.ShapeName(name)
	if rings := lineShape(name); rings != nil {
		return rings
	}
	ring := ringShape(name)
	if ring == nil {
		ring = []orb.Point{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}
	}
	return []path{{points: ring, closed: true}}
}

// lineShape are the marks that are lines, and have no area to fill.
func lineShape(name string) []path {
	open := func(lines ...[]orb.Point) []path {
		out := make([]path, len(lines))
		for i, l := range lines {
			out[i] = path{points: l}
		}
		return out
	}
	switch name {
	case "vertline", "line":
		return open([]orb.Point{{0, -1}, {0, 1}})
	case "horline":
		return open([]orb.Point{{-1, 0}, {1, 0}})
	case "slash":
		return open([]orb.Point{{-1, 1}, {1, -1}})
	case "backslash":
		return open([]orb.Point{{-1, -1}, {1, 1}})
	case "plus":
		return open([]orb.Point{{-1, 0}, {1, 0}}, []orb.Point{{0, -1}, {0, 1}})
	case "times", "cross2":
		return open([]orb.Point{{-1, 1}, {1, -1}}, []orb.Point{{-1, -1}, {1, 1}})
	case "oarrow", "arrowhead":
		return open([]orb.Point{{-1, -1}, {1, 0}, {-1, 1}})
	case "half_arc":
		return open(arc(0, 0, 1, 180, 360))
	case "third_arc":
		return open(arc(0, 0, 1, 210, 330))
	case "quarter_arc":
		return open(arc(0, 0, 1, 180, 270))
	default:
		return nil
	}
}

// arc is a part of a circle, in degrees clockwise from the right.
func arc(x, y, r, from, to float64) []orb.Point {
	n := max(2, int(math.Abs(to-from)/5))
	out := make([]orb.Point, n+1)
	for i := range out {
		sin, cos := math.Sincos((from + (to-from)*float64(i)/float64(n)) * math.Pi / 180)
		out[i] = orb.Point{x + r*cos, y + r*sin}
	}
	return out
}

// corners are those of a regular polygon, or of a star whose inner corners are at a part of the radius; the first is at the top.
func corners(n int, inner float64) []orb.Point {
	if inner > 0 {
		n *= 2
	}
	out := make([]orb.Point, n)
	for i := range out {
		r := 1.0
		if inner > 0 && i%2 == 1 {
			r = inner
		}
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = orb.Point{r * sin, -r * cos}
	}
	return out
}

func turned(points []orb.Point, degrees float64) []orb.Point {
	t := placed(orb.Point{}, degrees*math.Pi/180, 1)
	for i := range points {
		points[i] = t.point(points[i])
	}
	return points
}

// plus is a cross of four arms as wide as a part of it.
func plus(arm float64) []orb.Point {
	return []orb.Point{{-arm, -1}, {arm, -1}, {arm, -arm}, {1, -arm}, {1, arm}, {arm, arm}, {arm, 1}, {-arm, 1}, {-arm, arm}, {-1, arm}, {-1, -arm}, {-arm, -arm}}
}

// ringShape are the marks that surround an area.
func ringShape(name string) []orb.Point {
	switch name {
	case "circle":
		return arc(0, 0, 1, 0, 355)
	case "dot":
		return arc(0, 0, 0.25, 0, 345)
	case "triangle":
		return []orb.Point{{0, -1}, {1, 1}, {-1, 1}}
	case "equilateral_triangle":
		return corners(3, 0)
	case "star":
		return corners(5, 0.45)
	case "diamond_star":
		return corners(4, 0.5)
	case "asterisk_fill":
		return asterisk()
	case "cross":
		return plus(0.3)
	case "cross_fill":
		return plus(0.2)
	case "x":
		return turned(plus(0.3), 45)
	case "diamond":
		return []orb.Point{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}
	case "pentagon":
		return corners(5, 0)
	case "hexagon":
		return corners(6, 0)
	case "octagon":
		return turned(corners(8, 0), 22.5)
	case "decagon":
		return corners(10, 0)
	case "rectangle":
		return []orb.Point{{-1, -0.5}, {1, -0.5}, {1, 0.5}, {-1, 0.5}}
	case "trapezoid":
		return []orb.Point{{-0.5, -0.5}, {0.5, -0.5}, {1, 0.5}, {-1, 0.5}}
	case "parallelogram_right":
		return []orb.Point{{-0.5, -0.5}, {1, -0.5}, {0.5, 0.5}, {-1, 0.5}}
	case "parallelogram_left":
		return []orb.Point{{-1, -0.5}, {0.5, -0.5}, {1, 0.5}, {-0.5, 0.5}}
	default:
		return roundShape(name)
	}
}

// roundShape are the marks with bends, and parts of others.
func roundShape(name string) []orb.Point {
	join := func(parts ...[]orb.Point) (out []orb.Point) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	switch name {
	case "rounded_square":
		return join(arc(0.7, -0.7, 0.3, -90, 0), arc(0.7, 0.7, 0.3, 0, 90), arc(-0.7, 0.7, 0.3, 90, 180), arc(-0.7, -0.7, 0.3, 180, 270))
	case "shield":
		return []orb.Point{{-1, -1}, {1, -1}, {1, 0.3}, {0.75, 0.6}, {0, 1}, {-0.75, 0.6}, {-1, 0.3}}
	case "heart":
		return join([]orb.Point{{0, 0.9}}, arc(-0.5, -0.35, 0.5, 150, 360), arc(0.5, -0.35, 0.5, 180, 390))
	case "arrow":
		return []orb.Point{{0, -1}, {0.5, -0.5}, {0.25, -0.5}, {0.25, 1}, {-0.25, 1}, {-0.25, -0.5}, {-0.5, -0.5}}
	case "carrow", "filled_arrowhead", "coarrow":
		return []orb.Point{{-1, -1}, {1, 0}, {-1, 1}}
	case "semi_circle", "emicircle":
		return arc(0, 0, 1, 180, 360)
	case "third_circle":
		return join(arc(0, 0, 1, 210, 330), []orb.Point{{0, 0}})
	case "quarter_circle":
		return join(arc(0, 0, 1, 180, 270), []orb.Point{{0, 0}})
	case "triangleemicircle":
		return join(arc(0, 0, 1, 0, 180), []orb.Point{{0, -1}})
	case "quarter_square":
		return []orb.Point{{-1, -1}, {0, -1}, {0, 0}, {-1, 0}}
	case "half_square":
		return []orb.Point{{-1, -1}, {0, -1}, {0, 1}, {-1, 1}}
	case "diagonal_half_square":
		return []orb.Point{{-1, -1}, {1, 1}, {-1, 1}}
	case "right_half_triangle":
		return []orb.Point{{0, -1}, {1, 1}, {0, 1}}
	case "left_half_triangle":
		return []orb.Point{{0, -1}, {0, 1}, {-1, 1}}
	default:
		return nil
	}
}

// asterisk has eight arms.
func asterisk() []orb.Point {
	const arm = 0.15
	notch := arm / math.Tan(math.Pi/8) // where two arms meet
	var out []orb.Point
	for i := range 8 {
		out = append(out, turned([]orb.Point{{-arm, -notch}, {-arm, -1}, {arm, -1}}, 45*float64(i))...)
	}
	return out
}
