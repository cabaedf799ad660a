package render

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/color"
	"io"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/styles"
)

// svgCanvas writes SVG 1.1. Letters are outlines, so that they look the same everywhere.
type svgCanvas struct {
	*budget
	*svgIDs
	out bytes.Buffer
}

// svgIDs are what was defined once, by its id. The canvases of a document share them.
type svgIDs struct {
	graphics map[*graphic]int
	patterns map[*pattern]int
	images   map[image.Image]int
	last     int
}

func newSVGCanvas() *svgCanvas {
	return &svgCanvas{budget: &budget{maxVectorPoints}, svgIDs: &svgIDs{graphics: map[*graphic]int{}, patterns: map[*pattern]int{}, images: map[image.Image]int{}}}
}

// DrawSVG draws the map as SVG.
func DrawSVG(ctx context.Context, w io.Writer, r Request) error {
	if err := r.validate(); err != nil {
		return err
	}
	c := newSVGCanvas()
	c.begin(r.Width, r.Height)
	if !r.Transparent {
		c.ground(r.Width, r.Height, r.Background)
	}
	if err := r.drawOn(ctx, c); err != nil {
		return err
	}
	return c.end(w)
}

// EncodeSVG writes a picture of pixels as SVG.
func EncodeSVG(w io.Writer, img *image.RGBA) error {
	c := newSVGCanvas()
	c.begin(img.Rect.Dx(), img.Rect.Dy())
	c.overlay(img)
	return c.end(w)
}

func (c *svgCanvas) begin(width, height int) {
	w, h := strconv.Itoa(width), strconv.Itoa(height)
	c.text(`<?xml version="1.0" encoding="UTF-8"?>`, "\n", `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="`, w, `" height="`, h, `" viewBox="0 0 `, w, ` `, h, `">`, "\n")
}

func (c *svgCanvas) ground(width, height int, background color.Color) {
	if background == nil {
		background = color.White
	}
	c.text(`<rect width="`, strconv.Itoa(width), `" height="`, strconv.Itoa(height), `"`)
	c.color("fill", color.NRGBAModel.Convert(background).(color.NRGBA))
	c.text("/>\n")
}

func (c *svgCanvas) end(w io.Writer) error {
	c.text("</svg>\n")
	_, err := w.Write(c.out.Bytes())
	return err
}

func (c *svgCanvas) text(parts ...string) {
	for _, p := range parts {
		c.out.WriteString(p)
	}
}

// number writes two decimals at most.
func (c *svgCanvas) number(n float64) {
	c.out.Write(strconv.AppendFloat(c.out.AvailableBuffer(), math.Round(n*100)/100, 'f', -1, 64))
}

func (c *svgCanvas) attr(name string, n float64) {
	c.text(" ", name, `="`)
	c.number(n)
	c.text(`"`)
}

func (c *svgCanvas) color(name string, n color.NRGBA) {
	c.text(" ", name, `="`, hexColor(n)[:7], `"`)
	if n.A != 0xff {
		c.attr(name+"-opacity", float64(n.A)/0xff)
	}
}

func (c *svgCanvas) brush(name string, b brush) {
	if b.pattern == nil {
		c.color(name, b.color)
		return
	}
	c.text(" ", name, `="url(#i`, strconv.Itoa(c.patterns[b.pattern]), `)"`)
}

// define writes the pattern of a brush, once.
func (c *svgCanvas) define(b brush) {
	p := b.pattern
	if p == nil || c.patterns[p] != 0 {
		return
	}
	inner := &svgCanvas{budget: c.budget, svgIDs: c.svgIDs}
	p.draw(inner, orb.Point{float64(p.width) / 2, float64(p.height) / 2})
	c.last++
	c.patterns[p] = c.last
	c.text(`<pattern id="i`, strconv.Itoa(c.last), `" patternUnits="userSpaceOnUse"`)
	if p.turn != 0 {
		c.text(` patternTransform="translate(`)
		c.number(p.origin[0])
		c.text(" ")
		c.number(p.origin[1])
		c.text(") rotate(")
		c.number(p.turn * 180 / math.Pi)
		c.text(`)"`)
	} else {
		c.attr("x", math.Mod(p.origin[0], float64(p.width)))
		c.attr("y", math.Mod(p.origin[1], float64(p.height)))
	}
	c.attr("width", float64(p.width))
	c.attr("height", float64(p.height))
	c.text(">", inner.out.String(), "</pattern>\n")
}

func (c *svgCanvas) path(all []path) {
	c.text(`<path d="`)
	for _, p := range all {
		c.take(len(p.points))
		for i, q := range p.points {
			c.text([]string{"M", "L", " "}[min(i, 2)])
			c.number(q[0])
			c.text(" ")
			c.number(q[1])
		}
		if p.closed {
			c.text("Z")
		}
	}
	c.text(`"`)
}

func (c *svgCanvas) fill(rings []path, b brush) {
	if len(rings) == 0 || c.left < 0 {
		return
	}
	c.define(b)
	c.path(rings)
	c.brush("fill", b)
	c.text("/>\n")
}

func (c *svgCanvas) stroke(lines []path, p *pen) {
	if len(lines) == 0 || c.left < 0 || p.width <= 0 {
		return
	}
	if len(p.dash) > 0 && len(lines) > 1 { // each has a begin of its own
		for i := range lines {
			c.stroke(lines[i:i+1], p)
		}
		return
	}
	c.define(p.brush())
	c.path(lines)
	c.text(` fill="none"`)
	c.brush("stroke", p.brush())
	c.attr("stroke-width", p.width)
	if p.cap != styles.CapButt {
		c.text(` stroke-linecap="`, [...]string{"butt", "round", "square"}[p.cap], `"`)
	}
	if p.join != styles.JoinMitre { // mitres and their limit of 4 are SVG's defaults
		c.text(` stroke-linejoin="`, [...]string{"miter", "round", "bevel"}[p.join], `"`)
	}
	if len(p.dash) > 0 {
		c.text(` stroke-dasharray="`)
		for i, d := range p.dash {
			if i > 0 {
				c.text(" ")
			}
			c.number(d)
		}
		c.text(`"`)
		c.attr("stroke-dashoffset", p.dashOffset+lines[0].begin)
	}
	c.text("/>\n")
}

func (c *svgCanvas) stamp(g *graphic, at orb.Point) {
	if c.left < 0 {
		return
	}
	if c.graphics[g] == 0 {
		inner := &svgCanvas{budget: c.budget, svgIDs: c.svgIDs}
		g.draw(inner, orb.Point{}, 0, 1)
		c.last++
		c.graphics[g] = c.last
		c.text(`<defs><g id="i`, strconv.Itoa(c.last), `">`, inner.out.String(), "</g></defs>\n")
	}
	c.take(1)
	c.text(`<use xlink:href="#i`, strconv.Itoa(c.graphics[g]), `"`)
	c.attr("x", at[0])
	c.attr("y", at[1])
	c.text("/>\n")
}

func (c *svgCanvas) picture(img image.Image, at orb.Point, radians, w, h, opacity float64) {
	id, b := c.image(img), img.Bounds()
	c.text(`<use xlink:href="#i`, strconv.Itoa(id), `" transform="translate(`)
	c.number(at[0])
	c.text(" ")
	c.number(at[1])
	c.text(") rotate(")
	c.number(radians * 180 / math.Pi)
	c.text(") translate(")
	c.number(-w / 2)
	c.text(" ")
	c.number(-h / 2)
	c.text(") scale(", strconv.FormatFloat(w/float64(b.Dx()), 'f', 5, 64), " ", strconv.FormatFloat(h/float64(b.Dy()), 'f', 5, 64), `)"`)
	if opacity < 1 {
		c.attr("opacity", opacity)
	}
	c.text("/>\n")
}

// image writes an image, once, and returns its id.
func (c *svgCanvas) image(img image.Image) int {
	if id := c.images[img]; id != 0 {
		return id
	}
	c.last++
	c.images[img] = c.last
	b := img.Bounds()
	c.take(b.Dx() * b.Dy() / 8)
	c.text(`<defs><image id="i`, strconv.Itoa(c.last), `" width="`, strconv.Itoa(b.Dx()), `" height="`, strconv.Itoa(b.Dy()), `" xlink:href="data:image/png;base64,`)
	c.text(base64.StdEncoding.EncodeToString(pngOf(img)), `"/></defs>`, "\n")
	return c.last
}

// pngOf is an image as PNG.
func pngOf(img image.Image) []byte {
	var out bytes.Buffer
	_ = EncodePNG(&out, toRGBA(img)) // a buffer takes all
	return out.Bytes()
}

func toRGBA(img image.Image) *image.RGBA {
	if m, ok := img.(*image.RGBA); ok && m.Rect.Min == (image.Point{}) {
		return m
	}
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.Set(x, y, img.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}

func (c *svgCanvas) overlay(img *image.RGBA) {
	c.text(`<use xlink:href="#i`, strconv.Itoa(c.image(img)), `"/>`, "\n")
}

func (c *svgCanvas) above() canvas { return &recorder{budget: c.budget} }

func (c *svgCanvas) lay(over canvas) { layOn(c, over) }
