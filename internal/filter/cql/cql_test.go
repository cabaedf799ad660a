package cql_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/filtertest"
)

// TestCQL2 reads the constructs of CQL2's grammar (OGC 21-065r2, annex B), many as its examples write them.
func TestCQL2(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`eo:cloud_cover = 0.1`, `"eo:cloud_cover" = 0.1`},
		{`a = 0.1 AND b = 'x' OR NOT c < 3`, `(("a" = 0.1 AND "b" = 'x') OR NOT ("c" < 3))`},
		{`a <> 1 and b >= -1.5e3`, `("a" <> 1 AND "b" >= -1500.0)`},
		{`(a = 1 OR b = 2) AND c = 3`, `(("a" = 1 OR "b" = 2) AND "c" = 3)`},
		{`"odd ""name""" = 'O''Hara'`, `"odd ""name""" = 'O''Hara'`},
		{`a = 'O\'Hara'`, `"a" = 'O''Hara'`},
		{`a = 'back\' AND b = 1`, `("a" = 'back\' AND "b" = 1)`},
		{`a = 'ÄÖ 日本'`, `"a" = 'ÄÖ 日本'`},
		{`name LIKE 'Smith%'`, `"name" LIKE 'Smith%'`},
		{`name NOT LIKE 'a\%b_'`, `NOT ("name" LIKE 'a\%b_')`},
		{`CASEI(name) LIKE CASEI('straße%')`, `CASEI("name") LIKE CASEI('straße%')`},
		{`CASEI(name) = CASEI('x')`, `CASEI("name") = CASEI('x')`},
		{`CASEI(name) IN (casei('A'), CASEI('B'))`, `(CASEI("name") = CASEI('A') OR CASEI("name") = CASEI('B'))`},
		{`depth BETWEEN 100.0 and 150`, `"depth" BETWEEN 100.0 AND 150`},
		{`depth NOT BETWEEN 1 AND 2`, `NOT ("depth" BETWEEN 1 AND 2)`},
		{`a IN (1, 2, 3)`, `"a" IN (1, 2, 3)`},
		{`a NOT IN ('x', 'y')`, `NOT ("a" IN ('x', 'y'))`},
		{`a IS NULL`, `"a" IS NULL`},
		{`a IS NOT NULL`, `NOT ("a" IS NULL)`},
		{`flag`, `"flag"`},
		{`NOT flag = TRUE`, `NOT ("flag" = TRUE)`},
		{`TRUE`, `TRUE`},
		{`true = flag`, `TRUE = "flag"`},
		{`a = 1 + 2 * -b / (3 - c)`, `"a" = (1 + ((2 * (0 - "b")) / (3 - "c")))`},
		{`(a + 1) * 2 > 3`, `(("a" + 1) * 2) > 3`},
		{`((a)) = 1`, `"a" = 1`},
		{`lower(name) = 'x'`, `lower("name") = 'x'`},
		{`substr(name, 1, 2) = 'ab'`, `substr("name", 1, 2) = 'ab'`},
		{`day = DATE('2020-02-28')`, `"day" = DATE('2020-02-28')`},
		{`seen > TIMESTAMP('2020-02-28T12:00:00.5Z')`, `"seen" > TIMESTAMP('2020-02-28T12:00:00.5Z')`},
		{`S_INTERSECTS(geom, POINT(36.3 32.2))`, `S_INTERSECTS("geom", POINT (36.3 32.2))`},
		{`S_WITHIN(LINESTRING(0 0, 1 1), geom)`, `S_WITHIN(LINESTRING (0 0,1 1), "geom")`},
		{`S_DISJOINT(geom, BBOX(-1, -2.5, 3, 4))`, `S_DISJOINT("geom", BBOX(-1, -2.5, 3, 4))`},
		{`S_CONTAINS(geom, BBOX(1, 2, 0, 3, 4, 100))`, `S_CONTAINS("geom", BBOX(1, 2, 3, 4))`},
		{`S_TOUCHES(geom, POLYGON Z ((0 0 5, 1 0 5, 1 1 5, 0 0 5)))`, `S_TOUCHES("geom", POLYGON ((0 0,1 0,1 1,0 0)))`},
		{`S_CROSSES(geom, MULTIPOINT((1 2), (3 4)))`, `S_CROSSES("geom", MULTIPOINT ((1 2),(3 4)))`},
		{`S_OVERLAPS(geom, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1)))`, `S_OVERLAPS("geom", GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (0 0,1 1)))`},
		{`T_AFTER(seen, TIMESTAMP('2020-01-01T00:00:00Z'))`, `T_AFTER("seen", TIMESTAMP('2020-01-01T00:00:00Z'))`},
		{`T_DURING(INTERVAL(day, day2), INTERVAL('2017-06-10', '2017-06-11T10:30:00Z'))`, `T_DURING(INTERVAL("day", "day2"), INTERVAL('2017-06-10', '2017-06-11T10:30:00Z'))`},
		{`T_INTERSECTS(day, INTERVAL('..', DATE('2020-01-01')))`, `T_INTERSECTS("day", INTERVAL('..', '2020-01-01'))`},
		{`T_DISJOINT(day, DATE('2020-01-01'))`, `NOT (T_INTERSECTS("day", DATE('2020-01-01')))`},
		{`T_METBY(day, day2) AND T_STARTS(day, day2) AND T_FINISHEDBY(day, day2)`, `(T_METBY("day", "day2") AND T_STARTS("day", "day2") AND T_FINISHEDBY("day", "day2"))`},
	} {
		check(t, c.text, c.want, cql.Options{})
	}
}

// TestECQL reads what GeoServer's users write.
func TestECQL(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`INCLUDE`, `TRUE`},
		{`EXCLUDE`, `FALSE`},
		{`STATE_NAME ILIKE 'a%'`, `CASEI("STATE_NAME") LIKE CASEI('a%')`},
		{`a != 1`, `"a" <> 1`},
		{`IN ('occurrence.1', 'occurrence.2')`, `IN ('occurrence.1', 'occurrence.2')`},
		{`INTERSECTS(geom, POINT(1 2))`, `S_INTERSECTS("geom", POINT (1 2))`},
		{`within(geom, SRID=3067;POINT(385000 6672000))`, `S_WITHIN("geom", SRID=3067;POINT (385000 6672000))`},
		{`INTERSECTS(geom, ENVELOPE(1, 3, 2, 4))`, `S_INTERSECTS("geom", BBOX(1, 2, 3, 4))`},
		{`BBOX(geom, 10, 20, 30, 40)`, `BBOX("geom", 10, 20, 30, 40)`},
		{`BBOX(geom, 1e3,-20,3e4,40, 'EPSG:3067')`, `BBOX("geom", 1000, -20, 30000, 40, 'EPSG:3067')`},
		{`BBOX(geom, 60, 20, 70, 30, 'urn:ogc:def:crs:EPSG::4326')`, `BBOX("geom", 20, 60, 30, 70, 'EPSG:4326')`},
		{`DWITHIN(geom, POINT(1 2), 10, kilometers)`, `DWITHIN("geom", POINT (1 2), 10000, meters)`},
		{`DWITHIN(geom, POINT(1 2), 0.5, statute miles)`, `DWITHIN("geom", POINT (1 2), 804.672, meters)`},
		{`BEYOND(geom, POINT(1 2), 1, nautical miles)`, `BEYOND("geom", POINT (1 2), 1852, meters)`},
		{`seen BEFORE 2006-11-30T01:30:00Z`, `T_BEFORE("seen", TIMESTAMP('2006-11-30T01:30:00Z'))`},
		{`seen AFTER 2006-11-30T01:30:00+03:00`, `T_AFTER("seen", TIMESTAMP('2006-11-29T22:30:00Z'))`},
		{`seen DURING 2006-11-30T01:30:00Z/2006-12-31T01:30:00Z`, `T_DURING("seen", INTERVAL('2006-11-30T01:30:00Z', '2006-12-31T01:30:00Z'))`},
		{`seen DURING 2006-11-30T00:00:00Z/P1Y2M3DT4H`, `T_DURING("seen", INTERVAL('2006-11-30T00:00:00Z', '2008-02-02T04:00:00Z'))`},
		{`seen DURING P1M/2006-11-30T00:00:00Z`, `T_DURING("seen", INTERVAL('2006-10-30T00:00:00Z', '2006-11-30T00:00:00Z'))`},
		{`seen BEFORE OR DURING 2006-11-30T00:00:00Z/2007-11-30T00:00:00Z`, `T_INTERSECTS("seen", INTERVAL('..', '2007-11-30T00:00:00Z'))`},
		{`seen DURING OR AFTER 2006-11-30T00:00:00Z/2007-11-30T00:00:00Z`, `T_INTERSECTS("seen", INTERVAL('2006-11-30T00:00:00Z', '..'))`},
		{`seen TEQUALS 2006-11-30T00:00:00Z`, `T_EQUALS("seen", TIMESTAMP('2006-11-30T00:00:00Z'))`},
		{`seen > 2006-11-30T00:00:00Z`, `"seen" > TIMESTAMP('2006-11-30T00:00:00Z')`},
		{`strToLowerCase(name) = 'x'`, `strToLowerCase("name") = 'x'`},
	} {
		check(t, c.text, c.want, cql.Options{})
	}
}

// TestCRSOfShapes: a shape that names no CRS has the option's.
func TestCRSOfShapes(t *testing.T) {
	o := cql.Options{CRS: crs.CRS84}
	check(t, `S_INTERSECTS(geom, POINT(25 60))`, `S_INTERSECTS("geom", SRID=4326;POINT (25 60))`, o)
	check(t, `S_INTERSECTS(geom, BBOX(1,2,3,4))`, `S_INTERSECTS("geom", SRID=4326;BBOX(1, 2, 3, 4))`, o)
	check(t, `S_INTERSECTS(geom, SRID=3067;BBOX(1,2,3,4))`, `S_INTERSECTS("geom", SRID=3067;BBOX(1, 2, 3, 4))`, o)
	check(t, `BBOX(geom, 1, 2, 3, 4)`, `BBOX("geom", 1, 2, 3, 4, 'CRS:84')`, o)
	check(t, `BBOX(geom, 1, 2, 3, 4, 'EPSG:3067')`, `BBOX("geom", 1, 2, 3, 4, 'EPSG:3067')`, o)
}

func check(t *testing.T, text, want string, o cql.Options) {
	t.Helper()
	e, err := cql.ParseAny(text, o)
	if err != nil {
		t.Errorf("%s: %v", text, err)
	} else if got := e.String(); got != want {
		t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{``, `byte 0: expected a property, a value or a predicate, found the end`},
		{`a =`, `byte 3: expected a property, a value or a predicate, found the end`},
		{`a = 1 b`, `byte 6: expected AND, OR or the end, found "b"`},
		{`a = 1 AND`, `byte 9: expected a property, a value or a predicate, found the end`},
		{`a == 1`, `byte 3: expected a property, a value or a predicate, found "= 1"`},
		{`(a = 1`, `byte 6: expected ')', found the end`},
		{`a = 'x`, `byte 4: expected a property, a value or a predicate, found a quote that is not closed`},
		{`a = "x`, `byte 4: expected a property, a value or a predicate, found a quote that is not closed`},
		{`a LIKE 5`, `byte 7: expected a pattern in single quotes, found "5"`},
		{`a NOT 5`, `byte 6: expected LIKE, BETWEEN or IN, found "5"`},
		{`a IN ()`, `byte 6: expected a property, a value or a predicate, found ")"`},
		{`a IN (1 2)`, `byte 8: expected ',' or ')', found "2)"`},
		{`a IS 5`, `byte 5: expected 'NULL', found "5"`},
		{`a BETWEEN 1, 2`, `byte 11: expected 'AND', found ", 2"`},
		{`a = 1.2.3`, `byte 4: "1.2.3" is not a number`},
		{`a = 1e999`, `byte 4: "1e999" is not a number`},
		{`a = #`, `byte 4: expected a property, a value or a predicate, found a character that no filter has`},
		{`a = within(geom, POINT(1 2))`, `byte 4: WITHIN is not a function: a value is needed there`},
		{`like = 1`, `byte 0: expected a property or a value (a property of this name must be in double quotes), found "like = 1"`},
		{`RELATE(geom, POINT(1 2), 'T*****FF*')`, `byte 0: RELATE is not supported; use one of the spatial predicates such as S_INTERSECTS or S_TOUCHES`},
		{`ACCENTI(a) = ACCENTI('é')`, `byte 0: ACCENTI is not supported; use CASEI, or LIKE with _ for the letter`},
		{`A_CONTAINS(a, ('x'))`, `byte 0: A_CONTAINS is not supported; properties have single values; compare them, with IN for several`},
		{`S_INTERSECTS(geom, POINT(1))`, `byte 19: WKT at byte 7: ")" should be a number`},
		{`S_INTERSECTS(geom, POINT EMPTY)`, `byte 19: the geometry is empty`},
		{`S_INTERSECTS(geom, POLYGON((0 0, 1 1, 1 0, 5 5)))`, `byte 19: a ring of WKT must end where it begins`},
		{`S_INTERSECTS(geom, SRID=1;POINT(1 2))`, `byte 24: the coordinate reference system SRID=1 is not known`},
		{`S_INTERSECTS(geom, SRID=3067 POINT(1 2))`, `byte 24: expected a number and a semicolon after SRID=, as in SRID=3067;POINT(385000 6672000)`},
		{`S_INTERSECTS(geom, SRID=3067;geom)`, `byte 29: expected a geometry such as POINT(25 60), found "geom)"`},
		{`S_INTERSECTS(geom, buffer(geom, 1))`, `byte 19: "buffer" is not a geometry; write WKT such as POINT(25 60)`},
		{`S_INTERSECTS(geom, 5)`, `byte 19: expected a geometry property or a geometry, found "5)"`},
		{`S_INTERSECTS(geom, BBOX(1, 2, 3))`, `byte 19: BBOX has 3 numbers; it takes x1, y1, x2, y2`},
		{`S_INTERSECTS(geom, BBOX(3, 2, 1, 4))`, `byte 19: the box has its first corner above or right of its second; write x1, y1, x2, y2 with x1 <= x2 and y1 <= y2`},
		{`BBOX(geom, 3, 2, 1, 4)`, `byte 10: the box has its first corner above or right of its second; write x1, y1, x2, y2 with x1 <= x2 and y1 <= y2`},
		{`BBOX(geom, 1, 2, 3, 4, 'EPSG:x')`, `byte 23: "EPSG:x" is not the name of a coordinate reference system; write it as EPSG:3067, urn:ogc:def:crs:EPSG::3067 or http://www.opengis.net/def/crs/EPSG/0/3067`},
		{`DWITHIN(geom, POINT(1 2), 10, parsecs)`, `byte 30: the unit of distance "PARSECS" is not known; use meters, kilometers, feet, statute miles or nautical miles`},
		{`DWITHIN(geom, POINT(1 2))`, `byte 24: expected ',', found ")"`},
		{`T_AFTER(seen)`, `byte 0: T_AFTER takes 2 arguments, not 1`},
		{`T_DURING(seen, INTERVAL('2020-01-01'))`, `byte 15: INTERVAL takes 2 arguments, not 1`},
		{`T_DURING(seen, INTERVAL(5, '..'))`, `byte 24: 5 is not a date or time; write '2024-05-01', '2024-05-01T12:00:00Z' or '..'`},
		{`day = DATE('yesterday')`, `byte 11: "yesterday" is not a date; write DATE('2024-05-01') or TIMESTAMP('2024-05-01T12:00:00Z')`},
		{`day = DATE('2020-01-01T00:00:00Z')`, `byte 11: "2020-01-01T00:00:00Z" is not a date; write DATE('2024-05-01') or TIMESTAMP('2024-05-01T12:00:00Z')`},
		{`seen DURING 2006-11-30T00:00:00Z`, `byte 32: expected '/', found the end`},
		{`seen DURING 2006-11-30T00:00:00Z/P900000Y`, `byte 12: the period reaches beyond the years 0 to 9999`},
		{`seen DURING P3000Y/2006-11-30T00:00:00Z`, `byte 12: the period reaches beyond the years 0 to 9999`},
		{`seen BEFORE OR 2006-11-30T00:00:00Z`, `byte 15: expected 'DURING', found "2006-11-30T00:00:00Z"`},
	} {
		e, err := cql.Parse(c.text, cql.Options{})
		if err == nil {
			t.Errorf("%s\nwas read as %s", c.text, e)
		} else if err.Error() != c.want {
			t.Errorf("{`%s`, `%s`},", c.text, err)
		}
	}
}

// TestBounds: neither depth nor length exhausts anything.
func TestBounds(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("(", 1<<19) + "a=1" + strings.Repeat(")", 1<<19),
		strings.Repeat("NOT ", 1<<18) + "a=1",
		"a = " + strings.Repeat("-", 1<<20-10) + "1",
		"a = " + strings.Repeat("+", 1<<20-10) + "1",
		"a = " + strings.Repeat("f(", 1<<19) + "1",
		"a = 1" + strings.Repeat("+1", 1<<18),
		"a = '" + strings.Repeat(`\'x`, 1<<18),
		strings.Repeat("S_INTERSECTS(a, b) AND ", 1<<15) + "c",
		"S_INTERSECTS(geom, " + strings.Repeat("GEOMETRYCOLLECTION(", 1<<15),
		"a IN (" + strings.Repeat("(1),", 1<<17),
	} {
		_, err := cql.Parse(text, cql.Options{})
		var fe *filter.Error
		if err != nil && (!errors.As(err, &fe) || len(err.Error()) > 500) {
			t.Errorf("%.20s…: %T of %d bytes", text, err, len(err.Error()))
		}
	}
	if _, err := cql.Parse(strings.Repeat(" ", 11), cql.Options{MaxLength: 10}); err == nil || err.Error() != "the filter has 11 bytes, more than the 10 allowed" {
		t.Errorf("got %v", err)
	}
}

// FuzzParse: whatever is sent, nothing panics, errors are the client's and short, what was read reads back, and what Check accepts
// can be evaluated.
func FuzzParse(f *testing.F) {
	s := filtertest.Schema()
	features := []feature.Feature{{ID: "1", Props: make([]feature.Value, len(s.Fields))}}
	features = append(features, rapid.Custom(func(t *rapid.T) []feature.Feature { return filtertest.Features(t, s) }).Example(1)...)
	for seed := range 40 {
		f.Add(rapid.Custom(func(t *rapid.T) string { return filtertest.Expr(t, s).String() }).Example(seed))
	}
	for _, s := range []string{
		`a = 1 AND (b LIKE 'x%' OR NOT c IS NULL)`, `S_INTERSECTS(geom, SRID=3067;POLYGON((0 0,1 0,1 1,0 0)))`, `BBOX(geom, 1, 2, 3, 4, 'EPSG:3067')`,
		`T_DURING(day, INTERVAL('2020-01-01', '..'))`, `seen BEFORE OR DURING 2006-11-30T00:00:00Z/P1Y`, `CASEI(a) IN (CASEI('x'), 'y')`,
		`(a + 1) * -2 > lower(b)`, `DWITHIN(geom, POINT(1 2), 1e3, feet)`, `IN ('x''y')`, `"a""b" = 'O\'x' and d = DATE('2020-02-29')`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := cql.Parse(text, cql.Options{})
		if err != nil {
			var fe *filter.Error
			if !errors.As(err, &fe) || len(err.Error()) > 500 {
				t.Fatalf("error %T: %v", err, err)
			}
			return
		}
		once := e.String()
		back, err := cql.Parse(once, cql.Options{MaxLength: 1 << 30})
		if err != nil {
			t.Fatalf("%s\nis not read back: %v", once, err)
		}
		if twice := back.String(); once != twice {
			t.Fatalf("%s\nreads back as\n%s", once, twice)
		}
		c, err := filter.Check(e, s)
		if err != nil {
			var fe *filter.Error
			if !errors.As(err, &fe) || len(err.Error()) > 1000 {
				t.Fatalf("error %T: %v", err, err)
			}
			return
		}
		for i := range features {
			c.Eval(&features[i], s)
		}
	})
}
