package render

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"haavi/styles"
)

func length(l []orb.Point) float64 {
	sum := 0.0
	for i := 1; i < len(l); i++ {
		sum += math.Hypot(l[i][0]-l[i-1][0], l[i][1]-l[i-1][1])
	}
	return sum
}

// midway is the point of a line at a distance from its begin.
func midway(l []orb.Point, distance float64) orb.Point {
	for i := 1; i < len(l); i++ {
		step := math.Hypot(l[i][0]-l[i-1][0], l[i][1]-l[i-1][1])
		if step > 0 && step >= distance {
			f := distance / step
			return orb.Point{l[i-1][0] + f*(l[i][0]-l[i-1][0]), l[i-1][1] + f*(l[i][1]-l[i-1][1])}
		}
		distance -= step
	}
	return l[len(l)-1]
}

// centre is the place of a mark or label on lines (the middle of the longest) or areas (inside the largest). It is that of the whole
// geometry, whatever part of it a map shows, so that neighbouring maps agree.
func (pt *painter) centre(only styles.Dimensions) (orb.Point, bool) {
	var w whole
	w.add(pt.geom, &pt.shape.mapping)
	if only.Has(2) && len(w.areas) > 0 {
		return inside(w.largest()), true
	}
	if only.Has(1) && len(w.lines) > 0 {
		longest, most := 0, -1.0
		for i, l := range w.lines {
			if n := length(l); n > most {
				longest, most = i, n
			}
		}
		return midway(w.lines[longest], most/2), true
	}
	return orb.Point{}, false
}

// places are the points that a symbolizer's Place makes of the feature, as far as they may show.
func (pt *painter) places(o styles.Options) []orb.Point {
	var w whole
	w.add(pt.geom, &pt.shape.mapping)
	var out []orb.Point
	frame := pt.shape.frame()
	add := func(p orb.Point) {
		if frame.Contains(p) {
			out = append(out, p)
		}
	}
	switch o.Place {
	case styles.Centroid:
		if p, ok := w.centroid(o.Only); ok {
			add(p)
		}
	case styles.Interior:
		if o.Only.Has(0) && len(w.points) > 0 {
			add(w.points[0])
		} else if p, ok := pt.centre(o.Only); ok {
			add(p)
		}
	default:
		w.each(o.Only, func(l []orb.Point) {
			switch o.Place {
			case styles.Start:
				add(l[0])
			case styles.End:
				add(l[len(l)-1])
			default:
				for _, p := range l {
					add(p)
				}
			}
		})
	}
	return out
}

// whole is a geometry in pixels, not cut.
type whole struct {
	points []orb.Point
	lines  [][]orb.Point
	areas  [][][]orb.Point
}

func (w *whole) add(g orb.Geometry, m *mapping) {
	px := func(vertices []orb.Point) []orb.Point {
		out := make([]orb.Point, len(vertices))
		for i, v := range vertices {
			out[i] = m.pixel(v)
		}
		return out
	}
	switch g := g.(type) {
	case orb.Point:
		w.points = append(w.points, m.pixel(g))
	case orb.MultiPoint:
		w.points = append(w.points, px(g)...)
	case orb.LineString:
		if len(g) > 1 {
			w.lines = append(w.lines, px(g))
		}
	case orb.MultiLineString:
		for _, l := range g {
			w.add(l, m)
		}
	case orb.Ring:
		w.add(orb.Polygon{g}, m)
	case orb.Polygon:
		var rings [][]orb.Point
		for _, r := range g {
			if len(r) > 1 && r[0] == r[len(r)-1] {
				r = r[:len(r)-1]
			}
			if len(r) > 0 {
				rings = append(rings, px(r))
			}
		}
		if len(rings) > 0 {
			w.areas = append(w.areas, rings)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			w.add(p, m)
		}
	case orb.Collection:
		for _, part := range g {
			w.add(part, m)
		}
	case orb.Bound:
		w.add(g.ToPolygon(), m)
	}
}

func (w *whole) largest() [][]orb.Point {
	largest, most := 0, -1.0
	for i, a := range w.areas {
		if size := math.Abs(signedArea(a[0])); size > most {
			largest, most = i, size
		}
	}
	return w.areas[largest]
}

// each calls visit for every line, ring and point.
func (w *whole) each(only styles.Dimensions, visit func([]orb.Point)) {
	if only.Has(0) {
		for i := range w.points {
			visit(w.points[i : i+1])
		}
	}
	if only.Has(1) {
		for _, l := range w.lines {
			visit(l)
		}
	}
	if only.Has(2) {
		for _, a := range w.areas {
			for _, r := range a {
				visit(r)
			}
		}
	}
}

// centroid is the centre of mass of all areas, else of the lines, else of the points.
func (w *whole) centroid(only styles.Dimensions) (orb.Point, bool) {
	var x, y, sum float64
	add := func(p orb.Point, weight float64) { x, y, sum = x+weight*p[0], y+weight*p[1], sum+weight }
	if only.Has(2) {
		for _, a := range w.areas {
			for i, r := range a {
				weight := math.Abs(signedArea(r))
				if i > 0 {
					weight = -weight
				}
				add(centroid(r), weight)
			}
		}
	}
	if sum <= 0 && only.Has(1) {
		for _, l := range w.lines {
			for i := 1; i < len(l); i++ {
				add(middle(l[i-1], l[i]), distance(l[i-1], l[i]))
			}
		}
	}
	if sum <= 0 && only.Has(0) {
		for _, p := range w.points {
			add(p, 1)
		}
	}
	return orb.Point{x / sum, y / sum}, sum > 0
}

// inside is the centroid of an area's outer ring where that lies well inside, else the middle of the widest part of the
// area at the height of its centroid.
func inside(rings [][]orb.Point) orb.Point {
	c := centroid(rings[0])
	crossings := make([]float64, 0, 8)
	for _, ring := range rings {
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			if (p[1] > c[1]) != (q[1] > c[1]) {
				crossings = append(crossings, p[0]+(c[1]-p[1])/(q[1]-p[1])*(q[0]-p[0]))
			}
		}
	}
	slices.Sort(crossings)
	widest, at := -1.0, c[0]
	for i := 0; i+1 < len(crossings); i += 2 {
		w := crossings[i+1] - crossings[i]
		if crossings[i]+w/4 <= c[0] && c[0] <= crossings[i+1]-w/4 {
			return c
		}
		if w > widest {
			widest, at = w, (crossings[i]+crossings[i+1])/2
		}
	}
	return orb.Point{at, c[1]}
}

func centroid(ring []orb.Point) orb.Point {
	o := ring[0] // sums are taken from there, for precision
	var area, x, y float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		cross := (p[0]-o[0])*(q[1]-o[1]) - (q[0]-o[0])*(p[1]-o[1])
		area += cross
		x += (p[0] + q[0] - 2*o[0]) * cross
		y += (p[1] + q[1] - 2*o[1]) * cross
	}
	if math.Abs(area) < 1e-9 {
		b := boundOf(ring)
		return b.Center()
	}
	return orb.Point{o[0] + x/(3*area), o[1] + y/(3*area)}
}
