package render

import (
	"image"
	"image/color"
	"math"
	"strings"

	"github.com/fogleman/gg"
	"github.com/paulmach/orb"

	"haavi/internal/feature"
)

// maxLabel is how many characters of a label are written.
const maxLabel = 200

// labeller places labels so that none covers another or is cut by the picture's edge, and draws them over the whole map.
type labeller struct {
	img    *image.RGBA
	placed []placedLabel
	taken  [][]uint64 // rows of cells of the picture, a bit for each that a label lies on
}

type placedLabel struct {
	text   *textSymbol
	glyphs []glyph
	box    orb.Bound
	x, y   float64 // begin of the base line
}

// cell is the side of the squares, in pixels, that collisions are found by.
const cell = 2

func newLabeller(img *image.RGBA) *labeller {
	return &labeller{img: img}
}

// label writes the feature's label, if there is room.
func (pt *painter) label(c *compiled, s *textSymbol, f *feature.Feature) {
	at, ok := pt.labelPlace(s)
	if !ok || c.label == nil {
		return
	}
	value, found := c.label.eval(f, pt.plan.schema)
	if text := oneLine(value.String()); found && text != "" {
		pt.labels.place(s, text, at)
	}
}

func (pt *painter) labelPlace(s *textSymbol) (orb.Point, bool) {
	if s.Only.Has(0) && len(pt.shape.points) > 0 {
		return pt.shape.points[0], true
	}
	return pt.centre(s.Only)
}

// oneLine makes spaces of line ends and control characters, and cuts what is too long.
func oneLine(s string) string {
	if len(s) > 8*maxLabel {
		s = s[:8*maxLabel]
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f })
	runes := []rune(strings.Join(words, " "))
	if len(runes) > maxLabel {
		runes = append(runes[:maxLabel-1], '…')
	}
	return string(runes)
}

func (l *labeller) place(s *textSymbol, text string, at orb.Point) {
	glyphs, width := s.writer.layout(text)
	ascent, descent := s.writer.height()
	x := at[0] + s.shiftX - s.anchorX*width
	bottom := at[1] + s.shiftY + s.anchorY*(ascent+descent)
	y := bottom - descent
	margin := 1 + s.halo
	box := orb.Bound{Min: orb.Point{x - margin, y - ascent - margin}, Max: orb.Point{x + width + margin, bottom + margin}}
	if l.take(box) {
		l.placed = append(l.placed, placedLabel{text: s, glyphs: glyphs, box: box, x: x, y: y})
	}
}

// take claims a box; false when it is not free, or not wholly in the picture.
func (l *labeller) take(b orb.Bound) bool {
	r := l.img.Rect
	if b.Min[0] < 0 || b.Min[1] < 0 || b.Max[0] > float64(r.Dx()) || b.Max[1] > float64(r.Dy()) {
		return false
	}
	if l.taken == nil {
		l.taken = make([][]uint64, r.Dy()/cell+1)
	}
	x0, x1 := int(b.Min[0])/cell, int(math.Ceil(b.Max[0]))/cell
	y0, y1 := int(b.Min[1])/cell, min(int(math.Ceil(b.Max[1]))/cell, len(l.taken)-1)
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1 && l.taken[y] != nil; x++ {
			if l.taken[y][x>>6]&(1<<(x&63)) != 0 {
				return false
			}
		}
	}
	for y := y0; y <= y1; y++ {
		if l.taken[y] == nil {
			l.taken[y] = make([]uint64, r.Dx()/cell/64+1)
		}
		for x := x0; x <= x1; x++ {
			l.taken[y][x>>6] |= 1 << (x & 63)
		}
	}
	return true
}

// draw writes the labels that have a place: the halo of each, and its letters over it.
func (l *labeller) draw() {
	for i := range l.placed {
		p := &l.placed[i]
		dc, at, done := window(l.img, p.box, 1)
		if dc == nil {
			continue
		}
		p.text.writer.write(dc, p, p.x-float64(at.X), p.y-float64(at.Y))
		done()
	}
}

func (w *writer) write(dc *gg.Context, p *placedLabel, x, y float64) {
	if p.text.halo > 0 {
		w.trace(dc, p.glyphs, x, y)
		dc.ClosePath()
		dc.SetColor(p.text.haloColor)
		dc.SetLineWidth(2 * p.text.halo)
		dc.SetLineJoin(gg.LineJoinRound)
		dc.SetLineCap(gg.LineCapRound)
		dc.Stroke()
	}
	w.trace(dc, p.glyphs, x, y)
	dc.SetColor(p.text.color)
	dc.Fill()
}

// writeText writes a line of plain text, its base line beginning at x, y, and is used by legends.
func (w *writer) writeText(dc *gg.Context, text string, x, y float64, c color.Color) {
	glyphs, _ := w.layout(text)
	w.trace(dc, glyphs, x, y)
	dc.SetColor(c)
	dc.Fill()
}
