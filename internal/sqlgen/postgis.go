package sqlgen

import (
	"fmt"
	"strings"
	"time"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
)

// PostGIS writes PostgreSQL 13 and later with PostGIS 3.
//
// Case is folded by the ICU root collation, whatever the database's locale: it differs from Unicode's simple folding, which
// filter.Eval has, in the few letters whose lower case has several characters or depends on its place (İ, final Σ).
type PostGIS struct{}

// Transforms says whether the database must move geometries to the query's CRS, because that cannot be done in process.
func (PostGIS) Transforms(q *query.Query) bool {
	if crs.Same(q.Schema.CRS, q.Out) {
		return false
	}
	_, err := crs.NewTransform(q.Schema.CRS, q.Out)
	return err != nil
}

const foldCollation = ` COLLATE "und-x-icu"`

func (PostGIS) value(f *feature.Field) string {
	c := column(f.Column)
	switch f.Type {
	case feature.String:
		if f.Native != "text" && f.Native != "varchar" {
			return "(" + c + `::text COLLATE "C")`
		}
	case feature.DateTime:
		if f.Native == "timestamp" {
			return "(" + c + " AT TIME ZONE 'UTC')"
		}
	case feature.Float:
		if f.Native == "numeric" {
			return c + "::float8"
		}
	}
	return c
}

// output also widens numbers, so that the source reads one binary form of each kind.
func (d PostGIS) output(f *feature.Field) string {
	switch {
	case f.Type == feature.Int && f.Native == "numeric":
		return "NULLIF(" + column(f.Column) + ", 'NaN')::int8"
	case f.Type == feature.Int && f.Native != "int8":
		return column(f.Column) + "::int8"
	case f.Type == feature.Float && f.Native != "float8":
		return column(f.Column) + "::float8"
	default:
		return d.value(f)
	}
}

func (d PostGIS) geometry(q *query.Query) string {
	g := d.geom(q.Schema)
	if d.Transforms(q) {
		if srid(q.Schema) == 0 {
			g = fmt.Sprintf("ST_SetSRID(%s, %d)", g, q.Schema.CRS.SRID())
		}
		g = fmt.Sprintf("ST_Transform(%s, %d)", g, q.Out.SRID())
	}
	return "ST_AsBinary(" + g + ", 'NDR')"
}

// geom is the geometry column as geometry: a geography is cast.
func (PostGIS) geom(s *feature.Schema) string {
	if s.Geometry.Native == "geography" {
		return column(s.Geometry.Column) + "::geometry"
	}
	return column(s.Geometry.Column)
}

func (PostGIS) identity() string { return "md5(t::text)" }

func (PostGIS) literal(b *builder, v feature.Value) string {
	switch v.Kind() {
	case feature.Bool:
		return "$" + b.arg(v.Bool()) + "::boolean"
	case feature.Int:
		return "$" + b.arg(v.Int()) + "::bigint"
	case feature.Float:
		return "$" + b.arg(v.Float()) + "::float8"
	case feature.String:
		return "$" + b.arg(text(v.Str())) + "::text"
	case feature.Date:
		return "$" + b.arg(v.Time()) + "::date"
	case feature.DateTime:
		return "$" + b.arg(v.Time()) + "::timestamptz"
	default:
		return "NULL"
	}
}

// text drops the zero bytes that PostgreSQL's text cannot hold: no value there has one, and so none is equal.
func text(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\uFFFD"), "\uFFFD")
}

func (d PostGIS) list(b *builder, value string, vs []feature.Value) string {
	if len(vs) == 0 {
		return "CASE WHEN " + value + " IS NULL THEN NULL ELSE false END"
	}
	switch vs[0].Kind() {
	case feature.String:
		return value + " = ANY($" + b.arg(values(vs, func(v feature.Value) string { return text(v.Str()) })) + "::text[])"
	case feature.Bool:
		return value + " = ANY($" + b.arg(values(vs, feature.Value.Bool)) + "::boolean[])"
	case feature.Date:
		return value + " = ANY($" + b.arg(values(vs, feature.Value.Time)) + "::date[])"
	case feature.DateTime:
		return value + " = ANY($" + b.arg(values(vs, feature.Value.Time)) + "::timestamptz[])"
	}
	for _, v := range vs {
		if v.Kind() == feature.Float {
			return value + " = ANY($" + b.arg(values(vs, feature.Value.Float)) + "::float8[])"
		}
	}
	return value + " = ANY($" + b.arg(values(vs, feature.Value.Int)) + "::bigint[])"
}

func values[T bool | int64 | float64 | string | time.Time](vs []feature.Value, as func(feature.Value) T) []T {
	out := make([]T, len(vs))
	for i, v := range vs {
		out[i] = as(v)
	}
	return out
}

// keyList compares UUIDs as such, so that their index serves.
func (d PostGIS) keyList(b *builder, f *feature.Field, vs []feature.Value) string {
	if f.Native != "uuid" {
		return d.list(b, d.value(f), vs)
	}
	ids := make([]string, 0, len(vs))
	for _, v := range vs {
		if isUUID(v.Str()) {
			ids = append(ids, v.Str())
		}
	}
	return column(f.Column) + " = ANY($" + b.arg(ids) + "::uuid[])"
}

// isUUID says whether s is a UUID as PostgreSQL writes it.
func isUUID(s string) bool {
	for i, c := range []byte(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f'
		if dash != (c == '-') || !dash && !hex {
			return false
		}
	}
	return len(s) == 36
}

// keyOrder orders strings as their column does, so that the key's index serves.
func (d PostGIS) keyOrder(f *feature.Field) string {
	switch f.Native {
	case "text", "varchar", "bpchar", "uuid", "numeric":
		return column(f.Column)
	default:
		return sortable(d, f)
	}
}

// exact is the text of a value, which PostgreSQL reads back as the same value: infinite times, NaN and all digits of numbers included.
func (PostGIS) exact(expr string) string { return expr + "::text" }

func (PostGIS) bound(b *builder, f *feature.Field, v any, key bool) string {
	return "$" + b.arg(v) + "::text::" + positionType(f, key)
}

// positionType is the type of PostgreSQL that an expression of PostGIS.value or keyOrder has.
func positionType(f *feature.Field, key bool) string {
	switch f.Type {
	case feature.Bool:
		return "boolean"
	case feature.Int, feature.Float:
		switch f.Native {
		case "int2", "int4", "int8", "float4", "float8":
			return f.Native
		case "numeric":
			if key || f.Type == feature.Int {
				return "numeric"
			}
		}
		if f.Type == feature.Int {
			return "int8"
		}
		return "float8"
	case feature.Date:
		return "date"
	case feature.DateTime:
		return "timestamptz"
	default:
		if key && (f.Native == "uuid" || f.Native == "bpchar" || f.Native == "varchar") {
			return f.Native
		}
		return "text"
	}
}

func (PostGIS) bytewise(expr string) string { return "(" + expr + ` COLLATE "C")` }
func (PostGIS) lower(expr string) string    { return fold("lower", expr) }

// fold changes the case of a string. The result has the "C" collation, so that it compares with one of any other.
func fold(function, expr string) string {
	return "(" + function + "(" + expr + foldCollation + `) COLLATE "C")`
}

func (d PostGIS) like(b *builder, value, pattern string, ignoreCase bool) string {
	p := d.literal(b, feature.StringValue(pattern))
	if ignoreCase {
		return d.lower(value) + " LIKE " + d.lower(p)
	}
	return value + " LIKE " + p
}

// operand has the expression once, for they nest. LEAST makes the bound of a null, and of NaN, which then becomes null.
func (PostGIS) operand(b *builder, expr string) string {
	reach := "$" + b.arg(filter.Reach) + "::float8"
	return fmt.Sprintf("(trunc(NULLIF(NULLIF(GREATEST(LEAST(%[1]s::float8, %[2]s), -%[2]s), %[2]s), -%[2]s) * %[2]s) / %[2]s)", expr, reach)
}

func (d PostGIS) instant(expr string, k feature.Kind) string {
	if k == feature.Date {
		return "(" + expr + "::timestamp AT TIME ZONE 'UTC')"
	}
	return expr
}

func (d PostGIS) lastOfDay(expr string) string {
	return "(" + d.instant(expr, feature.Date) + " + interval '86399.999999 seconds')"
}

func (d PostGIS) call(name string, args []string, kinds []feature.Kind) string {
	switch name {
	case "year": // the year of infinity is infinity, and its month null
		return fmt.Sprintf("NULLIF(NULLIF(EXTRACT(year FROM %s AT TIME ZONE 'UTC'), 'Infinity'), '-Infinity')::bigint", d.instant(args[0], kinds[0]))
	case "month", "day", "hour", "minute":
		return fmt.Sprintf("EXTRACT(%s FROM %s AT TIME ZONE 'UTC')::bigint", name, d.instant(args[0], kinds[0]))
	case "second":
		return fmt.Sprintf("floor(EXTRACT(second FROM %s AT TIME ZONE 'UTC'))::bigint", d.instant(args[0], kinds[0]))
	case "abs", "ceil", "floor":
		return name + "(" + args[0] + "::float8)"
	case "round": // PostgreSQL rounds halves of doubles to even. The argument is there once, for calls nest
		return "(SELECT trunc(v) + CASE WHEN abs(v - trunc(v)) >= 0.5 THEN sign(v) ELSE 0 END FROM (SELECT " + args[0] + "::float8 AS v OFFSET 0) AS r)"
	case "lower", "upper":
		return fold(name, args[0])
	case "length":
		return "char_length(" + args[0] + ")::bigint"
	case "trim":
		return "btrim(" + args[0] + ", ' ')"
	case "concat":
		args[0] = d.bytewise(args[0]) // columns of different collations have none in common
		return "(" + strings.Join(args, " || ") + ")"
	case "coalesce":
		if kinds[0] == feature.String {
			args[0] = d.bytewise(args[0])
		}
		return "COALESCE(" + strings.Join(args, ", ") + ")"
	case "replace":
		args[0] = d.bytewise(args[0])
		return "replace(" + strings.Join(args, ", ") + ")"
	case "strpos":
		return "strpos(" + d.bytewise(args[0]) + ", " + args[1] + ")::bigint"
	case "left", "right": // a negative number counts from the other end in PostgreSQL
		return fmt.Sprintf("%s(%s, %s)", name, args[0], d.count(args[1]))
	default: // substr
		if len(args) == 2 {
			return fmt.Sprintf("substr(%s, %s)", args[0], d.position(args[1]))
		}
		return fmt.Sprintf("substr(%s, %s, %s)", args[0], d.position(args[1]), d.count(args[2]))
	}
}

// position drops the fraction of a number and keeps it within 29 bits, which is more than a string has characters, so that a length can be
// added. width_bucket does the latter, with buckets of width 1; LEAST and GREATEST would make a number of a null.
func (PostGIS) position(expr string) string {
	return "(width_bucket(trunc(NULLIF(" + expr + "::float8, 'NaN')), -536870912, 536870912, 1073741824) - 536870913)"
}

// count does so with a number of characters, and makes 0 of what is below 1.
func (PostGIS) count(expr string) string {
	return "width_bucket(NULLIF(" + expr + "::float8, 'NaN'), 1, 536870913, 536870912)"
}

func (PostGIS) noGeometry(c string) string { return c + " IS NULL OR ST_IsEmpty(" + c + "::geometry)" }
