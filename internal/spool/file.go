package spool

import (
	"bufio"
	"errors"
	"io"
	"os"
)

// File is a temporary file that is written from its start to its end and read anywhere. As long as it is short it is in memory alone.
type File struct {
	share Share
	file  *os.File // nil while all is in tail
	name  string   // the file's name while it has one
	saved int64    // bytes in the file; the others are in tail
	tail  []byte
}

// blockSize is how many bytes go to and from a file at a time.
const blockSize = 64 << 10

// NewFile returns an empty file.
func (d *Disk) NewFile() *File { return &File{share: d.Share()} }

// Write appends to the file. The error is ErrFull when there is no room for it.
func (f *File) Write(b []byte) (int, error) {
	f.tail = append(f.tail, b...)
	if len(f.tail) < blockSize {
		return len(b), nil
	}
	if err := f.save(); err != nil {
		return 0, err
	}
	return len(b), nil
}

// save brings the tail to the disk.
func (f *File) save() (err error) {
	if err := f.share.Grow(f.saved + int64(len(f.tail))); err != nil {
		return err
	}
	if f.file == nil {
		if f.file, f.name, err = create(); err != nil {
			return err
		}
	}
	n, err := f.file.Write(f.tail)
	f.saved += int64(n)
	f.tail = f.tail[:0]
	return Full(err)
}

// Size is how many bytes were written.
func (f *File) Size() int64 { return f.saved + int64(len(f.tail)) }

// ReadAt reads what was written.
func (f *File) ReadAt(b []byte, at int64) (n int, err error) {
	if at < f.saved {
		if n, err = f.file.ReadAt(b[:min(int64(len(b)), f.saved-at)], at); err != nil {
			return n, err
		}
	}
	if n < len(b) {
		if from := at + int64(n) - f.saved; from < int64(len(f.tail)) {
			n += copy(b[n:], f.tail[from:])
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Section reads a part of the file in order. Nothing must be written meanwhile.
func (f *File) Section(from, to int64) *bufio.Reader {
	return bufio.NewReaderSize(io.NewSectionReader(f, from, to-from), int(min(blockSize, max(to-from, 1))))
}

// WriteTo writes all of the file to w.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{io.NewSectionReader(f, 0, f.Size())}, make([]byte, blockSize))
}

// Close throws the file away. A nil File, or one that was closed already, is let be.
func (f *File) Close() error {
	if f == nil {
		return nil
	}
	f.share.Release()
	f.saved, f.tail = 0, nil
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	if f.name != "" {
		err = errors.Join(err, os.Remove(f.name))
	}
	return err
}
