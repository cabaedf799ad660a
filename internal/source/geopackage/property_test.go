package geopackage_test

import (
	"errors"
	"path/filepath"
	"testing"

	"haavi/internal/feature"
	"haavi/internal/filter/filtertest"
	"haavi/internal/gpkg"
	"haavi/internal/query"
	"haavi/internal/source/geopackage"
	"haavi/internal/source/sourcetest"
)

func TestRandomQueries(t *testing.T) { sourcetest.Property(t, randomStore(t)) }

// randomStore is a store of random features.
func randomStore(t *testing.T) sourcetest.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "random.gpkg")
	replace := func(fs []feature.Feature) error {
		f, err := gpkg.Create(path, gpkg.Options{})
		if err != nil {
			return err
		}
		w, err := f.AddLayer(gpkg.Table{Name: "random", Schema: filtertest.Schema()})
		if err != nil {
			return errors.Join(err, f.Abort())
		}
		for i := range fs {
			if err := w.Write(&fs[i]); err != nil {
				return errors.Join(err, f.Abort())
			}
		}
		return f.Close()
	}
	if err := replace(nil); err != nil {
		t.Fatal(err)
	}
	s, err := geopackage.Open(t.Context(), path, geopackage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return sourcetest.Store{Source: s, Relation: query.Relation{Table: "random"}, Replace: replace}
}
