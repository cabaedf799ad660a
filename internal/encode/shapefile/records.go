package shapefile

import (
	"bufio"
	"encoding/binary"
	"io"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/spool"
)

// records keeps records in a temporary file: the lengths of shape and values in four bytes each, then both.
type records struct{ file *spool.File }

func (s *records) add(shape, values []byte) error {
	var head [8]byte
	binary.LittleEndian.PutUint32(head[0:], uint32(len(shape)))
	binary.LittleEndian.PutUint32(head[4:], uint32(len(values)))
	for _, b := range [][]byte{head[:], shape, values} {
		if _, err := s.file.Write(b); err != nil {
			return err
		}
	}
	return nil
}

func (s *records) close() {
	if s != nil {
		_ = s.file.Close()
	}
}

// stretch is a part of a file of records.
type stretch struct {
	records  *records
	from, to int64
}

// set is what becomes one file of each kind.
type set struct {
	name      string
	class     class
	stretches []stretch
	rows      int64
	bound     orb.Bound
	placed    bool  // there is a bound
	size      int64 // bytes of the .shp after its head
}

// divide makes sets of the records in a chain of files, so that neither .shp nor .dbf exceeds the limit.
func divide(name string, c class, chain []*records, width int, limit int64) ([]set, error) {
	sets := []set{{name: name, class: c}}
	for _, s := range chain {
		if s == nil {
			continue
		}
		at := int64(0)
		err := each(stretch{s, 0, s.file.Size()}, func(shape, values []byte) error {
			last := &sets[len(sets)-1]
			record := int64(8 + len(shape))
			if last.rows > 0 && (fileHead+last.size+record > limit || tableHead+(last.rows+1)*int64(width) > limit) {
				sets = append(sets, set{name: name + "_" + strconv.Itoa(len(sets)+1), class: c})
				last = &sets[len(sets)-1]
			}
			last.take(s, at, 8+int64(len(shape))+int64(len(values)), shape)
			at += 8 + int64(len(shape)) + int64(len(values))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// take adds a record to the set.
func (s *set) take(from *records, at, length int64, shape []byte) {
	if n := len(s.stretches); n > 0 && s.stretches[n-1].records == from {
		s.stretches[n-1].to = at + length
	} else {
		s.stretches = append(s.stretches, stretch{from, at, at + length})
	}
	s.rows++
	s.size += 8 + int64(len(shape))
	if b, ok := shapeBound(shape); ok && s.placed {
		s.bound = s.bound.Union(b)
	} else if ok {
		s.bound, s.placed = b, true
	}
}

// each reads the records of a stretch. What the function gets is valid during the call.
func each(s stretch, do func(shape, values []byte) error) error {
	r := s.records.file.Section(s.from, s.to)
	var buf []byte
	for at := s.from; at < s.to; {
		shape, values, err := record(r, &buf)
		if err != nil {
			return err
		}
		if err := do(shape, values); err != nil {
			return err
		}
		at += 8 + int64(len(shape)) + int64(len(values))
	}
	return nil
}

func record(r *bufio.Reader, buf *[]byte) (shape, values []byte, err error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, nil, err
	}
	n, m := int(binary.LittleEndian.Uint32(head[0:])), int(binary.LittleEndian.Uint32(head[4:]))
	if cap(*buf) < n+m {
		*buf = make([]byte, n+m)
	}
	b := (*buf)[:n+m]
	_, err = io.ReadFull(r, b)
	return b[:n], b[n:], err
}

// each reads all records of the set.
func (s *set) each(do func(shape, values []byte) error) error {
	for _, t := range s.stretches {
		if err := each(t, do); err != nil {
			return err
		}
	}
	return nil
}
