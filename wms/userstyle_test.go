package wms

import (
	"fmt"
	"image/color"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"haavi/internal/ows"
)

// document is a style document of layers.
func document(layers string) string {
	return `<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">` + layers + `</StyledLayerDescriptor>`
}

// named is a layer with a style that fills squares with a colour.
func named(layer, style, color string) string {
	return `<NamedLayer><Name>` + layer + `</Name><UserStyle><Name>` + style + `</Name>` + filled("", color) + `</UserStyle></NamedLayer>`
}

func filled(filter, color string) string {
	return `<FeatureTypeStyle><Rule>` + filter + `<PolygonSymbolizer><Fill><CssParameter name="fill">` + color + `</CssParameter></Fill></PolygonSymbolizer></Rule></FeatureTypeStyle>`
}

var green, blue = color.NRGBA{0, 255, 0, 255}, color.NRGBA{0, 0, 255, 255}

// post sends a body; query stands in the address.
func post(t *testing.T, s http.Handler, query, contentType, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/wms?"+query, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	s.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), "https://maps.example.org")))
	return w
}

// The middle of map130 is in the diamond.
func TestStyleDocuments(t *testing.T) {
	s := newService(t)
	first := `<ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>name</ogc:PropertyName><ogc:Literal>second</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>`
	for name, c := range map[string]struct {
		query []string
		want  color.NRGBA
	}{
		"alone":                       {[]string{"LAYERS", "-", "STYLES", "-", "SLD_BODY", document(named("squares", "a", "#00ff00"))}, green},
		"in its order":                {[]string{"LAYERS", "-", "SLD_BODY", document(named("squares", "a", "#00ff00") + named("squares", "b", "#0000ff"))}, blue},
		"a library":                   {[]string{"SLD_BODY", document(named("squares", "a", "#00ff00"))}, green},
		"a library, by name":          {[]string{"STYLES", "b", "SLD_BODY", document(named("squares", "a", "#00ff00") + named("squares", "b", "#0000ff"))}, blue},
		"a library of another layer":  {[]string{"STYLES", "default", "SLD_BODY", document(named("sightings", "a", "#00ff00"))}, at(picture(t, s, map130), 50, 50)},
		"a style of the server":       {[]string{"LAYERS", "-", "SLD_BODY", document(`<NamedLayer><Name>squares</Name><NamedStyle><Name>default</Name></NamedStyle></NamedLayer>`)}, at(picture(t, s, map130), 50, 50)},
		"a style alone":               {[]string{"SLD_BODY", `<UserStyle>` + filled("", "#0000ff") + `</UserStyle>`}, blue},
		"features that are not there": {[]string{"SLD_BODY", document(`<NamedLayer><Name>squares</Name><UserStyle>` + filled(first, "#00ff00") + `</UserStyle></NamedLayer>`)}, white},
		"a constraint": {[]string{"LAYERS", "-", "SLD_BODY", document(`<UserLayer><LayerFeatureConstraints><FeatureTypeConstraint><FeatureTypeName>squares</FeatureTypeName>` + first +
			`</FeatureTypeConstraint></LayerFeatureConstraints><UserStyle>` + filled("", "#00ff00") + `</UserStyle></UserLayer>`)}, white},
	} {
		if got := at(picture(t, s, with(map130, c.query...)), 50, 50); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestPostedStyles(t *testing.T) {
	s := newService(t)
	doc := document(named("squares", "a", "#00ff00"))
	want := get(t, s, with(map130, "LAYERS", "-", "STYLES", "-", "SLD_BODY", doc)).body
	if w := post(t, s, with(map130, "LAYERS", "-", "STYLES", "-"), "text/xml", doc); w.Code != 200 || w.Body.String() != want {
		t.Errorf("a posted style: %d %.300s", w.Code, w.Body)
	}
	if w := post(t, s, "", "application/x-www-form-urlencoded", with(map130, "LAYERS", "-", "STYLES", "-", "SLD_BODY", doc)); w.Body.String() != want {
		t.Errorf("a form: %d %.300s", w.Code, w.Body)
	}
	body := `<GetMap version="1.3.0" xmlns:ows="http://www.opengis.net/ows">` + doc + `<CRS>CRS:84</CRS><BoundingBox><ows:LowerCorner>-5 -5</ows:LowerCorner><ows:UpperCorner>5 5</ows:UpperCorner></BoundingBox>
		<Output><Size><Width>100</Width><Height>100</Height></Size><Format>image/png</Format><Transparent>false</Transparent></Output><Exceptions>XML</Exceptions></GetMap>`
	if w := post(t, s, "", "application/vnd.ogc.sld+xml; charset=utf-8", body); w.Body.String() != want {
		t.Errorf("GetMap as XML: %d %.300s", w.Code, w.Body)
	}
	small := newService(t, func(o *Options) { o.MaxStyle = 1000 })
	if w := post(t, small, map130, "text/xml", doc+strings.Repeat(" ", 1000)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a large document: %d", w.Code)
	}
}

func TestStyleDocumentsThatAreRefused(t *testing.T) {
	s := newService(t)
	for doc, want := range map[string]string{
		document(named("nothing", "a", "red")):                             "there is no layer",
		document(named("squares", "a", "red") + "<x>"):                     "not well-formed",
		"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>": "document type",
		strings.Repeat("<a>", 5000):                                        "100 elements in one another",
		document(`<UserLayer><RemoteOWS/><UserStyle/></UserLayer>`):        "RemoteOWS",
		document(strings.Repeat(named("squares", "a", "red"), 60)):         "50 layers allowed",
		document(`<NamedLayer><Name>squares</Name><UserStyle><FeatureTypeStyle>` + strings.Repeat("<Rule/>", 1001) + `</FeatureTypeStyle></UserStyle></NamedLayer>`): "1000 rules",
		document(`<NamedLayer><Name>squares</Name><UserStyle>` + filled(`<ogc:Filter><ogc:PropertyIsNull><ogc:PropertyName>secret</ogc:PropertyName></ogc:PropertyIsNull></ogc:Filter>`, "red") +
			`</UserStyle></NamedLayer>`): `no property &#34;secret&#34;`,
	} {
		w := post(t, s, with(map130, "LAYERS", "-", "STYLES", "-"), "text/xml", doc)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), want) || len(w.Body.String()) > 2000 {
			t.Errorf("%.60s: %d %.600s", doc, w.Code, w.Body)
		}
	}
}

func TestRemarksAreWarnings(t *testing.T) {
	doc := document(`<NamedLayer><Name>squares</Name><UserStyle>` + strings.Replace(filled("", "#00ff00"), "<Rule>", "<Rule><RasterSymbolizer/>", 1) + `</UserStyle></NamedLayer>`)
	a := get(t, newService(t), with(map130, "SLD_BODY", doc))
	if w := strings.Join(a.header.Values("Warning"), "\n"); a.status != 200 || !strings.Contains(w, "RasterSymbolizer") {
		t.Errorf("%d %q", a.status, w)
	}
}

// A document that is sent for a layer and has no style for it is not passed over in silence.
func TestDocumentsThatHaveNoStyleForALayer(t *testing.T) {
	a := get(t, newService(t), with(map130, "SLD_BODY", document(named("point", "a", "red"))))
	if w := strings.Join(a.header.Values("Warning"), "\n"); a.status != 200 || !strings.Contains(w, `no style for layer \"squares\"`) {
		t.Errorf("%d %q", a.status, w)
	}
}

func TestMapsThatTakeTooLongAreGivenUp(t *testing.T) {
	a := get(t, newService(t, func(o *Options) { o.MaxTime = 1 }), map130)
	if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "takes longer to draw") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestGetStyles(t *testing.T) {
	s := newService(t)
	base := "SERVICE=WMS&REQUEST=GetStyles&LAYERS=sightings"
	a := get(t, s, base+"&VERSION=1.3.0")
	if a.status != 200 || a.header.Get("Content-Type") != sldType || !strings.Contains(a.body, `version="1.1.0"`) || strings.Count(a.body, "<sld:UserStyle>") != 2 ||
		!strings.Contains(a.body, "<sld:IsDefault>") {
		t.Errorf("%d %s %.900s", a.status, a.header, a.body)
	}
	// What is drawn with the answer as style is what is drawn without.
	for _, v := range []string{a.body, get(t, s, base+"&VERSION=1.1.1").body} {
		if got := post(t, s, with(birds, "LAYERS", "sightings"), "text/xml", v).Body.String(); got != get(t, s, birds).body {
			t.Errorf("not the same map with\n%s", v)
		}
	}
	if a := get(t, s, base+"&VERSION=1.1.1&SLDVER=2"); a.status != 400 {
		t.Error(a.body)
	}
}

func TestLegendOfAStyleDocument(t *testing.T) {
	s := newService(t)
	legend := "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=squares&FORMAT=image/png&WIDTH=40&HEIGHT=40"
	img := picture(t, s, with(legend, "SLD_BODY", document(named("squares", "a", "#00ff00"))))
	if got := at(img, 20, 20); got != green {
		t.Errorf("%v", got)
	}
}

// SLD= fetches from configured hosts only, and goes nowhere else from there.
func TestStylesFromElsewhere(t *testing.T) {
	doc := document(named("squares", "a", "#00ff00"))
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, doc) }))
	defer inner.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("/a.sld", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, doc) })
	mux.Handle("/there", http.RedirectHandler("/a.sld", http.StatusFound))
	mux.Handle("/elsewhere", http.RedirectHandler(inner.URL, http.StatusFound))
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, doc, strings.Repeat(" ", 5000)) })
	server := httptest.NewServer(mux)
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")
	s := newService(t, func(o *Options) {
		o.StyleHosts, o.MaxStyle = []string{host, strings.Replace(host, "127.0.0.1", "private.test", 1)}, 4000
	})
	for path, works := range map[string]bool{"/a.sld": true, "/there": true, "/elsewhere": false, "/large": false, "/nothing": false} {
		a := get(t, s, with(map130, "SLD", server.URL+path))
		if (a.status == 200) != works {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	for _, address := range []string{inner.URL, "file:///etc/passwd", "http://user@" + host + "/a.sld", "//" + host, "gopher://" + host} {
		if a := get(t, s, with(map130, "SLD", address)); a.status != 400 || !strings.Contains(a.body, "names no address") {
			t.Errorf("%s: %d %s", address, a.status, a.body)
		}
	}
}

// A name that is configured must not lead to a machine that is not public.
func TestPrivateAddressesAreNotFetchedFrom(t *testing.T) {
	f := newFetcher(Options{StyleHosts: []string{"styles.example.org", "10.1.2.3", "[::1]:8080", "localhost:80"}})
	for address, allowed := range map[string]bool{
		"93.184.216.34:80": true, "[2606:2800:220:1::1]:443": true, "10.1.2.3:80": true, "[::1]:8080": true, "127.0.0.1:80": true,
		"10.1.2.4:80": false, "127.0.0.1:8080": false, "[::1]:80": true, "169.254.169.254:80": false, "192.168.0.1:80": false, "[fe80::1]:80": false, "[fc00::1]:80": false,
		"100.64.0.1:80": false, "0.0.0.0:80": false, "[::ffff:10.0.0.1]:80": false, "224.0.0.1:80": false,
	} {
		if err := f.allowAddress(t.Context(), "tcp", address, nil); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := f.fetch(t.Context(), "http://"+url.PathEscape("localhost")+"/"); err == nil {
		t.Error("a host without its port is another one")
	}
}
