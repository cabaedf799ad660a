package gpkg

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"haavi/internal/spool"
)

// db is one SQLite connection, used without database/sql's pool: a file under
// construction has one writer, and rows come by the million.
type db struct {
	conn driver.Conn
	open map[*stmt]struct{} // statements that are not closed
}

func openDB(dsn string) (*db, error) {
	conn, err := new(sqlite.Driver).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &db{conn: conn, open: map[*stmt]struct{}{}}, nil
}

// close closes the connection and what statements are left: SQLite keeps a file open, deleted or not, for as long as one of them is.
func (d *db) close() error {
	var errs []error
	for s := range d.open {
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, d.conn.Close())...)
}

// exec runs one statement.
func (d *db) exec(text string, args ...driver.Value) error {
	e, ok := d.conn.(driver.ExecerContext)
	if !ok {
		return fmt.Errorf("the SQLite driver cannot execute statements directly")
	}
	_, err := e.ExecContext(context.Background(), text, named(args))
	return err
}

// row returns the first row of a query, nil when there is none.
func (d *db) row(text string, args ...driver.Value) ([]driver.Value, error) {
	q, ok := d.conn.(driver.QueryerContext)
	if !ok {
		return nil, fmt.Errorf("the SQLite driver cannot query directly")
	}
	rows, err := q.QueryContext(context.Background(), text, named(args))
	if err != nil {
		return nil, err
	}
	vals := make([]driver.Value, len(rows.Columns()))
	err = rows.Next(vals)
	if cerr := rows.Close(); err == nil {
		err = cerr
	}
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return vals, err
}

// stmt is a prepared insert with room for its arguments.
type stmt struct {
	db   *db
	s    driver.StmtExecContext
	c    driver.Stmt
	args []driver.NamedValue
}

func (d *db) prepare(text string, n int) (*stmt, error) {
	s, err := d.conn.Prepare(text)
	if err != nil {
		return nil, err
	}
	ex, ok := s.(driver.StmtExecContext)
	if !ok {
		return nil, fmt.Errorf("the SQLite driver cannot execute prepared statements")
	}
	p := &stmt{db: d, s: ex, c: s, args: named(make([]driver.Value, n))}
	d.open[p] = struct{}{}
	return p, nil
}

func (s *stmt) set(i int, v driver.Value) { s.args[i].Value = v }

func (s *stmt) exec() error {
	_, err := s.s.ExecContext(context.Background(), s.args)
	return err
}

func (s *stmt) close() error {
	delete(s.db.open, s)
	return s.c.Close()
}

// full makes SQLite's error for a full disk spool.ErrFull as well.
func full(err error) error {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_FULL {
		return fmt.Errorf("%w: %w", spool.ErrFull, err)
	}
	return spool.Full(err)
}

func named(vals []driver.Value) []driver.NamedValue {
	if len(vals) == 0 {
		return nil
	}
	r := make([]driver.NamedValue, len(vals))
	for i, v := range vals {
		r[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return r
}

// quote writes an SQL identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
