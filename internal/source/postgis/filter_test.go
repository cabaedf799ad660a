package postgis_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// A data exception is the filter's fault only where the filter has values that can cause it.
func TestWhoseFaultADataExceptionIs(t *testing.T) {
	s, err := postgis.Open(t.Context(), testdb.DSN(t), postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	schema := &feature.Schema{
		Fields:   []feature.Field{{Name: "seen", Column: "seen", Type: feature.DateTime, Native: "timestamptz"}, {Name: "n", Column: "n", Type: feature.Float, Native: "float8"}},
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Native: "geometry"}, CRS: crs.EPSG(3067),
	}
	point := `SELECT now() AS seen, 1e308::float8 AS n, ST_SetSRID(ST_MakePoint(1, 2), 3067) AS geom`
	broken := `SELECT now() AS seen, 1 / (random() * 0)::float8 AS n, ST_SetSRID(ST_MakePoint(1, 2), 3067) AS geom`
	early := &filter.Compare{Op: filter.Greater, Left: &filter.Property{Name: "seen"}, Right: &filter.Literal{Value: feature.DateTimeValue(math.MinInt64 / 2)}}
	box, err := cql.Parse("BBOX(geom, 0, 0, 9, 9)", cql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sql        string
		where      filter.Expr
		fails, his bool
	}{
		"a time that PostgreSQL does not know":    {point, early, true, true},
		"a box on a relation that cannot be read": {broken, box, true, false},
		"no filter on one":                        {broken, nil, true, false},
		"a box":                                   {point, box, false, false},
	} {
		checked, err := filter.Check(c.where, schema)
		if err != nil {
			t.Fatal(err)
		}
		q := &query.Query{Relation: query.Relation{SQL: c.sql}, Schema: schema, Where: checked, Out: schema.CRS, Limit: -1, Fields: []int{1}}
		fs, err := s.Features(t.Context(), q)
		if err == nil {
			for fs.Next() {
			}
			err = errors.Join(fs.Err(), fs.Close())
		}
		if (err != nil) != c.fails || errors.Is(err, source.ErrFilter) != c.his {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever a filter asks, PostgreSQL answers, or the filter is at fault; and an infinite time is no year.
func TestHostileFilters(t *testing.T) {
	s, err := postgis.Open(t.Context(), testdb.DSN(t), postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	schema := &feature.Schema{
		Fields: []feature.Field{
			{Name: "seen", Column: "seen", Type: feature.DateTime, Native: "timestamptz"}, {Name: "day", Column: "day", Type: feature.Date, Native: "date"},
			{Name: "n", Column: "n", Type: feature.Float, Native: "float8"}, {Name: "i", Column: "i", Type: feature.Int, Native: "int4"}, {Name: "s", Column: "s", Type: feature.String, Native: "text"},
		},
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Native: "geometry"}, CRS: crs.EPSG(3067),
	}
	relation := query.Relation{SQL: `SELECT day::timestamptz AS seen, day, n::float8, 5::int4 AS i, 'aaaa'::text AS s, ST_GeomFromText(place, 3067) AS geom FROM (VALUES
		('2020-01-01'::date, 1.5, 'POLYGON((0 0, 9 0, 9 9, 0 9, 0 0))'), ('infinity', 'Infinity', 'POLYGON((0 0, 9 9, 9 0, 0 9, 0 0))'),
		('-infinity', 'NaN', 'GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 5 5))')) AS v(day, n, place)`}
	count := func(text string, not bool) (int64, error) {
		e, err := cql.Parse(text, cql.Options{})
		if err != nil {
			t.Fatalf("%.100s: %v", text, err)
		}
		if not {
			e = &filter.Not{Term: e}
		}
		checked, err := filter.Check(e, schema)
		if err != nil {
			t.Fatalf("%.100s: %v", text, err)
		}
		return s.Count(t.Context(), &query.Query{Relation: relation, Schema: schema, Where: checked, Out: schema.CRS, Limit: -1})
	}
	filters := []string{
		"year(seen) > -99999", "year(day) > 0", "second(day) = 0", "day > seen", "T_FINISHES(day, seen)", "T_DURING(day, INTERVAL('0000-01-01', '9999-12-31'))",
		"i > 1e308", "i IN (1, 1e308)", "i = 9223372036854775807", "i - 9223372036854775807 > 0", "s LIKE '%%%%%%'", "s = '" + strings.Repeat("x", 500_000) + "'",
		"substr(s, 9223372036854775807, -9223372036854775807) = ''", "right(s, 1e308) = s", "left(s, n) = s", "n * 1e149 * 1e149 * 1e149 > 1", "n / 1e-320 > 1",
		strings.Repeat("round(", 150) + "n" + strings.Repeat(")", 150) + " = 2", strings.Repeat("(", 90) + "n" + strings.Repeat(" * n)", 90) + " > 1",
	}
	for _, op := range []string{"S_INTERSECTS(geom, %)", "S_WITHIN(geom, %)", "S_CONTAINS(geom, %)", "S_EQUALS(geom, %)", "S_TOUCHES(geom, %)", "S_OVERLAPS(geom, %)",
		"S_CROSSES(geom, %)", "DWITHIN(geom, %, 1e300, kilometers)", "BEYOND(geom, %, 1e300, feet)"} {
		for _, shape := range []string{
			"POLYGON((-1e308 -1e308, 1e308 -1e308, 1e308 1e308, -1e308 -1e308))", "POLYGON((0 0, 1e308 1e-308, 5e-324 1e308, 0 0))", "BBOX(-1e308, -1e308, 1e308, 1e308)",
			"GEOMETRYCOLLECTION(POINT(1e308 0), POLYGON((0 0, 1e308 1e-308, 5e-324 1e308, 0 0)))", "POLYGON((0 0, 1 1, 2 2, 0 0))", "LINESTRING(1 1, 1 1)",
			"SRID=27700;POINT(1e300 1e300)", "SRID=2056;BBOX(-1e20, -1e20, 1e20, 1e20)",
		} {
			filters = append(filters, strings.Replace(op, "%", shape, 1))
		}
	}
	for _, text := range filters {
		for _, not := range []bool{false, true} {
			if _, err := count(text, not); err != nil && !errors.Is(err, source.ErrFilter) {
				t.Errorf("%.100s (not %v): %v", text, not, err)
			}
		}
	}
	if n, err := count("year(seen) = 2020 OR year(day) IS NULL", false); n != 3 || err != nil {
		t.Errorf("years: %d, %v", n, err)
	}
}
