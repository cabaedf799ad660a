package sqlgen_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/filtertest"
	"haavi/internal/query"
	"haavi/internal/sqlgen"
)

var dialects = map[string]sqlgen.Dialect{
	"postgis":    sqlgen.PostGIS{},
	"geopackage": sqlgen.GeoPackage{RTree: "rtree_random_c_geom", Shape: func(orb.Geometry) any { return int64(1) }},
}

func where(t testing.TB, s *feature.Schema, text string) *query.Query {
	t.Helper()
	e, err := cql.Parse(text, cql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := filter.Check(e, s)
	if err != nil {
		t.Fatal(err)
	}
	return &query.Query{Relation: query.Relation{Schema: "nature", Table: `odd "table"`}, Schema: s, Where: c, Out: s.CRS, Limit: -1, Fields: []int{0}}
}

// The same shape of request must be the same statement, whatever its values, for the prepared one to be found again.
func TestTextDependsOnTheShapeOfTheFilterAlone(t *testing.T) {
	s := filtertest.Schema()
	for _, pair := range [][2]string{
		{"name = 'a'", `name = 'x'';--"$1?'`},
		{"name LIKE 'a%'", `name LIKE '%\_%'`},
		{"count IN (1, 2)", "count IN (3, 4, 5, 6, 7)"},
		{"name IN ('a', 'b')", "name IN ('c', 'd', 'e')"},
		{"day > DATE('2020-01-01')", "day > DATE('1999-12-31')"},
		{"seen <= TIMESTAMP('2020-01-01T00:00:00Z')", "seen <= TIMESTAMP('1999-12-31T12:00:00Z')"},
		{"T_DURING(seen, INTERVAL('2020-01-01', '2020-02-01'))", "T_DURING(seen, INTERVAL('2021-01-01', '2021-02-01'))"},
		{"BBOX(geom, 1, 2, 3, 4)", "BBOX(geom, 500000, 6700000, 500001.5, 6700001.5)"},
		{"S_WITHIN(geom, POLYGON((0 0, 1 0, 1 1, 0 0)))", "S_WITHIN(geom, POLYGON((0 0, 9 0, 9 9, 5 7, 0 0)))"},
		{"DWITHIN(geom, POINT(1 2), 3, meters)", "DWITHIN(geom, POINT(4 5), 6, kilometers)"},
		{"IN ('1', '2')", "IN ('3', '4', 'x')"},
		{"substr(name, 1, 2) = 'a'", "substr(name, 3, 4) = 'b'"},
	} {
		for name, d := range dialects {
			a, b := sqlgen.Select(where(t, s, pair[0]), d), sqlgen.Select(where(t, s, pair[1]), d)
			if a.Text != b.Text {
				t.Errorf("%s: %s and %s differ:\n%s\n%s", name, pair[0], pair[1], a.Text, b.Text)
			}
		}
	}
}

var (
	quoted      = regexp.MustCompile(`"(?:[^"]|"")*"`)
	placeholder = regexp.MustCompile(`[$?](\d+)`)
	constants   = regexp.MustCompile(`'[^']*'`)
	allowed     = map[string]bool{"'UTC'": true, "'NDR'": true, "' '": true, "'GEOMETRYCOLLECTION'": true, "'86399.999999 seconds'": true, "'T********'": true,
		"'1********'": true, "'0********'": true, "'**T******'": true, "'NaN'": true, "'Infinity'": true, "'-Infinity'": true}
)

// A random filter leaves nothing of its values in the text, every argument has its place, and parentheses are in pairs.
func TestTextHoldsNothingOfTheClients(t *testing.T) {
	s := filtertest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		c, err := filter.Check(filtertest.Expr(t, s), s)
		if err != nil {
			t.Fatal(err)
		}
		q := &query.Query{Relation: query.Relation{Table: "random"}, Schema: s, Where: c, Out: crs.CRS84, Limit: 10, Offset: 5, Fields: []int{0, 3}, Sort: []query.Sort{{Field: 6}}}
		for name, d := range dialects {
			st := sqlgen.Select(q, d)
			for _, literal := range constants.FindAllString(quoted.ReplaceAllString(st.Text, ""), -1) {
				if !allowed[literal] {
					t.Fatalf("%s: the text has the literal %s: %s", name, literal, st.Text)
				}
			}
			used := map[string]bool{}
			for _, m := range placeholder.FindAllStringSubmatch(quoted.ReplaceAllString(st.Text, ""), -1) {
				used[m[1]] = true
			}
			for i := range st.Args {
				if !used[fmt.Sprint(i+1)] {
					t.Fatalf("%s: argument %d of %d has no place: %s", name, i+1, len(st.Args), st.Text)
				}
			}
			if len(used) != len(st.Args) {
				t.Fatalf("%s: %d places for %d arguments: %s", name, len(used), len(st.Args), st.Text)
			}
			balanced(t, st.Text)
		}
	})
}

func balanced(t *rapid.T, sql string) {
	depth := 0
	for _, c := range quoted.ReplaceAllString(sql, "") {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			break
		}
	}
	if depth != 0 {
		t.Fatalf("parentheses: %s", sql)
	}
}

// Calls and calculations in each other must not double the text at every level.
func TestTextGrowsWithTheFilter(t *testing.T) {
	s := filtertest.Schema()
	for _, f := range filter.Functions() {
		if f.Result != feature.Float {
			continue
		}
		text := strings.Repeat(f.Name+"(", 90) + "size" + strings.Repeat(" / 2)", 90) + " > 1"
		for name, d := range dialects {
			if n := len(sqlgen.Count(where(t, s, text), d).Text); n > 100_000 {
				t.Errorf("%s: %d bytes for %s", name, n, f.Name)
			}
		}
	}
}

func TestNamesAreQuoted(t *testing.T) {
	s := filtertest.Schema()
	s.Fields[0].Column = `a"b; DROP`
	s.Key = []feature.Field{{Column: `k"`, Type: feature.Int}}
	for name, d := range dialects {
		text := sqlgen.Select(where(t, s, "flag = TRUE"), d).Text
		for _, want := range []string{`"a""b; DROP"`, `"k"""`, `"nature"."odd ""table"""`} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s in %s", name, want, text)
			}
		}
	}
}

// The spatial index can serve only where the column stands bare beside a constant, and the exact condition comes after it.
func TestIndexesServe(t *testing.T) {
	s := filtertest.Schema()
	s.Geometry.Geom = feature.Point
	for _, c := range []struct{ filter, dialect, want string }{
		{"BBOX(geom, 1, 2, 3, 4)", "postgis", `WHERE (ST_Intersects(t."c_geom", ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 3067)))`},
		{"BBOX(geom, 1, 2, 3, 4)", "geopackage", `WHERE (t.rowid IN (SELECT id FROM "rtree_random_c_geom" WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 AND miny <= ?4) AND haavi_relate(`},
		{"DWITHIN(geom, POINT(1 2), 3, meters)", "postgis", `ST_DWithin(t."c_geom", `},
		{"DWITHIN(geom, POINT(1 2), 3, meters)", "geopackage", `t.rowid IN (SELECT id FROM`},
		{"count IN (1, 2)", "postgis", `(t."c_count" = ANY($1::bigint[]))`},
		{"count = 1", "postgis", `(t."c_count" = $1::bigint)`},
		{"name = 'a'", "geopackage", `(t."c_name" = ?1)`},
		{"day >= TIMESTAMP('2020-01-01T12:00:00Z')", "postgis", `(t."c_day" > $1::date)`},
		{"IN ('1')", "postgis", `(t."fid" = ANY($1::bigint[]))`},
	} {
		if text := sqlgen.Count(where(t, s, c.filter), dialects[c.dialect]).Text; !strings.Contains(text, c.want) {
			t.Errorf("%s for %s: no\n%s in\n%s", c.filter, c.dialect, c.want, text)
		}
	}
}

func TestIdentifiersThatAreNoneSelectNothing(t *testing.T) {
	s := filtertest.Schema()
	st := sqlgen.Count(where(t, s, "IN ('x', '01', '1.0', ' 1', '9223372036854775808', '7')"), sqlgen.PostGIS{})
	if got := fmt.Sprint(st.Args); got != "[[7]]" {
		t.Errorf("arguments %s", got)
	}
	s.Key = []feature.Field{{Column: "u", Type: feature.String, Native: "uuid"}}
	st = sqlgen.Count(where(t, s, "IN ('x', '0b9a8f4e-6f4d-4c5e-9a57-0d3f0c6a1b2c', '0B9A8F4E-6f4d-4c5e-9a57-0d3f0c6a1b2c')"), sqlgen.PostGIS{})
	if got := fmt.Sprint(st.Args); got != "[[0b9a8f4e-6f4d-4c5e-9a57-0d3f0c6a1b2c]]" || !strings.Contains(st.Text, `t."u" = ANY($1::uuid[])`) {
		t.Errorf("%s %s", st.Text, got)
	}
}

// What begins a page must be a range of the first expression that the rows are sorted by: an index serves nothing else.
func TestTextAfterAPosition(t *testing.T) {
	s := filtertest.Schema()
	for _, c := range []struct {
		sort          []query.Sort
		after         query.Position
		part          query.Part
		postgis, gpkg string
	}{
		{nil, query.Position{"7"}, query.Whole, `WHERE (t."fid" > $1::text::int8)`, `WHERE (t."fid" > ?1)`},
		{[]query.Sort{{Field: 2}}, query.Position{"1", "7"}, query.First, `WHERE (t."c_count" >= $1::text::int8 AND (t."c_count" > $1::text::int8 OR (t."fid" > $2::text::int8)))`, `WHERE (t."c_count" >= ?1 AND (t."c_count" > ?1 OR (t."fid" > ?2)))`},
		{[]query.Sort{{Field: 2}}, query.Position{"1", "7"}, query.Second, `WHERE (t."c_count" IS NULL)`, `WHERE (t."c_count" IS NULL)`},
		{[]query.Sort{{Field: 2}}, query.Position{nil, "7"}, query.Whole, `WHERE (t."c_count" IS NULL AND (t."fid" > $1::text::int8))`, `WHERE (t."c_count" IS NULL AND (t."fid" > ?1))`},
		{[]query.Sort{{Field: 2, Desc: true}}, query.Position{"1", "7"}, query.Whole, `WHERE (t."c_count" <= $1::text::int8 AND (t."c_count" < $1::text::int8 OR`, `WHERE (t."c_count" <= ?1 AND (t."c_count" < ?1 OR`},
		{[]query.Sort{{Field: 2, Desc: true}}, query.Position{nil, "7"}, query.Second, `WHERE (t."c_count" IS NOT NULL)`, `WHERE (t."c_count" IS NOT NULL)`},
	} {
		q := &query.Query{Relation: query.Relation{Table: "random"}, Schema: s, Out: s.CRS, Limit: 10, Sort: c.sort, After: c.after}
		for name, want := range map[string]string{"postgis": c.postgis, "geopackage": c.gpkg} {
			if text := sqlgen.SelectPart(q, dialects[name], c.part).Text; !strings.Contains(text, want) {
				t.Errorf("%s: %s\nhas not %s", name, text, want)
			}
		}
	}
	q := &query.Query{Relation: query.Relation{Table: "random"}, Schema: s, Out: s.CRS, Limit: 10, After: query.Position{"a", "b"}}
	composite := *s
	composite.Key = []feature.Field{{Column: "a", Type: feature.String, Native: "text"}, {Column: "b", Type: feature.String, Native: "uuid"}}
	q.Schema = &composite
	if text, want := sqlgen.Select(q, sqlgen.PostGIS{}).Text, `WHERE ((t."a", t."b") > ($1::text::text, $2::text::uuid)) ORDER BY t."a", t."b" LIMIT`; !strings.Contains(text, want) {
		t.Errorf("%s\nhas not %s", text, want)
	}
}
