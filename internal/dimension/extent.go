package dimension

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
)

// Extent is the values that a dimension has: those that were declared, or what was found in the data.
type Extent struct {
	items []extentItem
	// Declared says that there are no other values.
	Declared bool
}

// extentItem is a value, or an interval with its resolution.
type extentItem struct {
	interval
	// text is how capabilities write it, bounds the same without the resolution.
	text, bounds string
	// step is the resolution of times, width that of numbers; 0 has all values.
	step   duration
	width  float64
	ranged bool
}

// String is the extent as capabilities write it (1.3.0, table C.2).
func (e *Extent) String() string {
	texts := make([]string, len(e.items))
	for i := range e.items {
		texts[i] = e.items[i].text
	}
	return strings.Join(texts, ",")
}

// Values are the values one by one: intervals have their resolution when they are declared, for what is measured has none.
func (e *Extent) Values() []string {
	texts := make([]string, len(e.items))
	for i := range e.items {
		if texts[i] = e.items[i].bounds; e.Declared {
			texts[i] = e.items[i].text
		}
	}
	return texts
}

// parseExtent reads declared values: each a value, or min/max, or min/max/resolution.
func parseExtent(kind feature.Kind, texts []string) (Extent, error) {
	e := Extent{Declared: true}
	for _, text := range texts {
		item, err := parseItem(kind, strings.TrimSpace(text))
		if err != nil {
			return e, err
		}
		e.items = append(e.items, item)
	}
	return e, nil
}

func parseItem(kind feature.Kind, text string) (extentItem, error) {
	item := extentItem{text: text, bounds: text}
	parts := []string{text}
	if ordered(kind) {
		parts = strings.Split(text, "/")
	}
	first, ok := parseValue(kind, parts[0])
	if item.interval = first; !ok || len(parts) > 3 || strings.Contains(text, ",") {
		return item, fmt.Errorf("%.60q is neither a value nor an interval min/max/resolution of the field, which is a %s", text, kind)
	}
	if len(parts) == 1 {
		return item, nil
	}
	last, ok := parseValue(kind, parts[1])
	if !ok || compare(last.last, first.first) < 0 {
		return item, fmt.Errorf("%.60q is no interval min/max/resolution", text)
	}
	item.last, item.ranged, item.bounds = last.last, true, parts[0]+"/"+parts[1]
	if len(parts) == 2 || parts[2] == "0" {
		return item, nil
	}
	if kind == feature.Date || kind == feature.DateTime {
		item.step, ok = parseDuration(parts[2])
	} else {
		var width interval
		width, ok = parseValue(feature.Float, parts[2])
		item.width = width.first.Float()
		ok = ok && item.width > 0
	}
	if !ok {
		return item, fmt.Errorf("the resolution of %.60q is neither a number nor a period of ISO 8601 such as P1D", text)
	}
	return item, nil
}

// nearest is the value of the item that is nearest to v.
func (i *extentItem) nearest(v feature.Value) feature.Value {
	switch {
	case !i.ranged || compare(v, i.first) <= 0:
		return i.first
	case v.Kind() == feature.DateTime:
		return feature.DateTimeOf(i.step.nearest(i.first.Time(), i.last.Time(), v.Time()))
	case i.width > 0:
		lo, hi := i.first.Float(), i.last.Float()
		return number64(lo + i.width*min(math.Round((v.Float()-lo)/i.width), math.Floor((hi-lo)/i.width)))
	case compare(v, i.last) > 0:
		return i.last
	default:
		return v
	}
}

// measure is nil when no feature has a value.
func (d *Dimension) measure(ctx context.Context) (*Extent, error) {
	if d.lists() {
		return d.distinct(ctx)
	}
	first, ok, err := extreme(ctx, d.layer, d.Begin, false)
	if err != nil || !ok {
		return nil, err
	}
	last, _, err := extreme(ctx, d.layer, d.Begin, true)
	if err != nil {
		return nil, err
	}
	if d.Spans() {
		end, ok, err := extreme(ctx, d.layer, d.End, true)
		if err != nil {
			return nil, err
		}
		if ok && compare(end, last) > 0 {
			last = end
		}
	}
	item := extentItem{interval: interval{wholeDay(first).first, wholeDay(last).last}, ranged: true, bounds: first.String() + "/" + last.String()}
	item.text = item.bounds + "/" + d.resolution()
	return &Extent{items: []extentItem{item}}, nil
}

// resolution is what capabilities say of measured values: days, though finer times may be asked for, since clients count the steps.
func (d *Dimension) resolution() string {
	switch d.kind {
	case feature.Date, feature.DateTime:
		return "P1D"
	case feature.Int:
		return "1"
	default:
		return "0"
	}
}

// wholeDay is the times of a date; of any other value itself.
func wholeDay(v feature.Value) interval {
	if v.Kind() != feature.Date {
		return interval{v, v}
	}
	return interval{feature.DateTimeOf(v.Time()), feature.DateTimeOf(v.Time().AddDate(0, 0, 1).Add(-time.Microsecond))}
}

// maxDistinct is how many values of a dimension are listed; one that has more has none in the capabilities.
const maxDistinct = 1000

// distinct reads the field once, and keeps each of its values.
func (d *Dimension) distinct(ctx context.Context) (*Extent, error) {
	s, err := d.layer.Prepare(layer.Request{Fields: []string{d.Begin}, NoGeometry: true, Limit: -1, Unordered: true})
	if err != nil {
		return nil, err
	}
	fs, err := s.Features(ctx)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	seen := map[string]feature.Value{}
	for fs.Next() {
		v := fs.Feature().Props[0]
		if text := v.String(); !v.IsNull() && text != "" && !strings.Contains(text, ",") {
			if seen[strings.Clone(text)] = v; len(seen) > maxDistinct {
				return nil, fmt.Errorf("it has more than %d values; give its extent, or another field", maxDistinct)
			}
		}
	}
	if err := fs.Err(); err != nil || len(seen) == 0 {
		return nil, err
	}
	e := &Extent{}
	for text := range seen {
		i, ok := parseValue(d.kind, text)
		if ok {
			e.items = append(e.items, extentItem{interval: i, text: text, bounds: text})
		}
	}
	slices.SortFunc(e.items, func(a, b extentItem) int { return compare(a.first, b.first) })
	return e, nil
}

// extreme is the least or greatest value of a field; false when all are null.
func extreme(ctx context.Context, l *layer.Layer, field string, greatest bool) (feature.Value, bool, error) {
	s, err := l.Prepare(layer.Request{Fields: []string{field}, NoGeometry: true, Limit: 1, Sort: []layer.SortBy{{Name: field, Desc: greatest}},
		Where: &filter.Not{Term: &filter.IsNull{Value: &filter.Property{Name: field}}}})
	if err != nil {
		return feature.Value{}, false, err
	}
	fs, err := s.Features(ctx)
	if err != nil {
		return feature.Value{}, false, err
	}
	defer fs.Close()
	if !fs.Next() {
		return feature.Value{}, false, fs.Err()
	}
	return fs.Feature().Props[0], true, fs.Err()
}
