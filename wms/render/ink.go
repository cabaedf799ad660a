package render

import (
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/fogleman/gg"
	"github.com/paulmach/orb"

	"haavi/styles"
)

// ink draws paths onto a canvas. The parts of one feature become one path, so that they do not darken where they overlap.
// Features are painted one by one: in one path with its neighbour an edge would be counted twice and lose its smoothness, and
// small paths in small windows cost no more.
type ink struct {
	// img is nil until something must be drawn.
	img    *image.RGBA
	bounds image.Rectangle

	pen   *pen
	color color.NRGBA
	kind  inkKind
	paths []path
	count int
	area  orb.Bound
	arena []orb.Point
}

type inkKind uint8

const (
	inkNone inkKind = iota
	inkFill
	inkStroke
)

type path struct {
	points []orb.Point
	closed bool
}

// canvas is the image to draw on.
func (k *ink) canvas() *image.RGBA {
	if k.img == nil {
		k.img = image.NewRGBA(k.bounds)
	}
	return k.img
}

// stroke adds a line, or a ring when closed.
func (k *ink) stroke(p *pen, points []orb.Point, closed bool) {
	if k.kind != inkStroke || k.pen != p {
		k.flush()
		k.kind, k.pen, k.color = inkStroke, p, p.color
	}
	k.add(points, closed)
}

// fill adds an area: its outer ring, then its holes.
func (k *ink) fill(c color.NRGBA, rings [][]orb.Point) {
	if k.kind != inkFill || k.color != c {
		k.flush()
		k.kind, k.color = inkFill, c
	}
	for i, r := range rings {
		k.add(r, true)
		// With one direction for outer rings and the other for holes, areas of one path that overlap stay filled.
		if last := k.paths[len(k.paths)-1].points; (signedArea(last) < 0) != (i == 0) {
			slices.Reverse(last)
		}
	}
}

func (k *ink) add(points []orb.Point, closed bool) {
	start := len(k.arena)
	k.arena = append(k.arena, points...)
	kept := k.arena[start:len(k.arena):len(k.arena)]
	k.paths = append(k.paths, path{kept, closed})
	b := boundOf(kept)
	if k.count == 0 {
		k.area = b
	} else {
		k.area = k.area.Union(b)
	}
	k.count += len(kept)
}

// flush draws what waits, at the end of a feature's part of one symbol.
func (k *ink) flush() {
	if k.count == 0 {
		return
	}
	margin := 1.0
	if k.kind == inkStroke {
		margin += k.pen.width
	}
	dc, at, done := window(k.canvas(), k.area, margin)
	if dc != nil {
		dc.SetColor(k.color)
		for _, p := range k.paths {
			k.trace(dc, p, at)
		}
		if k.kind == inkFill {
			dc.Fill()
		} else {
			setPen(dc, k.pen)
			if k.onlyRings() && len(k.pen.dash) == 0 {
				dc.SetLineCap(gg.LineCapButt)
			}
			dc.Stroke()
		}
		done()
	}
	k.paths, k.arena, k.count, k.kind = k.paths[:0], k.arena[:0], 0, inkNone
}

// trace puts a path into gg. A stroked ring begins and ends in the middle of an edge, because gg joins no end to its
// begin; there two butt ends meet without a trace.
func (k *ink) trace(dc *gg.Context, p path, at image.Point) {
	dx, dy := float64(at.X), float64(at.Y)
	dc.NewSubPath()
	closed := p.closed && k.kind == inkStroke
	var seam orb.Point
	if closed {
		seam = p.points[0]
		if len(k.pen.dash) == 0 {
			seam = middle(p.points[len(p.points)-1], seam)
		}
		dc.LineTo(seam[0]-dx, seam[1]-dy)
	}
	for _, v := range p.points {
		dc.LineTo(v[0]-dx, v[1]-dy)
	}
	if closed {
		dc.LineTo(seam[0]-dx, seam[1]-dy)
	}
}

func middle(p, q orb.Point) orb.Point { return orb.Point{(p[0] + q[0]) / 2, (p[1] + q[1]) / 2} }

// onlyRings says that no path that waits has ends.
func (k *ink) onlyRings() bool {
	return !slices.ContainsFunc(k.paths, func(p path) bool { return !p.closed })
}

func setPen(dc *gg.Context, p *pen) {
	dc.SetLineWidth(p.width)
	dc.SetLineCap([...]gg.LineCap{gg.LineCapButt, gg.LineCapRound, gg.LineCapSquare}[p.cap])
	if p.join == styles.JoinBevel {
		dc.SetLineJoin(gg.LineJoinBevel)
	} else {
		dc.SetLineJoin(gg.LineJoinRound)
	}
	dc.SetDash(p.dash...)
}

// window returns a gg context over the part of img that area covers, and where that part begins; nil when there is no such
// part. The context shares the image's pixels, except where the area begins to the left of the image or above it: freetype's
// rasteriser, which gg uses, truncates coordinates towards zero and paints wrong pixels for negative ones. Then
// the context has pixels of its own, and done puts them onto the image.
func window(img *image.RGBA, area orb.Bound, margin float64) (dc *gg.Context, at image.Point, done func()) {
	r := image.Rect(int(math.Floor(area.Min[0]-margin)), int(math.Floor(area.Min[1]-margin)),
		min(int(math.Ceil(area.Max[0]+margin)), img.Rect.Max.X), min(int(math.Ceil(area.Max[1]+margin)), img.Rect.Max.Y))
	if !r.Overlaps(img.Rect) {
		return nil, image.Point{}, nil
	}
	if r.Min.X >= 0 && r.Min.Y >= 0 {
		part := &image.RGBA{Pix: img.Pix[img.PixOffset(r.Min.X, r.Min.Y):], Stride: img.Stride, Rect: image.Rect(0, 0, r.Dx(), r.Dy())}
		return gg.NewContextForRGBA(part), r.Min, func() {}
	}
	part := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	return gg.NewContextForRGBA(part), r.Min, func() { over(img, part, r.Min) }
}

func boundOf(points []orb.Point) orb.Bound {
	b := orb.Bound{Min: points[0], Max: points[0]}
	for _, p := range points[1:] {
		b = b.Extend(p)
	}
	return b
}

func signedArea(ring []orb.Point) float64 {
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p[0]*q[1] - q[0]*p[1]
	}
	return sum
}
