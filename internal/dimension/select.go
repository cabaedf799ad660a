package dimension

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// The exception codes of WMS 1.3.0 for values of dimensions (C.3).
const (
	InvalidValue = "InvalidDimensionValue"
	MissingValue = "MissingDimensionValue"
)

// Warnings are what is to be told of values that were used in place of those that were not asked for (1.3.0, C.4.2).
type Warnings struct {
	// Everything wants to know of defaults, too, that leave nothing out.
	Everything bool
	Texts      []string
}

// Select selects what a request's values of a layer's dimensions select. Parameters of dimensions that the layer does not have are not its own.
func (s *Set) Select(l *layer.Layer, p ows.Params, w *Warnings) ([]filter.Expr, error) {
	var terms []filter.Expr
	for _, d := range s.Of(l) {
		term, err := s.selectBy(d, strings.TrimSpace(p.Get(d.Parameter())), w)
		if err != nil {
			return nil, err
		}
		if term != nil {
			terms = append(terms, term)
		}
	}
	return terms, nil
}

// selectBy selects by a value of one dimension; nil selects everything.
func (s *Set) selectBy(d *Dimension, text string, w *Warnings) (filter.Expr, error) {
	e, known := s.look(d)
	if text == "" {
		if d.Default == layer.DefaultRequired {
			return nil, errMissing(d, e)
		}
		if d.ShowsAll() && !w.Everything {
			return nil, nil
		}
		if text = d.DefaultText(e); text == "" {
			if !known {
				return nil, errNotMeasured(d)
			}
			return &filter.Bool{}, nil // nothing has a first or last value
		}
		if e != nil {
			w.add("Default value used", d, text)
		}
		if d.ShowsAll() {
			return nil, nil
		}
	}
	if strings.EqualFold(text, layer.DefaultAll) && d.TakesAll() {
		return nil, nil
	}
	values, err := d.parse(text, e)
	if err != nil {
		return nil, err
	}
	if values, err = held(d, e, values, text, w); err != nil {
		return nil, err
	}
	return overlapping(merged(values), d.kind, d.Begin, d.End, d.Spans()), nil
}

func errMissing(d *Dimension, e *Extent) error {
	text := fmt.Sprintf("layer %q has no default of its dimension %s; give %s", d.layerName(), d.Name, strings.ToUpper(d.Parameter()))
	if e != nil {
		text += fmt.Sprintf(", one of %.200s", e.String())
	}
	return &ows.Error{Code: MissingValue, Locator: d.Parameter(), Text: text}
}

func errNotMeasured(d *Dimension) error {
	return &ows.Error{Code: ows.NoApplicableCode, Locator: d.Parameter(), Status: http.StatusServiceUnavailable,
		Text: fmt.Sprintf("the values of the dimension %s are not known yet; give %s, or ask again in some seconds", d.Name, strings.ToUpper(d.Parameter()))}
}

// held holds values against those that there are: one that is not there stands for the nearest, or is refused.
func held(d *Dimension, e *Extent, values []interval, text string, w *Warnings) ([]interval, error) {
	if e == nil || !e.Declared && !d.Nearest {
		return values, nil // that nothing was at a time is an answer
	}
	values = slices.Clone(values)
	for i, v := range values {
		near, found := e.nearest(v, d.Nearest)
		switch {
		case found:
		case !d.Nearest:
			return nil, d.invalid("%s=%.60q is not among the values of layer %q: %.200s", strings.ToUpper(d.Parameter()), text, d.layer.Name, e.String())
		default:
			values[i] = near
			w.add("Nearest value used", d, near.first.String())
		}
	}
	return values, nil
}

// nearest is the value nearest to v; found says that v itself is there. With exact, a value between two steps of an interval is not.
func (e *Extent) nearest(v interval, exact bool) (near interval, found bool) {
	single := compare(v.first, v.last) == 0
	least := -1.0
	for k := range e.items {
		item := &e.items[k]
		if v.meets(item.interval) && (!exact || !single || !item.ranged) {
			return v, true
		}
		n := item.nearest(v.first)
		if compare(n, v.first) == 0 {
			return v, true
		}
		if far := distance(n, v.first); least < 0 || far < least {
			least, near = far, interval{n, n}
			if !item.ranged {
				near = item.interval
			}
		}
	}
	return near, false
}

// add adds a warning, once.
func (w *Warnings) add(what string, d *Dimension, value string) {
	unit := d.UnitSymbol
	if unit == "" {
		unit = d.Units
	}
	const most = 200
	if r := []rune(value); len(r) > most {
		value = string(r[:most]) + "..."
	}
	text := strings.TrimSpace("99 " + what + ": " + d.Name + "=" + ows.OneLine(value) + " " + ows.OneLine(unit))
	if !slices.Contains(w.Texts, text) {
		w.Texts = append(w.Texts, text)
	}
}

// Send writes the warnings into an answer's headers.
func (w *Warnings) Send(h http.Header) {
	for _, text := range w.Texts {
		h.Add("Warning", text)
	}
}
