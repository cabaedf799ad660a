package wms

import (
	"fmt"
	"image"
	"image/color"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestGetMapShowsPlaces(t *testing.T) {
	s := newService(t)
	for _, c := range []struct {
		query string
		x, y  int
		want  color.NRGBA
	}{
		{birds, 50, 49, red}, // 385000 6675000 is the corner of four pixels; the square of 11 pixels is about it
		{birds, 45, 50, red}, {birds, 54, 50, red}, {birds, 43, 50, white}, {birds, 57, 43, white}, {birds, 50, 56, white},
		{with(birds, "BGCOLOR", "0x123456"), 10, 10, color.NRGBA{0x12, 0x34, 0x56, 255}},
		{with(birds, "TRANSPARENT", "TRUE"), 10, 10, color.NRGBA{}},
		{with(birds, "TRANSPARENT", "true"), 50, 50, red},
		// The same in the order of the authority: north before east.
		{with(birds, "CRS", "EPSG:3879", "BBOX", "6671200,25491000,6681200,25501000"), 48, 53, red},
		{with(birds, "VERSION", "1.1.1", "CRS", "-", "SRS", "EPSG:3879", "BBOX", "25491000,6671200,25501000,6681200"), 48, 53, red},
		{with(birds, "CRS", "EPSG:4326", "BBOX", "60.15,24.82,60.25,25.02"), 52, 54, red},
		{with(birds, "CRS", "CRS:84", "BBOX", "24.82,60.15,25.02,60.25"), 52, 54, red},
		{with(birds, "VERSION", "1.1.1", "CRS", "-", "SRS", "EPSG:4326", "BBOX", "24.82,60.15,25.02,60.25"), 52, 54, red},
		{with(birds, "VERSION", "-", "WMTVER", "1.0.0", "REQUEST", "map", "CRS", "-", "SRS", "EPSG:3067"), 50, 50, red},
		{with(birds, "FORMAT", "image/png; mode=8bit"), 50, 50, red},
		// Twice the resolution, twice the size.
		{with(birds, "DPI", "181.43"), 41, 50, red}, {with(birds, "FORMAT_OPTIONS", "antialias:on;dpi:181"), 41, 50, red}, {with(birds, "MAP_RESOLUTION", "181"), 41, 50, red},
		// Beyond the layer's and outside the systems' reach there is nothing, and no error.
		{with(birds, "BBOX", "-90000000,-90000000,90000000,90000000"), 50, 50, white},
		{with(map130, "BBOX", "-10,90,10,110"), 50, 50, white},
		{with(map130, "BBOX", "100,10,101,11"), 50, 50, white},
		{with(map130, "BBOX", "-.5E1,-50E-1,+5,.05E+2"), 2, 2, white},
	} {
		if got := at(picture(t, s, c.query), c.x, c.y); got != c.want {
			t.Errorf("%s\npixel %d, %d is %v, want %v", c.query, c.x, c.y, got, c.want)
		}
	}
	if got := at(picture(t, s, map130), 40, 15); got == white {
		t.Errorf("the square at -1 3.5 is not drawn")
	}
	if a, b := get(t, s, map130), get(t, s, with(map130, "BBOX", "-.5E1,-50E-1,+5,.05E+2")); a.body != b.body {
		t.Error("other spellings of the same BBOX give another map")
	}
	jpeg := at(picture(t, s, with(birds, "FORMAT", "image/jpeg", "TRANSPARENT", "TRUE")), 10, 10)
	if jpeg.A != 255 || jpeg.R < 250 {
		t.Errorf("the ground of a JPEG is %v", jpeg)
	}
}

// The lower of two layers is painted first, and each with its own style.
func TestGetMapLayersInOrder(t *testing.T) {
	s := newService(t)
	base := with(birds, "LAYERS", "sightings,sightings", "STYLES", "red,blue")
	if got := at(picture(t, s, base), 50, 50); got == red {
		t.Error("the red square covers the layer above it")
	}
	if got := at(picture(t, s, with(base, "STYLES", "blue,default")), 50, 50); got != red {
		t.Errorf("the upper layer's default style is not seen: %v", got)
	}
	for _, styles := range []string{"", ",", "red,red", "red,"} {
		picture(t, s, with(base, "STYLES", styles))
	}
}

// seen lists which sightings are on a map.
func seen(img image.Image) string {
	var all []string
	for i, p := range []image.Point{{50, 50}, {60, 50}, {70, 40}, {70, 30}} {
		if at(img, p.X, p.Y) == red {
			all = append(all, fmt.Sprint(i+1))
		}
	}
	return strings.Join(all, " ")
}

// A map without TIME shows the default times, and says so.
func TestGetMapWarnsOfDefaultTimes(t *testing.T) {
	s := newService(t)
	for query, want := range map[string]string{
		birds: "[99 Default value used: time=2019-05-01/2022-12-31 ISO8601]",
		with(birds, "LAYERS", "sightings,squares,sightings", "STYLES", ""): "[99 Default value used: time=2019-05-01/2022-12-31 ISO8601]",
		with(birds, "TIME", "2020"):                                        "[]",
		with(birds, "LAYERS", "squares"):                                   "[]",
		with(birds, "REQUEST", "GetFeatureInfo", "QUERY_LAYERS", "sightings", "INFO_FORMAT", "text/plain", "I", "50", "J", "50"): "[99 Default value used: time=2019-05-01/2022-12-31 ISO8601]",
	} {
		a := get(t, s, query)
		if got := fmt.Sprint(a.header.Values("Warning")); a.status != 200 || got != want {
			t.Errorf("%s: %d, Warning %s, want %s", query, a.status, got, want)
		}
	}
}

func TestGetMapFilters(t *testing.T) {
	s := newService(t)
	for _, c := range []struct{ param, value, want string }{
		{"CQL_FILTER", "count = 1", "2 3"},
		{"CQL_FILTER", "name = 'Corvus; ''corax'''", "3"},
		{"CQL_FILTER", "INCLUDE", "1 2 3 4"},
		{"CQL_FILTER", "BBOX(geom, 385500, 6674000, 388000, 6676500)", "2 3"},
		{"FILTER", "<Filter><PropertyIsGreaterThan><PropertyName>count</PropertyName><Literal>2</Literal></PropertyIsGreaterThan></Filter>", "1 4"},
		{"FILTER", "(<Filter><PropertyIsNull><PropertyName>begin</PropertyName></PropertyIsNull></Filter>)", "4"},
		{"FEATUREID", "sightings.2,sightings.4,other.1", "2 4"},
		{"FEATUREID", "other.1", ""},
		{"TIME", "2019-05-02", "1"},
		{"TIME", "2020", "2"},
		{"TIME", "2020-06-01T12:00:00Z", "2"},
		{"TIME", "2022-07-01T00:00:00Z", "3"},
		{"TIME", "2019-01-01/2020-12-31", "1 2"},
		{"TIME", "2019-01-01/2020-12-31/P1D", "1 2"},
		{"TIME", "2019-05-01,2021-03", "1 3"},
		{"TIME", "2023", ""},
		{"TIME", "2019-05-01/2022-12-31", "1 2 3"},
	} {
		if got := seen(picture(t, s, with(birds, c.param, c.value))); got != c.want {
			t.Errorf("%s=%s shows %q, want %q", c.param, c.value, got, c.want)
		}
	}
	for _, list := range []string{
		"count = 3;name = 'first; or second'",
		`{"op":"=","args":[{"property":"count"},3]} ; {"op":"=","args":[{"property":"name"},"it's \"first\"; or (second"]}`,
		`{"op":"=","args":[{"property":"count"},3]};name = 'first; or second'`,
		"count = 3 AND BBOX(geom, -1e9, -1e9, 1e9, 1e9);INTERSECTS(geom, SRID=4326;POINT(1 1)) AND EXCLUDE",
	} {
		both := with(birds, "LAYERS", "sightings,squares", "CQL_FILTER", list)
		if got := seen(picture(t, s, both)); got != "1" {
			t.Errorf("the list of filters %s shows %q", list, got)
		}
	}
	picture(t, s, with(map130, "TIME", "2020")) // a layer without times does not mind
}

func TestGetMapRefuses(t *testing.T) {
	s := newService(t, func(o *Options) { o.MaxWidth, o.MaxHeight, o.MaxLayers = 2000, 1000, 3 })
	for _, c := range []struct{ param, value, code, locator string }{
		{"VERSION", "-", "MissingParameterValue", "version"},
		{"VERSION", "2.0.0", "InvalidParameterValue", "version"},
		{"VERSION", "x", "InvalidParameterValue", "version"},
		{"REQUEST", "-", "MissingParameterValue", "request"},
		{"REQUEST", "GetEverything", "OperationNotSupported", "request"},
		{"SERVICE", "WFS", "InvalidParameterValue", "service"},
		{"LAYERS", "-", "MissingParameterValue", "layers"},
		{"LAYERS", "Squares", "LayerNotDefined", "layers"},
		{"LAYERS", "table", "LayerNotDefined", "layers"},
		{"LAYERS", "sightings,,", "LayerNotDefined", "layers"},
		{"LAYERS", "squares,squares,squares,squares", "InvalidParameterValue", "layers"},
		{"STYLES", "-", "MissingParameterValue", "styles"},
		{"STYLES", "red", "StyleNotDefined", "styles"},
		{"STYLES", "default,default", "InvalidParameterValue", "styles"},
		{"CRS", "-", "MissingParameterValue", "crs"},
		{"CRS", "EPSG:1", "InvalidCRS", "crs"},
		{"CRS", "nonsense", "InvalidCRS", "crs"},
		{"BBOX", "-", "MissingParameterValue", "bbox"},
		{"BBOX", "1,2,3", "InvalidParameterValue", "bbox"},
		{"BBOX", "1,2,3,x", "InvalidParameterValue", "bbox"},
		{"BBOX", "1,2,1,3", "InvalidParameterValue", "bbox"},
		{"BBOX", "1,3,2,2", "InvalidParameterValue", "bbox"},
		{"BBOX", "NaN,1,2,2", "InvalidParameterValue", "bbox"},
		{"BBOX", "-1e308,-1e308,1e308,1e308", "InvalidParameterValue", "bbox"},
		{"WIDTH", "-", "MissingParameterValue", "width"},
		{"WIDTH", "0", "InvalidParameterValue", "width"},
		{"WIDTH", "2001", "InvalidParameterValue", "width"},
		{"HEIGHT", "1001", "InvalidParameterValue", "height"},
		{"HEIGHT", "99999999999999999999", "InvalidParameterValue", "height"},
		{"FORMAT", "-", "MissingParameterValue", "format"},
		{"FORMAT", "image/tiff", "InvalidFormat", "format"},
		{"TRANSPARENT", "yes", "InvalidParameterValue", "transparent"},
		{"BGCOLOR", "white", "InvalidParameterValue", "bgcolor"},
		{"BGCOLOR", "0x12345", "InvalidParameterValue", "bgcolor"},
		{"EXCEPTIONS", "JSON", "InvalidParameterValue", "exceptions"},
		{"DPI", "0", "InvalidParameterValue", "dpi"},
		{"DPI", "1e9", "InvalidParameterValue", "dpi"},
		{"FORMAT_OPTIONS", "dpi:x", "InvalidParameterValue", "format_options"},
		{"CQL_FILTER", "nam = 'x'", "InvalidParameterValue", "filter"},
		{"CQL_FILTER", "name = ", "InvalidParameterValue", "cql_filter"},
		{"CQL_FILTER", "name = 'a';name = 'b'", "InvalidParameterValue", "cql_filter"},
		{"FILTER", "<Filter>", "InvalidParameterValue", "filter"},
		{"FILTER", "<!DOCTYPE a [<!ENTITY b 'c'>]><Filter/>", "InvalidParameterValue", "filter"},
		{"SLD", "http://127.0.0.1/x.sld", "InvalidParameterValue", "sld"},
		{"SLD_BODY", "<x/>", "InvalidParameterValue", "sld_body"},
		{"ANGLE", "400", "InvalidParameterValue", "angle"},
	} {
		a := get(t, s, with(map130, c.param, c.value))
		want := fmt.Sprintf(`<ServiceException code="%s" locator="%s">`, c.code, c.locator)
		if a.status != http.StatusBadRequest || a.header.Get("Content-Type") != "text/xml" || !strings.Contains(a.body, want) {
			t.Errorf("%s=%s: %d %s, want %s\n%s", c.param, c.value, a.status, a.header.Get("Content-Type"), want, a.body)
		}
		if len(a.body) > 1000 {
			t.Errorf("%s=%s: an exception of %d bytes", c.param, c.value, len(a.body))
		}
	}
	a := get(t, s, with(map111, "SRS", "EPSG:1"))
	if a.header.Get("Content-Type") != "application/vnd.ogc.se_xml" || !strings.Contains(a.body, `<ServiceException code="InvalidSRS">`) {
		t.Errorf("1.1.1: %s\n%s", a.header.Get("Content-Type"), a.body)
	}
	xmllint(t, a.body, "--valid")
	xmllint(t, get(t, s, with(map130, "LAYERS", "x")).body, "--schema", "http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd")
	long := get(t, s, with(map130, "LAYERS", strings.Repeat("é", 5000)))
	if len(long.body) > 1000 || !strings.Contains(long.body, "LayerNotDefined") {
		t.Errorf("a long name is echoed whole: %d bytes", len(long.body))
	}
}

func TestExceptionsAsPictures(t *testing.T) {
	s := newService(t)
	wrong := with(birds, "LAYERS", "nothing", "EXCEPTIONS", "BLANK", "BGCOLOR", "0xFF0000")
	if got := at(picture(t, s, wrong), 5, 5); got != red {
		t.Errorf("BLANK is %v", got)
	}
	if got := at(picture(t, s, with(wrong, "TRANSPARENT", "TRUE")), 5, 5); got.A != 0 {
		t.Errorf("BLANK, transparent, is %v", got)
	}
	a := get(t, s, with(wrong, "EXCEPTIONS", "INIMAGE", "FORMAT", "image/jpeg"))
	if a.header.Get("Content-Type") != "image/jpeg" || a.status != http.StatusOK {
		t.Errorf("INIMAGE: %d %s", a.status, a.header.Get("Content-Type"))
	}
	img := picture(t, s, with(wrong, "EXCEPTIONS", "INIMAGE", "BGCOLOR", "-"))
	ink := 0
	for y := range 100 {
		for x := range 100 {
			if at(img, x, y) != white {
				ink++
			}
		}
	}
	if ink < 200 {
		t.Errorf("INIMAGE says nothing: %d pixels of ink", ink)
	}
	legacy := with(map111, "LAYERS", "nothing", "EXCEPTIONS", "application/vnd.ogc.se_blank")
	picture(t, s, legacy)
}

func TestFormsAndMethods(t *testing.T) {
	s := newService(t)
	post := func(method, contentType, body string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(method, "/wms?SERVICE=WMS", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		s.ServeHTTP(w, r)
		return w
	}
	form := "application/x-www-form-urlencoded"
	if w := post("POST", form, with(map130, "SERVICE", "-")); w.Code != 200 || w.Body.String() != get(t, s, map130).body {
		t.Errorf("a form: %d", w.Code)
	}
	if w := post("POST", "application/json", "{}"); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("JSON: %d", w.Code)
	}
	if w := post("POST", form, strings.Repeat("x", 4<<20)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a large form: %d", w.Code)
	}
	if w := post("DELETE", form, ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", w.Code)
	}
}

func TestNegotiation(t *testing.T) {
	s := newService(t)
	for query, want := range map[string]string{
		"": "1.3.0", "VERSION=1.3.0": "1.3.0", "VERSION=100.0.0": "1.3.0", "VERSION=1.2.0": "1.1.1", "VERSION=1.1.1": "1.1.1", "VERSION=1.1.0": "1.1.1",
		"VERSION=0.0.0": "1.1.1", "WMTVER=1.0.0": "1.1.1", "VERSION=1.3.0&WMTVER=1.0.0": "1.3.0", "FORMAT=bogus/thing": "1.3.0", "VeRsIoN=1.3.0&BoGuS=x": "1.3.0",
	} {
		a := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&"+query)
		if !strings.Contains(a.body, `_Capabilities version="`+want+`"`) {
			t.Errorf("%q is not answered with %s:\n%.300s", query, want, a.body)
		}
	}
	if a := get(t, s, "REQUEST=capabilities&WMTVER=1.0.0"); !strings.Contains(a.body, "<WMT_MS_Capabilities") {
		t.Errorf("the request of 1.0.0: %s", a.body)
	}
	if a := get(t, s, "REQUEST=GetCapabilities"); a.status != 400 || !strings.Contains(a.body, `code="MissingParameterValue" locator="service"`) {
		t.Errorf("without SERVICE: %d %s", a.status, a.body)
	}
	body := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities").body
	_, rest, _ := strings.Cut(body, `updateSequence="`)
	sequence, _, _ := strings.Cut(rest, `"`)
	for asked, want := range map[string]string{sequence: `code="CurrentUpdateSequence"`, "0": "<WMS_Capabilities", "1.5E9": "<WMS_Capabilities", "x": `code="InvalidUpdateSequence"`, sequence + "0": `code="InvalidUpdateSequence"`} {
		if a := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0&UPDATESEQUENCE="+asked); !strings.Contains(a.body, want) {
			t.Errorf("UPDATESEQUENCE=%s: %.200s", asked, a.body)
		}
	}
}
