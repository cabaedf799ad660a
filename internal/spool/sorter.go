package spool

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"io"
	"slices"
)

// runRecords is how many records are sorted in memory at once.
const runRecords = 1 << 17

// mergeMemory is what the readers of all runs take together.
const mergeMemory = 4 << 20

// keyBytes is how long a key is.
const keyBytes = 8

// Sorter sorts records of one length by their keys, those of one key in the order of their coming. Memory holds 131,072 of them; more
// are sorted in runs that wait in a temporary file and are then merged.
type Sorter struct {
	disk   *Disk
	size   int     // of a record without its key
	data   []byte  // the records of the run at hand
	order  []place // and their keys
	perRun int     // how many records a run has
	runs   []int64 // where each run in the file ends
	file   *File   // of runs; each record after its key
	record []byte  // one record with its key
	count  int64
}

// place is a record in memory.
type place struct {
	key uint64
	at  uint32
}

// NewSorter returns a sorter of records that have so many bytes.
func (d *Disk) NewSorter(size int) *Sorter { return &Sorter{disk: d, size: size, perRun: runRecords} }

// Len is how many records were added.
func (s *Sorter) Len() int64 { return s.count }

// Add adds a record.
func (s *Sorter) Add(key uint64, record []byte) error {
	if len(s.order) == s.perRun {
		if err := s.save(); err != nil {
			return err
		}
	}
	s.order = append(s.order, place{key, uint32(len(s.order))})
	s.data = append(s.data, record[:s.size]...)
	s.count++
	return nil
}

// sort brings the run at hand into order.
func (s *Sorter) sort() {
	slices.SortFunc(s.order, func(a, b place) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
}

func (s *Sorter) at(p place) []byte { return s.data[int(p.at)*s.size:][:s.size] }

// save brings the run at hand to the file.
func (s *Sorter) save() error {
	if s.file == nil {
		s.file = s.disk.NewFile()
	}
	s.sort()
	for _, p := range s.order {
		s.record = append(binary.LittleEndian.AppendUint64(s.record[:0], p.key), s.at(p)...)
		if _, err := s.file.Write(s.record); err != nil {
			return err
		}
	}
	s.runs = append(s.runs, s.file.Size())
	s.order, s.data = s.order[:0], s.data[:0]
	return nil
}

// Each calls do for every record in order; what it gets is valid during the call. It may be called again, but nothing may be added
// after it.
func (s *Sorter) Each(do func(key uint64, record []byte) error) error {
	if len(s.runs) == 0 {
		s.sort()
		for _, p := range s.order {
			if err := do(p.key, s.at(p)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(s.order) > 0 {
		if err := s.save(); err != nil {
			return err
		}
		s.order, s.data = nil, nil
	}
	return s.merge(do)
}

// run is a run that is being read.
type run struct {
	key    uint64
	number int
	record []byte
	from   *bufio.Reader
}

// next reads the next record; more is false at the run's end.
func (r *run) next() (more bool, err error) {
	var key [keyBytes]byte
	if _, err := io.ReadFull(r.from, key[:]); err != nil {
		if err == io.EOF {
			err = nil
		}
		return false, err
	}
	r.key = binary.LittleEndian.Uint64(key[:])
	_, err = io.ReadFull(r.from, r.record)
	return err == nil, err
}

func (r *run) before(o *run) bool { return r.key < o.key || r.key == o.key && r.number < o.number }

// merge reads all runs at once.
func (s *Sorter) merge(do func(uint64, []byte) error) error {
	var h heap
	from := int64(0)
	buffer := min(max(mergeMemory/len(s.runs), 4<<10), blockSize)
	for i, to := range s.runs {
		r := &run{number: i, record: make([]byte, s.size), from: bufio.NewReaderSize(io.NewSectionReader(s.file, from, to-from), buffer)}
		if _, err := r.next(); err != nil { // no run is empty
			return err
		}
		h = append(h, r)
		from = to
	}
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
	for len(h) > 0 {
		if err := do(h[0].key, h[0].record); err != nil {
			return err
		}
		more, err := h[0].next()
		if err != nil {
			return err
		}
		if !more {
			h[0] = h[len(h)-1]
			h = h[:len(h)-1]
		}
		h.down(0)
	}
	return nil
}

// heap has the run with the least record at its top. It is written out because container/heap calls through an interface for each record.
type heap []*run

func (h heap) down(i int) {
	for {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(h); c++ {
			if h[c].before(h[least]) {
				least = c
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

// Close throws everything away. A nil Sorter is let be.
func (s *Sorter) Close() error {
	if s == nil {
		return nil
	}
	s.order, s.data, s.runs = nil, nil, nil
	return s.file.Close()
}
