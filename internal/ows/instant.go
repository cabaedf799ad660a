package ows

import (
	"strings"
	"time"
)

// Instant is a time from its first to its last microsecond, in UTC: one of reduced precision, such as 2004-06, means the whole of it.
type Instant struct{ First, Last time.Time }

// instants are the forms of ISO 8601 that are read (OGC 06-042, annex D), with the length of what each names.
var instants = []struct {
	layout              string
	years, months, days int
	rest                time.Duration
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

// ParseInstant reads a date or time of a TIME parameter; without a zone it is in UTC.
func ParseInstant(text string) (Instant, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	for _, form := range instants {
		if t, err := time.Parse(form.layout, text); err == nil {
			end := t.AddDate(form.years, form.months, form.days).Add(form.rest)
			return Instant{t.UTC(), end.Add(-time.Microsecond).UTC()}, true
		}
	}
	return Instant{}, false
}
