package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"haavi/internal/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// records are a table of Darwin Core with what real ones have: letters, commas, quotes, no place, no date, no name.
const records = `occurrenceID,scientificName,vernacularName,eventDate,decimalLatitude,decimalLongitude,coordinateUncertaintyInMeters,individualCount,occurrenceRemarks
a:1,Cetonia aurata,kultakuoriainen,2019-06-14,60.2001,24.9002,10,2,"on ""Rosa"", two"
a:2,Polyommatus icarus,hohtosinisiipi,2020-07-01/2020-07-03,61.5,23.75,1000,,<b>&amp; not HTML</b>
a:3,Lynx lynx,ilves,2021,62.25,29.5,,1,
a:4,Ursus arctos,karhu,,,,,1,no place
a:5,,,1899-12-31T23:59:59Z,59.8,22.9,25000,0,no name
`

// importRecords loads a table into a target.
func importRecords(t *testing.T, text, target string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "records.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	importFile(t, file, target)
}

// importFile loads an archive or table into a target. Records that go to quarantine are no failure.
func importFile(t *testing.T, file, target string) {
	t.Helper()
	report := filepath.Join(t.TempDir(), "quarantine.tsv")
	if code, stdout, stderr := haavi(t, "import", file, "--to", target, "--quarantine", report); code != exitDone && code != exitQuarantined {
		t.Fatalf("import ended with exit code %d\n%s%s", code, stdout, stderr)
	}
}

// startTwins serves one file of records from PostGIS and from a GeoPackage.
func startTwins(t *testing.T, file string) (postgis, geopackage string) {
	t.Helper()
	dsn := testdb.DSN(t)
	gpkg := filepath.Join(t.TempDir(), "twin.gpkg")
	importFile(t, file, dsn)
	importFile(t, file, gpkg)
	return startServer(t, "--config", patient(t, "postgres", dsn)), startServer(t, "--config", patient(t, "geopackage", gpkg))
}

// patient writes a configuration of one source whose pages wait for their totals, however slow the machine is.
func patient(t *testing.T, kind, address string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "haavi.yaml")
	text := fmt.Sprintf("sources:\n  s:\n    %s: %q\npaging:\n  count_wait: 5m\n", kind, address)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestServePostGIS(t *testing.T) {
	dsn := testdb.DSN(t)
	importRecords(t, records, dsn)
	servesRecords(t, startServer(t, dsn))
}

func TestServeGeoPackage(t *testing.T) {
	gpkg := filepath.Join(t.TempDir(), "birds.gpkg")
	importRecords(t, records, gpkg)
	servesRecords(t, startServer(t, gpkg))
}

// servesRecords asks every service for the records.
func servesRecords(t *testing.T, base string) {
	t.Helper()
	for _, c := range []struct {
		path        string
		status      int
		contentType string
		text        string
	}{
		{"/healthz", 200, "text/plain", "ok"},
		{"/readyz", 200, "text/plain", "ready"},
		{"/wfs?service=WFS&request=GetCapabilities", 200, "xml", "haavi:occurrence"},
		{"/wfs?service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:occurrence&resulttype=hits", 200, "xml", `numberMatched="5"`},
		{"/wfs?service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=" +
			"vernacular_name%20=%20'ilves'", 200, "json", "Lynx lynx"},
		{"/wms?service=WMS&version=1.3.0&request=GetCapabilities", 200, "xml", "<Name>occurrence</Name>"},
		{"/wms?service=WMS&version=1.3.0&request=GetMap&layers=occurrence&styles=&crs=EPSG:3067&bbox=50000,6600000,760000,7800000" +
			"&width=71&height=120&format=image/png", 200, "image/png", "PNG"},
		{"/tiles/occurrence/4/9/4.mvt", 200, "application/vnd.mapbox-vector-tile", ""},
		{"/tiles/occurrence.json", 200, "json", "vernacular_name"},
		{"/", 200, "text/html", "occurrence"},
		{"/nothing", 404, "", ""},
	} {
		status, header, body := get(t, base+c.path)
		if status != c.status || !strings.Contains(header.Get("Content-Type"), c.contentType) || !strings.Contains(string(body), c.text) {
			t.Errorf("%s: %d %s, want %d %s with %q\n%.2000s", c.path, status, header.Get("Content-Type"), c.status, c.contentType, c.text, body)
		}
	}
	_, _, body := get(t, base+"/wfs?service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:occurrence&outputformat=geojson&sortby=occurrence_id")
	var answer struct {
		Features []struct {
			Geometry   *struct{ Coordinates []float64 }
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Features) != 5 {
		t.Fatalf("%v\n%s", err, body)
	}
	if f := answer.Features[0]; fmt.Sprint(f.Geometry.Coordinates) != "[24.9002 60.2001]" || f.Properties["occurrence_remarks"] != `on "Rosa", two` {
		t.Errorf("%+v", f)
	}
	if f := answer.Features[3]; f.Geometry != nil || f.Properties["occurrence_remarks"] != "no place" {
		t.Errorf("%+v", f)
	}
}

func TestCheckAsksTheSources(t *testing.T) {
	dsn := testdb.DSN(t)
	importRecords(t, records, dsn)
	file := filepath.Join(t.TempDir(), "haavi.yaml")
	check := func(layers string) (int, string, string) {
		t.Helper()
		if err := os.WriteFile(file, fmt.Appendf(nil, "sources: {db: {postgres: %q}}\nlayers:\n%s", dsn, layers), 0o600); err != nil {
			t.Fatal(err)
		}
		return haavi(t, "check", "--config", file)
	}
	code, _, stderr := check(`  birds:
    table: ocurrenze
  beetles:
    table: occurrence
    key: occurrence
    min_scal: 1
    fields:
      scientificname: {title: Name}
    time: {begin: event_begin, end: scientific_name}
  recent: {sql: SELECT * FROM public.occurrence WHERE nothing}
  dataset: {table: dataset}
`)
	want := strings.ReplaceAll(`4:12: layers.birds.table: the source "db" has no table "public.ocurrenze" that may be read; did you mean "public.occurrence"?
7:10: layers.beetles.key: there is no column "occurrence"; did you mean "occurrence_id"?
8:5: layers.beetles.min_scal: is not a key that is known here; did you mean "min_scale"?
10:7: layers.beetles.fields.scientificname: there is no column "scientificname"; did you mean "scientific_name"?
11:37: layers.beetles.time.end: the column "scientific_name" is a string; name a column of dates or times
12:17: layers.recent.sql: the source does not take it: the layer's sql: ERROR: column "nothing" does not exist (SQLSTATE 42703); try it in the database`, "\n", "\n"+file+":")
	if code != exitUsage || strings.TrimSpace(stderr) != file+":"+want {
		t.Errorf("exit code %d\n%s\nwant\n%s", code, stderr, file+":"+want)
	}
	code, stdout, stderr := check("  birds: {table: occurrence, key: occurrence_id, time: {begin: event_begin}}\n  recent: {sql: \"SELECT occurrence_id, geom FROM public.occurrence\"}\n")
	if code != exitDone || !strings.Contains(stdout, "2 layers in 1 source, no problems") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
}

func TestDemo(t *testing.T) {
	base := startProgram(t, "demo", "--dir", t.TempDir())
	for _, path := range []string{
		"/wms?service=WMS&version=1.3.0&request=GetMap&layers=area,transect,occurrence&styles=,,&crs=EPSG:3067&bbox=370000,6660000,410000,6700000&width=300&height=300&format=image/png",
		"/wms?service=WMS&version=1.3.0&request=GetLegendGraphic&layer=occurrence&format=image/png",
		"/wfs?service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:transect&count=5",
		"/tiles/area/7/72/36.mvt",
	} {
		if status, _, body := get(t, base+path); status != 200 || len(body) == 0 {
			t.Errorf("%s: %d\n%.500s", path, status, body)
		}
	}
}

func TestServeWaitsForASource(t *testing.T) {
	gpkg := filepath.Join(t.TempDir(), "late.gpkg")
	ready := filepath.Join(t.TempDir(), "ready.gpkg")
	importRecords(t, records, ready)
	time.AfterFunc(300*time.Millisecond, func() {
		if err := os.Rename(ready, gpkg); err != nil {
			t.Error(err)
		}
	})
	base := startServer(t, gpkg, "--wait", "30s")
	if status, _, _ := get(t, base+"/readyz"); status != 200 {
		t.Error(status)
	}
}
