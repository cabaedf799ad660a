package wms

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// In a system that only PROJ knows, here EPSG:3571 about the north pole, the database moves the map's box along its curved edges, and the pole
// in it is not lost. The expected pixels are PROJ's.
func TestSystemsThatOnlyPROJKnows(t *testing.T) {
	if _, err := exec.LookPath("cs2cs"); err != nil {
		t.Skip("cs2cs (Debian: proj-bin) is not installed; it is the reference of this test")
	}
	dsn := testdb.DSN(t)
	places := [][2]float64{{180, 85}, {-90, 75}, {0, 89.9}, {24, 60}, {-179.9, 60}, {100, 52}}
	sql := "CREATE TABLE pins (id serial PRIMARY KEY, geom geometry(Point, 4326));"
	for _, p := range places {
		sql += fmt.Sprintf("INSERT INTO pins (geom) VALUES (ST_SetSRID(ST_MakePoint(%g, %g), 4326));", p[0], p[1])
	}
	if out, err := exec.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, dsn).CombinedOutput(); err != nil {
		t.Fatalf("psql: %v\n%s", err, out)
	}
	s, err := postgis.Open(t.Context(), dsn, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := query.Relation{Schema: "public", Table: "pins"}
	d, err := s.Describe(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	c := layer.NewCatalog()
	if err := c.Add(layer.Options{Name: "pins", Relation: r, Schema: d.Schema, Extent: d.Extent, CRSs: []crs.Ref{crs.EPSG(3571)}}, s, layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	service, err := New(Options{Catalog: c})
	if err != nil {
		t.Fatal(err)
	}
	img := picture(t, service, with(worldMap, "CRS", "EPSG:3571", "BBOX", "-5000000,-5000000,5000000,5000000"))
	for _, p := range places {
		cmd := exec.Command("cs2cs", "-f", "%.3f", "EPSG:4326", "EPSG:3571")
		cmd.Stdin = strings.NewReader(fmt.Sprintf("%g %g\n", p[1], p[0]))
		out, err := cmd.Output()
		var x, y float64
		if _, scanned := fmt.Sscan(string(out), &x, &y); err != nil || scanned != nil {
			t.Fatalf("cs2cs: %v %s", err, out)
		}
		if px, py := (x+5e6)/1e7*400, (5e6-y)/1e7*400; !inked(img, px, py) {
			t.Errorf("%v is not drawn at %.1f, %.1f", p, px, py)
		}
	}
}
