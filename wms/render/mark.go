package render

import (
	"image"
	"math"

	"github.com/fogleman/gg"
	"github.com/paulmach/orb"
)

// drawMark paints a mark with its middle at x, y of the context, size times as large.
func drawMark(dc *gg.Context, g *graphic, x, y, size float64) {
	m := g.mark
	dc.Push()
	dc.RotateAbout(g.rotation, x, y)
	outlineMark(dc, m.shape, x, y, g.size/2*size)
	dc.Pop()
	if m.fill != nil {
		dc.SetColor(m.fill.color)
		dc.FillPreserve()
	}
	if m.pen != nil && m.pen.width > 0 {
		dc.SetColor(m.pen.color)
		setPen(dc, m.pen)
		dc.SetLineWidth(m.pen.width * size)
		dc.SetLineCap(gg.LineCapButt)
		dc.StrokePreserve()
	}
	dc.ClearPath()
}

// outlineMark traces a mark that fits the square of side 2r, or for the star, the circle of radius r. An outline begins and
// ends in the middle of an edge, as stroked rings do.
func outlineMark(dc *gg.Context, shape string, x, y, r float64) {
	var corners []orb.Point
	switch shape {
	case "circle":
		dc.DrawCircle(x, y, r)
		return
	case "square":
		corners = []orb.Point{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}
	case "triangle":
		corners = []orb.Point{{0, -1}, {1, 1}, {-1, 1}}
	case "star":
		for i := range 10 {
			radius, angle := 1.0, math.Pi*float64(i)/5
			if i%2 == 1 {
				radius = 0.45
			}
			corners = append(corners, orb.Point{radius * math.Sin(angle), -radius * math.Cos(angle)})
		}
	case "cross", "x":
		const arm = 0.3
		corners = []orb.Point{{-arm, -1}, {arm, -1}, {arm, -arm}, {1, -arm}, {1, arm}, {arm, arm}, {arm, 1}, {-arm, 1}, {-arm, arm}, {-1, arm}, {-1, -arm}, {-arm, -arm}}
		if shape == "x" {
			for i, c := range corners {
				corners[i] = orb.Point{(c[0] - c[1]) * math.Sqrt2 / 2, (c[0] + c[1]) * math.Sqrt2 / 2}
			}
		}
	}
	dc.NewSubPath()
	seam := middle(corners[len(corners)-1], corners[0])
	for _, c := range append(append([]orb.Point{seam}, corners...), seam) {
		dc.LineTo(x+c[0]*r, y+c[1]*r)
	}
}

// phases is into how many places a pixel is divided each way: a mark is drawn once for each, so that it is at most an
// eighth of a pixel off.
const phases = 4

// manyStamps is from how many on it pays to remember where stamps are.
const manyStamps = 1024

// stamps are the pictures of one mark.
type stamps struct {
	graphic *graphic
	half    int
	images  [phases * phases]*image.RGBA
	count   int
	seen    []uint64
	stride  int
}

// stamp puts the graphic at p, in pixels.
func (g *graphic) stamp(k *ink, p orb.Point) {
	if g.stamps == nil {
		g.stamps = &stamps{graphic: g, half: int(math.Ceil(g.reach())) + 1}
	}
	g.stamps.stamp(k, p)
}

// stamp puts the mark at p, in pixels. The same mark at the same place again changes nothing, and is left out.
func (st *stamps) stamp(k *ink, p orb.Point) {
	x, y := int(math.Floor(p[0]*phases+0.5)), int(math.Floor(p[1]*phases+0.5))
	if st.again(k.bounds, x, y) {
		return
	}
	px, py := floorDiv(x, phases), floorDiv(y, phases)
	i := (y-py*phases)*phases + x - px*phases
	if st.images[i] == nil {
		st.images[i] = st.draw(float64(x-px*phases)/phases, float64(y-py*phases)/phases)
	}
	over(k.canvas(), st.images[i], image.Pt(px-st.half, py-st.half))
}

func (st *stamps) draw(dx, dy float64) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 2*st.half+1, 2*st.half+1))
	drawMark(gg.NewContextForRGBA(img), st.graphic, float64(st.half)+dx, float64(st.half)+dy, 1)
	return img
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
