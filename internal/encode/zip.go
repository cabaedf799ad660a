package encode

import (
	"archive/zip"
	"io"

	"github.com/klauspost/compress/flate"
)

// zipLevel is where tables shrink most for the time: downloads are bound by the processor before they are by the network.
const zipLevel = 3

// NewZip writes a zip file in one go, without going back: sizes follow the entries (APPNOTE 4.4.4, bit 3).
func NewZip(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, zipLevel) })
	return z
}
