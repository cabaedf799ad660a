package render

import (
	"image"
	"image/color"
	"strings"
)

// Message draws a text into a picture, in lines as wide as it, as far as there is room.
func Message(width, height int, background color.Color, transparent bool, text string) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	if !transparent {
		fillImage(img, background)
	}
	const size, margin = 13, 6
	w, c := newWriter(fontFace{size: size}), &rasterCanvas{img: img, bounds: img.Rect}
	y := float64(margin + size)
	write := func(line string) {
		if y < float64(height+size) {
			w.write(c, line, margin, y, color.NRGBA{0xb0, 0x10, 0x10, 0xff})
		}
		y += size * 1.4
	}
	line := ""
	for _, word := range strings.Fields(oneLine(text)) {
		longer := strings.TrimSpace(line + " " + word)
		if _, n := w.layout(longer); line != "" && n > float64(width-2*margin) {
			write(line)
			longer = word
		}
		line = longer
	}
	write(line)
	return img
}

// Blank is a picture with nothing on it.
func Blank(width, height int, background color.Color, transparent bool) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	if !transparent {
		fillImage(img, background)
	}
	return img
}
