package maplibre

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	fix "golang.org/x/image/math/fixed"

	"haavi/styles"
)

// The letters of the maps' own fonts. Every other name is the regular one: a map with letters of another face is better than one without.
var fonts = map[string]func() *sfnt.Font{
	"Go Regular":     sync.OnceValue(func() *sfnt.Font { return parsed(goregular.TTF) }),
	"Go Bold":        sync.OnceValue(func() *sfnt.Font { return parsed(gobold.TTF) }),
	"Go Italic":      sync.OnceValue(func() *sfnt.Font { return parsed(goitalic.TTF) }),
	"Go Bold Italic": sync.OnceValue(func() *sfnt.Font { return parsed(gobolditalic.TTF) }),
}

func parsed(ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic(err) // the font is part of the program
	}
	return f
}

func fontName(f styles.Font) string {
	switch {
	case f.Bold && f.Italic:
		return "Go Bold Italic"
	case f.Bold:
		return "Go Bold"
	case f.Italic:
		return "Go Italic"
	default:
		return "Go Regular"
	}
}

// The measures of glyph files, which all clients share: letters of 24 pixels with a border of 3; a distance of 8 pixels is the whole range of a byte, and the
// outline is at three quarters of it. middle is how far below the top of a line, in the client's sense, the base line lies.
const (
	glyphSize   = 24
	glyphBorder = 3
	glyphRange  = 8
	glyphCutoff = 0.25
	middle      = 26
)

// Glyphs are the letters from first to first+255 of a font as a file of signed distance fields (glyphs.proto).
func Glyphs(font string, first rune) []byte {
	stack := appendText(nil, 1, font)
	stack = appendText(stack, 2, fmt.Sprintf("%d-%d", first, first+255))
	d := glyphDrawer{font: fonts[font]()}
	for r := first; r < first+256; r++ {
		if g, ok := d.glyph(r); ok {
			stack = appendText(stack, 3, string(g))
		}
	}
	return appendText(nil, 1, string(stack))
}

// fontOf is the first of a list of fonts that there is.
func fontOf(fontstack string) string {
	for f := range strings.SplitSeq(fontstack, ",") {
		if f = strings.TrimSpace(f); fonts[f] != nil {
			return f
		}
	}
	return "Go Regular"
}

type glyphDrawer struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
}

// glyph is the message of one letter.
func (d *glyphDrawer) glyph(r rune) ([]byte, bool) {
	index, err := d.font.GlyphIndex(&d.buffer, r)
	if err != nil || index == 0 {
		return nil, false
	}
	const ppem = glyphSize * 64
	advance, err := d.font.GlyphAdvance(&d.buffer, index, ppem, font.HintingNone)
	if err != nil {
		return nil, false
	}
	segments, err := d.font.LoadGlyph(&d.buffer, index, fix.Int26_6(ppem), nil)
	if err != nil {
		return nil, false
	}
	edges := flatten(segments)
	left, top, right, bottom := 0, 0, 0, 0
	if len(edges) > 0 {
		left, top, right, bottom = bounds(edges)
	}
	width, height := right-left, bottom-top
	b := binary.AppendUvarint([]byte{1 << 3}, uint64(r))
	if width > 0 && height > 0 {
		b = appendText(b, 2, string(field(edges, left, top, width, height)))
	}
	for _, n := range []struct {
		tag byte
		v   uint64
	}{{3, uint64(width)}, {4, uint64(height)}, {5, zigzag(left)}, {6, zigzag(-top - middle)}, {7, uint64(math.Round(float64(advance) / 64))}} {
		b = binary.AppendUvarint(append(b, n.tag<<3), n.v)
	}
	return b, true
}

func zigzag(n int) uint64 { return uint64(int64(n)<<1) ^ uint64(int64(n)>>63) }

func appendText(b []byte, tag byte, s string) []byte {
	return append(binary.AppendUvarint(append(b, tag<<3|2), uint64(len(s))), s...)
}

// edge is a straight piece of an outline, in pixels, y down.
type edge struct{ x1, y1, x2, y2 float64 }

// flatten makes straight pieces of an outline's curves.
func flatten(segments sfnt.Segments) []edge {
	var edges []edge
	var x, y, startX, startY float64
	to := func(nx, ny float64) { edges, x, y = append(edges, edge{x, y, nx, ny}), nx, ny }
	at := func(p fix.Point26_6) (float64, float64) { return float64(p.X) / 64, float64(p.Y) / 64 }
	const steps = 6
	for _, s := range segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		fromX, fromY := x, y
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if x != startX || y != startY {
				to(startX, startY)
			}
			x, y, startX, startY = ax, ay, ax, ay
		case sfnt.SegmentOpLineTo:
			to(ax, ay)
		case sfnt.SegmentOpQuadTo:
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				u := 1 - t
				to(u*u*fromX+2*u*t*ax+t*t*bx, u*u*fromY+2*u*t*ay+t*t*by)
			}
		case sfnt.SegmentOpCubeTo:
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				u := 1 - t
				to(u*u*u*fromX+3*u*u*t*ax+3*u*t*t*bx+t*t*t*cx, u*u*u*fromY+3*u*u*t*ay+3*u*t*t*by+t*t*t*cy)
			}
		}
	}
	if x != startX || y != startY {
		to(startX, startY)
	}
	return edges
}

func bounds(edges []edge) (left, top, right, bottom int) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, e := range edges {
		x0, y0 = min(x0, e.x1, e.x2), min(y0, e.y1, e.y2)
		x1, y1 = max(x1, e.x1, e.x2), max(y1, e.y1, e.y2)
	}
	return int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1))
}

// field is the signed distance from the outline at the middle of each pixel, the border around.
func field(edges []edge, left, top, width, height int) []byte {
	b := make([]byte, 0, (width+2*glyphBorder)*(height+2*glyphBorder))
	for row := -glyphBorder; row < height+glyphBorder; row++ {
		for column := -glyphBorder; column < width+glyphBorder; column++ {
			d := distance(edges, float64(left+column)+0.5, float64(top+row)+0.5)
			b = append(b, byte(math.Round(min(max(255*(1-glyphCutoff-d/glyphRange), 0), 255))))
		}
	}
	return b
}

// distance is from a place to the nearest edge, negative inside (by the rule of windings that are not zero).
func distance(edges []edge, x, y float64) float64 {
	nearest, winding := math.Inf(1), 0
	for _, e := range edges {
		dx, dy := e.x2-e.x1, e.y2-e.y1
		t := 0.0
		if n := dx*dx + dy*dy; n > 0 {
			t = min(max(((x-e.x1)*dx+(y-e.y1)*dy)/n, 0), 1)
		}
		nearest = min(nearest, math.Hypot(e.x1+t*dx-x, e.y1+t*dy-y))
		if (e.y1 <= y) != (e.y2 <= y) && e.x1+(y-e.y1)/dy*dx > x {
			if dy > 0 {
				winding++
			} else {
				winding--
			}
		}
	}
	if winding != 0 {
		return -nearest
	}
	return nearest
}
