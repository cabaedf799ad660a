package render

import (
	"hash/fnv"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/styles"
)

// maxLabel is how many characters of a label are written.
const maxLabel = 200

// candidate is a label that asks for a place.
type candidate struct {
	symbol   *textSymbol
	priority float64
	// hash decides between equal priorities, the same way in every map.
	hash uint64
	text string
	at   orb.Point
	// letters are those of a label along a line; others are made of text when they are drawn, at the place moved by shift.
	letters []letter
	shift   orb.Point
	boxes   []orb.Bound
}

// letter is a glyph and where it is drawn.
type letter struct {
	outline []path
	placed  transform
}

// label asks for places for the feature's labels.
func (pt *painter) label(c *compiled, s *textSymbol, f *feature.Feature) {
	if c.label == nil {
		return
	}
	value, found := c.label.eval(f, pt.plan.schema)
	text := tidy(value.String())
	if !found || text == "" || s.font.size < 1 {
		return
	}
	made := candidate{symbol: s, text: text}
	if c.priority != nil {
		if v, _ := c.priority.eval(f, pt.plan.schema); !v.IsNull() {
			made.priority, _ = toNumber(v)
		}
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(f.ID + "\x00" + text)) // never fails
	made.hash = h.Sum64()
	if s.along != nil {
		pt.labelsAlong(made)
	} else if at, ok := pt.labelPlace(s); ok {
		made.at = at
		pt.labels.add(made)
	}
}

// labelPlace is a place of the whole geometry, whatever part of it the map shows.
func (pt *painter) labelPlace(s *textSymbol) (orb.Point, bool) {
	if s.Place != styles.Whole {
		if all := pt.places(s.Options); len(all) > 0 {
			return all[0], true
		}
		return orb.Point{}, false
	}
	if s.Only.Has(0) {
		if p, ok := firstPoint(pt.geom); ok {
			return pt.plan.mapping.pixel(p), true
		}
	}
	return pt.centre(s.Only)
}

func firstPoint(g orb.Geometry) (orb.Point, bool) {
	switch g := g.(type) {
	case orb.Point:
		return g, true
	case orb.MultiPoint:
		if len(g) > 0 {
			return g[0], true
		}
	case orb.Collection:
		for _, part := range g {
			if p, ok := firstPoint(part); ok {
				return p, true
			}
		}
	}
	return orb.Point{}, false
}

// tidy makes spaces of control characters but line ends, and cuts what is too long.
func tidy(s string) string {
	if !strings.Contains(s, "\n") {
		return oneLine(s)
	}
	var lines []string
	for line := range strings.SplitSeq(s[:min(len(s), 8*maxLabel)], "\n") {
		if line = oneLine(line); line != "" && len(lines) < 10 {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
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

// lines breaks a text at line ends, and at spaces where a line would be wider than the symbol's wrap.
func (s *textSymbol) lines(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if s.wrap <= 0 {
			out = append(out, line)
			continue
		}
		now := ""
		for _, word := range strings.Fields(line) {
			longer := strings.TrimSpace(now + " " + word)
			if _, width := s.writer.layout(longer); now != "" && width > s.wrap {
				out = append(out, now)
				longer = word
			}
			now = longer
		}
		out = append(out, now)
	}
	return out
}

// lay finds where a label beside its place lies, moved by shift. Its letters are made when it is drawn: most labels of a crowd never are.
func (c *candidate) lay(shift orb.Point) {
	c.shift, c.boxes = shift, c.boxes[:0]
	c.eachLine(func(base transform, at orb.Point, _ []glyph, width, height, _ float64) {
		c.boxes = append(c.boxes, boxesOf(base, orb.Bound{Min: at, Max: orb.Point{at[0] + width, at[1] + height}}, c.symbol.rotation != 0)...)
	})
	c.pad()
	if g := c.symbol.graphic; g != nil {
		r := g.reach()
		m := c.middle()
		c.boxes = append(c.boxes, orb.Bound{Min: orb.Point{m[0] - r, m[1] - r}, Max: orb.Point{m[0] + r, m[1] + r}})
	}
}

// eachLine calls visit with every line of a label beside its place: with the transform of the label, the line's upper left corner in it, and
// how far below that its letters stand. Lines are aligned as the anchor says.
func (c *candidate) eachLine(visit func(base transform, at orb.Point, glyphs []glyph, width, height, ascent float64)) {
	s := c.symbol
	ascent, descent := s.writer.height()
	height := ascent + descent
	type laid struct {
		glyphs []glyph
		width  float64
	}
	var all []laid
	widest := 0.0
	for _, line := range s.lines(c.text) {
		glyphs, width := s.writer.layout(line)
		all = append(all, laid{glyphs, width})
		widest = max(widest, width)
	}
	base := placed(orb.Point{c.at[0] + s.shiftX + c.shift[0], c.at[1] + s.shiftY + c.shift[1]}, s.rotation, 1)
	left, top := -s.anchorX*widest, -(1-s.anchorY)*height*float64(len(all))
	for i, line := range all {
		visit(base, orb.Point{left + s.anchorX*(widest-line.width), top + float64(i)*height}, line.glyphs, line.width, height, ascent)
	}
}

// pad grows the boxes by the halo and half of the space that the label wants around it.
func (c *candidate) pad() {
	by := 1 + c.symbol.halo + c.symbol.space/2
	for i := range c.boxes {
		c.boxes[i] = c.boxes[i].Pad(by)
	}
}

// boxesOf covers a box that was turned with boxes that are not.
func boxesOf(t transform, b orb.Bound, isTurned bool) []orb.Bound {
	if !isTurned {
		return []orb.Bound{{Min: t.point(b.Min), Max: t.point(b.Max)}}
	}
	h := b.Max[1] - b.Min[1]
	n := max(1, int(math.Ceil((b.Max[0]-b.Min[0])/h)))
	out := make([]orb.Bound, n)
	for i := range out {
		x0, x1 := b.Min[0]+(b.Max[0]-b.Min[0])*float64(i)/float64(n), b.Min[0]+(b.Max[0]-b.Min[0])*float64(i+1)/float64(n)
		out[i] = boundOf([]orb.Point{t.point(orb.Point{x0, b.Min[1]}), t.point(orb.Point{x1, b.Min[1]}), t.point(orb.Point{x0, b.Max[1]}), t.point(orb.Point{x1, b.Max[1]})})
	}
	return out
}

// middle is that of the whole label.
func (c *candidate) middle() orb.Point {
	b := c.boxes[0]
	for _, other := range c.boxes[1:] {
		b = b.Union(other)
	}
	return b.Center()
}

// draw writes the label: its graphic, the halo of all letters, and the letters over it.
func (c *candidate) draw(on canvas) {
	s := c.symbol
	if s.graphic != nil {
		s.graphic.draw(on, c.middle(), 0, 1)
	}
	var all []path
	for _, l := range c.letters {
		all = append(all, l.placed.paths(l.outline)...)
	}
	if len(c.letters) == 0 {
		c.eachLine(func(base transform, at orb.Point, glyphs []glyph, _, _, ascent float64) {
			for _, g := range glyphs {
				all = append(all, placed(base.point(orb.Point{at[0] + g.x, at[1] + ascent}), s.rotation, 1).paths(s.writer.outline(g.index))...)
			}
		})
	}
	if len(all) == 0 {
		return
	}
	if s.halo > 0 {
		on.stroke(all, &pen{color: s.haloColor, width: 2 * s.halo, cap: styles.CapRound, join: styles.JoinRound})
	}
	on.fill(all, brush{color: s.color})
}
