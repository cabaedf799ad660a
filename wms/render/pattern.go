package render

import (
	"image"
	"image/color"
	"math"

	"github.com/fogleman/gg"
	"github.com/paulmach/orb"
)

// pattern repeats a graphic over an area. It is anchored to the origin of the map's CRS, so that neighbouring maps fit.
type pattern struct {
	graphic *graphic
	// width and height are the distance from one to the next.
	width, height int
	// origin is the place of the first.
	origin orb.Point
	colors []color.Color // of a cell, made when they are first needed
}

// maxCell is the most pixels of a pattern's cell on a side.
const maxCell = 1024

// newPattern rounds the cell to whole pixels, so that all cells are alike.
func newPattern(g *graphic, margins [4]float64, origin orb.Point) *pattern {
	side := func(n float64) int { return max(1, min(maxCell, int(math.Round(n)))) }
	return &pattern{graphic: g, width: side(g.width() + margins[1] + margins[3]), height: side(g.size + margins[0] + margins[2]),
		origin: orb.Point{math.Round(origin[0]), math.Round(origin[1])}}
}

// overflow is how many cells beyond its own a graphic reaches into.
func (p *pattern) overflow() (x, y int) {
	r := p.graphic.reach()
	return min(4, int(math.Ceil(r/float64(p.width)))), min(4, int(math.Ceil(r/float64(p.height))))
}

// draw paints a cell with its middle at a place; what comes in from the cells around shows too.
func (p *pattern) draw(c canvas, at orb.Point) {
	nx, ny := p.overflow()
	for y := -ny; y <= ny; y++ {
		for x := -nx; x <= nx; x++ {
			p.graphic.draw(c, orb.Point{at[0] + float64(x*p.width), at[1] + float64(y*p.height)}, 0, 1)
		}
	}
}

// at returns the pattern for a window of the canvas that begins at a place.
func (p *pattern) at(begin image.Point) gg.Pattern {
	if p.colors == nil {
		c := &rasterCanvas{bounds: image.Rect(0, 0, p.width, p.height)}
		p.draw(c, orb.Point{float64(p.width) / 2, float64(p.height) / 2})
		img := c.image()
		p.colors = make([]color.Color, 0, p.width*p.height)
		for i := 0; i < len(img.Pix); i += 4 {
			p.colors = append(p.colors, color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]})
		}
	}
	wrap := func(n float64, size int) int {
		return int(math.Mod(math.Mod(n, float64(size))+float64(size), float64(size)))
	}
	return &patternWindow{p, wrap(float64(begin.X)-p.origin[0], p.width), wrap(float64(begin.Y)-p.origin[1], p.height)}
}

// patternWindow is a pattern in the coordinates of a window.
type patternWindow struct {
	*pattern
	dx, dy int
}

// ColorAt implements gg.Pattern.
func (w *patternWindow) ColorAt(x, y int) color.Color {
	return w.colors[(y+w.dy)%w.height*w.width+(x+w.dx)%w.width]
}
