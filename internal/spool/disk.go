package spool

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
)

// ErrFull says that there is no room for a temporary file: the bound on all of them is reached, or the disk is full.
var ErrFull = errors.New("no room for temporary files")

// Disk is room for temporary files, in os.TempDir. It is safe for concurrent use. A nil Disk has no bound.
type Disk struct {
	limit int64
	used  atomic.Int64
}

// NewDisk returns a Disk whose files take at most so many bytes together; 0 means no bound.
func NewDisk(limit int64) *Disk { return &Disk{limit: limit} }

// Used is how many bytes are taken.
func (d *Disk) Used() int64 { return d.used.Load() }

// Share is what one file takes of a Disk. The zero value of Size is a file of no bytes.
type Share struct {
	disk *Disk
	size int64
}

// Share returns the share of a file that has no bytes yet.
func (d *Disk) Share() Share { return Share{disk: d} }

// Grow says that the file is going to have so many bytes, or has them already. The error is ErrFull when that is too much.
func (s *Share) Grow(size int64) error {
	more := size - s.size
	if s.disk == nil || more <= 0 {
		return nil
	}
	if used := s.disk.used.Add(more); s.disk.limit > 0 && used > s.disk.limit {
		s.disk.used.Add(-more)
		return fmt.Errorf("%w: they may have %d bytes together", ErrFull, s.disk.limit)
	}
	s.size = size
	return nil
}

// Release gives back what the file took.
func (s *Share) Release() {
	if s.disk != nil {
		s.disk.used.Add(-s.size)
		s.size = 0
	}
}

// Full makes the system's error for a full disk ErrFull as well.
func Full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// create makes a temporary file. Where the system allows it, the file has no name from the beginning, so that nothing stays behind
// even when the program is killed; else its name is returned.
func create() (f *os.File, name string, err error) {
	if f, err = os.CreateTemp("", "haavi-*.tmp"); err != nil {
		return nil, "", Full(err)
	}
	if os.Remove(f.Name()) != nil { // Windows keeps the name of an open file
		name = f.Name()
	}
	return f, name, nil
}
