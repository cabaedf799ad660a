package filter

import (
	"math"

	"haavi/internal/feature"
)

// Every side of a temporal operator is a closed interval of microseconds since 1970-01-01T00:00:00Z: an instant from itself to
// itself, a Date from its first microsecond to its last in UTC, a Period from the begin of its first to the end of its last
// member; a Null literal end of a Period is infinitely far. When a property is null the operator is unknown. With these intervals
// the operators are those of ISO 19108 and CQL2 (OGC 21-065r2, 7.11), strict where the standards are.

// The ends of time.
const (
	Forever   = math.MaxInt64
	Beginning = math.MinInt64
)

// MicrosPerDay is the length of a Date.
const MicrosPerDay = 24 * 60 * 60 * 1_000_000

// Interval returns the first and last microsecond of a value of time; ok is false for others.
func Interval(v feature.Value) (first, last int64, ok bool) {
	switch v.Kind() {
	case feature.Date:
		return v.Int() * MicrosPerDay, v.Int()*MicrosPerDay + MicrosPerDay - 1, true
	case feature.DateTime:
		return v.Int(), v.Int(), true
	default:
		return 0, 0, false
	}
}

// End names one end of the two intervals a temporal operator relates.
type End uint8

// The ends: of the left interval and of the right one.
const (
	LeftFirst End = iota
	LeftLast
	RightFirst
	RightLast
)

// Relation is one condition on two ends.
type Relation struct {
	A  End
	Op CompareOp
	B  End
}

// Relations are the conditions, all of which must hold, that a temporal operator stands for. Eval and every SQL dialect use them,
// so that they cannot differ.
func (op TemporalOp) Relations() []Relation {
	switch op {
	case After:
		return []Relation{{LeftFirst, Greater, RightLast}}
	case Before:
		return []Relation{{LeftLast, Less, RightFirst}}
	case Begins:
		return []Relation{{LeftFirst, Equal, RightFirst}, {LeftLast, Less, RightLast}}
	case BegunBy:
		return []Relation{{LeftFirst, Equal, RightFirst}, {LeftLast, Greater, RightLast}}
	case TContains:
		return []Relation{{LeftFirst, Less, RightFirst}, {LeftLast, Greater, RightLast}}
	case During:
		return []Relation{{LeftFirst, Greater, RightFirst}, {LeftLast, Less, RightLast}}
	case EndedBy:
		return []Relation{{LeftFirst, Less, RightFirst}, {LeftLast, Equal, RightLast}}
	case Ends:
		return []Relation{{LeftFirst, Greater, RightFirst}, {LeftLast, Equal, RightLast}}
	case TEquals:
		return []Relation{{LeftFirst, Equal, RightFirst}, {LeftLast, Equal, RightLast}}
	case Meets:
		return []Relation{{LeftLast, Equal, RightFirst}}
	case MetBy:
		return []Relation{{LeftFirst, Equal, RightLast}}
	case TOverlaps:
		return []Relation{{LeftFirst, Less, RightFirst}, {LeftLast, Greater, RightFirst}, {LeftLast, Less, RightLast}}
	case OverlappedBy:
		return []Relation{{LeftFirst, Greater, RightFirst}, {LeftFirst, Less, RightLast}, {LeftLast, Greater, RightLast}}
	default: // AnyInteracts
		return []Relation{{LeftFirst, LessEqual, RightLast}, {LeftLast, GreaterEqual, RightFirst}}
	}
}

func (c *checker) temporal(e *Temporal) (Expr, error) {
	l, err := c.time(e.Left)
	if err != nil {
		return nil, err
	}
	r, err := c.time(e.Right)
	if err != nil {
		return nil, err
	}
	return &Temporal{Op: e.Op, Left: l, Right: r}, nil
}

// time checks a side of a temporal operator.
func (c *checker) time(e Expr) (Expr, error) {
	p, ok := e.(*Period)
	if !ok {
		return c.timeValue(e, false)
	}
	begin, err := c.timeValue(p.Begin, true)
	if err != nil {
		return nil, err
	}
	end, err := c.timeValue(p.End, true)
	if err != nil {
		return nil, err
	}
	b, bok := begin.(*Literal)
	n, nok := end.(*Literal)
	if bok && nok && !b.Value.IsNull() && !n.Value.IsNull() {
		first, _, _ := Interval(b.Value)
		if _, last, _ := Interval(n.Value); last < first {
			return nil, fail(p.Pos, "", "the period ends (%s) before it begins (%s)", n.Value, b.Value)
		}
	}
	return &Period{begin, end, p.Pos}, nil
}

func (c *checker) timeValue(e Expr, open bool) (Expr, error) {
	if lit, ok := e.(*Literal); ok && open && lit.Value.IsNull() {
		return lit, nil
	}
	v, kind, err := c.scalar(e, 1)
	if err != nil {
		return nil, err
	}
	if lit, ok := v.(*Literal); ok {
		return convert(lit, feature.DateTime, "")
	}
	if !isTime(kind) {
		return nil, fail(posOf(v), nameOf(v), "%.60s is %s: a temporal operator needs a date or dateTime", v, article(kind))
	}
	if _, ok := v.(*Property); !ok {
		return nil, fail(posOf(v), "", "a temporal operator needs properties and literals, not %.60s", v)
	}
	return v, nil
}
