// Package postgis reads layers from PostgreSQL with PostGIS 3, by pgx's binary
// protocol. Geometries are reprojected in process where Haavi can, and by the
// database otherwise, so that any system of its spatial_ref_sys can be asked for.
package postgis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"haavi/internal/filter"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

// Options bound what a source may use of its database. Zero values mean the documented defaults.
type Options struct {
	// MaxConns is the most connections; 10.
	MaxConns int
	// StatementTimeout bounds one query, downloads included; 30 minutes.
	StatementTimeout time.Duration
	// ConnectTimeout bounds the making of a connection; 5 seconds.
	ConnectTimeout time.Duration
	// Password, when not empty, replaces that of the address.
	Password string
}

const (
	defaultMaxConns         = 10
	defaultStatementTimeout = 30 * time.Minute
	defaultConnectTimeout   = 5 * time.Second
)

// Source is a PostGIS database.
type Source struct {
	reader
	pool *pgxpool.Pool
}

var _ source.Source = (*Source)(nil)

// Open connects to a database by its address (postgres://user@host:5432/database, or key=value pairs). It fails when the database
// does not answer or has no PostGIS.
func Open(ctx context.Context, dsn string, o Options) (*Source, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the address of the database cannot be read: %w", err) // pgx leaves the password out
	}
	if o.MaxConns == 0 {
		o.MaxConns = defaultMaxConns
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = defaultStatementTimeout
	}
	if o.ConnectTimeout == 0 {
		o.ConnectTimeout = defaultConnectTimeout
	}
	if o.Password != "" {
		cfg.ConnConfig.Password = o.Password
	}
	cfg.MaxConns = int32(min(o.MaxConns, 1<<15))
	cfg.ConnConfig.ConnectTimeout = o.ConnectTimeout
	for name, value := range map[string]string{
		"application_name":  "haavi",
		"statement_timeout": strconv.FormatInt(o.StatementTimeout.Milliseconds(), 10),
		"TimeZone":          "UTC",
		// Texts of values must read back as the same values: positions of pages are texts.
		"DateStyle":          "ISO",
		"extra_float_digits": "1",
		"jit":                "off", // compiling costs more than a map's query takes
		// How many rows a box selects decides the plan; a plan for any box is often a hundred times as slow as the box's own.
		"plan_cache_mode":     planEach,
		"client_min_messages": "warning", // PostGIS says of every invalid geometry why it is invalid
	} {
		cfg.ConnConfig.RuntimeParams[name] = value
	}
	cfg.PrepareConn = preparePlans
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s := &Source{reader: reader{db: pool}, pool: pool}
	var version string
	if err := pool.QueryRow(ctx, "SELECT extversion FROM pg_extension WHERE extname = 'postgis'").Scan(&version); err != nil {
		pool.Close()
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, errors.New("the database has no PostGIS; run CREATE EXTENSION postgis in it")
		}
		return nil, err
	}
	return s, nil
}

// Ping says whether the database answers.
func (s *Source) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// Close ends all connections; it waits for those in use.
func (s *Source) Close() error {
	s.pool.Close()
	return nil
}

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// reader answers queries on a pool or within a transaction.
type reader struct {
	db querier
	// transaction says that a statement that is cancelled would take others down with it.
	transaction bool
}

// Count counts what the query selects.
func (r reader) Count(ctx context.Context, q *query.Query) (int64, error) {
	st := sqlgen.Count(q, sqlgen.PostGIS{})
	var n int64
	err := r.twice(ctx, func() error { return r.db.QueryRow(ctx, st.Text, st.Args...).Scan(&n) })
	return n, blame(q, err)
}

// blame tells the errors for which the query's filter is at fault: a data exception (SQLSTATE class 22) where the filter has values, and
// what PostGIS, whose errors have no codes of their own, says of geometries where the filter has one.
func blame(q *query.Query, err error) error {
	var answer *pgconn.PgError
	if !errors.As(err, &answer) {
		return err
	}
	values, shapes := false, false
	filter.Walk(q.Where.Expr(), func(e filter.Expr) {
		switch e.(type) {
		case *filter.Literal, *filter.Arith, *filter.Func:
			values = true
		case *filter.Shape:
			shapes = true
		}
	})
	geometry := answer.Code == "XX000" && (strings.HasPrefix(answer.Message, "GEOS") || strings.HasPrefix(answer.Message, "transform"))
	if values && strings.HasPrefix(answer.Code, "22") || shapes && geometry {
		return fmt.Errorf("%w: %w", source.ErrFilter, err)
	}
	return err
}

// twice starts a query again when it fails because its connection was dead, as all are that waited while the database was restarted, or
// because a table changed after the statement was prepared.
func (r reader) twice(ctx context.Context, start func() error) error {
	err := start()
	if err == nil || r.transaction || ctx.Err() != nil {
		return err
	}
	var answer *pgconn.PgError
	var unreachable *pgconn.ConnectError
	switch {
	case errors.As(err, &unreachable):
		return err
	case errors.As(err, &answer):
		switch answer.Code {
		case "57P01", "57P02", // the server was shut down, or crashed
			"0A000", "26000": // "cached plan must not change result type", an unknown prepared statement
		default:
			return err
		}
	}
	return start()
}

// snapshot is a read-only transaction.
type snapshot struct {
	reader
	source *Source
	tx     pgx.Tx
}

var _ source.Walker = (*snapshot)(nil)

// Snapshot begins a transaction that sees one state of the database (REPEATABLE READ).
func (s *Source) Snapshot(ctx context.Context) (source.Snapshot, error) {
	snap, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	return snap, nil
}

// closeTimeout bounds the end of a transaction whose request may be over already.
const closeTimeout = 5 * time.Second

// Close ends the transaction. The request's context may be over, and the connection must still go back in order.
func (s *snapshot) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := s.tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		return err
	}
	return nil
}
