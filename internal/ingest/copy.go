package ingest

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/jackc/pgx/v5"

	"haavi/internal/feature"
	"haavi/internal/geom"
)

// copyEncoder writes rows as PostgreSQL's binary COPY format (PostgreSQL documentation, COPY, "Binary Format").
type copyEncoder struct {
	w        *bufio.Writer
	kinds    []feature.Kind
	geometry bool
	srid     int
	buf      []byte
	rows     int64
}

func newCopyEncoder(w io.Writer, s *feature.Schema, srid int) *copyEncoder {
	e := &copyEncoder{w: bufio.NewWriterSize(w, 256<<10), geometry: s.HasGeometry(), srid: srid}
	for _, f := range s.Fields {
		e.kinds = append(e.kinds, f.Type)
	}
	return e
}

const copySignature = "PGCOPY\n\xff\r\n\x00"

// Days and microseconds from 1970 to PostgreSQL's epoch, 2000-01-01.
const (
	epochDays   = 10957
	epochMicros = epochDays * 86400 * 1_000_000
)

func (e *copyEncoder) write(f *feature.Feature) error {
	b := e.buf[:0]
	if e.rows == 0 {
		b = e.header(b)
	}
	e.rows++
	n := len(e.kinds)
	if len(f.Props) != n {
		return fmt.Errorf("%d values for %d columns", len(f.Props), n)
	}
	if e.geometry {
		n++
	}
	b = binary.BigEndian.AppendUint16(b, uint16(n))
	for i, v := range f.Props {
		var err error
		if b, err = appendCopyValue(b, v, e.kinds[i]); err != nil {
			return err
		}
	}
	if e.geometry {
		if geom.IsEmpty(f.Geom) {
			b = binary.BigEndian.AppendUint32(b, math.MaxUint32)
		} else {
			at := len(b)
			b = append(b, 0, 0, 0, 0)
			b = e.appendEWKB(b, f)
			binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
		}
	}
	e.buf = b
	_, err := e.w.Write(b)
	return err
}

func (e *copyEncoder) header(b []byte) []byte {
	return append(append(b, copySignature...), 0, 0, 0, 0, 0, 0, 0, 0)
}

// finish ends the stream.
func (e *copyEncoder) finish() error {
	var b []byte
	if e.rows == 0 {
		b = e.header(b)
	}
	if _, err := e.w.Write(append(b, 0xFF, 0xFF)); err != nil {
		return err
	}
	return e.w.Flush()
}

// appendEWKB puts the SRID, as PostGIS has it, into the header of the WKB.
func (e *copyEncoder) appendEWKB(b []byte, f *feature.Feature) []byte {
	const hasSRID = 0x20000000
	at := len(b)
	b = append(b, 0, 0, 0, 0) // room for the SRID
	b = geom.AppendWKB(b, f.Geom)
	kind := binary.LittleEndian.Uint32(b[at+5:])
	b[at] = 1
	binary.LittleEndian.PutUint32(b[at+1:], kind|hasSRID)
	binary.LittleEndian.PutUint32(b[at+5:], uint32(e.srid))
	return b
}

func appendCopyValue(b []byte, v feature.Value, kind feature.Kind) ([]byte, error) {
	if v.IsNull() {
		return binary.BigEndian.AppendUint32(b, math.MaxUint32), nil
	}
	if v.Kind() != kind {
		return b, fmt.Errorf("a %s where the column holds a %s", v.Kind(), kind)
	}
	switch kind {
	case feature.Bool:
		b = binary.BigEndian.AppendUint32(b, 1)
		return append(b, byte(v.Int())), nil
	case feature.Int:
		return append64(b, uint64(v.Int())), nil
	case feature.Float:
		return append64(b, math.Float64bits(v.Float())), nil
	case feature.Date:
		b = binary.BigEndian.AppendUint32(b, 4)
		return binary.BigEndian.AppendUint32(b, uint32(int32(v.Int()-epochDays))), nil
	case feature.DateTime:
		return append64(b, uint64(v.Int()-epochMicros)), nil
	default:
		b = binary.BigEndian.AppendUint32(b, uint32(len(v.Str())))
		return append(b, v.Str()...), nil
	}
}

func append64(b []byte, v uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(b, 8), v)
}

// pgStream is a COPY under way.
type pgStream struct {
	enc  *copyEncoder
	pipe *io.PipeWriter
	done chan error
	over bool
}

// startCopy runs the COPY beside the caller; the connection is the stream's until finish or stop.
func startCopy(ctx context.Context, conn *pgx.Conn, text string, t *pgTable) *pgStream {
	r, w := io.Pipe()
	s := &pgStream{enc: newCopyEncoder(w, t.schema, t.srid), pipe: w, done: make(chan error, 1)}
	go func() {
		_, err := conn.PgConn().CopyFrom(ctx, r, text)
		// A writer that is still at work learns why nobody reads.
		_ = r.CloseWithError(errors.Join(errCopyEnded, err))
		s.done <- err
	}()
	return s
}

var errCopyEnded = errors.New("the database ended the load")

func (s *pgStream) write(f *feature.Feature) error { return s.enc.write(f) }

func (s *pgStream) finish() error {
	if s.over {
		return nil
	}
	if err := s.enc.finish(); err != nil {
		s.stop()
		return err
	}
	s.over = true
	if err := s.pipe.Close(); err != nil {
		return err
	}
	return <-s.done
}

func (s *pgStream) stop() {
	if s.over {
		return
	}
	s.over = true
	_ = s.pipe.CloseWithError(errors.New("the import was given up")) // never fails
	_ = <-s.done                                                     // that it was given up is known already
}
