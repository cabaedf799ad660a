package dimension

import (
	"slices"
	"strings"
	"time"

	"haavi/internal/feature"
	"haavi/internal/ows"
)

// maxValues is how many values of a dimension a request may list.
const maxValues = 1000

// parse reads the values of a request (1.3.0, C.3 and annex D): a list of values and of intervals min/max or min/max/resolution. The
// resolution does not matter to features that have values of their own.
func (d *Dimension) parse(text string, e *Extent) ([]interval, error) {
	name := strings.ToUpper(d.Parameter())
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

func (d *Dimension) layerName() string {
	if d.layer == nil {
		return ""
	}
	return d.layer.Name
}

func (d *Dimension) parseOne(name, text string, e *Extent) (interval, error) {
	parts := []string{text}
	if ordered(d.kind) {
		parts = strings.Split(text, "/")
	}
	if len(parts) > 3 {
		return interval{}, d.invalid("%.60q in %s is no interval min/max", text, name)
	}
	if len(parts) > 1 && d.Timed() {
		return d.parsePeriod(name, text, parts, e)
	}
	i, ok := d.parseEnd(parts[0], e)
	if !ok {
		if d.Timed() {
			return i, d.invalid("%.60q in %s is neither a date or time of ISO 8601 nor a period start/end", text, name)
		}
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

// Timed says that the values are dates or times.
func (d *Dimension) Timed() bool { return d.kind == feature.Date || d.kind == feature.DateTime }

// parsePeriod reads start/end, where one of them may be a duration before or after the other.
func (d *Dimension) parsePeriod(name, text string, parts []string, e *Extent) (interval, error) {
	wrong := d.invalid("%.60q in %s is no period start/end of ISO 8601, or ends before it begins", text, name)
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
func (d *Dimension) parseEnd(text string, e *Extent) (interval, bool) {
	if d.Timed() && slices.Contains([]string{"current", "present", "now"}, strings.ToLower(text)) {
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

func (d *Dimension) invalid(format string, args ...any) *ows.Error {
	e := ows.Invalid(d.Parameter(), format, args...)
	e.Code = InvalidValue
	return e
}
