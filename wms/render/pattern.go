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
	// turn is the angle of the whole pattern in radians: hatches are turned as a whole, since lines turned in their cells would not meet.
	turn   float64
	colors []color.Color // of a cell, made when they are first needed
}

// maxCell is the most pixels of a pattern's cell on a side.
const maxCell = 1024

// newPattern rounds the cell to whole pixels, so that all cells are alike.
func newPattern(g *graphic, margins [4]float64, origin orb.Point) *pattern {
	side := func(n float64) int { return max(1, min(maxCell, int(math.Round(n)))) }
	p := &pattern{graphic: g, width: side(g.width() + margins[1] + margins[3]), height: side(g.size + margins[0] + margins[2]),
		origin: orb.Point{math.Round(origin[0]), math.Round(origin[1])}}
	if g.hatches() && math.Abs(math.Remainder(g.rotation, math.Pi/2)) > 1e-6 {
		upright := *g
		upright.rotation, p.turn, p.graphic = 0, g.rotation, &upright
	}
	return p
}

// hatches says that a graphic is made of lines only.
func (g *graphic) hatches() bool {
	return g.picture == nil && len(closedOnly(g.mark.shape)) == 0
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

// turnedDetail is how much larger the cell of a turned pattern is drawn, to be looked up in.
const turnedDetail = 4

// at returns the pattern for a window of the canvas that begins at a place.
func (p *pattern) at(begin image.Point) gg.Pattern {
	if p.turn != 0 {
		return p.turnedAt(begin)
	}
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

// turnedWindow is a turned pattern in the coordinates of a window.
type turnedWindow struct {
	*pattern
	cell     *image.RGBA
	sin, cos float64
	dx, dy   float64
}

func (p *pattern) turnedAt(begin image.Point) gg.Pattern {
	large := *p.graphic
	large.size *= turnedDetail
	large.mark = &mark{shape: p.graphic.mark.shape, pen: p.graphic.mark.pen.times(turnedDetail)}
	c := &rasterCanvas{bounds: image.Rect(0, 0, turnedDetail*p.width, turnedDetail*p.height)}
	(&pattern{graphic: &large, width: turnedDetail * p.width, height: turnedDetail * p.height}).draw(c, orb.Point{float64(c.bounds.Dx()) / 2, float64(c.bounds.Dy()) / 2})
	sin, cos := math.Sincos(p.turn)
	return &turnedWindow{p, c.image(), sin, cos, float64(begin.X) - p.origin[0], float64(begin.Y) - p.origin[1]}
}

// times is the pen enlarged; nil for none.
func (p *pen) times(n float64) *pen {
	if p == nil {
		return nil
	}
	out := *p
	out.width, out.dashOffset, out.dash = p.width*n, p.dashOffset*n, nil
	for _, d := range p.dash {
		out.dash = append(out.dash, d*n)
	}
	return &out
}

// ColorAt implements gg.Pattern: the mean of the cell's colours over the pixel.
func (w *turnedWindow) ColorAt(x, y int) color.Color {
	var sum [4]int
	width, height := float64(w.width), float64(w.height)
	for i := range turnedDetail {
		for j := range turnedDetail {
			px := w.dx + float64(x) + (float64(i)+0.5)/turnedDetail
			py := w.dy + float64(y) + (float64(j)+0.5)/turnedDetail
			u, v := math.Mod(px*w.cos+py*w.sin, width), math.Mod(py*w.cos-px*w.sin, height)
			if u < 0 {
				u += width
			}
			if v < 0 {
				v += height
			}
			at := w.cell.PixOffset(min(int(u*turnedDetail), w.cell.Rect.Dx()-1), min(int(v*turnedDetail), w.cell.Rect.Dy()-1))
			for k := range sum {
				sum[k] += int(w.cell.Pix[at+k])
			}
		}
	}
	const n = turnedDetail * turnedDetail
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n)}
}
