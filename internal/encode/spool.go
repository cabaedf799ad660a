package encode

import (
	"bufio"
	"errors"
	"io"
	"os"
)

// Spool is a temporary file in os.TempDir that is written from its start to its end and then read. Where the system allows it
// the file has no name from the beginning, so that nothing stays behind even when the program is killed.
type Spool struct {
	file *os.File
	name string // the file's name while it has one
	w    *bufio.Writer
	size int64
}

// spoolBuffer is how many bytes go to and from the file at a time.
const spoolBuffer = 64 << 10

// NewSpool makes an empty temporary file.
func NewSpool() (*Spool, error) {
	f, err := os.CreateTemp("", "haavi-*.tmp")
	if err != nil {
		return nil, err
	}
	s := &Spool{file: f, w: bufio.NewWriterSize(f, spoolBuffer)}
	if os.Remove(f.Name()) != nil { // Windows keeps the name of an open file
		s.name = f.Name()
	}
	return s, nil
}

// Write appends to the file.
func (s *Spool) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	s.size += int64(n)
	return n, err
}

// Size is how many bytes were written.
func (s *Spool) Size() int64 { return s.size }

// Flush brings what was written to the file, where ReadAt and Section find it.
func (s *Spool) Flush() error { return s.w.Flush() }

// ReadAt reads what was flushed.
func (s *Spool) ReadAt(b []byte, at int64) (int, error) { return s.file.ReadAt(b, at) }

// Section reads a part of what was flushed, in order.
func (s *Spool) Section(from, to int64) *bufio.Reader {
	return bufio.NewReaderSize(io.NewSectionReader(s.file, from, to-from), spoolBuffer)
}

// WriteTo writes everything that was written, from its start, to w.
func (s *Spool) WriteTo(w io.Writer) (int64, error) {
	if err := s.Flush(); err != nil {
		return 0, err
	}
	return io.CopyBuffer(struct{ io.Writer }{w}, io.NewSectionReader(s.file, 0, s.size), make([]byte, spoolBuffer))
}

// Close throws the file away. A nil Spool, or one that was closed already, is let be.
func (s *Spool) Close() error {
	if s == nil || s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	return err
}
