package filter

import (
	"strconv"
	"strings"
	"time"

	"haavi/internal/feature"
)

// convert gives a literal the type that it is compared with. name is the property it is compared with, for the error.
func convert(l *Literal, want feature.Kind, name string) (*Literal, error) {
	v, ok := as(l.Value, want)
	if !ok {
		hint := ""
		if isTime(want) {
			hint = "; write 2024-05-01 or 2024-05-01T12:00:00Z"
		}
		if name != "" {
			return nil, fail(l.Pos, name, "%.60q is not %s, which property %q is%s", l.Value.String(), article(want), name, hint)
		}
		return nil, fail(l.Pos, "", "%.60q is not %s, which is needed there%s", l.Value.String(), needed(want), hint)
	}
	return &Literal{Value: v, Pos: l.Pos}, nil
}

// as converts a value. A number that is no integer stays comparable with integers as a Float, and a date with instants.
func as(v feature.Value, want feature.Kind) (feature.Value, bool) {
	k := v.Kind()
	switch {
	case k == want && want != feature.Null, isNumber(k) && isNumber(want), isTime(k) && isTime(want):
		return v, true
	case want == feature.String:
		return feature.StringValue(v.String()), k != feature.Null
	case want == feature.Null:
		return v, true
	case want == feature.Bool && k == feature.Int:
		return feature.BoolValue(v.Int() == 1), v.Int() == 0 || v.Int() == 1
	case k != feature.String:
		return v, false
	}
	text := strings.TrimSpace(v.Str())
	switch want {
	case feature.Int, feature.Float:
		return parseNumber(text)
	case feature.Bool:
		return parseBool(text)
	case feature.Date, feature.DateTime:
		return ParseTime(text)
	default:
		return v, false
	}
}

func parseNumber(s string) (feature.Value, bool) {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return feature.IntValue(i), true
	}
	// ParseFloat also takes hexadecimal, underscores and names, which no filter language has.
	if s == "" || strings.Trim(s, "0123456789+-.eE") != "" {
		return feature.Value{}, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return feature.FloatValue(f), err == nil
}

func parseBool(s string) (feature.Value, bool) {
	switch strings.ToLower(s) {
	case "true", "1":
		return feature.BoolValue(true), true
	case "false", "0":
		return feature.BoolValue(false), true
	default:
		return feature.Value{}, false
	}
}

// ParseTime reads xs:date and xs:dateTime (W3C XML Schema part 2, 3.2.7 and 3.2.9): a time without a zone is taken as UTC; the
// zone of a date says nothing about the day that it names. Digits beyond microseconds are dropped, and 24:00:00 is the next midnight.
func ParseTime(s string) (feature.Value, bool) {
	for _, layout := range []string{"2006-01-02", "2006-01-02Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return feature.DateOf(t), true
		}
	}
	day, zone, midnight := strings.Cut(s, "T24:00:00")
	if midnight {
		s = day + "T00:00:00" + zone
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			if midnight {
				t = t.Add(24 * time.Hour)
			}
			return feature.DateTimeOf(t), true
		}
	}
	return feature.Value{}, false
}

// convertPair types two literals that are compared with each other: as numbers or times when both can be, else as strings.
func convertPair(l, r *Literal) (Expr, Expr) {
	for _, kind := range []feature.Kind{feature.Float, feature.DateTime, feature.Bool} {
		if !l.Untyped && !r.Untyped && l.Value.Kind() == r.Value.Kind() {
			break
		}
		lv, lok := as(l.Value, kind)
		rv, rok := as(r.Value, kind)
		if lok && rok {
			return &Literal{Value: lv, Pos: l.Pos}, &Literal{Value: rv, Pos: r.Pos}
		}
	}
	if areComparable(l.Value.Kind(), r.Value.Kind()) {
		return &Literal{Value: l.Value, Pos: l.Pos}, &Literal{Value: r.Value, Pos: r.Pos}
	}
	return &Literal{Value: feature.StringValue(l.Value.String()), Pos: l.Pos}, &Literal{Value: feature.StringValue(r.Value.String()), Pos: r.Pos}
}
