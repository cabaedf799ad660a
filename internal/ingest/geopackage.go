package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"haavi/internal/feature"
	"haavi/internal/gpkg"
)

// geopackage loads into a GeoPackage. Other tables of an existing file are kept.
type geopackage struct {
	file   *gpkg.File
	unlock func() error
}

func openGeoPackage(o *Options) (*geopackage, error) {
	if _, err := os.Stat(filepath.Dir(o.Target)); err != nil {
		return nil, fmt.Errorf("the folder of the target: %w", err)
	}
	unlock, err := lockFolder(filepath.Dir(o.Target))
	if err != nil {
		return nil, err
	}
	g := &geopackage{unlock: unlock}
	// What an interrupted import left behind; the lock says that none is running.
	left, err := filepath.Glob(filepath.Join(filepath.Dir(o.Target), "."+filepath.Base(o.Target)+".*.tmp"))
	if err != nil {
		left = nil // the name looks like a pattern: nothing is cleaned
	}
	for _, l := range left {
		if err := os.Remove(l); err != nil {
			return nil, errors.Join(err, g.abort())
		}
	}
	if g.file, err = gpkg.Create(o.Target, gpkg.Options{Keep: true}); err != nil {
		return nil, errors.Join(err, g.abort())
	}
	for _, name := range tableNames(o.Name).all() {
		if err := g.check(name); err != nil {
			return nil, errors.Join(err, g.abort())
		}
	}
	return g, nil
}

func (g *geopackage) table(_ context.Context, t table) (sink, error) {
	spec := gpkg.Table{Name: t.name, Title: t.title, Description: t.description, Schema: t.schema, Indexes: t.indexes}
	var w *gpkg.LayerWriter
	var err error
	if t.schema.HasGeometry() {
		w, err = g.file.AddLayer(spec)
	} else {
		w, err = g.file.AddAttributes(spec)
	}
	if err != nil {
		return nil, err
	}
	return gpkgSink{w}, nil
}

func (g *geopackage) check(name string) error {
	columns, err := g.file.Columns(name)
	if err != nil {
		return err
	}
	if len(columns) > 0 && !ours(columns) {
		return fmt.Errorf(notOurs, name)
	}
	return nil
}

func (g *geopackage) commit(ctx context.Context, stale []string) error {
	for _, name := range stale {
		if err := g.file.Drop(name); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return errors.Join(g.file.Close(), g.unlock())
}

func (g *geopackage) abort() error {
	var err error
	if g.file != nil {
		err = g.file.Abort()
	}
	return errors.Join(err, g.unlock())
}

type gpkgSink struct{ w *gpkg.LayerWriter }

func (s gpkgSink) write(f *feature.Feature) error { return s.w.Write(f) }
