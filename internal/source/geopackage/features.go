package geopackage

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strconv"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

// Features starts a stream of rows.
func (r reader) Features(ctx context.Context, q *query.Query) (source.Features, error) {
	return r.parts(ctx).Features(q)
}

// features starts the stream of a part.
func (r reader) features(ctx context.Context, q *query.Query, part query.Part) (source.Features, error) {
	return r.start(ctx, q, func(d sqlgen.GeoPackage) sqlgen.Statement { return sqlgen.SelectPart(q, d, part) })
}

// start starts a stream of a statement whose columns are those of sqlgen.Select, which others may follow.
func (r reader) start(ctx context.Context, q *query.Query, write func(sqlgen.GeoPackage) sqlgen.Statement) (*stream, error) {
	s := &stream{ctx: ctx, q: q, keys: max(1, len(q.Schema.Key))}
	if !q.NoGeometry && !crs.Same(q.Schema.CRS, q.Out) {
		t, err := crs.NewTransform(q.Schema.CRS, q.Out)
		if err != nil {
			return nil, err
		}
		s.transform = t
	}
	var err error
	s.rows, s.done, err = r.query(ctx, q, write)
	if err != nil {
		return nil, err
	}
	s.row = make([]driver.Value, len(s.rows.Columns()))
	s.feature.Props = make([]feature.Value, len(q.Fields))
	return s, nil
}

// query starts a statement on a connection of its own; done gives that back, and frees the statement's shapes.
func (r reader) query(ctx context.Context, q *query.Query, write func(sqlgen.GeoPackage) sqlgen.Statement) (rows driver.Rows, done func(), err error) {
	c, release, err := r.take(ctx)
	if err != nil {
		return nil, nil, err
	}
	sh := &shapes{}
	done = func() {
		r.s.held.free(sh)
		release()
	}
	d, err := r.s.dialect(ctx, c, q, sh)
	if err == nil {
		st := write(d)
		rows, err = c.query(ctx, st.Text, st.Args...)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return rows, done, nil
}

type stream struct {
	ctx       context.Context
	q         *query.Query
	rows      driver.Rows
	row       []driver.Value
	position  []driver.Value // the row's values that the query sorts by
	keys      int
	transform *crs.Transform
	feature   feature.Feature
	err       error
	done      func()
}

func (s *stream) Next() bool {
	if s.err != nil || s.rows == nil {
		return false
	}
	// The driver heeds the context only until the first row.
	if s.err = s.ctx.Err(); s.err != nil {
		return false
	}
	if err := s.rows.Next(s.row); err != nil {
		if !errors.Is(err, io.EOF) {
			s.err = err
		}
		return false
	}
	s.err = s.decode()
	return s.err == nil
}

func (s *stream) decode() error {
	row := s.row
	s.feature.ID = idOf(row[:s.keys], s.q.Schema.Key)
	row = row[s.keys:]
	if !s.q.NoGeometry {
		if err := s.geometry(row[0]); err != nil {
			return fmt.Errorf("feature %s: %w", s.feature.ID, err)
		}
		row = row[1:]
	}
	s.position = row[len(s.q.Fields):]
	for i, v := range row[:len(s.q.Fields)] {
		s.feature.Props[i] = valueOf(v, s.q.Schema.Fields[s.q.Fields[i]].Type)
	}
	return nil
}

func (s *stream) geometry(v driver.Value) error {
	g, err := decodeGeometry(v)
	if err == nil && g != nil && s.transform != nil {
		g, err = s.transform.Geometry(g)
	}
	s.feature.Geom = g
	return err
}

func idOf(row []driver.Value, key []feature.Field) string {
	if n, ok := row[0].(int64); ok && len(row) == 1 {
		return strconv.FormatInt(n, 10)
	}
	parts := make([]string, len(row))
	for i, v := range row {
		kind := feature.Int
		if len(key) > 0 {
			kind = key[i].Type
		}
		parts[i] = valueOf(v, kind).String()
	}
	return feature.JoinID(parts...)
}

// valueOf is a value of SQLite, whose columns may hold anything, as the kind that the column is declared to be; what cannot be
// read as that is null.
func valueOf(v driver.Value, k feature.Kind) feature.Value {
	switch v := v.(type) {
	case int64:
		switch k {
		case feature.Bool:
			return feature.BoolValue(v != 0)
		case feature.Int:
			return feature.IntValue(v)
		case feature.Float:
			return feature.FloatValue(float64(v))
		case feature.String:
			return feature.StringValue(strconv.FormatInt(v, 10))
		}
	case float64:
		switch k {
		case feature.Float:
			return feature.FloatValue(v)
		case feature.Int:
			if i := int64(v); float64(i) == v {
				return feature.IntValue(i)
			}
		case feature.String:
			return feature.StringValue(feature.FloatValue(v).String())
		}
	case string:
		switch k {
		case feature.String:
			return feature.StringValue(v)
		case feature.Date, feature.DateTime:
			return parseTime(v, k)
		}
	}
	return feature.Value{}
}

// Position is made of the values that sqlgen.Select adds.
func (s *stream) Position() query.Position {
	if len(s.q.Schema.Key) == 0 {
		return nil
	}
	return positionOf(s.position)
}

func (s *stream) Feature() *feature.Feature { return &s.feature }
func (s *stream) Err() error                { return s.err }

// Close ends the statement and gives the connection back. It may be called twice.
func (s *stream) Close() error {
	if s.rows == nil {
		return nil
	}
	err := s.rows.Close()
	s.rows = nil
	s.done()
	return err
}
