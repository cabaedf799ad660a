package cql_test

import (
	"encoding/json"
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

// TestJSON reads every construct of the schema cql2.json that Haavi knows; what it must be is CQL2 text.
func TestJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"op":"and","args":[{"op":"=","args":[{"property":"a"},0.1]},{"op":"<>","args":[{"property":"b"},"x"]}]}`, `("a" = 0.1 AND "b" <> 'x')`},
		{`{"args":[{"args":[{"property":"a"},1],"op":"<"},{"op":">=","args":[-1.5e3,{"property":"b"}]}],"op":"or"}`, `("a" < 1 OR -1500.0 >= "b")`},
		{` {"op" : "not", "args" : [ {"op":"isNull","args":[{"property":"a"}]} ] } `, `NOT ("a" IS NULL)`},
		{`{"op":"and","args":[true,false,{"property":"flag"}]}`, `(TRUE AND FALSE AND "flag")`},
		{`{"op":"=","args":[{"property":"flag"},true]}`, `"flag" = TRUE`},
		{`{"op":"=","args":[{"property":"odd \"name\""},"O'Hara \u00e4\n"]}`, "\"odd \"\"name\"\"\" = 'O''Hara ä\n'"},
		{`{"op":"like","args":[{"property":"name"},"Smith\\_%"]}`, `"name" LIKE 'Smith\_%'`},
		{`{"op":"like","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["straße%"]}]}`, `CASEI("name") LIKE CASEI('straße%')`},
		{`{"op":"like","args":[{"property":"name"},{"op":"casei","args":["x%"]}]}`, `CASEI("name") LIKE CASEI('x%')`},
		{`{"op":"=","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["x"]}]}`, `CASEI("name") = CASEI('x')`},
		{`{"op":"in","args":[{"op":"casei","args":[{"property":"n"}]},[{"op":"casei","args":["A"]},"B"]]}`, `(CASEI("n") = CASEI('A') OR CASEI("n") = CASEI('B'))`},
		{`{"op":"between","args":[{"property":"depth"},100.0,150]}`, `"depth" BETWEEN 100.0 AND 150`},
		{`{"op":"in","args":[{"property":"a"},[1,"x",{"property":"b"}]]}`, `"a" IN (1, 'x', "b")`},
		{`{"op":"in","args":[["layer.1","layer.x'y"]]}`, `IN ('layer.1', 'layer.x''y')`},
		{`{"op":">","args":[{"op":"+","args":[{"op":"*","args":[{"property":"a"},2]},1]},{"op":"/","args":[{"op":"-","args":[3,{"property":"c"}]},4]}]}`, `(("a" * 2) + 1) > ((3 - "c") / 4)`},
		{`{"op":"=","args":[{"op":"substr","args":[{"property":"name"},1,2]},"ab"]}`, `substr("name", 1, 2) = 'ab'`},
		{`{"op":"now","args":[]}`, `now()`},
		{`{"op":"=","args":[{"property":"day"},{"date":"2020-02-28"}]}`, `"day" = DATE('2020-02-28')`},
		{`{"op":">","args":[{"property":"seen"},{"timestamp":"2020-02-28T12:00:00.5+02:00"}]}`, `"seen" > TIMESTAMP('2020-02-28T10:00:00.5Z')`},
		{`{"op":"t_after","args":[{"property":"seen"},{"timestamp":"2020-01-01T00:00:00Z"}]}`, `T_AFTER("seen", TIMESTAMP('2020-01-01T00:00:00Z'))`},
		{`{"op":"t_during","args":[{"interval":[{"property":"day"},{"property":"day2"}]},{"interval":["2017-06-10","2017-06-11T10:30:00Z"]}]}`, `T_DURING(INTERVAL("day", "day2"), INTERVAL('2017-06-10', '2017-06-11T10:30:00Z'))`},
		{`{"op":"t_intersects","args":[{"property":"day"},{"interval":["..",{"date":"2020-01-01"}]}]}`, `T_INTERSECTS("day", INTERVAL('..', '2020-01-01'))`},
		{`{"op":"t_disjoint","args":[{"property":"day"},{"date":"2020-01-01"}]}`, `NOT (T_INTERSECTS("day", DATE('2020-01-01')))`},
		{`{"op":"t_metBy","args":[{"property":"day"},{"interval":["2020-01-01",".."]}]}`, `T_METBY("day", INTERVAL('2020-01-01', '..'))`},
		{`{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":[36.3,32.2]}]}`, `S_INTERSECTS("geom", POINT (36.3 32.2))`},
		{`{"op":"s_within","args":[{"type":"LineString","coordinates":[[0,0,9],[1,1,9]],"bbox":[0,0,1,1]},{"property":"geom"}]}`, `S_WITHIN(LINESTRING (0 0,1 1), "geom")`},
		{`{"op":"s_disjoint","args":[{"property":"geom"},{"bbox":[-1,-2.5,3,4]}]}`, `S_DISJOINT("geom", BBOX(-1, -2.5, 3, 4))`},
		{`{"op":"s_contains","args":[{"property":"geom"},{"bbox":[1,2,0,3,4,100]}]}`, `S_CONTAINS("geom", BBOX(1, 2, 3, 4))`},
		{`{"op":"s_touches","args":[{"property":"geom"},{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[5,1],[6,1],[6,2],[5,1]]]}]}`, `S_TOUCHES("geom", POLYGON ((0 0,9 0,9 9,0 0),(5 1,6 1,6 2,5 1)))`},
		{`{"op":"s_crosses","args":[{"property":"geom"},{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}]}`, `S_CROSSES("geom", MULTIPOINT ((1 2),(3 4)))`},
		{`{"op":"s_equals","args":[{"property":"geom"},{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[2,2],[3,3]]]}]}`, `S_EQUALS("geom", MULTILINESTRING ((0 0,1 1),(2 2,3 3)))`},
		{`{"op":"s_intersects","args":[{"property":"geom"},{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}]}`, `S_INTERSECTS("geom", MULTIPOLYGON (((0 0,1 0,1 1,0 0))))`},
		{`{"op":"s_overlaps","args":[{"property":"geom"},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[0,0],[1,1]]}]}]}`, `S_OVERLAPS("geom", GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (0 0,1 1)))`},
		{`{"op":"s_within","args":[{"property":"geom"},{"type":"Point","coordinates":[385000,6672000],"crs":"urn:ogc:def:crs:EPSG::3067"}]}`, `S_WITHIN("geom", SRID=3067;POINT (385000 6672000))`},
		{`{"op":"s_within","args":[{"property":"geom"},{"bbox":[25,60,26,61],"crs":{"type":"name","properties":{"name":"http://www.opengis.net/def/crs/EPSG/0/4326"}}}]}`, `S_WITHIN("geom", SRID=4326;BBOX(25, 60, 26, 61))`},
		{`{"op":"dwithin","args":[{"property":"geom"},{"type":"Point","coordinates":[1,2]},0.5,"statute miles"]}`, `DWITHIN("geom", POINT (1 2), 804.672, meters)`},
		{`{"op":"beyond","args":[{"property":"geom"},{"type":"Point","coordinates":[1,2]},10]}`, `BEYOND("geom", POINT (1 2), 10, meters)`},
		{`{"op":"bbox","args":[{"property":"geom"},{"bbox":[1,2,3,4],"crs":"EPSG:3067"}]}`, `BBOX("geom", 1, 2, 3, 4, 'EPSG:3067')`},
	} {
		e, err := cql.ParseAny(c.text, cql.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got := e.String(); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestJSONErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{``, `byte 0: the JSON ends too early`},
		{`{`, `byte 1: the JSON ends too early`},
		{`{"op":"=","args":[{"property":"a"},1]`, `byte 37: the JSON ends too early`},
		{`{"op":"=","args":[{"property":"a"},1]} x`, `byte 39: something follows the end of the JSON`},
		{`{"op":"=","args":[{"property":"a"},NaN]}`, `byte 35: the JSON is broken: invalid character 'N' looking for beginning of value`},
		{`{"op":"=","args":[{"property":"a"},01]}`, `byte 36: the JSON is broken: invalid character '1' after array element`},
		{`{"op":"=","op":"<","args":[]}`, `byte 14: an object has the member "op" twice`},
		{`{"op":"=","\u006fp":"<","args":[]}`, `byte 19: an object has the member "op" twice`},
		{`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1}`, `byte 52: an object has more than 8 members`},
		{"{\"op\":\"=\",\"args\":[{\"property\":\"\xff\"},1]}", `the filter is not UTF-8`},
		{`"a"`, `"a" is no condition; write an object with "op" and "args", true or false`},
		{`{}`, `an empty object is no condition; write an object with "op" and "args", true or false`},
		{`{"op":"and","args":[{"op":"=","args":[{"property":"a"},1]},1]}`, `/args/1: 1 is no condition; write an object with "op" and "args", true or false`},
		{`{"op":"and","args":[]}`, `"and" has no arguments; it takes 2 or more`},
		{`{"op":"not","args":[true,true]}`, `"not" takes 1 argument, not 2`},
		{`{"op":"or","args":[true,{"op":"=","args":[{"property":"a"}]}]}`, `/args/1: "=" takes 2 arguments, not 1`},
		{`{"op":"between","args":[{"property":"a"},1]}`, `"between" takes 3 arguments, not 2`},
		{`{"op":"="}`, `the operation "=" has no "args"`},
		{`{"op":"=","args":{}}`, `/args: the arguments of "=" are an empty object; they must be a list`},
		{`{"op":5,"args":[]}`, `/op: the name of an operation is 5; it must be a string`},
		{`{"op":"=","args":[],"not":true}`, `the member "not" is not known there; there may be op, args`},
		{`{"op":"==","args":[{"property":"a"},1]}`, `there is no operation "=="; there are and, or, not, =, <>, <, <=, >, >=, like, between, in, isNull, casei, +, -, *, /, the spatial ones (s_intersects …), the temporal ones (t_after …) and the functions`},
		{`{"op":"=","args":[{"op":"date","args":["2020-01-01"]},1]}`, `/args/0: there is no operation "date"; there are and, or, not, =, <>, <, <=, >, >=, like, between, in, isNull, casei, +, -, *, /, the spatial ones (s_intersects …), the temporal ones (t_after …) and the functions`},
		{`{"op":"=","args":[{"op":"s_within","args":[]},true]}`, `/args/0: "s_within" is a condition: a value is needed there`},
		{`{"op":"=","args":[{"property":"a"},null]}`, `/args/1: null is not compared with; write {"op":"isNull","args":[…]}`},
		{`{"op":"=","args":[{"property":"a"},[1]]}`, `/args/1: a list can only be the second argument of "in"`},
		{`{"op":"=","args":[{"property":5},1]}`, `/args/0/property: the name of a property is 5; it must be a string`},
		{`{"op":"=","args":[{"property":"a","x":1},1]}`, `/args/0: the member "x" is not known there; there may be property`},
		{`{"op":"=","args":[{"function":{"name":"f"}},1]}`, `/args/0: an object with "function" is no value; write a string, number, true or false, or an object with "property", "date", "timestamp" or "op"`},
		{`{"op":"=","args":[{"property":"a"},1e999]}`, `/args/1: the number 1e999 is out of range`},
		{`{"op":"in","args":[{"property":"a"},[]]}`, `/args/1: the second argument of "in" must be a list of one value or more`},
		{`{"op":"in","args":[{"property":"a"},1]}`, `/args/1: the second argument of "in" must be a list of one value or more`},
		{`{"op":"in","args":[[true]]}`, `/args/0/0: true is no feature identifier; write it as a string`},
		{`{"op":"like","args":[{"property":"a"},5]}`, `/args/1: the pattern of "like" must be a string, or one in "casei"`},
		{`{"op":"=","args":[{"op":"^","args":[2,3]},1]}`, `/args/0: there is no operation "^"; there are and, or, not, =, <>, <, <=, >, >=, like, between, in, isNull, casei, +, -, *, /, the spatial ones (s_intersects …), the temporal ones (t_after …) and the functions`},
		{`{"op":"a_contains","args":[{"property":"a"},["x"]]}`, `a_contains is not supported; properties have single values; compare them, with IN for several`},
		{`{"op":"=","args":[{"op":"accenti","args":[{"property":"a"}]},"x"]}`, `/args/0: accenti is not supported; use CASEI, or LIKE with _ for the letter`},
		{`{"op":"=","args":[{"property":"a"},{"date":"yesterday"}]}`, `/args/1: "yesterday" is not a date; write {"date":"2024-05-01"} or {"timestamp":"2024-05-01T12:00:00Z"}`},
		{`{"op":"=","args":[{"property":"a"},{"date":"2020-01-01T00:00:00Z"}]}`, `/args/1: "2020-01-01T00:00:00Z" is not a date; write {"date":"2024-05-01"} or {"timestamp":"2024-05-01T12:00:00Z"}`},
		{`{"op":"t_after","args":[{"property":"a"}]}`, `"t_after" takes 2 arguments, not 1`},
		{`{"op":"t_during","args":[{"property":"a"},{"interval":["2020-01-01"]}]}`, `/args/1/interval: an interval must be a list of two times`},
		{`{"op":"t_during","args":[{"property":"a"},{"interval":[5,".."]}]}`, `/args/1/interval/0: 5 is not a date or time; write "2024-05-01", "2024-05-01T12:00:00Z" or ".."`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"Feature","geometry":null}]}`, `/args/1: the member "geometry" is not known there; there may be type, coordinates, bbox, crs`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"Circle","coordinates":[1,2]}]}`, `/args/1/type: "Circle" is no type of a GeoJSON geometry`},
		{`{"op":"s_within","args":[{"property":"g"},"POINT(1 2)"]}`, `/args/1: "POINT(1 2)" is no geometry; write a GeoJSON geometry, an object with "bbox", or a property`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"Point"}]}`, `/args/1/coordinates: a position must be a list of two numbers, east and north, or three with the height`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"Point","coordinates":[1,"2"]}]}`, `/args/1/coordinates: "2" should be a number`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"LineString","coordinates":[[1,2]]}]}`, `/args/1/coordinates: a line needs two positions or more`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"Polygon","coordinates":[]}]}`, `/args/1/coordinates: the geometry is empty`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[5,5]]]}]}`, `/args/1/coordinates/0: a ring must end where it begins`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"MultiPolygon","coordinates":[[[[0,0],[1,1],[0,0]]]]}]}`, `/args/1/coordinates/0/0: a ring needs four positions or more, the last being the first again`},
		{`{"op":"s_within","args":[{"property":"g"},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2],"crs":"EPSG:3067"}]}]}`, `/args/1/geometries/0: a member of a collection must be a geometry, without a "crs" of its own`},
		{`{"op":"s_within","args":[{"property":"g"},{"bbox":[1,2,3]}]}`, `/args/1/bbox: a bbox must be a list of four numbers: x1, y1, x2, y2`},
		{`{"op":"s_within","args":[{"property":"g"},{"bbox":[3,2,1,4]}]}`, `/args/1/bbox: the box has its first corner above or right of its second; write x1, y1, x2, y2 with x1 <= x2 and y1 <= y2`},
		{`{"op":"s_within","args":[{"property":"g"},{"bbox":[1,2,3,4],"crs":5}]}`, `/args/1/crs: a "crs" must be a name such as "EPSG:3067", or {"type":"name","properties":{"name":"EPSG:3067"}}`},
		{`{"op":"s_within","args":[{"property":"g"},{"bbox":[1,2,3,4],"crs":"EPSG:1"}]}`, `/args/1/crs: the coordinate reference system "EPSG:1" is not known: it must be a geographic 2D or projected system of EPSG, or CRS84`},
		{`{"op":"dwithin","args":[{"property":"g"},{"bbox":[1,2,3,4]}]}`, `"dwithin" takes 2 geometries, a distance and, if that is not in metres, its unit`},
		{`{"op":"dwithin","args":[{"property":"g"},{"bbox":[1,2,3,4]},1,"parsecs"]}`, `/args/3: the unit of distance "parsecs" is not known; use meters, kilometers, feet, statute miles or nautical miles`},
	} {
		e, err := cql.ParseJSON([]byte(c.text), cql.Options{})
		switch fe := (*filter.Error)(nil); {
		case err == nil:
			t.Errorf("%s\nwas read as %s", c.text, e)
		case !errors.As(err, &fe):
			t.Errorf("%s: an error that is not the client's: %T", c.text, err)
		case err.Error() != c.want:
			t.Errorf("{`%s`, `%s`},", c.text, err)
		}
	}
}

// TestJSONNamesItsPlaceInCheck: what only Check can see, it says the place of.
func TestJSONNamesItsPlaceInCheck(t *testing.T) {
	for text, want := range map[string]string{
		`{"op":"and","args":[true,{"op":"=","args":[{"op":"frobnicate","args":[]},1]}]}`:         "/args/1/args/0: there is no function",
		`{"op":"and","args":[true,{"op":"=","args":[{"property":"nme"},1]}]}`:                    "/args/1/args/0: layer \"random\" has no property",
		`{"op":"t_during","args":[{"property":"day"},{"interval":["2020-01-02","2020-01-01"]}]}`: "/args/1/interval: the period ends",
	} {
		e, err := cql.ParseJSON([]byte(text), cql.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = filter.Check(e, filtertest.Schema()); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestJSONTakesTheOptionsCRS(t *testing.T) {
	for text, want := range map[string]string{
		`{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":[25,60]}]}`:                   `S_INTERSECTS("geom", SRID=4326;POINT (25 60))`,
		`{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":[25,60],"crs":"EPSG:3067"}]}`: `S_INTERSECTS("geom", SRID=3067;POINT (25 60))`,
		`{"op":"bbox","args":[{"property":"geom"},{"bbox":[1,2,3,4]}]}`:                                               `BBOX("geom", 1, 2, 3, 4, 'CRS:84')`,
	} {
		check(t, text, want, cql.Options{CRS: crs.CRS84})
	}
}

// TestJSONBounds: neither depth, length nor number exhausts anything.
func TestJSONBounds(t *testing.T) {
	for _, text := range []string{
		strings.Repeat(`{"op":"not","args":[`, 1<<15),
		strings.Repeat(`[`, 1<<20),
		strings.Repeat(`{"a":`, 1<<17),
		`{"op":"in","args":[{"property":"a"},[` + strings.Repeat("1,", 300_000) + `1]]}`,
		`{"op":"s_within","args":[{"property":"a"},` + strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 1<<14),
		`{"op":"=","args":["` + strings.Repeat(`\u0061`, 1<<17),
		`{"` + strings.Repeat(`a`, 1<<19) + `":1,"` + strings.Repeat(`a`, 1<<19-30) + `":1}`,
		strings.Repeat(`{"op":"+","args":[1,`, 199) + "1" + strings.Repeat("]}", 199),
		strings.Repeat(`{"op":"not","args":[`, 250) + "true" + strings.Repeat("]}", 250),
	} {
		_, err := cql.ParseJSON([]byte(text), cql.Options{})
		var fe *filter.Error
		if !(errors.As(err, &fe) && len(err.Error()) < 500) && !strings.HasPrefix(text, `{"op":"+"`) {
			t.Errorf("%.20s…: %v", text, err)
		}
	}
	deep := strings.Repeat(`{"op":"not","args":[`, filter.MaxDepth) + "true" + strings.Repeat("]}", filter.MaxDepth)
	if _, err := cql.ParseJSON([]byte(deep), cql.Options{}); err != nil {
		t.Errorf("as deep as allowed: %v", err)
	}
	if _, err := cql.ParseJSON([]byte(`{"op":"and"}`), cql.Options{MaxLength: 10}); err == nil || err.Error() != "the filter has 12 bytes, more than the 10 allowed" {
		t.Errorf("got %v", err)
	}
}

// FuzzParseJSON: whatever is sent, nothing panics, errors are the client's and short, what was read is the tree of its own text, and
// what Check accepts can be evaluated.
func FuzzParseJSON(f *testing.F) {
	s := filtertest.Schema()
	features := []feature.Feature{{ID: "1", Props: make([]feature.Value, len(s.Fields))}}
	features = append(features, rapid.Custom(func(t *rapid.T) []feature.Feature { return filtertest.Features(t, s) }).Example(1)...)
	for seed := range 40 {
		data, err := json.Marshal(toJSON(rapid.Custom(func(t *rapid.T) filter.Expr { return filtertest.Expr(t, s) }).Example(seed)))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"op":"and","args":[{"op":"casei","args":["\ud800"]},{"op":"s_within","args":[{"property":""},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2,3]}]}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := cql.ParseJSON(data, cql.Options{})
		if err != nil {
			var fe *filter.Error
			if !errors.As(err, &fe) || len(err.Error()) > 500 && len(fe.Pos) < 300 {
				t.Fatalf("error %T: %v", err, err)
			}
			return
		}
		once := e.String()
		back, err := cql.Parse(once, cql.Options{MaxLength: 1 << 30})
		if err != nil {
			t.Fatalf("%s\nis not read as text: %v", once, err)
		}
		if twice := back.String(); once != twice {
			t.Fatalf("%s\nreads back as\n%s", once, twice)
		}
		c, err := filter.Check(e, s)
		if err != nil {
			return
		}
		for i := range features {
			c.Eval(&features[i], s)
		}
	})
}

func BenchmarkParseJSON(b *testing.B) {
	polygon := []byte(`{"op":"s_intersects","args":[{"property":"geom"},{"type":"Polygon","coordinates":[[[0,0],` + strings.Repeat(`[385123.25,6672123.75],`, 10_000) + `[0,0]]]}]}`)
	for name, data := range map[string][]byte{
		"small":   []byte(`{"op":"and","args":[{"op":"=","args":[{"property":"name"},"Parus major"]},{"op":"between","args":[{"property":"count"},1,10]}]}`),
		"polygon": polygon,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cql.ParseJSON(data, cql.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
