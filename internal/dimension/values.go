package dimension

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/ows"
)

// interval is the values from first to last, both of them included. A time of reduced precision is an interval; any other single
// value is one with itself at both ends.
type interval struct{ first, last feature.Value }

// parseValue reads one value of a kind.
func parseValue(kind feature.Kind, text string) (interval, bool) {
	text = strings.TrimSpace(text)
	var v feature.Value
	switch kind {
	case feature.Date, feature.DateTime:
		s, ok := ows.ParseInstant(text)
		return interval{feature.DateTimeOf(s.First), feature.DateTimeOf(s.Last)}, ok
	case feature.Int, feature.Float:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return interval{}, false
		}
		v = number64(f)
	case feature.Bool:
		b, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			return interval{}, false
		}
		v = feature.BoolValue(b)
	default:
		if text == "" {
			return interval{}, false
		}
		v = feature.StringValue(text)
	}
	return interval{v, v}, true
}

// number64 is a whole number where there is one, so that an index on whole numbers serves.
func number64(f float64) feature.Value {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return feature.IntValue(int64(f))
	}
	return feature.FloatValue(f)
}

// ordered says whether values of a kind have intervals. Of texts there are none: a slash may be part of one.
func ordered(kind feature.Kind) bool { return kind != feature.String && kind != feature.Bool }

// compare orders values of one kind of field.
func compare(a, b feature.Value) int {
	c, _ := a.Compare(b)
	return c
}

func (i interval) meets(j interval) bool {
	return compare(i.first, j.last) <= 0 && compare(j.first, i.last) <= 0
}

// distance is how far two values are from each other; of values that have no distance it is infinite.
func distance(a, b feature.Value) float64 {
	switch a.Kind() {
	case feature.Int, feature.Float:
		return math.Abs(a.Float() - b.Float())
	case feature.Date, feature.DateTime:
		return a.Time().Sub(b.Time()).Abs().Seconds()
	default:
		return math.Inf(1)
	}
}

// merged joins intervals that meet each other.
func merged(all []interval) []interval {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b interval) int { return compare(a.first, b.first) })
	kept := all[:0]
	for _, i := range all {
		if n := len(kept); n > 0 && i.meets(kept[n-1]) {
			if compare(i.last, kept[n-1].last) > 0 {
				kept[n-1].last = i.last
			}
			continue
		}
		kept = append(kept, i)
	}
	return kept
}

// overlapping selects the features whose values, from the field begin to the field end, meet one of the intervals. A feature without
// an end has the one value of its begin; spans says whether there is an end at all.
func overlapping(all []interval, kind feature.Kind, begin, end string, spans bool) filter.Expr {
	first := &filter.Property{Name: begin}
	if kind != feature.Date && kind != feature.DateTime && !spans {
		if list := singles(all); list != nil {
			return &filter.In{Value: first, List: list}
		}
	}
	or := &filter.Or{}
	for _, i := range all {
		lo, hi := &filter.Literal{Value: i.first}, &filter.Literal{Value: i.last}
		at, last := within(kind, first, lo, hi), &filter.Property{Name: end}
		switch {
		case !spans:
			or.Terms = append(or.Terms, at)
		case kind == feature.Date || kind == feature.DateTime:
			or.Terms = append(or.Terms,
				&filter.Temporal{Op: filter.AnyInteracts, Left: &filter.Period{Begin: first, End: last}, Right: &filter.Period{Begin: lo, End: hi}},
				&filter.And{Terms: []filter.Expr{&filter.IsNull{Value: last}, at}})
		default:
			or.Terms = append(or.Terms,
				&filter.And{Terms: []filter.Expr{&filter.Compare{Op: filter.LessEqual, Left: first, Right: hi}, &filter.Compare{Op: filter.GreaterEqual, Left: last, Right: lo}}},
				&filter.And{Terms: []filter.Expr{&filter.IsNull{Value: last}, at}})
		}
	}
	if len(or.Terms) == 1 {
		return or.Terms[0]
	}
	return or
}

// within selects what has its one value between two.
func within(kind feature.Kind, field *filter.Property, lo, hi *filter.Literal) filter.Expr {
	if kind == feature.Date || kind == feature.DateTime {
		return &filter.Temporal{Op: filter.AnyInteracts, Left: field, Right: &filter.Period{Begin: lo, End: hi}}
	}
	return &filter.Between{Value: field, Low: lo, High: hi}
}

// singles are the values of intervals that have one each; nil when one of them has more.
func singles(all []interval) []filter.Expr {
	var list []filter.Expr
	for _, i := range all {
		if compare(i.first, i.last) != 0 {
			return nil
		}
		list = append(list, &filter.Literal{Value: i.first})
	}
	return list
}
