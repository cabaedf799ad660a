package render

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
	"github.com/paulmach/orb"
)

// pdfCanvas writes a page of PDF as large as the map in print: a pixel is 0.28 mm, or that of the DPI asked for. fpdf makes the file, its
// images and opacities; paths are written as PDF has them (ISO 32000-1, 8.5), for fpdf has no holes. Letters are outlines.
type pdfCanvas struct {
	*budget
	pdf    *fpdf.Fpdf
	scale  float64 // points of a pixel
	height float64 // points
	buffer []byte
	images map[image.Image]string
}

func newPDFCanvas(width, height int, magnification float64) *pdfCanvas {
	scale := 0.28 / 25.4 * 72 / magnification
	size := fpdf.SizeType{Wd: float64(width) * scale, Ht: float64(height) * scale}
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: size})
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetProducer("Haavi", true)
	pdf.SetCatalogSort(true)
	pdf.AddPageFormat("P", size)
	return &pdfCanvas{budget: &budget{maxVectorPoints}, pdf: pdf, scale: scale, height: size.Ht, images: map[image.Image]string{}}
}

// DrawPDF draws the map as PDF.
func DrawPDF(ctx context.Context, w io.Writer, r Request) error {
	if err := r.validate(); err != nil {
		return err
	}
	c := newPDFCanvas(r.Width, r.Height, r.magnification())
	if !r.Transparent {
		background := r.Background
		if background == nil {
			background = color.White
		}
		width, height := float64(r.Width), float64(r.Height)
		c.fill([]path{{points: []orb.Point{{0, 0}, {width, 0}, {width, height}, {0, height}}, closed: true}},
			brush{color: color.NRGBAModel.Convert(background).(color.NRGBA)})
	}
	if err := r.drawOn(ctx, c); err != nil {
		return err
	}
	return c.pdf.Output(w)
}

// EncodePDF writes a picture of pixels as PDF.
func EncodePDF(w io.Writer, img *image.RGBA) error {
	c := newPDFCanvas(img.Rect.Dx(), img.Rect.Dy(), 1)
	c.overlay(img)
	return c.pdf.Output(w)
}

// op adds numbers and an operator to what is written next.
func (c *pdfCanvas) op(name string, numbers ...float64) {
	for _, n := range numbers {
		c.buffer = append(strconv.AppendFloat(c.buffer, math.Round(n*1000)/1000, 'f', -1, 64), ' ')
	}
	c.buffer = append(append(c.buffer, name...), '\n')
}

func (c *pdfCanvas) flush() {
	c.pdf.RawWriteStr(string(c.buffer))
	c.buffer = c.buffer[:0]
}

func (c *pdfCanvas) path(all []path) {
	for _, p := range all {
		c.take(len(p.points))
		for i, q := range p.points {
			name := "l"
			if i == 0 {
				name = "m"
			}
			c.op(name, q[0]*c.scale, c.height-q[1]*c.scale)
		}
		if p.closed {
			c.op("h")
		}
	}
}

func (c *pdfCanvas) color(name string, n color.NRGBA) {
	c.pdf.SetAlpha(float64(n.A)/0xff, "Normal")
	c.op(name, float64(n.R)/0xff, float64(n.G)/0xff, float64(n.B)/0xff)
}

func (c *pdfCanvas) fill(rings []path, b brush) {
	area, ok := boundOfPaths(rings)
	if !ok || c.left < 0 {
		return
	}
	if b.pattern != nil {
		c.tile(area, b.pattern, func() {
			c.path(rings)
			c.op("W n")
		})
		return
	}
	c.color("rg", b.color)
	c.path(rings)
	c.op("f")
	c.flush()
}

// tile repeats a pattern in a clipping path.
func (c *pdfCanvas) tile(area orb.Bound, p *pattern, clip func()) {
	c.op("q")
	clip()
	c.flush()
	w, h := float64(p.width), float64(p.height)
	back := placed(orb.Point{}, -p.turn, 1) // from the picture to the pattern's own directions
	seen := boundOf([]orb.Point{back.point(sub(area.Min, p.origin)), back.point(sub(area.Max, p.origin)),
		back.point(sub(area.LeftTop(), p.origin)), back.point(sub(area.RightBottom(), p.origin))})
	there := placed(p.origin, p.turn, 1)
	for y := math.Floor(seen.Min[1] / h); y*h < seen.Max[1] && c.left >= 0; y++ {
		for x := math.Floor(seen.Min[0] / w); x*w < seen.Max[0] && c.left >= 0; x++ {
			p.graphic.draw(c, there.point(orb.Point{(x + 0.5) * w, (y + 0.5) * h}), p.turn, 1)
		}
	}
	c.op("Q")
	c.flush()
}

func sub(a, b orb.Point) orb.Point { return orb.Point{a[0] - b[0], a[1] - b[1]} }

func (c *pdfCanvas) stroke(lines []path, p *pen) {
	if len(lines) == 0 || c.left < 0 || p.width <= 0 {
		return
	}
	if len(p.dash) > 0 && len(lines) > 1 { // each has a begin of its own
		for i := range lines {
			c.stroke(lines[i:i+1], p)
		}
		return
	}
	if p.pattern != nil { // PDF clips to areas only
		c.picturePattern(lines, p)
		return
	}
	c.color("RG", p.color)
	c.op("w", p.width*c.scale)
	c.op("J", float64([...]int{0, 1, 2}[p.cap]))
	c.op("j", float64([...]int{0, 1, 2}[p.join]))
	c.op("M", mitreLimit)
	dash := "["
	for _, d := range p.dash {
		dash += fmt.Sprintf("%.3f ", d*c.scale)
	}
	c.buffer = append(c.buffer, dash+"] "...)
	c.op("d", (p.dashOffset+lines[0].begin)*c.scale)
	c.path(lines)
	c.op("S")
	c.flush()
}

// picturePattern draws lines of a pattern as a picture.
func (c *pdfCanvas) picturePattern(lines []path, p *pen) {
	area, ok := boundOfPaths(lines)
	if !ok {
		return
	}
	area = area.Pad(p.reach() + 1)
	at := image.Pt(int(math.Floor(area.Min[0])), int(math.Floor(area.Min[1])))
	size := image.Rect(0, 0, int(math.Ceil(area.Max[0]))-at.X, int(math.Ceil(area.Max[1]))-at.Y)
	if c.take(size.Dx() * size.Dy() / 8); c.left < 0 {
		return
	}
	moved := placed(orb.Point{-float64(at.X), -float64(at.Y)}, 0, 1).paths(lines)
	shifted, own := *p, *p.pattern
	own.origin, own.colors = orb.Point{own.origin[0] - float64(at.X), own.origin[1] - float64(at.Y)}, nil
	shifted.pattern = &own
	r := &rasterCanvas{bounds: size}
	r.stroke(moved, &shifted)
	c.picture(r.image(), orb.Point{float64(at.X) + float64(size.Dx())/2, float64(at.Y) + float64(size.Dy())/2}, 0, float64(size.Dx()), float64(size.Dy()), 1)
}

func (c *pdfCanvas) stamp(g *graphic, at orb.Point) { g.draw(c, at, 0, 1) }

func (c *pdfCanvas) picture(img image.Image, at orb.Point, radians, w, h, opacity float64) {
	name, known := c.images[img]
	if !known {
		b := img.Bounds()
		c.take(b.Dx() * b.Dy() / 8)
		name = "i" + strconv.Itoa(len(c.images))
		c.images[img] = name
		var out bytes.Buffer
		_ = (&pngEncoder{w: &out, img: toRGBA(img)}).trueColor(false) // a buffer takes all; of palettes fpdf reads one clear colour only
		c.pdf.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, &out)
	}
	if c.take(1); c.left < 0 {
		return
	}
	x, y := at[0]*c.scale, at[1]*c.scale
	c.pdf.SetAlpha(opacity, "Normal")
	c.pdf.TransformBegin()
	c.pdf.TransformRotate(-radians*180/math.Pi, x, y)
	c.pdf.ImageOptions(name, x-w*c.scale/2, y-h*c.scale/2, w*c.scale, h*c.scale, false, fpdf.ImageOptions{}, 0, "")
	c.pdf.TransformEnd()
}

func (c *pdfCanvas) overlay(img *image.RGBA) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	c.picture(img, orb.Point{w / 2, h / 2}, 0, w, h, 1)
}

func (c *pdfCanvas) above() canvas { return &recorder{budget: c.budget} }

func (c *pdfCanvas) lay(over canvas) { layOn(c, over) }
