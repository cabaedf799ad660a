package geopackage

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

func (r reader) parts(ctx context.Context) source.Parts {
	return source.Parts{
		Open: func(q *query.Query, part query.Part) (source.Features, error) { return r.features(ctx, q, part) },
		Reach: func(q *query.Query, part query.Part) (int64, error) {
			return r.number(ctx, q, func(d sqlgen.GeoPackage) sqlgen.Statement { return sqlgen.Reach(q, d, part) })
		},
	}
}

// Reach counts the rows of the query's page.
func (s *snapshot) Reach(ctx context.Context, q *query.Query) (int64, error) {
	return s.parts(ctx).Count(q)
}

// Positions reads keys alone.
func (s *snapshot) Positions(ctx context.Context, q *query.Query, every int64) ([]query.Position, error) {
	var all []query.Position
	total := int64(0)
	_, err := s.parts(ctx).Each(q, func(q *query.Query, part query.Part) (n int64, err error) {
		rows, done, err := s.query(ctx, q, func(d sqlgen.GeoPackage) sqlgen.Statement { return sqlgen.Positions(q, d, part) })
		if err != nil {
			return 0, err
		}
		defer done()
		defer rows.Close()
		row := make([]driver.Value, len(rows.Columns()))
		for ; ; n++ {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			if err := rows.Next(row); errors.Is(err, io.EOF) {
				return n, nil
			} else if err != nil {
				return n, err
			}
			if total++; total%every == 0 {
				all = append(all, positionOf(row))
			}
		}
	})
	return all, err
}

// positionOf keeps the values of a row.
func positionOf(row []driver.Value) query.Position {
	p := make(query.Position, len(row))
	for i, v := range row {
		if b, ok := v.([]byte); ok {
			v = bytes.Clone(b)
		}
		p[i] = v
	}
	return p
}

// unsettled is how long after a write another may leave the file with the same time: file systems keep times in steps.
const unsettled = 100 * time.Millisecond

// stamp names the state of the file by its size and time and those of its write-ahead log; it is empty while the file is being written.
func (s *Source) stamp() string {
	stamp := ""
	for _, path := range []string{s.path, s.path + "-wal"} {
		switch info, err := os.Stat(path); {
		case errors.Is(err, fs.ErrNotExist):
			stamp += "-"
		case err != nil || time.Since(info.ModTime()) < unsettled:
			return ""
		default:
			stamp += fmt.Sprintf("%d@%d ", info.Size(), info.ModTime().UnixNano())
		}
	}
	return stamp
}

// Version is the file's stamp, when it was the same before and after the transaction began.
func (s *snapshot) Version(context.Context) (string, error) { return s.version, nil }

// Again begins another transaction; that nothing was written between the two shows in their versions.
func (s *snapshot) Again(context.Context) (func(context.Context) (source.Walker, bool, error), error) {
	return func(ctx context.Context) (source.Walker, bool, error) {
		again, err := s.s.begin(ctx)
		if err != nil {
			return nil, false, err
		}
		return again, s.version != "" && again.version == s.version, nil
	}, nil
}
