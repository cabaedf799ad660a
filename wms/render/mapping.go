package render

import "github.com/paulmach/orb"

// mapping turns map coordinates into pixels: x to the right and y down from the picture's upper left corner, whose
// pixel spans 0 to 1 both ways.
type mapping struct {
	west, north  float64
	scaleX       float64 // pixels per unit
	scaleY       float64
	width        int
	height       int
	unitPerPixel float64 // the smaller side of a pixel on the ground
}

func newMapping(r *Request) mapping {
	w, h := r.Bound.Max[0]-r.Bound.Min[0], r.Bound.Max[1]-r.Bound.Min[1]
	m := mapping{west: r.Bound.Min[0], north: r.Bound.Max[1], width: r.Width, height: r.Height,
		scaleX: float64(r.Width) / w, scaleY: float64(r.Height) / h}
	m.unitPerPixel = min(w/float64(r.Width), h/float64(r.Height))
	return m
}

func (m *mapping) pixel(p orb.Point) orb.Point {
	return orb.Point{(p[0] - m.west) * m.scaleX, (m.north - p[1]) * m.scaleY}
}

// ground is the place that a pixel shows.
func (m *mapping) ground(p orb.Point) orb.Point {
	return orb.Point{m.west + p[0]/m.scaleX, m.north - p[1]/m.scaleY}
}

// grown returns the map's bound with a margin of pixels on each side.
func (m *mapping) grown(b orb.Bound, pixels float64) orb.Bound {
	dx, dy := pixels/m.scaleX, pixels/m.scaleY
	return orb.Bound{Min: orb.Point{b.Min[0] - dx, b.Min[1] - dy}, Max: orb.Point{b.Max[0] + dx, b.Max[1] + dy}}
}
