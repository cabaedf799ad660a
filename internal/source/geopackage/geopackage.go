// Package geopackage reads layers from a GeoPackage file (OGC 12-128r19), without
// ever writing to it.
//
// Filters, sorting, paging and counting are done by SQLite; where it has no
// function of the meaning that filter.Eval gives, it calls back into Go. A file
// that is replaced by another under the same name, as an import does, is noticed
// at the next query.
package geopackage

import (
	"context"
	"database/sql/driver"
	"fmt"
	"os"
	"sync"

	"github.com/paulmach/orb"

	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

// Options bound what a source may use. Zero values mean the documented defaults.
type Options struct {
	// MaxConns is the most connections to the file, and so the most queries at a time; 8.
	MaxConns int
}

const defaultMaxConns = 8

// Source is a GeoPackage file.
type Source struct {
	path   string
	driver driver.Driver
	held   *held
	slots  chan struct{}

	mu     sync.Mutex
	file   os.FileInfo // the file that the idle connections have open
	idle   []driver.Conn
	closed bool
	rtrees map[string]string // of the file, by table and column
}

var _ source.Source = (*Source)(nil)

// Open opens a file. It fails when there is none, or it is no GeoPackage.
func Open(ctx context.Context, path string, o Options) (*Source, error) {
	if o.MaxConns == 0 {
		o.MaxConns = defaultMaxConns
	}
	s := &Source{path: path, held: &held{}, slots: make(chan struct{}, o.MaxConns)}
	var err error
	if s.driver, err = newDriver(s.held); err != nil {
		return nil, err
	}
	if err := s.Ping(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Ping says whether the file is there and is a GeoPackage.
func (s *Source) Ping(ctx context.Context) error {
	c, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.release()
	rows, err := c.query(ctx, "SELECT count(*) FROM gpkg_contents")
	if err != nil {
		return fmt.Errorf("%s is not a GeoPackage: %w", s.path, err)
	}
	return rows.Close()
}

// Close closes the connections that are idle now, and the others when they are given back.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.closeIdle()
}

// dialect is how to write SQL for a query. Shapes go to SQLite as numbers, and sh must be freed when the statement is done.
func (s *Source) dialect(ctx context.Context, c *conn, q *query.Query, sh *shapes) (sqlgen.GeoPackage, error) {
	if err := source.InProcess(q); err != nil {
		return sqlgen.GeoPackage{}, err
	}
	d := sqlgen.GeoPackage{Shape: func(g orb.Geometry) any { return s.held.add(sh, g) }}
	if q.Relation.SQL != "" {
		return d, nil
	}
	var err error
	d.RTree, err = s.rtree(ctx, c, q)
	return d, err
}

// reader answers queries on connections that take gives.
type reader struct {
	s *Source
	// take returns a connection and what to do with it afterwards.
	take func(context.Context) (*conn, func(), error)
}

func (s *Source) reader() reader {
	return reader{s, func(ctx context.Context) (*conn, func(), error) {
		c, err := s.acquire(ctx)
		if err != nil {
			return nil, nil, err
		}
		return c, c.release, nil
	}}
}

// Features starts a stream of rows.
func (s *Source) Features(ctx context.Context, q *query.Query) (source.Features, error) {
	return s.reader().Features(ctx, q)
}

// Count counts what the query selects.
func (s *Source) Count(ctx context.Context, q *query.Query) (int64, error) {
	return s.reader().Count(ctx, q)
}

func (r reader) Count(ctx context.Context, q *query.Query) (int64, error) {
	return r.number(ctx, q, func(d sqlgen.GeoPackage) sqlgen.Statement { return sqlgen.Count(q, d) })
}

// number reads the one number that a statement yields.
func (r reader) number(ctx context.Context, q *query.Query, write func(sqlgen.GeoPackage) sqlgen.Statement) (int64, error) {
	rows, done, err := r.query(ctx, q, write)
	if err != nil {
		return 0, err
	}
	defer done()
	defer rows.Close()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err != nil {
		return 0, err
	}
	n, ok := row[0].(int64)
	if !ok {
		return 0, fmt.Errorf("a count that is a %T", row[0])
	}
	return n, nil
}

// snapshot is a read transaction on a connection of its own.
type snapshot struct {
	reader
	c       *conn
	version string
}

var _ source.Walker = (*snapshot)(nil)

// Snapshot begins a transaction that sees one state of the file.
func (s *Source) Snapshot(ctx context.Context) (source.Snapshot, error) {
	snap, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	return snap, nil
}

func (s *Source) begin(ctx context.Context) (*snapshot, error) {
	before := s.stamp()
	c, err := s.acquire(ctx)
	if err != nil {
		return nil, err
	}
	// The state is fixed by the first read, not by BEGIN.
	for _, sql := range []string{"BEGIN", "SELECT count(*) FROM sqlite_master"} {
		if err := c.exec(ctx, sql); err != nil {
			c.discard()
			return nil, err
		}
	}
	take := func(context.Context) (*conn, func(), error) { return c, func() {}, nil }
	snap := &snapshot{reader: reader{s, take}, c: c}
	if s.stamp() == before {
		snap.version = before
	}
	return snap, nil
}

// Close ends the transaction. The request's context may be over by now, so it is ended without one.
func (s *snapshot) Close() error {
	if err := s.c.exec(context.Background(), "ROLLBACK"); err != nil {
		s.c.discard()
		return err
	}
	s.c.release()
	return nil
}
