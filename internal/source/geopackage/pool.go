package geopackage

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"haavi/internal/source"
)

// conn is a connection that is in use. The driver is used without database/sql, whose conversions cost more than reading the file.
type conn struct {
	driver.Conn
	s    *Source
	file os.FileInfo
}

// acquire waits for a free slot and returns a connection to the file that now has the name.
func (s *Source) acquire(ctx context.Context) (*conn, error) {
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := s.connect()
	if err != nil {
		<-s.slots
		return nil, err
	}
	return c, nil
}

func (s *Source) connect() (*conn, error) {
	now, err := os.Stat(s.path)
	if err != nil {
		return nil, fmt.Errorf("the GeoPackage cannot be opened: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errors.New("the GeoPackage is closed")
	}
	if s.file == nil || !os.SameFile(s.file, now) {
		if err := s.closeIdle(); err != nil {
			return nil, err
		}
		s.file, s.rtrees = now, map[string]string{}
	}
	if n := len(s.idle); n > 0 {
		c := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return &conn{c, s, s.file}, nil
	}
	dc, err := s.open()
	if err != nil {
		return nil, fmt.Errorf("the GeoPackage cannot be opened: %w", err)
	}
	return &conn{dc, s, s.file}, nil
}

// open opens the file for reading, with a small cache, for the system caches files; and without mapping it into memory, for a file that
// is cut short in place would then end the process.
//
// A file in WAL mode needs a file for locks beside it. Where the folder is read-only and nobody has made one, nobody writes either, and
// the file is opened as one that does not change.
func (s *Source) open() (driver.Conn, error) {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: s.path}).EscapedPath(), RawQuery: "mode=ro&_pragma=query_only(1)&_pragma=busy_timeout(5000)&_pragma=cache_size(-8192)"}
	c, err := s.driver.Open(u.String())
	if err == nil {
		return c, nil
	}
	if _, werr := os.Stat(s.path + "-wal"); !errors.Is(werr, fs.ErrNotExist) {
		return nil, err
	}
	u.RawQuery += "&immutable=1"
	if c, ierr := s.driver.Open(u.String()); ierr == nil {
		return c, nil
	}
	return nil, err
}

func (s *Source) closeIdle() error {
	var errs []error
	for _, c := range s.idle {
		errs = append(errs, c.Close())
	}
	s.idle = nil
	return errors.Join(errs...)
}

// release gives a connection back, unless its file has been replaced or its last statement was interrupted.
func (c *conn) release() {
	s := c.s
	s.mu.Lock()
	valid := true
	if v, ok := c.Conn.(driver.Validator); ok {
		valid = v.IsValid()
	}
	keep := valid && !s.closed && os.SameFile(s.file, c.file)
	if keep {
		s.idle = append(s.idle, c.Conn)
	}
	s.mu.Unlock()
	if !keep {
		_ = c.Close() // nothing was written
	}
	<-s.slots
}

// discard closes a connection whose state is not known.
func (c *conn) discard() {
	_ = c.Close() // nothing was written
	<-c.s.slots
}

func (c *conn) query(ctx context.Context, sql string, args ...any) (driver.Rows, error) {
	q, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, errors.New("the SQLite driver cannot query")
	}
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	rows, err := q.QueryContext(ctx, sql, named)
	return rows, blame(err)
}

// blame tells SQLite's errors for statements that are too deep or too large to run. Nothing but a filter makes one so.
func blame(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_TOOBIG || strings.Contains(e.Error(), "too large") ||
		strings.Contains(e.Error(), "parser stack overflow") || strings.Contains(e.Error(), "too many")) {
		return fmt.Errorf("%w: %w", source.ErrFilter, err)
	}
	return err
}

// exec runs a statement whose rows do not matter.
func (c *conn) exec(ctx context.Context, sql string) error {
	rows, err := c.query(ctx, sql)
	if err != nil {
		return err
	}
	return rows.Close()
}

// rows returns all rows of a short answer.
func (c *conn) rows(ctx context.Context, sql string, args ...any) ([][]driver.Value, error) {
	r, err := c.query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all [][]driver.Value
	for {
		row := make([]driver.Value, len(r.Columns()))
		switch err := r.Next(row); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		}
		all = append(all, row)
	}
}

// row returns the first row; io.EOF when there is none.
func (c *conn) row(ctx context.Context, sql string, args ...any) ([]driver.Value, error) {
	all, err := c.rows(ctx, sql, args...)
	if err == nil && len(all) == 0 {
		err = io.EOF
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}
