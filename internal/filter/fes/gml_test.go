package fes_test

import (
	"testing"

	"haavi/internal/crs"
	"haavi/internal/filter/fes"
)

func ring(text string) string {
	return "<gml:LinearRing><gml:posList>" + text + "</gml:posList></gml:LinearRing>"
}

// TestGeometries reads every geometry in the forms of GML 3.2, 3.1 and 2.1; the layer is in EPSG:3067, which is east, north.
func TestGeometries(t *testing.T) {
	for _, c := range []struct{ name, gml, want string }{
		{"point", `<gml:Point gml:id="p1"><gml:pos>1 2</gml:pos></gml:Point>`, `SRID=3067;POINT (1 2)`},
		{"point with name", `<gml:Point><gml:name>x</gml:name><gml:pos> 1.5
			-2e3 </gml:pos></gml:Point>`, `SRID=3067;POINT (1.5 -2000)`},
		{"point with height", `<gml:Point><gml:pos>1 2 3</gml:pos></gml:Point>`, `SRID=3067;POINT (1 2)`},
		{"point 2.1", `<gml:Point><gml:coordinates>1,2,3</gml:coordinates></gml:Point>`, `SRID=3067;POINT (1 2)`},
		{"point of X and Y", `<gml:Point><gml:coord><gml:X>1</gml:X><gml:Y>2</gml:Y></gml:coord></gml:Point>`, `SRID=3067;POINT (1 2)`},
		{"separators", `<gml:LineString><gml:coordinates decimal="," cs=";" ts="|">1,5;2|3;4,25|</gml:coordinates></gml:LineString>`, `SRID=3067;LINESTRING (1.5 2,3 4.25)`},
		{"line", `<gml:LineString><gml:posList>0 0 1 1</gml:posList></gml:LineString>`, `SRID=3067;LINESTRING (0 0,1 1)`},
		{"line of pos", `<gml:LineString><gml:pos>0 0</gml:pos><gml:pos>1 1</gml:pos></gml:LineString>`, `SRID=3067;LINESTRING (0 0,1 1)`},
		{"line of points", `<gml:LineString><gml:pointProperty><gml:Point><gml:pos>0 0</gml:pos></gml:Point></gml:pointProperty><gml:pos>1 1</gml:pos></gml:LineString>`, `SRID=3067;LINESTRING (0 0,1 1)`},
		{"line with heights", `<gml:LineString><gml:posList srsDimension="3">0 0 9 1 1 9</gml:posList></gml:LineString>`, `SRID=3067;LINESTRING (0 0,1 1)`},
		{"polygon", `<gml:Polygon><gml:exterior>` + ring("0 0 9 0 9 9 0 0") + `</gml:exterior><gml:interior>` + ring("4 1 5 1 5 2 4 1") + `</gml:interior></gml:Polygon>`,
			`SRID=3067;POLYGON ((0 0,9 0,9 9,0 0),(4 1,5 1,5 2,4 1))`},
		{"polygon 2.1", `<gml:Polygon><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0 9,0 9,9 0,0</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon>`,
			`SRID=3067;POLYGON ((0 0,9 0,9 9,0 0))`},
		{"dimension inherited", `<gml:MultiSurface srsDimension="3"><gml:surfaceMember><gml:Polygon><gml:exterior>` + ring("0 0 7 9 0 7 9 9 7 0 0 7") + `</gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface>`,
			`SRID=3067;MULTIPOLYGON (((0 0,9 0,9 9,0 0)))`},
		{"ring of curves", `<gml:Polygon><gml:exterior><gml:Ring><gml:curveMember><gml:LineString><gml:posList>0 0 9 0</gml:posList></gml:LineString></gml:curveMember><gml:curveMember><gml:Curve><gml:segments><gml:LineStringSegment><gml:posList>9 0 9 9 0 0</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>`,
			`SRID=3067;POLYGON ((0 0,9 0,9 9,0 0))`},
		{"curve", `<gml:Curve><gml:segments><gml:LineStringSegment><gml:posList>0 0 1 1</gml:posList></gml:LineStringSegment><gml:LineStringSegment><gml:posList>1 1 2 0</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>`,
			`SRID=3067;LINESTRING (0 0,1 1,2 0)`},
		{"curve the other way", `<gml:OrientableCurve orientation="-"><gml:baseCurve><gml:LineString><gml:posList>0 0 1 1</gml:posList></gml:LineString></gml:baseCurve></gml:OrientableCurve>`, `SRID=3067;LINESTRING (1 1,0 0)`},
		{"surface", `<gml:Surface><gml:patches><gml:PolygonPatch><gml:exterior>` + ring("0 0 9 0 9 9 0 0") + `</gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface>`, `SRID=3067;POLYGON ((0 0,9 0,9 9,0 0))`},
		{"points", `<gml:MultiPoint><gml:pointMember><gml:Point><gml:pos>1 2</gml:pos></gml:Point></gml:pointMember><gml:pointMembers><gml:Point><gml:pos>3 4</gml:pos></gml:Point><gml:Point><gml:pos>5 6</gml:pos></gml:Point></gml:pointMembers></gml:MultiPoint>`,
			`SRID=3067;MULTIPOINT ((1 2),(3 4),(5 6))`},
		{"lines", `<gml:MultiCurve><gml:curveMember><gml:LineString><gml:posList>0 0 1 1</gml:posList></gml:LineString></gml:curveMember></gml:MultiCurve>`, `SRID=3067;MULTILINESTRING ((0 0,1 1))`},
		{"lines 2.1", `<gml:MultiLineString><gml:lineStringMember><gml:LineString><gml:coordinates>0,0 1,1</gml:coordinates></gml:LineString></gml:lineStringMember></gml:MultiLineString>`, `SRID=3067;MULTILINESTRING ((0 0,1 1))`},
		{"polygons 2.1", `<gml:MultiPolygon><gml:polygonMember><gml:Polygon><gml:outerBoundaryIs>` + ring("0 0 9 0 9 9 0 0") + `</gml:outerBoundaryIs></gml:Polygon></gml:polygonMember></gml:MultiPolygon>`, `SRID=3067;MULTIPOLYGON (((0 0,9 0,9 9,0 0)))`},
		{"collection", `<gml:MultiGeometry><gml:geometryMember><gml:Point><gml:pos>1 2</gml:pos></gml:Point></gml:geometryMember><gml:geometryMember><gml:LineString><gml:posList>0 0 1 1</gml:posList></gml:LineString></gml:geometryMember></gml:MultiGeometry>`,
			`SRID=3067;GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (0 0,1 1))`},
		{"envelope", `<gml:Envelope><gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 4</gml:upperCorner></gml:Envelope>`, `SRID=3067;BBOX(1, 2, 3, 4)`},
		{"envelope of pos", `<gml:Envelope><gml:pos>1 2</gml:pos><gml:pos>3 4</gml:pos></gml:Envelope>`, `SRID=3067;BBOX(1, 2, 3, 4)`},
		{"box", `<gml:Box><gml:coord><gml:X>1</gml:X><gml:Y>2</gml:Y></gml:coord><gml:coord><gml:X>3</gml:X><gml:Y>4</gml:Y></gml:coord></gml:Box>`, `SRID=3067;BBOX(1, 2, 3, 4)`},
		{"in a literal", `<fes:Literal><gml:Point><gml:pos>1 2</gml:pos></gml:Point></fes:Literal>`, `SRID=3067;POINT (1 2)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := fes.ParseString(filterOf(within(c.gml)), options())
			if err != nil {
				t.Fatal(err)
			}
			if got, want := e.String(), `S_WITHIN("geom", `+c.want+`)`; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// TestAxisOrder: the spelling of the srsName says which coordinate comes first, wherever it stands.
func TestAxisOrder(t *testing.T) {
	point := func(srs string) string {
		return `<gml:Point srsName="` + srs + `"><gml:pos>60 25</gml:pos></gml:Point>`
	}
	for _, c := range []struct{ gml, want string }{
		{point("EPSG:4326"), `SRID=4326;POINT (60 25)`},
		{point("http://www.opengis.net/gml/srs/epsg.xml#4326"), `SRID=4326;POINT (60 25)`},
		{point("urn:ogc:def:crs:EPSG::4326"), `SRID=4326;POINT (25 60)`},
		{point("urn:x-ogc:def:crs:EPSG:6.9:4326"), `SRID=4326;POINT (25 60)`},
		{point("http://www.opengis.net/def/crs/EPSG/0/4326"), `SRID=4326;POINT (25 60)`},
		{point("urn:ogc:def:crs:OGC:1.3:CRS84"), `SRID=4326;POINT (60 25)`},
		{point("urn:ogc:def:crs:EPSG::3067"), `SRID=3067;POINT (60 25)`},
		{point("urn:ogc:def:crs:EPSG::3879"), `SRID=3879;POINT (25 60)`},
		{`<gml:Point><gml:pos srsName="urn:ogc:def:crs:EPSG::4326">60 25</gml:pos></gml:Point>`, `SRID=4326;POINT (25 60)`},
		{`<gml:Point><gml:pos>60 25</gml:pos></gml:Point>`, `SRID=3035;POINT (25 60)`},
		{`<gml:MultiPoint srsName="urn:ogc:def:crs:EPSG::4326"><gml:pointMember><gml:Point><gml:pos>60 25</gml:pos></gml:Point></gml:pointMember><gml:pointMember>` + point("EPSG:4326") + `</gml:pointMember></gml:MultiPoint>`,
			`SRID=4326;MULTIPOINT ((25 60),(60 25))`},
	} {
		o := options()
		o.CRS = crs.URNName(crs.EPSG(3035)) // north, east
		e, err := fes.ParseString(filterOf(within(c.gml)), o)
		if err != nil {
			t.Errorf("%s: %v", c.gml, err)
		} else if got, want := e.String(), `S_WITHIN("geom", `+c.want+`)`; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", c.gml, got, want)
		}
	}
	// A protocol whose EPSG:4326 is north, east says so; without a default the coordinates are the layer's.
	o := fes.Options{CRSName: func(s string) (crs.Name, error) { n, err := crs.ParseName(s); return n.Authority(), err }}
	for gml, want := range map[string]string{point("EPSG:4326"): `SRID=4326;POINT (25 60)`, `<gml:Point><gml:pos>60 25</gml:pos></gml:Point>`: `POINT (60 25)`} {
		if e, err := fes.ParseString(filterOf(within(gml)), o); err != nil || e.String() != `S_WITHIN("geom", `+want+`)` {
			t.Errorf("%s: %v %v", gml, e, err)
		}
	}
}

// TestMixedSystems: a member without srsName is in the default, and another in another is too many.
func TestMixedSystems(t *testing.T) {
	g := `<gml:MultiPoint><gml:pointMember><gml:Point><gml:pos>1 2</gml:pos></gml:Point></gml:pointMember><gml:pointMember><gml:Point srsName="EPSG:4326"><gml:pos>1 2</gml:pos></gml:Point></gml:pointMember></gml:MultiPoint>`
	for _, o := range []fes.Options{options(), {}} {
		if e, err := fes.ParseString(filterOf(within(g)), o); err == nil {
			t.Errorf("was read as %s", e)
		}
	}
}

func TestSpatialOperators(t *testing.T) {
	p := `<gml:Point><gml:pos>1 2</gml:pos></gml:Point>`
	line := `<gml:LineString><gml:posList>1 2 3 4</gml:posList></gml:LineString>`
	for _, c := range []struct{ xml, want string }{
		{"<fes:Intersects>" + ref("geom") + p + "</fes:Intersects>", `S_INTERSECTS("geom", SRID=3067;POINT (1 2))`},
		{"<fes:Contains>" + p + ref("geom") + "</fes:Contains>", `S_CONTAINS(SRID=3067;POINT (1 2), "geom")`},
		{"<fes:Equals>" + ref("geom") + p + "</fes:Equals>", `S_EQUALS("geom", SRID=3067;POINT (1 2))`},
		{"<fes:Disjoint>" + ref("gml:boundedBy") + p + "</fes:Disjoint>", `S_DISJOINT("", SRID=3067;POINT (1 2))`},
		{"<fes:Touches>" + ref("geom") + p + "</fes:Touches>", `S_TOUCHES("geom", SRID=3067;POINT (1 2))`},
		{"<fes:Crosses>" + ref("geom") + line + "</fes:Crosses>", `S_CROSSES("geom", SRID=3067;LINESTRING (1 2,3 4))`},
		{"<fes:Overlaps>" + ref("geom") + line + "</fes:Overlaps>", `S_OVERLAPS("geom", SRID=3067;LINESTRING (1 2,3 4))`},
		{"<fes:Beyond>" + ref("geom") + p + `<fes:Distance uom="urn:ogc:def:uom:EPSG::9036">2</fes:Distance></fes:Beyond>`, `BEYOND("geom", SRID=3067;POINT (1 2), 2000, meters)`},
		{"<ogc:DWithin>" + ref("geom") + p + `<ogc:Distance units="http://www.uomdict.com/uom.html#meters">2</ogc:Distance></ogc:DWithin>`, `DWITHIN("geom", SRID=3067;POINT (1 2), 2, meters)`},
		{"<ogc:DWithin>" + ref("geom") + p + `<ogc:Distance unit="m">2</ogc:Distance></ogc:DWithin>`, `DWITHIN("geom", SRID=3067;POINT (1 2), 2, meters)`},
		{"<fes:BBOX>" + line + "</fes:BBOX>", `BBOX("", 1, 2, 3, 4, 'EPSG:3067')`},
		{"<fes:BBOX>" + ref("geom") + "<fes:Literal>" + line + "</fes:Literal></fes:BBOX>", `BBOX("geom", 1, 2, 3, 4, 'EPSG:3067')`},
	} {
		if e, err := fes.ParseString(filterOf(c.xml), options()); err != nil || e.String() != c.want {
			t.Errorf("%s\ngot  %v %v\nwant %s", c.xml, e, err, c.want)
		}
	}
}

func TestTemporalOperators(t *testing.T) {
	instant := func(s string) string {
		return `<gml:TimeInstant gml:id="t"><gml:timePosition>` + s + `</gml:timePosition></gml:TimeInstant>`
	}
	for _, c := range []struct{ time, want string }{
		{lit("2020-02-29"), `DATE('2020-02-29')`},
		{lit("2020-02-29T12:00:00.25+02:00"), `TIMESTAMP('2020-02-29T10:00:00.25Z')`},
		{lit("2020-02-28/2020-02-29"), `INTERVAL('2020-02-28', '2020-02-29')`},
		{lit("2020-02/.."), `INTERVAL('2020-02-01', '..')`},
		{lit(instant("2020-02-29Z")), `DATE('2020-02-29')`},
		{instant("2020-02-29T12:00:00Z"), `TIMESTAMP('2020-02-29T12:00:00Z')`},
		{instant("2020"), `INTERVAL('2020-01-01', '2020-12-31')`},
		{instant("2020-02"), `INTERVAL('2020-02-01', '2020-02-29')`},
		{ref("other"), `"other"`},
		{`<gml:TimePeriod gml:id="t"><gml:beginPosition>2020-01-01</gml:beginPosition><gml:endPosition>2020-12-31T12:00:00Z</gml:endPosition></gml:TimePeriod>`, `INTERVAL('2020-01-01', '2020-12-31T12:00:00Z')`},
		{`<gml:TimePeriod gml:id="t"><gml:begin>` + instant("2019") + `</gml:begin><gml:end>` + instant("2020") + `</gml:end></gml:TimePeriod>`, `INTERVAL('2019-01-01', '2020-12-31')`},
		{`<gml:TimePeriod gml:id="t"><gml:beginPosition indeterminatePosition="unknown"/><gml:endPosition>2020-12-31</gml:endPosition></gml:TimePeriod>`, `INTERVAL('..', '2020-12-31')`},
	} {
		if e, err := fes.ParseString(filterOf(during(c.time)), options()); err != nil || e.String() != `T_DURING("date", `+c.want+`)` {
			t.Errorf("%s\ngot  %v %v\nwant %s", c.time, e, err, c.want)
		}
	}
	for name, want := range map[string]string{"After": "T_AFTER", "Before": "T_BEFORE", "Begins": "T_STARTS", "BegunBy": "T_STARTEDBY", "TContains": "T_CONTAINS", "During": "T_DURING", "EndedBy": "T_FINISHEDBY",
		"Ends": "T_FINISHES", "TEquals": "T_EQUALS", "Meets": "T_MEETS", "MetBy": "T_METBY", "TOverlaps": "T_OVERLAPS", "OverlappedBy": "T_OVERLAPPEDBY", "AnyInteracts": "T_INTERSECTS"} {
		if e, err := fes.ParseString(filterOf("<fes:"+name+">"+ref("a")+ref("b")+"</fes:"+name+">"), options()); err != nil || e.String() != want+`("a", "b")` {
			t.Errorf("%s: %v %v", name, e, err)
		}
	}
	e, err := fes.ParseString(filterOf(is("EqualTo", ref("date")+lit(instant("2020-02-29")))), options())
	if err != nil || e.String() != `"date" = DATE('2020-02-29')` {
		t.Errorf("a compared instant: %v %v", e, err)
	}
}

// TestDeclaration: a parameter may begin with an XML declaration, whose encoding says nothing.
func TestDeclaration(t *testing.T) {
	e, err := fes.ParseString(`<?xml version="1.0" encoding="ISO-8859-1"?><!-- ä --><Filter>`+is("EqualTo", ref("a")+lit("ä"))+`</Filter> <!-- end -->`, options())
	if err != nil || e.String() != `"a" = 'ä'` {
		t.Errorf("%v %v", e, err)
	}
}
