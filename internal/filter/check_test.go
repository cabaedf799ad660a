package filter_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/filtertest"
)

func occurrences() *feature.Schema {
	f := func(name string, k feature.Kind) feature.Field {
		return feature.Field{Name: name, Column: "c_" + name, Type: k, Nullable: true}
	}
	return &feature.Schema{
		Name: "occurrence",
		Fields: []feature.Field{f("scientificName", feature.String), f("count", feature.Int), f("uncertainty", feature.Float), f("day", feature.Date),
			f("seen", feature.DateTime), f("sensitive", feature.Bool), f("other", feature.String)},
		Geometry: feature.Field{Name: "geom", Column: "c_geom", Type: feature.Geometry, Nullable: true},
		CRS:      crs.EPSG(3067),
	}
}

func parse(t testing.TB, text string) filter.Expr {
	t.Helper()
	e, err := cql.Parse(text, cql.Options{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Literals take the type of what they are compared with.
		{`count = '5'`, `"count" = 5`},
		{`count = '3.5'`, `"count" = 3.5`},
		{`count = ' 7 '`, `"count" = 7`},
		{`replace(replace(replace(other, 'ä', 'ae'), 'ö', 'oe'), '', 'xyz') = 'x'`, `replace(replace(replace("other", 'ä', 'ae'), 'ö', 'oe'), '', 'xyz') = 'x'`},
		{`count > '1e3'`, `"count" > 1000.0`},
		{`uncertainty < '100'`, `"uncertainty" < 100`},
		{`scientificName = 5`, `"scientificName" = '5'`},
		{`scientificName = TRUE`, `"scientificName" = 'true'`},
		{`sensitive = 'true'`, `"sensitive" = TRUE`},
		{`sensitive = '0'`, `"sensitive" = FALSE`},
		{`sensitive = 1`, `"sensitive" = TRUE`},
		{`sensitive = 'True'`, `"sensitive" = TRUE`},
		{`day = '2020-02-29'`, `"day" = DATE('2020-02-29')`},
		{`day = '2020-02-29+03:00'`, `"day" = DATE('2020-02-29')`},
		{`day < '2020-02-29T12:00:00Z'`, `"day" < TIMESTAMP('2020-02-29T12:00:00Z')`},
		{`seen > '2020-02-29'`, `"seen" > DATE('2020-02-29')`},
		{`seen > '2020-02-29T12:00:00.1234567+02:00'`, `"seen" > TIMESTAMP('2020-02-29T10:00:00.123456Z')`},
		{`'5' < count`, `5 < "count"`},
		{`count + '1' = 2`, `("count" + 1) = 2`},
		{`lower(scientificName) = 5`, `lower("scientificName") = '5'`},
		{`length(scientificName) = '5'`, `length("scientificName") = 5`},
		{`year(day) = '2020'`, `year("day") = 2020`},
		{`coalesce(count, '0') = 0`, `coalesce("count", 0) = 0`},
		{`count BETWEEN '1' AND '2'`, `"count" BETWEEN 1 AND 2`},
		{`'5' BETWEEN count AND uncertainty`, `(5 >= "count" AND 5 <= "uncertainty")`},
		{`count IN ('1', 2.5)`, `"count" IN (1, 2.5)`},
		{`scientificName IN ('a', other)`, `("scientificName" = "other" OR "scientificName" = 'a')`},
		// What is constant is no question to a database; what is unknown stays so.
		{`'1' = 1`, ``},
		{`'2' < '10'`, `FALSE`},
		{`'2' < 10 AND count = 1`, `"count" = 1`},
		{`lower('ABC') LIKE 'a%'`, ``},
		{`5 IN (1, '5')`, ``},
		{`5 IN (1, count)`, `"count" = 5`},
		{`NOT 1 + 1 = 2`, `FALSE`},
		{`1 / 0 = 1`, `(1 / 0) = 1`},
		{`T_AFTER(DATE('2020-01-02'), DATE('2020-01-01'))`, ``},
		{`5 BETWEEN 1 AND count`, `5 <= "count"`},
		// Comparisons without case make sense for strings only.
		{`CASEI(count) = CASEI('5')`, `"count" = 5`},
		{`CASEI(scientificName) = CASEI('Parus')`, `CASEI("scientificName") = CASEI('Parus')`},
		// Booleans stand alone.
		{`sensitive`, `"sensitive" = TRUE`},
		{`NOT sensitive AND count = 1`, `(NOT ("sensitive" = TRUE) AND "count" = 1)`},
		// Functions have one name.
		{`strToLowerCase(scientificName) = 'a'`, `lower("scientificName") = 'a'`},
		{`CHAR_LENGTH(other) > 3`, `length("other") > 3`},
		{`Concat(other, '-', scientificName) LIKE '%-%'`, `concat("other", '-', "scientificName") LIKE '%-%'`},
		// Trees become simple.
		{`count = 1 OR count = 2 OR count = '3'`, `"count" IN (1, 2, 3)`},
		{`count = 1 OR other = 'a' OR count IN (2, 3) OR other = 'b'`, `("count" IN (1, 2, 3) OR "other" IN ('a', 'b'))`},
		{`(count = 1 OR (count = 2 OR count IS NULL))`, `("count" IN (1, 2) OR "count" IS NULL)`},
		{`count = 1 OR CASEI(other) = CASEI('a') OR CASEI(other) = CASEI('b')`, `("count" = 1 OR CASEI("other") = CASEI('a') OR CASEI("other") = CASEI('b'))`},
		{`count = 1 AND (count = 2 AND (other = 'a' AND TRUE))`, `("count" = 1 AND "count" = 2 AND "other" = 'a')`},
		{`count = 1 AND FALSE`, `FALSE`},
		{`count = 1 OR NOT FALSE`, ``},
		{`INCLUDE`, ``},
		{`EXCLUDE`, `FALSE`},
		// A spatial operator has the property on its left and the layer's CRS on its right.
		{`INTERSECTS(geom, POINT(1 2))`, `S_INTERSECTS("geom", SRID=3067;POINT (1 2))`},
		{`WITHIN(POINT(1 2), geom)`, `S_CONTAINS("geom", SRID=3067;POINT (1 2))`},
		{`CONTAINS(POLYGON((0 0,1 0,1 1,0 0)), geom)`, `S_WITHIN("geom", SRID=3067;POLYGON ((0 0,1 0,1 1,0 0)))`},
		{`BBOX(geom, 1, 2, 3, 4)`, `BBOX("geom", 1, 2, 3, 4, 'EPSG:3067')`},
		{`BBOX(geom, -180, -90, 180, 90, 'EPSG:4326')`, `NOT ("geom" IS NULL)`},
		{`geom IS NULL`, `"geom" IS NULL`},
		// Times.
		{`T_DURING(seen, INTERVAL('2020-01-01', '..'))`, `T_DURING("seen", INTERVAL('2020-01-01', '..'))`},
		{`T_AFTER(day, '2020-01-01T00:00:00Z')`, `T_AFTER("day", TIMESTAMP('2020-01-01T00:00:00Z'))`},
	} {
		got, err := filter.Check(parse(t, c.text), occurrences())
		switch {
		case err != nil:
			t.Errorf("%s: %v", c.text, err)
		case c.want == "" && got.Expr() != nil, c.want != "" && (got.Expr() == nil || got.Expr().String() != c.want):
			t.Errorf("%s\ngot  %v\nwant %s", c.text, got.Expr(), c.want)
		}
	}
}

func TestCheckErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`cuont = 1`, `byte 0: layer "occurrence" has no property "cuont"; did you mean "count"?`},
		{`count = 1 AND SCIENTIFICNAME = 'x'`, `byte 14: layer "occurrence" has no property "SCIENTIFICNAME"; did you mean "scientificName"?`},
		{`nothing_like_it = 1`, `byte 0: layer "occurrence" has no property "nothing_like_it"; it has scientificName, count, uncertainty, day, seen, sensitive, other, geom`},
		{`count = 'abc'`, `byte 8: "abc" is not an integer, which property "count" is`},
		{`count = ''`, `byte 8: "" is not an integer, which property "count" is`},
		{`uncertainty = '0x10'`, `byte 14: "0x10" is not a number, which property "uncertainty" is`},
		{`uncertainty = 'Infinity'`, `byte 14: "Infinity" is not a number, which property "uncertainty" is`},
		{`sensitive = 'yes'`, `byte 12: "yes" is not a boolean, which property "sensitive" is`},
		{`sensitive = 2`, `byte 12: "2" is not a boolean, which property "sensitive" is`},
		{`day = '2020-02-30'`, `byte 6: "2020-02-30" is not a date, which property "day" is; write 2024-05-01 or 2024-05-01T12:00:00Z`},
		{`day = 5`, `byte 6: "5" is not a date, which property "day" is; write 2024-05-01 or 2024-05-01T12:00:00Z`},
		{`count = DATE('2020-01-01')`, `byte 13: "2020-01-01" is not an integer, which property "count" is`},
		{`count = scientificName`, `byte 0: "count" is an integer and "scientificName" a string: they cannot be compared`},
		{`day = count`, `byte 0: "day" is a date and "count" an integer: they cannot be compared`},
		{`count LIKE '1%'`, `byte 0: "count" is an integer: LIKE compares strings`},
		{`scientificName LIKE 'a\'`, `byte 0: the pattern "a\\" ends in an escape character that escapes nothing`},
		{`scientificName + 1 = 2`, `byte 0: "scientificName" is a string where a number is needed`},
		{`count + 'x' = 2`, `byte 8: "x" is not a number, which is needed there`},
		{`count`, `byte 0: "count" is not true or false: compare it with something`},
		{`count + 1`, `byte 0: ("count" + 1) is not true or false: a condition is needed there`},
		{`lower(count) = 'x'`, `byte 6: "count" is an integer where a string is needed`},
		{`lower(scientificName, other) = 'x'`, `byte 0: function lower takes 1 argument, not 2`},
		{`substr(scientificName) = 'x'`, `byte 0: function substr takes 2 to 3 arguments, not 1`},
		{`concat() = 'x'`, `byte 0: function concat takes 1 or more arguments, not 0`},
		{`replace(other, 'a', scientificName) = 'x'`, `byte 0: the third argument of replace must be a constant`},
		{`replace(replace(replace(replace(other, 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa'), 'a', 'aa') = 'x'`,
			`byte 0: the calls of replace could make a string more than 1000 times as long; use fewer or shorter replacements`},
		{`replace('` + strings.Repeat("a", 20_000) + `', 'a', '` + strings.Repeat("a", 60) + `') = 'x'`,
			`byte 0: the calls of replace could make a string more than 1000 times as long; use fewer or shorter replacements`},
		{`length(concat(replace(concat(` + strings.Repeat("other, ", 600) + `other), 'a', 'aa'), 'x')) = 1`,
			`byte 14: the calls of replace could make a string more than 1000 times as long; use fewer or shorter replacements`},
		{`round(count, count) = 1`, `byte 0: the second argument of round must be a constant, a whole number from -15 to 15`},
		{`frobnicate(count) = 1`, `byte 0: there is no function "frobnicate"; there are abs, ceil, coalesce, concat, day, floor, hour, left, length, lower, minute, month, replace, right, round, second, strpos, substr, trim, upper, year`},
		{`coalesce(count, other) = 1`, `byte 0: the arguments of coalesce are an integer and a string; they must be of one type`},
		{`year(scientificName) = 2020`, `byte 5: "scientificName" is a string where a date or dateTime is needed`},
		{`geom = 'x'`, `byte 0: "geom" is a geometry: use a spatial operator such as BBOX or Intersects`},
		{`lower(geom) = 'x'`, `byte 6: "geom" is a geometry: use a spatial operator such as BBOX or Intersects`},
		{`INTERSECTS(count, POINT(1 2))`, `byte 11: "count" is an integer: a spatial operator needs a geometry property`},
		{`INTERSECTS(geom, geom)`, `byte 17: a spatial operator needs a geometry on one side: two properties cannot be related`},
		{`INTERSECTS(POINT(1 2), POINT(1 2))`, `byte 23: a spatial operator needs a geometry property on one side`},
		{`DWITHIN(geom, POINT(1 2), -1, meters)`, `byte 14: the distance -1 is not a number of metres from 0`},
		{`BBOX(gem, 1, 2, 3, 4)`, `byte 5: layer "occurrence" has no property "gem"; did you mean "geom"?`},
		{`T_AFTER(scientificName, DATE('2020-01-01'))`, `byte 8: "scientificName" is a string: a temporal operator needs a date or dateTime`},
		{`T_AFTER(seen, 'soon')`, `byte 14: "soon" is not a date or dateTime, which is needed there; write 2024-05-01 or 2024-05-01T12:00:00Z`},
		{`T_AFTER(seen, INTERVAL('2020-02-01', '2020-01-01'))`, `byte 14: the period ends (2020-01-01) before it begins (2020-02-01)`},
		{`count = 99999999999999999999 AND count = '1_000'`, `byte 41: "1_000" is not an integer, which property "count" is`},
	} {
		got, err := filter.Check(parse(t, c.text), occurrences())
		var fe *filter.Error
		if err == nil {
			t.Errorf("%s\nwas accepted as %v", c.text, got.Expr())
		} else if !errors.As(err, &fe) || err.Error() != c.want {
			t.Errorf("{`%s`, `%s`},", c.text, err)
		}
	}
}

// TestCheckDepth: a tree deeper than MaxDepth is an error, whatever it is deep of.
func TestCheckDepth(t *testing.T) {
	one := filter.Expr(&filter.Literal{Value: feature.IntValue(1)})
	for name, wrap := range map[string]func(filter.Expr) filter.Expr{
		"not": func(e filter.Expr) filter.Expr { return &filter.Not{Term: e} },
		"and": func(e filter.Expr) filter.Expr { return &filter.And{Terms: []filter.Expr{e}} },
	} {
		e := filter.Expr(&filter.Compare{Left: &filter.Property{Name: "count"}, Right: one})
		for range 100_000 {
			e = wrap(e)
		}
		if _, err := filter.Check(e, occurrences()); err == nil || err.Error() != "the filter nests more than 200 levels deep; simplify it" {
			t.Errorf("%s: %.200v", name, err)
		}
	}
	sum := one
	for range 100_000 {
		sum = &filter.Arith{Op: filter.Add, Left: sum, Right: one}
	}
	if _, err := filter.Check(&filter.Compare{Left: &filter.Property{Name: "count"}, Right: sum}, occurrences()); err == nil {
		t.Error("a deep sum was accepted")
	}
}

// TestErrorsAreBounded: what the client sent comes back shortened.
func TestErrorsAreBounded(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	for _, text := range []string{long + " = 1", "count = '" + long + "'", "lower('" + long + "') = 1 + 'x'", "f" + long + "(1) = 1", "scientificName LIKE '" + long + `\'`, "'" + long + "'", "T_AFTER(seen, '" + long + "')"} {
		_, err := filter.Check(parse(t, text), occurrences())
		if err == nil || len(err.Error()) > 600 {
			t.Errorf("%.20s…: %.700v", text, err)
		}
	}
}

// TestTextThatIsNone: what a database would stumble over is an error of the client's.
func TestTextThatIsNone(t *testing.T) {
	for _, text := range []string{"other = 'a\x00'", "other = '\xff'", "other LIKE '\xff%'", "other LIKE '\x00'", "IN ('\x00')", "lower('\xff') = 'a'", "other IN ('a', '\x00')", "other BETWEEN 'a' AND '\x00'"} {
		if c, err := filter.Check(parse(t, text), occurrences()); err == nil {
			t.Errorf("%q was accepted as %s", text, c.Expr())
		}
	}
}

// TestCheckNamesOnlyTheSchema: a field that the caller may not see is unknown like any other.
func TestCheckNamesOnlyTheSchema(t *testing.T) {
	s := occurrences()
	s.Fields = s.Fields[1:]
	_, err := filter.Check(parse(t, "scientificname = 'x'"), s)
	if want := `byte 0: layer "occurrence" has no property "scientificname"; it has count, uncertainty, day, seen, sensitive, other, geom`; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// TestCheckChangesNothing: the tree given is the same afterwards, shapes included, and so is the schema.
func TestCheckChangesNothing(t *testing.T) {
	s := filtertest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		e := filtertest.Expr(t, s)
		before, schema := snapshot(e), fmt.Sprint(s)
		if _, err := filter.Check(e, s); err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		if after := snapshot(e); !reflect.DeepEqual(before, after) || schema != fmt.Sprint(s) {
			t.Fatalf("was %v\nis  %v", before, after)
		}
	})
}

// snapshot writes everything in a tree, fields of properties too.
func snapshot(e filter.Expr) []string {
	var all []string
	filter.Walk(e, func(e filter.Expr) {
		all = append(all, fmt.Sprintf("%T %+v", e, e), fmt.Sprintf("%#v", reflect.ValueOf(e).Elem().Interface()))
		if p, ok := e.(*filter.Property); ok && p.Field != nil {
			all = append(all, "resolved")
		}
	})
	return all
}

// TestCheckedMeansTheSame: simplifying does not change what is selected.
func TestCheckedMeansTheSame(t *testing.T) {
	s := filtertest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		e := filtertest.Expr(t, s)
		whole, err := filter.Check(e, s)
		if err != nil {
			t.Fatal(err)
		}
		not, err := filter.Check(&filter.Not{Term: e}, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range filtertest.Features(t, s) {
			if whole.Eval(&f, s) && not.Eval(&f, s) {
				t.Fatalf("%s and its negation both select %v", e, f)
			}
			if and, ok := e.(*filter.And); ok && whole.Eval(&f, s) != allOf(t, and.Terms, &f, s) {
				t.Fatalf("%s differs from its terms for %v", e, f)
			}
			if or, ok := e.(*filter.Or); ok && whole.Eval(&f, s) != anyOf(t, or.Terms, &f, s) {
				t.Fatalf("%s differs from its terms for %v", e, f)
			}
		}
	})
}

func allOf(t *rapid.T, terms []filter.Expr, f *feature.Feature, s *feature.Schema) bool {
	for _, term := range terms {
		c, err := filter.Check(term, s)
		if err != nil {
			t.Fatal(err)
		}
		if !c.Eval(f, s) {
			return false
		}
	}
	return true
}

func anyOf(t *rapid.T, terms []filter.Expr, f *feature.Feature, s *feature.Schema) bool {
	for _, term := range terms {
		c, err := filter.Check(term, s)
		if err != nil {
			t.Fatal(err)
		}
		if c.Eval(f, s) {
			return true
		}
	}
	return false
}

// TestBoxesOfOtherSystems: a box in another CRS selects the points that lie in it there.
func TestBoxesOfOtherSystems(t *testing.T) {
	s := occurrences()
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.SampledFrom([]crs.Ref{crs.WGS84, crs.WebMercator, crs.EPSG(3035), crs.EPSG(2393)}).Draw(t, "crs")
		back, err := crs.NewTransform(s.CRS, from)
		if err != nil {
			t.Fatal(err)
		}
		// A place in Finland, and a box around or beside it, from a metre to more than the world.
		p := orb.Point{rapid.Float64Range(100_000, 700_000).Draw(t, "e"), rapid.Float64Range(6_600_000, 7_700_000).Draw(t, "n")}
		q, ok := back.Point(p)
		if !ok {
			t.Fatal("no image")
		}
		unit := 1.0
		if from == crs.WGS84 {
			unit = 1.0 / 111_000
		}
		side := func(name string) float64 {
			size := rapid.SampledFrom([]float64{1, 1e3, 1e5, 1e6, 3e6}).Draw(t, name)
			return unit * size * rapid.Float64Range(-0.2, 1).Draw(t, name)
		}
		b := orb.Bound{Min: orb.Point{q[0] - side("w"), q[1] - side("s")}, Max: orb.Point{q[0] + side("e"), q[1] + side("n")}}
		if b.IsEmpty() {
			return
		}
		// Near an edge the image's sagitta may decide: leave that out.
		margin := 1e-3*max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) + 1e-3*unit
		in := b.Pad(-margin).Contains(q)
		if !in && b.Pad(margin).Contains(q) {
			return
		}
		c, err := filter.Check(&filter.Spatial{Op: filter.BBox, Left: &filter.Property{}, Right: &filter.Shape{Geom: b, Box: true, CRS: from}}, s)
		if err != nil {
			t.Fatal(err)
		}
		f := &feature.Feature{ID: "1", Geom: p, Props: make([]feature.Value, len(s.Fields))}
		if c.Eval(f, s) != in {
			t.Fatalf("box %v of %s, point %v (%v in the layer): %v, want %v", b, from, q, p, !in, in)
		}
	})
}

// TestWorldBoxes: boxes larger than the layer's system can show select everything with a place.
func TestWorldBoxes(t *testing.T) {
	s := occurrences()
	for _, text := range []string{
		`BBOX(geom, -180, -90, 180, 90, 'EPSG:4326')`, `BBOX(geom, -90, -180, 90, 180, 'urn:ogc:def:crs:EPSG::4326')`,
		`BBOX(geom, -180, -85.05112878, 180, 85.05112878, 'CRS:84')`, `BBOX(geom, -179.99, -89.99, 179.99, 89.99, 'CRS:84')`,
		`BBOX(geom, -20037508.34, -20037508.34, 20037508.34, 20037508.34, 'EPSG:3857')`, `BBOX(geom, -20037508.34, -40075016, 20037508.34, 40075016, 'EPSG:3857')`,
		`BBOX(geom, -60, 0, 120, 89, 'CRS:84')`, `BBOX(geom, -1000000, 0, 9000000, 9000000, 'EPSG:3035')`, `BBOX(geom, -180, 0, 180, 90, 'CRS:84')`, `BBOX(geom, 0, -90, 180, 90, 'CRS:84')`,
		`BBOX(geom, -1e9, -1e9, 1e9, 1e9)`, `BBOX(geom, -1e7, -1e7, 1e8, 1e8, 'EPSG:2393')`,
		`S_INTERSECTS(geom, SRID=4326;BBOX(-180, -90, 180, 90))`,
	} {
		c, err := filter.Check(parse(t, text), s)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, p := range []orb.Point{{70_000, 6_620_000}, {385_000, 6_672_000}, {730_000, 6_970_000}, {500_000, 7_770_000}} {
			f := &feature.Feature{ID: "1", Geom: p, Props: make([]feature.Value, len(s.Fields))}
			if !c.Eval(f, s) {
				t.Errorf("%s does not select %v: it became %.200s", text, p, c.Expr())
			}
		}
		none := &feature.Feature{ID: "1", Props: make([]feature.Value, len(s.Fields))}
		if c.Eval(none, s) {
			t.Errorf("%s selects a feature without a place", text)
		}
	}
	// The other side of the world selects nothing.
	for _, text := range []string{`BBOX(geom, -150, -50, -140, -40, 'CRS:84')`, `BBOX(geom, 1e8, 1e8, 2e8, 2e8, 'EPSG:3857')`} {
		c, err := filter.Check(parse(t, text), s)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if f := (&feature.Feature{Geom: orb.Point{385_000, 6_672_000}, Props: make([]feature.Value, len(s.Fields))}); c.Eval(f, s) {
			t.Errorf("%s selects Helsinki: it became %.200s", text, c.Expr())
		}
	}
}
