package dimension

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

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
