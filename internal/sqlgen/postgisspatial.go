package sqlgen

import (
	"fmt"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/geom"
)

// NativeWithoutSRID is the Native of a PostGIS geometry column whose geometries have the SRID 0: their CRS is known from elsewhere.
const NativeWithoutSRID = "geometry without SRID"

// srid is what the database calls the CRS of the layer's geometries.
func srid(s *feature.Schema) int {
	if s.Geometry.Native == NativeWithoutSRID {
		return 0
	}
	return s.CRS.SRID()
}

var postgisPredicates = map[filter.SpatialOp]string{
	filter.Intersects: "ST_Intersects", filter.Disjoint: "ST_Intersects", filter.BBox: "ST_Intersects", filter.Equals: "ST_Equals", filter.Touches: "ST_Touches",
	filter.Within: "ST_Within", filter.Contains: "ST_Contains", filter.Overlaps: "ST_Overlaps", filter.Crosses: "ST_Crosses",
}

// spatial asks the spatial index first (&&), and then for the exact relation of what it found. A predicate of the column itself asks the
// index by itself: to ask twice would make the planner think that a box selects the square of its share of the rows, and sort them where it
// could walk along the key.
func (d PostGIS) spatial(b *builder, e *filter.Spatial, negated bool) string {
	g := d.geom(b.q.Schema)
	shape, _ := e.Right.(*filter.Shape)
	s := d.shape(b, shape)
	var cond string
	switch e.Op {
	case filter.BoxOverlap:
		cond = g + " && " + d.around(b.q.Schema, shape, s)
	case filter.DWithin:
		cond = d.within(b, g, s, shape, e.Distance)
	case filter.Beyond:
		cond, negated = "NOT "+d.within(b, g, s, shape, e.Distance), true
	case filter.Disjoint:
		cond, negated = "NOT ("+g+" && "+s+" AND "+d.predicate(b.q.Schema, e.Op, g, s, shape)+")", true
	default:
		cond = d.predicate(b.q.Schema, e.Op, g, s, shape)
		if cond != call(e.Op, g, s) {
			cond = g + " && " + s + " AND " + cond
		}
	}
	if negated {
		return "CASE WHEN " + d.noGeometry(g) + " THEN NULL ELSE (" + cond + ") END"
	}
	return cond
}

// call is PostGIS's own predicate.
func call(op filter.SpatialOp, g, shape string) string {
	return postgisPredicates[op] + "(" + g + ", " + shape + ")"
}

// shape binds a shape: a box by its corners, another by its WKB. The database moves it to the layer's CRS where that could not be done
// in process. All of it is a constant to the database, computed once for a statement.
func (PostGIS) shape(b *builder, s *filter.Shape) string {
	layer, ref := b.q.Schema.CRS, s.CRS
	if ref == (crs.Ref{}) || crs.Same(ref, layer) {
		return bindShape(b, s.Geom, srid(b.q.Schema))
	}
	sql := fmt.Sprintf("ST_Transform(%s, %d)", bindShape(b, s.Geom, ref.SRID()), layer.SRID())
	if srid(b.q.Schema) == 0 {
		return "ST_SetSRID(" + sql + ", 0)"
	}
	return sql
}

// around gives all longitudes to what the database moved to longitude and latitude and is more than half the world wide: it lies about a pole
// or across the antimeridian, and what is between its easternmost and westernmost vertex is not between them on the ground.
func (PostGIS) around(layer *feature.Schema, from *filter.Shape, moved string) string {
	info, ok := crs.Lookup(layer.CRS)
	if !ok || !info.Geographic || from.CRS == (crs.Ref{}) || crs.Same(from.CRS, layer.CRS) {
		return moved
	}
	return fmt.Sprintf("(SELECT CASE WHEN ST_XMax(m) - ST_XMin(m) > 180 THEN ST_MakeEnvelope(-180, ST_YMin(m), 180, ST_YMax(m), %d) ELSE m END FROM (SELECT %s AS m) AS moved)", srid(layer), moved)
}

// bindShape makes polygons valid and unites the members of collections, for GEOS fails on others.
func bindShape(b *builder, g orb.Geometry, srid int) string {
	box, isBox := g.(orb.Bound)
	switch {
	case isRectangle(g):
		return fmt.Sprintf("ST_MakeEnvelope($%s::float8, $%s::float8, $%s::float8, $%s::float8, %d)",
			b.arg(box.Min[0]), b.arg(box.Min[1]), b.arg(box.Max[0]), b.arg(box.Max[1]), srid)
	case isBox && box.Min == box.Max: // this and the next are no valid polygons
		g = box.Min
	case isBox:
		g = orb.LineString{box.Min, box.Max}
	}
	sql := fmt.Sprintf("ST_GeomFromWKB($%s::bytea, %d)", b.arg(geom.AppendWKB(nil, g)), srid)
	switch g.(type) {
	case orb.Ring, orb.Polygon, orb.MultiPolygon:
		return "ST_CollectionExtract(ST_MakeValid(" + sql + "), 3)"
	case orb.Collection:
		return "ST_CollectionHomogenize(ST_UnaryUnion(ST_MakeValid(" + sql + ")))"
	default:
		return sql
	}
}

// isRectangle says whether g is a box with a width and a height.
func isRectangle(g orb.Geometry) bool {
	box, ok := g.(orb.Bound)
	return ok && box.Min[0] < box.Max[0] && box.Min[1] < box.Max[1]
}

// predicate calls PostGIS, and so GEOS, which fails on polygons that are not valid and on collections. Only columns that may hold these
// pay for telling them apart. A rectangle and ST_Intersects are safe with everything.
func (PostGIS) predicate(s *feature.Schema, op filter.SpatialOp, g, shape string, from *filter.Shape) string {
	rectangle := isRectangle(from.Geom) && (from.CRS == (crs.Ref{}) || crs.Same(from.CRS, s.CRS))
	dimension := s.Geometry.Geom.Dimension()
	switch {
	case dimension == 0 || dimension == 1 || rectangle && postgisPredicates[op] == "ST_Intersects":
		return call(op, g, shape)
	case dimension == 2:
		return call(op, valid(g), shape)
	default:
		return "CASE WHEN GeometryType(" + g + ") = 'GEOMETRYCOLLECTION' THEN " + collectionPredicate(op, g, shape) + " ELSE " + call(op, valid(g), shape) + " END"
	}
}

func valid(g string) string {
	return "CASE WHEN ST_IsValid(" + g + ") THEN " + g + " ELSE ST_CollectionExtract(ST_MakeValid(" + g + ")) END"
}

// collectionPredicate relates the union of a collection's members to a shape s, whose members have one dimension, as the DE-9IM (OGC
// 06-103r4, 6.1.15) of the whole would have it, from the relations of the union's parts of each dimension.
func collectionPredicate(op filter.SpatialOp, g, s string) string {
	parts := " FROM ST_Dump(ST_UnaryUnion(ST_MakeValid(" + g + "))) AS d(path, part))"
	anyPart := func(pattern string) string { return "bool_or(ST_Relate(part, " + s + ", '" + pattern + "'))" }
	// What is left of the shape without the parts, which hold it when that is nothing.
	minus := func(of string, dimension int) string {
		return fmt.Sprintf("ST_Difference(%s, ST_CollectionExtract(ST_UnaryUnion(ST_MakeValid(%s)), %d))", of, g, dimension)
	}
	holds := "ST_IsEmpty(" + minus(minus(minus(s, 3), 2), 1) + ")"
	dimensions := fmt.Sprintf("sign(ST_Dimension(%s) - ST_Dimension(%s))", g, s)
	switch op {
	case filter.Within:
		return "(SELECT bool_and(ST_CoveredBy(part, " + s + ")) AND " + anyPart("T********") + parts
	case filter.Contains:
		return "((SELECT " + anyPart("T********") + parts + " AND " + holds + ")"
	case filter.Equals:
		return "((SELECT bool_and(ST_CoveredBy(part, " + s + "))" + parts + " AND " + holds + ")"
	case filter.Touches:
		return "(SELECT bool_or(ST_Intersects(part, " + s + ")) AND NOT " + anyPart("T********") + parts
	case filter.Overlaps:
		interior := "CASE ST_Dimension(" + s + ") WHEN 1 THEN " + anyPart("1********") + " ELSE " + anyPart("T********") + " END"
		return "(" + dimensions + " = 0 AND (SELECT " + interior + " AND " + anyPart("**T******") + parts + " AND NOT " + holds + ")"
	case filter.Crosses:
		return "CASE " + dimensions + " WHEN -1 THEN (SELECT " + anyPart("T********") + " AND " + anyPart("**T******") + parts +
			" WHEN 1 THEN (SELECT " + anyPart("T********") + parts + " AND NOT " + holds +
			" ELSE ST_Dimension(" + s + ") = 1 AND (SELECT " + anyPart("0********") + " AND NOT " + anyPart("1********") + parts + " END"
	default:
		return "(SELECT bool_or(ST_Intersects(" + valid("part") + ", " + s + ")) FROM ST_Dump(" + g + ") AS d(path, part))"
	}
}

// within measures as filter.Spatial says: on the plane, or on the sphere for longitude and latitude.
func (d PostGIS) within(b *builder, g, s string, shape *filter.Shape, metres float64) string {
	if unit := filter.MetresPerUnit(b.q.Schema.CRS); unit != 0 {
		return "ST_DWithin(" + g + ", " + s + ", $" + b.arg(metres/unit) + "::float8)"
	}
	exact := "ST_DWithin(" + g + "::geography, " + s + "::geography, $" + b.arg(metres) + "::float8, false)"
	if near, ok := around(shape, metres, b.q.Schema.Geometry.Geom); ok {
		return fmt.Sprintf("(%s && ST_MakeEnvelope($%s::float8, $%s::float8, $%s::float8, $%s::float8, %d) AND %s)", g,
			b.arg(near.Min[0]), b.arg(near.Min[1]), b.arg(near.Max[0]), b.arg(near.Max[1]), srid(b.q.Schema), exact)
	}
	return exact
}
