package cql

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// value reads a calculation: sums of products of values (arithmeticExpression).
func (p *parser) value(depth int) (filter.Expr, error) {
	return p.arithmetic(depth, "+-", func(depth int) (filter.Expr, error) { return p.arithmetic(depth, "*/", p.operand) })
}

func (p *parser) arithmetic(depth int, ops string, operand func(int) (filter.Expr, error)) (filter.Expr, error) {
	if depth > filter.MaxDepth {
		return nil, p.fail(p.tok.pos, "the filter nests more than %d levels deep; simplify it", filter.MaxDepth)
	}
	left, err := operand(depth)
	for n := 0; err == nil && p.tok.kind == symbol && strings.Contains(ops, p.tok.text); n++ {
		if n > filter.MaxDepth {
			return nil, p.fail(p.tok.pos, "a calculation has more than %d steps; simplify it", filter.MaxDepth)
		}
		op := filter.ArithOp(p.tok.text[0])
		p.next()
		var right filter.Expr
		right, err = operand(depth)
		left = &filter.Arith{Op: op, Left: left, Right: right}
	}
	return left, err
}

func (p *parser) operand(depth int) (filter.Expr, error) {
	t := p.tok
	if depth > filter.MaxDepth {
		return nil, p.fail(t.pos, "the filter nests more than %d levels deep; simplify it", filter.MaxDepth)
	}
	switch {
	case p.take("("):
		e, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		return e, p.need(")")
	case p.take("-"):
		return p.negative(t, depth)
	case p.take("+"):
		return p.operand(depth + 1)
	case t.kind == number:
		p.next()
		return p.number(t, 1)
	case t.kind == text:
		p.next()
		return &filter.Literal{Value: feature.StringValue(t.text), Pos: at(t.pos)}, nil
	case t.kind == instant:
		p.next()
		return p.time(t)
	case t.kind == quoted:
		p.next()
		return &filter.Property{Name: t.text, Pos: at(t.pos)}, nil
	case t.kind == word:
		return p.named(t, depth)
	case t.kind == param:
		return p.parameter()
	default:
		return nil, p.expected("a property, a value or a predicate")
	}
}

// negative keeps a negated number one literal.
func (p *parser) negative(sign token, depth int) (filter.Expr, error) {
	if t := p.tok; t.kind == number {
		p.next()
		return p.number(t, -1)
	}
	e, err := p.operand(depth + 1)
	zero := &filter.Literal{Value: feature.IntValue(0), Pos: at(sign.pos)}
	return &filter.Arith{Op: filter.Sub, Left: zero, Right: e}, err
}

func (p *parser) number(t token, sign float64) (filter.Expr, error) {
	if !strings.ContainsAny(t.text, ".eE") {
		text := t.text
		if sign < 0 {
			text = "-" + text
		}
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return &filter.Literal{Value: feature.IntValue(i), Pos: at(t.pos)}, nil
		}
	}
	f, err := strconv.ParseFloat(t.text, 64)
	if err != nil || math.IsInf(f, 0) {
		return nil, p.fail(t.pos, "%.40q is not a number", t.text)
	}
	return &filter.Literal{Value: feature.FloatValue(sign * f), Pos: at(t.pos)}, nil
}

func (p *parser) time(t token) (filter.Expr, error) {
	v, ok := filter.ParseTime(strings.ToUpper(t.text))
	if !ok {
		return nil, p.fail(t.pos, "%.40q is not a date or time; write 2024-05-01 or 2024-05-01T12:00:00Z", t.text)
	}
	return &filter.Literal{Value: v, Pos: at(t.pos)}, nil
}

// reserved are words that cannot be a property's name unless it is quoted.
var reserved = map[string]bool{"AND": true, "OR": true, "NOT": true, "LIKE": true, "ILIKE": true, "BETWEEN": true, "IN": true, "IS": true, "NULL": true}

// noFunction says that a word before a parenthesis has another meaning than a function.
func noFunction(upper string) bool {
	_, spatial := spatialOps[upper]
	_, temporal := temporalOps[upper]
	return spatial || temporal || slices.Contains([]string{"TRUE", "FALSE", "INCLUDE", "EXCLUDE", "INTERVAL"}, upper)
}

// named reads a property, a function call, DATE(), TIMESTAMP(), TRUE or FALSE.
func (p *parser) named(t token, depth int) (filter.Expr, error) {
	upper := strings.ToUpper(t.text)
	if reserved[upper] {
		return nil, p.expected("a property or a value (a property of this name must be in double quotes)")
	}
	p.next()
	if !p.is("(") {
		if upper == "TRUE" || upper == "FALSE" {
			return &filter.Literal{Value: feature.BoolValue(upper == "TRUE"), Pos: at(t.pos)}, nil
		}
		return &filter.Property{Name: t.text, Pos: at(t.pos)}, nil
	}
	if upper == "DATE" || upper == "TIMESTAMP" {
		return p.timeCall(t)
	}
	if noFunction(upper) {
		return nil, p.fail(t.pos, "%s is not a function: a value is needed there", upper)
	}
	if hint, ok := unsupported[upper]; ok {
		return nil, p.fail(t.pos, "%s is not supported; %s", upper, hint)
	}
	var args []filter.Expr
	if p.peek(")") {
		p.next()
		p.next()
	} else {
		var err error
		if args, err = list(p, func() (filter.Expr, error) { return p.value(depth + 1) }); err != nil {
			return nil, err
		}
	}
	return &filter.Func{Name: t.text, Args: args, Pos: at(t.pos)}, nil
}

func (p *parser) timeCall(name token) (filter.Expr, error) {
	p.next()
	t := p.tok
	if t.kind != text {
		return nil, p.expected("a time in single quotes")
	}
	p.next()
	v, ok := filter.ParseTime(t.text)
	if !ok || strings.EqualFold(name.text, "DATE") != (v.Kind() == feature.Date) {
		return nil, p.fail(t.pos, "%.40q is not a %s; write DATE('2024-05-01') or TIMESTAMP('2024-05-01T12:00:00Z')", t.text, strings.ToLower(name.text))
	}
	return &filter.Literal{Value: v, Pos: at(t.pos)}, p.need(")")
}
