package sqlgen

import (
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
)

// Select returns the statement whose columns are: the key (or the dialect's identity, one column), the geometry unless the
// query leaves it out, the query's fields, and with Positions the values that the query sorts by.
func Select(q *query.Query, d Dialect) Statement { return SelectPart(q, d, query.Whole) }

// SelectPart is Select of a part of the rows after the query's position.
func SelectPart(q *query.Query, d Dialect, part query.Part) Statement {
	b := &builder{Dialect: d, q: q}
	var sql strings.Builder
	sql.WriteString("SELECT ")
	sql.WriteString(strings.Join(b.columns(), ", "))
	sql.WriteString(" FROM " + From(q.Relation))
	sql.WriteString(b.whereAfter(part))
	sql.WriteString(b.order())
	b.page(&sql)
	return Statement{sql.String(), b.args}
}

// Count returns the statement that counts what the query selects, whatever its page.
func Count(q *query.Query, d Dialect) Statement {
	b := &builder{Dialect: d, q: q}
	return Statement{"SELECT count(*) FROM " + From(q.Relation) + b.where(), b.args}
}

func (b *builder) columns() []string {
	var cols []string
	if len(b.q.Schema.Key) == 0 {
		cols = append(cols, b.identity())
	}
	for i := range b.q.Schema.Key {
		cols = append(cols, b.output(&b.q.Schema.Key[i]))
	}
	if !b.q.NoGeometry {
		cols = append(cols, b.geometry(b.q))
	}
	for _, i := range b.q.Fields {
		cols = append(cols, b.output(&b.q.Schema.Fields[i]))
	}
	if b.q.Positions && len(b.q.Schema.Key) > 0 {
		for _, t := range b.terms() {
			cols = append(cols, b.exact(t.expr))
		}
	}
	return cols
}

func (b *builder) where() string {
	e := b.q.Where.Expr()
	if e == nil {
		return ""
	}
	return " WHERE " + b.condition(e, false)
}

// whereAfter is where, for the rows after the query's position.
func (b *builder) whereAfter(part query.Part) string {
	where := b.where()
	switch {
	case b.q.After == nil:
		return where
	case where == "":
		return " WHERE " + b.after(part)
	default:
		return where + " AND " + b.after(part)
	}
}

// order ends in the key, so that pages neither repeat nor lose a row.
func (b *builder) order() string {
	if b.q.Unordered && len(b.q.Sort) == 0 && b.q.Limit < 0 && b.q.Offset == 0 {
		return ""
	}
	var keys []string
	for i, t := range b.terms() {
		switch {
		case i >= len(b.q.Sort):
			keys = append(keys, t.expr)
		case t.desc:
			keys = append(keys, t.expr+" DESC NULLS FIRST")
		default:
			keys = append(keys, t.expr+" ASC NULLS LAST")
		}
	}
	if len(b.q.Schema.Key) == 0 {
		keys = append(keys, b.identity())
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

// sortable is what a property sorts by: strings by their bytes.
func sortable(d Dialect, f *feature.Field) string {
	if f.Type == feature.String {
		return d.bytewise(d.value(f))
	}
	return d.value(f)
}

func (b *builder) page(sql *strings.Builder) {
	if b.q.Limit < 0 && b.q.Offset == 0 {
		return
	}
	limit := b.q.Limit
	if limit < 0 {
		limit = filter.Forever
	}
	sql.WriteString(" LIMIT " + b.literal(b, feature.IntValue(limit)))
	if b.q.Offset > 0 {
		sql.WriteString(" OFFSET " + b.literal(b, feature.IntValue(b.q.Offset)))
	}
}
