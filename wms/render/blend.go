package render

import (
	"image"
	"image/color"
)

// fillImage paints the whole image with one colour, white when c is nil.
func fillImage(img *image.RGBA, c color.Color) {
	if c == nil {
		c = color.White
	}
	p := color.RGBAModel.Convert(c).(color.RGBA)
	row := img.Pix
	if len(row) < 4 {
		return
	}
	row[0], row[1], row[2], row[3] = p.R, p.G, p.B, p.A
	for n := 4; n < len(row); n *= 2 {
		copy(row[n:], row[:n])
	}
}

// over paints src over dst (Porter-Duff), its upper left corner at a place that may lie outside.
func over(dst, src *image.RGBA, at image.Point) {
	r := src.Rect.Sub(src.Rect.Min).Add(at).Intersect(dst.Rect)
	if r.Empty() {
		return
	}
	n := 4 * r.Dx()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		d := dst.Pix[dst.PixOffset(r.Min.X, y):][:n]
		s := src.Pix[(y-at.Y)*src.Stride+4*(r.Min.X-at.X):][:n]
		overRow(d, s)
	}
}

func overRow(d, s []byte) {
	for i := 0; i+4 <= len(s) && i+4 <= len(d); i += 4 {
		p, q := s[i:i+4:i+4], d[i:i+4:i+4]
		a := uint32(p[3])
		switch {
		case a == 0:
		case a == 255 || q[3] == 0:
			copy(q, p)
		default:
			// (x*257 + 257) >> 16 is x/255, rounded, for the products here.
			keep := 255 - a
			q[0] = p[0] + byte((uint32(q[0])*keep*257+32896)>>16)
			q[1] = p[1] + byte((uint32(q[1])*keep*257+32896)>>16)
			q[2] = p[2] + byte((uint32(q[2])*keep*257+32896)>>16)
			q[3] = p[3] + byte((uint32(q[3])*keep*257+32896)>>16)
		}
	}
}
