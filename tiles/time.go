package tiles

import (
	"errors"
	"strings"
	"time"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// parseFilter reads the parameter filter; nil when there is none.
func parseFilter(p ows.Params) (filter.Expr, error) {
	name, text := p.First("filter", "cql_filter")
	if text = strings.TrimSpace(text); text == "" || strings.EqualFold(text, "INCLUDE") {
		return nil, nil
	}
	e, err := cql.ParseAny(text, cql.Options{CRS: crs.CRS84})
	if fe := (*filter.Error)(nil); errors.As(err, &fe) {
		return nil, ows.Invalid(name, "%s", fe.Error())
	}
	return e, err
}

// Times are what TIME selects; nil selects everything.
type Times []ows.Instant

// AllTimes is the value of TIME that selects everything, as no value does.
const AllTimes = "all"

// maxTimes is how many values TIME may list.
const maxTimes = 1000

// ParseTime reads a value of TIME as WMS has it (OGC 06-042, annex D): a list of instants and of periods start/end or start/end/resolution, in ISO 8601. An instant of reduced
// precision, such as 2004-06, means the whole of it. The resolution does not matter to features that have times of their own.
func ParseTime(text string) (Times, error) {
	text = strings.TrimSpace(text)
	if text == "" || strings.EqualFold(text, AllTimes) {
		return nil, nil
	}
	values := strings.Split(text, ",")
	if len(values) > maxTimes {
		return nil, ows.Invalid("time", "TIME lists %d values, more than the %d allowed; use a period, start/end", len(values), maxTimes)
	}
	var all Times
	for _, v := range values {
		parts := strings.Split(strings.TrimSpace(v), "/")
		begin, ok := ows.ParseInstant(parts[0])
		end := begin
		if ok && len(parts) > 1 {
			end, ok = ows.ParseInstant(parts[1])
		}
		switch {
		case !ok || len(parts) > 3:
			return nil, ows.Invalid("time", "%.60q in TIME is neither a date or time of ISO 8601 nor a period start/end", v)
		case end.Last.Before(begin.First):
			return nil, ows.Invalid("time", "the period %.60q in TIME ends before it begins", v)
		}
		all = append(all, ows.Instant{First: begin.First, Last: end.Last})
	}
	return all, nil
}

// On selects the features of a layer that overlap the times; nil when the layer has no time or everything is selected. A feature without an end lasted for its
// begin only.
func (t Times) On(l *layer.Layer) filter.Expr {
	if len(t) == 0 || l.TimeBegin == "" {
		return nil
	}
	begin := &filter.Property{Name: l.TimeBegin}
	or := &filter.Or{}
	for _, span := range t {
		period := &filter.Period{Begin: instant(span.First), End: instant(span.Last)}
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
