package postgis_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

const relationsSetup = `
CREATE SCHEMA nature;
CREATE TABLE nature.birds (
	name text NOT NULL, n int2, big numeric(18,0), amount numeric(10,2), ratio float4, ok bool, code uuid, tags text[], extra jsonb, raw bytea, at time,
	seen timestamp, heard timestamptz, day date, fixed char(5), id int PRIMARY KEY, other geometry(Point, 4326), geom geometry(PointZ, 3067));
COMMENT ON TABLE nature.birds IS E'Birds of Finland\nCounted by volunteers.\nSince 1975.';
COMMENT ON COLUMN nature.birds.name IS E'Name\nof the species';
COMMENT ON COLUMN nature.birds.geom IS 'Place';
INSERT INTO nature.birds VALUES ('Parus major', 3, 123456789012345678, 1.25, 0.5, true, '0b9a8f4e-6f4d-4c5e-9a57-0d3f0c6a1b2c', '{a,b}', '{"a": 1}', '\x00', '12:34:56',
	'2020-02-29 12:00:00', '2020-02-29 12:00:00+02', '2020-02-29', 'ab', 7, 'SRID=4326;POINT(25 60)', 'SRID=3067;POINT Z(500000 6700000 12)');
INSERT INTO nature.birds (name, id) VALUES ('Nulls', 8);
CREATE VIEW nature.a_view AS SELECT id, name, geom FROM nature.birds;
CREATE MATERIALIZED VIEW nature.mat AS SELECT name, id AS number, geom FROM nature.birds;
CREATE UNIQUE INDEX ON nature.mat (number);
CREATE TABLE pair (b text, a int, geom geometry(Polygon, 3067), PRIMARY KEY (a, b));
INSERT INTO pair VALUES ('x,y', 1, NULL), ('100%%', 2, 'SRID=3067;POLYGON((0 0,1 0,1 1,0 0))');
CREATE TABLE bare (word text, geom geometry);
INSERT INTO bare VALUES ('one', 'SRID=3067;POINT(1 2)'), ('two', 'SRID=3067;LINESTRING(1 2,3 4)'), ('one', NULL);
CREATE TABLE no_srid (id int PRIMARY KEY, geom geometry);
INSERT INTO no_srid VALUES (1, 'POINT(500000 6700000)'), (2, 'POINT(1 1)');
CREATE TABLE globe (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), geog geography(Point));
INSERT INTO globe VALUES ('0b9a8f4e-6f4d-4c5e-9a57-0d3f0c6a1b2c', 'POINT(25 60)');
CREATE TABLE parts (id int, year int, geom geometry(Point, 3067), PRIMARY KEY (id, year)) PARTITION BY RANGE (year);
CREATE TABLE parts_2020 PARTITION OF parts FOR VALUES FROM (2020) TO (2021);
CREATE TABLE plain (id int);
CREATE TABLE secret (id int PRIMARY KEY, geom geometry(Point, 3067));
CREATE ROLE reader_%[1]s LOGIN; GRANT USAGE ON SCHEMA nature TO reader_%[1]s;
GRANT SELECT ON ALL TABLES IN SCHEMA nature, public TO reader_%[1]s; REVOKE ALL ON secret FROM reader_%[1]s;`

func openRelations(t *testing.T) *postgis.Source {
	t.Helper()
	dsn := testdb.DSN(t)
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	role := c.Config().Database // roles belong to the whole server: one of this test's own
	if _, err := c.Exec(t.Context(), fmt.Sprintf(relationsSetup, role)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.Background() // the test's own has ended
		c, err := pgx.Connect(ctx, dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, fmt.Sprintf("DROP OWNED BY reader_%[1]s; DROP ROLE reader_%[1]s", role)); err != nil {
			t.Error(err)
		}
	})
	s, err := postgis.Open(t.Context(), strings.Replace(dsn, "postgres@", "reader_"+role+"@", 1), postgis.Options{})
	if err != nil {
		t.Skipf("a user of less privileges cannot log in here: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestRelations(t *testing.T) {
	s := openRelations(t)
	rs, err := s.Relations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range rs {
		names = append(names, r.Schema+"."+r.Table)
	}
	want := []string{"nature.a_view", "nature.birds", "nature.mat", "public.bare", "public.globe", "public.no_srid", "public.pair", "public.parts"}
	if !slices.Equal(names, want) {
		t.Errorf("relations %v", names)
	}
	if _, err := s.Describe(t.Context(), query.Relation{Schema: "public", Table: "secret"}); !errors.Is(err, source.ErrNoRelation) {
		t.Errorf("a table that may not be read: %v", err)
	}
}

func all(q *query.Query) *query.Query {
	for i := range q.Schema.Fields {
		q.Fields = append(q.Fields, i)
	}
	return q
}

func describe(t *testing.T, s *postgis.Source, r query.Relation) (*source.Description, *query.Query) {
	t.Helper()
	d, err := s.Describe(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d, all(&query.Query{Relation: r, Schema: d.Schema, Out: d.Schema.CRS, Limit: -1})
}

// rows reads a whole answer as text.
func rows(t *testing.T, s *postgis.Source, q *query.Query) []string {
	t.Helper()
	fs, err := s.Features(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer fs.Close()
	var out []string
	for fs.Next() {
		f := fs.Feature()
		out = append(out, fmt.Sprint(f.ID, " ", f.Geom, " ", f.Props))
	}
	if err := fs.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDescribeTable(t *testing.T) {
	s := openRelations(t)
	d, _ := describe(t, s, query.Relation{Schema: "nature", Table: "birds"})
	if d.Title != "Birds of Finland" || d.Description != "Counted by volunteers.\nSince 1975." {
		t.Errorf("title %q, description %q", d.Title, d.Description)
	}
	var fields []string
	for _, f := range d.Schema.Fields {
		fields = append(fields, f.Name+" "+f.Type.String())
	}
	want := "name string, n integer, big integer, amount number, ratio number, ok boolean, code string, tags string, extra string, at string, seen dateTime, heard dateTime, day date, fixed string, id integer"
	if got := strings.Join(fields, ", "); got != want {
		t.Errorf("fields\n%s\nwant\n%s", got, want)
	}
	if f := d.Schema.Fields[0]; f.Title != "Name" || f.Description != "of the species" || f.Nullable || !d.Schema.Fields[1].Nullable {
		t.Errorf("%+v", f)
	}
	if len(d.Schema.Key) != 1 || d.Schema.Key[0].Column != "id" {
		t.Errorf("key %v", d.Schema.Key)
	}
	// The first geometry column is the layer's, unless another is asked for.
	if g := d.Schema.Geometry; g.Column != "other" || g.Geom != feature.Point || d.Schema.CRS != crs.WGS84 {
		t.Errorf("geometry %+v in %s", g, d.Schema.CRS)
	}
	d, q := describe(t, s, query.Relation{Schema: "nature", Table: "birds", Geometry: "geom"})
	if g := d.Schema.Geometry; g.Column != "geom" || g.Geom != feature.Point || g.Title != "Place" || d.Schema.CRS != crs.EPSG(3067) {
		t.Errorf("geometry %+v in %s", g, d.Schema.CRS)
	}
	if want := (orb.Bound{Min: orb.Point{500000, 6700000}, Max: orb.Point{500000, 6700000}}); d.Extent != want {
		t.Errorf("extent %v", d.Extent)
	}
	got := rows(t, s, q)
	if want := []string{
		`7 [500000 6.7e+06] [Parus major 3 123456789012345678 1.25 0.5 true 0b9a8f4e-6f4d-4c5e-9a57-0d3f0c6a1b2c {a,b} {"a": 1} 12:34:56 2020-02-29T12:00:00Z 2020-02-29T10:00:00Z 2020-02-29 ab 7]`,
		"8 <nil> [Nulls              8]",
	}; !slices.Equal(got, want) {
		t.Errorf("rows\n%s", strings.Join(got, "\n"))
	}
	if _, err := s.Describe(t.Context(), query.Relation{Schema: "nature", Table: "birds", Geometry: "nowhere"}); err == nil {
		t.Error("an unknown geometry column was taken")
	}
}

func TestDescribeKeys(t *testing.T) {
	s := openRelations(t)
	for _, c := range []struct {
		r    query.Relation
		key  string
		rows int64
	}{
		{query.Relation{Schema: "nature", Table: "a_view"}, "id", -1},
		{query.Relation{Schema: "nature", Table: "mat"}, "number", 2},
		{query.Relation{Schema: "public", Table: "pair"}, "a b", -1},
		{query.Relation{Schema: "public", Table: "bare"}, "", -1},
		{query.Relation{Schema: "public", Table: "globe"}, "id", -1},
		{query.Relation{Schema: "public", Table: "parts"}, "id year", -1},
		{query.Relation{SQL: "SELECT id, name AS label, geom FROM nature.birds WHERE ok;"}, "id", -1},
	} {
		d, q := describe(t, s, c.r)
		var key []string
		for _, k := range d.Schema.Key {
			key = append(key, k.Column)
		}
		if strings.Join(key, " ") != c.key || d.Rows != c.rows {
			t.Errorf("%v has key %v and %d rows", c.r, key, d.Rows)
		}
		// Every identifier that is given out selects its row.
		for _, row := range rows(t, s, q) {
			id, _, _ := strings.Cut(row, " ")
			one := *q
			var err error
			if one.Where, err = filter.Check(&filter.IDs{List: []string{id}}, q.Schema); err != nil {
				t.Fatal(err)
			}
			if got := rows(t, s, &one); !slices.Equal(got, []string{row}) {
				t.Errorf("%v: identifier %q gives %v, not %v", c.r, id, got, row)
			}
		}
	}
}

func TestGeometriesOfAllSorts(t *testing.T) {
	s := openRelations(t)
	d, _ := describe(t, s, query.Relation{Schema: "public", Table: "bare"})
	if d.Schema.CRS != crs.EPSG(3067) || d.Schema.Geometry.Geom != feature.AnyGeometry {
		t.Errorf("a column without type or SRID: %+v in %s", d.Schema.Geometry, d.Schema.CRS)
	}
	d, q := describe(t, s, query.Relation{Schema: "public", Table: "globe"})
	if d.Schema.CRS != crs.WGS84 || d.Schema.Geometry.Geom != feature.Point {
		t.Errorf("a geography: %+v in %s", d.Schema.Geometry, d.Schema.CRS)
	}
	if got := rows(t, s, q); len(got) != 1 || !strings.Contains(got[0], "[25 60]") {
		t.Errorf("%v", got)
	}
	near := &filter.Spatial{Op: filter.DWithin, Left: &filter.Property{Name: "geog"}, Right: &filter.Shape{Geom: orb.Point{25, 60.001}}, Distance: 120}
	if n := count(t, s, *q, near); n != 1 {
		t.Errorf("%d geographies within 120 m", n)
	}
	d, q = describe(t, s, query.Relation{Schema: "public", Table: "no_srid"})
	if d.Schema.CRS != (crs.Ref{}) {
		t.Errorf("geometries without an SRID are in %s", d.Schema.CRS)
	}
	q.Schema.CRS, q.Out = crs.EPSG(3067), crs.EPSG(31467) // as configured; the other is one that only the database knows
	box := &filter.Spatial{Op: filter.BBox, Left: &filter.Property{Name: "geom"}, Right: &filter.Shape{Geom: orb.Bound{Min: orb.Point{4e5, 6.6e6}, Max: orb.Point{6e5, 6.8e6}}, Box: true}}
	if n := count(t, s, *q, box); n != 1 {
		t.Errorf("%d geometries without an SRID in the box", n)
	}
	if got := rows(t, s, q); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

// A row far away is seen at once, whatever statistics say: by the index of a table, or else by reading its rows, or those of a view.
func TestExtentFollowsTheData(t *testing.T) {
	s, _, c := openBeside(t)
	run(t, c, `CREATE TABLE indexed (id int PRIMARY KEY, geom geometry(Point, 3067)); CREATE INDEX ON indexed USING gist (geom);
		CREATE TABLE plain (id int PRIMARY KEY, geom geometry(Point, 3067)); CREATE VIEW seen AS SELECT * FROM plain;
		CREATE TABLE part_of (id int, geom geometry(Point, 3067)) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF part_of FOR VALUES FROM (0) TO (1000);
		CREATE TABLE partly (id int PRIMARY KEY, geom geometry(Point, 3067)); CREATE INDEX ON partly USING gist (geom) WHERE id < 50;
		CREATE TABLE round (id int PRIMARY KEY, geom geography(Point, 4326)); CREATE INDEX ON round USING gist (geom)`)
	relations := []query.Relation{{SQL: "SELECT * FROM plain"}}
	for _, name := range []string{"indexed", "plain", "seen", "part_of", "partly", "round"} {
		relations = append(relations, query.Relation{Schema: "public", Table: name})
	}
	add := func(id int, x, y float64) {
		t.Helper()
		for _, table := range []string{"indexed", "plain", "part_of", "partly"} {
			if _, err := c.Exec(t.Context(), "INSERT INTO "+table+" VALUES ($1, ST_Point($2, $3, 3067))", id, x, y); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Exec(t.Context(), "INSERT INTO round VALUES ($1, ST_Point($2, $3, 4326))", id, x/1e5, y/1e5); err != nil {
			t.Fatal(err)
		}
	}
	measure := func(what string, want orb.Bound) {
		t.Helper()
		for _, r := range relations {
			d, err := s.Describe(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			b, err := s.Extent(t.Context(), r, d.Schema)
			if r.Table == "round" {
				b = orb.Bound{Min: orb.Point{b.Min[0] * 1e5, b.Min[1] * 1e5}, Max: orb.Point{b.Max[0] * 1e5, b.Max[1] * 1e5}}
			}
			if err != nil || want.IsEmpty() != b.IsEmpty() || !want.IsEmpty() && (!want.Pad(1).Contains(b.Min) || !want.Pad(1).Contains(b.Max) || !b.Pad(1e-6).Contains(want.Min) || !b.Pad(1e-6).Contains(want.Max)) {
				t.Errorf("%s: the extent of %+v is %v, want %v: %v", what, r, b, want, err)
			}
		}
	}
	measure("empty", emptyExtent)
	for i := range 100 {
		add(i, 300000+float64(i), 6700000)
	}
	run(t, c, "ANALYZE")
	measure("analysed", orb.Bound{Min: orb.Point{300000, 6700000}, Max: orb.Point{300099, 6700000}})
	add(100, 500000, 7000000)
	measure("a row far away", orb.Bound{Min: orb.Point{300000, 6700000}, Max: orb.Point{500000, 7000000}})
}

var emptyExtent = orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
