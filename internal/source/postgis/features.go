package postgis

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

// Features starts a stream of rows, and waits for the first.
func (r reader) Features(ctx context.Context, q *query.Query) (source.Features, error) {
	return r.parts(ctx).Features(q)
}

// features starts the stream of a part.
func (r reader) features(ctx context.Context, q *query.Query, part query.Part) (source.Features, error) {
	return r.open(ctx, q, sqlgen.SelectPart(q, sqlgen.PostGIS{}, part))
}

// open starts the stream of a statement whose columns are those of sqlgen.Select, which others may follow.
func (r reader) open(ctx context.Context, q *query.Query, st sqlgen.Statement) (*stream, error) {
	s := &stream{q: q}
	if !q.NoGeometry && !crs.Same(q.Schema.CRS, q.Out) && !(sqlgen.PostGIS{}).Transforms(q) {
		t, err := crs.NewTransform(q.Schema.CRS, q.Out)
		if err != nil {
			return nil, err
		}
		s.transform = t
	}
	s.keys = max(1, len(q.Schema.Key))
	s.kinds = columnKinds(q)
	s.feature.Props = make([]feature.Value, len(q.Fields))
	err := r.twice(ctx, func() error { return s.start(ctx, r, st) })
	if err != nil {
		return nil, blame(q, err)
	}
	return s, nil
}

func (s *stream) start(ctx context.Context, r reader, st sqlgen.Statement) (err error) {
	if !r.transaction {
		ctx, s.cancel = context.WithCancel(ctx)
		if s.q.Small {
			ctx = context.WithValue(ctx, small{}, true)
		}
	}
	s.rows, err = r.db.Query(ctx, st.Text, append([]any{allBinary}, st.Args...)...)
	if err != nil {
		s.stop()
		return err
	}
	s.first = s.rows.Next()
	s.ended = !s.first
	if s.ended {
		err = s.rows.Err()
		s.stop()
	}
	return err
}

// columnKinds are the kinds of the columns in the order of sqlgen.Select.
func columnKinds(q *query.Query) []feature.Kind {
	var kinds []feature.Kind
	if len(q.Schema.Key) == 0 {
		kinds = append(kinds, feature.String)
	}
	for _, k := range q.Schema.Key {
		kinds = append(kinds, k.Type)
	}
	if !q.NoGeometry {
		kinds = append(kinds, feature.Geometry)
	}
	for _, i := range q.Fields {
		kinds = append(kinds, q.Schema.Fields[i].Type)
	}
	return kinds
}

// allBinary asks for every column in binary form.
var allBinary = pgx.QueryResultFormats{pgx.BinaryFormatCode}

type stream struct {
	q         *query.Query
	rows      pgx.Rows
	transform *crs.Transform
	keys      int
	kinds     []feature.Kind
	feature   feature.Feature
	text      []byte
	position  [][]byte
	err       error
	cancel    context.CancelFunc
	first     bool // the first row has been fetched, and not yet been asked for
	ended     bool
}

func (s *stream) Next() bool {
	if s.err != nil || s.ended {
		return false
	}
	if !s.first && !s.rows.Next() {
		s.ended = true
		return false
	}
	s.first = false
	raw := s.rows.RawValues()
	s.position = raw[len(s.kinds):]
	s.err = s.decode(raw[:len(s.kinds)])
	return s.err == nil
}

// Position is made of the values that sqlgen.Select adds.
func (s *stream) Position() query.Position {
	if len(s.q.Schema.Key) == 0 {
		return nil
	}
	return positionOf(s.position)
}

// decode reads a row. All strings of a row share one allocation.
func (s *stream) decode(raw [][]byte) error {
	s.text = s.text[:0]
	for i, k := range s.kinds {
		if k == feature.String {
			s.text = append(s.text, raw[i]...)
		}
	}
	text := string(s.text)
	next := func(n int) string {
		t := text[:n]
		text = text[n:]
		return t
	}
	var err error
	if s.feature.ID, err = s.id(raw[:s.keys], next); err != nil {
		return err
	}
	raw, kinds := raw[s.keys:], s.kinds[s.keys:]
	if !s.q.NoGeometry {
		if err := s.geometry(raw[0]); err != nil {
			return err
		}
		raw, kinds = raw[1:], kinds[1:]
	}
	for i, b := range raw {
		if b == nil {
			s.feature.Props[i] = feature.Value{}
		} else if kinds[i] == feature.String {
			s.feature.Props[i] = feature.StringValue(next(len(b)))
		} else if s.feature.Props[i], err = decodeValue(b, kinds[i]); err != nil {
			return err
		}
	}
	return nil
}

// id joins the parts of the key as text.
func (s *stream) id(raw [][]byte, next func(int) string) (string, error) {
	if len(raw) == 1 {
		return partOf(raw[0], s.kinds[0], next)
	}
	parts := make([]string, len(raw))
	for i, b := range raw {
		var err error
		if parts[i], err = partOf(b, s.kinds[i], next); err != nil {
			return "", err
		}
	}
	return feature.JoinID(parts...), nil
}

func partOf(b []byte, k feature.Kind, next func(int) string) (string, error) {
	switch {
	case b == nil:
		return "", nil
	case k == feature.String:
		return next(len(b)), nil
	case k == feature.Int && len(b) == 8:
		return strconv.FormatInt(int64(binary.BigEndian.Uint64(b)), 10), nil
	}
	v, err := decodeValue(b, k)
	return v.String(), err
}

func (s *stream) geometry(b []byte) error {
	s.feature.Geom = nil
	if b == nil {
		return nil
	}
	g, err := geom.ReadWKB(b)
	if err != nil {
		return fmt.Errorf("feature %s: %w", s.feature.ID, err)
	}
	if s.transform != nil && g != nil {
		if g, err = s.transform.Geometry(g); err != nil {
			return fmt.Errorf("feature %s: %w", s.feature.ID, err)
		}
	}
	s.feature.Geom = g
	return nil
}

// PostgreSQL counts days and microseconds from 2000-01-01.
const (
	epochDays   = 10957
	epochMicros = epochDays * 86400 * 1_000_000
)

// decodeValue reads the binary form of a column that is no string. The infinities of times have no lexical form and become null.
func decodeValue(b []byte, k feature.Kind) (feature.Value, error) {
	switch {
	case k == feature.Bool && len(b) == 1:
		return feature.BoolValue(b[0] != 0), nil
	case k == feature.Int && len(b) == 8:
		return feature.IntValue(int64(binary.BigEndian.Uint64(b))), nil
	case k == feature.Float && len(b) == 8:
		return feature.FloatValue(math.Float64frombits(binary.BigEndian.Uint64(b))), nil
	case k == feature.Date && len(b) == 4:
		days := int32(binary.BigEndian.Uint32(b))
		if days == math.MaxInt32 || days == math.MinInt32 {
			return feature.Value{}, nil
		}
		return feature.DateValue(int64(days) + epochDays), nil
	case k == feature.DateTime && len(b) == 8:
		micros := int64(binary.BigEndian.Uint64(b))
		if micros == math.MaxInt64 || micros == math.MinInt64 {
			return feature.Value{}, nil
		}
		return feature.DateTimeValue(micros + epochMicros), nil
	default:
		return feature.Value{}, fmt.Errorf("a %s of %d bytes from the database", k, len(b))
	}
}

func (s *stream) Feature() *feature.Feature { return &s.feature }

func (s *stream) Err() error {
	if s.err != nil {
		return s.err
	}
	return blame(s.q, s.rows.Err())
}

// Close gives the connection back. A stream that is not at its end is cancelled, for it could go on for millions of rows, which pgx
// would read; only within a transaction, whose connection must live, are they read.
func (s *stream) Close() error {
	if !s.ended {
		s.stop()
	}
	s.rows.Close()
	s.stop()
	return nil
}

func (s *stream) stop() {
	if s.cancel != nil {
		s.cancel()
	}
}
