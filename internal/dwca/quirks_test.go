package dwca

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedData finds the folder of real data beside the repository.
func sharedData(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no go.mod above the test")
		}
	}
	data := filepath.Join(dir, "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skip("the folder of real data, ../shared/data, is not there")
	}
	return data
}

type readResult struct {
	good, bad int
	reasons   []string
	rows      [][]string
	lines     []int64
}

func readAll(t testing.TB, table *Table) readResult {
	t.Helper()
	var res readResult
	rows := table.Rows()
	for rows.Next() {
		if err := rows.Bad(); err != nil {
			res.bad++
			res.reasons = append(res.reasons, err.Error())
			continue
		}
		res.good++
		res.rows = append(res.rows, append([]string(nil), rows.Record().Values...))
		res.lines = append(res.lines, rows.Record().Line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return res
}

func TestQuirks(t *testing.T) {
	data := filepath.Join(sharedData(t), "dwca-quirks")
	for _, c := range []struct {
		path     string
		refusal  string // in the error, when it is refused
		rowType  Term
		rows     int
		warnings int
		bad      int
	}{
		{path: "constituentsdwca", rowType: Taxon, rows: 17, bad: 7}, // rows of 9 columns under 12 headings
		{path: "csv_incl_single_quotes.csv", rowType: Occurrence, rows: 3},
		{path: "csv_unquoted_coordinates.txt", rowType: Occurrence, rows: 3},
		{path: "event.txt", rowType: Event, rows: 9},
		{path: "event-plus-id.txt", rowType: Event, rows: 9},
		{path: "defaults/extension-encoding-missing", rowType: Taxon},
		{path: "defaults/meta-file-encoding-missing", rowType: Taxon},
		{path: "invalid/empty", refusal: "neither a meta.xml nor a table"},
		{path: "invalid/extension-core-id-missing", refusal: `"taxa.txt" is not in the archive`},
		{path: "invalid/extension-id-missing", refusal: `"taxa.txt" is not in the archive`},
		{path: "invalid/extension-location-missing", refusal: `"taxa.txt" is not in the archive`},
		{path: "invalid/extension-missing", rowType: Taxon, warnings: 1},
		{path: "invalid/meta-file-location-missing", refusal: "names no file location"},
		{path: "invalid/meta-only", refusal: `"taxa.txt" is not in the archive`},
		{path: "issues/csv-json-escaped-quotes", rowType: Occurrence, rows: 1},
		{path: "meta-xml-variants/dwca-id-with-term", rowType: Occurrence, rows: 2, warnings: 1},
		{path: "multifile-multiline-header", rowType: Taxon, rows: 6},
		{path: "multifile-psv", rowType: Taxon, rows: 6},
		{path: "multiline-header", rowType: Taxon, rows: 2},
		{path: "xml-entity-meta", rowType: Taxon},
	} {
		t.Run(c.path, func(t *testing.T) {
			a, err := Open(filepath.Join(data, c.path), Limits{})
			if c.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), c.refusal) {
					t.Fatalf("error %v, want one with %q", err, c.refusal)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Close() }()
			res := readAll(t, a.Core)
			if a.Core.RowType != c.rowType || res.good != c.rows || res.bad != c.bad || len(a.Warnings) != c.warnings {
				t.Errorf("%s: %d rows, %d bad %q, warnings %q; want %s, %d", a.Core.RowType, res.good, res.bad, res.reasons, a.Warnings, c.rowType, c.rows)
			}
		})
	}
}

func TestQuirkValues(t *testing.T) {
	data := filepath.Join(sharedData(t), "dwca-quirks")
	open := func(name string) *Archive {
		t.Helper()
		a, err := Open(filepath.Join(data, name), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		return a
	}
	value := func(table *Table, rows [][]string, row int, term string) string {
		t.Helper()
		i := table.Field(DwC(term))
		if i < 0 {
			t.Fatalf("no field %s", term)
		}
		return rows[row][i]
	}
	a := open("issues/csv-json-escaped-quotes")
	res := readAll(t, a.Core)
	if v := value(a.Core, res.rows, 0, "dynamicProperties"); !strings.Contains(v, `says \"fragments of bone\"."`) || !strings.HasSuffix(v, `["Register;Specimen"]}`) {
		t.Errorf("JSON with quotes: %s", v)
	}
	if v := value(a.Core, res.rows, 0, "order"); v != "Pterosauria" {
		t.Errorf("last column: %q", v)
	}
	a = open("csv_unquoted_coordinates.txt")
	res = readAll(t, a.Core)
	if v := value(a.Core, res.rows, 0, "decimalLatitude"); v != `10'12"` {
		t.Errorf("latitude %q", v)
	}
	a = open("meta-xml-variants/dwca-id-with-term")
	res = readAll(t, a.Core)
	if v := value(a.Core, res.rows, 1, "geodeticDatum"); v != "EPSG:3035" {
		t.Errorf("constant datum %q", v)
	}
	if i := a.Core.Field(DwC("NomenclaturalCode")); res.rows[0][i] != "-9999" || res.rows[1][i] != "-9999" {
		t.Errorf("column with a default: %q %q", res.rows[0][i], res.rows[1][i])
	}
	a = open("multifile-psv")
	if res = readAll(t, a.Core); value(a.Core, res.rows, 5, "scientificName") != "Quercus alba" {
		t.Errorf("%q", res.rows)
	}
	if res = readAll(t, a.Extensions[0]); res.good != 6 || res.rows[0][1] != "StillImage" {
		t.Errorf("extension: %q", res.rows)
	}
}

func TestUTF16Meta(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(sharedData(t), "dwca-quirks", "meta-utf16le.xml"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "meta.xml", string(b))
	row := strings.Repeat("\t", 43)
	var utf16 []byte
	for _, r := range "ä1" + strings.Replace(row, "\t", "\tnet", 1) + "\n" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	write(t, dir, "occurrence.txt", string(utf16))
	a, err := Open(dir, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	rows := a.Core.Rows()
	if !rows.Next() || rows.Bad() != nil {
		t.Fatalf("no row: %v %v", rows.Err(), rows.Bad())
	}
	r := rows.Record()
	if r.ID != "ä1" || r.Values[a.Core.Field(DwC("samplingProtocol"))] != "net" || r.Values[a.Core.Field(DwC("institutionCode"))] != "INHS" {
		t.Errorf("%+v", r)
	}
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRealArchives(t *testing.T) {
	data := sharedData(t)
	for _, c := range []struct {
		path      string
		core, ext int
		fields    int
		title     string
		license   string
	}{
		{"finbif/HBF.12943.dwca.zip", 2841, 0, 71, "FinBIF Occurrence Download http://tun.fi/HBF.12943", ""},
		{"finbif/HBF.55685.rows.zip", 20580, 0, 108, "", ""},
		{"norway/fefo-line-transects.dwca.zip", 6365, 7442, 26, "Tetraonid line transect surveys from Norway: Data from Finnmarkseiendommen (FeFo)", "This work is licensed under a Creative Commons Attribution (CC-BY) 4.0 License."},
	} {
		t.Run(c.path, func(t *testing.T) {
			a, err := Open(filepath.Join(data, c.path), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Close() }()
			res := readAll(t, a.Core)
			if res.good != c.core || res.bad != 0 || len(a.Core.Fields) != c.fields {
				t.Errorf("core: %d rows, %d bad, %d fields", res.good, res.bad, len(a.Core.Fields))
			}
			if res.lines[len(res.lines)-1] != int64(c.core+a.Core.dialect.header) {
				t.Errorf("last line %d", res.lines[len(res.lines)-1])
			}
			if c.ext > 0 {
				if res := readAll(t, a.Extensions[0]); res.good != c.ext || res.bad != 0 {
					t.Errorf("extension: %d rows, %d bad", res.good, res.bad)
				}
			}
			if c.title != "" {
				if d := a.Datasets(); len(d) != 1 || d[0].Title != c.title || d[0].License != c.license || d[0].Contacts == "" || d[0].Citation == "" {
					t.Errorf("dataset %+v", d)
				}
			}
			if len(a.Warnings) > 0 {
				t.Errorf("warnings %q", a.Warnings)
			}
		})
	}
}
