// Package sqlgen turns a query into constant SQL text and bound arguments.
//
// The text depends only on the shape of the query: no value of a client's stands
// in it, so the same kind of request always gives the same statement, which the
// database prepares once. The meaning is that of filter.Eval, three-valued logic
// included.
package sqlgen

import (
	"strconv"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
)

// Statement is SQL with its arguments.
type Statement struct {
	Text string
	Args []any
}

// Dialect is what differs between databases. The implementations are PostGIS and GeoPackage.
type Dialect interface {
	// value is an attribute as its kind compares: a number, text, boolean, day or instant.
	value(f *feature.Field) string
	// output is an attribute as the source reads it.
	output(f *feature.Field) string
	// geometry is the geometry column as WKB, or as the source's own form, in the query's CRS where the database transforms.
	geometry(q *query.Query) string
	// identity are the expressions that identify a row, and order it, when the schema has no key.
	identity() string
	// literal is a bound value.
	literal(b *builder, v feature.Value) string
	// list is a condition that a value is one of several of its kind.
	list(b *builder, value string, vs []feature.Value) string
	// keyList is list for a column of the key, and keyOrder what a column of the key sorts by when nothing else decides: any total order.
	keyList(b *builder, f *feature.Field, vs []feature.Value) string
	keyOrder(f *feature.Field) string
	// exact is what an expression of the order yields, in a form that bound makes the same value of again.
	exact(expr string) string
	// bound is a value that exact gave for a column, as the type that the column sorts by, in the key or before it.
	bound(b *builder, f *feature.Field, v any, key bool) string
	// bytewise makes a string compare by its bytes.
	bytewise(expr string) string
	lower(expr string) string
	like(b *builder, value, pattern string, ignoreCase bool) string
	// call is a function of filter.Functions; kinds are those of its arguments.
	call(name string, args []string, kinds []feature.Kind) string
	// operand is a side of a calculation in double precision: null out of filter.Reach, a multiple of 1/filter.Reach within.
	operand(b *builder, expr string) string
	// instant is a Date's first microsecond, or a DateTime, as comparable instants; lastOfDay is a Date's last microsecond.
	instant(expr string, k feature.Kind) string
	lastOfDay(expr string) string
	// noGeometry says that a geometry column holds no place.
	noGeometry(column string) string
	// spatial relates the geometry column to a shape. Negated conditions must be null, not false, where there is no place.
	spatial(b *builder, e *filter.Spatial, negated bool) string
}

// builder collects the arguments of one statement.
type builder struct {
	Dialect
	q    *query.Query
	args []any
}

// arg binds a value and returns its number as both databases write it after their own sign.
func (b *builder) arg(v any) string {
	b.args = append(b.args, v)
	return strconv.Itoa(len(b.args))
}

// Quote makes an identifier of a name.
func Quote(name string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(name, "\x00", ""), `"`, `""`) + `"`
}

// column is a column of the relation, whose alias is always t.
func column(name string) string { return "t." + Quote(name) }

// From is the relation as a FROM clause has it; its alias is t.
func From(r query.Relation) string {
	switch {
	case r.SQL != "":
		return "(" + strings.TrimRight(strings.TrimSpace(r.SQL), "; \t\r\n") + "\n) AS t"
	case r.Schema != "":
		return Quote(r.Schema) + "." + Quote(r.Table) + " AS t"
	default:
		return Quote(r.Table) + " AS t"
	}
}
