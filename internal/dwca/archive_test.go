package dwca

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const plainMeta = `<archive xmlns="http://rs.tdwg.org/dwc/text/"><core rowType="http://rs.tdwg.org/dwc/terms/Occurrence">
<files><location>LOCATION</location></files><id index="0"/><field index="1" term="http://rs.tdwg.org/dwc/terms/scientificName"/></core></archive>`

func meta(location string) string { return strings.Replace(plainMeta, "LOCATION", location, 1) }

type member struct{ name, text string }

func makeZip(t testing.TB, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(m.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	p := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(p, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestHostileArchives(t *testing.T) {
	table := member{"o.csv", "1,Parus major\n"}
	entity := `<!DOCTYPE archive [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + strings.Replace(meta("o.csv"), "scientificName", "&x;", 1)
	for name, c := range map[string]struct {
		members []member
		limits  Limits
		want    string
	}{
		"entity":              {[]member{{"meta.xml", entity}, table}, Limits{}, "DOCTYPE"},
		"URL location":        {[]member{{"meta.xml", meta("http://example.org/o.csv")}, table}, Limits{}, "is a URL"},
		"climbing location":   {[]member{{"meta.xml", meta("../o.csv")}, table}, Limits{}, "climbs out"},
		"absolute location":   {[]member{{"meta.xml", meta("/etc/passwd")}, table}, Limits{}, "not a relative path"},
		"climbing entry":      {[]member{{"meta.xml", meta("o.csv")}, table, {"../../evil", "x"}}, Limits{}, "climbs out"},
		"entry of a drive":    {[]member{{"meta.xml", meta("o.csv")}, table, {"C:evil", "x"}}, Limits{}, "not a relative path"},
		"bomb":                {[]member{{"meta.xml", meta("o.csv")}, {"o.csv", strings.Repeat("0", 8<<20)}}, Limits{}, "zip bomb"},
		"total":               {[]member{{"meta.xml", meta("o.csv")}, table}, Limits{Total: 100}, "limit of 100 bytes"},
		"files":               {[]member{{"meta.xml", meta("o.csv")}, table}, Limits{Files: 1}, "2 files"},
		"twice":               {[]member{{"meta.xml", meta("o.csv")}, table, table}, Limits{}, "twice"},
		"deep":                {[]member{{"meta.xml", strings.Repeat("<a>", 100)}, table}, Limits{}, "nests deeper"},
		"long meta":           {[]member{{"meta.xml", meta("o.csv")}, table}, Limits{XML: 50}, "larger than 50"},
		"no core":             {[]member{{"meta.xml", `<archive/>`}}, Limits{}, "0 core elements"},
		"huge index":          {[]member{{"meta.xml", strings.Replace(meta("o.csv"), `index="1"`, `index="99999999"`, 1)}, table}, Limits{}, "not a column number"},
		"encoding":            {[]member{{"meta.xml", strings.Replace(meta("o.csv"), "<core", `<core encoding="klingon"`, 1)}, table}, Limits{}, "klingon"},
		"nothing":             {[]member{{"readme.md", "x"}}, Limits{}, "neither a meta.xml nor a table"},
		"two tables":          {[]member{{"a.csv", "occurrenceID\n1\n"}, {"b.csv", "occurrenceID\n1\n"}}, Limits{}, "give one of them"},
		"no known heading":    {[]member{{"a.csv", "x,y\n1,2\n"}}, Limits{}, "no column is a Darwin Core term"},
		"same quote and term": {[]member{{"meta.xml", strings.Replace(meta("o.csv"), "<core", `<core fieldsEnclosedBy=","`, 1)}, table}, Limits{}, "are the same"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := Open(makeZip(t, c.members...), c.limits)
			if err == nil {
				_ = a.Close()
				t.Fatal("the archive was opened")
			}
			if !strings.Contains(err.Error(), c.want) || len(err.Error()) > 400 {
				t.Errorf("error %q, want one with %q", err, c.want)
			}
		})
	}
}

// TestLyingHeader gives an entry a smaller size than it has, as an overlapping bomb does.
func TestLyingHeader(t *testing.T) {
	p := makeZip(t, member{"occurrence.csv", "occurrenceID\n" + strings.Repeat("1\n", 5000)})
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("PK\x01\x02")) // the central directory
	binary.LittleEndian.PutUint32(b[at+24:], 100)
	if err := os.WriteFile(p, b, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := Open(p, Limits{})
	if err != nil {
		return // refused at once
	}
	defer func() { _ = a.Close() }()
	rows := a.Core.Rows()
	n := 0
	for rows.Next() {
		n++
	}
	if rows.Err() == nil || n > 100 {
		t.Errorf("%d rows, error %v", n, rows.Err())
	}
}

func TestFolderLinkOut(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "secret.csv", "1,x\n")
	write(t, dir, "in/meta.xml", meta("o.csv"))
	if err := os.Symlink("../secret.csv", filepath.Join(dir, "in", "o.csv")); err != nil {
		t.Skip(err)
	}
	a, err := Open(filepath.Join(dir, "in"), Limits{})
	if err != nil {
		return
	}
	defer func() { _ = a.Close() }()
	rows := a.Core.Rows()
	if rows.Next() || rows.Err() == nil {
		t.Error("a link led out of the folder")
	}
}

func openTable(t testing.TB, name, text string) *Archive {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, name, text)
	a, err := Open(filepath.Join(dir, name), Limits{Record: 1 << 16})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// TestMalformedRows: what is wrong with a row costs that row only.
func TestMalformedRows(t *testing.T) {
	head := "occurrenceID,scientificName,locality\n"
	for name, c := range map[string]struct {
		text string
		good string // ids that are read
		bad  string // lines and parts of reasons
	}{
		"clean":                  {head + "1,a,b\n2,c,d\n", "1 2", ""},
		"no newline at the end":  {head + "1,a,b\n2,c,d", "1 2", ""},
		"carriage returns":       {"occurrenceID,scientificName,locality\r\n1,a,b\r\n2,c,d\r\n", "1 2", ""},
		"blank lines":            {head + "\n1,a,b\n  \n2,c,d\n\n", "1 2", ""},
		"too few and too many":   {head + "1,a,b\n2,c\n3,d,e,f\n4,g,h\n", "1 4", "3:2 columns;4:4 columns"},
		"bad first row":          {head + "1,a,b,c\n2,d,e\n3,f,g\n", "2 3", "2:4 columns"},
		"quotes":                 {head + "1,\"a, \"\"x\"\"\",b\n2,c,\"d\ne\"\n3,f,g\n", "1 2 3", ""},
		"quotes as data":         {head + "1,6\"x,it's\n2,\"a\"b\",c\n", "1 2", ""},
		"stray quote":            {head + "1,\"a,b\n2,c,d\n3,e,f\n", "2 3", "2:never closed"},
		"stray quote that finds": {head + "1,\"a,b\n2,c,d\n3,\"e\",f\n4,g,h\n", "2 3 4", "2:not doubled"},
		"invalid UTF-8":          {head + "1,a\xff,b\n2,c,d\n", "2", "2:column 2 is not valid UTF-8"},
		"NUL":                    {head + "1,a\x00,b\n2,c,d\n", "2", "2:NUL"},
		"too long":               {head + "1,a,b\n2," + strings.Repeat("x", 1<<19) + ",d\n3,e,f\n", "1 3", "3:longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			a := openTable(t, "o.csv", c.text)
			rows := a.Core.Rows()
			var good, bad []string
			for rows.Next() {
				r := rows.Record()
				if err := rows.Bad(); err != nil {
					bad = append(bad, string(rune('0'+r.Line))+":"+err.Error())
					if r.Raw == "" {
						t.Error("a bad row without its text")
					}
					continue
				}
				good = append(good, r.Values[0])
			}
			if rows.Err() != nil || strings.Join(good, " ") != c.good {
				t.Errorf("read %q, bad %q, %v; want %q", good, bad, rows.Err(), c.good)
			}
			var want []string
			if c.bad != "" {
				want = strings.Split(c.bad, ";")
			}
			if len(bad) != len(want) {
				t.Fatalf("bad %q, want %q", bad, want)
			}
			for i, w := range want {
				line, reason, _ := strings.Cut(w, ":")
				if !strings.HasPrefix(bad[i], line+":") || !strings.Contains(bad[i], reason) {
					t.Errorf("bad %q, want %q", bad[i], w)
				}
			}
		})
	}
}

func TestDialects(t *testing.T) {
	for name, text := range map[string]string{
		"tabs":                 "occurrenceID\tscientificName\n1\tan \"unclosed quote\n",
		"tabs whatever ending": "gbifID\toccurrenceID\tscientificName\n9\t1\tan \"unclosed quote\n",
		"semicolons":           "occurrenceID;scientificName\n1;\"an \"\"unclosed quote\"\n",
		"bars":                 "occurrenceID|scientificName\n1|an \"unclosed quote\n",
		"byte order mark":      "\xEF\xBB\xBFoccurrenceID,scientificName\n1,an \"unclosed quote\n",
		"prefixes and case":    "dwc:OccurrenceID,DWC:scientificname\n1,an \"unclosed quote\n",
		"URIs":                 "http://rs.tdwg.org/dwc/terms/occurrenceID,https://rs.tdwg.org/dwc/terms/scientificName\n1,an \"unclosed quote\n",
		"UTF-16":               "\xFF\xFE" + utf16le("occurrenceID,scientificName\n1,an \"unclosed quote\n"),
	} {
		t.Run(name, func(t *testing.T) {
			a := openTable(t, "occurrence.csv", text)
			res := readAll(t, a.Core)
			if res.good != 1 || res.rows[0][a.Core.Field(DwC("occurrenceID"))] != "1" || res.rows[0][a.Core.Field(DwC("scientificName"))] != `an "unclosed quote` {
				t.Errorf("%q %q", res.rows, res.reasons)
			}
		})
	}
}

func utf16le(s string) string {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestLatin1(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "meta.xml", strings.Replace(meta("o.csv"), "<core", `<core encoding="ISO-8859-1" linesTerminatedBy="\r\n"`, 1))
	write(t, dir, "o.csv", "1,k\xe4ki\r\n")
	a, err := Open(dir, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if res := readAll(t, a.Core); res.good != 1 || res.rows[0][0] != "käki" {
		t.Errorf("%q", res.rows)
	}
}

func TestZippedFolderAndLitter(t *testing.T) {
	p := makeZip(t, member{"top/meta.xml", meta("o.csv")}, member{"top/o.csv", "1,a\n"}, member{"__MACOSX/top/._o.csv", "x"}, member{"top/.DS_Store", "x"})
	a, err := Open(p, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if res := readAll(t, a.Core); res.good != 1 {
		t.Errorf("%+v", res)
	}
}

func TestColumnNames(t *testing.T) {
	for term, want := range map[Term]string{
		DwC("occurrenceID"):                            "occurrence_id",
		DwC("footprintWKT"):                            "footprint_wkt",
		DwC("coordinateUncertaintyInMeters"):           "coordinate_uncertainty_in_meters",
		DwC("class"):                                   "class",
		DwC("individualCount"):                         "individual_count",
		Laji("gridCellYKJ"):                            "grid_cell_ykj",
		DwC("earliestEonOrLowestEonothem"):             "earliest_eon_or_lowest_eonothem",
		"Gathering.Conversions.ETRS-TM35FIN.LatMin(N)": "gathering_conversions_etrs_tm35fin_lat_min_n",
		"2nd name":                                     "c_2nd_name",
		"Määrä (kpl)":                                  "määrä_kpl",
		"http://example.org/x#SomeID":                  "some_id",
		"***":                                          "c_",
	} {
		if got := term.Column(); got != want {
			t.Errorf("%s: %s, want %s", term, got, want)
		}
	}
}

func TestEML(t *testing.T) {
	d, err := readDocument(strings.NewReader(`<?xml version="1.0" encoding="ISO-8859-1"?>
<eml:eml xmlns:eml="https://eml.ecoinformatics.org/eml-2.2.0" packageId="https://doi.org/10.15468/abc.d/v2"><dataset>
<title xml:lang="fi">Linnut</title><title xml:lang="eng">Birds &amp; more</title>
<creator><individualName><givenName>A.</givenName><surName>M`+"\xe4"+`ki</surName></individualName></creator>
<creator><organizationName>Museum</organizationName></creator>
<pubDate> 2024-05-06 </pubDate><abstract><para>One  two
 three.</para><para>Four.</para></abstract>
<licensed><licenseName>CC BY 4.0</licenseName><url>https://creativecommons.org/licenses/by/4.0/</url></licensed>
<contact><organizationName>Museum</organizationName><electronicMailAddress>a@b.c</electronicMailAddress></contact>
</dataset></eml:eml>`), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	want := Dataset{Title: "Birds & more", Abstract: "One two three.\n\nFour.", License: "CC BY 4.0", LicenseURL: "https://creativecommons.org/licenses/by/4.0/",
		Citation: "A. Mäki; Museum (2024). Birds & more. 10.15468/abc.d/v2", DOI: "10.15468/abc.d/v2", PackageID: "https://doi.org/10.15468/abc.d/v2",
		Published: "2024-05-06", Creators: "A. Mäki; Museum", Contacts: "Museum, a@b.c"}
	if d != want {
		t.Errorf("got  %+v\nwant %+v", d, want)
	}
	if _, err := readDocument(strings.NewReader(`<!DOCTYPE x [<!ENTITY a "aaaa">]><eml><dataset><title>&a;</title></dataset></eml>`), 1<<20); err == nil {
		t.Error("a document type was read")
	}
}

func FuzzMeta(f *testing.F) {
	f.Add([]byte(meta("o.csv")))
	f.Add([]byte(strings.Replace(meta("o.csv"), "<core", `<core fieldsTerminatedBy="\t" fieldsEnclosedBy="" ignoreHeaderLines="1" linesTerminatedBy="\r"`, 1)))
	dir := f.TempDir()
	write(f, dir, "o.csv", "1,a\n2,b\n")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, "meta.xml"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := Open(dir, Limits{})
		if err != nil {
			return
		}
		defer func() { _ = a.Close() }()
		rows := a.Core.Rows()
		for n := 0; rows.Next(); n++ {
			if n > 100 {
				t.Fatal("rows without end")
			}
		}
	})
}

// FuzzTable holds two promises: reading ends, and every line that is not blank
// is within a row that is handed out, good or bad.
func FuzzTable(f *testing.F) {
	f.Add("occurrenceID,scientificName\n1,a\n2,\"b\nc\"\n3,\"d\n")
	f.Add("occurrenceID;scientificName\r\n1;\"a\";\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		write(t, dir, "o.csv", text)
		a, err := Open(filepath.Join(dir, "o.csv"), Limits{Record: 4096})
		if err != nil {
			return
		}
		defer func() { _ = a.Close() }()
		rows := a.Core.Rows()
		last, n := int64(0), 0
		for rows.Next() {
			if r := rows.Record(); r.Line <= last {
				t.Fatalf("line %d after %d", r.Line, last)
			} else {
				last = r.Line
			}
			n++
		}
		if n > strings.Count(text, "\n")+strings.Count(text, "\r")+1 {
			t.Errorf("%d rows", n)
		}
	})
}

func BenchmarkRows(b *testing.B) {
	a, err := Open(filepath.Join(sharedData(b), "finbif/HBF.55685.rows.zip"), Limits{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	b.SetBytes(a.Core.Size())
	for b.Loop() {
		rows := a.Core.Rows()
		for rows.Next() {
		}
		if rows.Err() != nil {
			b.Fatal(rows.Err())
		}
	}
}
