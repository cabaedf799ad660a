package dwca

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// The elements of meta.xml (Darwin Core text guide, section 2). Attributes that
// have a default are pointers.
type xmlArchive struct {
	Metadata   string    `xml:"metadata,attr"`
	Core       []xmlFile `xml:"core"`
	Extensions []xmlFile `xml:"extension"`
}

type xmlFile struct {
	RowType    string     `xml:"rowType,attr"`
	Encoding   string     `xml:"encoding,attr"`
	Fields     *string    `xml:"fieldsTerminatedBy,attr"`
	Lines      *string    `xml:"linesTerminatedBy,attr"`
	Enclosed   *string    `xml:"fieldsEnclosedBy,attr"`
	Header     string     `xml:"ignoreHeaderLines,attr"`
	Locations  []string   `xml:"files>location"`
	ID         *xmlIndex  `xml:"id"`
	CoreID     *xmlIndex  `xml:"coreid"`
	FieldItems []xmlField `xml:"field"`
}

type xmlIndex struct {
	Index string `xml:"index,attr"`
}

type xmlField struct {
	Index   string  `xml:"index,attr"`
	Term    string  `xml:"term,attr"`
	Default *string `xml:"default,attr"`
}

// readMeta builds the tables that meta.xml describes. What is wrong with the core is an error; what is wrong
// with an extension spoils that extension only, for its records may not be wanted.
func (a *Archive) readMeta() error {
	r, _, err := a.files.open("meta.xml")
	if err != nil {
		return err
	}
	var m xmlArchive
	err = errors.Join(readXML(r, a.limits.XML, &m), r.Close())
	if err != nil {
		return fmt.Errorf("meta.xml: %w", err)
	}
	if len(m.Core) != 1 {
		return fmt.Errorf("meta.xml: %d core elements, an archive has one", len(m.Core))
	}
	if a.Core, err = a.table(&m.Core[0], m.Core[0].ID, "id"); err != nil {
		return fmt.Errorf("meta.xml: core: %w", err)
	}
	for i := range m.Extensions {
		x := &m.Extensions[i]
		t, err := a.table(x, x.CoreID, "coreid")
		if err == nil && t.ID < 0 {
			err = errors.New("it has no coreid, so its records belong to nothing")
		}
		if err == nil && a.Core.ID < 0 {
			err = errors.New("the core has no id to join it with")
		}
		if err != nil {
			a.Warnings = append(a.Warnings, fmt.Sprintf("meta.xml: extension %s cannot be used: %s", ParseTerm(x.RowType).Name(), err))
			t = &Table{RowType: ParseTerm(x.RowType), Err: fmt.Errorf("extension %s: %w", ParseTerm(x.RowType).Name(), err)}
		}
		a.Extensions = append(a.Extensions, t)
	}
	return a.findMetadata(m.Metadata)
}

func (a *Archive) findMetadata(name string) error {
	if name == "" {
		a.metadata = a.conventionalMetadata()
		return nil
	}
	if err := checkPath(name); err != nil {
		if strings.Contains(name, "://") {
			a.Warnings = append(a.Warnings, "meta.xml: the metadata document is at a URL and is not fetched")
			return nil
		}
		return fmt.Errorf("meta.xml: metadata: %w", err)
	}
	if !a.has(name) {
		a.Warnings = append(a.Warnings, fmt.Sprintf("meta.xml names the metadata document %q, which is not in the archive", name))
		return nil
	}
	a.metadata = path.Clean(name)
	return nil
}

func (a *Archive) table(x *xmlFile, id *xmlIndex, idName string) (*Table, error) {
	t := &Table{archive: a, RowType: ParseTerm(x.RowType), ID: -1}
	if len(x.Locations) == 0 {
		return nil, errors.New("it names no file location")
	}
	for _, l := range x.Locations {
		l = strings.TrimSpace(l)
		if err := checkPath(l); err != nil {
			return nil, fmt.Errorf("location: %w", err)
		}
		if l = path.Clean(l); !a.has(l) {
			return nil, fmt.Errorf("location %q is not in the archive: %w", l, fs.ErrNotExist)
		}
		t.locations = append(t.locations, l)
	}
	if err := t.setDialect(x); err != nil {
		return nil, err
	}
	if id != nil {
		i, err := a.index(id.Index)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", idName, err)
		}
		t.ID = i
		t.minColumns = i + 1
	}
	return t, t.setFields(x.FieldItems)
}

func (t *Table) setDialect(x *xmlFile) error {
	d := dialect{delimiter: ",", terminator: "\n", quote: `"`}
	if x.Fields != nil {
		d.delimiter = unescape(*x.Fields)
	}
	if x.Lines != nil {
		d.terminator = unescape(*x.Lines)
	}
	if x.Enclosed != nil {
		d.quote = unescape(*x.Enclosed)
	}
	if d.delimiter == "" || d.terminator == "" {
		return errors.New("fieldsTerminatedBy and linesTerminatedBy must not be empty")
	}
	if len(d.delimiter) > 8 || len(d.terminator) > 8 || len(d.quote) > 1 {
		return errors.New("terminators of more than 8 bytes or a fieldsEnclosedBy of more than one are not read")
	}
	if d.quote == d.delimiter {
		return errors.New("fieldsEnclosedBy and fieldsTerminatedBy are the same")
	}
	if h := strings.TrimSpace(x.Header); h != "" {
		n, err := strconv.Atoi(h)
		if err != nil || n < 0 || n > 1000 {
			return fmt.Errorf("ignoreHeaderLines %q is not a number of lines", h)
		}
		d.header = n
	}
	var err error
	d.charset, err = charset(x.Encoding)
	t.dialect = d
	return err
}

// setFields keeps, of several fields of one term, the one with a column.
func (t *Table) setFields(items []xmlField) error {
	at := map[Term]int{}
	for _, x := range items {
		f := Field{Term: ParseTerm(x.Term), Index: -1}
		if f.Term == "" {
			return errors.New("a field has no term")
		}
		if x.Index != "" {
			i, err := t.archive.index(x.Index)
			if err != nil {
				return fmt.Errorf("field %s: %w", f.Term.Name(), err)
			}
			f.Index = i
			t.minColumns = max(t.minColumns, i+1)
		}
		if x.Default != nil {
			f.Default = *x.Default
		}
		if f.Index < 0 && f.Default == "" {
			continue // neither a column nor a constant: it says nothing
		}
		if i, twice := at[f.Term]; twice {
			if t.Fields[i].Index < 0 {
				t.Fields[i] = f
			}
			continue
		}
		at[f.Term] = len(t.Fields)
		t.Fields = append(t.Fields, f)
	}
	return nil
}

func (a *Archive) index(s string) (int, error) {
	i, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || i < 0 || i >= a.limits.Columns {
		return 0, fmt.Errorf("index %q is not a column number below %d", s, a.limits.Columns)
	}
	return i, nil
}

var escapes = strings.NewReplacer(`\t`, "\t", `\n`, "\n", `\r`, "\r", `\f`, "\f", `\\`, `\`)

// unescape reads the way the text guide writes control characters in attributes.
func unescape(s string) string { return escapes.Replace(s) }
