package postgis_test

import (
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// Small queries have one plan, and all others, on the same connection, a plan of their own each time.
func TestPlans(t *testing.T) {
	s, err := postgis.Open(t.Context(), testdb.DSN(t), postgis.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	text := feature.Field{Name: "mode", Column: "mode", Type: feature.String, Native: "text"}
	q := &query.Query{
		Relation: query.Relation{SQL: "SELECT 1::int8 AS id, current_setting('plan_cache_mode') AS mode, ST_SetSRID(ST_MakePoint(1, 2), 3067) AS geom"},
		Schema: &feature.Schema{CRS: crs.EPSG(3067), Fields: []feature.Field{text}, Key: []feature.Field{{Name: "id", Column: "id", Type: feature.Int, Native: "int8"}},
			Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: feature.Point}},
		Fields: []int{0}, Out: crs.EPSG(3067), Limit: -1,
	}
	for i, small := range []bool{false, true, true, false, true, false} {
		q.Small = small
		fs, err := s.Features(t.Context(), q)
		if err != nil || !fs.Next() {
			t.Fatal(i, err)
		}
		want := "force_custom_plan"
		if small {
			want = "force_generic_plan"
		}
		if f := fs.Feature(); f.Props[0].Str() != want || f.Geom != (orb.Point{1, 2}) {
			t.Errorf("%d: small %v: %v", i, small, f)
		}
		if err := fs.Close(); err != nil {
			t.Fatal(err)
		}
	}
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	q.Small = true
	fs, err := snap.Features(t.Context(), q)
	if err != nil || !fs.Next() || fs.Feature().Props[0].Str() != "force_custom_plan" {
		t.Errorf("in a transaction: %v", err)
	}
	fs.Close()
}
