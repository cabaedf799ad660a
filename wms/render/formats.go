package render

import (
	"context"
	"image"
	"image/color"
	"image/gif"
	"io"

	"github.com/HugoSmits86/nativewebp"
)

// Format is a format of maps.
type Format struct {
	// Name is the media type; Aliases are further names that clients use.
	Name    string
	Aliases []string
	// Opaque says that there is no transparency: the background shows.
	Opaque bool
	// Encode writes a picture of pixels.
	Encode func(io.Writer, *image.RGBA) error
	// Draw, when not nil, draws a map as vectors.
	Draw func(context.Context, io.Writer, Request) error
}

// Formats lists the formats, the best first.
func Formats() []Format {
	return []Format{
		{Name: "image/png", Encode: EncodePNG},
		{Name: "image/jpeg", Aliases: []string{"image/jpg"}, Encode: EncodeJPEG, Opaque: true},
		{Name: "image/png; mode=8bit", Aliases: []string{"image/png8", "image/png;mode=8bit"}, Encode: EncodePNG8},
		{Name: "image/webp", Encode: EncodeWebP},
		{Name: "image/gif", Encode: EncodeGIF},
		{Name: "image/svg+xml", Aliases: []string{"image/svg", "image/svg xml"}, Encode: EncodeSVG, Draw: DrawSVG},
		{Name: "application/pdf", Encode: EncodePDF, Draw: DrawPDF},
	}
}

// EncodeWebP writes the image as lossless WebP, which is about as large as PNG.
func EncodeWebP(w io.Writer, img *image.RGBA) error {
	return nativewebp.Encode(w, toNRGBA(img, false), nil)
}

// EncodeGIF writes the image as GIF, with at most 256 colours. What is less than half opaque is clear, and the rest opaque, for GIF
// has nothing between.
func EncodeGIF(w io.Writer, img *image.RGBA) error {
	hard := toRGBA(toNRGBA(img, true))
	for drop := uint(0); ; drop++ {
		m := hard
		if drop > 0 {
			m = roundImage(hard, drop)
		}
		table, palette := paletteOf(m, drop)
		if table == nil {
			continue
		}
		defer table.release()
		out := image.NewPaletted(m.Rect, nil)
		for _, c := range palette {
			c = straight(c)
			out.Palette = append(out.Palette, color.NRGBA{byte(c), byte(c >> 8), byte(c >> 16), byte(c >> 24)})
		}
		for y := range m.Rect.Dy() {
			table.indexes(out.Pix[y*out.Stride:][:m.Rect.Dx()], m.Pix[y*m.Stride:][:4*m.Rect.Dx()])
		}
		return gif.Encode(w, out, nil)
	}
}

// toNRGBA is the image with colours that are not premultiplied; hard makes every pixel clear or opaque.
func toNRGBA(img *image.RGBA, hard bool) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, img.Rect.Dx(), img.Rect.Dy()))
	for y := range img.Rect.Dy() {
		from, to := img.Pix[y*img.Stride:][:4*img.Rect.Dx()], out.Pix[y*out.Stride:]
		for x := 0; x < len(from); x += 4 {
			c := straight(uint32(from[x]) | uint32(from[x+1])<<8 | uint32(from[x+2])<<16 | uint32(from[x+3])<<24)
			if hard && c>>24 < 128 {
				continue
			}
			to[x], to[x+1], to[x+2], to[x+3] = byte(c), byte(c>>8), byte(c>>16), byte(c>>24)
			if hard {
				to[x+3] = 0xff
			}
		}
	}
	return out
}
