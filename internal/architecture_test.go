package internal_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// levels are the floors of the house: a package imports only packages of floors below its own, or of its own family.
var levels = map[string]int{
	"haavi/internal/crs": 0, "haavi/internal/xmlw": 0, "haavi/internal/geom": 0, "haavi/internal/feature": 0, "haavi/internal/filter": 0,
	"haavi/internal/spool":             0,
	"haavi/internal/filter/filtertest": 1, "haavi/internal/filter/cql": 1, "haavi/internal/filter/fes": 1, "haavi/internal/query": 1,
	"haavi/internal/source": 2, "haavi/internal/source/memory": 2, "haavi/internal/source/postgis": 2, "haavi/internal/source/geopackage": 2,
	"haavi/internal/source/sourcetest": 2, "haavi/internal/sqlgen": 2, "haavi/internal/gpkg": 2, "haavi/internal/testdb": 2,
	"haavi/internal/ows": 3, "haavi/internal/encode": 3, "haavi/internal/encode/gml": 3, "haavi/internal/encode/geojson": 3,
	"haavi/internal/encode/geopackage": 3, "haavi/internal/encode/shapefile": 3, "haavi/internal/encode/flatgeobuf": 3,
	"haavi/internal/encode/kml": 3, "haavi/internal/encode/xlsx": 3,
	"haavi/internal/encode/csv": 3, "haavi/internal/encode/encodetest": 3, "haavi/internal/layer": 3, "haavi/internal/dimension": 3, "haavi/styles": 3, "haavi/internal/dwca": 3,
	"haavi/config":     3,
	"haavi/styles/sld": 3,
	"haavi/wfs":        4, "haavi/wms": 4, "haavi/wms/render": 4, "haavi/tiles": 4, "haavi/tiles/cache": 3, "haavi/tiles/archive": 3, "haavi/tiles/wmts": 4, "haavi/tiles/maplibre": 4, "haavi/internal/ingest": 4, "haavi/internal/demo": 4,
	"haavi/internal/conformance": 4,
	"haavi/internal/server":      5, "haavi/internal/viewer": 5,
	"haavi/cmd/haavi": 6,
}

// walls name, for a library, the only packages that may import it.
var walls = map[string][]string{
	"github.com/jackc/pgx/v5":              {"haavi/internal/source/postgis", "haavi/internal/ingest", "haavi/internal/testdb"},
	"modernc.org/sqlite":                   {"haavi/internal/source/geopackage", "haavi/internal/gpkg", "haavi/internal/ingest", "haavi/tiles/archive"},
	"github.com/go-spatial/tegola":         {"haavi/tiles"},
	"github.com/fogleman/gg":               {"haavi/wms/render"},
	"codeberg.org/go-pdf/fpdf":             {"haavi/wms/render"},
	"github.com/fyne-io/oksvg":             {"haavi/wms/render"},
	"github.com/HugoSmits86/nativewebp":    {"haavi/wms/render"},
	"github.com/redis/go-redis/v9":         {"haavi/tiles/cache"},
	"github.com/minio/minio-go/v7":         {"haavi/tiles/cache"},
	"github.com/maypok86/otter/v2":         {"haavi/tiles/cache"},
	"github.com/spf13/cobra":               {"haavi/cmd/haavi"},
	"github.com/peterstace/simplefeatures": {"haavi/internal/geom"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "haavi/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

func TestImportsGoDownOnly(t *testing.T) {
	for _, p := range packages(t) {
		level, known := levels[p.ImportPath]
		if !known {
			if strings.HasSuffix(p.ImportPath, "/gen") || p.ImportPath == "haavi/internal" {
				continue // generators stand outside the program, and this package is these tests
			}
			t.Errorf("%s is on no floor: add it to levels", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if l, ours := levels[i]; ours && l > level {
				t.Errorf("%s (floor %d) imports %s (floor %d)", p.ImportPath, level, i, l)
			}
		}
	}
}

func TestLibrariesStayBehindTheirWalls(t *testing.T) {
	for _, p := range packages(t) {
		for _, i := range p.Imports {
			for lib, allowed := range walls {
				if (i == lib || strings.HasPrefix(i, lib+"/")) && !slices.Contains(allowed, p.ImportPath) {
					t.Errorf("%s imports %s; only %v may", p.ImportPath, i, allowed)
				}
			}
			if i == "net/http" && levels[p.ImportPath] < 3 {
				t.Errorf("%s imports net/http below floor 3", p.ImportPath)
			}
		}
	}
}

// No protocol knows another, nor where data comes from: they meet in internal/layer.
func TestProtocolsAreStrangers(t *testing.T) {
	protocols := []string{"haavi/wfs", "haavi/wms", "haavi/wms/render", "haavi/tiles", "haavi/tiles/wmts", "haavi/tiles/maplibre"}
	allowed := map[string][]string{"haavi/wms": {"haavi/wms/render"}, "haavi/tiles": {"haavi/wms/render"}, "haavi/tiles/wmts": {"haavi/tiles", "haavi/wms/render"}, "haavi/tiles/maplibre": {"haavi/tiles", "haavi/wms/render"}}
	for _, p := range packages(t) {
		if !slices.Contains(protocols, p.ImportPath) {
			continue
		}
		for _, i := range p.Imports {
			if slices.Contains(protocols, i) && !slices.Contains(allowed[p.ImportPath], i) {
				t.Errorf("%s imports the protocol %s", p.ImportPath, i)
			}
			if strings.HasPrefix(i, "haavi/internal/source/") || i == "haavi/internal/sqlgen" || i == "haavi/config" {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

// The configuration is read by the command alone; packages take their own Options.
func TestOnlyTheCommandReadsTheConfiguration(t *testing.T) {
	for _, p := range packages(t) {
		if slices.Contains(p.Imports, "haavi/config") && p.ImportPath != "haavi/cmd/haavi" && !strings.HasPrefix(p.ImportPath, "haavi/config/") {
			t.Errorf("%s imports haavi/config", p.ImportPath)
		}
	}
}
