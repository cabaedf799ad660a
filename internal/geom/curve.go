package geom

import (
	"math"

	"github.com/paulmach/orb"
)

// quadrantSteps is into how many chords a quarter of a circle is cut; PostGIS's default.
const quadrantSteps = 32

// maxArcGrowth bounds the vertices that a circular string may become, so that input cannot blow up.
const maxArcGrowth = 1 << 16

// linearize turns a circular string, whose vertices are start, a point between, end, a point between, end ..., to chords.
func linearize(arc []orb.Point) []orb.Point {
	if len(arc) < 3 || len(arc)/2*quadrantSteps*4 > maxArcGrowth {
		return arc
	}
	line := []orb.Point{arc[0]}
	for i := 0; i+2 < len(arc); i += 2 {
		line = appendArc(line, arc[i], arc[i+1], arc[i+2])
	}
	return line
}

// appendArc appends the chords of the arc from a over b to c, without a. When a and c coincide it is the whole circle with the diameter a b.
func appendArc(dst []orb.Point, a, b, c orb.Point) []orb.Point {
	centre, turn, ok := circle(a, b, c)
	if !ok {
		return append(dst, b, c)
	}
	r := math.Hypot(a[0]-centre[0], a[1]-centre[1])
	start := math.Atan2(a[1]-centre[1], a[0]-centre[0])
	n := max(2, int(math.Ceil(math.Abs(turn)/(math.Pi/2)*quadrantSteps)))
	for k := 1; k < n; k++ {
		s, co := math.Sincos(start + turn*float64(k)/float64(n))
		dst = append(dst, orb.Point{centre[0] + r*co, centre[1] + r*s})
	}
	return append(dst, c)
}

// circle returns the centre of the circle through three points and the angle from a over b to c; ok is false when they lie on a line.
func circle(a, b, c orb.Point) (centre orb.Point, turn float64, ok bool) {
	if a == c {
		centre = orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
		return centre, 2 * math.Pi, a != b
	}
	bx, by, cx, cy := b[0]-a[0], b[1]-a[1], c[0]-a[0], c[1]-a[1]
	d := 2 * (bx*cy - by*cx)
	if math.Abs(d) < 1e-12*(bx*bx+by*by+cx*cx+cy*cy) {
		return orb.Point{}, 0, false
	}
	b2, c2 := bx*bx+by*by, cx*cx+cy*cy
	centre = orb.Point{a[0] + (cy*b2-by*c2)/d, a[1] + (bx*c2-cx*b2)/d}
	from := math.Atan2(a[1]-centre[1], a[0]-centre[0])
	turn = math.Mod(math.Atan2(c[1]-centre[1], c[0]-centre[0])-from+4*math.Pi, 2*math.Pi)
	if d < 0 { // clockwise
		turn -= 2 * math.Pi
	}
	return centre, turn, finite(centre[0]) && finite(centre[1])
}
