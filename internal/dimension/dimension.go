package dimension

import (
	"fmt"
	"slices"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/layer"
)

// Dimension is a dimension of a layer, with what is known of its field.
type Dimension struct {
	layer.Dimension
	layer *layer.Layer
	kind  feature.Kind
	fixed Extent // when it is declared
}

// dimensionsOf are those of a layer; one that has times has the dimension time, whether the options say more of it or not.
func dimensionsOf(l *layer.Layer) ([]*Dimension, error) {
	all := slices.Clone(l.Dimensions)
	if l.TimeBegin != "" && !slices.ContainsFunc(all, func(d layer.Dimension) bool { return d.Name == "time" }) {
		all = append([]layer.Dimension{{Name: "time", Begin: l.TimeBegin, End: l.TimeEnd, Units: "ISO8601"}}, all...)
	}
	var dims []*Dimension
	for _, o := range all {
		d, err := newDimension(o, l.Schema)
		if err != nil {
			return nil, fmt.Errorf("the dimension %q of layer %q: %w", o.Name, l.Name, err)
		}
		d.layer = l
		dims = append(dims, d)
	}
	return dims, nil
}

// Check says what keeps a dimension from being one of a layer with a schema.
func Check(o layer.Dimension, s *feature.Schema) error {
	_, err := newDimension(o, s)
	return err
}

func newDimension(o layer.Dimension, s *feature.Schema) (*Dimension, error) {
	i := s.Field(o.Begin)
	if i < 0 {
		return nil, fmt.Errorf("there is no field %q", o.Begin)
	}
	d := &Dimension{Dimension: o, kind: s.Fields[i].Type}
	if timed := d.kind == feature.Date || d.kind == feature.DateTime; (o.Name == "time") != timed && o.Name == "time" {
		return nil, fmt.Errorf("the field %q is a %s; name one of dates or times", o.Begin, d.kind)
	}
	if o.Spans() {
		if j := s.Field(o.End); j < 0 || s.Fields[j].Type != d.kind || !ordered(d.kind) {
			return nil, fmt.Errorf("there is no field %q with values to the fields %q", o.End, o.Begin)
		}
	}
	if o.Nearest && !ordered(d.kind) {
		return nil, fmt.Errorf("of a %s no value is nearest", d.kind)
	}
	if len(o.Extent) > 0 && !d.lists() {
		var err error
		if d.fixed, err = parseExtent(d.kind, o.Extent); err != nil {
			return nil, err
		}
	}
	switch o.Default {
	case "", layer.DefaultAll, layer.DefaultFirst, layer.DefaultLast, layer.DefaultRequired:
	default:
		if _, err := d.parse(o.Default, nil); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// lists says that the extent is a list of the data's values.
func (d *Dimension) lists() bool {
	return slices.Equal(d.Extent, []string{layer.DistinctValues}) || len(d.Extent) == 0 && !ordered(d.kind)
}

// Parameter is what requests call the dimension (1.3.0, C.3.2 and C.3.3).
func (d *Dimension) Parameter() string {
	if d.Name == "time" || d.Name == "elevation" {
		return d.Name
	}
	return "dim_" + d.Name
}

// ShowsAll says that everything is shown when no value is asked for.
func (d *Dimension) ShowsAll() bool { return d.Default == "" || d.Default == layer.DefaultAll }

// TakesAll says that the word all asks for everything: where one value only may be shown, it must be the default.
func (d *Dimension) TakesAll() bool { return !d.Single || d.ShowsAll() }

// DefaultText is the value that is shown when none is asked for, as a request would write it; empty when there is none, or it is
// not known yet.
func (d *Dimension) DefaultText(e *Extent) string {
	switch d.Default {
	case layer.DefaultRequired:
		return ""
	case "", layer.DefaultAll:
		return d.everything(e)
	}
	if d.Default != layer.DefaultFirst && d.Default != layer.DefaultLast {
		return d.Default
	}
	if e == nil {
		return ""
	}
	item := e.items[0]
	if d.Default == layer.DefaultLast {
		item = e.greatest()
	}
	if !item.ranged {
		return item.text
	}
	first, last, _ := strings.Cut(item.bounds, "/")
	if d.Default == layer.DefaultFirst {
		return first
	}
	return last
}

// everything is the word or interval for all values.
func (d *Dimension) everything(e *Extent) string {
	if !ordered(d.kind) || e == nil || len(e.items) == 0 {
		return layer.DefaultAll
	}
	least, greatest := e.items[0], e.greatest()
	for _, i := range e.items {
		if compare(i.first, least.first) < 0 {
			least = i
		}
	}
	first, _, _ := strings.Cut(least.bounds, "/")
	if len(e.items) == 1 && !least.ranged {
		return first
	}
	last := greatest.bounds[strings.LastIndexByte(greatest.bounds, '/')+1:]
	return first + "/" + last
}

func (e *Extent) greatest() extentItem {
	return slices.MaxFunc(e.items, func(a, b extentItem) int { return compare(a.last, b.last) })
}
