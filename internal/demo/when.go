package demo

import (
	"math/rand/v2"
	"time"
)

// when is the time of a record: as it was written, and as an interval.
type when struct {
	text       string
	begin, end time.Time
}

const dayForm = "2006-01-02"

// seen draws a day of the species in a year of the collection.
func seen(r *rand.Rand, s *species, c *collection, latitude float64) time.Time {
	year := c.year(r)
	d := time.Date(year, time.January, s.season.day(r, latitude), 0, 0, 0, 0, time.UTC)
	if s.count == 0 && c.basis != "HumanObservation" && r.Float64() < 0.3 {
		d = time.Date(year, time.May, 1+r.IntN(150), 0, 0, 0, 0, time.UTC) // plants are collected when they do not bloom, too
	}
	// People have time at weekends.
	if wd := d.Weekday(); c.basis == "HumanObservation" && year >= 1970 && wd != time.Saturday && wd != time.Sunday && r.Float64() < 0.35 {
		d = d.AddDate(0, 0, 6-int(wd)+r.IntN(2))
	}
	if d.After(lastDay) {
		d = lastDay
	}
	return d
}

// dated writes a day as the collection does.
func dated(r *rand.Rand, d time.Time, c *collection) when {
	p := r.Float64()
	switch {
	case c.dates == byClock && d.Year() >= 1990 && p < 0.65:
		begin := d.Add(time.Duration(3+r.IntN(15))*time.Hour + time.Duration(r.IntN(12)*5)*time.Minute)
		if c.basis == "MachineObservation" {
			begin = d.Add(time.Duration(r.IntN(86400)) * time.Second)
			return when{begin.Format("2006-01-02T15:04:05Z"), begin, begin}
		}
		end := begin.Add(time.Duration(1+r.IntN(30)) * 5 * time.Minute)
		const form = "2006-01-02T15:04Z"
		return when{begin.Format(form) + "/" + end.Format(form), begin, end}
	case c.dates == byMonth && p < 0.12:
		return wholeYear(d)
	case c.dates == byMonth && p < 0.3:
		first := time.Date(d.Year(), d.Month(), 1, 0, 0, 0, 0, time.UTC)
		return when{first.Format("2006-01"), first, first.AddDate(0, 1, 0).Add(-time.Second)}
	case c.basis == "MaterialSample" && p < 0.3:
		last := d.AddDate(0, 0, 1+r.IntN(3)) // a net that was out for some nights
		if last.After(lastDay) {
			last = lastDay
		}
		return when{d.Format(dayForm) + "/" + last.Format(dayForm), d, last.Add(24*time.Hour - time.Second)}
	default:
		return when{d.Format(dayForm), d, d.Add(24*time.Hour - time.Second)}
	}
}

// decadeSize is the side of a square from which on only the decade is told.
const decadeSize = 100_000

// widened is what is told of the time of a generalised record: its year, or its decade.
func widened(d time.Time, size float64) when {
	if size < decadeSize {
		return wholeYear(d)
	}
	first := time.Date(d.Year()/10*10, time.January, 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(10, 0, 0).Add(-time.Second)
	if last.After(lastDay) {
		last = lastDay.Add(24*time.Hour - time.Second)
	}
	return when{first.Format("2006") + "/" + last.Format("2006"), first, last}
}

func wholeYear(d time.Time) when {
	first := time.Date(d.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	return when{first.Format("2006"), first, first.AddDate(1, 0, 0).Add(-time.Second)}
}
