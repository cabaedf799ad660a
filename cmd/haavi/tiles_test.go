package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Tiles in sets of the configuration, the WMTS with its themes, and the style document, from one configuration.
func TestTilesOfTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	gpkg := filepath.Join(dir, "birds.gpkg")
	importRecords(t, records, gpkg)
	set := `{"id":"x","crs":"http://www.opengis.net/def/crs/EPSG/0/3035","tileMatrices":[{"id":"a","cellSize":1000,"cornerOfOrigin":"bottomLeft","pointOfOrigin":[1000000,2000000],
		"tileWidth":512,"tileHeight":512,"matrixWidth":9,"matrixHeight":9}]}`
	if err := os.WriteFile(filepath.Join(dir, "set.json"), []byte(set), 0o600); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`sources: {a: {geopackage: %q}}
layers:
  bird: {table: occurrence, key: occurrence_id, time: {begin: event_begin}}
groups:
  nature: {title: Nature, layers: [bird]}
tiles:
  grids:
    GK25: {crs: EPSG:3879, origin: [25440000, 6700000], resolutions: [256, 128]}
    South: {file: set.json}
`, gpkg)
	file := filepath.Join(dir, "haavi.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	base := startServer(t, "--config", file)
	for path, want := range map[string]string{
		"/tileMatrixSets/South":                                    "bottomLeft",
		"/tiles/bird/South/a/0/0.mvt":                              "bird",
		"/tiles/bird/South/a/0/0.png":                              "PNG",
		"/tiles/bird/GK25/1/0/0@2x.webp":                           "WEBP",
		"/tiles/bird/GK25.json":                                    `"crs":"EPSG:3879"`,
		"/wmts/1.0.0/WMTSCapabilities.xml":                         "<LayerRef>bird</LayerRef>",
		"/wmts?service=WMTS&request=GetCapabilities":               "<ows:Identifier>GK25</ows:Identifier>",
		"/styles/bird.json":                                        "/tiles/bird.json",
		"/arcgis/rest/services/ETRS-TM35FIN/bird/VectorTileServer": `"wkid":3067`,
		"/fonts/Go%20Regular/0-255.pbf":                            "Go Regular",
	} {
		status, _, body := get(t, base+path)
		if status != 200 || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d %.200q", path, status, body)
		}
	}
	bad := strings.NewReplacer("set.json", "none.json", "GK25", "ETRS-TM35FIN").Replace(text)
	code, _, stderr := haavi(t, "check", "--config", writeConfig(t, bad))
	for _, part := range []string{`8:5: tiles.grids.ETRS-TM35FIN: is built in`, `9:5: tiles.grids.South: its file cannot be read: no such file`} {
		if code != exitUsage || !strings.Contains(stderr, part) {
			t.Errorf("no %s: %d %s", part, code, stderr)
		}
	}
}
