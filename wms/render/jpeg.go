package render

import (
	"image"
	"image/jpeg"
	"io"
)

// jpegQuality keeps the edges of symbols clean.
const jpegQuality = 88

// EncodeJPEG writes the image, which should be opaque: JPEG has no transparency, and shows black there.
func EncodeJPEG(w io.Writer, img *image.RGBA) error {
	return jpeg.Encode(w, img, &jpeg.Options{Quality: jpegQuality})
}
