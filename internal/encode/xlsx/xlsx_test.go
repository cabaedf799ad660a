package xlsx

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/encodetest"
	"haavi/internal/feature"
	"haavi/internal/geom"
)

type cell struct {
	Ref   string `xml:"r,attr"`
	Type  string `xml:"t,attr"`
	Style int    `xml:"s,attr"`
	Value string `xml:"v"`
	Text  string `xml:"is>t"`
}

type sheet struct {
	name string
	Rows []struct {
		Number int    `xml:"r,attr"`
		Cells  []cell `xml:"c"`
	} `xml:"sheetData>row"`
}

type fatal interface{ Fatalf(string, ...any) }

// read opens the sheets of a workbook by way of its relations.
func read(t fatal, answer string) (sheets []sheet) {
	z, err := zip.NewReader(strings.NewReader(answer), int64(len(answer)))
	if err != nil {
		t.Fatalf("%v", err)
	}
	if z.File[0].Name != "[Content_Types].xml" {
		t.Fatalf("the first file is %s", z.File[0].Name)
	}
	parse := func(name string, into any) {
		f, err := z.Open(name)
		if err != nil {
			t.Fatalf("%v", err)
		}
		b, err := io.ReadAll(f)
		if err == nil {
			err = xml.Unmarshal(b, into)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	relTarget := map[string]string{}
	parse("xl/workbook.xml", &book)
	var raw struct {
		R []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	parse("xl/_rels/workbook.xml.rels", &raw)
	for _, r := range raw.R {
		relTarget[r.ID] = r.Target
	}
	for _, s := range book.Sheets {
		sh := sheet{name: s.Name}
		parse("xl/"+relTarget[s.ID], &sh)
		sheets = append(sheets, sh)
	}
	return sheets
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads _xHHHH_ as spreadsheets do.
func unescape(s string) string {
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, _ := strconv.ParseUint(e[2:6], 16, 16)
		return string(rune(n))
	})
}

// value is what a spreadsheet shows of a cell, in the form of feature.Value.
func (c *cell) value(k feature.Kind) string {
	switch {
	case c == nil:
		return ""
	case c.Type == "inlineStr":
		return unescape(c.Text)
	case c.Type == "b":
		return map[string]string{"0": "false", "1": "true"}[c.Value]
	case c.Style == styleDate, c.Style == styleTime:
		days, _ := strconv.ParseFloat(c.Value, 64)
		at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		whole, part := math.Modf(days)
		at = at.AddDate(0, 0, int(whole)).Add(time.Duration(part * 86400e9)).Round(time.Millisecond)
		if k == feature.Date {
			return feature.DateOf(at).String()
		}
		return feature.DateTimeOf(at).String()
	}
	return c.Value
}

// Features come back as they were, instants to the millisecond.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfN(encodetest.Feature(), 0, 5).Draw(t, "features")
		sheets := read(t, encodetest.Encode(t, Format(), encodetest.Header(s, len(fs)), fs))
		if len(sheets) != 1 || sheets[0].name != "thing" || len(sheets[0].Rows) != len(fs)+1 {
			t.Fatalf("got %d sheets", len(sheets))
		}
		for i, f := range fs {
			row := map[string]*cell{}
			for k := range sheets[0].Rows[i+1].Cells {
				c := &sheets[0].Rows[i+1].Cells[k]
				row[strings.TrimRight(c.Ref, "0123456789")] = c
			}
			if key, ok := encode.ParseID("thing", row["A"].value(0)); !ok || key != f.ID {
				t.Fatalf("id %q of %q", row["A"].value(0), f.ID)
			}
			for k, v := range f.Props {
				got, want := row[letters(k+1)].value(v.Kind()), v.String()
				switch v.Kind() {
				case feature.Float:
					if n, err := strconv.ParseFloat(got, 64); err != nil || n != v.Float() {
						t.Fatalf("%v became %q", v, got)
					}
					continue
				case feature.DateTime:
					if days := v.Int()/86_400e6 + epoch; days >= firstDay {
						want = feature.DateTimeOf(v.Time().Round(time.Millisecond)).String()
					}
				case feature.String:
					want = strings.ToValidUTF8(want, "\uFFFD")
					want = strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(want)
				}
				if got != want {
					t.Fatalf("%s: %q became %q", s.Fields[k].Name, want, got)
				}
			}
			want := ""
			if f.Geom != nil {
				want = string(geom.AppendWKT(nil, f.Geom, 3))
			}
			if got := row[letters(7)].value(0); got != want {
				t.Fatalf("%s became %s", want, got)
			}
		}
	})
}

// A full sheet is followed by another, with the names of the columns again.
func TestFullSheets(t *testing.T) {
	s, fs := encodetest.Occurrence(25)
	s.Name = strings.Repeat("long_", 10)
	var b strings.Builder
	e := Format().New(&b).(*encoder)
	e.maxRows = 11
	if err := e.Begin(encodetest.Header(s, len(fs))); err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if err := e.Feature(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.End(); err != nil {
		t.Fatal(err)
	}
	sheets := read(t, b.String())
	if len(sheets) != 3 || len(sheets[0].Rows) != 11 || len(sheets[2].Rows) != 6 || sheets[2].name != s.Name[:29]+"_3" || len(sheets[0].name) != 31 {
		t.Fatalf("%d sheets, the first of %d rows", len(sheets), len(sheets[0].Rows))
	}
	for _, sh := range sheets {
		if sh.Rows[0].Cells[0].Text != "id" || sh.Rows[0].Cells[7].Text != "easting" || sh.Rows[1].Number != 2 {
			t.Errorf("%s begins with %+v", sh.name, sh.Rows[0])
		}
	}
	if got := sheets[1].Rows[1].Cells[7].Value; got != "385077.123" {
		t.Errorf("the easting of the eleventh feature is %s", got)
	}
}

func TestCells(t *testing.T) {
	s := &feature.Schema{Name: "x", CRS: crs.WGS84, Geometry: feature.Field{Name: "g", Geom: feature.Point}}
	for _, f := range []struct {
		name string
		kind feature.Kind
	}{{"id", feature.String}, {"longitude", feature.Int}, {"day", feature.Date}, {"seen", feature.DateTime}} {
		s.Fields = append(s.Fields, feature.Field{Name: f.name, Type: f.kind})
	}
	day := func(text string) feature.Value {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return feature.DateOf(d)
	}
	rows := read(t, encodetest.Encode(t, Format(), encodetest.Header(s, 3), []*feature.Feature{
		{ID: "1", Geom: orb.Point{25.5, 60.25}, Props: []feature.Value{feature.StringValue("=1+1"), feature.IntValue(999_999_999_999_999), day("1900-03-01"), feature.DateTimeValue(0)}},
		{ID: "2", Props: []feature.Value{feature.StringValue("a_x0041_\x01\nb"), feature.IntValue(1 << 60), day("1900-02-28"), feature.DateTimeValue(-3e15)}},
		{ID: "3", Props: []feature.Value{feature.StringValue(strings.Repeat("😀", 20_000)), {}, day("9999-12-31"), {}}},
	}))[0].Rows
	var names []string
	for _, c := range rows[0].Cells {
		names = append(names, c.Text)
	}
	if got := strings.Join(names, " "); got != "feature_id id longitude day seen geom_longitude latitude" {
		t.Errorf("columns %s", got)
	}
	for _, c := range []struct {
		row, cell  int
		kind, text string
		style      int
	}{{1, 1, "inlineStr", "=1+1", 0}, {1, 2, "", "999999999999999", 0}, {1, 3, "", "61", styleDate}, {1, 4, "", "25569", styleTime}, {1, 5, "", "25.5", 0}, {1, 6, "", "60.25", 0},
		{2, 1, "inlineStr", "a_x005F_x0041__x0001_\nb", 0}, {2, 2, "inlineStr", "1152921504606846976", 0}, {2, 3, "inlineStr", "1900-02-28", 0},
		{2, 4, "inlineStr", "1874-12-07T18:40:00Z", 0}, {3, 2, "", "2958465", styleDate}} {
		if got := rows[c.row].Cells[c.cell]; got.Type != c.kind || got.Value+got.Text != c.text || got.Style != c.style {
			t.Errorf("row %d, cell %d: got %+v, want %s", c.row, c.cell, got, c.text)
		}
	}
	if got := len(utf16.Encode([]rune(rows[3].Cells[1].Text))); got != maxText-1 {
		t.Errorf("a long text has %d characters", got)
	}
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := letters(i); got != want {
			t.Errorf("%d: got %s, want %s", i, got, want)
		}
	}
}

func BenchmarkXLSX(b *testing.B) { encodetest.Bench(b, Format()) }
