package sqlgen

import (
	"strconv"
	"strings"

	"haavi/internal/query"
)

// term is one expression that rows are sorted by.
type term struct {
	expr string
	// typed is the position's value as the expression's type.
	typed func(b *builder, v any) string
	desc  bool
}

// terms are what the query sorts by: its sort keys, and then the key, so that pages neither repeat nor lose a row.
func (b *builder) terms() []term {
	var ts []term
	for _, s := range b.q.Sort {
		f := &b.q.Schema.Fields[s.Field]
		ts = append(ts, term{sortable(b, f), func(b *builder, v any) string { return b.bound(b, f, v, false) }, s.Desc})
	}
	for i := range b.q.Schema.Key {
		f := &b.q.Schema.Key[i]
		ts = append(ts, term{expr: b.keyOrder(f), typed: func(b *builder, v any) string { return b.bound(b, f, v, true) }})
	}
	return ts
}

// after selects the rows after the query's position, by the expressions that the query sorts by. Its first condition is a range of the
// first of these, for an index to begin at.
func (b *builder) after(part query.Part) string {
	ts, values := b.terms(), b.q.After
	if len(b.q.Sort) == 0 {
		return b.afterKey(ts, values)
	}
	t, v := ts[0], values[0]
	null, value := t.expr+" IS NULL", t.expr+" IS NOT NULL"
	rest := func() string { return b.afterRest(ts[1:], values[1:]) }
	switch {
	case v == nil && t.desc && part == query.Second:
		return "(" + value + ")"
	case v != nil && !t.desc && part == query.Second:
		return "(" + null + ")"
	case v == nil && t.desc && part == query.Whole:
		return "(" + value + " OR " + rest() + ")"
	case v == nil:
		return "(" + null + " AND " + rest() + ")"
	}
	sign, bound := " > ", t.typed(b, v)
	if t.desc {
		sign = " < "
	}
	first := t.expr + strings.TrimRight(sign, " ") + "= " + bound + " AND (" + t.expr + sign + bound + " OR " + rest() + ")"
	if !t.desc && part == query.Whole {
		return "(" + null + " OR " + first + ")"
	}
	return "(" + first + ")"
}

// afterRest selects the rows after a position among those that are equal so far.
func (b *builder) afterRest(ts []term, values query.Position) string {
	if len(ts) == len(b.q.Schema.Key) {
		return b.afterKey(ts, values)
	}
	t, v := ts[0], values[0]
	rest := b.afterRest(ts[1:], values[1:])
	switch {
	case v == nil && t.desc:
		return "(" + t.expr + " IS NOT NULL OR " + rest + ")"
	case v == nil:
		return "(" + t.expr + " IS NULL AND " + rest + ")"
	}
	bound := t.typed(b, v)
	equal := t.expr + " = " + bound + " AND " + rest
	if t.desc {
		return "(" + t.expr + " < " + bound + " OR " + equal + ")"
	}
	return "(" + t.expr + " > " + bound + " OR " + t.expr + " IS NULL OR " + equal + ")"
}

// afterKey compares the key, whose columns have no nulls, as one row, which an index on it can begin at.
func (b *builder) afterKey(ts []term, values query.Position) string {
	exprs, bounds := make([]string, len(ts)), make([]string, len(ts))
	for i, t := range ts {
		exprs[i], bounds[i] = t.expr, t.typed(b, values[i])
	}
	if len(ts) == 1 {
		return "(" + exprs[0] + " > " + bounds[0] + ")"
	}
	return "((" + strings.Join(exprs, ", ") + ") > (" + strings.Join(bounds, ", ") + "))"
}

// Positions returns the statement whose columns are the values that the query sorts by, for the rows of its page.
func Positions(q *query.Query, d Dialect, part query.Part) Statement {
	b := &builder{Dialect: d, q: q}
	var inner, outer []string
	for i, t := range b.terms() {
		name := "p" + strconv.Itoa(i)
		inner = append(inner, t.expr+" AS "+name)
		outer = append(outer, b.exact("m."+name))
	}
	// What is skipped need not be made text: only the outer part does that.
	var sql strings.Builder
	sql.WriteString("SELECT " + strings.Join(outer, ", ") + " FROM (SELECT " + strings.Join(inner, ", ") + " FROM " + From(q.Relation))
	sql.WriteString(b.whereAfter(part))
	sql.WriteString(b.order())
	b.page(&sql)
	sql.WriteString(") AS m")
	return Statement{sql.String(), b.args}
}

// Reach returns the statement that counts the rows of the query's page. After a position it reads them in order, as the page does: the
// planner takes what follows a key to be anywhere in the table, and would look for it row by row.
func Reach(q *query.Query, d Dialect, part query.Part) Statement {
	b := &builder{Dialect: d, q: q}
	var sql strings.Builder
	sql.WriteString("SELECT count(*) FROM (SELECT 1 FROM " + From(q.Relation) + b.whereAfter(part))
	if q.After != nil {
		sql.WriteString(b.order())
	}
	b.page(&sql)
	sql.WriteString(") AS m")
	return Statement{sql.String(), b.args}
}
