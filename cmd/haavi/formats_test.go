package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"haavi/internal/encode"
)

// downloads are the formats that GDAL opens as files.
var downloads = []struct{ format, file string }{
	{"geopackage", "answer.gpkg"}, {"shape-zip", "answer.zip"}, {"flatgeobuf", "answer.fgb"}, {"kml", "answer.kml"}, {"xlsx", "answer.xlsx"},
}

// gdal runs one of GDAL's commands.
func gdal(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "OGR_XLSX_HEADERS=FORCE")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}

func needsGDAL(t *testing.T) {
	t.Helper()
	for _, name := range []string{"ogrinfo", "ogr2ogr"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed (Debian: gdal-bin)", name)
		}
	}
}

// dataset is what GDAL sees of a file: all its layers, or one.
type dataset struct {
	layers []string
	count  int
	extent [4]float64
	types  map[string]string
	rows   []map[string]string
}

var (
	layerLine  = regexp.MustCompile(`(?m)^Layer name: (.*)$`)
	countLine  = regexp.MustCompile(`(?m)^Feature Count: (\d+)$`)
	extentLine = regexp.MustCompile(`(?m)^Extent: \((\S+), (\S+)\) - \((\S+), (\S+)\)$`)
	fieldLine  = regexp.MustCompile(`(?m)^(\w+): (String|Integer64|Integer\(Boolean\)|Integer|Real|Date|DateTime) \(\d`)
	timeText   = regexp.MustCompile(`^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00)?)?$`)
)

func openDataset(t *testing.T, path string, layers ...string) *dataset {
	t.Helper()
	text := gdal(t, "ogrinfo", append([]string{"-ro", "-so", "-al", path}, layers...)...)
	if len(layers) > 0 {
		text = gdal(t, "ogrinfo", append([]string{"-ro", "-so", path}, layers...)...)
	}
	d := &dataset{types: map[string]string{}, extent: [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}}
	for _, m := range layerLine.FindAllStringSubmatch(text, -1) {
		d.layers = append(d.layers, m[1])
	}
	for _, m := range countLine.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		d.count += n
	}
	for _, m := range extentLine.FindAllStringSubmatch(text, -1) {
		for i := range d.extent {
			v, _ := strconv.ParseFloat(m[i+1], 64)
			if i < 2 {
				d.extent[i] = min(d.extent[i], v)
			} else {
				d.extent[i] = max(d.extent[i], v)
			}
		}
	}
	for _, m := range fieldLine.FindAllStringSubmatch(text, -1) {
		d.types[m[1]] = m[2]
	}
	for _, l := range d.layers {
		d.rows = append(d.rows, tableRows(t, path, l)...)
	}
	return d
}

// tableRows reads a layer's values by way of GDAL's CSV.
func tableRows(t *testing.T, path, layer string) (rows []map[string]string) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(gdal(t, "ogr2ogr", "-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "/vsistdout/", path, layer))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, v := range line {
			row[lines[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

// plainValue is a value in one form: formats write days, instants and numbers each in their own.
func plainValue(kind, s string) string {
	s = strings.TrimSpace(s)
	if m := timeText.FindStringSubmatch(s); m != nil {
		if s = m[1] + "-" + m[2] + "-" + m[3]; m[4] != "" && m[4] != "00:00:00" {
			s += " " + m[4] + strings.TrimRight(m[5], ".0")
		}
	}
	switch kind {
	case "Real":
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return strconv.FormatFloat(f, 'g', 12, 64)
		}
	case "Integer(Boolean)":
		return strings.NewReplacer("T", "1", "F", "0").Replace(s)
	}
	return s
}

// contents are the distinct rows of a dataset, each as one text, in order. names lead from fields of the truth to those of the dataset.
// places says that geometries count too.
func contents(truth, d *dataset, names map[string]string, longest int, places bool) []string {
	var fields []string
	for f := range truth.types {
		if f != "fid" {
			fields = append(fields, f)
		}
	}
	slices.Sort(fields)
	all := make([]string, 0, len(d.rows))
	for _, row := range d.rows {
		var b strings.Builder
		for _, f := range fields {
			name := f
			if names != nil {
				name = names[f]
			}
			v := row[name]
			for len(v) > longest { // as a Shapefile cuts: at the start of a letter
				r := []rune(v)
				v = string(r[:len(r)-1])
			}
			b.WriteString(f + "=" + plainValue(truth.types[f], v) + "\x1f")
		}
		if places {
			b.WriteString("at " + vertices(row["WKT"]))
		}
		all = append(all, b.String())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// numbers are those of a geometry's text.
var numbers = regexp.MustCompile(`-?\d+(\.\d+)?(e[-+]?\d+)?`)

// vertices are the coordinates of a geometry in their order, whether it is single or a multi geometry of one.
func vertices(wkt string) string {
	var b strings.Builder
	for _, n := range numbers.FindAllString(wkt, -1) {
		f, _ := strconv.ParseFloat(n, 64)
		b.WriteString(strconv.FormatFloat(math.Round(f*1e6)/1e6+0, 'f', 6, 64) + " ")
	}
	return b.String()
}

// fieldsNote reads from fields.txt what fields a Shapefile's short names stand for.
func fieldsNote(t *testing.T, zip string) map[string]string {
	t.Helper()
	out, err := exec.Command("unzip", "-p", zip, "fields.txt").Output()
	if err != nil {
		t.Skipf("unzip is needed to read fields.txt: %v", err)
	}
	_, table, _ := strings.Cut(string(out), "\nfield\tname\t")
	names := map[string]string{}
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "\t"); len(cells) > 2 {
			names[cells[1]] = cells[0]
		}
	}
	return names
}

func sameExtent(a, b [4]float64) bool {
	for i := range a {
		if !(math.Abs(a[i]-b[i]) < 2e-6) && a[i] != b[i] {
			return false
		}
	}
	return true
}

// Real archives, downloaded in every format, are in GDAL's eyes what they are in the file they come from: as many features, in the
// same place, with the same values, types as near as the format has them.
func TestDownloadsOpenInGDAL(t *testing.T) {
	needsGDAL(t)
	for _, a := range []struct {
		archive string
		tables  []string
	}{
		{"finbif/HBF.12943.dwca.zip", []string{"occurrence", "occurrence_footprint"}},
		{"norway/fefo-line-transects.dwca.zip", []string{"occurrence", "event"}},
		{"finbif/HBF.55685.rows.zip", []string{"occurrence_footprint"}}, // points, lines, polygons, collections
		{"dwca-quirks/issues/csv-json-escaped-quotes", []string{"occurrence"}},
	} {
		t.Run(filepath.Base(a.archive), func(t *testing.T) {
			t.Parallel()
			agrees(t, sharedData(t, a.archive), a.tables...)
		})
	}
}

// awkward are records with what texts in the world have.
const awkward = `occurrenceID,scientificName,decimalLatitude,decimalLongitude,individualCount,occurrenceRemarks
b:1,Ærfugl,69.5,25.5,2,"Øvre Árjohka, đ ŋ ŧ š ž"
b:2,Pica pica,60.2,24.9,,"he said ""=1+1"", then
went on; <b>&amp;</b> 100 %"
b:3,Lynx lynx,62.25,29.5,2147483647,🦊 狐
b:4,Ursus arctos,,,1,no place
`

func TestAwkwardTextsOpenInGDAL(t *testing.T) {
	needsGDAL(t)
	file := filepath.Join(t.TempDir(), "records.csv")
	if err := os.WriteFile(file, []byte(awkward), 0o600); err != nil {
		t.Fatal(err)
	}
	agrees(t, file, "occurrence")
}

// shapes are features of every type of geometry, with names that are one in ten letters, days before 1900, and long texts.
func shapes() string {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, g := range []string{
		`{"type":"Point","coordinates":[25.1,60.1]}`, `null`, `{"type":"MultiPoint","coordinates":[[25.2,60.2],[25.3,60.3]]}`,
		`{"type":"LineString","coordinates":[[25,60],[25.5,60.5],[26,60]]}`, `{"type":"MultiLineString","coordinates":[[[25,60],[25.5,60.5]],[[26,60],[26,61]]]}`,
		`{"type":"Polygon","coordinates":[[[24,60],[25,60],[25,61],[24,61],[24,60]],[[24.2,60.2],[24.2,60.4],[24.4,60.4],[24.2,60.2]]]}`,
		`{"type":"MultiPolygon","coordinates":[[[[24,60],[25,60],[25,61],[24,60]]],[[[26,60],[27,60],[27,61],[26,60]]]]}`,
		`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[25.7,60.7]},{"type":"LineString","coordinates":[[25,60],[25.9,60.9]]}]}`,
	} {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"Feature","geometry":%s,"properties":{"observation_begin":"%d-11-01","observation_end":"19%d0-02-28","observation_ended":%d.5,`+
			`"long":"%s","Huomautuksia_å":"å ø đ %d \"quoted\", 'single'\nnext; <b>&amp;</b>","half":%s}}`,
			g, 1755+40*i, i+1, i, strings.Repeat("x", 1<<(2*i+1)), i, []string{"true", "null"}[i%2])
	}
	return b.String() + `]}`
}

func TestEveryGeometryOpensInGDAL(t *testing.T) {
	needsGDAL(t)
	dir := t.TempDir()
	file, source := filepath.Join(dir, "shape.geojson"), filepath.Join(dir, "shape.gpkg")
	if err := os.WriteFile(file, []byte(shapes()), 0o600); err != nil {
		t.Fatal(err)
	}
	gdal(t, "ogr2ogr", "-f", "GPKG", source, file, "-nln", "shape")
	servedAgrees(t, source, "shape")
}

// agrees imports a file, serves it, and downloads tables in every format.
func agrees(t *testing.T, file string, tables ...string) {
	t.Helper()
	source := filepath.Join(t.TempDir(), "source.gpkg")
	importFile(t, file, source)
	servedAgrees(t, source, tables...)
}

func servedAgrees(t *testing.T, source string, tables ...string) {
	t.Helper()
	base := startServer(t, source)
	for _, table := range tables {
		truth := openDataset(t, source, table)
		for _, d := range downloads {
			downloadAgrees(t, base, table, d.format, d.file, truth)
		}
	}
}

func downloadAgrees(t *testing.T, base, table, format, file string, truth *dataset) {
	t.Helper()
	status, header, body := get(t, base+"/wfs?service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:"+table+"&outputformat="+format)
	if status != 200 || !strings.HasPrefix(header.Get("Content-Disposition"), `attachment; filename="`+table+".") {
		t.Fatalf("%s as %s: status %d, %v", table, format, status, header)
	}
	path := filepath.Join(t.TempDir(), file)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	var names map[string]string
	longest := math.MaxInt
	switch format {
	case "xlsx":
		longest = 32_767
	case "shape-zip":
		names, longest = fieldsNote(t, path), 254
		path = "/vsizip/" + path
	}
	got := openDataset(t, path)
	switch {
	case len(got.layers) == 1 && got.count != truth.count, got.count < truth.count:
		t.Errorf("%s as %s: %d features instead of %d", table, format, got.count, truth.count)
	case format != "xlsx" && !math.IsInf(truth.extent[0], 0) && !sameExtent(got.extent, truth.extent):
		t.Errorf("%s as %s: extent %v instead of %v", table, format, got.extent, truth.extent)
	}
	for field, kind := range truth.types {
		name := field
		if names != nil {
			name = names[field]
		}
		if has := got.types[name]; !allowedType(format, kind, has) {
			t.Errorf("%s as %s: field %s is %s instead of %s", table, format, field, has, kind)
		}
	}
	// KML rounds, a Shapefile turns rings and takes collections apart, and a sheet has texts where it has geometries at all.
	places := format == "geopackage" || format == "flatgeobuf"
	a, b := contents(truth, truth, nil, longest, places), contents(truth, got, names, longest, places)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Errorf("%s as %s: a row is\n%.3000s\ninstead of\n%.3000s", table, format, b[i], a[i])
			return
		}
	}
	if len(a) != len(b) {
		t.Errorf("%s as %s: %d different rows instead of %d", table, format, len(b), len(a))
	}
}

// allowedType says whether a format may have a field of one type as another. GDAL reads the types of a sheet off its values.
func allowedType(format, kind, has string) bool {
	others := map[string]map[string][]string{
		"geopackage": {},
		"flatgeobuf": {"Date": {"DateTime"}},
		"shape-zip":  {"Integer64": {"Integer"}, "Integer(Boolean)": {"String"}, "DateTime": {"String"}},
		"kml":        {"Integer64": {"Integer"}, "Integer(Boolean)": {"Integer"}, "DateTime": {"String"}, "Date": {"String"}},
	}
	allowed, strict := others[format]
	return !strict || has == kind || slices.Contains(allowed[kind], has)
}

// Several queries in one request are several layers of the file, each with what its query selects.
func TestSeveralQueriesOpenInGDAL(t *testing.T) {
	needsGDAL(t)
	source := filepath.Join(t.TempDir(), "source.gpkg")
	importFile(t, sharedData(t, filepath.Join("finbif", "HBF.12943.dwca.zip")), source)
	base := startServer(t, source)
	request := "/wfs?service=WFS&version=2.0.0&request=GetFeature&typenames=(occurrence)(occurrence_footprint)(occurrence)&cql_filter=()()(scientific_name+LIKE+%27A%25%27)&outputformat="
	_, _, hits := get(t, base+strings.NewReplacer("(occurrence)(occurrence_footprint)", "", "()()", "").Replace(request)+"&resulttype=hits")
	some := regexp.MustCompile(`numberMatched="(\d+)"`).FindSubmatch(hits)
	if some == nil || string(some[1]) == "0" {
		t.Fatalf("%s", hits)
	}
	want := map[string]string{"occurrence": "2841", "occurrence_footprint": "2639", "occurrence_2": string(some[1])}
	for _, d := range downloads {
		status, header, body := get(t, base+request+d.format)
		if d.format == "flatgeobuf" {
			if status != 400 || !strings.Contains(string(body), "geopackage, shape-zip, kml, xlsx") {
				t.Errorf("%s: %d %s", d.format, status, body)
			}
			continue
		}
		path := filepath.Join(t.TempDir(), d.file)
		if err := os.WriteFile(path, body, 0o600); err != nil || status != 200 || !strings.Contains(header.Get("Content-Disposition"), `"features.`) {
			t.Fatalf("%s: %d %v %v", d.format, status, header, err)
		}
		if d.format == "shape-zip" {
			path = "/vsizip/" + path
		}
		text := gdal(t, "ogrinfo", "-ro", "-so", "-al", path)
		layers, counts := layerLine.FindAllStringSubmatch(text, -1), countLine.FindAllStringSubmatch(text, -1)
		got := map[string]string{}
		for i := range layers {
			got[layers[i][1]] = counts[i][1]
		}
		if d.format == "shape-zip" { // a file has one type of geometry
			a, _ := strconv.Atoi(got["occurrence_footprint_points"])
			b, _ := strconv.Atoi(got["occurrence_footprint_polygons"])
			got["occurrence_footprint"] = strconv.Itoa(a + b)
		}
		if d.format == "kml" { // folders have titles
			got = map[string]string{"occurrence": counts[0][1], "occurrence_footprint": counts[1][1], "occurrence_2": counts[2][1]}
		}
		for name, n := range want {
			if got[name] != n {
				t.Errorf("%s: %s has %s features instead of %s, in %v", d.format, name, got[name], n, got)
			}
		}
	}
}

// A format that is said to hold several answers does, and no other is said to.
func TestFormatsThatHoldSeveral(t *testing.T) {
	for _, f := range formats() {
		e := f.New(io.Discard)
		if _, several := e.(encode.Multi); several != f.Several {
			t.Errorf("%s: an encoder for several is %v, the format says %v", f.Name, several, f.Several)
		}
		encode.Abort(e)
	}
}
