package postgis_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/geom"
	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// notValid are geometries on which GEOS's predicates fail, and collections, which they refuse.
var notValid = []string{
	"POLYGON((0 0,10 10,10 0,0 10,0 0))",
	"POLYGON((0 0,10 0,10 10,5 10,5 15,5 10,0 10,0 0))",
	"POLYGON((0 0,10 0,10 10,2 10,2 -5,4 -5,4 8,0 8,0 0))",
	"POLYGON((0 0,10 0,10 10,0 10,0 0),(20 20,30 20,30 30,20 20))",
	"POLYGON((0 0,10 0,10 10,0 10,0 0),(5 5,15 5,15 8,5 8,5 5))",
	"MULTIPOLYGON(((0 0,10 0,10 10,0 10,0 0)),((2 2,4 2,4 4,2 4,2 2)))",
	"MULTIPOLYGON(((0 0,10 0,10 10,0 10,0 0)),((5 5,15 5,15 15,5 15,5 5)))",
	"POLYGON((0 0,10 10,0 0,0 0))",
	"LINESTRING(5 5,5 5)",
	"GEOMETRYCOLLECTION(POLYGON((0 0,10 10,10 0,0 10,0 0)),POINT(5 5))",
	"GEOMETRYCOLLECTION(POLYGON((0 0,10 0,10 10,0 10,0 0)),POLYGON((5 5,15 5,15 15,5 15,5 5)))",
	"GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 1)),LINESTRING(0 0,10 10),POLYGON((5 5,15 5,15 15,5 15,5 5)))",
	"GEOMETRYCOLLECTION EMPTY", "POINT EMPTY", "POLYGON EMPTY",
}

// open runs statements in a fresh database, and describes the table public.layer that they make.
func open(t *testing.T, setup string) (*postgis.Source, *query.Query) {
	t.Helper()
	return openAt(t, testdb.DSN(t), setup)
}

func openAt(t *testing.T, dsn, setup string) (*postgis.Source, *query.Query) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	s, err := postgis.Open(t.Context(), dsn, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	r := query.Relation{Schema: "public", Table: "layer"}
	d, err := s.Describe(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return s, &query.Query{Relation: r, Schema: d.Schema, Out: d.Schema.CRS, Limit: -1}
}

func count(t *testing.T, s *postgis.Source, q query.Query, e filter.Expr) int64 {
	t.Helper()
	var err error
	if q.Where, err = filter.Check(e, q.Schema); err != nil {
		t.Fatal(err)
	}
	n, err := s.Count(t.Context(), &q)
	if err != nil {
		t.Errorf("%.200s: %v", e, err)
	}
	return n
}

func TestInvalidGeometriesDoNotFailAQuery(t *testing.T) {
	setup := "CREATE TABLE layer (id int PRIMARY KEY, geom geometry(Geometry, 3067));"
	for i, wkt := range notValid {
		setup += "INSERT INTO layer VALUES (" + feature.IntValue(int64(i)).String() + ", 'SRID=3067;" + wkt + "');"
	}
	s, q := open(t, setup)
	shapes := append([]string{"POINT(5 5)", "LINESTRING(0 0,10 10)", "POLYGON((0 0,20 0,10 10,0 0))", "POLYGON((3 3,12 3,12 12,3 12,3 3))"}, notValid[:12]...)
	for _, wkt := range shapes {
		shape, _, err := geom.ParseWKT(wkt)
		if err != nil {
			t.Fatal(err)
		}
		for op := filter.Intersects; op <= filter.BoxOverlap; op++ {
			e := &filter.Spatial{Op: op, Left: &filter.Property{Name: "geom"}, Right: &filter.Shape{Geom: shape}, Distance: 1}
			count(t, s, *q, e)
			count(t, s, *q, &filter.Not{Term: e})
		}
	}
}

func TestBoxesWithoutWidthOrHeight(t *testing.T) {
	s, q := open(t, `CREATE TABLE layer (id int PRIMARY KEY, geom geometry(Geometry, 3067));
		INSERT INTO layer VALUES (1, 'SRID=3067;POINT(5 5)'), (2, 'SRID=3067;LINESTRING(0 0, 10 10)'), (3, 'SRID=3067;POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))'), (4, 'SRID=3067;POINT(6 5)')`)
	for _, c := range []struct {
		box  orb.Bound
		want int64
	}{
		{orb.Bound{Min: orb.Point{5, 5}, Max: orb.Point{5, 5}}, 3},
		{orb.Bound{Min: orb.Point{5, 0}, Max: orb.Point{5, 10}}, 3},
		{orb.Bound{Min: orb.Point{5, 5}, Max: orb.Point{6, 5}}, 4},
		{orb.Bound{Min: orb.Point{11, 0}, Max: orb.Point{11, 10}}, 0},
	} {
		for _, op := range []filter.SpatialOp{filter.BBox, filter.Intersects, filter.BoxOverlap} {
			e := &filter.Spatial{Op: op, Left: &filter.Property{Name: "geom"}, Right: &filter.Shape{Geom: c.box, Box: true}}
			if n := count(t, s, *q, e); n != c.want {
				t.Errorf("operator %d with %v selects %d, not %d", op, c.box, n, c.want)
			}
		}
	}
}
