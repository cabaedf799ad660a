package gpkg

import "fmt"

const (
	applicationID = 0x47504B47 // "GPKG"
	userVersion   = 10300
)

// coreTables are the tables of 12-128r18, annex C: core, features, extensions
// and schema, and GDAL's count table. Those that are there already are kept.
var coreTables = []string{
	`CREATE TABLE IF NOT EXISTS gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
)`,
	`CREATE TABLE IF NOT EXISTS gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
)`,
	`CREATE TABLE IF NOT EXISTS gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
)`,
	`CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
)`,
	`CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  name TEXT,
  title TEXT,
  description TEXT,
  mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
)`,
	`CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL,
  constraint_type TEXT NOT NULL,
  value TEXT,
  min NUMERIC,
  min_is_inclusive BOOLEAN,
  max NUMERIC,
  max_is_inclusive BOOLEAN,
  description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
)`,
	`CREATE TABLE IF NOT EXISTS gpkg_ogr_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  feature_count INTEGER DEFAULT NULL
)`,
}

const (
	specRTree  = "http://www.geopackage.org/spec130/#extension_rtree"
	specSchema = "http://www.geopackage.org/spec130/#extension_schema"
)

// createCore makes what every GeoPackage has. In a file that is being extended
// (kept) the application id and version stay as they are.
func createCore(d *db, kept bool) error {
	if !kept {
		for _, p := range []string{fmt.Sprintf("PRAGMA application_id=%d", applicationID), fmt.Sprintf("PRAGMA user_version=%d", userVersion)} {
			if err := d.exec(p); err != nil {
				return err
			}
		}
	}
	for _, t := range coreTables {
		if err := d.exec(t); err != nil {
			return err
		}
	}
	for _, r := range mandatorySRS() {
		if err := addSRS(d, r); err != nil {
			return err
		}
	}
	for _, t := range []string{"gpkg_data_columns", "gpkg_data_column_constraints"} {
		if err := addExtension(d, t, nil, "gpkg_schema", specSchema, "read-write"); err != nil {
			return err
		}
	}
	return nil
}

func addSRS(d *db, r srsRow) error {
	return d.exec(`INSERT OR IGNORE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition) VALUES (?,?,?,?,?)`,
		r.name, r.id, r.organization, r.code, r.definition)
}

// addExtension registers an extension once: NULLs do not collide in the table's own constraint.
func addExtension(d *db, table string, column any, name, definition, scope string) error {
	return d.exec(`INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
  SELECT 1 FROM gpkg_extensions WHERE lower(table_name) = lower(?1) AND column_name IS ?2 AND extension_name = ?3)`,
		table, column, name, definition, scope)
}
