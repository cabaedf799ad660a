package maplibre

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/styles"
)

// Style is a MapLibre style document.
type Style struct {
	Version  int               `json:"version"`
	Name     string            `json:"name"`
	Metadata map[string]any    `json:"metadata,omitempty"`
	Sources  map[string]Source `json:"sources"`
	Sprite   string            `json:"sprite,omitempty"`
	Glyphs   string            `json:"glyphs,omitempty"`
	Layers   []Layer           `json:"layers"`
}

// Source is where a style's features come from.
type Source struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// Layer is one layer of a style.
type Layer struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	Source      string         `json:"source"`
	SourceLayer string         `json:"source-layer"`
	MinZoom     float64        `json:"minzoom,omitempty"`
	MaxZoom     float64        `json:"maxzoom,omitempty"`
	Filter      any            `json:"filter,omitempty"`
	Layout      map[string]any `json:"layout,omitempty"`
	Paint       map[string]any `json:"paint,omitempty"`
}

// deepest is the greatest zoom that the specification knows.
const deepest = 24

// Converted is a style in MapLibre's terms.
type Converted struct {
	Layers []Layer
	// Sprite are the pictures that the layers name.
	Sprite []Picture
	// NotCarried tells what the layers lack.
	NotCarried []string
}

// Picture is a part of the sprite: a symbol, or a pattern.
type Picture struct {
	Name    string
	Graphic *styles.Graphic
	Pattern *styles.Fill
}

// Convert makes the layers of a style. scale0 is the scale denominator of zoom 0.
func Convert(l *layer.Layer, s *styles.Style, source string, scale0 float64) *Converted {
	c := &converter{layer: l, source: source, scale0: scale0}
	for i := range s.Passes {
		c.pass(&s.Passes[i], "pass "+strconv.Itoa(i+1))
	}
	return &c.Converted
}

type converter struct {
	Converted
	layer  *layer.Layer
	source string
	scale0 float64
	// base is what the layers of a rule share, and sortKey the number by which its features lie on one another, if any.
	base    Layer
	sortKey any
	// needs are conditions without which the layer that is being made leaves a feature out.
	needs list
	path  string
}

func (c *converter) lacks(format string, args ...any) {
	text := c.path + ": " + fmt.Sprintf(format, args...)
	if !slices.Contains(c.NotCarried, text) {
		c.NotCarried = append(c.NotCarried, text)
	}
}

// zoom is the zoom of a scale denominator.
func (c *converter) zoom(scale float64) float64 {
	return math.Round(min(max(math.Log2(c.scale0/scale), 0), deepest)*1e4) / 1e4
}

func (c *converter) pass(p *styles.FeatureTypeStyle, path string) {
	c.path = path
	c.order(p)
	if _, density := p.Summary.(*styles.Density); p.Summary != nil && !density {
		c.lacks("cells and clusters that many features are gathered in")
		return
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		c.path = path + ", rule " + strconv.Itoa(i+1)
		if r.Title != "" {
			c.path += " (" + r.Title + ")"
		}
		parts, err := c.parts(p, i)
		if err != nil {
			c.lacks("left out, for its filter has %v", err)
			continue
		}
		for _, part := range parts {
			if c.base = (Layer{Source: c.source, SourceLayer: c.layer.Name}); !c.zooms(part) {
				continue
			}
			if d, ok := p.Summary.(*styles.Density); ok {
				c.density(d, part.where)
				continue
			}
			for _, s := range r.Symbolizers {
				c.symbolizer(s, part.where)
			}
		}
	}
}

// zooms puts the zooms of a part of a rule into the base of its layers; false when no zoom shows it.
func (c *converter) zooms(p part) bool {
	if p.high > 0 {
		c.base.MinZoom = c.zoom(p.high)
	}
	if p.low > 0 {
		c.base.MaxZoom = c.zoom(p.low)
		return c.base.MaxZoom > c.base.MinZoom
	}
	return true
}

// condition is a filter whose literals have the types of the layer's properties.
func (c *converter) condition(e filter.Expr) (any, error) {
	if e == nil {
		return true, nil
	}
	checked, err := filter.Check(e, c.layer.Schema)
	if fe := (*filter.Error)(nil); errors.As(err, &fe) {
		return nil, unsupported(fe.Text)
	} else if err != nil {
		return nil, err
	}
	return condition(checked.Expr())
}

// geometryNames are the geometry types of each dimension.
var geometryNames = [3][2]string{{"Point", "MultiPoint"}, {"LineString", "MultiLineString"}, {"Polygon", "MultiPolygon"}}

// on adds a layer for geometries of some dimensions.
func (c *converter) on(kind string, where list, only styles.Dimensions, dimensions []int, paint, layout map[string]any) {
	needs := c.needs
	c.needs = nil
	l := c.base
	l.Type, l.Paint, l.Layout = kind, paint, c.sorted(kind, layout)
	l.ID = fmt.Sprintf("%s-%d", c.layer.Name, len(c.Layers)+1)
	own := c.layer.Schema.Geometry.Geom.Dimension()
	var names list
	for _, d := range dimensions {
		if only.Has(d) && (own < 0 || own == d) {
			names = append(names, geometryNames[d][0], geometryNames[d][1])
		}
	}
	if len(names) == 0 {
		return
	}
	f := append(slices.Clone(where), needs...)
	if own < 0 { // in the form that QGIS reads too
		of := list{"any"}
		for _, n := range names {
			of = append(of, list{"==", list{"geometry-type"}, n})
		}
		f = append(f, of)
	}
	if len(f) > 1 {
		l.Filter = f
	}
	c.Layers = append(c.Layers, l)
}

// set puts a parameter among the properties of a layer, unless it is nil.
func (c *converter) set(m map[string]any, name string, v *styles.Value, written func(any) any) {
	if v == nil {
		return
	}
	x, err := c.value(v, written)
	if err != nil {
		c.lacks("%s, which has %v", name, err)
		return
	}
	m[name] = x
}

// numeric makes numbers of constant texts, as documents have them.
func numeric(x any) any {
	if s, ok := x.(string); ok {
		if n, err := strconv.ParseFloat(strings.TrimSpace(s), 64); err == nil {
			return n
		}
	}
	if n, ok := x.(int64); ok {
		return float64(n)
	}
	return x
}

// times multiplies a number or an expression.
func times(x any, factor float64) any {
	x = numeric(x)
	if n, ok := x.(float64); ok {
		return math.Round(n*factor*1e6) / 1e6
	}
	if factor == 1 {
		return x
	}
	return list{"*", x, factor}
}

func scaled(factor float64) func(any) any { return func(x any) any { return times(x, factor) } }

// colour writes a constant colour as #rrggbb.
func colour(x any) any {
	if s, ok := x.(string); ok {
		if c, err := styles.ParseColor(s); err == nil {
			if c.A != 0xff {
				return fmt.Sprintf("rgba(%d,%d,%d,%.3g)", c.R, c.G, c.B, float64(c.A)/0xff)
			}
			return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
		}
	}
	return x
}
