package wmts

import (
	"errors"
	"strings"

	"haavi/internal/dimension"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/tiles"
)

// defaultWord stands for the default of a dimension, whatever that is (07-057r7, 8.1.2).
const defaultWord = "default"

// advertised is a dimension as capabilities have it, which wants a default and a value at least (07-057r7, table 13).
type advertised struct {
	*dimension.Dimension
	standard string
	values   []string
	// current says that the word current stands for the last of the values.
	current bool
}

// dimensions are those of a layer of which a value is known. The word all is the first value where all may be shown at a time.
func (c *call) dimensions(l *layer.Layer) (all []advertised) {
	set := c.o.Tiles.Dimensions
	for _, d := range set.Of(l) {
		a := advertised{Dimension: d}
		if d.TakesAll() {
			a.values = append(a.values, layer.DefaultAll)
		}
		e := set.Extent(d)
		if e != nil {
			a.values = append(a.values, e.Values()...)
			a.current = d.Timed() && !e.Declared
		}
		if len(a.values) == 0 {
			continue
		}
		switch a.standard = d.DefaultText(e); {
		case d.ShowsAll():
			a.standard = layer.DefaultAll
		case a.standard == "":
			a.standard = a.values[len(a.values)-1]
		}
		all = append(all, a)
	}
	return all
}

// selection reads the parameters that select features of a layer. The standard has no codes of its own for dimensions.
func (c *call) selection(l *layer.Layer) ([]tiles.LayerSpec, error) {
	for _, d := range c.dimensions(l) {
		if strings.EqualFold(c.params.Get(d.Parameter()), defaultWord) {
			c.params = c.params.With(d.Parameter(), d.standard)
		}
	}
	specs, err := c.o.Tiles.Selection(c.params, []*layer.Layer{l})
	if e := (*ows.Error)(nil); errors.As(err, &e) {
		known := *e
		switch e.Code {
		case dimension.InvalidValue:
			known.Code = ows.InvalidParameterValue
		case dimension.MissingValue:
			known.Code = ows.MissingParameterValue
		}
		return nil, &known
	}
	return specs, err
}

// dimensionsTemplate is the part of templates that a layer with dimensions has.
func (c *call) dimensionsTemplate(l *layer.Layer) string {
	text, before := "", "?"
	for _, d := range c.dimensions(l) {
		text += before + d.Parameter() + "={" + d.Parameter() + "}"
		before = "&"
	}
	return text
}

// writeDimensions writes the dimensions of a layer.
func (d *document) writeDimensions(l *layer.Layer) {
	for _, a := range d.dimensions(l) {
		d.Open("Dimension")
		d.Leaf("ows:Identifier", a.Parameter())
		d.Optional("ows:UOM", a.Units)
		d.Optional("UnitSymbol", a.UnitSymbol)
		d.Leaf("Default", a.standard)
		if a.current {
			d.Leaf("Current", "true")
		}
		for _, v := range a.values {
			d.Leaf("Value", v)
		}
		d.Close()
	}
}
