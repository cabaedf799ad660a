package shapefile

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"io"
	"time"
)

const (
	fileHead  = 100
	tableHead = 32 + 32*maxColumns + 1 // at most
)

// archive writes the files of sets into a zip file.
type archive struct {
	zip        *zip.Writer
	time       time.Time
	columns    []column
	projection string // the .prj, empty when there is none
}

func create(z *zip.Writer, name string, now time.Time) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: now})
}

// write writes the files of a set: of one without places only the table.
func (a *archive) write(s *set) error {
	type file struct {
		extension string
		write     func(*bufio.Writer, *set) error
	}
	files := []file{{".dbf", a.table}, {".cpg", a.text("UTF-8")}}
	if s.class != nowhere {
		files = append([]file{{".shp", a.shapes}, {".shx", a.index}}, files...)
		if a.projection != "" {
			files = append(files, file{".prj", a.text(a.projection)})
		}
	}
	for _, f := range files {
		w, err := create(a.zip, s.name+f.extension, a.time)
		if err != nil {
			return err
		}
		b := bufio.NewWriterSize(w, 64<<10)
		if err := f.write(b, s); err != nil {
			return err
		}
		if err := b.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) text(s string) func(*bufio.Writer, *set) error {
	return func(w *bufio.Writer, _ *set) error {
		_, err := w.WriteString(s)
		return err
	}
}

// head is the head of .shp and .shx (Technical Description, p. 3).
func head(s *set, size int64) []byte {
	b := make([]byte, 0, fileHead)
	b = append(binary.BigEndian.AppendUint32(b, 9994), make([]byte, 20)...)
	b = binary.BigEndian.AppendUint32(b, uint32((fileHead+size)/2))
	b = binary.LittleEndian.AppendUint32(b, 1000)
	b = appendBound(binary.LittleEndian.AppendUint32(b, s.class.code()), s.bound)
	return append(b, make([]byte, 32)...) // no Z and M
}

func (a *archive) shapes(w *bufio.Writer, s *set) error {
	if _, err := w.Write(head(s, s.size)); err != nil {
		return err
	}
	var row uint32
	return s.each(func(shape, _ []byte) error {
		row++
		var h [8]byte
		binary.BigEndian.PutUint32(h[0:], row)
		binary.BigEndian.PutUint32(h[4:], uint32(len(shape)/2))
		if _, err := w.Write(h[:]); err != nil {
			return err
		}
		_, err := w.Write(shape)
		return err
	})
}

func (a *archive) index(w *bufio.Writer, s *set) error {
	if _, err := w.Write(head(s, 8*s.rows)); err != nil {
		return err
	}
	at := int64(fileHead)
	return s.each(func(shape, _ []byte) error {
		var h [8]byte
		binary.BigEndian.PutUint32(h[0:], uint32(at/2))
		binary.BigEndian.PutUint32(h[4:], uint32(len(shape)/2))
		at += 8 + int64(len(shape))
		_, err := w.Write(h[:])
		return err
	})
}

// table writes a dBASE III+ table.
func (a *archive) table(w *bufio.Writer, s *set) error {
	size := recordSize(a.columns)
	h := []byte{3, byte(a.time.Year() - 1900), byte(a.time.Month()), byte(a.time.Day())}
	h = binary.LittleEndian.AppendUint32(h, uint32(s.rows))
	h = binary.LittleEndian.AppendUint16(h, uint16(32+32*len(a.columns)+1))
	h = binary.LittleEndian.AppendUint16(h, uint16(size))
	h = append(h, make([]byte, 20)...)
	for i := range a.columns {
		c := &a.columns[i]
		width, decimals := c.size()
		var d [32]byte
		copy(d[:maxName], c.name)
		d[11], d[16], d[17] = c.kind(), byte(width), byte(decimals)
		h = append(h, d[:]...)
	}
	if _, err := w.Write(append(h, '\r')); err != nil {
		return err
	}
	row := make([]byte, 0, size)
	err := s.each(func(_, values []byte) error {
		row = a.row(row[:0], values)
		_, err := w.Write(row)
		return err
	})
	if err != nil {
		return err
	}
	return w.WriteByte(0x1a)
}

// row pads values to the widths of their columns: texts at their end, numbers before them. A null is blank.
func (a *archive) row(b, values []byte) []byte {
	b = append(b, ' ') // not deleted
	for i := range a.columns {
		c := &a.columns[i]
		n, used := binary.Uvarint(values)
		text := values[used : used+int(n)]
		values = values[used+int(n):]
		width, _ := c.size()
		if c.kind() == 'N' {
			b = append(pad(b, width-len(text)), text...)
		} else {
			b = pad(append(b, text...), width-len(text))
		}
	}
	return b
}

func pad(b []byte, n int) []byte {
	for range n {
		b = append(b, ' ')
	}
	return b
}
