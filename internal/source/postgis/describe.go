package postgis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

// attribute is a column as the catalogue has it.
type attribute struct {
	name, typ, comment string
	notNull            bool
	typmod             int32
}

// Describe reads a relation's columns, key, geometry and comments from the catalogue. The first line of a comment is the title, the
// rest the description. The extent and the number of rows come from statistics; where there are none the extent is measured,
// for no longer than a few seconds.
//
// The key is the primary key, else a unique index without nulls, else a column named id, fid, gid, objectid or ogc_fid. Without any
// of these a row is identified by a digest of its text, and sorting for pages reads all rows: configure a key for large views.
func (s *Source) Describe(ctx context.Context, r query.Relation) (*source.Description, error) {
	d := &source.Description{Schema: &feature.Schema{Name: r.Table}, Extent: emptyBound, Rows: -1}
	var attrs []attribute
	var oid uint32
	var err error
	if r.SQL != "" {
		attrs, err = s.statementColumns(ctx, r)
	} else {
		oid, attrs, err = s.tableColumns(ctx, r, d)
	}
	if err != nil {
		return nil, err
	}
	geometry, err := addColumns(d.Schema, attrs, r.Geometry)
	if err != nil {
		return nil, err
	}
	if err := s.addKey(ctx, d.Schema, oid); err != nil {
		return nil, err
	}
	if geometry == nil {
		return d, nil
	}
	if err := s.addGeometry(ctx, d, r, *geometry); err != nil {
		return nil, err
	}
	d.Extent = s.extent(ctx, r, d.Schema)
	return d, nil
}

var emptyBound = orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}

// tableColumns reads the catalogue, and the relation's comment and statistics into d.
func (s *Source) tableColumns(ctx context.Context, r query.Relation, d *source.Description) (oid uint32, attrs []attribute, err error) {
	name := sqlgen.Quote(r.Table)
	if r.Schema != "" {
		name = sqlgen.Quote(r.Schema) + "." + name
	}
	var comment string
	var rows float64
	err = s.pool.QueryRow(ctx, `SELECT c.oid, coalesce(obj_description(c.oid, 'pg_class'), ''), c.reltuples FROM pg_class c
		WHERE c.oid = to_regclass($1) AND has_table_privilege(c.oid, 'SELECT')`, name).Scan(&oid, &comment, &rows)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil, fmt.Errorf("%s: %w", r.Table, source.ErrNoRelation)
	}
	if err != nil {
		return 0, nil, err
	}
	d.Title, d.Description = titleOf(comment)
	if rows > 0 { // else a view, or never analysed
		d.Rows = int64(rows)
	}
	result, err := s.pool.Query(ctx, `SELECT a.attname, CASE WHEN t.typtype = 'd' THEN b.typname ELSE t.typname END, a.attnotnull, a.atttypmod, coalesce(col_description(a.attrelid, a.attnum), '')
		FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
		WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(a.attrelid, a.attnum, 'SELECT') ORDER BY a.attnum`, oid)
	if err != nil {
		return 0, nil, err
	}
	attrs, err = pgx.CollectRows(result, func(row pgx.CollectableRow) (a attribute, err error) {
		return a, row.Scan(&a.name, &a.typ, &a.notNull, &a.typmod, &a.comment)
	})
	return oid, attrs, err
}

// statementColumns prepares a SELECT to learn its columns.
func (s *Source) statementColumns(ctx context.Context, r query.Relation) ([]attribute, error) {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	st, err := c.Conn().Prepare(ctx, "", "SELECT * FROM "+sqlgen.From(r))
	if err != nil {
		return nil, fmt.Errorf("the layer's sql: %w", err)
	}
	attrs := make([]attribute, len(st.Fields))
	for i, f := range st.Fields {
		attrs[i] = attribute{name: f.Name, typmod: f.TypeModifier}
		err := c.QueryRow(ctx, `SELECT CASE WHEN t.typtype = 'd' THEN b.typname ELSE t.typname END FROM pg_type t LEFT JOIN pg_type b ON b.oid = t.typbasetype WHERE t.oid = $1`, f.DataTypeOID).Scan(&attrs[i].typ)
		if err != nil {
			return nil, err
		}
	}
	return attrs, nil
}

func titleOf(comment string) (title, rest string) {
	title, rest, _ = strings.Cut(strings.TrimSpace(comment), "\n")
	return strings.TrimSpace(title), strings.TrimSpace(rest)
}

// addColumns puts the columns into the schema and returns that of the geometry: the one that is wanted, or else the first.
func addColumns(s *feature.Schema, attrs []attribute, wanted string) (*attribute, error) {
	var geometry *attribute
	for i, a := range attrs {
		if a.typ == "geometry" || a.typ == "geography" {
			if geometry == nil && (wanted == "" || a.name == wanted) {
				geometry = &attrs[i]
			}
			continue
		}
		kind, ok := kindOf(a)
		if !ok {
			continue
		}
		title, description := titleOf(a.comment)
		s.Fields = append(s.Fields, feature.Field{Name: a.name, Column: a.name, Title: title, Description: description, Type: kind, Nullable: !a.notNull, Native: a.typ})
	}
	if wanted != "" && geometry == nil {
		return nil, fmt.Errorf("there is no geometry column %q", wanted)
	}
	return geometry, nil
}

// kindOf maps PostgreSQL's types. Types without a lexical form of their own are read as their text; bytes are not published.
func kindOf(a attribute) (feature.Kind, bool) {
	switch a.typ {
	case "bool":
		return feature.Bool, true
	case "int2", "int4", "int8":
		return feature.Int, true
	case "float4", "float8":
		return feature.Float, true
	case "numeric":
		if isWhole(a.typmod) {
			return feature.Int, true
		}
		return feature.Float, true
	case "date":
		return feature.Date, true
	case "timestamp", "timestamptz":
		return feature.DateTime, true
	case "bytea", "raster", "topogeometry", "tsvector":
		return 0, false
	default:
		return feature.String, true
	}
}

// isWhole says that a numeric's modifier (precision and scale, above 4) allows only whole numbers that fit 64 bits.
func isWhole(typmod int32) bool {
	precision, scale := (typmod-4)>>16, (typmod-4)&0x7ff
	return typmod >= 4 && scale == 0 && precision <= 18
}

// keyNames are the columns taken for keys of relations that declare none, in this order.
var keyNames = []string{"fid", "id", "gid", "objectid", "ogc_fid"}

func (s *Source) addKey(ctx context.Context, schema *feature.Schema, oid uint32) error {
	var columns []string
	if oid != 0 {
		err := s.pool.QueryRow(ctx, `SELECT array_agg(a.attname ORDER BY k.n) FROM pg_index i
			CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
			WHERE i.indrelid = $1 AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.n <= i.indnkeyatts
			GROUP BY i.indexrelid, i.indisprimary
			HAVING bool_and(a.attnotnull) OR EXISTS (SELECT FROM pg_class c WHERE c.oid = $1 AND c.relkind = 'm')
			ORDER BY i.indisprimary DESC, count(*), i.indexrelid LIMIT 1`, oid).Scan(&columns)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
	}
	for _, c := range columns {
		i := schema.Field(c)
		if i < 0 { // a column that may not be read
			schema.Key = nil
			break
		}
		schema.Key = append(schema.Key, schema.Fields[i])
	}
	if len(schema.Key) > 0 {
		return nil
	}
	for _, name := range keyNames {
		if i := schema.Field(name); i >= 0 && (schema.Fields[i].Type == feature.Int || schema.Fields[i].Type == feature.String) {
			schema.Key = []feature.Field{schema.Fields[i]}
			return nil
		}
	}
	return nil
}

// addGeometry finds the type and CRS of the geometry: from the column's declaration, or else from the first row.
func (s *Source) addGeometry(ctx context.Context, d *source.Description, r query.Relation, a attribute) error {
	g := feature.Field{Name: a.name, Column: a.name, Type: feature.Geometry, Nullable: !a.notNull, Native: a.typ}
	g.Title, g.Description = titleOf(a.comment)
	var srid int
	var typ string
	err := s.pool.QueryRow(ctx, "SELECT postgis_typmod_srid($1), postgis_typmod_type($1)", a.typmod).Scan(&srid, &typ)
	if err != nil {
		return err
	}
	if a.typ == "geography" && srid == 0 {
		srid = 4326
	}
	if srid == 0 {
		c := sqlgen.Quote(a.name)
		err := s.pool.QueryRow(ctx, "SELECT ST_SRID("+c+"::geometry) FROM "+sqlgen.From(r)+" WHERE "+c+" IS NOT NULL LIMIT 1").Scan(&srid)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
	}
	g.Geom = geometryType(typ)
	d.Schema.Geometry = g
	if srid != 0 {
		d.Schema.CRS = crs.EPSG(srid)
	} else {
		d.Schema.Geometry.Native = sqlgen.NativeWithoutSRID
	}
	return nil
}

// geometryType reads PostGIS's name of a type, whose Z and M do not matter.
func geometryType(name string) feature.GeometryType {
	name = strings.TrimRight(name, "ZM")
	for t := feature.Point; t <= feature.GeometryCollection; t++ {
		if strings.EqualFold(t.String(), name) {
			return t
		}
	}
	return feature.AnyGeometry
}

// measureTimeout bounds the measuring of an extent that no statistics tell.
const measureTimeout = 3 * time.Second

// extent is the bound of the geometries: ANALYZE's estimate, or else measured if that is quickly done. Not to know it is no error.
func (s *Source) extent(ctx context.Context, r query.Relation, schema *feature.Schema) orb.Bound {
	if r.SQL == "" && r.Schema != "" && schema.Geometry.Native != "geography" { // whose statistics are not of longitudes and latitudes
		if b, ok := s.box(ctx, "SELECT ST_EstimatedExtent($1, $2, $3)::box2d AS b", r.Schema, r.Table, schema.Geometry.Column); ok {
			return b
		}
	}
	return s.measured(ctx, r, schema)
}

// measured reads all geometries, if that is quickly done.
func (s *Source) measured(ctx context.Context, r query.Relation, schema *feature.Schema) orb.Bound {
	ctx, cancel := context.WithTimeout(ctx, measureTimeout)
	defer cancel()
	if b, ok := s.box(ctx, "SELECT ST_Extent("+sqlgen.Quote(schema.Geometry.Column)+"::geometry)::box2d AS b FROM "+sqlgen.From(r)); ok {
		return b
	}
	return emptyBound
}

// Extent implements source.Measurer: from the spatial index, which always knows, or else measured, for no longer than measureTimeout. What takes
// longer is an empty bound.
func (s *Source) Extent(ctx context.Context, r query.Relation, schema *feature.Schema) (orb.Bound, error) {
	var indexed bool
	if r.SQL == "" && schema.Geometry.Native != "geography" {
		err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam JOIN pg_attribute a ON a.attrelid = i.indrelid
			WHERE i.indrelid = to_regclass($1) AND m.amname = 'gist' AND i.indisvalid AND i.indpred IS NULL AND a.attname = $2 AND i.indkey[0] = a.attnum)`,
			identifier(r), schema.Geometry.Column).Scan(&indexed)
		if err != nil {
			return emptyBound, err
		}
	}
	if indexed {
		return s.extent(ctx, r, schema), ctx.Err()
	}
	return s.measured(ctx, r, schema), ctx.Err()
}

func (s *Source) box(ctx context.Context, sql string, args ...any) (orb.Bound, bool) {
	var x1, y1, x2, y2 *float64
	err := s.pool.QueryRow(ctx, "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM ("+sql+") AS e", args...).Scan(&x1, &y1, &x2, &y2)
	if err != nil || x1 == nil || y1 == nil || x2 == nil || y2 == nil {
		return orb.Bound{}, false
	}
	return orb.Bound{Min: orb.Point{*x1, *y1}, Max: orb.Point{*x2, *y2}}, true
}
