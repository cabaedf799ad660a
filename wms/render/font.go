package render

import (
	"fmt"
	"image/color"
	"math"
	"sync"

	"github.com/paulmach/orb"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The Go fonts cover Latin, Greek and Cyrillic (WGL4) and are part of golang.org/x/image. A parsed font is safe for
// concurrent use; its buffers are not, so each writer has its own.
var (
	regular    = sync.OnceValue(func() *sfnt.Font { return parseFont(goregular.TTF) })
	bold       = sync.OnceValue(func() *sfnt.Font { return parseFont(gobold.TTF) })
	italic     = sync.OnceValue(func() *sfnt.Font { return parseFont(goitalic.TTF) })
	boldItalic = sync.OnceValue(func() *sfnt.Font { return parseFont(gobolditalic.TTF) })
)

func parseFont(ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic(fmt.Sprintf("the embedded font cannot be read: %v", err)) // the font is part of the program
	}
	return f
}

// writer lays out and traces lines of text.
type writer struct {
	font     *sfnt.Font
	ppem     fixed.Int26_6
	buffer   sfnt.Buffer
	outlines map[sfnt.GlyphIndex][]path
}

func newWriter(f fontFace) *writer {
	w := &writer{font: regular(), ppem: fixed.Int26_6(f.size*64 + 0.5), outlines: map[sfnt.GlyphIndex][]path{}}
	switch {
	case f.bold && f.italic:
		w.font = boldItalic()
	case f.bold:
		w.font = bold()
	case f.italic:
		w.font = italic()
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

// outline returns the rings of a glyph whose base line begins at 0, 0.
func (w *writer) outline(index sfnt.GlyphIndex) []path {
	if known, ok := w.outlines[index]; ok {
		return known
	}
	var rings []path
	segments, err := w.font.LoadGlyph(&w.buffer, index, w.ppem, nil)
	if err == nil {
		for _, s := range segments {
			rings = appendSegment(rings, s, float64(w.ppem)/64)
		}
	}
	w.outlines[index] = rings
	return rings
}

func appendSegment(rings []path, s sfnt.Segment, size float64) []path {
	at := func(i int) orb.Point { return orb.Point{float64(s.Args[i].X) / 64, float64(s.Args[i].Y) / 64} }
	if s.Op == sfnt.SegmentOpMoveTo {
		return append(rings, path{points: []orb.Point{at(0)}, closed: true})
	}
	ring := &rings[len(rings)-1]
	from := ring.points[len(ring.points)-1]
	steps := max(4, min(12, int(math.Sqrt(size))))
	switch s.Op {
	case sfnt.SegmentOpLineTo:
		ring.points = append(ring.points, at(0))
	case sfnt.SegmentOpQuadTo:
		for i := 1; i <= steps; i++ {
			t := float64(i) / float64(steps)
			u := 1 - t
			ring.points = append(ring.points, sum(from, u*u, at(0), 2*u*t, at(1), t*t, from, 0))
		}
	case sfnt.SegmentOpCubeTo:
		for i := 1; i <= steps; i++ {
			t := float64(i) / float64(steps)
			u := 1 - t
			ring.points = append(ring.points, sum(from, u*u*u, at(0), 3*u*u*t, at(1), 3*u*t*t, at(2), t*t*t))
		}
	}
	return rings
}

// sum adds points with weights.
func sum(a orb.Point, u float64, b orb.Point, v float64, c orb.Point, w float64, d orb.Point, x float64) orb.Point {
	return orb.Point{u*a[0] + v*b[0] + w*c[0] + x*d[0], u*a[1] + v*b[1] + w*c[1] + x*d[1]}
}

// write writes a line of text, its base line beginning at x, y.
func (w *writer) write(on canvas, text string, x, y float64, c color.Color) {
	glyphs, _ := w.layout(text)
	var all []path
	for _, g := range glyphs {
		all = append(all, placed(orb.Point{x + g.x, y}, 0, 1).paths(w.outline(g.index))...)
	}
	on.fill(all, brush{color: color.NRGBAModel.Convert(c).(color.NRGBA)})
}
