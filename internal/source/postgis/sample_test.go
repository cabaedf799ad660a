package postgis_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// The planner's statistics tell of a box what is in it, of a filter what it selects, and that a search without an index is dear.
func TestCrowded(t *testing.T) {
	dsn := testdb.DSN(t)
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	_, err = c.Exec(t.Context(), `CREATE TABLE crowd AS SELECT n AS id, n % 100 AS kind, repeat('x', 200) AS text,
			ST_SetSRID(ST_MakePoint(500000 + n % 200, 6700000 + n / 200), 3067)::geometry(Point, 3067) AS geom FROM generate_series(0, 39999) n;
		ALTER TABLE crowd ADD PRIMARY KEY (id);
		CREATE TABLE heap AS SELECT * FROM crowd;
		CREATE INDEX ON crowd USING gist (geom); ANALYZE crowd; ANALYZE heap`)
	if err != nil {
		t.Fatal(err)
	}
	s, err := postgis.Open(t.Context(), dsn, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	all := orb.Bound{Min: orb.Point{499_000, 6_699_000}, Max: orb.Point{501_000, 6_701_000}}
	quarter := orb.Bound{Min: orb.Point{500_000, 6_700_000}, Max: orb.Point{500_100, 6_700_100}}
	for _, c := range []struct {
		table, where string
		box          orb.Bound
		more         int64
		want         bool
	}{
		{"crowd", "", all, 30_000, true}, {"crowd", "", all, 50_000, false}, {"crowd", "", quarter, 5000, true}, {"crowd", "", quarter, 15_000, false},
		{"crowd", "kind < 50", all, 15_000, true}, {"crowd", "kind = 7", all, 1000, false}, {"heap", "", all, 30_000, false},
	} {
		r := query.Relation{Schema: "public", Table: c.table}
		d, err := s.Describe(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		q := &query.Query{Relation: r, Schema: d.Schema, Out: crs.EPSG(3067), Limit: -1, Fields: allFields(d.Schema)}
		if c.where != "" {
			e, err := cql.Parse(c.where, cql.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if q.Where, err = filter.Check(e, d.Schema); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Crowded(t.Context(), q, source.Crowd{Box: c.box, More: c.more, Few: 100}); got != c.want || err != nil {
			t.Errorf("%s, %q: more than %d in %v: %v, %v", c.table, c.where, c.more, c.box, got, err)
		}
	}
}
