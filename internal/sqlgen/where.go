package sqlgen

import (
	"slices"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// condition writes a checked condition, in parentheses wherever it could be taken apart. negated says that the truth of the
// whole depends on this part's being null rather than false.
func (b *builder) condition(e filter.Expr, negated bool) string {
	switch e := e.(type) {
	case *filter.And:
		return b.join(e.Terms, " AND ", negated)
	case *filter.Or:
		return b.join(e.Terms, " OR ", negated)
	case *filter.Not:
		return "(NOT " + b.condition(e.Term, true) + ")"
	case *filter.Bool:
		return constant(e.Value)
	case *filter.Compare:
		return b.compare(e)
	case *filter.Like:
		return "(" + b.like(b, b.scalar(e.Value), e.Pattern, e.IgnoreCase) + ")"
	case *filter.Between:
		low := b.compare(&filter.Compare{Op: filter.GreaterEqual, Left: e.Value, Right: e.Low})
		return "(" + low + " AND " + b.compare(&filter.Compare{Op: filter.LessEqual, Left: e.Value, Right: e.High}) + ")"
	case *filter.In:
		return b.in(e)
	case *filter.IsNull:
		if p, ok := e.Value.(*filter.Property); ok && p.Field.Type == feature.Geometry {
			return "(" + b.noGeometry(column(p.Field.Column)) + ")"
		}
		return "(" + b.scalar(e.Value) + " IS NULL)"
	case *filter.Spatial:
		return "(" + b.spatial(b, e, negated) + ")"
	case *filter.Temporal:
		return b.temporal(e, negated)
	case *filter.IDs:
		return b.ids(e.List)
	default:
		return "(1 = 0)"
	}
}

func (b *builder) join(terms []filter.Expr, word string, negated bool) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = b.condition(t, negated)
	}
	return chain(parts, word)
}

// longestChain is how many conditions stand in a row. SQLite goes one level deeper for each, and refuses more than 1,000 levels.
const longestChain = 8

// chain joins conditions, many of them as a tree of parentheses.
func chain(parts []string, word string) string {
	for len(parts) > longestChain {
		var joined []string
		for some := range slices.Chunk(parts, longestChain) {
			joined = append(joined, "("+strings.Join(some, word)+")")
		}
		parts = joined
	}
	return "(" + strings.Join(parts, word) + ")"
}

// kindOf is the kind of a checked scalar.
func kindOf(e filter.Expr) feature.Kind {
	switch e := e.(type) {
	case *filter.Property:
		return e.Field.Type
	case *filter.Literal:
		return e.Value.Kind()
	case *filter.Arith:
		return feature.Float
	case *filter.Func:
		if e.Name == "coalesce" {
			for _, a := range e.Args {
				if k := kindOf(a); k != feature.Null {
					return k
				}
			}
		}
		for _, f := range filter.Functions() {
			if f.Name == e.Name {
				return f.Result
			}
		}
	}
	return feature.Null
}

func (b *builder) scalar(e filter.Expr) string {
	switch e := e.(type) {
	case *filter.Property:
		return b.value(e.Field)
	case *filter.Literal:
		return b.literal(b, e.Value)
	case *filter.Arith:
		l, r := b.operand(b, b.scalar(e.Left)), b.operand(b, b.scalar(e.Right))
		if e.Op == filter.Div {
			r = "NULLIF(" + r + ", 0)"
		}
		return "(" + l + " " + string(e.Op) + " " + r + ")"
	case *filter.Func:
		args, kinds := make([]string, len(e.Args)), make([]feature.Kind, len(e.Args))
		for i, a := range e.Args {
			args[i], kinds[i] = b.scalar(a), kindOf(a)
		}
		return b.call(e.Name, args, kinds)
	default:
		return "NULL"
	}
}

func (b *builder) compare(e *filter.Compare) string {
	lk, rk := kindOf(e.Left), kindOf(e.Right)
	if day, ok := dayComparison(e); ok {
		e, lk, rk = day, feature.Date, feature.Date
	}
	l, r := b.scalar(e.Left), b.scalar(e.Right)
	switch {
	case e.IgnoreCase:
		l, r = b.lower(l), b.lower(r)
	case lk == feature.String && (ordered(e.Op) || !isLiteral(e.Left) && !isLiteral(e.Right)):
		l = b.bytewise(l) // also where two columns of different collations are compared, which have none in common
	case lk != rk && isTime(lk) && isTime(rk):
		l, r = b.instant(l, lk), b.instant(r, rk)
	}
	return "(" + l + " " + e.Op.String() + " " + r + ")"
}

func ordered(op filter.CompareOp) bool { return op != filter.Equal && op != filter.NotEqual }

func isLiteral(e filter.Expr) bool {
	_, ok := e.(*filter.Literal)
	return ok
}

func isTime(k feature.Kind) bool { return k == feature.Date || k == feature.DateTime }

// dayComparison compares a Date column with an instant by days, so that an index on the column serves.
func dayComparison(e *filter.Compare) (*filter.Compare, bool) {
	p, ok := e.Left.(*filter.Property)
	lit, lok := e.Right.(*filter.Literal)
	if !ok || !lok || p.Field.Type != feature.Date || lit.Value.Kind() != feature.DateTime {
		return nil, false
	}
	op, day, ok := dayOf(e.Op, lit.Value.Int())
	return &filter.Compare{Op: op, Left: p, Right: &filter.Literal{Value: feature.DateValue(day)}}, ok
}

// dayOf turns "the first microsecond of a day compares with an instant" into a comparison of days; ok is false when no day is
// equal to the instant and equality is asked for.
func dayOf(op filter.CompareOp, micros int64) (filter.CompareOp, int64, bool) {
	day, rest := micros/filter.MicrosPerDay, micros%filter.MicrosPerDay
	if rest < 0 {
		day, rest = day-1, rest+filter.MicrosPerDay
	}
	if rest == 0 {
		return op, day, true
	}
	switch op {
	case filter.Less, filter.LessEqual:
		return filter.LessEqual, day, true
	case filter.Greater, filter.GreaterEqual:
		return filter.Greater, day, true
	default:
		return op, day, false
	}
}

func (b *builder) in(e *filter.In) string {
	kind := kindOf(e.Value)
	vs := make([]feature.Value, 0, len(e.List))
	for _, item := range e.List {
		lit, ok := item.(*filter.Literal)
		if !ok {
			continue
		}
		v := lit.Value
		switch {
		case kind == feature.Date && v.Kind() == feature.DateTime:
			// No day but one that begins at the instant equals it.
			_, day, same := dayOf(filter.Equal, v.Int())
			if !same {
				continue
			}
			v = feature.DateValue(day)
		case kind == feature.DateTime && v.Kind() == feature.Date:
			v = feature.DateTimeValue(v.Int() * filter.MicrosPerDay)
		}
		vs = append(vs, v)
	}
	return "(" + b.list(b, b.scalar(e.Value), vs) + ")"
}

// ids selects rows by their key. Identifiers that cannot be keys select nothing.
func (b *builder) ids(list []string) string {
	key := b.q.Schema.Key
	switch len(key) {
	case 0:
		vs := make([]feature.Value, len(list))
		for i, id := range list {
			vs[i] = feature.StringValue(id)
		}
		return "(" + b.list(b, b.identity(), vs) + ")"
	case 1:
		var vs []feature.Value
		for _, id := range list {
			if v, ok := keyValue(id, key[0].Type); ok {
				vs = append(vs, v)
			}
		}
		return "(" + b.keyList(b, &key[0], vs) + ")"
	}
	rows := []string{"(1 = 0)"}
	for _, id := range list {
		parts, err := feature.SplitID(id, len(key))
		if err != nil {
			continue
		}
		terms := make([]string, 0, len(key))
		for i := range key {
			if v, ok := keyValue(parts[i], key[i].Type); ok {
				terms = append(terms, b.value(&key[i])+" = "+b.literal(b, v))
			}
		}
		if len(terms) == len(key) {
			rows = append(rows, "("+strings.Join(terms, " AND ")+")")
		}
	}
	return "(" + strings.Join(rows, " OR ") + ")"
}

// keyValue reads the text of one part of an identifier; only the exact text that the row has selects it.
func keyValue(text string, k feature.Kind) (feature.Value, bool) {
	e := &filter.Compare{Left: &filter.Property{Name: "k"}, Right: &filter.Literal{Value: feature.StringValue(text), Untyped: true}}
	checked, err := filter.Check(e, &feature.Schema{Fields: []feature.Field{{Name: "k", Type: k}}})
	if err != nil {
		return feature.Value{}, false
	}
	c, ok := checked.Expr().(*filter.Compare)
	if !ok {
		return feature.Value{}, false
	}
	lit, ok := c.Right.(*filter.Literal)
	if !ok || lit.Value.Kind() != k || lit.Value.String() != text {
		return feature.Value{}, false
	}
	return lit.Value, true
}
