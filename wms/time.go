package wms

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// span is a time from its first to its last microsecond.
type span struct{ first, last time.Time }

// instants are the forms of ISO 8601 that are read (1.3.0, annex D), with the length of what each names.
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

// parseInstant reads a date or time; one of reduced precision, such as 2004-06, means the whole of it. Without a zone it is in UTC.
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

// duration is a period of ISO 8601, such as P1Y2M3DT4H5M6.7S.
type duration struct {
	years, months, days int
	rest                time.Duration
}

var durationForm = regexp.MustCompile(`^P(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?$`)

func parseDuration(s string) (duration, bool) {
	m := durationForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(s)))
	if m == nil || strings.HasSuffix(m[0], "T") || len(m[0]) == 1 {
		return duration{}, false
	}
	n := func(i int) int {
		v, _ := strconv.Atoi(m[i]) // digits, or nothing
		return v
	}
	seconds, _ := strconv.ParseFloat(m[8], 64) // digits, or nothing
	return duration{n(1), n(2), n(4) + 7*n(3),
		time.Duration(n(6))*time.Hour + time.Duration(n(7))*time.Minute + time.Duration(seconds*1e6)*time.Microsecond}, true
}

// after is the time n durations after t.
func (d duration) after(t time.Time, n int) time.Time {
	return t.AddDate(n*d.years, n*d.months, n*d.days).Add(time.Duration(n) * d.rest)
}

// seconds is the mean length.
func (d duration) seconds() float64 {
	const day, year = 86400, 365.2425 * 86400
	return float64(d.years)*year + float64(d.months)*year/12 + float64(d.days)*day + d.rest.Seconds()
}

// nearest is the one of first, first + d, first + 2d ... up to last that is nearest to t. A duration of no length has every time.
func (d duration) nearest(first, last, t time.Time) time.Time {
	switch {
	case t.Before(first):
		return first
	case d.seconds() <= 0:
		if t.After(last) {
			return last
		}
		return t
	}
	if t.After(last) {
		t = last
	}
	guess := int(t.Sub(first).Seconds() / d.seconds())
	best := first
	for n := max(0, guess-1); n <= guess+2; n++ {
		if s := d.after(first, n); !s.After(last) && s.Sub(t).Abs() < best.Sub(t).Abs() {
			best = s
		}
	}
	return best
}
