package wms

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// dimension is a dimension of a layer, with what is known of its field.
type dimension struct {
	layer.Dimension
	layer *layer.Layer
	kind  feature.Kind
	fixed extent // when it is declared
}

// dimensionsOf are those of a layer; one that has times has the dimension time, whether the options say more of it or not.
func dimensionsOf(l *layer.Layer) ([]*dimension, error) {
	all := slices.Clone(l.Dimensions)
	if l.TimeBegin != "" && !slices.ContainsFunc(all, func(d layer.Dimension) bool { return d.Name == "time" }) {
		all = append([]layer.Dimension{{Name: "time", Begin: l.TimeBegin, End: l.TimeEnd, Units: "ISO8601"}}, all...)
	}
	var dims []*dimension
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

// CheckDimension says what keeps a dimension from being one of a layer with a schema.
func CheckDimension(o layer.Dimension, s *feature.Schema) error {
	_, err := newDimension(o, s)
	return err
}

func newDimension(o layer.Dimension, s *feature.Schema) (*dimension, error) {
	i := s.Field(o.Begin)
	if i < 0 {
		return nil, fmt.Errorf("there is no field %q", o.Begin)
	}
	d := &dimension{Dimension: o, kind: s.Fields[i].Type}
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
func (d *dimension) lists() bool {
	return slices.Equal(d.Extent, []string{layer.DistinctValues}) || len(d.Extent) == 0 && !ordered(d.kind)
}

// parameter is what requests call the dimension (1.3.0, C.3.2 and C.3.3).
func (d *dimension) parameter() string {
	if d.Name == "time" || d.Name == "elevation" {
		return d.Name
	}
	return "dim_" + d.Name
}

// defaultText is the value that is shown when none is asked for, as a request would write it; empty when there is none, or it is
// not known yet.
func (d *dimension) defaultText(e *extent) string {
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
func (d *dimension) everything(e *extent) string {
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

func (e *extent) greatest() extentItem {
	return slices.MaxFunc(e.items, func(a, b extentItem) int { return compare(a.last, b.last) })
}

// dimensions selects what the request's values of the layer's dimensions select. What was used in place of what was not asked for
// becomes a warning (1.3.0, C.4.2).
func (c *call) dimensions(l *layer.Layer) ([]filter.Expr, error) {
	var terms []filter.Expr
	for _, d := range c.dims[l.Name] {
		e, known := c.extents.look(d)
		text := strings.TrimSpace(c.params.Get(d.parameter()))
		if text == "" {
			if d.Default == layer.DefaultRequired {
				return nil, &ows.Error{Code: codeMissingDimensionValue, Locator: d.parameter(), Text: fmt.Sprintf(
					"layer %q has no default of its dimension %s; give %s, as GetCapabilities tells", l.Name, d.Name, strings.ToUpper(d.parameter()))}
			}
			if text = d.defaultText(e); text == "" {
				if !known {
					return nil, errNotMeasured(d)
				}
				terms = append(terms, &filter.Bool{}) // nothing has a first or last value
				continue
			}
			if e != nil {
				c.warn("Default value used", d, text)
			}
			if d.Default == "" || d.Default == layer.DefaultAll {
				continue
			}
		}
		if strings.EqualFold(text, layer.DefaultAll) && !ordered(d.kind) {
			continue
		}
		values, err := d.parse(text, e)
		if err != nil {
			return nil, err
		}
		if values, err = c.known(d, e, values, text); err != nil {
			return nil, err
		}
		terms = append(terms, overlapping(merged(values), d.kind, d.Begin, d.End, d.Spans()))
	}
	return terms, nil
}

func errNotMeasured(d *dimension) error {
	return &ows.Error{Code: ows.NoApplicableCode, Locator: d.parameter(), Status: http.StatusServiceUnavailable,
		Text: fmt.Sprintf("the values of the dimension %s are not known yet; give %s, or ask again in some seconds", d.Name, strings.ToUpper(d.parameter()))}
}

// known holds values against those that there are: one that is not there stands for the nearest, or is refused.
func (c *call) known(d *dimension, e *extent, values []interval, text string) ([]interval, error) {
	if e == nil || !e.declared && !d.Nearest {
		return values, nil // that nothing was at a time is an answer
	}
	values = slices.Clone(values)
	for i, v := range values {
		near, found := e.nearest(v, d.Nearest)
		switch {
		case found:
		case !d.Nearest:
			return nil, d.invalid("%s=%.60q is not among the values of layer %q: %.200s", strings.ToUpper(d.parameter()), text, d.layer.Name, e.String())
		default:
			values[i] = near
			c.warn("Nearest value used", d, near.first.String())
		}
	}
	return values, nil
}

// nearest is the value nearest to v; found says that v itself is there. With exact, a value between two steps of an interval is not.
func (e *extent) nearest(v interval, exact bool) (near interval, found bool) {
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

// warn puts a warning into the answer, once.
func (c *call) warn(what string, d *dimension, value string) {
	unit := d.UnitSymbol
	if unit == "" {
		unit = d.Units
	}
	const most = 200
	if r := []rune(value); len(r) > most {
		value = string(r[:most]) + "..."
	}
	text := strings.TrimSpace("99 " + what + ": " + d.Name + "=" + oneLine(value) + " " + oneLine(unit))
	if !slices.Contains(c.warnings, text) {
		c.warnings = append(c.warnings, text)
	}
}

// sendWarnings writes the warnings, when what they are about is answered.
func (c *call) sendWarnings(h http.Header) {
	for _, w := range c.warnings {
		h.Add("Warning", w)
	}
}

func (d *dimension) invalid(format string, args ...any) *ows.Error {
	e := ows.Invalid(d.parameter(), format, args...)
	e.Code = codeInvalidDimensionValue
	return e
}

// maxValues is how many values of a dimension a request may list.
const maxValues = 1000

// parse reads the values of a request (1.3.0, C.3 and annex D): a list of values and of intervals min/max or min/max/resolution. The
// resolution does not matter to features that have values of their own.
func (d *dimension) parse(text string, e *extent) ([]interval, error) {
	name := strings.ToUpper(d.parameter())
	if n := strings.Count(text, ",") + 1; n > maxValues {
		return nil, d.invalid("%s lists %d values, more than the %d allowed; use an interval, min/max", name, n, maxValues)
	}
	var all []interval
	for v := range strings.SplitSeq(text, ",") {
		i, err := d.parseOne(name, strings.TrimSpace(v), e)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	if d.Single && (len(all) > 1 || ordered(d.kind) && strings.Contains(text, "/")) {
		return nil, d.invalid("%s=%.60q: layer %q takes one value of the dimension %s at a time", name, text, d.layerName(), d.Name)
	}
	return all, nil
}

func (d *dimension) layerName() string {
	if d.layer == nil {
		return ""
	}
	return d.layer.Name
}

func (d *dimension) parseOne(name, text string, e *extent) (interval, error) {
	parts := []string{text}
	if ordered(d.kind) {
		parts = strings.Split(text, "/")
	}
	if len(parts) > 3 {
		return interval{}, d.invalid("%.60q in %s is no interval min/max", text, name)
	}
	if len(parts) > 1 && d.timed() {
		return d.parsePeriod(name, text, parts, e)
	}
	i, ok := d.parseEnd(parts[0], e)
	if !ok {
		return i, d.invalid("%.60q in %s is not a value of the dimension %s, which is a %s, nor an interval min/max", text, name, d.Name, d.kind)
	}
	if len(parts) > 1 {
		last, ok := d.parseEnd(parts[1], e)
		if i.last = last.last; !ok || compare(i.last, i.first) < 0 {
			return i, d.invalid("%.60q in %s is no interval min/max, or ends before it begins", text, name)
		}
	}
	return i, nil
}

func (d *dimension) timed() bool { return d.kind == feature.Date || d.kind == feature.DateTime }

// parsePeriod reads start/end, where one of them may be a duration before or after the other.
func (d *dimension) parsePeriod(name, text string, parts []string, e *extent) (interval, error) {
	wrong := d.invalid("%.60q in %s is not a period of ISO 8601, start/end, that begins before it ends", text, name)
	begin, beginIsTime := d.parseEnd(parts[0], e)
	end, endIsTime := d.parseEnd(parts[1], e)
	before, beginIsLength := parseDuration(parts[0])
	after, endIsLength := parseDuration(parts[1])
	switch {
	case beginIsTime && endIsTime:
		begin.last = end.last
	case beginIsTime && endIsLength:
		begin.last = feature.DateTimeOf(after.after(begin.first.Time(), 1).Add(-time.Microsecond))
	case beginIsLength && endIsTime:
		begin = interval{feature.DateTimeOf(before.after(end.last.Time(), -1).Add(time.Microsecond)), end.last}
	default:
		return begin, wrong
	}
	if compare(begin.last, begin.first) < 0 {
		return begin, wrong
	}
	return begin, nil
}

// parseEnd reads a value, or the word for the last of the times that there are.
func (d *dimension) parseEnd(text string, e *extent) (interval, bool) {
	if d.timed() && slices.Contains([]string{"current", "present", "now"}, strings.ToLower(text)) {
		if e == nil || len(e.items) == 0 {
			return interval{}, false
		}
		last := e.greatest()
		if last.ranged {
			i, ok := parseValue(d.kind, last.bounds[strings.LastIndexByte(last.bounds, '/')+1:])
			return i, ok
		}
		return last.interval, true
	}
	return parseValue(d.kind, text)
}
