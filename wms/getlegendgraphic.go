package wms

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/draw"
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

// legendJSON is the media type of legends as data.
const legendJSON = "application/json"

// getLegendGraphic answers GetLegendGraphic (OGC 05-078r4, 12). WIDTH and HEIGHT are the size of one symbol; a legend of
// several rules has a line with a title for each, and that of a group the legends of its layers below each other. With BBOX, as
// QGIS Server has it, the legend has only what a map shows, and WIDTH and HEIGHT, or SRCWIDTH and SRCHEIGHT, are the map's.
func (c *call) getLegendGraphic(w http.ResponseWriter) error {
	asData := strings.EqualFold(strings.TrimSpace(c.params.Get("format")), legendJSON)
	format, err := c.imageFormat()
	if err != nil && !asData {
		return err
	}
	legends, err := c.legends()
	if err != nil {
		return err
	}
	if asData {
		return c.legendData(w, legends)
	}
	size := image.Point{}
	for i := range legends {
		if format.opaque {
			legends[i].Transparent = false
		}
		one := legends[i].LegendSize()
		size.X, size.Y = max(size.X, one.X), size.Y+one.Y
		if size.X > c.o.MaxWidth || size.Y > c.o.MaxHeight {
			return ows.Invalid("height", "the legend would have %d x %d pixels, more than the %d x %d allowed; ask for smaller symbols or for one RULE", size.X, size.Y, c.o.MaxWidth, c.o.MaxHeight)
		}
	}
	body, err := c.drawn(format, size, func() (*image.RGBA, error) { return stacked(legends, size) })
	if err != nil {
		return err
	}
	c.warnOfRemarks(w.Header())
	return c.document(w, format.name, body)
}

// stacked draws legends below each other.
func stacked(legends []legend, size image.Point) (*image.RGBA, error) {
	if len(legends) == 1 {
		return legends[0].draw()
	}
	first := legends[0]
	whole := render.Blank(max(1, size.X), max(1, size.Y), first.Background, first.Transparent)
	y := 0
	for i := range legends {
		img, err := legends[i].draw()
		if err != nil {
			return nil, err
		}
		draw.Draw(whole, img.Rect.Add(image.Pt(0, y)), img, image.Point{}, draw.Src)
		y += img.Rect.Dy()
	}
	return whole, nil
}

// legend is the legend of one layer.
type legend struct {
	render.LegendRequest
	layer *layer.Layer
}

func (l *legend) draw() (*image.RGBA, error) {
	img, err := render.Legend(l.LegendRequest)
	if err != nil {
		return nil, ows.Invalid("rule", "style %q has no rule %.60q", l.Style.Name, l.Rule)
	}
	return img, nil
}

// legends are what the request asks for: one for each layer that LAYER, or LAYERS, stands for.
func (c *call) legends() ([]legend, error) {
	param, text := c.params.First("layer", "layers")
	if text == "" {
		return nil, ows.Missing(param)
	}
	style := c.params.Get("style")
	if param == "layers" {
		style = c.params.Get("styles")
	}
	drawn, err := c.styled(text, style)
	if err != nil {
		return nil, relocated(err, param)
	}
	if len(drawn) == 0 || len(drawn) > c.o.MaxLayers {
		return nil, ows.Invalid(param, "the group has no layers, or more than the %d allowed", c.o.MaxLayers)
	}
	common := render.LegendRequest{Rule: c.params.Get("rule"), Symbols: c.o.Symbols}
	ofMap := c.params.Get("bbox") != ""
	if err := c.legendOptions(&common, ofMap); err != nil {
		return nil, err
	}
	var all []legend
	for _, l := range drawn {
		one := legend{common, l.Layer}
		one.Style, one.Geometry = l.Style, l.Layer.Schema.Geometry.Geom
		all = append(all, one)
	}
	if ofMap {
		return all, c.onlyShown(all, drawn)
	}
	return all, nil
}

// relocated gives the parameter of this operation to an error about a layer or style.
func relocated(err error, param string) error {
	e := *ows.AsError(err)
	if e.Locator = param; e.Code == codeStyleNotDefined {
		e.Locator = "style"
	}
	return &e
}

// onlyShown keeps the legends to what the map that the request tells of shows.
func (c *call) onlyShown(all []legend, drawn []render.LayerRequest) error {
	if w, h := c.params.Get("srcwidth"), c.params.Get("srcheight"); w+h != "" {
		c.params = c.params.With("width", w, "height", h)
	}
	name, err := c.mapCRS()
	if err != nil {
		return err
	}
	if err := c.drawable(drawn, name); err != nil {
		return err
	}
	r := render.Request{CRS: name.Ref, DPI: all[0].DPI}
	if r.Bound, err = c.bbox(name); err != nil {
		return err
	}
	if c.params.Get("width")+c.params.Get("height") == "" {
		c.sizeOfLegendsMap(&r, all[0].Scale)
	} else if r.Width, r.Height, err = c.size(); err != nil {
		return err
	}
	c.asked, c.askedOf = 1, make([]int, len(drawn))
	if err := c.filters(drawn, name); err != nil {
		return err
	}
	for i := range all {
		if all[i].Only, err = render.Shown(c.r.Context(), r, drawn[i]); err != nil {
			return clientError(err)
		}
		all[i].Scale = r.Scale()
	}
	return nil
}

// sizeOfLegendsMap is for clients that say what a map shows but not its size, as QGIS does: the size by SCALE, else that of a map
// on a screen.
func (c *call) sizeOfLegendsMap(r *render.Request, scale float64) {
	const usual = 800
	w, h := r.Bound.Max[0]-r.Bound.Min[0], r.Bound.Max[1]-r.Bound.Min[1]
	longer := float64(usual)
	if scale > 0 {
		r.Width, r.Height = usual, usual
		longer = min(usual*r.Scale()/scale*max(1, h/w), float64(min(c.o.MaxWidth, c.o.MaxHeight)))
	}
	side := func(s float64) int { return max(1, int(longer*s/max(w, h))) }
	r.Width, r.Height = side(w), side(h)
}

// legendOf is the legend that capabilities tell of.
func legendOf(l *layer.Layer, s *styles.Style) render.LegendRequest {
	return render.LegendRequest{Style: s, Geometry: l.Schema.Geometry.Geom}
}

// legendOptions reads how a legend looks. In the legend of a map WIDTH and HEIGHT are the map's.
func (c *call) legendOptions(r *render.LegendRequest, ofMap bool) error {
	sides := []struct {
		name string
		to   *int
	}{{"width", &r.Width}, {"height", &r.Height}}
	if ofMap && c.params.Get("srcwidth") == "" {
		sides = nil
	}
	for _, p := range sides {
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

// legendData writes legends as data, in the form that GeoServer has, with an icon for each rule as a PNG.
func (c *call) legendData(w http.ResponseWriter, legends []legend) error {
	type rule struct {
		Name  string `json:"name"`
		Title string `json:"title"`
		Icon  string `json:"icon"`
	}
	type ofLayer struct {
		LayerName string `json:"layerName"`
		Title     string `json:"title"`
		Rules     []rule `json:"rules"`
	}
	var all []ofLayer
	for i := range legends {
		l := &legends[i]
		title := l.layer.Title
		if title == "" {
			title = l.layer.Name
		}
		one := ofLayer{LayerName: l.layer.Name, Title: title, Rules: []rule{}}
		for _, title := range l.Titles() {
			icon := *l
			icon.Rule, icon.Transparent = title, true
			img, err := icon.draw()
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := render.EncodePNG(&b, img); err != nil {
				return err
			}
			one.Rules = append(one.Rules, rule{Name: title, Title: title, Icon: "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())})
		}
		all = append(all, one)
	}
	body, err := json.Marshal(map[string]any{"Legend": all})
	if err != nil {
		return err
	}
	return c.document(w, legendJSON, append(body, '\n'))
}
