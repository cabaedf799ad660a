package wms

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/wms/render"
)

// span is a period from its first to its last microsecond; a zero end is open.
type span struct{ first, last time.Time }

// spans are the values of TIME; nil selects everything.
type spans []span

// maxTimes is how many values TIME may list.
const maxTimes = 1000

// parseTime reads TIME (1.3.0, annex D): a list of instants and of periods start/end or start/end/resolution, in ISO 8601. An
// instant of reduced precision, such as 2004-06, means the whole of it. The resolution of a period does not matter
// to features that have times of their own.
func parseTime(text string) (spans, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	values := strings.Split(text, ",")
	if len(values) > maxTimes {
		return nil, invalidTime("TIME lists %d values, more than the %d allowed; use a period, start/end", len(values), maxTimes)
	}
	var all spans
	for _, v := range values {
		parts := strings.Split(strings.TrimSpace(v), "/")
		s, ok := parseInstant(parts[0])
		switch {
		case !ok || len(parts) > 3:
			return nil, invalidTime("%.60q in TIME is neither a date or time of ISO 8601 nor a period start/end", v)
		case len(parts) > 1:
			end, ok := parseInstant(parts[1])
			if !ok {
				return nil, invalidTime("%.60q in TIME is not a period of ISO 8601, start/end", v)
			}
			if s.last = end.last; s.last.Before(s.first) {
				return nil, invalidTime("the period %.60q in TIME ends before it begins", v)
			}
		}
		all = append(all, s)
	}
	return all, nil
}

func invalidTime(format string, args ...any) *ows.Error {
	e := ows.Invalid("time", format, args...)
	e.Code = codeInvalidDimensionValue
	return e
}

// warnOfDefaults says in the answer's headers which times are shown when TIME was not given (1.3.0, annex C; 1.1.1, annex C).
func (c *call) warnOfDefaults(h http.Header, layers []render.LayerRequest) {
	if strings.TrimSpace(c.params.Get("time")) != "" {
		return
	}
	for _, l := range layers {
		e, ok := c.times.get(l.Layer.Name)
		if text := "99 Default value used: time=" + e.String() + " ISO8601"; ok && !slices.Contains(h.Values("Warning"), text) {
			h.Add("Warning", text)
		}
	}
}

// instants are the forms of ISO 8601 that are read, with the length of what each names.
var instants = []struct {
	layout      string
	years       int
	months      int
	days        int
	nanoseconds time.Duration
}{
	{"2006", 1, 0, 0, 0},
	{"2006-01", 0, 1, 0, 0},
	{"2006-01-02", 0, 0, 1, 0},
	{"2006-01-02T15Z07:00", 0, 0, 0, time.Hour},
	{"2006-01-02T15:04Z07:00", 0, 0, 0, time.Minute},
	{"2006-01-02T15:04:05Z07:00", 0, 0, 0, time.Microsecond}, // with fractions, too
	{"2006-01-02T15", 0, 0, 0, time.Hour},
	{"2006-01-02T15:04", 0, 0, 0, time.Minute},
	{"2006-01-02T15:04:05", 0, 0, 0, time.Microsecond},
}

// parseInstant reads a date or time; without a zone it is in UTC.
func parseInstant(s string) (span, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	for _, f := range instants {
		if t, err := time.Parse(f.layout, s); err == nil {
			end := t.AddDate(f.years, f.months, f.days).Add(f.nanoseconds)
			return span{t.UTC(), end.Add(-time.Microsecond).UTC()}, true
		}
	}
	return span{}, false
}

// on selects the features of a layer that overlap the times; nil when the layer has no time or none was asked for. A feature
// without an end lasted for its begin only.
func (s spans) on(l *layer.Layer) filter.Expr {
	if len(s) == 0 || l.TimeBegin == "" {
		return nil
	}
	begin := &filter.Property{Name: l.TimeBegin}
	or := &filter.Or{}
	for _, one := range s {
		period := &filter.Period{Begin: instant(one.first), End: instant(one.last)}
		atBegin := &filter.Temporal{Op: filter.AnyInteracts, Left: begin, Right: period}
		if l.TimeEnd == "" || l.TimeEnd == l.TimeBegin {
			or.Terms = append(or.Terms, atBegin)
			continue
		}
		end := &filter.Property{Name: l.TimeEnd}
		or.Terms = append(or.Terms,
			&filter.Temporal{Op: filter.AnyInteracts, Left: &filter.Period{Begin: begin, End: end}, Right: period},
			&filter.And{Terms: []filter.Expr{&filter.IsNull{Value: end}, atBegin}})
	}
	if len(or.Terms) == 1 {
		return or.Terms[0]
	}
	return or
}

func instant(t time.Time) *filter.Literal { return &filter.Literal{Value: feature.DateTimeOf(t)} }
