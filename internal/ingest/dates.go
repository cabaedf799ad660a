package ingest

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Interval is when an event took place, both ends included and in UTC.
type Interval struct {
	// Begin or End is the zero time when that end is open.
	Begin, End time.Time
	// Clock says that a time of day was given.
	Clock bool
}

// ErrDate is what ParseInterval returns for what is no date.
var ErrDate = errors.New("not a date that can be read (ISO 8601 date, date and time, or interval a/b)")

const maxDateLength = 200

// ParseInterval reads the ways in which records write dates: ISO 8601 dates of
// any precision with or without time and zone, intervals "a/b" whose end may be
// abbreviated or open (".."), days as 2.5.2021 and, where day and month cannot
// be taken for each other, 21/5/2021, and FinBIF's "2021-05-02 [5:20-8:10]" and
// "2021-05-02 [23:00] - 2021-05-03 [3:00]".
func ParseInterval(s string) (Interval, error) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxDateLength {
		return Interval{}, ErrDate
	}
	a, b, two := strings.Cut(s, " - ")
	if !two && strings.Count(s, "/") == 1 {
		a, b, two = strings.Cut(s, "/")
	}
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	first, err := parseMoment(a, moment{})
	if err != nil {
		if !two || a != ".." || b == "" || b == ".." {
			return Interval{}, err
		}
	}
	if !two {
		return first.interval(first)
	}
	if b == "" || b == ".." {
		i, err := first.interval(first)
		i.End = time.Time{}
		return i, err
	}
	last, err := parseMoment(b, first)
	if err != nil {
		return Interval{}, err
	}
	if a == ".." {
		i, err := last.interval(last)
		i.Begin = time.Time{}
		return i, err
	}
	return first.interval(last)
}

// moment is a date of some precision: month and day are 0 when they are not known.
type moment struct {
	year, month, day int
	clock, until     clock // until is the later time of "[5:20-8:10]"
}

func (m moment) interval(last moment) (Interval, error) {
	i := Interval{Begin: m.begin(), End: last.end(), Clock: m.clock.ok || last.clock.ok}
	if i.End.Before(i.Begin) {
		return Interval{}, ErrDate
	}
	return i, nil
}

func (m moment) begin() time.Time {
	t := time.Date(m.year, time.Month(max(m.month, 1)), max(m.day, 1), 0, 0, 0, 0, time.UTC)
	if m.clock.ok {
		return t.Add(m.clock.since)
	}
	return t
}

func (m moment) end() time.Time {
	switch {
	case m.until.ok:
		return m.at(m.until)
	case m.clock.ok:
		return m.at(m.clock)
	case m.month == 0:
		return time.Date(m.year, 12, 31, 23, 59, 59, 0, time.UTC)
	case m.day == 0:
		return time.Date(m.year, time.Month(m.month)+1, 0, 23, 59, 59, 0, time.UTC)
	default:
		return time.Date(m.year, time.Month(m.month), m.day, 23, 59, 59, 0, time.UTC)
	}
}

func (m moment) at(c clock) time.Time {
	return time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC).Add(c.since)
}

// parseMoment reads a date with or without a time; before is the first half of
// an interval, from which an abbreviated second half takes what it lacks.
func parseMoment(s string, before moment) (moment, error) {
	date, rest := s, ""
	if i := strings.IndexAny(s, "T ["); i >= 0 {
		date, rest = s[:i], strings.TrimLeft(s[i:], "T ")
	}
	if before.day > 0 && date == s && strings.Contains(s, ":") {
		date, rest = "", s // only a time
	}
	m, ok := parseDay(date)
	if !ok && before.year > 0 {
		m, ok = abbreviated(date, before)
	}
	if !ok {
		return m, ErrDate
	}
	if rest == "" {
		return m, nil
	}
	if m.day == 0 {
		return m, ErrDate
	}
	if strings.HasPrefix(rest, "[") && strings.HasSuffix(rest, "]") {
		from, to, two := strings.Cut(rest[1:len(rest)-1], "-")
		m.clock = parseClock(from)
		if two {
			m.until = parseClock(to)
		}
		if !m.clock.ok || two && !m.until.ok {
			return m, ErrDate
		}
		return m, nil
	}
	if m.clock = parseClock(rest); !m.clock.ok {
		return m, ErrDate
	}
	return m, nil
}

// abbreviated reads the end of "2007-11-13/15", "2007-11-13/12-15" and "2007-11-13T10:00/12:00".
func abbreviated(s string, before moment) (moment, bool) {
	m := moment{year: before.year, month: before.month, day: before.day}
	if s == "" {
		return m, m.day > 0
	}
	parts := strings.Split(s, "-")
	n := make([]int, len(parts))
	for i, p := range parts {
		v, ok := digits(p, 1, 2)
		if !ok {
			return m, false
		}
		n[i] = v
	}
	switch {
	case len(n) == 1 && before.day > 0:
		m.day = n[0]
	case len(n) == 1 && before.month > 0:
		m.month = n[0]
	case len(n) == 2 && before.day > 0:
		m.month, m.day = n[0], n[1]
	default:
		return m, false
	}
	return m, m.valid()
}

// parseDay reads a date without time.
func parseDay(s string) (moment, bool) {
	var m moment
	var parts []string
	switch {
	case strings.Contains(s, "."):
		parts = strings.Split(s, ".")
		for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
			parts[i], parts[j] = parts[j], parts[i]
		}
	case strings.Contains(s, "/"):
		if parts = slashed(s); parts == nil {
			return m, false
		}
	case len(s) == 8:
		if _, ok := digits(s, 8, 8); ok {
			parts = []string{s[:4], s[4:6], s[6:]}
			break
		}
		parts = strings.Split(s, "-")
	default:
		parts = strings.Split(s, "-")
	}
	if len(parts) == 0 || len(parts) > 3 {
		return m, false
	}
	var ok bool
	if m.year, ok = digits(parts[0], 4, 4); !ok {
		return m, false
	}
	if len(parts) == 2 && len(parts[1]) == 3 {
		return ordinal(m.year, parts[1])
	}
	for i, p := range parts[1:] {
		n, ok := digits(p, 1, 2)
		if !ok {
			return m, false
		}
		if i == 0 {
			m.month = n
		} else {
			m.day = n
		}
	}
	return m, m.valid()
}

// slashed orders 2021/05/21 and 21/5/2021 as year, month, day; nil when day and
// month could be either.
func slashed(s string) []string {
	p := strings.Split(s, "/")
	if len(p) != 3 {
		return nil
	}
	if len(p[0]) == 4 {
		return p
	}
	a, okA := digits(p[0], 1, 2)
	b, okB := digits(p[1], 1, 2)
	switch {
	case !okA || !okB || len(p[2]) != 4:
		return nil
	case a > 12 && b <= 12, a == b:
		return []string{p[2], p[1], p[0]}
	case b > 12 && a <= 12:
		return []string{p[2], p[0], p[1]}
	default:
		return nil
	}
}

func ordinal(year int, s string) (moment, bool) {
	n, ok := digits(s, 3, 3)
	t := time.Date(year, 1, n, 0, 0, 0, 0, time.UTC)
	return moment{year: year, month: int(t.Month()), day: t.Day()}, ok && n > 0 && t.Year() == year && year >= firstYear && year <= lastYear
}

// Years outside these are slips of the pen, and the databases' types end beyond them.
const firstYear, lastYear = 1000, 9998

// valid says whether the date exists; a zero month or day is one that is not known.
func (m moment) valid() bool {
	if m.year < firstYear || m.year > lastYear || m.month > 12 || m.day > 0 && m.month == 0 {
		return false
	}
	t := time.Date(m.year, time.Month(max(m.month, 1)), max(m.day, 1), 0, 0, 0, 0, time.UTC)
	return t.Day() == max(m.day, 1)
}

func digits(s string, least, most int) (int, bool) {
	if len(s) < least || len(s) > most {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
