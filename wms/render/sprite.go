package render

import (
	"image"
	"math"

	"github.com/paulmach/orb"

	"haavi/styles"
)

// maxSprite bounds the pictures below, in pixels.
const maxSprite = 1024

// Symbol draws a graphic in the middle of a picture that has room for all of it, with an even number of pixels on each side. What is computed
// from features has its default.
func Symbol(g *styles.Graphic, symbols *Symbols, dpi float64) *image.RGBA {
	r := LegendRequest{Symbols: symbols, DPI: dpi}
	drawn := r.example(&styles.Point{Graphic: *g}).(*pointSymbol).graphic
	half := int(math.Ceil(min(drawn.reach(), maxSprite/2-1))) + 1
	c := &rasterCanvas{bounds: image.Rect(0, 0, 2*half, 2*half)}
	drawn.draw(c, orb.Point{float64(half), float64(half)}, 0, 1)
	return c.image()
}

// Pattern draws the part of a filled area that repeats: pictures of it beside each other are the pattern. A turned pattern repeats so that no line
// is broken by much, where that is possible.
func Pattern(f *styles.Fill, symbols *Symbols, dpi float64) *image.RGBA {
	r := LegendRequest{Symbols: symbols, DPI: dpi}
	b := r.example(&styles.Polygon{Fill: f}).(*areaSymbol).fill
	width, height := 1, 1
	if b.pattern != nil {
		width, height = b.pattern.periods()
	}
	c := &rasterCanvas{bounds: image.Rect(0, 0, width, height)}
	w, h := float64(width), float64(height)
	c.fill([]path{{points: []orb.Point{{0, 0}, {w, 0}, {w, h}, {0, h}}, closed: true}}, *b)
	return c.image()
}

// periods is after how many pixels to the right and down the pattern comes again.
func (p *pattern) periods() (right, down int) {
	if p.turn == 0 {
		return p.width, p.height
	}
	const most = 16 // cells
	sin, cos := math.Sincos(p.turn)
	bestRight, bestDown := math.Inf(1), math.Inf(1)
	for i := -most; i <= most; i++ {
		for j := -most; j <= most; j++ {
			a, b := float64(i*p.width), float64(j*p.height)
			x, y := a*cos-b*sin, a*sin+b*cos
			right = better(x, y, &bestRight, right)
			down = better(y, x, &bestDown, down)
		}
	}
	return right, down
}

// better keeps the length in whole pixels after which a pattern comes again, where it is the shortest that is off by little for its length.
func better(along, aside float64, best *float64, before int) int {
	n := math.Round(along)
	off := math.Hypot(aside, along-n)
	if n < 1 || n > maxSprite {
		return before
	}
	if cost := 5000*off/n + n; cost < *best {
		*best = cost
		return int(n)
	}
	return before
}
