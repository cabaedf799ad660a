package render

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// PNG is written here and not by image/png for speed and size: most maps have few colours, and then a palette makes
// them a quarter as large before compression; and compression goes through klauspost/compress.

const pngSignature = "\x89PNG\r\n\x1a\n"

// The colour types of PNG (ISO/IEC 15948, 11.2.2).
const (
	pngTrueColor      = 2
	pngPalette        = 3
	pngTrueColorAlpha = 6
)

// pngLevel is the effort of compression.
const pngLevel = 3

var zlibWriters = sync.Pool{New: func() any {
	w, err := zlib.NewWriterLevel(io.Discard, pngLevel)
	if err != nil {
		panic(err) // the level is a constant that exists
	}
	return w
}}

// EncodePNG writes the image. Where 256 colours serve, it has a palette: colours of more than a few pixels are exact,
// and the rest, smoothed edges, off by no more than can be seen (8 of 255). Otherwise it has full colours, with an alpha
// channel only where it is not opaque.
func EncodePNG(w io.Writer, img *image.RGBA) error {
	e := &pngEncoder{w: w, img: img}
	if table, palette := paletteOf(img, invisible); table != nil {
		defer table.release()
		return e.paletted(table, palette)
	}
	return e.trueColor(opaque(img))
}

// EncodePNG8 writes the image with a palette of at most 256 colours, rounding where there are more.
func EncodePNG8(w io.Writer, img *image.RGBA) error {
	for drop := uint(0); ; drop++ {
		m := img
		if drop > 0 {
			m = roundImage(img, drop)
		}
		if table, palette := paletteOf(m, drop); table != nil {
			defer table.release()
			return (&pngEncoder{w: w, img: m}).paletted(table, palette)
		}
	}
}

type pngEncoder struct {
	w   io.Writer
	img *image.RGBA
}

func (e *pngEncoder) header(depth, colorType byte) error {
	if _, err := io.WriteString(e.w, pngSignature); err != nil {
		return err
	}
	var b [13]byte
	binary.BigEndian.PutUint32(b[0:], uint32(e.img.Rect.Dx()))
	binary.BigEndian.PutUint32(b[4:], uint32(e.img.Rect.Dy()))
	b[8], b[9] = depth, colorType
	return writeChunk(e.w, "IHDR", b[:])
}

func (e *pngEncoder) paletted(table *colorTable, palette []uint32) error {
	depth := 8
	for _, d := range []int{1, 2, 4} {
		if len(palette) <= 1<<d {
			depth = d
			break
		}
	}
	if err := e.header(byte(depth), pngPalette); err != nil {
		return err
	}
	plte, trns := paletteChunks(palette)
	if err := writeChunk(e.w, "PLTE", plte); err != nil {
		return err
	}
	if len(trns) > 0 {
		if err := writeChunk(e.w, "tRNS", trns); err != nil {
			return err
		}
	}
	width, perByte := e.img.Rect.Dx(), 8/depth
	row := make([]byte, 1+(width+perByte-1)/perByte) // the filter type, None, and the pixels
	indexes := row[1:]
	if depth < 8 {
		indexes = make([]byte, width)
	}
	return e.data(func(y int) []byte {
		table.indexes(indexes, e.img.Pix[y*e.img.Stride:][:4*width])
		if depth < 8 {
			clear(row)
			for x, i := range indexes {
				row[1+x/perByte] |= i << (8 - depth*(x%perByte+1))
			}
		}
		return row
	})
}

// trueColor filters every row by the difference to the pixel above (filter type Up): drawings repeat from row to row, and
// choosing among filters costs more time than it saves bytes.
func (e *pngEncoder) trueColor(isOpaque bool) error {
	colorType, bytes := byte(pngTrueColorAlpha), 4
	if isOpaque {
		colorType, bytes = pngTrueColor, 3
	}
	if err := e.header(8, colorType); err != nil {
		return err
	}
	width := e.img.Rect.Dx()
	above, here, out := make([]byte, bytes*width), make([]byte, bytes*width), make([]byte, 1+bytes*width)
	out[0] = 2 // Up
	return e.data(func(y int) []byte {
		pix := e.img.Pix[y*e.img.Stride:][:4*width]
		if isOpaque {
			for x := range width {
				copy(here[3*x:3*x+3], pix[4*x:])
			}
		} else {
			for x := 0; x < len(pix); x += 4 {
				binary.LittleEndian.PutUint32(here[x:], straight(binary.LittleEndian.Uint32(pix[x:])))
			}
		}
		for i, v := range here {
			out[1+i] = v - above[i]
		}
		above, here = here, above
		return out
	})
}

// data compresses the rows into the picture's data and ends the file.
func (e *pngEncoder) data(row func(y int) []byte) error {
	buffered := bufio.NewWriterSize(chunkWriter{e.w}, 1<<15)
	z := zlibWriters.Get().(*zlib.Writer)
	defer zlibWriters.Put(z)
	z.Reset(buffered)
	for y := range e.img.Rect.Dy() {
		if _, err := z.Write(row(y)); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return writeChunk(e.w, "IEND", nil)
}

// chunkWriter makes an IDAT chunk of every write.
type chunkWriter struct{ w io.Writer }

func (c chunkWriter) Write(b []byte) (int, error) {
	if err := writeChunk(c.w, "IDAT", b); err != nil {
		return 0, err
	}
	return len(b), nil
}

func writeChunk(w io.Writer, name string, data []byte) error {
	var head [8]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(data)))
	copy(head[4:], name)
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	var tail [4]byte
	binary.BigEndian.PutUint32(tail[:], crc32.Update(crc32.ChecksumIEEE(head[4:]), crc32.IEEETable, data))
	_, err := w.Write(tail[:])
	return err
}
