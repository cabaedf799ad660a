package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// soundings are records of one place that differ in their times, elevations, years and sexes.
const soundings = `occurrenceID,scientificName,eventDate,decimalLatitude,decimalLongitude,minimumElevationInMeters,maximumElevationInMeters,year,sex
r1,Lota lota,2019-06-14,60,25,0,10,2019,female
r2,Lota lota,2020-07-01/2020-07-03,60,25,100,,2020,male
r3,Lota lota,2021-01,60,25,200,250,2021,female
r4,Lota lota,2021-08-01,60,25,,,2021,
`

// The same values of the same dimensions show the same features in maps, WMTS and vector tiles, and the same ones are refused.
func TestDimensionsMeanTheSameEverywhere(t *testing.T) {
	dir := t.TempDir()
	gpkg := filepath.Join(dir, "soundings.gpkg")
	importRecords(t, soundings, gpkg)
	const dimensions = `, table: occurrence, key: occurrence_id, time: {begin: event_begin, end: event_end}, dimensions: {
      elevation: {field: minimum_elevation_in_meters, end_field: maximum_elevation_in_meters, units: "CRS:88", unit_symbol: m, nearest_value: true, extent: ["0", "100/250/50"]},
      sex: {field: sex, extent: values, multiple_values: false},
      year: {field: year, default: %s}}}
`
	text := fmt.Sprintf("sources: {a: {geopackage: %q}}\nlayers:\n  all: {title: All"+dimensions+"  last: {title: Last"+dimensions+"  must: {title: Must"+dimensions, gpkg, "all", "last", "required")
	file := filepath.Join(dir, "haavi.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	base := startServer(t, "--config", file)
	eventually(t, 10e9, "dimensions are measured", func() bool {
		_, _, body := get(t, base+"/tiles/last.json")
		return strings.Contains(string(body), `"default":"2021"`)
	})
	const tile = "8/145/74"
	info := func(layer, query string) string {
		return base + "/wms?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetFeatureInfo&STYLES=&SRS=EPSG:3857&BBOX=2661231.59,8296780.80,2817774.63,8453323.83&WIDTH=256&HEIGHT=256&X=199&Y=87&INFO_FORMAT=application/json&FEATURE_COUNT=10&LAYERS=" +
			layer + "&QUERY_LAYERS=" + layer + "&" + query
	}
	ids := func(body []byte) string {
		t.Helper()
		var doc struct{ Features []struct{ ID string } }
		if err := json.Unmarshal(body, &doc); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		var all []string
		for _, f := range doc.Features {
			all = append(all, f.ID[strings.IndexByte(f.ID, '.')+1:])
		}
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	inTile := regexp.MustCompile(`\br[1-4]\b`)
	reason := func(body []byte) string {
		var problem struct{ Detail string }
		if json.Unmarshal(body, &problem) == nil {
			return problem.Detail
		}
		m := regexp.MustCompile(`(?s)<(?:\w+:)?(?:ServiceException|ExceptionText)(?: [^>]*)?>([^<]*)<`).FindSubmatch(body)
		if m == nil {
			return string(body)
		}
		return strings.NewReplacer("&quot;", `"`, "&#34;", `"`).Replace(string(m[1]))
	}
	for _, c := range []struct{ layer, query, want string }{
		{"all", "", "r1 r2 r3 r4"}, {"all", "TIME=2020", "r2"}, {"all", "time=2019-06-14/2020-07-02", "r1 r2"}, {"all", "TIME=current", "r4"}, {"all", "TIME=P1M/current", "r4"}, {"all", "TIME=all", "r1 r2 r3 r4"},
		{"all", "TIME=2021,2019", "r1 r3 r4"}, {"all", "TIME=1999", ""},
		{"all", "ELEVATION=0", "r1"}, {"all", "elevation=7", "r1"}, {"all", "ELEVATION=90", "r2"}, {"all", "ELEVATION=0,200", "r1 r3"}, {"all", "ELEVATION=100/250", "r2 r3"}, {"all", "ELEVATION=240", "r3"},
		{"all", "DIM_YEAR=2021", "r3 r4"}, {"all", "dim_year=2019/2020", "r1 r2"}, {"all", "DIM_SEX=female", "r1 r3"}, {"all", "DIM_SEX=female&DIM_YEAR=2021&ELEVATION=200", "r3"},
		{"last", "", "r3 r4"}, {"last", "DIM_YEAR=2020", "r2"}, {"last", "DIM_YEAR=all", "r1 r2 r3 r4"}, {"must", "DIM_YEAR=2019", "r1"},
		{"must", "", "refused"}, {"all", "TIME=soon", "refused"}, {"all", "TIME=2021/2020", "refused"}, {"all", "ELEVATION=low", "refused"}, {"all", "DIM_SEX=female,male", "refused"}, {"all", "DIM_YEAR=x", "refused"},
		{"all", "DIM_YEAR=" + strings.Repeat("1,", 1000) + "1", "refused"},
	} {
		at := c.layer + "?" + c.query[:min(60, len(c.query))]
		status, header, body := get(t, info(c.layer, c.query))
		wmtsStatus, _, wmtsBody := get(t, base+"/wmts/1.0.0/"+c.layer+"/default/WebMercatorQuad/8/74/145/87/199.json?"+c.query)
		kvpStatus, _, kvpBody := get(t, base+"/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetFeatureInfo&STYLE=&FORMAT=image/png&TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=8&TILEROW=74&TILECOL=145&I=199&J=87&INFOFORMAT=application/json&LAYER="+c.layer+"&"+c.query)
		mapStatus, mapHeader, _ := get(t, base+"/wmts/1.0.0/"+c.layer+"/default/WebMercatorQuad/8/74/145.png?"+c.query)
		tileStatus, tileHeader, tileBody := get(t, base+"/tiles/"+c.layer+"/"+tile+".mvt?"+c.query)
		if c.want == "refused" {
			if status != 400 || tileStatus != 400 || wmtsStatus != 404 || kvpStatus != 400 || mapStatus != 404 {
				t.Errorf("%s: WMS %d, tiles %d, WMTS %d and %d, its tile %d", at, status, tileStatus, wmtsStatus, kvpStatus, mapStatus)
			}
			if a, b, k := reason(body), reason(tileBody), reason(kvpBody); a != b || a != k || a == "" {
				t.Errorf("%s: WMS says %q, tiles %q, WMTS %q", at, a, b, k)
			}
			continue
		}
		if status != 200 || tileStatus != 200 || wmtsStatus != 200 || kvpStatus != 200 || mapStatus != 200 {
			t.Fatalf("%s: WMS %d, tiles %d, WMTS %d and %d, its tile %d: %s %s", at, status, tileStatus, wmtsStatus, kvpStatus, mapStatus, tileBody, kvpBody)
		}
		found := inTile.FindAllString(string(tileBody), -1)
		slices.Sort(found)
		if a, b, k, v := ids(body), ids(wmtsBody), ids(kvpBody), strings.Join(slices.Compact(found), " "); a != c.want || b != c.want || k != c.want || v != c.want {
			t.Errorf("%s: WMS has %q, WMTS %q and %q, the tile %q, want %q", at, a, b, k, v, c.want)
		}
		// The map warns of defaults that leave nothing out, too.
		var warnings []string
		for _, w := range header.Values("Warning") {
			if !strings.Contains(w, "Default") || strings.Contains(w, "=2021") && c.layer == "last" {
				warnings = append(warnings, w)
			}
		}
		if got := tileHeader.Values("Warning"); !slices.Equal(got, warnings) || !slices.Equal(mapHeader.Values("Warning"), warnings) {
			t.Errorf("%s: tiles warn %q and %q, maps %q", at, got, mapHeader.Values("Warning"), warnings)
		}
	}
	_, _, body := get(t, base+"/tiles/must.json?"+url.Values{"elevation": {"100"}}.Encode())
	for _, want := range []string{`must/{z}/{x}/{y}.mvt?elevation=100"`, `{"layer":"must","parameter":"dim_year","required":true,"multiple_values":true,"nearest_value":false,"values":["2019/2021"]}`,
		`{"layer":"must","parameter":"elevation","units":"CRS:88","unit_symbol":"m","default":"0/250","multiple_values":true,"nearest_value":true,"values":["0","100/250/50"]}`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	_, _, body = get(t, base+"/wmts/1.0.0/WMTSCapabilities.xml")
	document := regexp.MustCompile(`>\s+<`).ReplaceAllString(string(body), "><")
	for _, want := range []string{
		`<Dimension><ows:Identifier>elevation</ows:Identifier><ows:UOM>CRS:88</ows:UOM><UnitSymbol>m</UnitSymbol><Default>all</Default><Value>all</Value><Value>0</Value><Value>100/250/50</Value></Dimension>`,
		`<Dimension><ows:Identifier>dim_sex</ows:Identifier><Default>all</Default><Value>all</Value><Value>female</Value><Value>male</Value></Dimension>`,
		`<Dimension><ows:Identifier>dim_year</ows:Identifier><Default>2021</Default><Value>all</Value><Value>2019/2021</Value></Dimension>`,
		`/wmts/1.0.0/all/{style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png?time={time}&amp;elevation={elevation}&amp;dim_sex={dim_sex}&amp;dim_year={dim_year}"`,
		`{TileCol}/{J}/{I}.json?time={time}&amp;elevation={elevation}&amp;dim_sex={dim_sex}&amp;dim_year={dim_year}"`,
	} {
		if !strings.Contains(document, want) {
			t.Errorf("no %s in\n%s", want, document)
		}
	}
	// What clients that fill in templates with defaults get.
	for query, want := range map[string]string{"time=default&elevation=Default&dim_sex=default&dim_year=default": "r3 r4", "time=all&elevation=all&dim_sex=all&dim_year=2021": "r3 r4"} {
		if _, _, body := get(t, base+"/wmts/1.0.0/last/default/WebMercatorQuad/8/74/145/87/199.json?"+query); ids(body) != want {
			t.Errorf("%s: %s", query, body)
		}
	}
}

// Seeding makes the tiles that are asked for without values of dimensions, or with those of its flags.
func TestSeedingOfDimensions(t *testing.T) {
	dir := t.TempDir()
	gpkg := filepath.Join(dir, "soundings.gpkg")
	importRecords(t, soundings, gpkg)
	file := filepath.Join(dir, "haavi.yaml")
	text := fmt.Sprintf("sources: {a: {geopackage: %q}}\nlayers: {depth: {table: occurrence, key: occurrence_id, dimensions: {year: {field: year, default: last}}}}\ncache: {files: {folder: tiles}}\n", gpkg)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, year string }{{"", "2021"}, {"--dimension dim_year=2020", "2020"}} {
		args := append([]string{"export", "--config", file, "--layer", "depth", "--zoom", "8", "--to", filepath.Join(dir, "tiles"+c.year+".mbtiles")}, strings.Fields(c.args)...)
		if code, out, stderr := haavi(t, args...); code != exitDone || !strings.HasPrefix(out, "1 tile") {
			t.Fatalf("%v: %d %s %s", args, code, out, stderr)
		}
		args[0] = "seed"
		if code, out, stderr := haavi(t, slices.Delete(args, 7, 9)...); code != exitDone || !strings.HasPrefix(out, "1 tile") {
			t.Fatalf("%v: %d %s %s", args, code, out, stderr)
		}
	}
	kept, err := filepath.Glob(filepath.Join(dir, "tiles", "*", "*", "8", "*", "*"))
	if err != nil || len(kept) != 2 {
		t.Fatalf("%q %v", kept, err)
	}
	base := startServer(t, "--config", file)
	for _, query := range []string{"", "?dim_year=2020"} {
		eventually(t, 10e9, "a tile is served", func() bool {
			status, _, _ := get(t, base+"/tiles/depth/8/145/74.mvt"+query)
			return status == 200
		})
	}
	if again, err := filepath.Glob(filepath.Join(dir, "tiles", "*", "*", "8", "*", "*")); err != nil || !slices.Equal(again, kept) {
		t.Errorf("the server kept %q beside %q: %v", again, kept, err)
	}
	if code, _, stderr := haavi(t, "seed", "--config", file, "--layer", "depth", "--dimension", "year=2020"); code != exitUsage || !strings.Contains(stderr, "dim_year") {
		t.Errorf("%d %s", code, stderr)
	}
}
