package filter

import (
	"strings"
	"unicode/utf8"

	"haavi/internal/feature"
)

// scalar checks a node that yields one value and tells its kind; Null for a literal whose type is still open.
func (c *checker) scalar(e Expr, depth int) (Expr, feature.Kind, error) {
	if depth > MaxDepth {
		return nil, 0, fail("", "", "the filter nests more than %d levels deep; simplify it", MaxDepth)
	}
	switch e := e.(type) {
	case *Property:
		p, err := c.property(e)
		if err != nil {
			return nil, 0, err
		}
		if p.Field.Type == feature.Geometry {
			return nil, 0, fail(e.Pos, p.Name, "%q is a geometry: use a spatial operator such as BBOX or Intersects", p.Name)
		}
		return p, p.Field.Type, nil
	case *Literal:
		if err := checkText(e.Pos, e.Value.Str()); err != nil {
			return nil, 0, err
		}
		if e.Untyped {
			return e, feature.Null, nil
		}
		return e, e.Value.Kind(), nil
	case *Arith:
		return c.arith(e, depth)
	case *Func:
		return c.call(e, depth)
	case *Bool:
		return &Literal{Value: feature.BoolValue(e.Value)}, feature.Bool, nil
	case *Shape:
		return nil, 0, fail(e.Pos, "", "a geometry cannot be compared: use a spatial operator such as BBOX or Intersects")
	default:
		return nil, 0, fail(posOf(e), "", "%.60s is not a value that can be compared", e)
	}
}

func (c *checker) arith(e *Arith, depth int) (Expr, feature.Kind, error) {
	l, err := c.number(e.Left, depth+1)
	if err != nil {
		return nil, 0, err
	}
	r, err := c.number(e.Right, depth+1)
	if err != nil {
		return nil, 0, err
	}
	return &Arith{Op: e.Op, Left: l, Right: r}, feature.Float, nil
}

func (c *checker) number(e Expr, depth int) (Expr, error) { return c.argument(e, feature.Float, depth) }

// argument checks a scalar that must be of a kind; Float stands for any number. Literals are converted.
func (c *checker) argument(e Expr, want feature.Kind, depth int) (Expr, error) {
	v, kind, err := c.scalar(e, depth)
	if err != nil {
		return nil, err
	}
	if lit, ok := v.(*Literal); ok {
		return convert(lit, want, "")
	}
	if kind == want || (want == feature.Float && isNumber(kind)) || (want == feature.DateTime && isTime(kind)) {
		return v, nil
	}
	return nil, fail(posOf(v), nameOf(v), "%.60s is %s where %s is needed", v, article(kind), needed(want))
}

func isNumber(k feature.Kind) bool { return k == feature.Int || k == feature.Float }
func isTime(k feature.Kind) bool   { return k == feature.Date || k == feature.DateTime }

func areComparable(a, b feature.Kind) bool {
	return a == b || isNumber(a) && isNumber(b) || isTime(a) && isTime(b)
}

// pair checks two scalars that are compared: a literal takes the type of the other side.
func (c *checker) pair(left, right Expr, depth int) (l, r Expr, kind feature.Kind, err error) {
	l, lk, err := c.scalar(left, depth+1)
	if err != nil {
		return nil, nil, 0, err
	}
	r, rk, err := c.scalar(right, depth+1)
	if err != nil {
		return nil, nil, 0, err
	}
	ll, leftIs := l.(*Literal)
	rl, rightIs := r.(*Literal)
	switch {
	case leftIs && rightIs:
		l, r = convertPair(ll, rl)
		lk, rk = l.(*Literal).Value.Kind(), r.(*Literal).Value.Kind()
	case leftIs:
		if l, err = convert(ll, rk, nameOf(r)); err != nil {
			return nil, nil, 0, err
		}
		return l, r, rk, nil
	case rightIs:
		if r, err = convert(rl, lk, nameOf(l)); err != nil {
			return nil, nil, 0, err
		}
		return l, r, lk, nil
	}
	if !areComparable(lk, rk) {
		return nil, nil, 0, fail(posOf(l), nameOf(l), "%.60s is %s and %.60s %s: they cannot be compared", l, article(lk), r, article(rk))
	}
	return l, r, lk, nil
}

// checkText refuses what is no text to a database: it would fail there, or match something else.
func checkText(pos Pos, s string) error {
	switch {
	case !utf8.ValidString(s):
		return fail(pos, "", "the text %.40q is not UTF-8", s)
	case strings.IndexByte(s, 0) >= 0:
		return fail(pos, "", "the text %.40q has the character U+0000, which no text has", s)
	default:
		return nil
	}
}

// article names a kind in a sentence.
func article(k feature.Kind) string {
	if k == feature.Int {
		return "an integer"
	}
	return "a " + k.String()
}

// needed names what a kind of argument stands for.
func needed(k feature.Kind) string {
	if k == feature.DateTime {
		return "a date or dateTime"
	}
	return article(k)
}

func nameOf(e Expr) string {
	if p, ok := e.(*Property); ok {
		return p.Name
	}
	return ""
}

func (c *checker) compare(e *Compare, depth int) (Expr, error) {
	l, r, kind, err := c.pair(e.Left, e.Right, depth)
	if err != nil {
		return nil, err
	}
	return &Compare{Op: e.Op, Left: l, Right: r, IgnoreCase: e.IgnoreCase && kind == feature.String}, nil
}

func (c *checker) like(e *Like, depth int) (Expr, error) {
	v, kind, err := c.scalar(e.Value, depth+1)
	if err != nil {
		return nil, err
	}
	if kind != feature.String && kind != feature.Null {
		return nil, fail(posOf(v), nameOf(v), "%.60s is %s: LIKE compares strings", v, article(kind))
	}
	if lit, ok := v.(*Literal); ok {
		if v, err = convert(lit, feature.String, ""); err != nil {
			return nil, err
		}
	}
	if err := checkText(posOf(v), e.Pattern); err != nil {
		return nil, err
	}
	if trailingEscape(e.Pattern) {
		return nil, fail(posOf(v), nameOf(v), "the pattern %.60q ends in an escape character that escapes nothing", e.Pattern)
	}
	return &Like{Value: v, Pattern: e.Pattern, IgnoreCase: e.IgnoreCase}, nil
}

func (c *checker) between(e *Between, depth int) (Expr, error) {
	v, low, _, err := c.pair(e.Value, e.Low, depth)
	if err != nil {
		return nil, err
	}
	v2, high, _, err := c.pair(e.Value, e.High, depth)
	if err != nil {
		return nil, err
	}
	if _, literal := v.(*Literal); literal {
		// A literal between two properties may need a type of its own for each.
		return simplifyAnd([]Expr{constant(&Compare{Op: GreaterEqual, Left: v, Right: low}), constant(&Compare{Op: LessEqual, Left: v2, Right: high})}), nil
	}
	return &Between{v, low, high}, nil
}

// in keeps a list of literals as it is and takes other members out of it as comparisons.
func (c *checker) in(e *In, depth int) (Expr, error) {
	var others []Expr
	var value Expr
	list := make([]Expr, 0, len(e.List))
	for _, item := range e.List {
		l, r, _, err := c.pair(e.Value, item, depth)
		if err != nil {
			return nil, err
		}
		_, leftIs := l.(*Literal)
		if _, rightIs := r.(*Literal); rightIs && !leftIs {
			value = l
			list = append(list, r)
		} else {
			others = append(others, constant(&Compare{Op: Equal, Left: l, Right: r}))
		}
	}
	if len(list) > 0 {
		others = append(others, &In{Value: value, List: list})
	}
	return simplifyOr(others), nil
}

func (c *checker) isNull(e *IsNull, depth int) (Expr, error) {
	if p, ok := e.Value.(*Property); ok {
		p, err := c.property(p)
		return &IsNull{p}, err
	}
	v, _, err := c.scalar(e.Value, depth+1)
	if err != nil {
		return nil, err
	}
	if lit, ok := v.(*Literal); ok {
		return &Bool{lit.Value.IsNull()}, nil
	}
	return &IsNull{v}, nil
}
