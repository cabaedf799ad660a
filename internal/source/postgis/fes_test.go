package postgis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/filter/fes"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// sightings is a table of 400 rows with points and areas in EPSG:3067 around (385000, 6675000).
const sightings = `CREATE TABLE sighting AS SELECT g::bigint AS fid, 'Species ' || g % 25 AS name,
	CASE WHEN g % 7 > 0 THEN (ARRAY['Aves','aves','Fungi','50%_x','a*b'])[1 + g % 5] END AS "group", g % 21 AS count, (g % 40) / 4.0::float8 AS weight,
	CASE WHEN g % 9 > 0 THEN date '2024-02-27' + g % 6 END AS day, timestamptz '2024-02-27 12:00Z' + g % 50 * interval '7 hours' AS seen, g % 3 = 0 AS sure,
	CASE g % 4 WHEN 0 THEN NULL WHEN 1 THEN ST_Buffer(p, 120, 2) WHEN 2 THEN ST_Expand(p, 50) ELSE p END AS geom
	FROM generate_series(1, 400) g, LATERAL (SELECT ST_SetSRID(ST_MakePoint(384000 + g % 20 * 100, 6674000 + g / 20 * 100), 3067)) l(p);
	ALTER TABLE sighting ADD PRIMARY KEY (fid), ALTER COLUMN geom TYPE geometry(Geometry, 3067);
	CREATE INDEX ON sighting USING gist (geom)`

// The literals of the table below.
const (
	gmlBox   = `<gml:Envelope srsName="urn:ogc:def:crs:EPSG::3067"><gml:lowerCorner>384500 6674500</gml:lowerCorner><gml:upperCorner>385200 6675100</gml:upperCorner></gml:Envelope>`
	sqlBox   = `ST_MakeEnvelope(384500, 6674500, 385200, 6675100, 3067)`
	sqlNorth = `ST_Transform(ST_GeomFromText('POLYGON((24.92 60.19, 24.94 60.19, 24.94 60.205, 24.92 60.19))', 4326), 3067)`
	sqlPoint = `ST_SetSRID(ST_MakePoint(385000, 6675000), 3067)`
	sqlLine  = `ST_GeomFromText('LINESTRING(384000 6674000, 385000 6675000, 385500 6675100)', 3067)`
	gmlPoint = `<gml:Point srsName="EPSG:3067"><gml:pos>385000 6675000</gml:pos></gml:Point>`
)

// comparison compares a property with a literal.
func comparison(op, attrs, name, literal string) string {
	return "<fes:PropertyIs" + op + " " + attrs + "><fes:ValueReference>" + name + "</fes:ValueReference><fes:Literal>" + literal + "</fes:Literal></fes:PropertyIs" + op + ">"
}

func spatial(op, geometry string) string {
	return "<fes:" + op + "><fes:ValueReference>geom</fes:ValueReference>" + geometry + "</fes:" + op + ">"
}

func temporal(op, name, time string) string {
	return "<fes:" + op + "><fes:ValueReference>" + name + "</fes:ValueReference>" + time + "</fes:" + op + ">"
}

func function(name, literal string, args ...string) string {
	return `<fes:PropertyIsEqualTo><fes:Function name="` + name + `">` + strings.Join(args, "") + `</fes:Function><fes:Literal>` + literal + `</fes:Literal></fes:PropertyIsEqualTo>`
}

func value(name string) string   { return "<fes:ValueReference>" + name + "</fes:ValueReference>" }
func literal(text string) string { return "<fes:Literal>" + text + "</fes:Literal>" }

func instant(t string) string {
	return `<gml:TimeInstant gml:id="t"><gml:timePosition>` + t + `</gml:timePosition></gml:TimeInstant>`
}

func period(begin, end string) string {
	return `<gml:TimePeriod gml:id="t"><gml:beginPosition>` + begin + `</gml:beginPosition><gml:endPosition>` + end + `</gml:endPosition></gml:TimePeriod>`
}

func distance(op, uom, d string) string {
	return "<fes:" + op + ">" + value("geom") + gmlPoint + `<fes:Distance uom="` + uom + `">` + d + "</fes:Distance></fes:" + op + ">"
}

// encoded are filters, and the conditions that one would write in SQL by hand.
var encoded = []struct{ xml, sql string }{
	{comparison("EqualTo", "", "group", "Aves"), `"group" = 'Aves'`},
	{comparison("EqualTo", `matchCase="false"`, "group", "aVES"), `lower("group") = 'aves'`},
	{comparison("EqualTo", `matchAction="All"`, "count", "5"), `count = 5`},
	{comparison("NotEqualTo", `matchAction="Any"`, "group", "Aves"), `"group" <> 'Aves'`},
	{comparison("NotEqualTo", `matchCase="false" matchAction="One"`, "group", "AVES"), `lower("group") <> 'aves'`},
	{comparison("LessThan", "", "weight", "2.5"), `weight < 2.5`},
	{comparison("LessThanOrEqualTo", "", "weight", "2.5"), `weight <= 2.5`},
	{comparison("GreaterThan", "", "day", "2024-02-29"), `day > date '2024-02-29'`},
	{comparison("GreaterThanOrEqualTo", "", "seen", "2024-03-01T00:00:00Z"), `seen >= '2024-03-01T00:00:00Z'`},
	{comparison("EqualTo", "", "sure", "true"), `sure`},
	{comparison("Like", `wildCard="*" singleChar="?" escapeChar="\"`, "name", "Species 1?"), `name LIKE 'Species 1_'`},
	{comparison("Like", `wildCard="*" singleChar="?" escapeChar="\" matchCase="false"`, "group", "A*"), `"group" ILIKE 'a%'`},
	{comparison("Like", `wildCard="*" singleChar="." escapeChar="!"`, "group", "a!*b"), `"group" = 'a*b'`},
	{comparison("Like", `wildCard="%" singleChar="_" escapeChar="\"`, "group", `50\%\_x`), `"group" = '50%_x'`},
	{comparison("Like", `wildCard="#" singleChar="." escape="!"`, "group", `#\%_x`), `"group" = ''`},
	{`<fes:PropertyIsNull>` + value("group") + `</fes:PropertyIsNull>`, `"group" IS NULL`},
	{`<fes:PropertyIsNil>` + value("day") + `</fes:PropertyIsNil>`, `day IS NULL`},
	{`<fes:PropertyIsNull>` + value("geom") + `</fes:PropertyIsNull>`, `geom IS NULL`},
	{`<fes:Not><fes:PropertyIsNull>` + value("group") + `</fes:PropertyIsNull></fes:Not>`, `"group" IS NOT NULL`},
	{`<fes:PropertyIsBetween>` + value("weight") + `<fes:LowerBoundary>` + literal("2") + `</fes:LowerBoundary><fes:UpperBoundary>` + literal("3.5") + `</fes:UpperBoundary></fes:PropertyIsBetween>`,
		`weight BETWEEN 2 AND 3.5`},
	{`<fes:Or>` + comparison("EqualTo", "", "count", "3") + `<fes:And>` + comparison("EqualTo", "", "sure", "false") + comparison("GreaterThan", "", "count", "18") + `</fes:And></fes:Or>`,
		`count = 3 OR (NOT sure AND count > 18)`},
	{`<fes:ResourceId rid="sighting.7"/><fes:ResourceId rid="sighting.401"/><fes:ResourceId rid="sighting.9"/>`, `fid IN (7, 9)`},
	{`<ogc:GmlObjectId gml:id="sighting.7"/>`, `fid = 7`},
	{`<ogc:FeatureId fid="sighting.7"/><ogc:FeatureId fid="sighting.8"/>`, `fid IN (7, 8)`},
	{`<ogc:PropertyIsEqualTo><ogc:Sub><ogc:Mul><ogc:PropertyName>count</ogc:PropertyName><ogc:Literal>2</ogc:Literal></ogc:Mul><ogc:Div><ogc:PropertyName>weight</ogc:PropertyName><ogc:Literal>0.5</ogc:Literal></ogc:Div></ogc:Sub><ogc:Literal>4</ogc:Literal></ogc:PropertyIsEqualTo>`,
		`count * 2 - weight / 0.5 = 4`},
	{`<ogc:PropertyIsGreaterThan><ogc:Add><ogc:PropertyName>count</ogc:PropertyName><ogc:PropertyName>weight</ogc:PropertyName></ogc:Add><ogc:Literal>25</ogc:Literal></ogc:PropertyIsGreaterThan>`,
		`count + weight > 25`},

	{spatial("BBOX", gmlBox), `ST_Intersects(geom, ` + sqlBox + `)`},
	{`<fes:BBOX>` + gmlBox + `</fes:BBOX>`, `ST_Intersects(geom, ` + sqlBox + `)`},
	{`<ogc:BBOX><ogc:PropertyName>geom</ogc:PropertyName><gml:Box srsName="EPSG:3067"><gml:coordinates>384500,6674500 385200,6675100</gml:coordinates></gml:Box></ogc:BBOX>`,
		`ST_Intersects(geom, ` + sqlBox + `)`},
	{spatial("Within", gmlBox), `ST_Within(geom, ` + sqlBox + `)`},
	{spatial("Disjoint", gmlBox), `ST_Disjoint(geom, ` + sqlBox + `)`},
	{spatial("Overlaps", gmlBox), `ST_Overlaps(geom, ` + sqlBox + `)`},
	{spatial("Touches", gmlBox), `ST_Touches(geom, ` + sqlBox + `)`},
	{spatial("Contains", gmlPoint), `ST_Contains(geom, ` + sqlPoint + `)`},
	{spatial("Equals", `<gml:Point srsName="EPSG:3067"><gml:coordinates>384300,6674000</gml:coordinates></gml:Point>`), `ST_Equals(geom, ST_SetSRID(ST_MakePoint(384300, 6674000), 3067))`},
	{spatial("Crosses", `<gml:LineString srsName="EPSG:3067"><gml:posList>384000 6674000 385000 6675000 385500 6675100</gml:posList></gml:LineString>`), `ST_Crosses(geom, ` + sqlLine + `)`},
	{spatial("Intersects", `<gml:Curve srsName="EPSG:3067"><gml:segments><gml:LineStringSegment><gml:posList>384000 6674000 385000 6675000 385500 6675100</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>`),
		`ST_Intersects(geom, ` + sqlLine + `)`},
	{spatial("Intersects", `<gml:MultiPoint srsName="http://www.opengis.net/def/crs/EPSG/0/3067"><gml:pointMember>`+gmlPoint+`</gml:pointMember></gml:MultiPoint>`), `ST_Intersects(geom, ` + sqlPoint + `)`},
	// The same triangle in GML 3.2 in the authority's order, and in GML 2 as x, y.
	{spatial("Intersects", `<gml:Polygon gml:id="p" srsName="urn:ogc:def:crs:EPSG::4326"><gml:exterior><gml:LinearRing><gml:posList>60.19 24.92 60.19 24.94 60.205 24.94 60.19 24.92</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>`),
		`ST_Intersects(geom, ` + sqlNorth + `)`},
	{spatial("Intersects", `<gml:Polygon srsName="http://www.opengis.net/gml/srs/epsg.xml#4326"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>24.92,60.19 24.94,60.19 24.94,60.205 24.92,60.19</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon>`),
		`ST_Intersects(geom, ` + sqlNorth + `)`},
	{spatial("Within", `<gml:MultiSurface srsName="urn:ogc:def:crs:OGC:1.3:CRS84"><gml:surfaceMember><gml:Surface><gml:patches><gml:PolygonPatch><gml:exterior><gml:LinearRing><gml:posList>24.92 60.19 24.94 60.19 24.94 60.205 24.92 60.19</gml:posList></gml:LinearRing></gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface></gml:surfaceMember></gml:MultiSurface>`),
		`ST_Within(geom, ` + sqlNorth + `)`},
	{distance("DWithin", "m", "300"), `ST_DWithin(geom, ` + sqlPoint + `, 300)`},
	{distance("DWithin", "urn:ogc:def:uom:EPSG::9036", "0.3"), `ST_DWithin(geom, ` + sqlPoint + `, 300)`},
	{distance("DWithin", "http://www.opengis.net/def/uom/EPSG/0/9093", "0.25"), `ST_DWithin(geom, ` + sqlPoint + `, 402.336)`},
	{distance("DWithin", "deg", "0.005"), `ST_DWithin(geom, ` + sqlPoint + `, radians(0.005) * 6371008.771415)`},
	{distance("Beyond", "km", "0.5"), `ST_Distance(geom, ` + sqlPoint + `) > 500`},

	{temporal("After", "seen", instant("2024-03-02T12:00:00Z")), `seen > '2024-03-02T12:00:00Z'`},
	{temporal("Before", "seen", instant("2024-03-02T14:00:00+02:00")), `seen < '2024-03-02T12:00:00Z'`},
	{temporal("TEquals", "seen", instant("2024-02-27T19:00:00Z")), `seen = '2024-02-27T19:00:00Z'`},
	{temporal("TEquals", "day", instant("2024-02-29")), `day = '2024-02-29'`},
	{temporal("During", "seen", period("2024-02-28T00:00:00Z", "2024-02-29T00:00:00Z")), `seen > '2024-02-28T00:00:00Z' AND seen < '2024-02-29T00:00:00Z'`},
	{temporal("During", "day", period("2024-02-27", "2024-03-01")), `day > '2024-02-27' AND day < '2024-03-01'`},
	{temporal("Begins", "seen", period("2024-02-27T19:00:00Z", "2024-03-01")), `seen = '2024-02-27T19:00:00Z'`},
	{temporal("Ends", "seen", period("2024-02-20", "2024-02-27T19:00:00Z")), `seen = '2024-02-27T19:00:00Z'`},
	{temporal("BegunBy", "day", instant("2024-02-29T00:00:00Z")), `day = '2024-02-29'`},
	{temporal("TContains", "day", instant("2024-02-29T09:00:00Z")), `day = '2024-02-29'`},
	{temporal("AnyInteracts", "day", period("2024-02-28T12:00:00Z", "2024-02-29T12:00:00Z")), `day IN ('2024-02-28', '2024-02-29')`},
	{temporal("TOverlaps", "day", period("2024-02-28T12:00:00Z", "2024-03-05")), `day = '2024-02-28'`},
	{temporal("OverlappedBy", "day", period("2024-02-20", "2024-02-28T12:00:00Z")), `day = '2024-02-28'`},

	{function("abs", "4", value("count")), `abs(count) = 4`},
	{function("ceil", "3", value("weight")), `ceil(weight) = 3`},
	{function("coalesce", "none", value("group"), literal("none")), `coalesce("group", '') = ''`},
	{function("concat", "AvesSpecies 5", value("group"), value("name")), `"group" || name = 'AvesSpecies 5'`},
	{function("day", "29", value("day")), `extract(day FROM day) = 29`},
	{function("floor", "3", value("weight")), `floor(weight) = 3`},
	{function("hour", "19", value("seen")), `extract(hour FROM seen AT TIME ZONE 'UTC') = 19`},
	{function("left", "Av", value("group"), literal("2")), `"group" LIKE 'Av%'`},
	{function("length", "9", value("name")), `length(name) = 9`},
	{function("lower", "aves", value("group")), `lower("group") = 'aves'`},
	{function("minute", "0", value("seen")), `true`},
	{function("month", "2", value("day")), `extract(month FROM day) = 2`},
	{function("replace", "Kinds 7", value("name"), literal("Species"), literal("Kinds")), `name = 'Species 7'`},
	{function("right", " 7", value("name"), literal("2")), `name = 'Species 7'`},
	{function("round", "3", value("weight")), `weight >= 2.5 AND weight < 3.5`},
	{function("round", "2.3", value("weight"), literal("1")), `weight = 2.25`},
	{function("round", "20", value("count"), literal("-1")), `count BETWEEN 15 AND 24`},
	{function("round", "3", value("weight"), literal("0")), `weight >= 2.5 AND weight < 3.5`},
	{function("second", "0", value("seen")), `true`},
	{function("strpos", "9", value("name"), literal("7")), `name = 'Species 7'`},
	{function("substr", "17", value("name"), literal("9"), literal("2")), `name = 'Species 17'`},
	{function("substr", "17", value("name"), literal("9")), `name = 'Species 17'`},
	{function("trim", "Species 7", value("name")), `name = 'Species 7'`},
	{function("upper", "AVES", value("group")), `upper("group") = 'AVES'`},
	{function("year", "2024", value("day")), `extract(year FROM day) = 2024`},
}

// TestFilterEncoding holds every operator and function of the capabilities against the rows of a condition written by hand.
func TestFilterEncoding(t *testing.T) {
	dsn := testdb.DSN(t)
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), sightings); err != nil {
		t.Fatal(err)
	}
	s, err := postgis.Open(t.Context(), dsn, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	relation := query.Relation{Schema: "public", Table: "sighting"}
	d, err := s.Describe(t.Context(), relation)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range encoded {
		for _, not := range []bool{false, true} {
			want := e.sql
			if not {
				want = "NOT (" + e.sql + ")"
			}
			var rows string
			if err := c.QueryRow(t.Context(), "SELECT coalesce(string_agg(fid::text, ' ' ORDER BY fid), '') FROM sighting WHERE "+want).Scan(&rows); err != nil {
				t.Fatalf("%s: %v", want, err)
			}
			got, err := selected(t, s, d, relation, e.xml, not)
			if err != nil {
				t.Errorf("%s: %v", e.xml, err)
			} else if got != rows {
				t.Errorf("%s (not %v)\ngot  %s\nwant %s", e.xml, not, got, rows)
			}
		}
	}
	for _, f := range filter.Functions() {
		called := false
		for _, e := range encoded {
			called = called || strings.Contains(e.xml, fmt.Sprintf("name=%q", f.Name))
		}
		if !called {
			t.Errorf("the function %s is not tried", f.Name)
		}
	}
}

// selected returns the keys of the features that a filter selects, in order.
func selected(t *testing.T, s source.Source, d *source.Description, r query.Relation, xml string, not bool) (string, error) {
	e, err := fes.ParseString("<fes:Filter>"+xml+"</fes:Filter>", fes.Options{CRS: crs.URNName(crs.EPSG(3067)), ID: func(id string) string { return strings.TrimPrefix(id, "sighting.") }})
	if err != nil {
		return "", err
	}
	if not {
		e = &filter.Not{Term: e}
	}
	where, err := filter.Check(e, d.Schema)
	if err != nil {
		return "", err
	}
	fs, err := s.Features(t.Context(), &query.Query{Relation: r, Schema: d.Schema, Where: where, Out: d.Schema.CRS, Limit: -1})
	if err != nil {
		return "", err
	}
	defer fs.Close()
	var ids []string
	for fs.Next() {
		ids = append(ids, fs.Feature().ID)
	}
	return strings.Join(ids, " "), fs.Err()
}
