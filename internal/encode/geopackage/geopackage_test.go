package geopackage

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/encodetest"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/geopackage"
)

func save(t *testing.T, file string) string {
	path := filepath.Join(t.TempDir(), "answer.gpkg")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read opens an answer with the reader of GeoPackage layers.
func read(t *testing.T, file, table string) (*source.Description, []*feature.Feature) {
	src, err := geopackage.Open(t.Context(), save(t, file), geopackage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	d, err := src.Describe(t.Context(), query.Relation{Table: table})
	if err != nil {
		t.Fatal(err)
	}
	q := &query.Query{Relation: query.Relation{Table: table}, Schema: d.Schema, Out: d.Schema.CRS, Limit: -1}
	for i := range d.Schema.Fields {
		q.Fields = append(q.Fields, i)
	}
	stream, err := src.Features(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	var fs []*feature.Feature
	for stream.Next() {
		fs = append(fs, stream.Feature().Clone())
	}
	if err := stream.Err(); err != nil {
		t.Fatal(err)
	}
	return d, fs
}

// Features come back as they were, in their order, with the layer's and the fields' titles.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	s.Fields[3].Title, s.Fields[3].Description = "Text", "Any “text”"
	h := encodetest.Header(s, 0)
	h.Title, h.Description = "Things & more", "All of them"
	rapid.Check(t, func(rt *rapid.T) {
		fs := rapid.SliceOfN(encodetest.Feature(), 0, 5).Draw(rt, "features")
		d, got := read(t, encodetest.Encode(rt, Format(), h, fs), "thing")
		if d.Title != h.Title || d.Description != h.Description || d.Schema.CRS != crs.EPSG(3067) || len(got) != len(fs) {
			rt.Fatalf("got %d features and %+v", len(got), d)
		}
		at := map[string]int{}
		for i, f := range d.Schema.Fields {
			at[f.Name] = i
		}
		if f := d.Schema.Fields[at["p_string"]]; f.Title != "Text" || f.Description != "Any “text”" {
			rt.Fatalf("field %+v", f)
		}
		for i, f := range fs {
			if (f.Geom == nil) != (got[i].Geom == nil) || f.Geom != nil && !orb.Equal(f.Geom, got[i].Geom) {
				rt.Fatalf("%v became %v", f.Geom, got[i].Geom)
			}
			for k, v := range f.Props {
				want := storable(v)
				if want.Kind() == feature.DateTime {
					want = feature.DateTimeOf(want.Time().Truncate(time.Millisecond))
				}
				g := got[i].Props[at[s.Fields[k].Name]]
				if same := g == want || g.Kind() == feature.Float && g.Float() == want.Float(); !same { // SQLite's 0 has no sign
					rt.Fatalf("%s: %v became %v", s.Fields[k].Name, want, g)
				}
			}
		}
	})
}

func TestKeysAndColumns(t *testing.T) {
	key := feature.Field{Name: "nr", Type: feature.Int}
	s := &feature.Schema{Name: "gpkg_x", CRS: crs.CRS84, Key: []feature.Field{key}, Geometry: feature.Field{Name: "Geom", Type: feature.Geometry, Geom: feature.MultiPolygon},
		Fields: []feature.Field{key, {Name: "fid", Type: feature.Int}, {Name: "FID", Type: feature.String}, {Name: "geom", Type: feature.String}}}
	square := orb.Bound{Max: orb.Point{1, 1}}.ToPolygon()
	d, got := read(t, encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{ID: "77", Geom: square,
		Props: []feature.Value{feature.IntValue(77), feature.IntValue(5), feature.StringValue("a"), feature.StringValue("b")}}}), "layer_gpkg_x")
	var columns []string
	for _, f := range d.Schema.Fields {
		columns = append(columns, f.Column)
	}
	if got[0].ID != "77" || d.Schema.CRS != crs.WGS84 || d.Schema.Geometry.Geom != feature.MultiPolygon || !orb.Equal(got[0].Geom, orb.MultiPolygon{square}) {
		t.Errorf("got %+v with %+v", got[0], d.Schema)
	}
	for _, want := range []string{"nr", "fid_2", "FID_3", "geom_2"} {
		if !strings.Contains(" "+strings.Join(columns, " ")+" ", " "+want+" ") {
			t.Errorf("no column %s in %s", want, columns)
		}
	}
}

// A table without geometry is read by SQLite itself.
func TestWithoutGeometry(t *testing.T) {
	s := encodetest.Schema()
	h := encodetest.Header(s, 1)
	h.NoGeometry, h.Fields = true, []int{3}
	text := feature.StringValue("å\n\"đ\"")
	src, err := geopackage.Open(t.Context(), save(t, encodetest.Encode(t, Format(), h, []*feature.Feature{{ID: "x", Props: []feature.Value{text}}})), geopackage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	plain := &feature.Schema{Name: "thing", Fields: []feature.Field{{Name: "p_string", Column: "p_string", Type: feature.String}},
		Key: []feature.Field{{Name: "fid", Column: "fid", Type: feature.Int}}}
	stream, err := src.Features(t.Context(), &query.Query{Relation: query.Relation{Table: "thing"}, Schema: plain, Fields: []int{0}, NoGeometry: true, Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if !stream.Next() || stream.Feature().Props[0] != text || stream.Next() {
		t.Errorf("the row did not come back: %v", stream.Err())
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestNothingStaysBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s, fs := encodetest.Occurrence(3)
	for stop := range 3 {
		e := Format().New(broken{})
		_ = e.Begin(encodetest.Header(s, 3))
		if stop > 0 {
			_ = e.Feature(fs[0])
		}
		if stop > 1 {
			if err := e.End(); err == nil {
				t.Error("a writer that fails was not noticed")
			}
		}
		encode.Abort(e)
		encode.Abort(e)
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind after step %d: %v, %v", stop, left, err)
		}
	}
}

func BenchmarkGeoPackage(b *testing.B) { encodetest.Bench(b, Format()) }
