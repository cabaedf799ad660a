package render

import (
	"image"
	"image/color"
	"math"

	"github.com/fogleman/gg"
	"github.com/golang/freetype/raster"
	"github.com/paulmach/orb"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"

	"haavi/styles"
)

// rasterCanvas draws on pixels.
type rasterCanvas struct {
	// img is nil until something must be drawn.
	img    *image.RGBA
	bounds image.Rectangle
}

func (c *rasterCanvas) image() *image.RGBA {
	if c.img == nil {
		c.img = image.NewRGBA(c.bounds)
	}
	return c.img
}

func (c *rasterCanvas) fill(rings []path, b brush) {
	area, ok := boundOfPaths(rings)
	if !ok {
		return
	}
	dc, at, done := window(c.image(), area, 1)
	if dc == nil {
		return
	}
	setBrush(dc, b, at)
	for _, p := range rings {
		dc.NewSubPath()
		for _, v := range p.points {
			dc.LineTo(v[0]-float64(at.X), v[1]-float64(at.Y))
		}
	}
	dc.Fill()
	done()
}

func (c *rasterCanvas) stroke(lines []path, p *pen) {
	if p.width <= 0 {
		return
	}
	if len(p.dash) > 0 {
		var dashes []path
		for _, l := range lines {
			dashes = append(dashes, l.dashed(p.dash, p.dashOffset)...)
		}
		lines = dashes
	}
	area, ok := boundOfPaths(lines)
	if !ok {
		return
	}
	dc, at, done := window(c.image(), area, p.width/2*p.sharpness()+1)
	if dc == nil {
		return
	}
	setBrush(dc, p.brush(), at)
	if p.join == styles.JoinMitre {
		strokeMitred(dc, rasterPath(lines, at), p)
	} else {
		setPen(dc, p)
		if onlyRings(lines) {
			dc.SetLineCap(gg.LineCapButt)
		}
		for _, l := range lines {
			dc.NewSubPath()
			eachVertex(l, func(v orb.Point) { dc.LineTo(v[0]-float64(at.X), v[1]-float64(at.Y)) })
		}
		dc.Stroke()
	}
	done()
}

// eachVertex walks along a line. A ring begins and ends in the middle of an edge, because no end is joined to its begin;
// there two butt ends meet without a trace.
func eachVertex(l path, visit func(orb.Point)) {
	var seam orb.Point
	if l.closed {
		seam = middle(l.points[len(l.points)-1], l.points[0])
		visit(seam)
	}
	for _, v := range l.points {
		visit(v)
	}
	if l.closed {
		visit(seam)
	}
}

func middle(p, q orb.Point) orb.Point { return orb.Point{(p[0] + q[0]) / 2, (p[1] + q[1]) / 2} }

// onlyRings says that no line has ends.
func onlyRings(lines []path) bool {
	for i := range lines {
		if !lines[i].closed {
			return false
		}
	}
	return true
}

// rasterPath is a path of the rasteriser, without the steps too short to have a direction.
func rasterPath(lines []path, at image.Point) raster.Path {
	var out raster.Path
	for _, l := range lines {
		first, last := true, fixed.Point26_6{}
		eachVertex(l, func(v orb.Point) {
			q := fixed.Point26_6{X: fixed.Int26_6(math.Round((v[0] - float64(at.X)) * 64)), Y: fixed.Int26_6(math.Round((v[1] - float64(at.Y)) * 64))}
			if first {
				out.Start(q)
			} else if d := q.Sub(last); d.X*d.X+d.Y*d.Y < 64 {
				return
			} else {
				out.Add1(q)
			}
			first, last = false, q
		})
	}
	return out
}

func setBrush(dc *gg.Context, b brush, at image.Point) {
	if b.pattern == nil {
		dc.SetColor(b.color)
		return
	}
	p := b.pattern.at(at)
	dc.SetFillStyle(p)
	dc.SetStrokeStyle(p)
}

// picture scales with the mean of neighbours, since symbols are mostly made smaller.
func (c *rasterCanvas) picture(img image.Image, at orb.Point, radians, w, h, opacity float64) {
	b := img.Bounds()
	sin, cos := math.Sincos(radians)
	sx, sy := w/float64(b.Dx()), h/float64(b.Dy())
	m := f64.Aff3{cos * sx, -sin * sy, 0, sin * sx, cos * sy, 0}
	cx, cy := float64(b.Min.X)+float64(b.Dx())/2, float64(b.Min.Y)+float64(b.Dy())/2
	m[2], m[5] = at[0]-m[0]*cx-m[1]*cy, at[1]-m[3]*cx-m[4]*cy
	var o draw.Options
	if opacity < 1 {
		o.SrcMask = image.NewUniform(color.Alpha{A: uint8(255*opacity + 0.5)})
	}
	draw.CatmullRom.Transform(c.image(), m, img, b, draw.Over, &o)
}

func (c *rasterCanvas) fault() error { return nil }

func (c *rasterCanvas) overlay(img *image.RGBA) { over(c.image(), img, image.Point{}) }

func (c *rasterCanvas) above() canvas { return &rasterCanvas{bounds: c.bounds} }

func (c *rasterCanvas) lay(top canvas) {
	if t, ok := top.(*rasterCanvas); ok && t.img != nil {
		over(c.image(), t.img, image.Point{})
	}
}

func (c *rasterCanvas) stamp(g *graphic, at orb.Point) { g.stamp(c, at) }

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

func boundOfPaths(all []path) (orb.Bound, bool) {
	var b orb.Bound
	found := false
	for i := range all {
		if len(all[i].points) == 0 {
			continue
		}
		own := boundOf(all[i].points)
		if found {
			own = own.Union(b)
		}
		b, found = own, true
	}
	return b, found
}

func boundOf(points []orb.Point) orb.Bound {
	b := orb.Bound{Min: points[0], Max: points[0]}
	for _, p := range points[1:] {
		b = b.Extend(p)
	}
	return b
}
