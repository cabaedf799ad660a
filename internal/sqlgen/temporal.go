package sqlgen

import (
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// temporal writes the relations of the operator (see filter.TemporalOp.Relations) on the ends of its sides. A null property makes
// the whole unknown, also where one relation is false or none asks for that property.
func (b *builder) temporal(e *filter.Temporal, negated bool) string {
	var terms []string
	used := map[filter.Expr]bool{}
	for _, r := range e.Op.Relations() {
		left, right := endOf(e, r.A), endOf(e, r.B)
		used[left.expr], used[right.expr] = true, true
		terms = append(terms, b.relate(left, r.Op, right))
	}
	ps := append(properties(e.Left), properties(e.Right)...)
	if negated && len(ps) > 0 {
		return b.unknownIfNull(ps, "("+strings.Join(terms, " AND ")+")")
	}
	for _, p := range ps {
		if !used[p] {
			terms = append(terms, "("+b.scalar(p)+" IS NOT NULL)")
		}
	}
	return "(" + strings.Join(terms, " AND ") + ")"
}

// end is one end of an interval: a property's or literal's first or last microsecond, or infinity.
type end struct {
	expr   filter.Expr
	last   bool
	fixed  bool
	micros int64
}

func endOf(t *filter.Temporal, which filter.End) end {
	side := t.Left
	if which == filter.RightFirst || which == filter.RightLast {
		side = t.Right
	}
	last := which == filter.LeftLast || which == filter.RightLast
	if p, ok := side.(*filter.Period); ok {
		side = p.Begin
		if last {
			side = p.End
		}
	}
	e := end{expr: side, last: last}
	if lit, ok := side.(*filter.Literal); ok {
		e.fixed = true
		first, final, ok := filter.Interval(lit.Value)
		switch {
		case !ok && last:
			e.micros = filter.Forever
		case !ok:
			e.micros = filter.Beginning
		case last:
			e.micros = final
		default:
			e.micros = first
		}
	}
	return e
}

func properties(side filter.Expr) []filter.Expr {
	var ps []filter.Expr
	filter.Walk(side, func(e filter.Expr) {
		if _, ok := e.(*filter.Property); ok {
			ps = append(ps, e)
		}
	})
	return ps
}

func (b *builder) relate(l end, op filter.CompareOp, r end) string {
	switch {
	case l.fixed && r.fixed:
		return constant(holds(op, l.micros, r.micros))
	case l.fixed:
		return b.relateConstant(r, mirrored(op), l.micros)
	case r.fixed:
		return b.relateConstant(l, op, r.micros)
	default:
		return "(" + b.endInstant(l) + " " + op.String() + " " + b.endInstant(r) + ")"
	}
}

func holds(op filter.CompareOp, a, b int64) bool {
	switch op {
	case filter.Equal:
		return a == b
	case filter.NotEqual:
		return a != b
	case filter.Less:
		return a < b
	case filter.LessEqual:
		return a <= b
	case filter.Greater:
		return a > b
	default:
		return a >= b
	}
}

func mirrored(op filter.CompareOp) filter.CompareOp {
	switch op {
	case filter.Less:
		return filter.Greater
	case filter.LessEqual:
		return filter.GreaterEqual
	case filter.Greater:
		return filter.Less
	case filter.GreaterEqual:
		return filter.LessEqual
	default:
		return op
	}
}

// relateConstant compares an end of a property with an instant, a Date by its days, so that an index on the column serves.
func (b *builder) relateConstant(e end, op filter.CompareOp, micros int64) string {
	p, ok := e.expr.(*filter.Property)
	if !ok {
		return "(1 = 0)"
	}
	if micros == filter.Forever || micros == filter.Beginning {
		return b.unknownIfNull([]filter.Expr{p}, constant(holds(op, 0, micros)))
	}
	if p.Field.Type != feature.Date {
		return "(" + b.value(p.Field) + " " + op.String() + " " + b.literal(b, feature.DateTimeValue(micros)) + ")"
	}
	if e.last { // the last microsecond of a day compares with m as its first does with m + 1 - a day
		micros += 1 - filter.MicrosPerDay
	}
	op, day, ok := dayOf(op, micros)
	if !ok {
		return b.unknownIfNull([]filter.Expr{p}, constant(op == filter.NotEqual))
	}
	return "(" + b.value(p.Field) + " " + op.String() + " " + b.literal(b, feature.DateValue(day)) + ")"
}

// unknownIfNull is a condition, but null when a property is.
func (b *builder) unknownIfNull(ps []filter.Expr, condition string) string {
	nulls := make([]string, len(ps))
	for i, p := range ps {
		nulls[i] = b.scalar(p) + " IS NULL"
	}
	return "(CASE WHEN " + strings.Join(nulls, " OR ") + " THEN NULL ELSE " + condition + " END)"
}

func constant(truth bool) string {
	if truth {
		return "(1 = 1)"
	}
	return "(1 = 0)"
}

func (b *builder) endInstant(e end) string {
	k := kindOf(e.expr)
	if k == feature.Date && e.last {
		return b.lastOfDay(b.scalar(e.expr))
	}
	return b.instant(b.scalar(e.expr), k)
}
