package wmts

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"haavi/internal/ows"
	"haavi/tiles"
)

// tile is what names a tile, as it was sent.
type tile struct{ layer, style, format, set, matrix, row, column string }

// getTile answers GetTile by key-value pairs (07-057r7, 8.1.2).
func (c *call) getTile(w http.ResponseWriter) error {
	t, err := c.named()
	if err != nil {
		return err
	}
	return c.send(w, t)
}

// named reads the parameters that GetTile and GetFeatureInfo share. All must be given; only STYLE may be empty.
func (c *call) named() (t tile, err error) {
	if err = c.version(); err != nil {
		return t, err
	}
	for _, p := range []struct {
		name string
		to   *string
	}{{"layer", &t.layer}, {"style", &t.style}, {"format", &t.format}, {"tilematrixset", &t.set}, {"tilematrix", &t.matrix}, {"tilerow", &t.row}, {"tilecol", &t.column}} {
		if *p.to, err = c.params.Required(p.name); err != nil && (p.name != "style" || !c.params.Has(p.name)) {
			return t, err
		}
	}
	return t, nil
}

func (c *call) send(w http.ResponseWriter, t tile) error {
	spec, err := c.spec(t)
	if err != nil {
		return err
	}
	return c.o.Tiles.Serve(w, c.r, spec)
}

// spec finds what a tile is made of.
func (c *call) spec(t tile) (spec tiles.Spec, err error) {
	l, ok := c.o.Tiles.Catalog.Layer(c.caller, t.layer)
	if !ok || !l.Schema.HasGeometry() {
		return spec, ows.Invalid("layer", "there is no layer %.60q; GetCapabilities lists the layers", t.layer)
	}
	if spec.Layers, err = c.selection(l); err != nil {
		return spec, err
	}
	if spec.Layers[0].Style, ok = c.o.Tiles.Styles.Style(l, t.style); !ok {
		return spec, ows.Invalid("style", "layer %q has no style %.60q; GetCapabilities lists the styles", l.Name, t.style)
	}
	if spec.Format, ok = c.format(t.format); !ok {
		return spec, ows.Invalid("format", "FORMAT=%.60q is not offered; use image/png or image/jpeg", t.format)
	}
	if spec.Grid, ok = c.o.Tiles.Grid(t.set); !ok || !spec.Grid.Offers(l) {
		return spec, ows.Invalid("tilematrixset", "layer %q is not offered in the tile matrix set %.60q; GetCapabilities lists the sets", l.Name, t.set)
	}
	low, high := c.o.Tiles.Levels(spec.Grid)
	if spec.Z, ok = spec.Grid.Matrix(t.matrix); !ok || spec.Z < low || spec.Z > high {
		return spec, ows.Invalid("tilematrix", "the tile matrix set %s has no matrix %.60q", spec.Grid.ID, t.matrix)
	}
	return spec, c.place(&spec, t)
}

func (c *call) format(name string) (*tiles.Format, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "image/jpg" {
		name = "image/jpeg"
	}
	i := slices.IndexFunc(c.formats, func(f *tiles.Format) bool { return f.MediaType == name })
	if i < 0 {
		return nil, false
	}
	return c.formats[i], true
}

// place reads row and column, which are within the layer's limits.
func (c *call) place(spec *tiles.Spec, t tile) (err error) {
	if spec.Y, err = index("tilerow", t.row); err != nil {
		return err
	}
	if spec.X, err = index("tilecol", t.column); err != nil {
		return err
	}
	m, ok := c.o.Tiles.LimitsAt(spec.Grid, spec.Layers[0].Layer, spec.Z)
	switch {
	case !ok:
		return &ows.Error{Code: tileOutOfRange, Locator: "tilerow", Text: "the layer has no tiles in this matrix"}
	case spec.Y < m.Y[0] || spec.Y > m.Y[1]:
		return outOfRange("tilerow", t.row, m.Y)
	case spec.X < m.X[0] || spec.X > m.X[1]:
		return outOfRange("tilecol", t.column, m.X)
	}
	return nil
}

func index(param, text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 63)
	if err == nil {
		return n, nil
	}
	if digits := strings.TrimPrefix(text, "-"); digits != "" && strings.Trim(digits, "0123456789") == "" {
		return 0, &ows.Error{Code: tileOutOfRange, Locator: param, Text: strings.ToUpper(param) + "=" + clip(text) + " is no tile of the matrix"}
	}
	return 0, ows.Invalid(param, "%s=%.40q is not a whole number", strings.ToUpper(param), text)
}

func outOfRange(param, text string, r [2]uint64) error {
	return &ows.Error{Code: tileOutOfRange, Locator: param,
		Text: strings.ToUpper(param) + "=" + clip(text) + " is not one of " + strconv.FormatUint(r[0], 10) + " to " + strconv.FormatUint(r[1], 10) + ", which hold something of the layer"}
}
