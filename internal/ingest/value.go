package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"

	"haavi/internal/feature"
)

// isNull says whether a text stands for nothing. "NA" is a country to countryCode.
func isNull(s string, country bool) bool {
	switch s {
	case "", `\N`:
		return true
	case "NA", "N/A", "NULL", "null":
		return !country
	default:
		return false
	}
}

// parseFloat reads a decimal number; a comma may be the decimal sign. Hexadecimal,
// infinite and undefined numbers are not numbers here.
func parseFloat(s string) (float64, bool) {
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

func parseInt(s string) (int64, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	// "3.0" is how some tools write whole numbers.
	f, ok := parseFloat(s)
	return int64(f), ok && f == math.Trunc(f) && math.Abs(f) < 1<<53
}

func parseBool(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true", "t", "yes", "y", "1":
		return true, true
	case "false", "f", "no", "n", "0":
		return false, true
	default:
		return false, false
	}
}

// convert makes a typed value of a text that is not null; ok is false when the text is no such value.
func convert(s string, kind feature.Kind) (v feature.Value, ok bool) {
	switch kind {
	case feature.Int:
		n, ok := parseInt(s)
		return feature.IntValue(n), ok
	case feature.Float:
		f, ok := parseFloat(s)
		return feature.FloatValue(f), ok
	case feature.Bool:
		b, ok := parseBool(s)
		return feature.BoolValue(b), ok
	case feature.Date, feature.DateTime:
		i, err := ParseInterval(s)
		if err != nil || i.Begin.IsZero() || !sameDay(i.Begin, i.End) {
			return feature.Value{}, false
		}
		if kind == feature.Date {
			return feature.DateOf(i.Begin), true
		}
		return feature.DateTimeOf(i.Begin), true
	default:
		return feature.StringValue(s), true
	}
}

// sameDay says that an interval is no wider than a day, so that its begin stands for it.
func sameDay(a, b time.Time) bool { return b.Sub(a) < 24*time.Hour && !b.IsZero() }

func itoa(n int) string { return strconv.Itoa(n) }
