package wfs

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// ids returns the identifiers that a GetFeature in GeoJSON yields, in order.
func ids(t *testing.T, s *service, request string) string {
	t.Helper()
	w := do(s, request)
	var got struct{ Features []struct{ ID string } }
	if w.Code != 200 {
		t.Fatalf("%s\n%d %s", request, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%s: %v", request, err)
	}
	var list []string
	for _, f := range got.Features {
		list = append(list, f.ID)
	}
	return strings.Join(list, " ")
}

const observationIDs = "observation.1 observation.2 observation.3 observation.4 observation.5"

// What a request selects, and in which order.
func TestSelection(t *testing.T) {
	s := testService(t)
	fes := func(inner string) string {
		return "filter=" + url.QueryEscape(`<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">`+inner+"</fes:Filter>")
	}
	named := fes(`<fes:PropertyIsEqualTo><fes:ValueReference>haavi:name</fes:ValueReference><fes:Literal>Pica pica</fes:Literal></fes:PropertyIsEqualTo>`)
	for request, want := range map[string]string{
		"typenames=observation": observationIDs,
		// ids
		"typenames=observation&resourceid=observation.4,observation.1,observation.nobody,stranger": "observation.1 observation.4",
		"resourceid=observation.2":                                  "observation.2",
		"typenames=area&resourceid=area.KE_x003A_1_x002F_a_x0020_b": "area.KE_x003A_1_x002F_a_x0020_b",
		"typenames=thing&featureid=thing.1_x002C_3":                 "thing.1_x002C_3",
		"typenames=observation&" + fes(`<fes:ResourceId rid="observation.2"/><fes:ResourceId rid="area.KE_x003A_1"/>`): "observation.2",
		"typenames=observation&cql_filter=IN+('observation.5','area.1')":                                               "observation.5",
		// filters
		"typenames=observation&" + named:           "observation.4 observation.5",
		"typenames=observation&cql_filter=count>2": "observation.1 observation.5",
		"typenames=observation&cql_filter=" + url.QueryEscape(` {"op":">","args":[{"property":"count"},2]}`):                           "observation.1 observation.5",
		"typenames=observation&cql_filter=count>2&" + named:                                                                            "observation.5",
		"typenames=observation&cql_filter=count<1&bbox=0,0,400000,8000000":                                                             "observation.2",
		"typenames=observation&filter=(" + strings.TrimPrefix(named, "filter=") + ")":                                                  "observation.4 observation.5",
		"typenames=area&" + fes(`<fes:PropertyIsNull><fes:ValueReference>gml:name</fes:ValueReference></fes:PropertyIsNull>`):          "area.KE_x003A_1_x002F_a_x0020_b area._x005F_x0041_",
		"typenames=observation&" + fes(`<fes:PropertyIsNull><fes:ValueReference>haavi:name</fes:ValueReference></fes:PropertyIsNull>`): "observation.3",
		// boxes: in the layer's CRS, by URN in the authority's order, by short name in x, y
		"typenames=observation&bbox=385000,6671000,387000,6672000":                                         "observation.1 observation.2",
		"typenames=observation&bbox=60.1,24.6,60.3,25.3,urn:ogc:def:crs:EPSG::4326":                        "observation.1 observation.2",
		"typenames=observation&bbox=24.6,60.1,25.3,60.3,EPSG:4326":                                         "observation.1 observation.2",
		"typenames=observation&bbox=24.6,60.1,25.3,60.3,urn:ogc:def:crs:OGC:1.3:CRS84":                     "observation.1 observation.2",
		"typenames=area&bbox=60.1,24.1,60.2,24.2":                                                          "area.KE_x003A_1_x002F_a_x0020_b",
		"typenames=area&bbox=60.3,24.3,60.4,24.4":                                                          "", // in the hole
		"typenames=area&bbox=-90,-180,90,180":                                                              "area.KE_x003A_1_x002F_a_x0020_b area._x005F_x0041_",
		"typenames=area&bbox=170,0,25,90,EPSG:4326":                                                        "area.KE_x003A_1_x002F_a_x0020_b", // over the antimeridian
		"typenames=thing&bbox=3999999,4999999,4000001,5000001":                                             "thing.1_x002C_1 thing.1_x002C_2 thing.1_x002C_3 thing.1_x002C_4 thing.1_x002C_5 thing.1_x002C_6 thing.1_x002C_7",
		"typenames=thing&bbox=4999999,3999999,5000001,4000001,EPSG:3035&count=1":                           "thing.1_x002C_1",
		"typenames=observation&bbox=60.1,24.6,60.3,25.3,urn:ogc:def:crs:EPSG::4326&srsname=EPSG:3857":      "observation.1 observation.2",
		"typenames=observation&bbox=385000,6671000,387000,6672000&resulttype=results&resolve=none&foo=bar": "observation.1 observation.2",
		// order and pages
		"typenames=observation&sortby=fid+DESC":                                                   "observation.5 observation.4 observation.3 observation.2 observation.1",
		"typenames=observation&sortby=haavi:count+D":                                              "observation.3 observation.5 observation.1 observation.4 observation.2",
		"typenames=observation&sortby=name+A,fid+D&startindex=1":                                  "observation.5 observation.4 observation.2 observation.3",
		"typenames=observation&sortby=count&count=2&startindex=1":                                 "observation.4 observation.1",
		"typenames=(haavi:observation)&count=1&startindex=4":                                      "observation.5",
		"TypeName=ns1:observation&nameSpace=xmlns(ns1=http://haavi.example/layers)&MaxFeatures=1": "observation.1",
	} {
		if got := ids(t, s, v2+"GetFeature&outputformat=geojson&"+request); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", request, got, want)
		}
	}
}

// The same in XML, from clients of either habit.
func TestSelectionXML(t *testing.T) {
	s := testService(t)
	head := `<?xml version="1.0"?><wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:fes="http://www.opengis.net/fes/2.0"
		xmlns:gml="http://www.opengis.net/gml/3.2" service="WFS" version="2.0.0" outputFormat="geojson"`
	for request, want := range map[string]string{
		`><wfs:Query typeNames="haavi:observation"/>`:                                                                  observationIDs,
		` count="2" startIndex="1"><wfs:Query xmlns:ns42="http://haavi.example/layers" typeNames="ns42:observation"/>`: "observation.2 observation.3",
		`><wfs:Query typeNames="observation"><wfs:PropertyName>haavi:name</wfs:PropertyName><fes:Filter><fes:PropertyIsLike wildCard="*" singleChar="." escapeChar="!">
			<fes:ValueReference>haavi:name</fes:ValueReference><fes:Literal>P*a</fes:Literal></fes:PropertyIsLike></fes:Filter>
			<fes:SortBy><fes:SortProperty><fes:ValueReference>haavi:fid</fes:ValueReference><fes:SortOrder>DESC</fes:SortOrder></fes:SortProperty></fes:SortBy></wfs:Query>`: "observation.5 observation.4",
		`><wfs:Query typeNames="observation" srsName="urn:ogc:def:crs:EPSG::4326"><fes:Filter><fes:BBOX><fes:ValueReference>haavi:geom</fes:ValueReference>
			<gml:Envelope srsName="urn:ogc:def:crs:EPSG::4326"><gml:lowerCorner>60.1 24.6</gml:lowerCorner><gml:upperCorner>60.3 25.3</gml:upperCorner></gml:Envelope>
			</fes:BBOX></fes:Filter></wfs:Query>`: "observation.1 observation.2",
		`><wfs:Query typeNames="area"><fes:Filter><fes:Intersects><fes:ValueReference>shape</fes:ValueReference><gml:Point gml:id="p"><gml:pos>60.1 24.1</gml:pos></gml:Point>
			</fes:Intersects></fes:Filter></wfs:Query>`: "area.KE_x003A_1_x002F_a_x0020_b",
	} {
		if got := ids(t, s, head+request+"</wfs:GetFeature>"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", request, got, want)
		}
	}
}
