package render

import (
	"image"
	"image/color"

	"github.com/paulmach/orb"
)

// canvas is what is drawn on: pixels, or a file of vectors.
type canvas interface {
	// fill paints areas: rings of one direction, and holes of the other.
	fill(rings []path, b brush)
	// stroke draws lines and rings. They become one shape, which does not darken where it overlaps.
	stroke(lines []path, p *pen)
	// picture paints an image with its middle at a place, turned, w by h pixels large.
	picture(img image.Image, at orb.Point, radians, w, h, opacity float64)
	// stamp puts a graphic at a place.
	stamp(g *graphic, at orb.Point)
	// overlay paints an image as large as the picture over it.
	overlay(img *image.RGBA)
	// above is a canvas whose drawing comes to lie over this one's when it is laid onto it.
	above() canvas
	lay(over canvas)
	// fault is why nothing more is drawn, nil when all is well.
	fault() error
}

// brush is a colour, or a pattern when that is not nil.
type brush struct {
	color   color.NRGBA
	pattern *pattern
}
