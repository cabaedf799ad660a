package ingest

import (
	"strconv"
	"strings"
	"time"
)

// clock is a time of day, as the time since midnight UTC: a zone may make it negative.
type clock struct {
	since time.Duration
	ok    bool
}

// parseClock reads 5:20, 05:20:30.5, 0520, 05 and a zone after them.
func parseClock(s string) clock {
	s = strings.TrimSpace(s)
	zone := time.Duration(0)
	if i := strings.IndexAny(s, "Zz+-"); i > 0 {
		var ok bool
		if zone, ok = parseZone(s[i:]); !ok {
			return clock{}
		}
		s = strings.TrimSpace(s[:i])
	}
	fraction := time.Duration(0)
	if i := strings.IndexAny(s, ".,"); i > 0 {
		f, err := strconv.ParseFloat("0."+s[i+1:], 64)
		if _, ok := digits(s[i+1:], 1, 9); !ok || err != nil {
			return clock{}
		}
		fraction = time.Duration(f * 1e9).Round(time.Microsecond)
		s = s[:i]
	}
	parts := strings.Split(s, ":")
	if len(parts) == 1 && (len(s) == 4 || len(s) == 6) {
		parts = parts[:0]
		for ; len(s) > 0; s = s[2:] {
			parts = append(parts, s[:2])
		}
	}
	if len(parts) > 3 {
		return clock{}
	}
	var n [3]int
	for i, p := range parts {
		v, ok := digits(p, 1, 2)
		if !ok || i > 0 && len(p) != 2 {
			return clock{}
		}
		n[i] = v
	}
	n[2] = min(n[2], 60)
	if n[0] > 24 || n[1] > 59 || n[0] == 24 && n[1]+n[2] > 0 {
		return clock{}
	}
	d := time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second + fraction
	return clock{d - zone, true}
}

func parseZone(s string) (time.Duration, bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	sign := time.Duration(1)
	if s[0] == '-' {
		sign = -1
	}
	d := strings.Replace(s[1:], ":", "", 1)
	if len(d) == 2 {
		d += "00"
	}
	n, ok := digits(d, 4, 4)
	if !ok || n/100 > 14 || n%100 > 59 {
		return 0, false
	}
	return sign * (time.Duration(n/100)*time.Hour + time.Duration(n%100)*time.Minute), true
}

// withTime narrows a single day to the times of day in s ("10:05", "10:05/11:25").
// ok is false when they cannot be read.
func (i Interval) withTime(s string) (j Interval, ok bool) {
	day := i.Begin.Truncate(24 * time.Hour)
	if i.Clock || i.Begin.IsZero() || i.End.IsZero() || !i.End.Before(day.Add(24*time.Hour)) {
		return i, true
	}
	a, b, two := strings.Cut(strings.TrimSpace(s), "/")
	if x, y, dash := strings.Cut(a, "-"); !two && dash && strings.Count(x, ":") == 1 {
		// "10:05-11:25" is a range, though it could be a zone; "10:05:00-03:00" is a zone.
		if p, q := parseClock(x), parseClock(y); p.ok && q.ok && q.since > p.since {
			a, b, two = x, y, true
		}
	}
	from := parseClock(a)
	if !from.ok {
		return i, false
	}
	to := from
	if two {
		if to = parseClock(b); !to.ok {
			return i, false
		}
		if to.since < from.since {
			to.since += 24 * time.Hour // past midnight
		}
	}
	return Interval{Begin: day.Add(from.since), End: day.Add(to.since), Clock: true}, true
}
