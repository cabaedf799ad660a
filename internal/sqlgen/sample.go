package sqlgen

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/query"
)

// Within is the statement of what the query selects in a box of the layer's CRS, whatever its page, without its columns.
func (d PostGIS) Within(q *query.Query, box orb.Bound) Statement {
	b := &builder{Dialect: d, q: q}
	overlap := d.geom(q.Schema) + " && " + bindShape(b, box, srid(q.Schema))
	return Statement{"SELECT 1 FROM " + From(q.Relation) + " WHERE " + b.and(overlap), b.args}
}

// Sample is the statement that finds up to so many rows of the query, whatever its order and page, in each box of the layer's CRS. Its columns are
// those of Select, and the number of the box from 0.
func (d PostGIS) Sample(q *query.Query, boxes []orb.Bound, most int) Statement {
	b := &builder{Dialect: d, q: q}
	var sides [4][]float64
	for _, box := range boxes {
		for i, v := range [4]float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]} {
			sides[i] = append(sides[i], v)
		}
	}
	arrays := make([]string, len(sides))
	for i, s := range sides {
		arrays[i] = "$" + b.arg(s) + "::float8[]"
	}
	overlap := fmt.Sprintf("%s && ST_MakeEnvelope(c.west, c.south, c.east, c.north, %d)", d.geom(q.Schema), srid(q.Schema))
	text := fmt.Sprintf("SELECT f.*, c.n - 1 FROM unnest(%s) WITH ORDINALITY AS c(west, south, east, north, n), LATERAL (SELECT %s FROM %s WHERE %s LIMIT $%s::bigint) AS f",
		strings.Join(arrays, ", "), strings.Join(b.columns(), ", "), From(q.Relation), b.and(overlap), b.arg(int64(most)))
	return Statement{text, b.args}
}

// Crowd is the statement that counts, up to a number, what the query selects in a box of the layer's CRS, whatever its page. Without an R-tree it
// is nothing: to count would take as long as to read.
func (d GeoPackage) Crowd(q *query.Query, box orb.Bound, most int64) Statement {
	if d.RTree == "" {
		return Statement{"SELECT 0", nil}
	}
	b := &builder{Dialect: d, q: q}
	sides := [4]string{"?" + b.arg(box.Min[0]), "?" + b.arg(box.Min[1]), "?" + b.arg(box.Max[0]), "?" + b.arg(box.Max[1])}
	return Statement{"SELECT count(*) FROM (SELECT 1 " + d.nearby(b, sides) + " LIMIT ?" + b.arg(most) + ")", b.args}
}

// Sample is PostGIS.Sample for a layer that has an R-tree.
func (d GeoPackage) Sample(q *query.Query, boxes []orb.Bound, most int) Statement {
	b := &builder{Dialect: d, q: q}
	list := []byte{'['}
	for i, box := range boxes {
		if i > 0 {
			list = append(list, ',')
		}
		list = fmt.Appendf(list, "[%g,%g,%g,%g]", box.Min[0], box.Min[1], box.Max[0], box.Max[1])
	}
	var sides [4]string
	for i := range sides {
		sides[i] = fmt.Sprintf("json_extract(c.value, '$[%d]')", i)
	}
	text := fmt.Sprintf("SELECT %s, c.key FROM json_each(?%s) AS c CROSS JOIN %s ON t.rowid IN (SELECT r.id %s LIMIT ?%s)",
		strings.Join(b.columns(), ", "), b.arg(string(append(list, ']'))), From(q.Relation), d.nearby(b, sides), b.arg(int64(most)))
	return Statement{text, b.args}
}

// nearby are the rows of the R-tree, and the layer's where the filter needs them, in a box whose sides (west, south, east, north) are expressions.
func (d GeoPackage) nearby(b *builder, sides [4]string) string {
	text := "FROM " + Quote(d.RTree) + " AS r"
	overlap := fmt.Sprintf("r.maxx >= %s AND r.maxy >= %s AND r.minx <= %s AND r.miny <= %s", sides[0], sides[1], sides[2], sides[3])
	if b.q.Where.Expr() != nil {
		text += " CROSS JOIN " + From(b.q.Relation) + " ON t.rowid = r.id" // CROSS keeps the order: the R-tree first
	}
	return text + " WHERE " + b.and(overlap)
}

// and is a condition and the query's.
func (b *builder) and(condition string) string {
	e := b.q.Where.Expr()
	if e == nil {
		return condition
	}
	return condition + " AND " + b.condition(e, false)
}
