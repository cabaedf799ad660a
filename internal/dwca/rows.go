package dwca

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// dialect is how a table is written.
type dialect struct {
	delimiter, terminator, quote string
	header                       int
	charset                      encoding.Encoding
}

// Record is one row. It is valid until the next call of Next.
type Record struct {
	// File and Line say where it is: Line is its first line, counted from 1 with the header.
	File string
	Line int64
	// ID is the id or coreid, "" when the table has none.
	ID string
	// Values belong to the table's Fields; defaults are filled in, nothing else is changed.
	Values []string
	// Raw is the text of a row that could not be read, shortened.
	Raw string
}

// Rows streams a table. Use it as
//
//	for rows.Next() { if err := rows.Bad(); err != nil { … } else { use(rows.Record()) } }
//	if err := rows.Err(); err != nil { … }
type Rows struct {
	table  *Table
	file   int
	source io.ReadCloser
	count  *counter
	lines  *lineReader
	want   int // columns of a row of this file
	rec    Record
	bad    error
	err    error
	done   int64 // bytes of the files before this one
	fields []string
}

// Rows starts reading the table's files, one after the other.
func (t *Table) Rows() *Rows {
	return &Rows{table: t, file: -1, rec: Record{Values: make([]string, len(t.Fields))}}
}

// Next goes to the next row, readable or not.
func (r *Rows) Next() bool {
	for r.err == nil {
		if r.lines == nil {
			if r.file++; r.file >= len(r.table.locations) {
				return false
			}
			r.err = r.openFile()
			continue
		}
		row, line, err := r.lines.next()
		switch {
		case errors.Is(err, io.EOF):
			r.err = r.closeFile()
		case err != nil && !errors.As(err, new(*rowError)):
			r.err = fmt.Errorf("%s: line %d: %w", r.rec.File, line, err)
		default:
			r.rec.Line = line
			if r.take(row, err) {
				return true
			}
		}
	}
	return false
}

// Bad says why the current row cannot be used, nil when it can.
func (r *Rows) Bad() error { return r.bad }

// Record returns the current row; of a bad one only File, Line and Raw are set.
func (r *Rows) Record() *Record { return &r.rec }

// Err returns the error that ended the reading, nil at the end.
func (r *Rows) Err() error { return r.err }

// Offset is the number of bytes read so far.
func (r *Rows) Offset() int64 {
	if r.count == nil {
		return r.done
	}
	return r.done + r.count.n
}

// Close may be called at any time.
func (r *Rows) Close() error {
	if r.source == nil {
		return nil
	}
	err := r.source.Close()
	r.source, r.lines = nil, nil
	if r.err == nil {
		r.err = errors.New("rows are closed")
	}
	return err
}

func (r *Rows) openFile() error {
	name := r.table.locations[r.file]
	src, _, err := r.table.archive.files.open(name)
	if err != nil {
		return err
	}
	r.source = src
	r.rec.File = name
	r.count = &counter{r: src}
	r.lines = newLineReader(decode(r.count, r.table.dialect.charset), r.table.dialect, r.table.archive.limits.Record)
	if err := r.lines.skip(r.table.dialect.header); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r.want, err = r.lines.columns(r.table.minColumns)
	return err
}

func (r *Rows) closeFile() error {
	r.done += r.count.n
	r.count, r.lines = nil, nil
	err := r.source.Close()
	r.source = nil
	return err
}

// take makes the record of a row; false when the line is blank.
func (r *Rows) take(row string, err error) bool {
	r.bad, r.rec.Raw, r.rec.ID = nil, "", ""
	if err != nil {
		r.bad, r.rec.Raw = err, shorten(row)
		return true
	}
	if strings.Trim(row, " \t\r") == "" && r.want > 1 {
		return false
	}
	r.fields, err = r.lines.split(row, r.fields[:0])
	if err == nil {
		err = r.check(row)
	}
	if err == nil && r.lines.suspect() {
		err = errors.New("a quoted field runs over lines and holds a quote that is not doubled")
	}
	if err != nil {
		// A quoted field that runs over lines may be a stray quote: then only
		// its first line is lost.
		r.bad, r.rec.Raw = err, shorten(r.lines.unread(row))
		return true
	}
	if r.table.ID >= 0 {
		r.rec.ID = strings.TrimSpace(r.fields[r.table.ID])
	}
	for i, f := range r.table.Fields {
		v := f.Default
		if f.Index >= 0 {
			if c := r.fields[f.Index]; c != "" {
				v = c
			}
		}
		r.rec.Values[i] = v
	}
	return true
}

func (r *Rows) check(row string) error {
	if len(r.fields) != r.want {
		return fmt.Errorf("%d columns where %d are expected", len(r.fields), r.want)
	}
	if strings.IndexByte(row, 0) >= 0 {
		return errors.New("the row holds a NUL character")
	}
	if !utf8.ValidString(row) {
		for i, f := range r.fields {
			if !utf8.ValidString(f) {
				return fmt.Errorf("column %d is not valid UTF-8", i+1)
			}
		}
	}
	return nil
}

const rawLength = 500

func shorten(s string) string {
	if len(s) <= rawLength {
		return s
	}
	return s[:rawLength] + "…"
}

// decode turns the file into UTF-8. A byte order mark outweighs what meta.xml says.
func decode(r io.Reader, e encoding.Encoding) io.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(3)
	if err != nil && len(head) < 2 {
		return b // too short for a mark; the error comes again on reading
	}
	switch {
	case len(head) == 3 && string(head) == "\xEF\xBB\xBF":
		_, _ = b.Discard(3) // peeked, so they are there
		return b
	case string(head[:2]) == "\xFF\xFE", string(head[:2]) == "\xFE\xFF":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(b)
	case e == nil || e == unicode.UTF8:
		return b
	default:
		return e.NewDecoder().Reader(b)
	}
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
