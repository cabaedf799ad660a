package geopackage

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/gpkg"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

// Relations lists the feature tables and views of gpkg_contents, by name.
func (s *Source) Relations(ctx context.Context) ([]query.Relation, error) {
	c, err := s.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer c.release()
	rows, err := c.rows(ctx, "SELECT c.table_name FROM gpkg_contents c JOIN gpkg_geometry_columns USING (table_name) WHERE c.data_type = 'features' ORDER BY 1")
	if err != nil {
		return nil, err
	}
	all := make([]query.Relation, len(rows))
	for i, r := range rows {
		all[i].Table = str(r[0])
	}
	return all, nil
}

// Describe reads the columns, key, geometry, CRS, titles and extent of a table or view from the GeoPackage's own tables, or the
// columns of a SELECT from its result.
func (s *Source) Describe(ctx context.Context, r query.Relation) (*source.Description, error) {
	if r.Schema != "" {
		return nil, fmt.Errorf("%s.%s (a GeoPackage has no schemas): %w", r.Schema, r.Table, source.ErrNoRelation)
	}
	c, err := s.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer c.release()
	d := &source.Description{Schema: &feature.Schema{Name: r.Table}, Extent: orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}, Rows: -1}
	if r.SQL != "" {
		return d, c.describeStatement(ctx, d, r)
	}
	if err := c.describeContents(ctx, d, r); err != nil {
		return nil, err
	}
	if err := c.describeColumns(ctx, d, r); err != nil {
		return nil, err
	}
	return d, c.describeData(ctx, d, r)
}

func str(v driver.Value) string {
	s, _ := v.(string)
	return s
}

// describeContents reads gpkg_contents, gpkg_geometry_columns and the CRS.
func (c *conn) describeContents(ctx context.Context, d *source.Description, r query.Relation) error {
	row, err := c.row(ctx, `SELECT c.identifier, c.description, c.min_x, c.min_y, c.max_x, c.max_y, g.column_name, g.geometry_type_name, s.organization, s.organization_coordsys_id
		FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name) LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE c.table_name = ?1 ORDER BY g.column_name = ?2 DESC LIMIT 1`, r.Table, r.Geometry)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", r.Table, source.ErrNoRelation)
	}
	if err != nil {
		return err
	}
	if r.Geometry != "" && str(row[6]) != r.Geometry {
		return fmt.Errorf("there is no geometry column %q", r.Geometry)
	}
	d.Title, d.Description = str(row[0]), str(row[1])
	d.Schema.Geometry = feature.Field{Name: str(row[6]), Column: str(row[6]), Type: feature.Geometry, Geom: geometryType(str(row[7])), Nullable: true}
	if code, ok := row[9].(int64); ok && strings.EqualFold(str(row[8]), "EPSG") && code > 0 {
		d.Schema.CRS = crs.EPSG(int(code))
	}
	var b [4]float64
	for i := range b {
		switch v := row[2+i].(type) {
		case float64:
			b[i] = v
		case int64:
			b[i] = float64(v)
		default:
			return nil
		}
	}
	d.Extent = orb.Bound{Min: orb.Point{b[0], b[1]}, Max: orb.Point{b[2], b[3]}}
	return nil
}

func geometryType(name string) feature.GeometryType {
	for t := feature.Point; t <= feature.GeometryCollection; t++ {
		if strings.EqualFold(t.String(), name) || t == feature.GeometryCollection && strings.EqualFold(name, "GEOMCOLLECTION") {
			return t
		}
	}
	return feature.AnyGeometry
}

// describeColumns reads the columns and the key: the primary key, or of a view its first column (OGC 12-128r19, requirement 150).
func (c *conn) describeColumns(ctx context.Context, d *source.Description, r query.Relation) error {
	rows, err := c.rows(ctx, `SELECT name, type, "notnull", pk FROM pragma_table_info(?1) ORDER BY cid`, r.Table)
	if err != nil {
		return err
	}
	view, err := c.row(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'view' AND lower(name) = lower(?1)", r.Table)
	if err != nil {
		return err
	}
	for i, row := range rows {
		f := feature.Field{Name: str(row[0]), Column: str(row[0]), Native: str(row[1]), Nullable: row[2] == int64(0) && row[3] == int64(0)}
		var ok bool
		if f.Type, ok = kindOf(f.Native); !ok {
			continue
		}
		d.Schema.Fields = append(d.Schema.Fields, f)
		isKey := row[3] != int64(0) || (i == 0 && view[0] != int64(0))
		if isKey && (f.Type == feature.Int || f.Type == feature.String) {
			d.Schema.Key = append(d.Schema.Key, f)
		}
	}
	return nil
}

// kindOf maps the column types of GeoPackage (OGC 12-128r19, table 1), and those that SQLite's affinity rules give others; geometries
// and bytes are no properties.
func kindOf(declared string) (feature.Kind, bool) {
	t, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(declared)), "(")
	if geometryType(t) != feature.AnyGeometry || t == "GEOMETRY" || t == "BLOB" {
		return 0, false
	}
	switch strings.TrimSpace(t) {
	case "BOOLEAN", "BOOL":
		return feature.Bool, true
	case "DATE":
		return feature.Date, true
	case "DATETIME", "TIMESTAMP":
		return feature.DateTime, true
	case "DOUBLE", "FLOAT", "REAL", "NUMERIC", "DECIMAL", "DOUBLE PRECISION":
		return feature.Float, true
	}
	if strings.Contains(t, "INT") {
		return feature.Int, true
	}
	return feature.String, true
}

// describeData reads titles and descriptions of columns from the schema extension, and the number of rows that GDAL keeps.
func (c *conn) describeData(ctx context.Context, d *source.Description, r query.Relation) error {
	has := func(table string) bool {
		row, err := c.row(ctx, "SELECT count(*) FROM sqlite_master WHERE name = ?1", table)
		return err == nil && row[0] != int64(0)
	}
	if has("gpkg_data_columns") {
		rows, err := c.rows(ctx, "SELECT column_name, coalesce(title, name), description FROM gpkg_data_columns WHERE table_name = ?1", r.Table)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if i := d.Schema.Field(str(row[0])); i >= 0 {
				d.Schema.Fields[i].Title, d.Schema.Fields[i].Description = str(row[1]), str(row[2])
			} else if str(row[0]) == d.Schema.Geometry.Name {
				d.Schema.Geometry.Title, d.Schema.Geometry.Description = str(row[1]), str(row[2])
			}
		}
	}
	if has("gpkg_ogr_contents") {
		row, err := c.row(ctx, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?1", r.Table)
		if err == nil {
			if n, ok := row[0].(int64); ok {
				d.Rows = n
			}
		}
	}
	return nil
}

// describeStatement learns the columns of a SELECT from their declarations, and the CRS from the first geometry.
func (c *conn) describeStatement(ctx context.Context, d *source.Description, r query.Relation) error {
	rows, err := c.query(ctx, "SELECT * FROM "+sqlgen.From(r)+" LIMIT 0")
	if err != nil {
		return fmt.Errorf("the layer's sql: %w", err)
	}
	defer rows.Close()
	types, ok := rows.(driver.RowsColumnTypeDatabaseTypeName)
	if !ok {
		return errors.New("the SQLite driver does not tell the types of columns")
	}
	for i, name := range rows.Columns() {
		declared := types.ColumnTypeDatabaseTypeName(i)
		kind, ok := kindOf(declared)
		switch {
		case ok:
			d.Schema.Fields = append(d.Schema.Fields, feature.Field{Name: name, Column: name, Native: declared, Type: kind, Nullable: true})
		case declared != "BLOB" && (r.Geometry == name || r.Geometry == "" && d.Schema.Geometry.Name == ""):
			d.Schema.Geometry = feature.Field{Name: name, Column: name, Type: feature.Geometry, Geom: geometryType(declared), Nullable: true}
		}
	}
	if r.Geometry != "" && d.Schema.Geometry.Name == "" {
		return fmt.Errorf("there is no geometry column %q", r.Geometry)
	}
	for _, name := range []string{"fid", "id", "gid", "objectid", "ogc_fid"} {
		if i := d.Schema.Field(name); i >= 0 && len(d.Schema.Key) == 0 {
			d.Schema.Key = []feature.Field{d.Schema.Fields[i]}
		}
	}
	return c.firstCRS(ctx, d, r)
}

func (c *conn) firstCRS(ctx context.Context, d *source.Description, r query.Relation) error {
	if !d.Schema.HasGeometry() {
		return nil
	}
	g := sqlgen.Quote(d.Schema.Geometry.Column)
	row, err := c.row(ctx, "SELECT "+g+" FROM "+sqlgen.From(r)+" WHERE "+g+" IS NOT NULL LIMIT 1")
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	raw, _ := row[0].([]byte)
	blob, err := gpkg.DecodeBlob(raw)
	if err != nil {
		return err
	}
	srs, err := c.row(ctx, "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?1", int64(blob.SRS))
	if err != nil {
		return fmt.Errorf("the geometries' srs_id %d: %w", blob.SRS, err)
	}
	if code, ok := srs[1].(int64); ok && strings.EqualFold(str(srs[0]), "EPSG") && code > 0 {
		d.Schema.CRS = crs.EPSG(int(code))
	}
	return nil
}

// Extent implements source.Measurer: by the spatial index, or else what the GeoPackage says of its contents. Of views and statements nothing is known.
func (s *Source) Extent(ctx context.Context, r query.Relation, schema *feature.Schema) (orb.Bound, error) {
	d := source.Description{Schema: &feature.Schema{}, Extent: orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}}
	if r.SQL != "" {
		return d.Extent, nil
	}
	c, err := s.acquire(ctx)
	if err != nil {
		return d.Extent, err
	}
	defer c.release()
	index, err := s.rtree(ctx, c, &query.Query{Relation: r, Schema: schema})
	if err != nil {
		return d.Extent, err
	}
	if index == "" {
		err := c.describeContents(ctx, &d, r)
		return d.Extent, err
	}
	row, err := c.row(ctx, "SELECT min(minx), min(miny), max(maxx), max(maxy) FROM "+sqlgen.Quote(index))
	if err != nil {
		return d.Extent, err
	}
	var b [4]float64
	for i := range b {
		var ok bool
		if b[i], ok = row[i].(float64); !ok {
			return d.Extent, nil // it is empty
		}
	}
	return orb.Bound{Min: orb.Point{b[0], b[1]}, Max: orb.Point{b[2], b[3]}}, nil
}

// rtree is the name of a layer's spatial index, empty when it has none. It is looked up once for a file.
func (s *Source) rtree(ctx context.Context, c *conn, q *query.Query) (string, error) {
	if !q.Schema.HasGeometry() {
		return "", nil
	}
	name := "rtree_" + q.Relation.Table + "_" + q.Schema.Geometry.Column
	s.mu.Lock()
	found, known := s.rtrees[name]
	s.mu.Unlock()
	if known {
		return found, nil
	}
	row, err := c.row(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1", name)
	if err != nil {
		return "", err
	}
	if row[0] != int64(0) {
		found = name
	}
	s.mu.Lock()
	s.rtrees[name] = found
	s.mu.Unlock()
	return found, nil
}
