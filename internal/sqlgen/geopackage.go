package sqlgen

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
)

// GeoPackage writes SQLite 3.35 and later, with its mathematical functions. Where SQLite has no function of the meaning that
// filter.Eval gives, it calls one that the source registers: haavi_micros and haavi_days read the texts of times, haavi_like matches
// patterns, haavi_relate relates geometries, haavi_empty knows empty ones, and haavi_<function> are those of filter.Functions.
type GeoPackage struct {
	// RTree is the name of the layer's R-tree table, empty when it has none.
	RTree string
	// Shape makes an argument of a shape that haavi_relate understands.
	Shape func(orb.Geometry) any
}

func (GeoPackage) value(f *feature.Field) string {
	c := column(f.Column)
	switch f.Type {
	case feature.Date:
		return "haavi_days(" + c + ")"
	case feature.DateTime:
		return "haavi_micros(" + c + ")"
	default:
		return c
	}
}

// output makes an expression of a time, which has no declared type: of a column with one the driver would make something else of the text.
func (GeoPackage) output(f *feature.Field) string {
	if isTime(f.Type) {
		return "+" + column(f.Column)
	}
	return column(f.Column)
}

func (GeoPackage) geometry(q *query.Query) string { return column(q.Schema.Geometry.Column) }
func (GeoPackage) identity() string               { return "t.rowid" }
func (GeoPackage) bytewise(expr string) string    { return expr + " COLLATE BINARY" }
func (GeoPackage) lower(expr string) string       { return "haavi_lower(" + expr + ")" }
func (GeoPackage) noGeometry(c string) string     { return c + " IS NULL OR haavi_empty(" + c + ")" }

// literal binds times as the integers that haavi_days and haavi_micros yield.
func (GeoPackage) literal(b *builder, v feature.Value) string {
	switch v.Kind() {
	case feature.Bool:
		n := int64(0)
		if v.Bool() {
			n = 1
		}
		return "?" + b.arg(n)
	case feature.Int, feature.Date, feature.DateTime:
		return "?" + b.arg(v.Int())
	case feature.Float:
		return "?" + b.arg(v.Float())
	case feature.String:
		return "?" + b.arg(v.Str())
	default:
		return "NULL"
	}
}

// list binds strings and whole numbers as one JSON array, so that the text does not depend on how many there are.
func (d GeoPackage) list(b *builder, value string, vs []feature.Value) string {
	if len(vs) == 0 {
		return "CASE WHEN " + value + " IS NULL THEN NULL ELSE 0 END"
	}
	items := make([]any, len(vs))
	for i, v := range vs {
		switch v.Kind() {
		case feature.String:
			items[i] = v.Str()
		case feature.Float:
			return value + " IN (" + d.each(b, vs) + ")"
		default:
			items[i] = v.Int()
		}
	}
	array, err := json.Marshal(items)
	if err != nil { // strings and integers always have a JSON form
		return value + " IN (" + d.each(b, vs) + ")"
	}
	return value + " IN (SELECT value FROM json_each(?" + b.arg(string(array)) + "))"
}

func (d GeoPackage) keyList(b *builder, f *feature.Field, vs []feature.Value) string {
	return d.list(b, d.value(f), vs)
}

func (d GeoPackage) keyOrder(f *feature.Field) string { return sortable(d, f) }

// exact makes an expression of a column, so that the driver does not heed its declared type.
func (GeoPackage) exact(expr string) string { return "+" + expr }

func (GeoPackage) bound(b *builder, _ *feature.Field, v any, _ bool) string { return "?" + b.arg(v) }

func (d GeoPackage) each(b *builder, vs []feature.Value) string {
	parts := make([]string, len(vs))
	for i, v := range vs {
		parts[i] = d.literal(b, v)
	}
	return strings.Join(parts, ", ")
}

func (d GeoPackage) like(b *builder, value, pattern string, ignoreCase bool) string {
	fold := 0
	if ignoreCase {
		fold = 1
	}
	return fmt.Sprintf("haavi_like(%s, %s, %d)", value, d.literal(b, feature.StringValue(pattern)), fold)
}

// operand relies on min and max of a null being null.
func (GeoPackage) operand(b *builder, expr string) string {
	reach := "?" + b.arg(filter.Reach)
	return fmt.Sprintf("(trunc(NULLIF(NULLIF(max(min(CAST(%[1]s AS REAL), %[2]s), -%[2]s), %[2]s), -%[2]s) * %[2]s) / %[2]s)", expr, reach)
}

func (GeoPackage) instant(expr string, k feature.Kind) string {
	if k == feature.Date {
		return fmt.Sprintf("(%s * %d)", expr, filter.MicrosPerDay)
	}
	return expr
}

func (d GeoPackage) lastOfDay(expr string) string {
	return fmt.Sprintf("(%s * %d + %d)", expr, filter.MicrosPerDay, filter.MicrosPerDay-1)
}

func (d GeoPackage) call(name string, args []string, kinds []feature.Kind) string {
	if name == "coalesce" && len(args) > 1 {
		return "COALESCE(" + strings.Join(args, ", ") + ")"
	}
	if name == "coalesce" {
		return args[0]
	}
	for i, k := range kinds {
		if isTime(k) {
			args[i] = d.instant(args[i], k)
		}
	}
	return "haavi_" + name + "(" + strings.Join(args, ", ") + ")"
}

// spatial asks the R-tree first, whose ids are rowids, and then for the exact relation.
func (d GeoPackage) spatial(b *builder, e *filter.Spatial, negated bool) string {
	g := column(b.q.Schema.Geometry.Column)
	shape, _ := e.Right.(*filter.Shape)
	exact := func() string {
		return fmt.Sprintf("haavi_relate(%d, %s, ?%s, ?%s, ?%s)", e.Op, g, b.arg(d.Shape(shape.Geom)), b.arg(e.Distance), b.arg(filter.MetresPerUnit(b.q.Schema.CRS)))
	}
	box, ok := reach(e, shape, b.q.Schema)
	if d.RTree == "" || negated || !ok {
		return exact()
	}
	index := fmt.Sprintf("t.rowid IN (SELECT id FROM %s WHERE maxx >= ?%s AND minx <= ?%s AND maxy >= ?%s AND miny <= ?%s)", Quote(d.RTree),
		b.arg(box.Min[0]), b.arg(box.Max[0]), b.arg(box.Min[1]), b.arg(box.Max[1]))
	if e.Op == filter.BoxOverlap {
		return index
	}
	return index + " AND " + exact()
}

// reach is a box outside of which nothing is selected; ok is false when there is none.
func reach(e *filter.Spatial, s *filter.Shape, layer *feature.Schema) (box orb.Bound, ok bool) {
	switch e.Op {
	case filter.Disjoint, filter.Beyond:
		return orb.Bound{}, false
	case filter.DWithin:
		unit := filter.MetresPerUnit(layer.CRS)
		if unit == 0 {
			return around(s, e.Distance, layer.Geometry.Geom)
		}
		return s.Geom.Bound().Pad(e.Distance * (1 + 1e-9) / unit), true
	default:
		return s.Geom.Bound(), true
	}
}
