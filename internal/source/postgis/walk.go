package postgis

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

func (r reader) parts(ctx context.Context) source.Parts {
	return source.Parts{
		Open: func(q *query.Query, part query.Part) (source.Features, error) { return r.features(ctx, q, part) },
		Reach: func(q *query.Query, part query.Part) (n int64, err error) {
			st := sqlgen.Reach(q, sqlgen.PostGIS{}, part)
			err = r.db.QueryRow(ctx, st.Text, st.Args...).Scan(&n)
			return n, blame(q, err)
		},
	}
}

// Reach counts the rows of the query's page.
func (s *snapshot) Reach(ctx context.Context, q *query.Query) (int64, error) {
	return s.parts(ctx).Count(q)
}

// Positions reads keys alone, which an index often gives without the table.
func (s *snapshot) Positions(ctx context.Context, q *query.Query, every int64) ([]query.Position, error) {
	var all []query.Position
	total := int64(0)
	_, err := s.parts(ctx).Each(q, func(q *query.Query, part query.Part) (int64, error) {
		st := sqlgen.Positions(q, sqlgen.PostGIS{}, part)
		rows, err := s.db.Query(ctx, st.Text, append([]any{allBinary}, st.Args...)...)
		if err != nil {
			return 0, blame(q, err)
		}
		defer rows.Close()
		n := int64(0)
		for rows.Next() {
			n++
			if total++; total%every == 0 {
				all = append(all, positionOf(rows.RawValues()))
			}
		}
		return n, blame(q, rows.Err())
	})
	return all, err
}

// positionOf keeps the texts of a row.
func positionOf(raw [][]byte) query.Position {
	p := make(query.Position, len(raw))
	for i, b := range raw {
		if b != nil {
			p[i] = string(b)
		}
	}
	return p
}

// versionSQL names which transactions the snapshot sees. Numbers of transactions are of one run of one server: a database that crashed
// or was restored may give them again. A standby has transactions under way that its snapshots do not name.
const versionSQL = `SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_current_snapshot()::text || ' ' || pg_postmaster_start_time()::text END`

// Version is what the transaction sees. Any transaction of the server that wrote changes it, whatever it wrote. Not seen is what changes
// without a transaction of this server: foreign tables, and views that ask for the time.
func (s *snapshot) Version(ctx context.Context) (version string, err error) {
	err = s.db.QueryRow(ctx, versionSQL).Scan(&version)
	return version, err
}

// Again exports the snapshot, for other transactions to see with while this one is open.
func (s *snapshot) Again(ctx context.Context) (func(context.Context) (source.Walker, bool, error), error) {
	var name string
	if err := s.db.QueryRow(ctx, "SELECT pg_export_snapshot()").Scan(&name); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (source.Walker, bool, error) {
		again, err := s.source.begin(ctx)
		if err != nil {
			return nil, false, err
		}
		// The name is PostgreSQL's own; SET takes no parameters.
		if _, err = again.tx.Exec(ctx, fmt.Sprintf("SET TRANSACTION SNAPSHOT '%s'", name)); err == nil {
			return again, true, nil
		}
		closed := again.Close()
		var answer *pgconn.PgError
		if !errors.As(err, &answer) || closed != nil {
			return nil, false, errors.Join(err, closed)
		}
		again, err = s.source.begin(ctx) // the first snapshot is closed: this one sees what is there now
		return again, false, err
	}, nil
}

// begin begins a transaction that sees one state of the database.
func (s *Source) begin(ctx context.Context) (*snapshot, error) {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	return &snapshot{reader: reader{tx, true}, source: s, tx: tx}, nil
}
