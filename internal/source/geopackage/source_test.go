package geopackage_test

import (
	"path/filepath"
	"testing"

	"haavi/internal/feature"
	"haavi/internal/gpkg"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/geopackage"
	"haavi/internal/source/sourcetest"
)

func write(t testing.TB, path string, s *feature.Schema, fs []*feature.Feature) {
	t.Helper()
	file, err := gpkg.Create(path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := file.AddLayer(gpkg.Table{Name: s.Name, Title: "Title", Description: "Description", Schema: s})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, s *feature.Schema, fs []*feature.Feature) (source.Source, query.Relation) {
	path := filepath.Join(t.TempDir(), "te st?#%.gpkg")
	write(t, path, s, fs)
	src, err := geopackage.Open(t.Context(), path, geopackage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	return src, query.Relation{Table: s.Name}
}

func TestSource(t *testing.T) { sourcetest.Run(t, load) }
