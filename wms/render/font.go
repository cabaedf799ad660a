package render

import (
	"fmt"
	"sync"

	"github.com/fogleman/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The Go fonts cover Latin, Greek and Cyrillic (WGL4) and are part of golang.org/x/image. A parsed font is safe for
// concurrent use; its buffers are not, so each writer has its own.
var (
	regular = sync.OnceValue(func() *sfnt.Font { return parseFont(goregular.TTF) })
	bold    = sync.OnceValue(func() *sfnt.Font { return parseFont(gobold.TTF) })
)

func parseFont(ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic(fmt.Sprintf("the embedded font cannot be read: %v", err)) // the font is part of the program
	}
	return f
}

// writer lays out and traces one line of text.
type writer struct {
	font   *sfnt.Font
	ppem   fixed.Int26_6
	buffer sfnt.Buffer
}

func newWriter(f fontFace) *writer {
	w := &writer{font: regular(), ppem: fixed.Int26_6(f.size*64 + 0.5)}
	if f.bold {
		w.font = bold()
	}
	return w
}

// glyph is a letter and where it begins.
type glyph struct {
	index sfnt.GlyphIndex
	x     float64
}

// layout places the letters of a text from left to right, with kerning, and returns its width.
func (w *writer) layout(text string) (glyphs []glyph, width float64) {
	var before sfnt.GlyphIndex
	for i, r := range text {
		g, err := w.font.GlyphIndex(&w.buffer, r)
		if err != nil {
			continue
		}
		if i > 0 {
			if k, err := w.font.Kern(&w.buffer, before, g, w.ppem, font.HintingNone); err == nil {
				width += float64(k) / 64
			}
		}
		glyphs = append(glyphs, glyph{g, width})
		if a, err := w.font.GlyphAdvance(&w.buffer, g, w.ppem, font.HintingNone); err == nil {
			width += float64(a) / 64
		}
		before = g
	}
	return glyphs, width
}

// height returns how far letters reach above and below the base line.
func (w *writer) height() (ascent, descent float64) {
	m, err := w.font.Metrics(&w.buffer, w.ppem, font.HintingNone)
	if err != nil {
		return float64(w.ppem) / 64, 0
	}
	return float64(m.Ascent) / 64, float64(m.Descent) / 64
}

// trace puts the outlines of letters into the context's path, the base line beginning at x, y.
func (w *writer) trace(dc *gg.Context, glyphs []glyph, x, y float64) {
	for _, g := range glyphs {
		segments, err := w.font.LoadGlyph(&w.buffer, g.index, w.ppem, nil)
		if err != nil {
			continue
		}
		at := func(p fixed.Point26_6) (float64, float64) {
			return x + g.x + float64(p.X)/64, y + float64(p.Y)/64
		}
		for _, s := range segments {
			x1, y1 := at(s.Args[0])
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				dc.MoveTo(x1, y1)
			case sfnt.SegmentOpLineTo:
				dc.LineTo(x1, y1)
			case sfnt.SegmentOpQuadTo:
				x2, y2 := at(s.Args[1])
				dc.QuadraticTo(x1, y1, x2, y2)
			case sfnt.SegmentOpCubeTo:
				x2, y2 := at(s.Args[1])
				x3, y3 := at(s.Args[2])
				dc.CubicTo(x1, y1, x2, y2, x3, y3)
			}
		}
	}
}
