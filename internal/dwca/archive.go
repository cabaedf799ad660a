package dwca

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
)

// Archive is an opened source of records.
type Archive struct {
	// Core is the core table. Without a meta.xml it is the only table.
	Core *Table
	// Extensions are the tables that point at core records. One with Err set cannot be read.
	Extensions []*Table
	// Warnings tell what of the archive is passed over, and why.
	Warnings []string

	files    files
	limits   Limits
	metadata string
}

// Table is one table of an archive.
type Table struct {
	// RowType is the class of its records.
	RowType Term
	// Fields are its terms, in the order of meta.xml or of the header.
	Fields []Field
	// ID is the column of the record's id (core) or coreid (extension), -1 when there is none.
	ID int
	// Err says why an extension cannot be read.
	Err error

	archive    *Archive
	locations  []string
	dialect    dialect
	minColumns int
}

// Field is one term of a table.
type Field struct {
	Term Term
	// Index is the column, -1 for a constant.
	Index int
	// Default is the constant, or what fills a blank column.
	Default string
}

// Field returns the position of a term among the fields, or -1.
func (t *Table) Field(term Term) int {
	return slices.IndexFunc(t.Fields, func(f Field) bool { return f.Term == term })
}

// Open opens an archive: a zip file or folder, or a table by itself. The error
// says what is wrong with it in words for the person who has the file.
func Open(name string, l Limits) (*Archive, error) {
	l = l.withDefaults()
	fi, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	a := &Archive{limits: l}
	switch {
	case fi.IsDir():
		a.files, err = asFiles(openDir(name, l))
	case isZip(name):
		a.files, err = asFiles(openZip(name, l))
	case fi.Mode().IsRegular():
		a.files = oneFile{name}
	default:
		err = errors.New("neither a file nor a folder")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Base(name), err)
	}
	if a.has("meta.xml") {
		err = a.readMeta()
	} else {
		err = a.readHeader()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path.Base(name), err), a.files.close())
	}
	return a, nil
}

// asFiles keeps a nil pointer from becoming a non-nil interface.
func asFiles[F files](f F, err error) (files, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Close releases the archive's files.
func (a *Archive) Close() error { return a.files.close() }

func (a *Archive) has(name string) bool { return slices.Contains(a.files.names(), path.Clean(name)) }

// isZip looks for the signature of a zip file: names do not tell.
func isZip(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // only read from
	var sig [4]byte
	if _, err := io.ReadFull(f, sig[:]); err != nil {
		return false
	}
	return string(sig[:]) == "PK\x03\x04" || string(sig[:]) == "PK\x05\x06"
}

// Size is the number of bytes that the table's files unpack to, for progress.
func (t *Table) Size() int64 {
	var n int64
	for _, l := range t.locations {
		if r, size, err := t.archive.files.open(l); err == nil {
			n += size
			_ = r.Close() // nothing was read
		}
	}
	return n
}

// Table returns the readable table of a row type: the core, or else the first
// such extension, nil when there is none. The error is that of an extension which cannot be read.
func (a *Archive) Table(rowType Term) (*Table, error) {
	if a.Core.RowType == rowType {
		return a.Core, nil
	}
	for _, t := range a.Extensions {
		if t.RowType == rowType {
			return t, t.Err
		}
	}
	return nil, nil
}

// conventionalMetadata is where a metadata document is when nothing names it.
func (a *Archive) conventionalMetadata() string {
	for _, n := range a.files.names() {
		if l := strings.ToLower(n); l == "eml.xml" || l == "metadata.xml" {
			return n
		}
	}
	return ""
}
