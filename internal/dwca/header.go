package dwca

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// readHeader makes the archive of a single table whose header names the terms.
func (a *Archive) readHeader() error {
	name, err := a.findTable()
	if err != nil {
		return err
	}
	t, err := a.headerTable(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if t.RowType == "" {
		return fmt.Errorf("%s: no column is a Darwin Core term of an occurrence, event or taxon", name)
	}
	a.Core = t
	a.metadata = a.conventionalMetadata()
	return nil
}

// findTable picks the table of records among the files.
func (a *Archive) findTable() (string, error) {
	var tables []string
	for _, n := range a.files.names() {
		if strings.Contains(n, "/") {
			continue
		}
		switch strings.ToLower(path.Ext(n)) {
		case ".csv", ".tsv", ".txt", ".tab", ".psv":
			tables = append(tables, n)
		case ".xml", ".zip", ".gz", ".xlsx", ".ods", ".gpkg", ".md", ".html", ".pdf":
		default:
			if len(a.files.names()) == 1 {
				tables = append(tables, n)
			}
		}
	}
	slices.Sort(tables)
	if i := slices.IndexFunc(tables, func(n string) bool { return strings.HasPrefix(n, "rows_") }); i >= 0 {
		return tables[i], nil // a FinBIF download
	}
	if len(tables) == 1 {
		return tables[0], nil
	}
	var found []string
	for _, n := range tables {
		if t, err := a.headerTable(n); err == nil && t.RowType == Occurrence {
			found = append(found, n)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(tables) == 0:
		return "", errors.New("there is neither a meta.xml nor a table of records (.csv, .tsv, .txt)")
	case len(found) == 0:
		return "", fmt.Errorf("there is no meta.xml, and none of %d tables has the columns of an occurrence", len(tables))
	default:
		return "", fmt.Errorf("there is no meta.xml, and %s all look like occurrences: give one of them", strings.Join(found[:min(len(found), 5)], ", "))
	}
}

// headerTable reads a file's first line and makes a table of it.
func (a *Archive) headerTable(name string) (*Table, error) {
	r, _, err := a.files.open(name)
	if err != nil {
		return nil, err
	}
	line, terminator, err := firstLine(r, a.limits.Record)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	d := detect(line)
	d.terminator = terminator
	l := &lineReader{d: d}
	headings, err := l.split(line, nil)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if len(headings) > a.limits.Columns {
		return nil, fmt.Errorf("%d columns, the limit is %d", len(headings), a.limits.Columns)
	}
	t := &Table{archive: a, ID: -1, locations: []string{name}, dialect: d, minColumns: len(headings)}
	for i, h := range headings {
		if term := HeaderTerm(h); term != "" && t.Field(term) < 0 {
			t.Fields = append(t.Fields, Field{Term: term, Index: i})
		}
	}
	if slices.Contains(headings, finbifLatitude) {
		// FinBIF's names say that these columns are in WGS 84.
		for _, term := range []Term{DwC("geodeticDatum"), DwC("footprintSRS")} {
			if t.Field(term) < 0 {
				t.Fields = append(t.Fields, Field{Term: term, Index: -1, Default: "WGS84"})
			}
		}
	}
	t.RowType = t.guessClass()
	return t, nil
}

// firstLine reads the header and tells how lines end: a file without a line feed
// may have the carriage returns of old.
func firstLine(r io.Reader, limit int) (line, terminator string, err error) {
	b := bufio.NewReader(decode(r, nil))
	var buf []byte
	for len(buf) <= limit {
		part, err := b.ReadSlice('\n')
		buf = append(buf, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", "", err
		}
		line, terminator = strings.TrimRight(string(buf), "\r\n"), "\n"
		if i := strings.IndexByte(line, '\r'); i >= 0 && err != nil {
			line, terminator = line[:i], "\r"
		}
		if strings.TrimSpace(line) == "" {
			return "", "", errors.New("the table is empty: it has no header line")
		}
		return line, terminator, nil
	}
	return "", "", errors.New("the header line is too long")
}

// detect finds the delimiter that cuts the header into most columns. A
// tab-separated table has no quotes (GBIF, FinBIF) unless its headings have them.
func detect(header string) dialect {
	d := dialect{delimiter: ",", terminator: "\n", header: 1}
	most := -1
	for _, c := range []string{"\t", ",", ";", "|"} {
		if n := strings.Count(header, c); n > most {
			d.delimiter, most = c, n
		}
	}
	if d.delimiter != "\t" || strings.HasPrefix(header, `"`) {
		d.quote = `"`
	}
	return d
}

// guessClass tells what the records are by the terms that only they have.
func (t *Table) guessClass() Term {
	oneOf := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return t.Field(DwC(n)) >= 0 })
	}
	taxon := oneOf("scientificName", "taxonID", "taxonConceptID", "vernacularName", "verbatimIdentification")
	place := oneOf("decimalLatitude", "decimalLongitude", "footprintWKT", "eventDate", "recordedBy", "locality", "year")
	switch {
	case oneOf("occurrenceID", "basisOfRecord", "catalogNumber", "occurrenceStatus"), taxon && place:
		return Occurrence
	case oneOf("eventID", "samplingProtocol") || place:
		return Event
	case taxon:
		return Taxon
	default:
		return ""
	}
}
