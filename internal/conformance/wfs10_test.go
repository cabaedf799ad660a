package conformance

import (
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// loadWFS10 loads the features of the suite for WFS 1.0.0 into the tables of wfs10.sql.
func (b *bench) loadWFS10(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(b.cite, "wfs10", "data", "wfs[BLT]*TestData.xml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no data of the suite for WFS 1.0.0 in %s/wfs10; set CITE", b.cite)
	}
	var sql strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		inserts, err := insertsOf(text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		sql.WriteString(inserts)
	}
	load := exec.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", b.dsn)
	load.Stdin = strings.NewReader(sql.String())
	execute(t, load)
}

// insertsOf makes SQL of a transaction. Envelopes are left out: they are computed.
func insertsOf(text []byte) (string, error) {
	var doc struct {
		Inserts []struct {
			Features []feature `xml:",any"`
		} `xml:"Insert"`
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		return "", fmt.Errorf("read a transaction: %w", err)
	}
	var sql strings.Builder
	for _, i := range doc.Inserts {
		for _, f := range i.Features {
			sql.WriteString(f.insert())
		}
	}
	return sql.String(), nil
}

// feature is one of a transaction.
type feature struct {
	XMLName    xml.Name
	Properties []struct {
		XMLName xml.Name
		Text    string `xml:",chardata"`
		Inner   string `xml:",innerxml"`
	} `xml:",any"`
}

func (f *feature) insert() string {
	var columns, values []string
	for _, p := range f.Properties {
		switch {
		case p.XMLName.Local == "boundedBy":
			continue
		case strings.Contains(p.Inner, "<"):
			values = append(values, "ST_GeomFromGML("+literal(strings.TrimSpace(p.Inner))+", 32615)")
		default:
			values = append(values, literal(p.Text))
		}
		columns = append(columns, `"`+p.XMLName.Local+`"`)
	}
	if len(columns) == 0 {
		return fmt.Sprintf("INSERT INTO wfs10.%q DEFAULT VALUES;\n", f.XMLName.Local)
	}
	return fmt.Sprintf("INSERT INTO wfs10.%q (%s) VALUES (%s);\n", f.XMLName.Local, strings.Join(columns, ", "), strings.Join(values, ", "))
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func TestInsertsOfATransaction(t *testing.T) {
	got, err := insertsOf([]byte(`<w:Transaction xmlns:w="http://www.opengis.net/wfs" xmlns:g="http://www.opengis.net/gml" xmlns:a="http://a.example">
		<w:Delete typeName="a:T"/><w:Insert><a:T><g:boundedBy><g:Box/></g:boundedBy><a:id>o'clock</a:id><g:pointProperty> <g:Point/> </g:pointProperty></a:T>
		<a:Empty><g:boundedBy/></a:Empty></w:Insert><w:Insert><a:T><a:id/></a:T></w:Insert></w:Transaction>`))
	want := `INSERT INTO wfs10."T" ("id", "pointProperty") VALUES ('o''clock', ST_GeomFromGML('<g:Point/>', 32615));
INSERT INTO wfs10."Empty" DEFAULT VALUES;
INSERT INTO wfs10."T" ("id") VALUES ('');
`
	if err != nil || got != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
	}
}
