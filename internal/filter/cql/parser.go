package cql

import (
	"fmt"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

type parser struct {
	lexer
	options Options
	tok     token
	last    token
}

func (p *parser) next() {
	p.last = p.tok
	p.tok = p.scan()
}

func at(pos int) filter.Pos { return filter.Pos(fmt.Sprintf("byte %d", pos)) }

func (p *parser) expected(what string) error {
	found := p.text[p.tok.pos:]
	switch {
	case p.tok.kind == end:
		found = "the end"
	case p.tok.kind == broken:
		found = p.tok.text
	case len(found) > 24:
		found = fmt.Sprintf("%.24q…", found)
	default:
		found = fmt.Sprintf("%q", found)
	}
	return &filter.Error{Pos: at(p.tok.pos), Text: fmt.Sprintf("expected %s, found %s", what, found)}
}

func (p *parser) fail(pos int, format string, args ...any) error {
	return &filter.Error{Pos: at(pos), Text: fmt.Sprintf(format, args...)}
}

// is says whether the current token is a keyword (in any case) or symbol.
func (p *parser) is(s string) bool {
	return p.tok.kind == word && strings.EqualFold(p.tok.text, s) || p.tok.kind == symbol && p.tok.text == s
}

// take goes past a keyword or symbol if it stands there.
func (p *parser) take(s string) bool {
	if p.is(s) {
		p.next()
		return true
	}
	return false
}

func (p *parser) need(s string) error {
	if !p.take(s) {
		return p.expected("'" + s + "'")
	}
	return nil
}

// peekWord says whether the token after the current one is a keyword or symbol.
func (p *parser) peek(s string) bool {
	saved := p.lexer
	t := p.scan()
	p.lexer = saved
	return strings.EqualFold(t.text, s) && (t.kind == word || t.kind == symbol)
}

// condition reads an OR of ANDs (booleanExpression).
func (p *parser) condition(depth int) (filter.Expr, error) {
	if depth > filter.MaxDepth {
		return nil, p.fail(p.tok.pos, "the filter nests more than %d levels deep; simplify it", filter.MaxDepth)
	}
	return p.chain(depth, "OR", func(depth int) (filter.Expr, error) {
		return p.chain(depth, "AND", p.factor, func(t []filter.Expr) filter.Expr { return &filter.And{Terms: t} })
	}, func(t []filter.Expr) filter.Expr { return &filter.Or{Terms: t} })
}

func (p *parser) chain(depth int, word string, term func(int) (filter.Expr, error), join func([]filter.Expr) filter.Expr) (filter.Expr, error) {
	first, err := term(depth)
	if err != nil || !p.is(word) {
		return first, err
	}
	terms := []filter.Expr{first}
	for p.take(word) {
		t, err := term(depth)
		if err != nil {
			return nil, err
		}
		terms = append(terms, t)
	}
	return join(terms), nil
}

func (p *parser) factor(depth int) (filter.Expr, error) {
	if depth > filter.MaxDepth {
		return nil, p.fail(p.tok.pos, "the filter nests more than %d levels deep; simplify it", filter.MaxDepth)
	}
	if p.take("NOT") {
		e, err := p.factor(depth + 1)
		return &filter.Not{Term: e}, err
	}
	if p.is("(") {
		if e, ok, err := p.parenthesised(depth); ok || err != nil {
			return e, err
		}
	}
	return p.predicate(depth)
}

// parenthesised reads a condition in parentheses. A calculation in parentheses reads as one too, for it may be a condition by itself;
// what follows the closing one tells it, and then ok is false and the parser stands where it stood.
func (p *parser) parenthesised(depth int) (e filter.Expr, ok bool, err error) {
	saved := *p
	p.next()
	if e, err = p.condition(depth + 1); err != nil {
		return nil, false, err
	}
	if err := p.need(")"); err != nil {
		return nil, false, err
	}
	if p.continuesValue() {
		*p = saved
		return nil, false, nil
	}
	return e, true, nil
}

func (p *parser) continuesValue() bool {
	for _, s := range []string{"=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "LIKE", "ILIKE", "BETWEEN", "IN", "IS"} {
		if p.is(s) {
			return true
		}
	}
	return p.is("NOT") && (p.peek("LIKE") || p.peek("ILIKE") || p.peek("BETWEEN") || p.peek("IN"))
}

func (p *parser) predicate(depth int) (filter.Expr, error) {
	start := p.tok
	if start.kind == word {
		upper := strings.ToUpper(start.text)
		switch {
		case upper == "TRUE" || upper == "INCLUDE" || upper == "FALSE" || upper == "EXCLUDE":
			p.next()
			if !p.continuesValue() {
				return &filter.Bool{Value: upper == "TRUE" || upper == "INCLUDE"}, nil
			}
			left := filter.Expr(&filter.Literal{Value: feature.BoolValue(upper == "TRUE"), Pos: at(start.pos)})
			return p.comparison(left, depth)
		case upper == "IN" && p.peek("("):
			return p.ids()
		case p.peek("("):
			if op, ok := spatialOps[upper]; ok {
				return p.spatial(op)
			}
			if op, ok := temporalOps[upper]; ok {
				return p.temporalCall(op)
			}
			if hint, ok := unsupported[upper]; ok {
				return nil, p.fail(start.pos, "%s is not supported; %s", upper, hint)
			}
		}
	}
	left, err := p.value(depth + 1)
	if err != nil {
		return nil, err
	}
	return p.comparison(left, depth)
}

// noArrays is the hint for array predicates.
const noArrays = "properties have single values; compare them, with IN for several"

// unsupported are predicates and functions of CQL2 and ECQL that are refused, and what to use for them.
var unsupported = map[string]string{
	"RELATE":     "use one of the spatial predicates such as S_INTERSECTS or S_TOUCHES",
	"ACCENTI":    "use CASEI, or LIKE with _ for the letter",
	"A_CONTAINS": noArrays, "A_CONTAINEDBY": noArrays, "A_EQUALS": noArrays, "A_OVERLAPS": noArrays,
}

// ids reads ECQL's IN ('layer.1', 'layer.2').
func (p *parser) ids() (filter.Expr, error) {
	p.next()
	list, err := p.list(func() (string, error) {
		if p.tok.kind != text && p.tok.kind != number {
			return "", p.expected("a feature identifier in single quotes")
		}
		p.next()
		return p.last.text, nil
	})
	return &filter.IDs{List: list}, err
}

// list reads ( item , … ).
func list[T any](p *parser, item func() (T, error)) ([]T, error) {
	if err := p.need("("); err != nil {
		return nil, err
	}
	var items []T
	for {
		it, err := item()
		if err != nil {
			return nil, err
		}
		items = append(items, it)
		if p.take(")") {
			return items, nil
		}
		if !p.take(",") {
			return nil, p.expected("',' or ')'")
		}
	}
}

func (p *parser) list(item func() (string, error)) ([]string, error) { return list(p, item) }
