package render

import (
	"image"
	"math"

	"github.com/paulmach/orb"

	"haavi/styles"
)

// graphic is a mark or a picture with its size and rotation.
type graphic struct {
	mark    *mark
	picture *picture // stands before the mark
	opacity float64
	// size is the height.
	size, rotation float64
	// anchorX and anchorY say which point of the symbol, from its upper left, is at the place; shifts move it from there.
	anchorX, anchorY float64
	shiftX, shiftY   float64
	// stamps are the pictures drawn of it.
	stamps *stamps
}

// mark is a shape with its fill and stroke, each nil for none.
type mark struct {
	shape []path // in the square from -1 to 1
	fill  *brush
	pen   *pen
}

// width is that of the graphic before it is turned.
func (g *graphic) width() float64 {
	if g.picture != nil {
		return g.size * g.picture.ratio
	}
	return g.size
}

// reach is how far the graphic goes from its place.
func (g *graphic) reach() float64 {
	w, h := g.width(), g.size
	r := math.Hypot(w, h) / 2
	if g.picture == nil {
		r = g.mark.reach(g.size)
	}
	return r + math.Hypot(g.shiftX, g.shiftY) + math.Hypot((g.anchorX-0.5)*w, (g.anchorY-0.5)*h)
}

func (m *mark) reach(size float64) float64 {
	most := 0.0
	for _, p := range m.shape {
		for _, q := range p.points {
			most = max(most, math.Hypot(q[0], q[1]))
		}
	}
	r := most * size / 2
	if m.pen != nil {
		r += m.pen.width / 2 * max(m.pen.sharpness(), 2)
	}
	return r
}

// opaque says that the graphic hides what it covers.
func (g *graphic) opaque() bool {
	m := g.mark
	return g.picture == nil && (m.fill == nil || m.fill.opaque()) && (m.pen == nil || m.pen.color.A == 0xff)
}

func (b *brush) opaque() bool { return b.pattern == nil && b.color.A == 0xff }

// draw paints the graphic at a place, turned beyond its own rotation, enlarged by a factor.
func (g *graphic) draw(c canvas, at orb.Point, radians, factor float64) {
	shift := placed(at, radians, factor).point(orb.Point{g.shiftX, g.shiftY})
	turn := radians + g.rotation
	h := g.size * factor
	w := g.width() * factor
	centre := placed(shift, turn, 1).point(orb.Point{(0.5 - g.anchorX) * w, (0.5 - g.anchorY) * h})
	if g.picture != nil {
		c.picture(g.picture.at(h), centre, turn, w, h, g.opacity)
		return
	}
	outline := placed(centre, turn, h/2).paths(coarser(g.mark.shape, h))
	if g.mark.fill != nil {
		c.fill(closedOnly(outline), *g.mark.fill)
	}
	if p := g.mark.pen; p != nil && p.width > 0 {
		if factor != 1 {
			thinner := *p
			thinner.width *= factor
			p = &thinner
		}
		c.stroke(outline, p)
	}
}

// coarser leaves out every second point of small round shapes, which is off by less than a thirtieth of a pixel.
func coarser(all []path, size float64) []path {
	if size > 16 || len(all) != 1 || len(all[0].points) < smooth {
		return all
	}
	half := path{closed: all[0].closed}
	for i := 0; i < len(all[0].points); i += 2 {
		half.points = append(half.points, all[0].points[i])
	}
	return []path{half}
}

// closedOnly leaves out the lines that surround nothing.
func closedOnly(all []path) []path {
	for i := range all {
		if !all[i].closed {
			var kept []path
			for _, p := range all {
				if p.closed {
					kept = append(kept, p)
				}
			}
			return kept
		}
	}
	return all
}

// smooth is the number of points from which on a shape is round and its corners need no joins.
const smooth = 60

// marks repeats a graphic along a line.
type marks struct {
	graphic    *graphic
	first, gap float64
}

func (m *marks) along(c canvas, p *path) {
	step := max(m.graphic.width()+m.gap, 1)
	p.every(m.first+m.graphic.width()/2, step, func(at orb.Point, radians float64) {
		m.graphic.draw(c, at, radians, 1)
	})
}

// phases is into how many places a pixel is divided each way: a mark is drawn once for each, so that it is at most an
// eighth of a pixel off.
const phases = 4

// manyStamps is from how many on it pays to remember where stamps are.
const manyStamps = 1024

// largestStamp is the reach, in pixels, of the largest graphic that stamps are made of: a larger one is drawn as it is.
const largestStamp = 200

// stamps are the pictures of one graphic.
type stamps struct {
	graphic *graphic
	half    int
	images  [phases * phases]*stampImage
	count   int
	seen    []uint64
	stride  int
}

// stamp puts the graphic at p, in pixels.
func (g *graphic) stamp(c *rasterCanvas, p orb.Point) {
	if g.stamps == nil {
		reach := g.reach()
		if reach > largestStamp {
			g.draw(c, p, 0, 1)
			return
		}
		g.stamps = &stamps{graphic: g, half: int(math.Ceil(reach)) + 1}
	}
	g.stamps.stamp(c, p)
}

// stamp puts the mark at p, in pixels. The same mark at the same place again changes nothing, and is left out.
func (st *stamps) stamp(c *rasterCanvas, p orb.Point) {
	x, y := int(math.Floor(p[0]*phases+0.5)), int(math.Floor(p[1]*phases+0.5))
	if st.again(c.bounds, x, y) {
		return
	}
	px, py := floorDiv(x, phases), floorDiv(y, phases)
	i := (y-py*phases)*phases + x - px*phases
	if st.images[i] == nil {
		st.images[i] = st.draw(float64(x-px*phases)/phases, float64(y-py*phases)/phases)
	}
	over(c.image(), st.images[i].RGBA, st.images[i].from.Add(image.Pt(px, py)))
}

// stampImage is a picture of a graphic, and where it begins as seen from the graphic's place.
type stampImage struct {
	*image.RGBA
	from image.Point
}

func (st *stamps) draw(dx, dy float64) *stampImage {
	c := &rasterCanvas{bounds: image.Rect(0, 0, 2*st.half+1, 2*st.half+1)}
	st.graphic.draw(c, orb.Point{float64(st.half) + dx, float64(st.half) + dy}, 0, 1)
	img := c.image()
	used := inked(img)
	part := &image.RGBA{Pix: img.Pix[img.PixOffset(used.Min.X, used.Min.Y):], Stride: img.Stride, Rect: used.Sub(used.Min)}
	return &stampImage{part, used.Min.Sub(image.Pt(st.half, st.half))}
}

// inked is the part of an image that is not clear.
func inked(img *image.RGBA) image.Rectangle {
	var used image.Rectangle
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.Pix[y*img.Stride+4*x+3] != 0 {
				used = used.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return used
}

// again says whether the mark was stamped at this place before, in quarters of a pixel. It is asked only of opaque
// marks, and only once there are many: below the most there can be, 16 for each pixel, nothing is gained.
func (st *stamps) again(b image.Rectangle, x, y int) bool {
	st.count++
	if st.count < manyStamps || !st.graphic.opaque() {
		return false
	}
	if st.seen == nil {
		st.stride = (b.Dx() + 2*st.half) * phases
		st.seen = make([]uint64, (st.stride*(b.Dy()+2*st.half)*phases+63)/64)
	}
	x, y = x+st.half*phases, y+st.half*phases
	bit := y*st.stride + x
	if x < 0 || y < 0 || x >= st.stride || bit>>6 >= len(st.seen) {
		return false
	}
	was := st.seen[bit>>6]&(1<<(bit&63)) != 0
	st.seen[bit>>6] |= 1 << (bit & 63)
	return was
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// sharpness is how many half widths the corners of a stroke reach out.
func (p *pen) sharpness() float64 {
	switch {
	case p.join == styles.JoinMitre:
		return mitreLimit
	case p.cap == styles.CapSquare:
		return math.Sqrt2
	default:
		return 1
	}
}
