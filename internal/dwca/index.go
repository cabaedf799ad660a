package dwca

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Index gives the records of a core table by their ids, for extensions that are
// joined to them. The values are in a temporary file, the ids in memory.
type Index struct {
	file    *os.File
	offsets map[string]int64
	fields  int
	last    string
	values  []string
}

// BuildIndex reads the whole table. Rows that cannot be read, lack an id or
// repeat one are told to bad, with their text; each, if not nil, is called for every indexed record.
func (t *Table) BuildIndex(ctx context.Context, bad func(r *Record, reason error), each func(*Record) error) (*Index, error) {
	f, err := os.CreateTemp("", "haavi-core-*")
	if err != nil {
		return nil, err
	}
	// The name goes at once where the system allows it, so that nothing is left after a crash.
	_ = os.Remove(f.Name())
	x := &Index{file: f, offsets: map[string]int64{}, fields: len(t.Fields)}
	if err := x.fill(ctx, t, bad, each); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

func (x *Index) fill(ctx context.Context, t *Table, bad func(*Record, error), each func(*Record) error) error {
	w := bufio.NewWriterSize(x.file, 256<<10)
	var at int64
	var buf []byte
	rows := t.Rows()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, rows.Close())
		}
		r := rows.Record()
		reason := rows.Bad()
		if reason == nil {
			reason = x.admit(r.ID)
		}
		if reason != nil {
			if r.Raw == "" {
				r.Raw = shorten(strings.Join(r.Values, "\t"))
			}
			bad(r, reason)
			continue
		}
		if len(x.offsets) >= t.archive.limits.CoreRecords {
			return errors.Join(fmt.Errorf("more than %d core records to join with; raise the limit or split the archive", len(x.offsets)), rows.Close())
		}
		buf = buf[:0]
		for _, v := range r.Values {
			buf = append(binary.AppendUvarint(buf, uint64(len(v))), v...)
		}
		x.offsets[r.ID] = at
		at += int64(len(buf)) + 4
		if _, err := w.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(buf))), buf...)); err != nil {
			return errors.Join(err, rows.Close())
		}
		if each != nil {
			if err := each(r); err != nil {
				return errors.Join(err, rows.Close())
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return w.Flush()
}

func (x *Index) admit(id string) error {
	if id == "" {
		return errors.New("the record has no id, so nothing can be joined to it")
	}
	if _, twice := x.offsets[id]; twice {
		return errors.New("a record of the same id came before")
	}
	return nil
}

// Get returns the values of the record with the id, in the order of the table's
// fields, nil when there is none. They are valid until the next call.
func (x *Index) Get(id string) ([]string, error) {
	if id == x.last && x.values != nil {
		return x.values, nil
	}
	at, ok := x.offsets[id]
	if !ok {
		return nil, nil
	}
	var size [4]byte
	if _, err := x.file.ReadAt(size[:], at); err != nil {
		return nil, err
	}
	buf := make([]byte, binary.LittleEndian.Uint32(size[:]))
	if _, err := x.file.ReadAt(buf, at+4); err != nil {
		return nil, err
	}
	s := string(buf)
	values := x.values[:0]
	for range x.fields {
		n, k := binary.Uvarint(buf)
		if k <= 0 || uint64(len(buf)-k) < n {
			return nil, io.ErrUnexpectedEOF
		}
		values = append(values, s[k:k+int(n)])
		buf, s = buf[k+int(n):], s[k+int(n):]
	}
	x.last, x.values = id, values
	return values, nil
}

// Close removes the temporary file.
func (x *Index) Close() error {
	err := x.file.Close()
	if rerr := os.Remove(x.file.Name()); rerr != nil && !errors.Is(rerr, os.ErrNotExist) {
		err = errors.Join(err, rerr)
	}
	return err
}
