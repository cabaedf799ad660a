package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"haavi/internal/testdb"
)

// stored is a configuration of the records with stored queries; %s is where they are.
const stored = `sources: {a: {%s}}
layers:
  bird: {table: occurrence, key: occurrence_id}
wfs:
  stored_queries:
    taxon_since:
      title: Records of a taxon
      parameters:
        taxon: {title: Taxon}
        since: {type: date, default: "1700-01-01"}
      queries:
        - layer: bird
          where: scientific_name LIKE :taxon || '%%' AND event_begin >= :since
          fields: [scientific_name, event_begin]
          sort: event_begin DESC
    near:
      parameters: {place: {type: geometry}, metres: {type: double}}
      queries: [{layer: bird, where: "DWITHIN(geom, :place, :metres)", fields: [scientific_name]}]
`

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "haavi.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Stored queries answer alike from both kinds of sources, and a value is never more than a value.
func TestStoredQueries(t *testing.T) {
	dsn, gpkg := testdb.DSN(t), filepath.Join(t.TempDir(), "birds.gpkg")
	importRecords(t, records, dsn)
	importRecords(t, records, gpkg)
	for _, source := range []string{fmt.Sprintf("postgres: %q", dsn), fmt.Sprintf("geopackage: %q", gpkg)} {
		file := writeConfig(t, fmt.Sprintf(stored, source))
		if code, stdout, stderr := haavi(t, "check", "--config", file); code != exitDone {
			t.Fatalf("%d %s%s", code, stdout, stderr)
		}
		base := startServer(t, "--config", file) + "/wfs?service=WFS&version=2.0.0&outputformat=geojson&request=GetFeature&storedquery_id="
		for request, want := range map[string]string{
			"taxon_since&taxon=":                      "2021-01-01T00:00:00Z 2020-07-01T00:00:00Z 2019-06-14T00:00:00Z",
			"taxon_since&taxon=Poly&Since=2020-01-01": "2020-07-01T00:00:00Z",
			"taxon_since&taxon=%25":                   "",
			"taxon_since&taxon=x'+OR+1=1+--":          "",
			"http://haavi.example/layers/query/near&place=SRID=4326;POINT(24.9+60.2)&metres=100": "null",
			"near&place=POINT(24.9+60.2)&metres=0.001":                                           "",
		} {
			status, _, body := get(t, base+request)
			var got []string
			for _, part := range strings.Split(string(body), `"Feature"`)[1:] {
				_, day, _ := strings.Cut(part, `"event_begin":`)
				got = append(got, strings.Trim(strings.SplitN(day+"null}", "}", 2)[0], `"`))
			}
			if status != 200 || strings.Join(got, " ") != want {
				t.Errorf("%s: %d %v instead of %s\n%s", request, status, got, want, body)
			}
		}
		for request, want := range map[string]string{"taxon_since": `locator="taxon"`, "near&place=POINT(1+2)&metres=far": `locator="metres"`, "none": `locator="storedquery_id"`} {
			if status, _, body := get(t, base+request); status != 400 || !strings.Contains(string(body), want) {
				t.Errorf("%s: %d %s", request, status, body)
			}
		}
	}
}

// What is wrong with a stored query is told with its line, before anything is served.
func TestStoredQueriesAreChecked(t *testing.T) {
	gpkg := filepath.Join(t.TempDir(), "birds.gpkg")
	importRecords(t, records, gpkg)
	text := strings.NewReplacer(":taxon ||", ":taxn ||", "fields: [scientific_name, event_begin]", "fields: [name]", "{layer: bird, where", "{layer: brid, where").
		Replace(fmt.Sprintf(stored, fmt.Sprintf("geopackage: %q", gpkg)))
	file := writeConfig(t, text)
	for _, command := range []string{"check", "serve"} {
		code, _, stderr := haavi(t, command, "--config", file)
		for _, want := range []string{
			file + `:13:18: wfs.stored_queries.taxon_since.queries[0].where: byte 21: there is no parameter "taxn"; write`,
			file + `:18:25: wfs.stored_queries.near.queries[0].layer: there is no layer "brid"; name a published layer`,
		} {
			if code != 2 || !strings.Contains(stderr, want) {
				t.Errorf("%s: %d %s, want %s", command, code, stderr, want)
			}
		}
	}
}
