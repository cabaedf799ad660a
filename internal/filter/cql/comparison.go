package cql

import (
	"strings"

	"haavi/internal/filter"
)

var compareOps = map[string]filter.CompareOp{
	"=": filter.Equal, "<>": filter.NotEqual, "!=": filter.NotEqual, "<": filter.Less, "<=": filter.LessEqual, ">": filter.Greater, ">=": filter.GreaterEqual,
}

// comparison reads what follows a value: an operator, LIKE, BETWEEN, IN, IS NULL, or one of ECQL's temporal words; nothing when
// the value is a condition by itself.
func (p *parser) comparison(left filter.Expr, depth int) (filter.Expr, error) {
	if op, ok := compareOps[p.tok.text]; ok && p.tok.kind == symbol {
		p.next()
		right, err := p.value(depth + 1)
		return foldCase(&filter.Compare{Op: op, Left: left, Right: right}), err
	}
	if p.take("IS") {
		not := p.take("NOT")
		if err := p.need("NULL"); err != nil {
			return nil, err
		}
		return negate(not, &filter.IsNull{Value: left}), nil
	}
	not := p.is("NOT") && !p.peek("(")
	if not {
		p.next()
	}
	switch {
	case p.is("LIKE"), p.is("ILIKE"):
		e, err := p.like(left)
		return negate(not, e), err
	case p.take("BETWEEN"):
		low, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if err := p.need("AND"); err != nil {
			return nil, err
		}
		high, err := p.value(depth + 1)
		return negate(not, &filter.Between{Value: left, Low: low, High: high}), err
	case p.take("IN"):
		items, err := list(p, func() (filter.Expr, error) { return p.value(depth + 1) })
		return negate(not, foldIn(left, items)), err
	case not:
		return nil, p.expected("LIKE, BETWEEN or IN")
	}
	if e, ok, err := p.temporalWord(left); ok || err != nil {
		return e, err
	}
	return left, nil
}

func negate(not bool, e filter.Expr) filter.Expr {
	if not {
		return &filter.Not{Term: e}
	}
	return e
}

// like reads the pattern; CASEI on both sides, or ILIKE, leaves case out of account.
func (p *parser) like(left filter.Expr) (filter.Expr, error) {
	ignore := p.is("ILIKE")
	p.next()
	inner, folded := unfold(left)
	if folded {
		left, ignore = inner, true
	}
	wrapped := false
	if p.is("CASEI") && p.peek("(") {
		p.next()
		p.next()
		wrapped, ignore = true, true
	}
	pattern, err := p.likePattern()
	if err != nil {
		return nil, err
	}
	if wrapped {
		if err := p.need(")"); err != nil {
			return nil, err
		}
	}
	return &filter.Like{Value: left, Pattern: pattern, IgnoreCase: ignore}, nil
}

// unfold takes CASEI off a value.
func unfold(e filter.Expr) (filter.Expr, bool) {
	if f, ok := e.(*filter.Func); ok && strings.EqualFold(f.Name, "casei") && len(f.Args) == 1 {
		return f.Args[0], true
	}
	return e, false
}

// foldCase makes CASEI(a) = CASEI(b) a comparison without case.
func foldCase(c *filter.Compare) filter.Expr {
	l, lok := unfold(c.Left)
	r, rok := unfold(c.Right)
	if lok && rok {
		return &filter.Compare{Op: c.Op, Left: l, Right: r, IgnoreCase: true}
	}
	return c
}

func foldIn(left filter.Expr, items []filter.Expr) filter.Expr {
	value, folded := unfold(left)
	if !folded {
		return &filter.In{Value: left, List: items}
	}
	terms := make([]filter.Expr, len(items))
	for i, it := range items {
		it, _ = unfold(it)
		terms[i] = &filter.Compare{Op: filter.Equal, Left: value, Right: it, IgnoreCase: true}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return &filter.Or{Terms: terms}
}
