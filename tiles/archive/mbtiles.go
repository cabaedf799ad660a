package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"

	_ "modernc.org/sqlite" // the driver of the file
)

// mbtiles writes MBTiles 1.3: a SQLite file in which rows count from the south, and tiles are a view of places and contents.
type mbtiles struct {
	path, temporary string
	db              *sql.DB
	mu              sync.Mutex
	tx              *sql.Tx
	image, place    *sql.Stmt
	contents        map[string]int64
	pending         int
}

const mbtilesSchema = `
PRAGMA application_id = 0x4d504258;
CREATE TABLE metadata (name text, value text);
CREATE UNIQUE INDEX metadata_name ON metadata (name);
CREATE TABLE images (tile_id integer PRIMARY KEY, tile_data blob NOT NULL);
CREATE TABLE map (zoom_level integer NOT NULL, tile_column integer NOT NULL, tile_row integer NOT NULL, tile_id integer NOT NULL,
  PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;
CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column, map.tile_row AS tile_row, images.tile_data AS tile_data
  FROM map JOIN images ON images.tile_id = map.tile_id;`

// perTransaction is how many tiles are written at a time.
const perTransaction = 2000

func createMBTiles(ctx context.Context, path string) (_ *mbtiles, err error) {
	m := &mbtiles{path: path, temporary: unfinished(path), contents: map[string]int64{}}
	if err := os.Remove(m.temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: m.temporary}).EscapedPath(), RawQuery: "_pragma=journal_mode(off)&_pragma=synchronous(off)"}
	if m.db, err = sql.Open("sqlite", name.String()); err != nil {
		return nil, err
	}
	m.db.SetMaxOpenConns(1)
	if _, err := m.db.ExecContext(ctx, mbtilesSchema); err != nil {
		return nil, errors.Join(err, m.Abort())
	}
	if err := m.begin(ctx); err != nil {
		return nil, errors.Join(err, m.Abort())
	}
	return m, nil
}

// begin begins a transaction, which outlasts the request that it was begun for.
func (m *mbtiles) begin(ctx context.Context) (err error) {
	ctx = context.WithoutCancel(ctx)
	if m.tx, err = m.db.BeginTx(ctx, nil); err != nil {
		return err
	}
	if m.image, err = m.tx.PrepareContext(ctx, "INSERT INTO images VALUES (?, ?)"); err != nil {
		return err
	}
	m.place, err = m.tx.PrepareContext(ctx, "INSERT OR REPLACE INTO map VALUES (?, ?, ?, ?)")
	return err
}

// Add implements Writer.
func (m *mbtiles) Add(ctx context.Context, z int, x, y uint64, tag string, body []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	id, known := m.contents[tag]
	if !known {
		id = int64(len(m.contents) + 1)
		m.contents[tag] = id
		if _, err := m.image.ExecContext(ctx, id, body); err != nil {
			return err
		}
	}
	if _, err := m.place.ExecContext(ctx, z, int64(x), int64(1)<<z-1-int64(y), id); err != nil {
		return err
	}
	if m.pending++; m.pending < perTransaction {
		return nil
	}
	m.pending = 0
	if err := m.tx.Commit(); err != nil {
		return err
	}
	return m.begin(ctx)
}

// Close implements Writer.
func (m *mbtiles) Close(ctx context.Context, d Metadata) error {
	err := m.describe(ctx, d)
	if err == nil {
		err = m.tx.Commit()
	}
	if err == nil {
		err = m.db.Close()
	}
	if err == nil {
		err = os.Rename(m.temporary, m.path)
	}
	if err != nil {
		return errors.Join(err, m.Abort())
	}
	return nil
}

func (m *mbtiles) describe(ctx context.Context, d Metadata) error {
	values := map[string]string{
		"name": d.Name, "format": d.Format, "type": "overlay", "version": d.Version, "description": d.Description, "attribution": d.Attribution,
		"minzoom": fmt.Sprint(d.MinZoom), "maxzoom": fmt.Sprint(d.MaxZoom),
		"bounds": fmt.Sprintf("%.6f,%.6f,%.6f,%.6f", d.Bounds[0], d.Bounds[1], d.Bounds[2], d.Bounds[3]),
		"center": fmt.Sprintf("%.6f,%.6f,%d", d.Center[0], d.Center[1], int(d.Center[2])),
	}
	if d.Format == "mvt" {
		values["format"] = "pbf"
		b, err := json.Marshal(map[string]any{"vector_layers": d.VectorLayers})
		if err != nil {
			return err
		}
		values["json"] = string(b)
	}
	for name, value := range values {
		if value == "" {
			continue
		}
		if _, err := m.tx.ExecContext(ctx, "INSERT INTO metadata VALUES (?, ?)", name, value); err != nil {
			return err
		}
	}
	return nil
}

// Abort implements Writer.
func (m *mbtiles) Abort() error {
	var errs []error
	if m.tx != nil {
		if err := m.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
			errs = append(errs, err)
		}
	}
	errs = append(errs, m.db.Close())
	if err := os.Remove(m.temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
