package fes

import (
	"strings"
	"time"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

var temporalOps = map[string]filter.TemporalOp{
	"After": filter.After, "Before": filter.Before, "Begins": filter.Begins, "BegunBy": filter.BegunBy, "TContains": filter.TContains, "During": filter.During,
	"EndedBy": filter.EndedBy, "Ends": filter.Ends, "TEquals": filter.TEquals, "Meets": filter.Meets, "MetBy": filter.MetBy, "TOverlaps": filter.TOverlaps,
	"OverlappedBy": filter.OverlappedBy, "AnyInteracts": filter.AnyInteracts,
}

// temporal reads a temporal operator (FES 7.9): two of properties, literals, instants and periods.
func (p parser) temporal(op filter.TemporalOp, e *element) (filter.Expr, error) {
	if len(e.children) != 2 {
		return nil, e.fail("%s relates two times, not %d", e.name, len(e.children))
	}
	l, err := p.time(e.children[0])
	if err != nil {
		return nil, err
	}
	r, err := p.time(e.children[1])
	return &filter.Temporal{Op: op, Left: l, Right: r}, err
}

// time reads a side of a temporal operator. A Literal may be two times with a slash between (ISO 8601).
func (p parser) time(e *element) (filter.Expr, error) {
	switch e.name {
	case "Literal":
		if len(e.children) == 1 {
			return p.time(e.children[0])
		}
		begin, end, period := strings.Cut(e.value(), "/")
		if !period {
			return instant(e, begin)
		}
		return newPeriod(e, e, begin, e, end)
	case "TimeInstant":
		pos := e.child("timePosition")
		if pos == nil {
			return nil, e.fail("TimeInstant has no timePosition")
		}
		text, err := positionText(pos)
		if err == nil && text == "" {
			err = pos.fail("a time that is unknown cannot be compared")
		}
		if err != nil {
			return nil, err
		}
		return instant(pos, text)
	case "TimePeriod":
		return p.period(e)
	case "ValueReference", "PropertyName":
		return p.reference(e)
	default:
		return nil, e.fail("%.40s found where a time is needed; use a property, TimeInstant, TimePeriod or Literal", e.name)
	}
}

func (p parser) period(e *element) (filter.Expr, error) {
	if all := parts(e); len(all) != 2 {
		return nil, e.fail("TimePeriod has a begin and an end, and nothing else")
	}
	begin, beginText, err := periodEnd(e, "begin", "beginPosition")
	if err != nil {
		return nil, err
	}
	end, endText, err := periodEnd(e, "end", "endPosition")
	if err != nil {
		return nil, err
	}
	return newPeriod(e, begin, beginText, end, endText)
}

// periodEnd finds the position of an end of a period, in a TimeInstant or at once, and its text: "" for an open end.
func periodEnd(e *element, property, position string) (*element, string, error) {
	c := e.child(property, position)
	if c == nil {
		return nil, "", e.fail("TimePeriod has no %s", position)
	}
	if c.name == property {
		i := c.child("TimeInstant")
		if i == nil || i.child("timePosition") == nil {
			return nil, "", c.fail("%s has no TimeInstant with a timePosition; references are not followed", property)
		}
		c = i.child("timePosition")
	}
	text, err := positionText(c)
	return c, text, err
}

// positionText returns the text of a position, "" when it says that it is unknown.
func positionText(e *element) (string, error) {
	if f := e.attrs["frame"]; f != "" && f != "#ISO-8601" {
		return "", e.fail("times are read in the frame #ISO-8601 only")
	}
	switch i := e.attrs["indeterminatePosition"]; {
	case i == "unknown" && e.value() == "":
		return "", nil
	case i != "":
		return "", e.fail("indeterminatePosition=%.20q is only supported at the ends of a period, as unknown; write the time itself", i)
	case e.value() == "":
		return "", e.fail(`%s is empty; write a time, or indeterminatePosition="unknown" for an open end`, e.name)
	default:
		return e.value(), nil
	}
}

// newPeriod makes a period of the texts of its ends, which may be of a month or year, open ("" and "..") or times.
func newPeriod(e, beginAt *element, begin string, endAt *element, end string) (filter.Expr, error) {
	first, _, err := endsOf(beginAt, begin)
	if err != nil {
		return nil, err
	}
	_, last, err := endsOf(endAt, end)
	if err != nil {
		return nil, err
	}
	return &filter.Period{Begin: first, End: last, Pos: filter.Pos(e.path)}, nil
}

// endsOf returns the first and the last of the time that a text names.
func endsOf(e *element, text string) (first, last filter.Expr, err error) {
	if text == "" || text == ".." {
		open := &filter.Literal{Pos: filter.Pos(e.path)}
		return open, open, nil
	}
	x, err := instant(e, text)
	if p, ok := x.(*filter.Period); ok {
		return p.Begin, p.End, err
	}
	return x, x, err
}

// instant reads xs:date and xs:dateTime; of xs:gYear and xs:gYearMonth it makes periods.
func instant(e *element, text string) (filter.Expr, error) {
	pos := filter.Pos(e.path)
	if v, ok := filter.ParseTime(text); ok {
		return &filter.Literal{Value: v, Pos: pos}, nil
	}
	for _, unit := range []struct {
		layout string
		months int
	}{{"2006", 12}, {"2006-01", 1}} {
		if t, err := time.Parse(unit.layout, text); err == nil {
			last := t.AddDate(0, unit.months, -1)
			return &filter.Period{Begin: &filter.Literal{Value: feature.DateOf(t), Pos: pos}, End: &filter.Literal{Value: feature.DateOf(last), Pos: pos}, Pos: pos}, nil
		}
	}
	return nil, e.fail("%.40q is not a date or time; write 2024-05-01 or 2024-05-01T12:00:00Z", text)
}
