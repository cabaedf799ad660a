package dwca

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A quoted field may run over lines; more than this many is taken for a stray quote.
const maxRecordLines = 1000

// sampleSize is how much of a file is looked at to learn its number of columns.
const sampleSize = 256 << 10

// rowError is a fault of one row, after which reading goes on.
type rowError struct{ reason string }

func (e *rowError) Error() string { return e.reason }

// lineReader cuts a file into rows: lines, or several lines when a quoted field holds line ends.
type lineReader struct {
	r       *bufio.Reader
	d       dialect
	limit   int
	line    int64  // lines read so far
	pending []byte // rows given back, read before the file goes on
	rows    int    // lines of the current row
	sloppy  bool   // split met a quote within a quoted field that was not doubled
}

func newLineReader(r io.Reader, d dialect, limit int) *lineReader {
	// The carriage return belongs to no value, whichever way it was declared.
	if d.terminator == "\r\n" {
		d.terminator = "\n"
	}
	return &lineReader{r: bufio.NewReaderSize(r, sampleSize), d: d, limit: limit}
}

// skip passes over header lines, which follow no dialect.
func (l *lineReader) skip(n int) error {
	for range n {
		if _, err := l.readLine(); err != nil && !errors.As(err, new(*rowError)) {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
	return nil
}

// next returns a row without its terminator, and the number of its first line.
// A row that is too long or whose quote never closes comes with a rowError.
func (l *lineReader) next() (string, int64, error) {
	first := l.line + 1
	b, err := l.readLine()
	l.rows = 1
	if err != nil {
		return string(b), first, err
	}
	if l.d.quote == "" || bytes.IndexByte(b, l.d.quote[0]) < 0 || !l.open(b) {
		return string(b), first, nil
	}
	row := append([]byte(nil), b...)
	for open := true; open; {
		b, err := l.readLine()
		if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, new(*rowError)) {
			return "", first, err
		}
		if err == nil {
			row = append(append(row, l.d.terminator...), b...)
			l.rows++
		}
		if err != nil || l.rows > maxRecordLines || len(row) > l.limit {
			return l.unread(string(row)), first, &rowError{"a quoted field is opened and never closed"}
		}
		// A line without a quote cannot close the field, so it need not be looked into.
		open = bytes.IndexByte(b, l.d.quote[0]) < 0 || l.open(row)
	}
	return string(row), first, nil
}

// unread gives back all lines of a row but the first, which it returns.
func (l *lineReader) unread(row string) string {
	if l.rows <= 1 {
		return row
	}
	first, rest, _ := strings.Cut(row, l.d.terminator)
	l.pending = append([]byte(rest+l.d.terminator), l.pending...)
	l.line -= int64(l.rows - 1)
	l.rows = 1
	return first
}

// readLine returns the next physical line; the bytes are valid until the next call.
func (l *lineReader) readLine() ([]byte, error) {
	if i := bytes.Index(l.pending, []byte(l.d.terminator)); i >= 0 {
		b := l.pending[:i]
		l.pending = l.pending[i+len(l.d.terminator):]
		l.line++
		return trimCR(b, l.d.terminator), nil
	}
	last := l.d.terminator[len(l.d.terminator)-1]
	var buf []byte
	for {
		b, err := l.r.ReadSlice(last)
		if buf != nil || errors.Is(err, bufio.ErrBufferFull) || err == nil && !bytes.HasSuffix(b, []byte(l.d.terminator)) {
			buf = append(buf, b...)
			b = buf
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull), err == nil && !bytes.HasSuffix(b, []byte(l.d.terminator)):
			if len(buf) <= l.limit {
				continue
			}
			l.line++
			return buf, errors.Join(&rowError{fmt.Sprintf("the record is longer than %d bytes", l.limit)}, l.discardLine(err))
		case errors.Is(err, io.EOF) && len(b) > 0:
			l.line++
			return trimCR(b, l.d.terminator), nil
		case err != nil:
			return nil, err
		}
		l.line++
		return trimCR(b[:len(b)-len(l.d.terminator)], l.d.terminator), nil
	}
}

// discardLine passes over the rest of a line that is too long.
func (l *lineReader) discardLine(err error) error {
	last := l.d.terminator[len(l.d.terminator)-1]
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = l.r.ReadSlice(last)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func trimCR(b []byte, terminator string) []byte {
	if terminator == "\n" {
		return bytes.TrimSuffix(b, []byte{'\r'})
	}
	return b
}

// open says whether the row ends within a quoted field.
func (l *lineReader) open(row []byte) bool {
	_, err := l.split(string(row), nil)
	return err != nil
}

// split cuts a row into fields. A quote is one only at the start of a field, and
// closes it only before a delimiter or the end: others are data.
func (l *lineReader) split(row string, fields []string) ([]string, error) {
	l.sloppy = false
	if l.d.quote == "" {
		for {
			f, rest, more := strings.Cut(row, l.d.delimiter)
			fields = append(fields, f)
			if !more {
				return fields, nil
			}
			row = rest
		}
	}
	for {
		if !strings.HasPrefix(row, l.d.quote) {
			f, rest, more := strings.Cut(row, l.d.delimiter)
			fields = append(fields, f)
			if !more {
				return fields, nil
			}
			row = rest
			continue
		}
		f, rest, more, err := l.quoted(row[1:])
		if err != nil {
			return fields, err
		}
		fields = append(fields, f)
		if !more {
			return fields, nil
		}
		row = rest
	}
}

// quoted reads a field after its opening quote.
func (l *lineReader) quoted(s string) (field, rest string, more bool, err error) {
	q := l.d.quote
	var b strings.Builder
	for {
		i := strings.IndexByte(s, q[0])
		if i < 0 {
			return "", "", false, &rowError{"a quoted field is opened and never closed"}
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		switch {
		case s == "":
			return b.String(), "", false, nil
		case strings.HasPrefix(s, l.d.delimiter):
			return b.String(), s[len(l.d.delimiter):], true, nil
		case strings.HasPrefix(s, q):
			b.WriteString(q)
			s = s[1:]
		default:
			l.sloppy = true
			b.WriteString(q)
		}
	}
}

// suspect says that the row, just split, runs over lines and has quotes that
// contradict each other: its first line may have opened one by mistake and swallowed the others.
func (l *lineReader) suspect() bool { return l.rows > 1 && l.sloppy }

// columns learns how many columns a row has: the most common number in the first
// rows that is enough for the table's fields.
func (l *lineReader) columns(least int) (int, error) {
	head, err := l.r.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	whole := errors.Is(err, io.EOF)
	sample := newLineReader(bytes.NewReader(append([]byte(nil), head...)), l.d, l.limit)
	counts := map[int]int{}
	for {
		row, _, err := sample.next()
		if err != nil {
			break
		}
		if _, peek := sample.r.Peek(1); peek != nil && !whole && len(counts) > 0 {
			break // the last row may be cut short
		}
		if strings.Trim(row, " \t\r") == "" {
			continue
		}
		if f, err := sample.split(row, nil); err == nil {
			counts[len(f)]++
		}
	}
	best := max(least, 1)
	for n, c := range counts {
		if n > least && (c > counts[best] || c == counts[best] && n < best) {
			best = n
		}
	}
	return best, nil
}
