package geopackage_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/geopackage"
)

func smallSchema() *feature.Schema {
	return &feature.Schema{
		Name: "birds", CRS: crs.EPSG(3067),
		Fields:   []feature.Field{{Name: "name", Column: "name", Title: "Name", Description: "of the species", Type: feature.String, Nullable: true}},
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: feature.Point},
		Key:      []feature.Field{{Name: "fid", Column: "fid", Type: feature.Int}},
	}
}

func points(n int) []*feature.Feature {
	fs := make([]*feature.Feature, n)
	for i := range fs {
		fs[i] = &feature.Feature{Geom: orb.Point{500_000 + float64(i), 6_700_000}, Props: []feature.Value{feature.StringValue(fmt.Sprint("bird ", i))}}
	}
	return fs
}

func openFile(t *testing.T, path string) *geopackage.Source {
	t.Helper()
	s, err := geopackage.Open(t.Context(), path, geopackage.Options{MaxConns: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func everything(s *feature.Schema) *query.Query {
	q := &query.Query{Relation: query.Relation{Table: s.Name}, Schema: s, Out: s.CRS, Limit: -1}
	for i := range s.Fields {
		q.Fields = append(q.Fields, i)
	}
	return q
}

func countOf(t *testing.T, r source.Reader, q *query.Query) int64 {
	t.Helper()
	n, err := r.Count(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// texts reads a whole answer as text.
func texts(t *testing.T, r source.Reader, q *query.Query) []string {
	t.Helper()
	fs, err := r.Features(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer fs.Close()
	var out []string
	for fs.Next() {
		f := fs.Feature()
		out = append(out, fmt.Sprint(f.ID, " ", f.Geom, " ", f.Props))
	}
	if err := fs.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// An import puts another file in the place of the one that is served.
func TestFileThatIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "birds.gpkg")
	schema := smallSchema()
	write(t, path, schema, points(1000))
	s, q := openFile(t, path), everything(schema)
	if n := countOf(t, s, q); n != 1000 {
		t.Fatalf("%d features", n)
	}
	running, err := s.Features(t.Context(), q)
	if err != nil || !running.Next() {
		t.Fatal(err)
	}
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, schema, points(7))
	if n := countOf(t, s, q); n != 7 {
		t.Errorf("%d features of the new file", n)
	}
	if n := countOf(t, snap, q); n != 1000 {
		t.Errorf("the snapshot has %d features", n)
	}
	n := 1
	for running.Next() {
		n++
	}
	if err := errors.Join(running.Err(), running.Close(), snap.Close()); err != nil || n != 1000 {
		t.Errorf("the stream of the old file: %d, %v", n, err)
	}
	if n := countOf(t, s, q); n != 7 {
		t.Errorf("%d features afterwards", n)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a file that is gone answers")
	}
}

// A program such as QGIS may write to the file while it is served.
func TestWritesBesideReaders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "birds.gpkg")
	schema := smallSchema()
	write(t, path, schema, points(100))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("PRAGMA journal_mode=WAL; DROP TRIGGER IF EXISTS rtree_birds_geom_insert"); err != nil {
		t.Fatal(err)
	}
	s, q := openFile(t, path), everything(schema)
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO birds (name) VALUES ('late')"); err != nil {
		t.Fatal(err)
	}
	if n := countOf(t, snap, q); n != 100 {
		t.Errorf("the snapshot has %d features", n)
	}
	if n := countOf(t, s, q); n != 101 {
		t.Errorf("%d features after the write", n)
	}
	if err := snap.Close(); err != nil {
		t.Error(err)
	}
	if got := texts(t, s, q); len(got) != 101 || got[100] != "101 <nil> [late]" {
		t.Errorf("%q", got[len(got)-1])
	}
}

func TestFilesThatAreNoGeoPackage(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.gpkg")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(dir, "plain.gpkg")
	db, err := sql.Open("sqlite", plain)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE t (a)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, path := range []string{text, plain, filepath.Join(dir, "missing.gpkg"), dir} {
		if s, err := geopackage.Open(t.Context(), path, geopackage.Options{}); err == nil {
			s.Close()
			t.Errorf("%s was opened", path)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "missing.gpkg")); err == nil {
		t.Error("a file that was missing was made")
	}
}

func TestCancelledStreamEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "birds.gpkg")
	schema := smallSchema()
	write(t, path, schema, points(5000))
	s := openFile(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	fs, err := s.Features(ctx, everything(schema))
	if err != nil || !fs.Next() {
		t.Fatal(err)
	}
	cancel()
	if fs.Next() || !errors.Is(fs.Err(), context.Canceled) {
		t.Errorf("the stream went on: %v", fs.Err())
	}
	if err := fs.Close(); err != nil {
		t.Error(err)
	}
	if n := countOf(t, s, everything(schema)); n != 5000 {
		t.Errorf("%d features afterwards", n)
	}
}

const gdalInput = `{"type": "FeatureCollection", "features": [
	{"type": "Feature", "properties": {"name": "ä", "n": 1, "x": 1.5, "day": "2020-02-29", "at": "2020-02-29T12:00:00.5+02:00", "ok": true}, "geometry": {"type": "Point", "coordinates": [25, 60, 7]}},
	{"type": "Feature", "properties": {"name": null, "n": null, "x": null, "day": null, "at": null, "ok": null}, "geometry": {"type": "LineString", "coordinates": [[25, 60, 1], [26, 61, 2]]}},
	{"type": "Feature", "properties": {"name": "c", "n": 3, "x": 3, "day": "1969-12-31", "at": "1969-12-31T23:59:59", "ok": false}, "geometry": {"type": "GeometryCollection", "geometries":
		[{"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}]}},
	{"type": "Feature", "properties": {"name": "nowhere"}, "geometry": null}]}`

// Files are mostly made by GDAL, and by QGIS through it.
func TestFileMadeByGDAL(t *testing.T) {
	tool, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Skip("ogr2ogr (Debian: gdal-bin) is not installed")
	}
	dir := t.TempDir()
	in, path := filepath.Join(dir, "in.geojson"), filepath.Join(dir, "out.gpkg")
	if err := os.WriteFile(in, []byte(gdalInput), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "-f", "GPKG", path, in, "-nln", "Odd Layer", "-lco", "IDENTIFIER=Title", "-lco", "DESCRIPTION=More").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range []string{
		`CREATE VIEW seen AS SELECT fid AS number, name, geom FROM "Odd Layer" WHERE n IS NOT NULL`,
		`INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('seen', 'features', 'seen', 4326)`,
		`INSERT INTO gpkg_geometry_columns VALUES ('seen', 'geom', 'GEOMETRY', 4326, 2, 0)`,
	} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	s := openFile(t, path)
	rs, err := s.Relations(t.Context())
	if err != nil || !slices.Equal(rs, []query.Relation{{Table: "Odd Layer"}, {Table: "seen"}}) {
		t.Fatalf("relations %v, %v", rs, err)
	}
	if _, err := s.Describe(t.Context(), query.Relation{Schema: "public", Table: "seen"}); !errors.Is(err, source.ErrNoRelation) {
		t.Errorf("a table in a schema: %v", err)
	}
	d, err := s.Describe(t.Context(), rs[0])
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "Title" || d.Description != "More" || d.Rows != 4 || d.Schema.CRS != crs.WGS84 || d.Extent != (orb.Bound{Max: orb.Point{26, 61}}) {
		t.Errorf("%+v", d)
	}
	want := []string{
		"1 [25 60] [1 ä 1 1.5 2020-02-29 2020-02-29T10:00:00.5Z true]",
		"2 [[25 60] [26 61]] [2      ]",
		"3 [[1 2] [[[0 0] [1 0] [1 1] [0 0]]]] [3 c 3 3 1969-12-31 1969-12-31T23:59:59Z false]",
		"4 <nil> [4 nowhere     ]",
	}
	if got := texts(t, s, everything(d.Schema)); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	view, err := s.Describe(t.Context(), rs[1])
	if err != nil || len(view.Schema.Key) != 1 || view.Schema.Key[0].Column != "number" {
		t.Fatalf("the view: %+v, %v", view, err)
	}
	q := everything(view.Schema)
	box := &filter.Spatial{Op: filter.BBox, Left: &filter.Property{Name: "geom"}, Right: &filter.Shape{Geom: orb.Bound{Min: orb.Point{24, 59}, Max: orb.Point{27, 62}}, Box: true}}
	if q.Where, err = filter.Check(box, q.Schema); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, s, q); !slices.Equal(got, []string{"1 [25 60] [1 ä]"}) {
		t.Errorf("the view has %q", got)
	}
}

// A key that the operator chose is not what the R-tree numbers.
func TestChosenKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "birds.gpkg")
	schema := smallSchema()
	write(t, path, schema, points(10))
	s, q := openFile(t, path), everything(schema)
	q.Schema = schema.Clone()
	q.Schema.Key = []feature.Field{schema.Fields[0]}
	box := &filter.Spatial{Op: filter.BBox, Left: &filter.Property{Name: "geom"}, Right: &filter.Shape{Geom: orb.Bound{Min: orb.Point{500_002, 0}, Max: orb.Point{500_003, 7e6}}, Box: true}}
	var err error
	if q.Where, err = filter.Check(box, q.Schema); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, s, q); len(got) != 2 || !strings.HasPrefix(got[0], "bird 2 ") {
		t.Errorf("%q", got)
	}
}
