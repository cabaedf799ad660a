package cql

import (
	"strconv"
	"strings"
	"time"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

var temporalOps = map[string]filter.TemporalOp{
	"T_AFTER": filter.After, "T_BEFORE": filter.Before, "T_STARTS": filter.Begins, "T_STARTEDBY": filter.BegunBy, "T_CONTAINS": filter.TContains,
	"T_DURING": filter.During, "T_FINISHEDBY": filter.EndedBy, "T_FINISHES": filter.Ends, "T_EQUALS": filter.TEquals, "T_MEETS": filter.Meets,
	"T_METBY": filter.MetBy, "T_OVERLAPS": filter.TOverlaps, "T_OVERLAPPEDBY": filter.OverlappedBy, "T_INTERSECTS": filter.AnyInteracts,
	"T_DISJOINT": filter.AnyInteracts,
}

// temporalCall reads T_AFTER(a, b) and its like, and T_DISJOINT, which is the negation of T_INTERSECTS.
func (p *parser) temporalCall(op filter.TemporalOp) (filter.Expr, error) {
	name := p.tok
	p.next()
	sides, err := list(p, p.timeOperand)
	if err != nil {
		return nil, err
	}
	if len(sides) != 2 {
		return nil, p.fail(name.pos, "%s takes 2 arguments, not %d", strings.ToUpper(name.text), len(sides))
	}
	e := &filter.Temporal{Op: op, Left: sides[0], Right: sides[1]}
	return negate(strings.EqualFold(name.text, "T_DISJOINT"), e), nil
}

// timeOperand reads a property, DATE(), TIMESTAMP(), or INTERVAL(a, b).
func (p *parser) timeOperand() (filter.Expr, error) {
	t := p.tok
	if !p.is("INTERVAL") || !p.peek("(") {
		return p.value(1)
	}
	p.next()
	ends, err := list(p, p.intervalEnd)
	if err != nil {
		return nil, err
	}
	if len(ends) != 2 {
		return nil, p.fail(t.pos, "INTERVAL takes 2 arguments, not %d", len(ends))
	}
	return &filter.Period{Begin: ends[0], End: ends[1], Pos: at(t.pos)}, nil
}

// intervalEnd reads an end of an INTERVAL: a time in quotes, '..' for an open end, DATE(), TIMESTAMP() or a property.
func (p *parser) intervalEnd() (filter.Expr, error) {
	t := p.tok
	if t.kind != text {
		e, err := p.value(1)
		if lit, ok := e.(*filter.Literal); ok && lit.Value.Kind() != feature.Date && lit.Value.Kind() != feature.DateTime {
			return nil, p.fail(t.pos, "%.40s is not a date or time; write '2024-05-01', '2024-05-01T12:00:00Z' or '..'", lit)
		}
		return e, err
	}
	p.next()
	if t.text == ".." || t.text == "" {
		return &filter.Literal{Pos: at(t.pos)}, nil
	}
	return p.time(t)
}

// temporalWord reads ECQL's property BEFORE t, AFTER t, DURING a/b, TEQUALS t, BEFORE OR DURING a/b, DURING OR AFTER a/b.
func (p *parser) temporalWord(left filter.Expr) (filter.Expr, bool, error) {
	start := p.tok
	switch {
	case p.take("BEFORE"):
		if p.take("OR") {
			if err := p.need("DURING"); err != nil {
				return nil, true, err
			}
			period, err := p.period()
			if err != nil {
				return nil, true, err
			}
			return &filter.Temporal{Op: filter.AnyInteracts, Left: left, Right: &filter.Period{Begin: &filter.Literal{Pos: at(start.pos)}, End: period.End, Pos: period.Pos}}, true, nil
		}
		return p.temporalSide(filter.Before, left)
	case p.take("AFTER"):
		return p.temporalSide(filter.After, left)
	case p.take("TEQUALS"):
		return p.temporalSide(filter.TEquals, left)
	case p.take("DURING"):
		orAfter := false
		if p.take("OR") {
			if err := p.need("AFTER"); err != nil {
				return nil, true, err
			}
			orAfter = true
		}
		period, err := p.period()
		if err != nil {
			return nil, true, err
		}
		if orAfter {
			return &filter.Temporal{Op: filter.AnyInteracts, Left: left, Right: &filter.Period{Begin: period.Begin, End: &filter.Literal{Pos: at(start.pos)}, Pos: period.Pos}}, true, nil
		}
		return &filter.Temporal{Op: filter.During, Left: left, Right: period}, true, nil
	default:
		return nil, false, nil
	}
}

func (p *parser) temporalSide(op filter.TemporalOp, left filter.Expr) (filter.Expr, bool, error) {
	saved := *p
	if period, err := p.period(); err == nil {
		return &filter.Temporal{Op: op, Left: left, Right: period}, true, nil
	}
	*p = saved
	right, err := p.timeOperand()
	return &filter.Temporal{Op: op, Left: left, Right: right}, true, err
}

// period reads instant/instant, instant/duration and duration/instant.
func (p *parser) period() (*filter.Period, error) {
	pos := p.tok.pos
	first, firstIs := p.duration()
	var begin, end filter.Expr
	var err error
	if !firstIs {
		if begin, err = p.instant(); err != nil {
			return nil, err
		}
	}
	if err := p.need("/"); err != nil {
		return nil, err
	}
	if firstIs {
		if end, err = p.instant(); err != nil {
			return nil, err
		}
		if begin, err = p.shifted(end, first, -1, pos); err != nil {
			return nil, err
		}
	} else if last, ok := p.duration(); ok {
		if end, err = p.shifted(begin, last, 1, pos); err != nil {
			return nil, err
		}
	} else if end, err = p.instant(); err != nil {
		return nil, err
	}
	return &filter.Period{Begin: begin, End: end, Pos: at(pos)}, nil
}

func (p *parser) instant() (filter.Expr, error) {
	t := p.tok
	if t.kind == param {
		return p.literalParameter("a date or time", feature.Date, feature.DateTime)
	}
	if t.kind != instant && t.kind != text {
		return nil, p.expected("a time such as 2024-05-01T00:00:00Z")
	}
	p.next()
	return p.time(t)
}

// span is a duration of ISO 8601, whose months have no fixed length.
type span struct {
	years, months, days int
	rest                time.Duration
}

func (p *parser) duration() (span, bool) {
	if p.tok.kind != word {
		return span{}, false
	}
	s, ok := parseSpan(strings.ToUpper(p.tok.text))
	if ok {
		p.next()
	}
	return s, ok
}

// parseSpan reads PnYnMnDTnHnMnS and PnW.
func parseSpan(s string) (span, bool) {
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" || rest == "T" {
		return span{}, false
	}
	var d span
	inTime := false
	for rest != "" {
		if rest[0] == 'T' && !inTime {
			inTime, rest = true, rest[1:]
			continue
		}
		i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if i <= 0 {
			return span{}, false
		}
		n, err := strconv.Atoi(rest[:i])
		if err != nil || n > 1_000_000 || !d.add(rest[i], n, inTime) {
			return span{}, false
		}
		rest = rest[i+1:]
	}
	return d, true
}

func (d *span) add(unit byte, n int, inTime bool) bool {
	switch {
	case unit == 'Y' && !inTime:
		d.years = n
	case unit == 'M' && !inTime:
		d.months = n
	case unit == 'W' && !inTime:
		d.days += 7 * n
	case unit == 'D' && !inTime:
		d.days += n
	case unit == 'H' && inTime:
		d.rest += time.Duration(n) * time.Hour
	case unit == 'M' && inTime:
		d.rest += time.Duration(n) * time.Minute
	case unit == 'S' && inTime:
		d.rest += time.Duration(n) * time.Second
	default:
		return false
	}
	return true
}

// shifted is the other end of a period; a year of five digits could not be written.
func (p *parser) shifted(e filter.Expr, d span, sign, pos int) (filter.Expr, error) {
	lit, ok := e.(*filter.Literal)
	if !ok {
		return e, nil
	}
	t := lit.Value.Time().AddDate(sign*d.years, sign*d.months, sign*d.days).Add(time.Duration(sign) * d.rest)
	if t.Year() < 0 || t.Year() > 9999 {
		return nil, p.fail(pos, "the period reaches beyond the years 0 to 9999")
	}
	return &filter.Literal{Value: feature.DateTimeOf(t), Pos: lit.Pos}, nil
}
