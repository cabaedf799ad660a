package wfs

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
)

func TestHead(t *testing.T) {
	s := testService(t)
	for request, want := range map[string]string{
		"service=WFS&request=GetCapabilities":                                                  "application/xml",
		v2 + "GetFeature&typenames=area&outputformat=csv":                                      "text/csv; charset=utf-8",
		v2 + "GetFeature&typenames=area&outputformat=text/xml;%20subtype%3Dgml/3.2":            "text/xml; subtype=gml/3.2",
		v2 + "GetFeature&typenames=area&outputformat=application/gml%2Bxml;version=3.2":        "application/gml+xml; version=3.2",
		v2 + "GetFeature&typenames=area&outputformat=application/gml+xml;+version=3.2":         "application/gml+xml; version=3.2",
		v2 + "GetFeature&typenames=area&outputformat=APPLICATION/JSON":                         "application/json",
		v2 + "GetFeature&storedquery_id=" + byIDURN + "&id=observation.1&outputformat=geojson": "application/geo+json",
	} {
		w := answer1(s, httptest.NewRequest(http.MethodHead, Path+"?"+request, nil))
		if w.Code != 200 || w.Header().Get("Content-Type") != want || w.Body.Len() > 0 {
			t.Errorf("%s: %d %q, %d bytes", request, w.Code, w.Header().Get("Content-Type"), w.Body.Len())
		}
	}
}

// QGIS keeps documents that do not say when they expire, whatever Cache-Control says.
func TestDocumentsAreNotKept(t *testing.T) {
	s := testService(t)
	for _, request := range []string{"GetCapabilities", "DescribeFeatureType&typenames=area", "ListStoredQueries"} {
		h := do(s, v2+request).Header()
		if expires, err := http.ParseTime(h.Get("Expires")); err != nil || expires.After(time.Now()) || h.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %v", request, h)
		}
	}
}

// OWSLib sends the filter of WFS 2.0 as QUERY; who does not read it answers with every feature.
func TestFilterOfOWSLib(t *testing.T) {
	const filter = `<fes:Filter><fes:PropertyIsEqualTo><fes:ValueReference>name</fes:ValueReference><fes:Literal>Pica pica</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>`
	w := do(testService(t), v2+"GetFeature&typenames=observation&query="+url.QueryEscape(filter))
	if w.Code != 200 || !strings.Contains(w.Body.String(), `numberMatched="2"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestMethods(t *testing.T) {
	s := testService(t)
	w := answer1(s, httptest.NewRequest(http.MethodDelete, Path, nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("DELETE: %d %v", w.Code, w.Header())
	}
}

// A form is read as a query string; XML that calls itself a form, or plain text, as XML. The query string of a POST counts for nothing.
func TestPost(t *testing.T) {
	s := testService(t)
	post := func(contentType, body string) int {
		r := httptest.NewRequest(http.MethodPost, Path+"?request=GetCapabilities&service=WMS", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		w := answer1(s, r)
		if !strings.Contains(w.Body.String(), `numberMatched="2"`) {
			t.Errorf("%s: %s", contentType, w.Body)
		}
		return w.Code
	}
	body := `<?xml version="1.0" encoding="UTF-8"?><GetFeature xmlns="http://www.opengis.net/wfs/2.0" service="WFS" version="2.0.0"><Query typeNames="area"/></GetFeature>`
	for _, contentType := range []string{"text/xml", "application/xml; charset=utf-8", "text/plain", "application/x-www-form-urlencoded", ""} {
		post(contentType, body)
	}
	post("application/x-www-form-urlencoded; charset=UTF-8", v2+"GetFeature&typenames=haavi%3Aarea")
	utf16 := []byte{0xFF, 0xFE}
	for _, c := range strings.Replace(body, "UTF-8", "UTF-16", 1) {
		utf16 = append(utf16, byte(c), 0)
	}
	post("text/xml", string(utf16))
}

// faulty is a source whose stream breaks.
type faulty struct {
	source.Source
	after, matched int64
	err            error
}

func (f *faulty) Snapshot(context.Context) (source.Snapshot, error) { return snapshot{f}, nil }

func (f *faulty) Count(context.Context, *query.Query) (int64, error) { return f.matched, nil }

func (f *faulty) Features(context.Context, *query.Query) (source.Features, error) {
	return &faultyStream{faulty: f}, nil
}

type snapshot struct{ *faulty }

func (snapshot) Close() error { return nil }

type faultyStream struct {
	*faulty
	n int64
}

func (f *faultyStream) Next() bool { f.n++; return f.n <= f.after }
func (f *faultyStream) Err() error {
	if f.n <= f.after {
		return nil
	}
	return f.err
}
func (f *faultyStream) Close() error { return nil }
func (f *faultyStream) Feature() *feature.Feature {
	return &feature.Feature{ID: fmt.Sprint(f.n), Geom: orb.Point{1, 2}, Props: []feature.Value{feature.StringValue(strings.Repeat("x", 100))}}
}

func faultyService(t *testing.T, f *faulty) *service {
	c := layer.NewCatalog()
	addLayer(t, c, layer.Options{Extent: empty}, &feature.Schema{Name: "l", CRS: crs.WGS84, Geometry: geometryField("g", feature.Point),
		Fields: fields("a", feature.String)}, f)
	return testServiceOf(c)
}

// A failure before anything was written is an exception report, without a word of its cause; one after that cuts the connection.
func TestFailures(t *testing.T) {
	secret := errors.New("ERROR: relation secret does not exist (SQLSTATE 42P01)")
	for name, c := range map[string]struct {
		f      faulty
		aborts bool
		status int
	}{
		"at the first row":                   {faulty{matched: 10, err: secret}, false, 500},
		"in the first block":                 {faulty{matched: 10, after: 5, err: secret}, false, 500},
		"later":                              {faulty{matched: 2000, after: 1000, err: secret}, true, 0},
		"fewer than announced":               {faulty{matched: 2000, after: 1000}, true, 0},
		"a system the source cannot compute": {faulty{matched: 10, err: fmt.Errorf("stream: %w", crs.ErrUnsupported)}, false, 400},
	} {
		for _, format := range []string{"geojson", "gml32", "csv"} {
			t.Run(name+" "+format, func(t *testing.T) {
				defer func() {
					if r := recover(); (r == http.ErrAbortHandler) != c.aborts {
						t.Errorf("panic %v, wanted one: %v", r, c.aborts)
					}
				}()
				w := do(faultyService(t, &c.f), v2+"GetFeature&typenames=l&outputformat="+format)
				if w.Code != c.status || w.Header().Get("Content-Type") != "application/xml" || w.Header().Get("Content-Disposition") != "" || strings.Contains(w.Body.String(), "secret") {
					t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
				}
			})
		}
	}
}

// A page that holds everything there is needs no count.
func TestShortPageIsNotCounted(t *testing.T) {
	w := do(faultyService(t, &faulty{after: 3, matched: -99}), v2+"GetFeature&typenames=l&count=10&startindex=20")
	if !strings.Contains(w.Body.String(), `numberMatched="23" numberReturned="3"`) {
		t.Error(w.Body)
	}
}

func FuzzKVP(f *testing.F) {
	for _, q := range []string{"service=WFS&request=GetCapabilities", v2 + "GetFeature&typenames=area&bbox=1,2,3,4&sortby=title+D",
		v2 + "GetFeature&typenames=x:observation&namespaces=xmlns(x,http://haavi.example/layers)&filter=%3CFilter%3E", v2 + "GetPropertyValue&typenames=area&valuereference=a/b:c",
		v2 + "GetFeature&storedquery_id=" + byIDURN + "&id=area.1&outputformat=csv",
		v2 + "GetFeature&typenames=(area)(haavi:observation)&filter=(%3CFilter/%3E)()&propertyname=(title)(fid,name)&sortby=(title)()&count=3&startindex=1",
		v2 + "GetFeature&typenames=(area)(area)&cql_filter=title='(';true&bbox=(1,2,3,4)(5,6,7,8)&outputformat=geojson", v11 + "GetFeature&typename=area,note&featureid=area.1,note.1",
		v2 + "GetFeature&storedquery_id=named&start=x&most=3", v2 + "GetFeature&storedquery_id=around&place=POINT(1+2)&km=1e3&since=2020-01-01&before=2030-01-01T00:00:00Z&sure=1",
		v2 + "GetFeature&posted=" + posted(`<GetFeature><Query typeNames="area"/></GetFeature>`) + "&startindex=1"} {
		f.Add(q)
	}
	s := testService(f)
	f.Fuzz(func(t *testing.T, q string) {
		r := httptest.NewRequest(http.MethodGet, Path, nil)
		r.URL = &url.URL{Path: Path, RawQuery: q}
		checkAnswer(t, answer1(s, r))
	})
}

func FuzzXML(f *testing.F) {
	for _, b := range []string{`<GetFeature service="WFS" version="2.0.0"><Query typeNames="area"><SortBy><SortProperty><ValueReference>title</ValueReference></SortProperty></SortBy></Query></GetFeature>`,
		`<DescribeFeatureType service="WFS" version="2.0.0"><TypeName>area</TypeName></DescribeFeatureType>`, `<GetCapabilities service="WFS"><Sections><Section>All</Section></Sections></GetCapabilities>`,
		`<GetPropertyValue service="WFS" version="2.0.0" valueReference="title"><Query typeNames="area"><Filter><ResourceId rid="area.1"/></Filter></Query></GetPropertyValue>`,
		`<GetFeature service="WFS" version="2.0.2"><StoredQuery id="` + byIDURI + `"><Parameter name="id">area.1</Parameter></StoredQuery></GetFeature>`,
		`<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs" xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml" service="WFS" version="1.1.0" maxFeatures="2" outputFormat="text/xml; subtype=gml/3.1.1">` +
			`<wfs:Query typeName="area" srsName="EPSG:4326"><wfs:PropertyName>title</wfs:PropertyName><ogc:Filter><ogc:BBOX><ogc:PropertyName>shape</ogc:PropertyName><gml:Envelope srsName="EPSG:4326"><gml:lowerCorner>1 2</gml:lowerCorner>` +
			`<gml:upperCorner>61 62</gml:upperCorner></gml:Envelope></ogc:BBOX></ogc:Filter><ogc:SortBy><ogc:SortProperty><ogc:PropertyName>title</ogc:PropertyName><ogc:SortOrder>DESC</ogc:SortOrder></ogc:SortProperty></ogc:SortBy></wfs:Query></wfs:GetFeature>`,
		`<GetFeature xmlns="http://www.opengis.net/wfs" xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml" service="WFS" version="1.0.0" outputFormat="GML2"><Query typeName="observation"><ogc:Filter><ogc:Or>` +
			`<ogc:PropertyIsLike wildCard="*" singleChar="." escape="!"><ogc:PropertyName>name</ogc:PropertyName><ogc:Literal>P*</ogc:Literal></ogc:PropertyIsLike><ogc:Intersects><ogc:PropertyName>geom</ogc:PropertyName>` +
			`<gml:Polygon srsName="EPSG:3067"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0 9,0 9,9 0,0</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></ogc:Intersects></ogc:Or></ogc:Filter></Query></GetFeature>`,
		`<wfs:DescribeFeatureType xmlns:wfs="http://www.opengis.net/wfs" service="WFS" version="1.0.0"><wfs:TypeName>area</wfs:TypeName></wfs:DescribeFeatureType>`,
		`<GetFeature service="WFS" version="2.0.0"><Query typeNames="observation"><Filter xmlns="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"><And><During><ValueReference>seen</ValueReference><gml:TimePeriod gml:id="p">` +
			`<gml:beginPosition>2020-01-01</gml:beginPosition><gml:endPosition>2025-01-01T00:00:00Z</gml:endPosition></gml:TimePeriod></During><PropertyIsBetween><ValueReference>count</ValueReference><LowerBoundary><Literal>1</Literal></LowerBoundary>` +
			`<UpperBoundary><Function name="abs"><Literal>-9</Literal></Function></UpperBoundary></PropertyIsBetween></And></Filter></Query></GetFeature>`,
		`<GetFeature service="WFS" version="2.0.0" count="3"><Query typeNames="area"/><StoredQuery id="` + byIDURN + `"><Parameter name="id">note.1</Parameter></StoredQuery><Query typeNames="area"/></GetFeature>`,
		`<GetFeature service="WFS" version="2.0.0"><StoredQuery id="around"><Parameter name="place"><Point><pos>1 2</pos></Point></Parameter><Parameter name="km">1</Parameter></StoredQuery></GetFeature>`,
		`<GetFeature service="WFS" version="1.1.0" maxFeatures="3"><Query typeName="area"/><Query typeName="note"/></GetFeature>`} {
		f.Add(b)
	}
	s := testService(f)
	f.Fuzz(func(t *testing.T, b string) {
		checkAnswer(t, answer1(s, httptest.NewRequest(http.MethodPost, Path, strings.NewReader(b))))
	})
}

// checkAnswer holds an answer to what any must be: not a fault of the server's, and well-formed where it is XML.
func checkAnswer(t *testing.T, w *httptest.ResponseRecorder) {
	if w.Code >= 500 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if strings.Contains(w.Header().Get("Content-Type"), "xml") {
		var document struct{}
		if err := xml.Unmarshal(w.Body.Bytes(), &document); err != nil {
			t.Fatalf("%v in %s", err, w.Body)
		}
	}
}

// OWSLib 0.27 fails on a service of WFS 1.0.0 without Keywords.
func TestKeywordsOf10(t *testing.T) {
	if b := do(testService(t), "service=WFS&version=1.0.0&request=GetCapabilities").Body.String(); !strings.Contains(b, "<Keywords") {
		t.Error(b)
	}
}
