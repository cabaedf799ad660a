package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"haavi/internal/crs"
)

func env(pairs ...string) Environment {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func parse(t *testing.T, text string, e Environment) *Config {
	t.Helper()
	c, err := Parse("haavi.yaml", []byte(text), e)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParseReadsWhatIsWrittenAndKeepsDefaults(t *testing.T) {
	c := parse(t, `
service:
  title: Lajihavainnot
  keywords: [species, beetles]
  languages: fi
server:
  timeouts: {request: 90s}
  max_body: 2MB
sources:
  db: {postgres: "postgres://haavi@db:5432/species", password: "${PW}"}
  file:
    geopackage: data.gpkg
layers:
  beetles:
    source: db
    table: '"My Schema"."b.c"'
    key: [dataset, id]
    crs: EPSG:3067
    extent: [50000, 6600000.5, 750000, 7800000]
    fields:
      scientific_name: {name: scientificName, title: Name}
      note: {visibility: hide}
      year:
    other_fields: hide
`, env("PW", "p@ss/w:rd"))
	for _, check := range []struct{ got, want any }{
		{c.Service.Title, "Lajihavainnot"}, {len(c.Service.Keywords), 2}, {c.Service.Languages[0], "fi"}, {len(c.Service.Languages), 1},
		{c.Service.Fees, "none"}, {time.Duration(c.Server.Timeouts.Request), 90 * time.Second}, {time.Duration(c.Server.Timeouts.Idle), 2 * time.Minute},
		{c.Server.MaxBody, Size(2e6)}, {c.Server.MaxHeader, Size(64 << 10)}, {c.Server.CORSOrigins[0], "*"},
		{c.Sources.Get("db").Password.Reveal(), "p@ss/w:rd"}, {c.Sources.Get("db").MaxConnections, 10},
		{strings.Join(c.Layers.Get("beetles").Key, "+"), "dataset+id"}, {c.Layers.Get("beetles").Extent[1], 6600000.5},
		{c.Layers.Get("beetles").CRS.Ref, crs.Ref{Authority: "EPSG", Code: "3067"}},
		{strings.Join(c.Layers.Get("beetles").Fields.Names(), "+"), "scientific_name+note+year"},
		{c.Layers.Get("beetles").Fields.Get("note").Hidden(), true}, {c.Layers.Get("beetles").Fields.Get("year").Hidden(), false},
		{c.PublishesAll("db"), false},
	} {
		if check.got != check.want {
			t.Errorf("got %v, want %v", check.got, check.want)
		}
	}
}

func TestEmptyFileNeedsSources(t *testing.T) {
	_, err := Parse("haavi.yaml", nil, env())
	if err == nil || err.Error() != "haavi.yaml:1:1: is empty; name a database or a file under sources" {
		t.Fatal(err)
	}
}

func TestByteOrderMarkAndCarriageReturns(t *testing.T) {
	c := parse(t, "\ufeffsources:\r\n  a:\r\n    geopackage: a.gpkg\r\n", env())
	if got := c.Sources.Get("a").GeoPackage; got != "a.gpkg" {
		t.Errorf("%q", got)
	}
}

func TestWithoutLayersEverythingIsPublished(t *testing.T) {
	c := parse(t, "sources: {a: {geopackage: a.gpkg}, b: {geopackage: b.gpkg, publish: listed}}", env())
	if !c.PublishesAll("a") || c.PublishesAll("b") || c.PublishesAll("c") {
		t.Error("a is published whole, b is not, c does not exist")
	}
}

func TestAnchorsAndMerging(t *testing.T) {
	c := parse(t, `
sources: {a: {geopackage: a.gpkg}}
layers:
  one: &base
    table: one
    title: &t One
    keywords: [x]
  two:
    <<: *base
    table: two
    abstract: *t
`, env())
	two := c.Layers.Get("two")
	if two.Table != "two" || two.Title != "One" || two.Abstract != "One" || len(two.Keywords) != 1 {
		t.Errorf("%+v", two)
	}
}

func TestAliasesCannotMultiply(t *testing.T) {
	var b strings.Builder
	b.WriteString("service: {keywords: &a0 [x, x, x, x, x, x, x, x]}\n")
	for i := range 12 {
		fmt.Fprintf(&b, "layers: {l: &a%d {<<: [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d]}}\n", i+1, i, i, i, i, i, i)
	}
	if _, err := Parse("haavi.yaml", []byte(b.String()), env()); err == nil {
		t.Error("accepted")
	}
	if _, err := Parse("haavi.yaml", []byte("service: &a {provider: *a}"), env()); err == nil {
		t.Error("accepted a section in itself")
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	const secret = "hunter2"
	c := parse(t, `sources: {db: {postgres: "postgres://u:${PW}@h/d"}}`, env("PW", secret))
	s := *c.Sources.Get("db")
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), fmt.Sprintf("%q", s.Postgres)} {
		if strings.Contains(text, secret) {
			t.Errorf("printed: %s", text)
		}
	}
	if got := s.Postgres.Reveal(); got != "postgres://u:hunter2@h/d" {
		t.Error(got)
	}
	for _, bad := range []string{
		`sources: {db: {postgres: "postgres://u:${PW} \x7f@h/d"}}`, `sources: {db: {postgres: "${PW}"}}`, `sources: {db: {postgres: "u:hunter2@h"}}`,
		`{sources: {db: {geopackage: f, publish: "${PW}", max_connections: "${PW}", statement_timeout: "${PW}"}}, styles: {a: {marker: "${PW}", fill: "${PW}"}}}`,
		"sources: {db: {postgres: 'postgres://u:hunter2@h/d}}",
	} {
		_, err := Parse("haavi.yaml", []byte(bad), env("PW", secret))
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s\n%v", bad, err)
		}
	}
}

func TestEnvironmentCannotChangeStructure(t *testing.T) {
	c := parse(t, "service: {title: '${T}', abstract: '$${T} costs $5', fees: '${NONE:-nothing}'}\nsources: {a: {geopackage: a}}",
		env("T", "x}\nsources: {}: # \""))
	if c.Service.Title != "x}\nsources: {}: # \"" || c.Service.Abstract != "${T} costs $5" || c.Service.Fees != "nothing" {
		t.Errorf("%+v", c.Service)
	}
}

func TestRelativePathsAreTakenFromTheFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/h.yaml", []byte("sources: {a: {geopackage: sub/a.gpkg}, b: {geopackage: /b.gpkg}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(dir+"/h.yaml", env())
	if err != nil {
		t.Fatal(err)
	}
	if a, b := c.Sources.Get("a").GeoPackage, c.Sources.Get("b").GeoPackage; a != dir+"/sub/a.gpkg" || b != "/b.gpkg" {
		t.Error(a, b)
	}
}

func TestProblemsOfLiveSourcesHavePlaces(t *testing.T) {
	c := parse(t, "sources:\n  a: {geopackage: a}\nlayers:\n  birds:\n    table: birds\n    fields:\n      nam: {title: Name}\n", env())
	for path, want := range map[string]string{
		"layers.birds.table":            "haavi.yaml:5:12: layers.birds.table: x; y",
		"layers.birds.fields.nam":       "haavi.yaml:7:7: layers.birds.fields.nam: x; y",
		"layers.birds.geometry":         "haavi.yaml:4:3: layers.birds.geometry: x; y",
		"layers.birds.fields.nam.title": "haavi.yaml:7:20: layers.birds.fields.nam.title: x; y",
		"wms.max_width":                 "haavi.yaml:1:1: wms.max_width: x; y",
	} {
		if got := c.Problem(path, "x", "y").String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	if example, err := os.ReadFile("../haavi.example.yaml"); err == nil {
		f.Add(string(example))
	}
	for _, b := range badFiles {
		f.Add(b.text)
	}
	f.Add("a: &a [*a]\n<<: *a")
	f.Add("sources: {a: &x {<<: [*x, *x]}}")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse("f", []byte(text), env("A", "b"))
		if c == nil && err == nil {
			t.Fatal("neither a configuration nor an error")
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error without text")
		}
	})
}
