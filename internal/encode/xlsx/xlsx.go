// Package xlsx writes features as a workbook of Office Open XML (ECMA-376), streaming, without any temporary file: a column with
// the feature's identifier, the properties, and the place: two columns of numbers in a layer of points, else WKT.
//
// Texts are never formulas. A sheet is full with 1,048,576 rows, and the next goes on. What a cell cannot have: whole numbers of
// more than 15 digits and days before March 1900 are texts, texts are cut at 32,767 characters, longer WKT is left out.
package xlsx

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/xmlw"
)

// Format is XLSX as an output format.
func Format() encode.Format {
	return encode.Format{
		Name: "xlsx", MediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Extension: ".xlsx", Download: true,
		Aliases: []string{"excel2007", "excel"}, Several: true,
		New: func(w io.Writer) encode.Encoder { return &encoder{zip: encode.NewZip(w), maxRows: maxRows} },
	}
}

// The bounds of a sheet.
const (
	maxRows    = 1_048_576
	maxColumns = 16_384
	maxName    = 31
)

type encoder struct {
	zip      *zip.Writer
	time     time.Time
	layer    string
	sheet    string   // the name that sheets of the part have, with numbers from the second on
	sheets   []string // the names of all sheets
	names    encode.Names
	open     bool     // a sheet is being written
	columns  []string // letters of the columns, `<c r="A`
	titles   []string // names of the columns
	point    bool     // the place is two numbers
	bare     bool
	decimals int
	maxRows  int
	rows     int // of the sheet at hand
	number   []byte
	buf      encode.Buffer
}

// BeginAll starts the workbook.
func (e *encoder) BeginAll(c encode.Collection) error {
	e.time, e.names = c.Time.UTC(), encode.Names{}
	var titles []string
	for _, h := range c.Parts {
		if t := cmp.Or(h.Title, h.Schema.Name); !slices.Contains(titles, t) {
			titles = append(titles, t)
		}
	}
	return e.parts(strings.Join(titles, ", "))
}

// EndPart ends the part's last sheet.
func (e *encoder) EndPart() error { return e.finish() }

func (e *encoder) Begin(h encode.Header) error {
	if e.names == nil {
		if err := e.BeginAll(encode.Collection{Parts: []encode.Header{h}, Time: h.Time}); err != nil {
			return err
		}
	}
	e.layer, e.columns = h.Schema.Name, nil
	e.bare = h.NoGeometry || !h.Schema.HasGeometry()
	e.point = h.Schema.Geometry.Geom == feature.Point
	e.decimals = encode.Decimals(h.CRS.Ref)
	e.sheet = sheetName(e.layer)
	used := map[string]bool{}
	for _, i := range h.Fields {
		used[h.Schema.Fields[i].Name] = true
	}
	e.titles = []string{free(used, "id", "feature_id")}
	for _, i := range h.Fields {
		e.titles = append(e.titles, h.Schema.Fields[i].Name)
	}
	switch info, _ := crs.Lookup(h.CRS.Ref); {
	case e.bare:
	case !e.point:
		e.titles = append(e.titles, free(used, h.Schema.Geometry.Name))
	case info.Geographic:
		e.titles = append(e.titles, free(used, "longitude", "geom_longitude"), free(used, "latitude", "geom_latitude"))
	default:
		e.titles = append(e.titles, free(used, "easting", "geom_easting"), free(used, "northing", "geom_northing"))
	}
	if len(e.titles) > maxColumns {
		return fmt.Errorf("a sheet has no more than %d columns", maxColumns)
	}
	for i := range e.titles {
		e.columns = append(e.columns, `<c r="`+letters(i))
	}
	return e.begin()
}

// free is the first name that no property has, with a number if need be.
func free(used map[string]bool, names ...string) string {
	for _, n := range names {
		if !used[n] {
			used[n] = true
			return n
		}
	}
	last := names[len(names)-1]
	for i := 2; ; i++ {
		if n := last + "_" + strconv.Itoa(i); !used[n] {
			used[n] = true
			return n
		}
	}
}

// letters name a column: A to Z, AA to ZZ, AAA to XFD.
func letters(i int) string {
	var s string
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

var _ encode.Multi = (*encoder)(nil)

// sheetName is the layer's name without what a sheet's name cannot have.
func sheetName(layer string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return '_'
		}
		return r
	}, layer), "'")
	return cut(name, maxName)
}

// cut keeps at most n UTF-16 units of a text, in whole letters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i, r := range s {
		if n--; r > 0xFFFF {
			n--
		}
		if n < 0 {
			return s[:i]
		}
	}
	return s
}

// begin starts a sheet with its line of names, which stays in view.
func (e *encoder) begin() error {
	e.sheets = append(e.sheets, e.names.Add(e.sheet, maxName))
	w, err := e.create("xl/worksheets/sheet" + strconv.Itoa(len(e.sheets)) + ".xml")
	if err != nil {
		return err
	}
	e.buf, e.open = encode.NewBuffer(w), true
	b := e.buf.B
	b = append(b, declaration+`<worksheet xmlns="`+mainNS+`"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" `+
		`activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`...)
	e.rows = 0
	e.buf.B = e.row(b)
	for i, t := range e.titles {
		e.text(i, t, styleBold)
	}
	e.buf.B = append(e.buf.B, "</row>"...)
	return nil
}

// row starts a row.
func (e *encoder) row(b []byte) []byte {
	e.rows++
	e.number = strconv.AppendInt(e.number[:0], int64(e.rows), 10)
	return append(append(append(b, "\n<row r=\""...), e.number...), '"', '>')
}

func (e *encoder) finish() error {
	e.open = false
	e.buf.B = append(e.buf.B, "</sheetData></worksheet>"...)
	return e.buf.Flush()
}

func (e *encoder) Feature(f *feature.Feature) error {
	if e.rows == e.maxRows {
		if err := e.finish(); err != nil {
			return err
		}
		if err := e.begin(); err != nil {
			return err
		}
	}
	e.buf.B = e.row(e.buf.B)
	e.text(0, string(encode.AppendID(nil, e.layer, f.ID)), 0)
	for i, v := range f.Props {
		e.value(i+1, v)
	}
	if g := encode.Place(f.Geom); !e.bare && !geom.IsEmpty(g) {
		e.place(len(f.Props)+1, g)
	}
	e.buf.B = append(e.buf.B, "</row>"...)
	return e.buf.Spill()
}

func (e *encoder) place(column int, g orb.Geometry) {
	if !e.point {
		if text := geom.AppendWKT(nil, g, e.decimals); len(text) <= maxText {
			e.text(column, string(text), 0)
		}
		return
	}
	if p, ok := g.(orb.Point); ok {
		for i, v := range p {
			e.cell(column+i, 0, "")
			e.buf.B = append(geom.AppendNumber(append(e.buf.B, "<v>"...), v, e.decimals), "</v></c>"...)
		}
	}
}

func (e *encoder) End() error {
	if e.open { // the only part has no end of its own
		if err := e.finish(); err != nil {
			return err
		}
	}
	if err := e.workbook(); err != nil {
		return err
	}
	return e.zip.Close()
}

// appendText escapes a text: for XML, and what XML has no way to write as _xHHHH_ (ECMA-376 part 1, 22.9.2.19).
func appendText(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_' && opensEscape(s[i+1:]), c < ' ' && c != '\n' && c != '\t', c == 0x7f:
			b = fmt.Appendf(xmlw.AppendText(b, s[start:i]), "_x%04X_", c)
			start = i + 1
		case c >= utf8.RuneSelf:
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size - 1
		}
	}
	return xmlw.AppendText(b, s[start:])
}

// opensEscape says whether the text after a "_" would be read as the inside of an escape.
func opensEscape(s string) bool {
	if len(s) < 6 || s[0] != 'x' || s[5] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[1:5], 16, 16)
	return err == nil
}
