package fes_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/filter/fes"
)

// options are those of a layer "occurrence" whose default CRS is written as WFS 2.0 does.
func options() fes.Options {
	return fes.Options{
		CRS:   crs.URNName(crs.EPSG(3067)),
		Layer: "occurrence",
		ID:    func(id string) string { return strings.TrimPrefix(id, "occurrence.") },
	}
}

func filterOf(inner string) string {
	return `<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">` + inner + `</fes:Filter>`
}

func ref(name string) string { return "<fes:ValueReference>" + name + "</fes:ValueReference>" }
func lit(text string) string { return "<fes:Literal>" + text + "</fes:Literal>" }
func within(g string) string { return "<fes:Within>" + ref("geom") + g + "</fes:Within>" }
func during(t string) string { return "<fes:During>" + ref("date") + t + "</fes:During>" }
func is(op, in string) string {
	return "<fes:PropertyIs" + op + ">" + in + "</fes:PropertyIs" + op + ">"
}

func TestPredicates(t *testing.T) {
	both := ref("count") + lit("5")
	for _, c := range []struct{ name, xml, want string }{
		{"equal", is("EqualTo", both), `"count" = '5'`},
		{"not equal", is("NotEqualTo", both), `"count" <> '5'`},
		{"less", is("LessThan", both), `"count" < '5'`},
		{"less or equal", is("LessThanOrEqualTo", both), `"count" <= '5'`},
		{"greater", is("GreaterThan", both), `"count" > '5'`},
		{"greater or equal", is("GreaterThanOrEqualTo", both), `"count" >= '5'`},
		{"literal first", is("LessThan", lit("5")+ref("count")), `'5' < "count"`},
		{"two properties", is("EqualTo", ref("a")+ref("b")), `"a" = "b"`},
		{"match case", `<fes:PropertyIsEqualTo matchCase="false" matchAction="All">` + both + `</fes:PropertyIsEqualTo>`, `CASEI("count") = CASEI('5')`},
		{"quote", is("EqualTo", ref("a")+lit("d'or &amp; &lt;b&gt;")), `"a" = 'd''or & <b>'`},
		{"cdata", is("EqualTo", ref("a")+lit("<![CDATA[<x>]]>")), `"a" = '<x>'`},
		{"empty literal", is("EqualTo", ref("a")+"<fes:Literal/>"), `"a" = ''`},
		{"spaces kept", is("EqualTo", ref("a")+lit(" x ")), `"a" = ' x '`},
		{"layout dropped", is("EqualTo", ref("a")+lit("\n  x\n")), `"a" = 'x'`},
		{"null", is("Null", ref("a")), `"a" IS NULL`},
		{"nil", is("Nil", ref("a")), `"a" IS NULL`},
		{"between", is("Between", ref("a")+"<fes:LowerBoundary>"+lit("1")+"</fes:LowerBoundary><fes:UpperBoundary>"+lit("2")+"</fes:UpperBoundary>"), `"a" BETWEEN '1' AND '2'`},
		{"and or not", "<fes:And><fes:Or>" + is("Null", ref("a")) + is("Null", ref("b")) + "</fes:Or><fes:Not>" + is("Null", ref("c")) + "</fes:Not></fes:And>",
			`(("a" IS NULL OR "b" IS NULL) AND NOT ("c" IS NULL))`},
		{"function", is("EqualTo", `<fes:Function name="lower">`+ref("a")+`</fes:Function>`+lit("x")), `lower("a") = 'x'`},
		{"arithmetic", "<ogc:PropertyIsEqualTo><ogc:Add><ogc:PropertyName>a</ogc:PropertyName><ogc:Mul><ogc:Literal>2</ogc:Literal><ogc:PropertyName>b</ogc:PropertyName></ogc:Mul></ogc:Add><ogc:Literal>3</ogc:Literal></ogc:PropertyIsEqualTo>",
			`("a" + ('2' * "b")) = '3'`},
		{"ids", `<fes:ResourceId rid="occurrence.1"/><fes:ResourceId rid="occurrence.MX.7" version="LAST"/>`, `IN ('1', 'MX.7')`},
		{"ids of version 1", `<ogc:GmlObjectId gml:id="occurrence.1"/><ogc:FeatureId fid="occurrence.2"/>`, `IN ('1', '2')`},
		{"id of another layer", `<fes:ResourceId rid="transect.1"/>`, `IN ('transect.1')`},
		{"id among conditions", `<fes:Or><fes:ResourceId rid="occurrence.1"/>` + is("Null", ref("a")) + `</fes:Or>`, `(IN ('1') OR "a" IS NULL)`},
		{"gml:id", is("EqualTo", ref("@gml:id")+lit("occurrence.1")), `IN ('1')`},
		{"gml:id with a path", is("NotEqualTo", lit("occurrence.1")+ref("ns:occurrence/@gml:id")), `NOT (IN ('1'))`},
		{"gml:id is never null", is("Null", ref("@gml:id")), `FALSE`},
		{"string by type", is("EqualTo", ref("a")+`<fes:Literal type="xs:string">1</fes:Literal>`), `"a" = '1'`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := fes.ParseString(filterOf(c.xml), options())
			if err != nil {
				t.Fatal(err)
			}
			if got := e.String(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	for text, want := range map[string]string{
		"a": `"a"`, " ns:a ": `"a"`, "a[1]": `"a"`, "ns:occurrence/ns:a": `"a"`, "occurrence/a": `"a"`, "*/a": `"a"`, "occurrence/ns:a[1]": `"a"`,
		"gml:boundedBy": `""`, "lajin_nimi-ä.1": `"lajin_nimi-ä.1"`,
	} {
		e, err := fes.ParseString(filterOf(is("Null", ref(text))), options())
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := e.String(); got != want+" IS NULL" {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "a[2]", "//a", "/a", "transect/a", "a/b/c", "@a", "a[b=1]", "count(a)", "a|b", "..", "../a", "schema-element(ns:x)/a", "a b", "a/"} {
		if e, err := fes.ParseString(filterOf(is("Null", ref(text))), options()); err == nil {
			t.Errorf("%q was read as %s", text, e)
		}
	}
}

func TestLike(t *testing.T) {
	for _, c := range []struct{ attrs, pattern, want string }{
		{`wildCard="*" singleChar="?" escapeChar="\"`, `Par*m?jor`, `Par%m_jor`},
		{`wildCard="%" singleChar="_" escapeChar="\"`, `a%b_c\%d`, `a%b_c\%d`},
		{`wildCard="*" singleChar="." escape="!"`, `5% *_!*!.\x`, `5\% %\_*.\\x`},
		{`wildCard="*" singleChar="#" escapeChar="\"`, `a\bc`, `abc`},
		{`wildCard=".*" singleChar="." escapeChar="\"`, `a.*b.c\.*d`, `a%b_c.*d`},
		{`wildCard="*" singleChar="?" escapeChar="!"`, `ä\*!`, `ä\\%!`},
	} {
		e, err := fes.ParseString(filterOf(`<fes:PropertyIsLike `+c.attrs+`>`+ref("a")+lit(c.pattern)+`</fes:PropertyIsLike>`), options())
		if err != nil {
			t.Errorf("%s %s: %v", c.attrs, c.pattern, err)
			continue
		}
		if got := e.(*filter.Like).Pattern; got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.attrs, c.pattern, got, c.want)
		}
	}
}

// TestClients reads filters in the forms that QGIS's expression translator and WFS provider, and GDAL's, send.
func TestClients(t *testing.T) {
	for _, c := range []struct{ name, xml, want string }{
		{"IN, 2.0, with a namespace declared twice",
			`<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:fes="http://www.opengis.net/fes/2.0"><fes:Or><fes:PropertyIsEqualTo><fes:ValueReference>species</fes:ValueReference><fes:Literal>Parus major</fes:Literal></fes:PropertyIsEqualTo><fes:PropertyIsEqualTo><fes:ValueReference>species</fes:ValueReference><fes:Literal>Parus ater</fes:Literal></fes:PropertyIsEqualTo></fes:Or></fes:Filter>`,
			`("species" = 'Parus major' OR "species" = 'Parus ater')`},
		{"ILIKE, 1.1",
			`<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc"><ogc:PropertyIsLike matchCase="false" singleChar="_" wildCard="%" escapeChar="\"><ogc:PropertyName>species</ogc:PropertyName><ogc:Literal>parus%</ogc:Literal></ogc:PropertyIsLike></ogc:Filter>`,
			`CASEI("species") LIKE CASEI('parus%')`},
		{"box and filter, 2.0, in north, east order",
			`<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"><fes:And><fes:BBOX><fes:ValueReference>geom</fes:ValueReference><gml:Envelope srsName="urn:ogc:def:crs:EPSG::4326"><gml:lowerCorner>59 19</gml:lowerCorner><gml:upperCorner>71 32</gml:upperCorner></gml:Envelope></fes:BBOX><fes:PropertyIsGreaterThan><fes:ValueReference>year</fes:ValueReference><fes:Literal>2000</fes:Literal></fes:PropertyIsGreaterThan></fes:And></fes:Filter>`,
			`(BBOX("geom", 19, 59, 32, 71, 'EPSG:4326') AND "year" > '2000')`},
		{"box, 1.0, prefixes not declared",
			`<ogc:Filter><ogc:BBOX><ogc:PropertyName>geometry</ogc:PropertyName><gml:Box srsName="EPSG:3067"><gml:coordinates cs="," ts=" ">300000,6700000 400000,6800000</gml:coordinates></gml:Box></ogc:BBOX></ogc:Filter>`,
			`BBOX("geometry", 300000, 6700000, 400000, 6800000, 'EPSG:3067')`},
		{"intersects, 2.0",
			`<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"><fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Polygon gml:id="qgis_id_geom_1" srsName="urn:ogc:def:crs:EPSG::3067"><gml:exterior><gml:LinearRing><gml:posList srsDimension="2">0 0 10 0 10 10 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></fes:Intersects></fes:Filter>`,
			`S_INTERSECTS("geom", SRID=3067;POLYGON ((0 0,10 0,10 10,0 0)))`},
		{"IS NOT NULL",
			`<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:Not><fes:PropertyIsNull><fes:ValueReference>a</fes:ValueReference></fes:PropertyIsNull></fes:Not></fes:Filter>`,
			`NOT ("a" IS NULL)`},
		{"redeclared prefixes and layout, as sent by 3.22",
			`<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">
 <fes:And>
  <fes:Within xmlns:fes="http://www.opengis.net/fes/2.0">
   <fes:ValueReference>geom</fes:ValueReference>
   <gml:MultiPolygon xmlns:gml="http://www.opengis.net/gml/3.2" gml:id="qgis_id_geom_1" srsName="urn:ogc:def:crs:EPSG::4326">
    <gml:polygonMember xmlns:gml="http://www.opengis.net/gml/3.2">
     <gml:Polygon xmlns:gml="http://www.opengis.net/gml/3.2" gml:id="qgis_id_geom_1.1">
      <gml:exterior xmlns:gml="http://www.opengis.net/gml/3.2">
       <gml:LinearRing xmlns:gml="http://www.opengis.net/gml/3.2">
        <gml:posList xmlns:gml="http://www.opengis.net/gml/3.2" srsDimension="2">60 24 60 25 61 25 60 24</gml:posList>
       </gml:LinearRing>
      </gml:exterior>
     </gml:Polygon>
    </gml:polygonMember>
   </gml:MultiPolygon>
  </fes:Within>
  <fes:PropertyIsEqualTo xmlns:fes="http://www.opengis.net/fes/2.0">
   <fes:Function xmlns:fes="http://www.opengis.net/fes/2.0" name="substr">
    <fes:ValueReference>species</fes:ValueReference>
    <fes:Literal xmlns:fes="http://www.opengis.net/fes/2.0">1</fes:Literal>
    <fes:Literal xmlns:fes="http://www.opengis.net/fes/2.0">3</fes:Literal>
   </fes:Function>
   <fes:Literal xmlns:fes="http://www.opengis.net/fes/2.0">Par</fes:Literal>
  </fes:PropertyIsEqualTo>
 </fes:And>
</fes:Filter>
`,
			`(S_WITHIN("geom", SRID=4326;MULTIPOLYGON (((24 60,25 60,25 61,24 60)))) AND substr("species", '1', '3') = 'Par')`},
		{"GDAL's LIKE",
			`<Filter xmlns="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"><PropertyIsLike wildCard='*' singleChar='_' escapeChar='!' matchCase='false'><ValueReference>species</ValueReference><Literal>par_s*</Literal></PropertyIsLike></Filter>`,
			`CASEI("species") LIKE CASEI('par_s%')`},
		{"GDAL's distance, 2.0",
			`<Filter xmlns="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"><DWithin><ValueReference>geom</ValueReference><gml:Point srsName="urn:ogc:def:crs:EPSG::4326" gml:id="id1"><gml:pos>60 24</gml:pos></gml:Point><Distance unit="m">10</Distance></DWithin></Filter>`,
			`DWITHIN("geom", SRID=4326;POINT (24 60), 10, meters)`},
		{"GDAL's identifier, 1.1",
			`<Filter xmlns="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml"><GmlObjectId id="occ.1"/></Filter>`,
			`IN ('occ.1')`},
		{"distance of a SQL query",
			`<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"><fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos srsDimension="2">60 25</gml:pos></gml:Point><fes:Distance uom="km">1.5</fes:Distance></fes:DWithin></fes:Filter>`,
			`DWITHIN("geom", SRID=4326;POINT (25 60), 1500, meters)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := fes.ParseString(c.xml, fes.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := e.String(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestDecodeStopsAtTheEnd hands over in the middle of a document and goes on after it.
func TestDecodeStopsAtTheEnd(t *testing.T) {
	d := xml.NewDecoder(strings.NewReader(`<Query><Filter><PropertyIsNull><ValueReference>a</ValueReference></PropertyIsNull></Filter><SortBy/></Query>`))
	for {
		tok, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "Filter" {
			if _, err := fes.Decode(d, s, options()); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	if tok, _ := d.Token(); tok.(xml.StartElement).Name.Local != "SortBy" {
		t.Errorf("the decoder goes on with %v", tok)
	}
}

// TestDecodePassesOnReadErrors: an error of the body (too large, connection lost) is not the filter's.
func TestDecodePassesOnReadErrors(t *testing.T) {
	d := xml.NewDecoder(io.MultiReader(strings.NewReader("<Filter><And>"), brokenReader{}))
	tok, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	if _, err = fes.Decode(d, tok.(xml.StartElement), options()); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }
