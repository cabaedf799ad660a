package wfs

import (
	"context"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
)

type report struct {
	XMLName   xml.Name `xml:"http://www.opengis.net/ows/1.1 ExceptionReport"`
	Version   string   `xml:"version,attr"`
	Exception struct {
		Code    string `xml:"exceptionCode,attr"`
		Locator string `xml:"locator,attr"`
		Text    string `xml:"ExceptionText"`
	}
}

// Every refusal names the code, the parameter and something to do.
func TestRefusals(t *testing.T) {
	s := testService(t)
	getFeature := v2 + "GetFeature&typenames=observation&"
	fes := func(inner string) string { return "filter=" + url.QueryEscape("<Filter>"+inner+"</Filter>") }
	post := func(attrs, inner string) string {
		return `<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs/2.0" ` + attrs + `>` + inner + `</wfs:GetFeature>`
	}
	envelope := `<gml:Envelope xmlns:gml="http://www.opengis.net/gml/3.2" srsName="urn:ogc:def:crs:EPSG::4326"><gml:lowerCorner>-90 -180</gml:lowerCorner><gml:upperCorner>90 180</gml:upperCorner></gml:Envelope>`
	ok := `service="WFS" version="2.0.0"`
	for _, c := range []struct {
		request, code, locator, text string
		status                       int
	}{
		{"request=GetCapabilities", "MissingParameterValue", "service", "", 400},
		{"", "MissingParameterValue", "service", "", 400},
		{"service=WFS", "MissingParameterValue", "request", "", 400},
		{"SERVIsCE=WFS&request=GetCapabilities", "MissingParameterValue", "service", "", 400},
		{"service=WMS&request=GetCapabilities", "InvalidParameterValue", "service", "service=WFS", 400},
		{"service=WFS&request=GetMap&version=2.0.0", "OperationNotSupported", "request", "GetFeature", 400},
		{"service=WFS&request=Transaction&version=2.0.0", "OperationNotSupported", "request", "", 400},
		{"service=WFS&request=GetFeature&typenames=area", "MissingParameterValue", "version", "", 400},
		{"service=WFS&request=GetFeature&version=9.9.9&typenames=area", "InvalidParameterValue", "version", "2.0.0", 400},
		{v2 + "GetFeature", "MissingParameterValue", "typenames", "", 400},
		{v2 + "GetFeature&count=1&count=2", "InvalidParameterValue", "count", "twice", 400},
		{v2 + "GetFeature&typenames=a%ZZ", "InvalidParameterValue", "typenames", "%25", 400},
		{v2 + "GetFeature&typenames=observation,area", "InvalidParameterValue", "typenames", "(a)(b)", 400},
		{v2 + "GetFeature&typenames=(observation,area)(area)", "InvalidParameterValue", "typenames", "joins", 400},
		{v2 + "GetFeature&typenames=(observation)(area)&filter=%3CFilter/%3E", "InvalidParameterValue", "filter", "1 of the 2 values", 400},
		{v2 + "GetFeature&typenames=(observation)(area)&sortby=(name)(title)(title)", "InvalidParameterValue", "sortby", "3 of the 2 values", 400},
		{v2 + "GetFeature&typenames=(observation)(area)&propertyname=name", "InvalidParameterValue", "propertyname", "in parentheses", 400},
		{v2 + "GetFeature&typenames=(observation)(area)&cql_filter=name='a'", "InvalidParameterValue", "cql_filter", "()", 400},
		{v2 + "GetFeature&typenames=observation&filter=(%3CFilter/%3E)(%3CFilter/%3E)", "InvalidParameterValue", "filter", "2 of the 1", 400},
		{v2 + "GetFeature&typenames=(observation)(area)&resourceid=note.1", "InvalidParameterValue", "resourceid", "of type note", 400},
		{v2 + "GetFeature&typenames=(observation)(area)&outputformat=csv", "InvalidParameterValue", "outputformat", "gml32, geojson", 400},
		{v2 + "GetFeature&typenames=(observation)(area)&srsname=(EPSG:3067)(EPSG:4326)&outputformat=geojson", "InvalidParameterValue", "srsname", "one for all", 400},
		{v2 + "GetFeature&typenames=(area)(area)&srsname=(EPSG:3067)(EPSG:4326)", "InvalidParameterValue", "srsname", "two requests", 400},
		{v2 + "GetFeature&typenames=(area)(area)&propertyname=(title)(*)", "InvalidParameterValue", "propertyname", "two requests", 400},
		{v2 + "GetFeature&typenames=" + strings.Repeat("(area)", 51), "InvalidParameterValue", "typenames", "more queries than the 50", 400},
		{v2 + "GetPropertyValue&typenames=(observation)(area)&valuereference=name", "InvalidParameterValue", "valuereference", "area", 400},
		{v2 + "GetFeature&typenames=ns1:observation", "InvalidParameterValue", "typenames", "did you mean haavi:observation", 400},
		{v2 + "GetFeature&typenames=ns1:observation&namespaces=xmlns(ns1,http://example.org)", "InvalidParameterValue", "typenames", "haavi:observation", 400},
		{v2 + "GetFeature&typenames=observation&namespaces=ns1=x", "InvalidParameterValue", "namespaces", "xmlns(prefix,uri)", 400},
		{getFeature + "count=-1", "InvalidParameterValue", "count", "", 400},
		{getFeature + "count=many", "InvalidParameterValue", "count", "", 400},
		{getFeature + "startindex=-1", "InvalidParameterValue", "startindex", "", 400},
		{getFeature + "startindex=99999999999999999999", "InvalidParameterValue", "startindex", "", 400},
		{getFeature + "resulttype=some", "InvalidParameterValue", "resulttype", "hits", 400},
		{getFeature + "resolve=all", "InvalidParameterValue", "resolve", "local", 400},
		{getFeature + "outputformat=text/x-fancy", "InvalidParameterValue", "outputformat", "application/geo+json", 400},
		{getFeature + "aliases=a", "InvalidParameterValue", "aliases", "", 400},
		{getFeature + "filter_language=SQL", "InvalidParameterValue", "filter_language", "CQL_FILTER", 400},
		{getFeature + "srsname=urn:ogc:def:crs:EPSG::32690", "InvalidParameterValue", "srsname", "", 400},
		{getFeature + "srsname=here", "InvalidParameterValue", "srsname", "EPSG:3067", 400},
		{getFeature + "propertyname=nmae", "InvalidParameterValue", "propertyname", "nmae", 400},
		{getFeature + "propertyname=Name", "InvalidParameterValue", "propertyname", `did you mean "name"`, 400},
		{getFeature + "sortby=nobody", "InvalidParameterValue", "sortby", "nobody", 400},
		{getFeature + "sortby=name+UP", "InvalidParameterValue", "sortby", "ASC or DESC", 400},
		{getFeature + "sortby=geom", "InvalidParameterValue", "sortby", "", 400},
		{getFeature + "bbox=1,2,3", "InvalidParameterValue", "bbox", "two corners", 400},
		{getFeature + "bbox=1,2,3,x", "InvalidParameterValue", "bbox", "not a number", 400},
		{getFeature + "bbox=1,2,3,NaN", "InvalidParameterValue", "bbox", "not a number", 400},
		{getFeature + "bbox=1,5,3,4", "InvalidParameterValue", "bbox", "axis order", 400},
		{getFeature + "bbox=5,1,3,4", "InvalidParameterValue", "bbox", "axis order", 400},
		{getFeature + "bbox=1,2,3,4,EPSG:1", "InvalidParameterValue", "bbox", "", 400},
		{v2 + "GetFeature&typenames=note&bbox=1,2,3,4,EPSG:4326", "InvalidParameterValue", "bbox", "no geometry", 400},
		{getFeature + "cql_filter=name=", "InvalidParameterValue", "cql_filter", "", 400},
		{getFeature + "cql_filter=nmae='x'", "InvalidParameterValue", "cql_filter", `did you mean "name"`, 400},
		{getFeature + "cql_filter=" + url.QueryEscape(`{"op":"=","args":[{"property":"nmae"},"x"]}`), "InvalidParameterValue", "cql_filter", `did you mean "name"`, 400},
		{getFeature + "cql_filter=" + url.QueryEscape(`{"op":"=","args":[{"property":"name"}]}`), "InvalidParameterValue", "cql_filter", `takes 2 arguments`, 400},
		{getFeature + "cql_filter=count='x'", "InvalidParameterValue", "cql_filter", "", 400},
		{getFeature + "filter=x", "InvalidParameterValue", "filter", "", 400},
		{getFeature + fes("<PropertyIsEqualTo><ValueReference>nobody</ValueReference><Literal>1</Literal></PropertyIsEqualTo>"), "InvalidParameterValue", "filter", "nobody", 400},
		{getFeature + "filter=" + url.QueryEscape(`<!DOCTYPE a [<!ENTITY b "c">]><Filter>&b;</Filter>`), "InvalidParameterValue", "filter", "", 400},
		{getFeature + "resourceid=area.1", "InvalidParameterValue", "resourceid", "of type area", 400},
		{getFeature + "resourceid=observation.1&bbox=1,2,3,4", "InvalidParameterValue", "bbox", "excludes", 400},
		{v2 + "GetFeature&resourceid=nobody.1", "InvalidParameterValue", "resourceid", "typeNames", 400},
		{getFeature + "storedquery_id=urn:ogc:def:query:OGC-WFS::GetFeatureById&id=area.1", "InvalidParameterValue", "typenames", "not both", 400},
		{v2 + "GetFeature&storedquery_id=" + byIDURN + "&id=area.1&resulttype=hits", "InvalidParameterValue", "resulttype", "", 400},
		{v2 + "GetFeature&storedquery_id=" + byIDURN + "&id=area.1&startindex=1", "InvalidParameterValue", "startindex", "", 400},
		{v2 + "DescribeFeatureType&typename=ns1:Unknown1.Type&namespaces=xmlns(ns1,http://example.org)", "InvalidParameterValue", "typename", "", 400},
		// an operator that does not fit a property which features could have
		{getFeature + fes(`<PropertyIsLessThanOrEqualTo matchAction="Any"><ValueReference>gml:boundedBy</ValueReference><Literal>`+envelope+`</Literal></PropertyIsLessThanOrEqualTo>`), "OperationProcessingFailed", "filter", "Envelope", 403},
		{getFeature + fes("<BBOX><ValueReference>gml:description</ValueReference>"+envelope+"</BBOX>"), "OperationProcessingFailed", "filter", "description", 403},
		{getFeature + fes("<PropertyIsLike wildCard='*' singleChar='?' escapeChar='!'><ValueReference>geom</ValueReference><Literal>a*</Literal></PropertyIsLike>"), "OperationProcessingFailed", "filter", "geom", 403},
		// XML
		{"<", "OperationParsingFailed", "request", "not well-formed", 400},
		{"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "OperationParsingFailed", "request", "document type", 400},
		{"<a/>", "OperationNotSupported", "request", "", 400},
		{post("", ""), "MissingParameterValue", "service", "", 400},
		{post(`service="WFS"`, ""), "MissingParameterValue", "version", "", 400},
		{post(`service="WFS" version="5"`, ""), "InvalidParameterValue", "version", "", 400},
		{post(ok, ""), "MissingParameterValue", "typenames", "", 400},
		{post(ok, "<wfs:Query/>"), "MissingParameterValue", "typenames", "", 400},
		{post(ok, `<wfs:Query typeNames="nobody"/>`), "InvalidParameterValue", "typenames", "", 400},
		{post(ok, `<wfs:Query typeNames="area note"/>`), "InvalidParameterValue", "typenames", "several Query elements", 400},
		{post(ok, strings.Repeat(`<wfs:Query typeNames="area"/>`, 51)), "InvalidParameterValue", "typenames", "more queries than the 50", 400},
		{post(ok, `<wfs:Query typeNames="area"><wfs:Nonsense/></wfs:Query>`), "OperationParsingFailed", "request", "Nonsense", 400},
		{post(ok, `<wfs:Query typeNames="area"><Filter><Nonsense/></Filter></wfs:Query>`), "InvalidParameterValue", "filter", "Nonsense", 400},
		{post(ok, `<wfs:Query typeNames="area"><Filter><And></Filter></wfs:Query>`), "", "", "", 400},
		{post(ok+` resultType="x"`, `<wfs:Query typeNames="area"/>`), "InvalidParameterValue", "resulttype", "", 400},
		{post(ok, strings.Repeat("<a>", 300)), "OperationParsingFailed", "request", "", 400},
	} {
		w := do(s, c.request)
		var got report
		if err := xml.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Errorf("%.200s\n%v in %s", c.request, err, w.Body)
			continue
		}
		e := got.Exception
		if w.Code != c.status || c.code != "" && (e.Code != c.code || e.Locator != c.locator) || !strings.Contains(e.Text, c.text) || e.Text == "" {
			t.Errorf("%.200s\ngot  %d %s %s %q\nwant %d %s %s …%s…", c.request, w.Code, e.Code, e.Locator, e.Text, c.status, c.code, c.locator, c.text)
		}
		if got.Version != "2.0.0" || w.Header().Get("Content-Type") != "application/xml" || len(e.Text) > 600 {
			t.Errorf("%.200s: version %q, type %q, text of %d bytes", c.request, got.Version, w.Header().Get("Content-Type"), len(e.Text))
		}
	}
}

// stubborn is a source that cannot compute any filter, which it says at once or in the stream.
type stubborn struct {
	source.Source
	inside bool
}

func (s stubborn) Snapshot(context.Context) (source.Snapshot, error)  { return s, nil }
func (s stubborn) Count(context.Context, *query.Query) (int64, error) { return 0, source.ErrFilter }
func (s stubborn) Close() error                                       { return nil }
func (s stubborn) Features(context.Context, *query.Query) (source.Features, error) {
	if s.inside {
		return endless{}, nil
	}
	return nil, source.ErrFilter
}

type endless struct{ source.Features }

func (endless) Next() bool   { return false }
func (endless) Err() error   { return source.ErrFilter }
func (endless) Close() error { return nil }

// A filter that only the database finds impossible is still the client's fault, and blamed on the parameter that it came in.
func TestFilterThatTheSourceRefuses(t *testing.T) {
	for _, inside := range []bool{false, true} {
		c := layer.NewCatalog()
		s, _ := observations()
		addLayer(t, c, layer.Options{Extent: empty}, s, stubborn{inside: inside})
		h := testServiceOf(c)
		for _, request := range []string{"&count=2", "", "&resulttype=hits", "&count=100000"} {
			w := do(h, v2+"GetFeature&typenames=observation&cql_filter=count>2"+request)
			if body := w.Body.String(); w.Code != 400 || !strings.Contains(body, `locator="cql_filter"`) || !strings.Contains(body, "InvalidParameterValue") {
				t.Errorf("%s: %d %s", request, w.Code, body)
			}
		}
	}
}
