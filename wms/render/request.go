package render

import (
	"context"
	"fmt"
	"image"
	"image/color"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/styles"
)

// Request is a map to draw.
type Request struct {
	// Layers are painted in their order, the first at the bottom.
	Layers []LayerRequest
	// Bound is the ground that the outer edges of the picture show, east/north in CRS.
	Bound orb.Bound
	CRS   crs.Ref
	// Angle turns the map about its middle, in degrees clockwise: Bound is what the picture would show without it.
	Angle float64
	// Width and Height are the size of the picture in pixels.
	Width, Height int
	// Transparent leaves the ground clear; otherwise it is Background, white when that is nil.
	Transparent bool
	Background  color.Color
	// DPI is the pixels per inch of the client's screen or paper; 0 means the standard's pixel of 0.28 mm, 90.7 DPI.
	DPI float64
	// Symbols are the pictures that styles name; nil for none.
	Symbols *Symbols
}

// LayerRequest is one layer of a map.
type LayerRequest struct {
	Layer *layer.Layer
	Style *styles.Style
	// Filter keeps to some of the features; nil keeps all.
	Filter filter.Expr
}

// StandardDPI is the resolution of the standardised rendering pixel of 0.28 mm.
const StandardDPI = 25.4 / 0.28

func (r *Request) validate() error {
	w, h := r.Bound.Max[0]-r.Bound.Min[0], r.Bound.Max[1]-r.Bound.Min[1]
	if r.Width < 1 || r.Height < 1 || !(w > 0) || !(h > 0) {
		return fmt.Errorf("render: a map of %d x %d pixels and %g x %g units cannot be drawn", r.Width, r.Height, w, h)
	}
	if _, ok := crs.Lookup(r.CRS); !ok {
		return fmt.Errorf("render: the system %s of the map is not known", r.CRS)
	}
	return nil
}

// magnification is how much larger than in 0.28 mm pixels symbols are.
func (r *Request) magnification() float64 {
	if r.DPI <= 0 {
		return 1
	}
	return r.DPI / StandardDPI
}

// Scale is the map's scale denominator.
func (r *Request) Scale() float64 {
	unit := 1.0
	if info, ok := crs.Lookup(r.CRS); ok {
		unit = info.Unit
	}
	return (r.Bound.Max[0] - r.Bound.Min[0]) / float64(r.Width) * unit * r.magnification() / 0.00028
}

// Draw draws the map. An error is a fault of the request (a *layer.Error), or of the source.
func Draw(ctx context.Context, r Request) (*image.RGBA, error) {
	if err := r.validate(); err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, r.Width, r.Height))
	if !r.Transparent {
		fillImage(img, r.Background)
	}
	return img, r.drawOn(ctx, &rasterCanvas{img: img, bounds: img.Rect})
}

// drawOn draws the layers and their labels.
func (r *Request) drawOn(ctx context.Context, base canvas) error {
	m := newMapping(r)
	labels := newLabeller(r, &m)
	worlds := r.worlds()
	for i := range r.Layers {
		for k := range worlds {
			if err := drawLayer(ctx, base, labels, &worlds[k], &r.Layers[i], newMapping(&worlds[k])); err != nil {
				return err
			}
		}
	}
	labels.draw(base)
	return base.fault()
}

// maxPassPixels is how many pixels the canvases of a layer's upper passes may have together. Beyond, the passes are drawn one after the
// other, each from features of its own, which costs a query for each, and no canvas.
const maxPassPixels = 4 << 20

func drawLayer(ctx context.Context, base canvas, labels *labeller, r *Request, l *LayerRequest, m mapping) error {
	p, err := newPlan(r, l, m)
	if err != nil || p == nil {
		return err
	}
	if len(p.passes) == 1 || (len(p.passes)-1)*r.Width*r.Height <= maxPassPixels {
		return p.draw(ctx, base, labels, l)
	}
	all := p.passes
	for i := range all {
		p.passes = all[i : i+1]
		if err := p.draw(ctx, base, labels, l); err != nil {
			return err
		}
	}
	return nil
}

// draw draws the plan's passes in one walk over the features.
func (p *plan) draw(ctx context.Context, base canvas, labels *labeller, l *LayerRequest) error {
	selection, err := l.Layer.Prepare(p.request)
	if err != nil {
		return err
	}
	features, err := selection.Features(ctx)
	if err != nil {
		return err
	}
	defer features.Close()
	painter := newPainter(base, labels, p)
	drawn := int64(0)
	for features.Next() {
		if drawn++; drawn%16 == 0 && ctx.Err() != nil { // large symbols take milliseconds each
			return ctx.Err()
		}
		painter.paint(features.Feature())
		if err := base.fault(); err != nil {
			return err
		}
	}
	if err := features.Err(); err != nil {
		return err
	}
	if most := selection.Limit(); most >= 0 && drawn >= most {
		return &layer.Error{Part: "page", Name: l.Layer.Name, Text: fmt.Sprintf("the map would show %d or more features of layer %q, which is the limit; zoom in or filter", most, l.Layer.Name)}
	}
	painter.finish()
	return ctx.Err()
}
