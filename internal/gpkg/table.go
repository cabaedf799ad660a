package gpkg

import (
	"errors"
	"fmt"
	"strings"

	"haavi/internal/feature"
)

// Table describes a feature or attribute table.
type Table struct {
	// Name is the table's name in the file.
	Name string
	// Title becomes the identifier and Description the description in gpkg_contents.
	Title, Description string
	// Schema gives the columns: a field's Column (its Name when empty) is the
	// column's name; published name, title and description go to
	// gpkg_data_columns. A field of Schema.Key named "fid" of kind Int, also when it is
	// among the fields, is the primary key itself; other keys are not made constraints.
	Schema *feature.Schema
	// Indexes are columns to index, one by one, once the rows are in.
	Indexes []string
}

// KeyColumn is the name of the primary key of every table this package makes.
const KeyColumn = "fid"

// AddLayer makes a feature table. A table of that name in a kept file is replaced.
func (f *File) AddLayer(t Table) (*LayerWriter, error) {
	if !t.Schema.HasGeometry() {
		return nil, f.fail(fmt.Errorf("table %s: a layer needs a geometry field", t.Name))
	}
	return f.add(t)
}

// AddAttributes makes a table without geometry (12-128r18, clause 2.4).
func (f *File) AddAttributes(t Table) (*LayerWriter, error) {
	if t.Schema.HasGeometry() {
		return nil, f.fail(fmt.Errorf("table %s: an attribute table has no geometry", t.Name))
	}
	return f.add(t)
}

func (f *File) add(t Table) (*LayerWriter, error) {
	w, err := f.newWriter(t)
	if err != nil {
		return nil, f.fail(fmt.Errorf("table %s: %w", t.Name, err))
	}
	f.layers = append(f.layers, w)
	return w, nil
}

func (f *File) newWriter(t Table) (*LayerWriter, error) {
	if err := checkName(t.Name); err != nil {
		return nil, err
	}
	for _, o := range f.layers {
		if strings.EqualFold(o.name, t.Name) {
			return nil, errors.New("the table was added already")
		}
	}
	if err := f.Drop(t.Name); err != nil {
		return nil, err
	}
	srs, err := srsOf(t.Schema.CRS)
	if err != nil {
		return nil, err
	}
	w := &LayerWriter{file: f, name: t.Name, indexes: t.Indexes, srs: int32(srs.id), keyField: -1, bound: emptyBound}
	if t.Schema.HasGeometry() {
		w.geomColumn = columnOf(t.Schema.Geometry)
		w.geomType = t.Schema.Geometry.Geom
	}
	if err := w.createTable(t.Schema); err != nil {
		return nil, err
	}
	return w, w.register(t, srs)
}

// checkName keeps out what would break SQLite or clash with GeoPackage's own tables.
func checkName(name string) error {
	lower := strings.ToLower(name)
	switch {
	case name == "" || strings.ContainsRune(name, 0):
		return errors.New("a table needs a name")
	case strings.HasPrefix(lower, "gpkg_"), strings.HasPrefix(lower, "sqlite_"), strings.HasPrefix(lower, "rtree_"):
		return errors.New("names that start with gpkg_, sqlite_ or rtree_ are taken by the format; choose another")
	}
	return nil
}

func columnOf(f feature.Field) string {
	if f.Column != "" {
		return f.Column
	}
	return f.Name
}

// columnTypes are the types of 12-128r18, table 1.
var columnTypes = [...]string{
	feature.Bool: "BOOLEAN", feature.Int: "INTEGER", feature.Float: "DOUBLE", feature.String: "TEXT",
	feature.Date: "DATE", feature.DateTime: "DATETIME",
}

var geometryTypes = [...]string{"GEOMETRY", "POINT", "LINESTRING", "POLYGON",
	"MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"}

// createTable makes the table and prepares its insert: key, geometry, fields.
func (w *LayerWriter) createTable(s *feature.Schema) error {
	defs := []string{quote(KeyColumn) + " INTEGER PRIMARY KEY NOT NULL"}
	cols := []string{quote(KeyColumn)}
	seen := map[string]bool{KeyColumn: true}
	add := func(name, def string) error {
		if name == "" || seen[strings.ToLower(name)] {
			return fmt.Errorf("column %q is empty or given twice; SQLite does not tell upper from lower case", name)
		}
		seen[strings.ToLower(name)] = true
		cols = append(cols, quote(name))
		defs = append(defs, quote(name)+" "+def)
		return nil
	}
	if w.geomColumn != "" {
		if err := add(w.geomColumn, geometryTypes[w.geomType]); err != nil {
			return err
		}
	}
	for i, f := range s.Fields {
		if int(f.Type) >= len(columnTypes) || columnTypes[f.Type] == "" {
			return fmt.Errorf("field %q is of kind %s, which no column can have", f.Name, f.Type)
		}
		w.kinds = append(w.kinds, f.Type)
		if strings.EqualFold(columnOf(f), KeyColumn) && f.Type == feature.Int && w.keyField < 0 {
			w.keyField = i
			continue
		}
		def := columnTypes[f.Type]
		if !f.Nullable {
			def += " NOT NULL"
		}
		if err := add(columnOf(f), def); err != nil {
			return err
		}
	}
	if err := w.file.db.exec("CREATE TABLE " + quote(w.name) + " (" + strings.Join(defs, ", ") + ")"); err != nil {
		return err
	}
	text := "INSERT INTO " + quote(w.name) + " (" + strings.Join(cols, ", ") + ") VALUES (?" + strings.Repeat(",?", len(cols)-1) + ")"
	var err error
	w.insert, err = w.file.db.prepare(text, len(cols))
	return err
}

// register writes the table's rows in gpkg_contents, gpkg_geometry_columns and
// gpkg_data_columns, and makes its R-tree.
func (w *LayerWriter) register(t Table, srs srsRow) error {
	d := w.file.db
	if err := addSRS(d, srs); err != nil {
		return err
	}
	kind, srsID := "attributes", any(nil)
	if w.geomColumn != "" {
		kind, srsID = "features", srs.id
	}
	identifier, err := w.identifier(t)
	if err != nil {
		return err
	}
	stamp := string(appendDateTime(nil, w.file.o.LastChange.UTC()))
	if err := d.exec(`INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES (?,?,?,?,?,?)`,
		w.name, kind, identifier, t.Description, stamp, srsID); err != nil {
		return err
	}
	if w.geomColumn != "" {
		if err := d.exec(`INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) VALUES (?,?,?,?,0,0)`,
			w.name, w.geomColumn, geometryTypes[w.geomType], srs.id); err != nil {
			return err
		}
		if w.index, err = newIndex(d, w.name, w.geomColumn, w.file.o.Disk); err != nil {
			return err
		}
	}
	return describeColumns(d, w.name, t.Schema)
}

// identifier is the title, or the name when another table has that title: identifiers are unique.
func (w *LayerWriter) identifier(t Table) (string, error) {
	if t.Title == "" {
		return w.name, nil
	}
	row, err := w.file.db.row(`SELECT 1 FROM gpkg_contents WHERE identifier = ?`, t.Title)
	if err != nil || row != nil {
		return w.name, err
	}
	return t.Title, nil
}

func describeColumns(d *db, table string, s *feature.Schema) error {
	for _, f := range s.Fields {
		if f.Title == "" && f.Description == "" && f.Name == columnOf(f) {
			continue
		}
		if err := d.exec(`INSERT OR REPLACE INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?,?,?,?,?)`,
			table, columnOf(f), f.Name, orNull(f.Title), orNull(f.Description)); err != nil {
			return err
		}
	}
	return nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Drop removes a table with everything the GeoPackage says of it. It does
// nothing when there is no such table.
func (f *File) Drop(name string) error {
	row, err := f.db.row(`SELECT table_name, (SELECT column_name FROM gpkg_geometry_columns g WHERE lower(g.table_name) = lower(c.table_name))
FROM gpkg_contents c WHERE lower(table_name) = lower(?)`, name)
	if err != nil {
		return f.fail(err)
	}
	if row == nil {
		return f.dropBare(name)
	}
	table, _ := row[0].(string)
	if column, ok := row[1].(string); ok {
		if err := f.db.exec("DROP TABLE IF EXISTS " + quote(indexName(table, column))); err != nil {
			return f.fail(err)
		}
	}
	for _, meta := range []string{"gpkg_extensions", "gpkg_geometry_columns", "gpkg_data_columns", "gpkg_ogr_contents", "gpkg_metadata_reference", "gpkg_contents"} {
		there, err := f.db.row(`SELECT 1 FROM sqlite_master WHERE name = ?`, meta)
		if err == nil && there != nil {
			err = f.db.exec("DELETE FROM "+meta+" WHERE lower(table_name) = lower(?)", table)
		}
		if err != nil {
			return f.fail(err)
		}
	}
	return f.dropBare(table)
}

func (f *File) dropBare(table string) error {
	if err := f.db.exec("DROP TABLE IF EXISTS " + quote(table)); err != nil {
		return f.fail(fmt.Errorf("table %s: %w", table, err))
	}
	return nil
}

// Columns lists the columns of a table, none when there is no such table.
func (f *File) Columns(table string) ([]string, error) {
	row, err := f.db.row(`SELECT group_concat(name, char(10)) FROM (SELECT name FROM pragma_table_info(?))`, table)
	if err != nil {
		return nil, f.fail(err)
	}
	if text, ok := row[0].(string); ok {
		return strings.Split(text, "\n"), nil
	}
	return nil, nil
}
