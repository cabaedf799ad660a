package render

import (
	"math"

	"github.com/paulmach/orb"
)

// mapping turns map coordinates into pixels: x to the right and y down from the picture's upper left corner, whose
// pixel spans 0 to 1 both ways.
type mapping struct {
	west, north  float64
	scaleX       float64 // pixels per unit
	scaleY       float64
	width        int
	height       int
	unitPerPixel float64 // the smaller side of a pixel on the ground
	sin, cos     float64 // of the angle by which the map is turned
}

func newMapping(r *Request) mapping {
	w, h := r.Bound.Max[0]-r.Bound.Min[0], r.Bound.Max[1]-r.Bound.Min[1]
	m := mapping{west: r.Bound.Min[0], north: r.Bound.Max[1], width: r.Width, height: r.Height,
		scaleX: float64(r.Width) / w, scaleY: float64(r.Height) / h}
	m.unitPerPixel = min(w/float64(r.Width), h/float64(r.Height))
	m.sin, m.cos = math.Sincos(r.Angle * math.Pi / 180)
	return m
}

func (m *mapping) pixel(p orb.Point) orb.Point {
	x, y := (p[0]-m.west)*m.scaleX, (m.north-p[1])*m.scaleY
	if m.sin == 0 && m.cos == 1 {
		return orb.Point{x, y}
	}
	return m.turned(x, y, m.sin)
}

// turned turns a pixel about the picture's middle, by the angle of that sine: clockwise, since y goes down.
func (m *mapping) turned(x, y, sin float64) orb.Point {
	midX, midY := float64(m.width)/2, float64(m.height)/2
	x, y = x-midX, y-midY
	return orb.Point{midX + x*m.cos - y*sin, midY + x*sin + y*m.cos}
}

// ground is the place that a pixel shows.
func (m *mapping) ground(p orb.Point) orb.Point {
	p = m.turned(p[0], p[1], -m.sin)
	return orb.Point{m.west + p[0]/m.scaleX, m.north - p[1]/m.scaleY}
}

// Ground is the place on the ground that a pixel shows.
func (r *Request) Ground(pixel orb.Point) orb.Point {
	m := newMapping(r)
	return m.ground(pixel)
}

// grown returns the bound of the ground that shows on the picture and a margin of pixels about it; b is that of the map unturned.
func (m *mapping) grown(b orb.Bound, pixels float64) orb.Bound {
	w, h := float64(m.width)/2+pixels, float64(m.height)/2+pixels
	w, h = w*math.Abs(m.cos)+h*math.Abs(m.sin), w*math.Abs(m.sin)+h*math.Abs(m.cos)
	dx, dy := (w-float64(m.width)/2)/m.scaleX, (h-float64(m.height)/2)/m.scaleY
	return orb.Bound{Min: orb.Point{b.Min[0] - dx, b.Min[1] - dy}, Max: orb.Point{b.Max[0] + dx, b.Max[1] + dy}}
}
