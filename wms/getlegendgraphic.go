package wms

import (
	"net/http"
	"strconv"
	"strings"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/wms/render"
)

// maxSymbol is the largest symbol of a legend, in pixels.
const maxSymbol = 1000

// getLegendGraphic answers GetLegendGraphic (OGC 05-078r4, 12). WIDTH and HEIGHT are the size of one symbol; a legend of
// several rules has a line with a title for each.
func (c *call) getLegendGraphic(w http.ResponseWriter) error {
	format, err := c.imageFormat()
	if err != nil {
		return err
	}
	name, err := c.params.Required("layer")
	if err != nil {
		return err
	}
	l, err := c.layer("layer", name)
	if err != nil {
		return err
	}
	s, err := c.style("style", l, c.params.Get("style"))
	if err != nil {
		return err
	}
	if err := c.unsupported(); err != nil {
		return err
	}
	r := legendOf(l, s)
	r.Rule, r.Symbols = c.params.Get("rule"), c.o.Symbols
	if err := c.legendOptions(&r); err != nil {
		return err
	}
	if format.opaque {
		r.Transparent = false
	}
	if size := r.LegendSize(); size.X > c.o.MaxWidth || size.Y > c.o.MaxHeight {
		return ows.Invalid("height", "the legend would have %d x %d pixels, more than the %d x %d allowed; ask for smaller symbols or for one RULE", size.X, size.Y, c.o.MaxWidth, c.o.MaxHeight)
	}
	img, err := render.Legend(r)
	if err != nil {
		return ows.Invalid("rule", "style %q has no rule %.60q", s.Name, r.Rule)
	}
	c.warnOfRemarks(w.Header())
	return c.picture(w, format, img)
}

// legendOf is the legend that capabilities tell of.
func legendOf(l *layer.Layer, s *styles.Style) render.LegendRequest {
	return render.LegendRequest{Style: s, Geometry: l.Schema.Geometry.Geom}
}

func (c *call) legendOptions(r *render.LegendRequest) error {
	for _, p := range []struct {
		name string
		to   *int
	}{{"width", &r.Width}, {"height", &r.Height}} {
		n, err := c.params.Int(p.name, 0)
		if err != nil {
			return err
		}
		if n < 0 || n > maxSymbol {
			return ows.Invalid(p.name, "%s=%d is not between 1 and %d pixels", strings.ToUpper(p.name), n, maxSymbol)
		}
		*p.to = int(n)
	}
	if text := c.params.Get("scale"); text != "" {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v > 0) {
			return ows.Invalid("scale", "SCALE=%.40q is not a scale denominator", text)
		}
		r.Scale = v
	}
	var err error
	if r.DPI, err = c.dpi(); err != nil {
		return err
	}
	if r.Transparent, err = c.transparent(); err != nil {
		return err
	}
	r.Background, err = c.background()
	return err
}
