package gpkg

import (
	"database/sql/driver"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/geom"
)

func testSchema(g feature.GeometryType, ref crs.Ref) *feature.Schema {
	return &feature.Schema{
		Name: "birds", CRS: ref,
		Geometry: feature.Field{Name: "geom", Type: feature.Geometry, Geom: g, Nullable: true},
		Fields: []feature.Field{
			{Name: "name", Column: "name", Type: feature.String, Title: "Name", Description: "What it's called", Nullable: true},
			{Name: "count", Column: "n", Type: feature.Int, Nullable: true},
			{Name: "weight", Column: "weight", Type: feature.Float, Nullable: true},
			{Name: "wild", Column: "wild", Type: feature.Bool, Nullable: true},
			{Name: "day", Column: "day", Type: feature.Date, Nullable: true},
			{Name: "seen", Column: "seen", Type: feature.DateTime, Nullable: true},
		},
	}
}

var nulls = make([]feature.Value, 6)

func mustRow(t *testing.T, path, query string) []driver.Value {
	t.Helper()
	d, err := openDB("file:" + path + "?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.close() }()
	row, err := d.row(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return row
}

func TestWriteAndReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	f, err := Create(path, Options{LastChange: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.AddLayer(Table{Name: "birds", Title: "The birds", Description: "All of them", Schema: testSchema(feature.Point, crs.Ref{Authority: "EPSG", Code: "3067"})})
	if err != nil {
		t.Fatal(err)
	}
	seen := time.Date(2024, 1, 2, 3, 4, 5, 678999000, time.UTC)
	if err := w.Write(&feature.Feature{ID: "7", Geom: orb.Point{400000.5, 6700000.25}, Props: []feature.Value{
		feature.StringValue("Töyhtöhyyppä"), feature.IntValue(-3), feature.FloatValue(0.1), feature.BoolValue(true), feature.DateOf(seen), feature.DateTimeOf(seen)}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&feature.Feature{Props: nulls}); err != nil {
		t.Fatal(err)
	}
	a, err := f.AddAttributes(Table{Name: "dataset", Title: "The birds", Schema: &feature.Schema{Fields: testSchema(0, crs.Ref{}).Fields[:1]}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Write(&feature.Feature{Props: []feature.Value{feature.StringValue("x")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("the file is visible before Close")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	row := mustRow(t, path, `SELECT typeof(fid)||fid||name||n||weight||wild||day||seen FROM birds WHERE fid = 7`)
	if want := "integer7Töyhtöhyyppä-30.112024-01-022024-01-02T03:04:05.678Z"; row[0] != want {
		t.Errorf("row = %v, want %s", row[0], want)
	}
	if row := mustRow(t, path, `SELECT count(*) FROM birds WHERE fid = 8 AND geom IS NULL AND name IS NULL`); row[0] != int64(1) {
		t.Error("a feature without id or place should follow as fid 8 with NULLs")
	}
	row = mustRow(t, path, `SELECT identifier||'|'||description||'|'||last_change||'|'||min_x||'|'||max_y||'|'||srs_id FROM gpkg_contents WHERE table_name='birds'`)
	if want := "The birds|All of them|2024-05-06T07:08:09.000Z|400000.5|6700000.25|3067"; row[0] != want {
		t.Errorf("contents = %v", row[0])
	}
	if row := mustRow(t, path, `SELECT identifier FROM gpkg_contents WHERE table_name='dataset'`); row[0] != "dataset" {
		t.Errorf("identifier %v: a title given twice gives way to the name", row[0])
	}
	if row := mustRow(t, path, `SELECT name||'|'||ifnull(title,'-') FROM gpkg_data_columns WHERE column_name='n'`); row[0] != "count|-" {
		t.Errorf("data column = %v", row[0])
	}
	if row := mustRow(t, path, `PRAGMA integrity_check`); row[0] != "ok" {
		t.Errorf("integrity: %v", row[0])
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("files left over: %v %v", left, err)
	}
}

// TestIndexAnswersLikeAScan compares packed trees of many sizes with a scan of the boxes.
func TestIndexAnswersLikeAScan(t *testing.T) {
	for _, n := range []int{0, 1, 51, 52, 102, 103, 2601, 2602, 7000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) { checkIndex(t, n) })
	}
}

func checkIndex(t *testing.T, n int) {
	path := filepath.Join(t.TempDir(), "r.gpkg")
	f, err := Create(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.AddLayer(Table{Name: "t", Schema: &feature.Schema{Geometry: feature.Field{Name: "g"}, CRS: crs.WGS84}})
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	boxes := make([]orb.Bound, n)
	for i := range boxes {
		p := orb.Point{rnd.Float64()*360 - 180, rnd.NormFloat64() * 20}
		var g orb.Geometry = p
		if i%3 == 0 {
			g = orb.LineString{p, {p[0] + rnd.Float64(), p[1] - rnd.Float64()}}
		}
		boxes[i] = g.Bound()
		if err := w.Write(&feature.Feature{Geom: g}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if row := mustRow(t, path, `SELECT rtreecheck('rtree_t_g')`); row[0] != "ok" {
		t.Fatalf("rtreecheck: %v", row[0])
	}
	for range 20 {
		a := orb.Bound{Min: orb.Point{rnd.Float64()*300 - 180, rnd.Float64()*100 - 50}}
		a.Max = orb.Point{a.Min[0] + rnd.Float64()*60, a.Min[1] + rnd.Float64()*60}
		want := 0
		for _, b := range boxes {
			if a.Intersects(b) {
				want++
			}
		}
		row := mustRow(t, path, fmt.Sprintf(`SELECT count(*) FROM rtree_t_g WHERE maxx >= %v AND minx <= %v AND maxy >= %v AND miny <= %v`, a.Min[0], a.Max[0], a.Min[1], a.Max[1]))
		got := int(row[0].(int64))
		// Boxes are rounded outwards to floats, so the index may find a little more, never less.
		if got < want || got > want+2 {
			t.Fatalf("box %v: index finds %d, scan %d", a, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	point := testSchema(feature.Point, crs.WGS84)
	for name, c := range map[string]struct {
		f    *feature.Feature
		want string
	}{
		"wrong geometry type": {&feature.Feature{Geom: orb.LineString{{0, 0}, {1, 1}}, Props: nulls}, "a LineString in a layer of Point"},
		"text key":            {&feature.Feature{ID: "x", Props: nulls}, "whole number"},
		"too few values":      {&feature.Feature{}, "0 values for 6 fields"},
		"wrong kind":          {&feature.Feature{Props: append([]feature.Value{feature.IntValue(1)}, nulls[1:]...)}, "a integer where the column holds a string"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.gpkg")
			f, err := Create(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			w, err := f.AddLayer(Table{Name: "birds", Schema: point})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(c.f); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
			if err := f.Close(); err == nil {
				t.Error("Close after a failed Write should fail")
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

func TestKeepReplacesOneTableOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b#%?.gpkg")
	write := func(keep bool, name string, rows int) {
		t.Helper()
		f, err := Create(path, Options{Keep: keep})
		if err != nil {
			t.Fatal(err)
		}
		w, err := f.AddLayer(Table{Name: name, Schema: testSchema(feature.MultiPoint, crs.WGS84)})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if err := w.Write(&feature.Feature{Geom: orb.Point{float64(i), 1}, Props: nulls}); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write(true, "one", 3)
	write(true, "two", 4)
	write(true, "ONE", 5)
	esc := uriPath(path)
	row := mustRow(t, esc, `SELECT group_concat(table_name||feature_count) FROM (SELECT * FROM gpkg_ogr_contents ORDER BY lower(table_name))`)
	if row[0] != "ONE5,two4" {
		t.Errorf("tables %v", row[0])
	}
	if row := mustRow(t, esc, `SELECT (SELECT count(*) FROM one)||'/'||(SELECT count(*) FROM rtree_one_geom)||'/'||(SELECT count(*) FROM rtree_two_geom)`); row[0] != "5/5/4" {
		t.Errorf("rows %v", row[0])
	}
	write(false, "three", 1)
	if row := mustRow(t, esc, `SELECT count(*) FROM gpkg_contents`); row[0] != int64(1) {
		t.Errorf("without Keep the file is a new one")
	}
	if err := os.WriteFile(path, []byte("no database at all, only text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, Options{Keep: true}); err == nil {
		t.Error("a file that is no GeoPackage was extended")
	}
}

func TestAbortLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Create(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil || string(b) != "old" {
		t.Errorf("%q %v", b, err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
}

// A file that was thrown away takes no room any more, even if statements were in use.
func TestAbortClosesTheFile(t *testing.T) {
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip("the system does not tell what files are open")
	}
	path := filepath.Join(t.TempDir(), "a.gpkg")
	f, err := Create(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.AddLayer(Table{Name: "birds", Schema: testSchema(feature.Point, crs.WGS84)})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&feature.Feature{Geom: orb.Point{1, 2}, Props: nulls}); err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); err != nil {
		t.Fatal(err)
	}
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range open {
		if to, err := os.Readlink(fd); err == nil && strings.HasPrefix(to, filepath.Dir(path)) {
			t.Errorf("%s is still open", to)
		}
	}
}

func TestBlobRoundTrip(t *testing.T) {
	for _, g := range []orb.Geometry{
		orb.Point{1, 2},
		orb.LineString{{0, 0}, {3, -4}},
		orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}},
		orb.MultiPoint{{1, 2}, {3, 4}},
		orb.Collection{orb.Point{5, 6}, orb.LineString{{0, 0}, {1, 1}}},
	} {
		b, err := DecodeBlob(AppendBlob(nil, g, 3067))
		if err != nil {
			t.Fatal(err)
		}
		_, point := g.(orb.Point)
		if b.SRS != 3067 || b.Empty || b.HasEnvelope == point || b.HasEnvelope && b.Envelope != g.Bound() {
			t.Errorf("%T: %+v", g, b)
		}
		back, err := geom.ReadWKB(b.WKB)
		if err != nil || !orb.Equal(back, g) {
			t.Errorf("%T: %v %v", g, back, err)
		}
	}
	b, err := DecodeBlob(AppendBlob(nil, nil, -1))
	if err != nil || !b.Empty || b.SRS != -1 {
		t.Errorf("empty: %+v %v", b, err)
	}
}

func FuzzDecodeBlob(f *testing.F) {
	f.Add(AppendBlob(nil, orb.Point{1, 2}, 4326))
	f.Add(AppendBlob(nil, orb.LineString{{0, 0}, {1, 1}}, 4326))
	f.Add([]byte("GP\x00\x0f"))
	f.Fuzz(func(t *testing.T, b []byte) {
		blob, err := DecodeBlob(b)
		if err == nil && len(blob.WKB) > len(b)-8 {
			t.Error("WKB is longer than the bytes")
		}
	})
}

func BenchmarkWrite30Columns(b *testing.B) {
	s := &feature.Schema{Geometry: feature.Field{Name: "geom", Geom: feature.Point}, CRS: crs.WGS84}
	var props []feature.Value
	for i := range 30 {
		f := feature.Field{Name: "c" + strconv.Itoa(i), Type: feature.String, Nullable: true}
		v := feature.StringValue("some text " + strconv.Itoa(i))
		switch i % 5 {
		case 0:
			f.Type, v = feature.Int, feature.IntValue(int64(i))
		case 1:
			f.Type, v = feature.Float, feature.FloatValue(float64(i)/3)
		case 2:
			f.Type, v = feature.DateTime, feature.DateTimeValue(1e15)
		}
		s.Fields, props = append(s.Fields, f), append(props, v)
	}
	f, err := Create(filepath.Join(b.TempDir(), "b.gpkg"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	w, err := f.AddLayer(Table{Name: "t", Schema: s})
	if err != nil {
		b.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	b.SetBytes(400)
	for b.Loop() {
		if err := w.Write(&feature.Feature{Geom: orb.Point{rnd.Float64(), rnd.Float64()}, Props: props}); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}
