package wms

import (
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/styles/sld"
	"haavi/wms/render"
)

// mapRequest reads what GetMap and GetFeatureInfo share (1.3.0, 7.3.3).
func (c *call) mapRequest() (render.Request, error) {
	r := render.Request{Symbols: c.o.Symbols}
	var err error
	if r.Layers, err = c.layers(); err != nil {
		return r, err
	}
	name, err := c.mapCRS()
	if err != nil {
		return r, err
	}
	r.CRS = name.Ref
	if err := c.drawable(r.Layers, name); err != nil {
		return r, err
	}
	if r.Bound, err = c.bbox(name); err != nil {
		return r, err
	}
	if r.Width, r.Height, err = c.size(); err != nil {
		return r, err
	}
	if r.DPI, err = c.dpi(); err != nil {
		return r, err
	}
	if r.Transparent, err = c.transparent(); err != nil {
		return r, err
	}
	if r.Background, err = c.background(); err != nil {
		return r, err
	}
	if r.Angle, err = c.angle(); err != nil {
		return r, err
	}
	return r, c.filters(r.Layers, name)
}

// layers reads LAYERS and STYLES: one style for each layer, an empty one meaning the default, or none at all. A style document is a library of
// styles for them, or, without LAYERS, says all. A group becomes the layers in it.
func (c *call) layers() ([]render.LayerRequest, error) {
	u, err := c.userStyles()
	if err != nil {
		return nil, err
	}
	if u != nil && c.params.Get("layers") == "" {
		return c.documentLayers(u)
	}
	text, err := c.params.Required("layers")
	if err != nil {
		return nil, err
	}
	if n := strings.Count(text, ",") + 1; n > c.o.MaxLayers {
		return nil, ows.Invalid("layers", "LAYERS names %d layers, more than the %d allowed", n, c.o.MaxLayers)
	}
	names := strings.Split(text, ",")
	wanted := make([]string, len(names))
	if text := c.params.Get("styles"); strings.Trim(text, ",") != "" {
		if n := strings.Count(text, ",") + 1; n != len(names) {
			return nil, ows.Invalid("styles", "STYLES names %d styles for %d layers; give one for each, or leave it empty", n, len(names))
		}
		wanted = strings.Split(text, ",")
	}
	var layers []render.LayerRequest
	c.asked, c.askedOf = len(names), nil
	for i, n := range names {
		requests, err := c.styled(n, wanted[i])
		if err != nil {
			return nil, err
		}
		if layers = append(layers, requests...); len(layers) > c.o.MaxLayers {
			return nil, ows.Invalid("layers", "the groups in LAYERS have more layers than the %d allowed", c.o.MaxLayers)
		}
		for range requests {
			c.askedOf = append(c.askedOf, i)
		}
	}
	return layers, nil
}

// layer finds a layer that the caller sees and a map can show.
func (c *call) layer(param, name string) (*layer.Layer, error) {
	if l, ok := c.o.Catalog.Layer(c.caller, name); ok && l.Schema.HasGeometry() {
		return l, nil
	}
	return nil, &ows.Error{Code: codeLayerNotDefined, Locator: param, Text: "there is no layer " + strconv.Quote(clip(name)) + "; GetCapabilities lists the layers"}
}

// style finds a style for a layer: in the request's style document, then among those that the server offers.
func (c *call) style(param string, l *layer.Layer, name string) (*styles.Style, error) {
	u, err := c.userStyles()
	if err != nil {
		return nil, err
	}
	if u != nil {
		if s, ok, err := c.libraryStyle(u, l, name); ok || err != nil {
			return s, err
		}
		u.Remarks = append(u.Remarks, sld.Remark{Path: "StyledLayerDescriptor", Text: "it has no style for layer " + strconv.Quote(l.Name) + ", which is drawn by the server's"})
	}
	if s, ok := c.o.Styles.Style(l, name); ok {
		return s, nil
	}
	return nil, &ows.Error{Code: codeStyleNotDefined, Locator: param, Text: "layer " + strconv.Quote(l.Name) + " has no style " + strconv.Quote(clip(name)) + "; leave it empty for the default"}
}

func (c *call) mapCRS() (crs.Name, error) {
	text, err := c.params.Required(c.version.crs)
	if err != nil {
		return crs.Name{}, err
	}
	return c.version.parseCRS(text)
}

// drawable checks that the layers can be drawn in the system.
func (c *call) drawable(layers []render.LayerRequest, name crs.Name) error {
	for i := range layers {
		if l := layers[i].Layer; !offers(l, name.Ref) {
			return &ows.Error{Code: c.version.wrongCRS, Locator: c.version.crs,
				Text: "layer " + strconv.Quote(l.Name) + " cannot be drawn in " + strconv.Quote(clip(name.Text)) + "; GetCapabilities lists the systems"}
		}
	}
	return nil
}

// offers says whether a layer can be drawn in a system: one of its own, or any that Haavi can compute.
func offers(l *layer.Layer, r crs.Ref) bool {
	if r == l.Schema.CRS || slices.Contains(l.CRSs, r) {
		return true
	}
	_, err := crs.NewTransform(l.Schema.CRS, r)
	return err == nil
}

// The largest numbers in BBOX: beyond them, sums of coordinates lose pixels, and nothing is there in any system.
const maxCoordinate = 1e12

// bbox reads BBOX, in the axis order of the name (1.3.0, 7.3.3.6).
func (c *call) bbox(name crs.Name) (orb.Bound, error) {
	text, err := c.params.Required("bbox")
	if err != nil {
		return orb.Bound{}, err
	}
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return orb.Bound{}, ows.Invalid("bbox", "BBOX=%.80q is not four numbers, minx,miny,maxx,maxy", text)
	}
	var n [4]float64
	for i, p := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			return orb.Bound{}, ows.Invalid("bbox", "%.40q in BBOX is not a number", p)
		}
		n[i] = v
	}
	if n[0] >= n[2] || n[1] >= n[3] {
		return orb.Bound{}, ows.Invalid("bbox", "BBOX=%.80q has no area: its minima must be less than its maxima", text)
	}
	if name.NorthFirst {
		n[0], n[1], n[2], n[3] = n[1], n[0], n[3], n[2]
	}
	b := orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	for _, v := range n {
		if math.Abs(v) > maxCoordinate {
			return b, ows.Invalid("bbox", "BBOX=%.80q is too large: no system has coordinates beyond %g", text, float64(maxCoordinate))
		}
	}
	if b.Min[0]+(n[2]-n[0])/1e6 == b.Min[0] || b.Min[1]+(n[3]-n[1])/1e6 == b.Min[1] {
		return b, ows.Invalid("bbox", "BBOX=%.80q is too small for its place: its sides cannot be parted into pixels", text)
	}
	return b, nil
}

func (c *call) size() (width, height int, err error) {
	if width, err = c.side("width", c.o.MaxWidth); err != nil {
		return 0, 0, err
	}
	height, err = c.side("height", c.o.MaxHeight)
	return width, height, err
}

func (c *call) side(param string, most int) (int, error) {
	if _, err := c.params.Required(param); err != nil {
		return 0, err
	}
	n, err := c.params.Int(param, 0)
	if err != nil {
		return 0, err
	}
	if n < 1 || n > int64(most) {
		return 0, ows.Invalid(param, "%s=%d is not between 1 and %d pixels", strings.ToUpper(param), n, most)
	}
	return int(n), nil
}

// The resolutions that make sense, in pixels per inch.
const (
	minDPI = 10
	maxDPI = 1200
)

// dpi reads the resolution from the first of the ways that vendors have for it; clients send several at once.
func (c *call) dpi() (float64, error) {
	name, text := c.params.First("dpi", "map_resolution")
	if text == "" {
		for option := range strings.SplitSeq(c.params.Get("format_options"), ";") {
			if v, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(option)), "dpi:"); ok {
				name, text = "format_options", v
			}
		}
	}
	if text == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(v >= minDPI && v <= maxDPI) {
		return 0, ows.Invalid(name, "%.40q is not a resolution between %d and %d dots per inch", text, minDPI, maxDPI)
	}
	return v, nil
}

func (c *call) transparent() (bool, error) {
	switch text := c.params.Get("transparent"); strings.ToUpper(text) {
	case "TRUE":
		return true, nil
	case "FALSE", "":
		return false, nil
	default:
		return false, ows.Invalid("transparent", "TRANSPARENT=%.40q is neither TRUE nor FALSE", text)
	}
}

// background reads BGCOLOR, 0xRRGGBB; white when it is not given.
func (c *call) background() (color.Color, error) {
	text := c.params.Get("bgcolor")
	if text == "" {
		return color.White, nil
	}
	if hex := strings.ToLower(text); len(hex) == 8 && strings.HasPrefix(hex, "0x") {
		if n, err := strconv.ParseUint(hex[2:], 16, 32); err == nil {
			return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xff}, nil
		}
	}
	return nil, ows.Invalid("bgcolor", "BGCOLOR=%.40q is not a colour as 0xRRGGBB", text)
}

// angle reads by how many degrees the map is turned about its middle, clockwise.
func (c *call) angle() (float64, error) {
	name, text := c.params.First("angle", "map_angle")
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(math.Abs(v) <= 360) {
		return 0, ows.Invalid(name, "%s=%.40q is not an angle between -360 and 360 degrees", strings.ToUpper(name), text)
	}
	return v, nil
}
