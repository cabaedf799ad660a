package wms

import (
	"encoding/json"
	"fmt"
	"image/png"
	"net/http"
	"strings"
	"testing"
)

const info130 = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&LAYERS=sightings,squares&QUERY_LAYERS=sightings&STYLES=&CRS=EPSG:3067&BBOX=380000,6670000,390000,6680000&WIDTH=100&HEIGHT=100&I=50&J=50&INFO_FORMAT=application/json&FEATURE_COUNT=10"

// ids are the identifiers in a collection of GeoJSON.
func ids(t *testing.T, a answer) string {
	t.Helper()
	var c struct {
		Type     string
		Features []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(a.body), &c); err != nil || c.Type != "FeatureCollection" {
		t.Fatalf("%v\n%s", err, a.body)
	}
	var all []string
	for _, f := range c.Features {
		all = append(all, f.ID)
	}
	return strings.Join(all, " ")
}

func TestGetFeatureInfoFinds(t *testing.T) {
	s := newService(t)
	overSquares := with(info130, "QUERY_LAYERS", "squares", "LAYERS", "squares", "CRS", "CRS:84", "BBOX", "-2,2,2,6")
	for _, c := range []struct{ query, want string }{
		{info130, "sightings.1"},
		{with(info130, "I", "54", "J", "47"), "sightings.1 sightings.2"}, // within the tolerance of two, the nearer first
		{with(info130, "I", "44", "J", "55"), "sightings.1"},             // the corner of the square symbol
		{with(info130, "I", "58"), "sightings.2"},                        // nearer to the next
		{with(info130, "I", "40"), ""},                                   // too far
		{with(info130, "I", "50.7"), "sightings.1"},                      // a fraction
		{with(info130, "CQL_FILTER", "count > 5;INCLUDE"), ""},           // not drawn, not found
		{with(info130, "TIME", "2023"), ""},                              //
		{with(info130, "BBOX", "-9e8,-9e8,9e8,9e8", "I", "50"), ""},      // beyond the layer's scale nothing is shown
		{overSquares, "squares.2 squares.3"},
		{with(overSquares, "FEATURE_COUNT", "-"), "squares.2"},
		{with(overSquares, "FEATURE_COUNT", "1"), "squares.2"},
		{with(overSquares, "I", "10", "J", "30"), "squares.2"},
		{with(overSquares, "I", "90", "J", "10"), ""},
		{with(info130, "QUERY_LAYERS", "squares,sightings"), "sightings.1"},
		{with(info130, "VERSION", "1.1.1", "CRS", "-", "SRS", "EPSG:3067", "I", "-", "J", "-", "X", "50", "Y", "50"), "sightings.1"},
		{with(info130, "WIDTH", "101", "HEIGHT", "101"), "sightings.1"}, // OpenLayers' window
	} {
		if got := ids(t, get(t, s, c.query)); got != c.want {
			t.Errorf("%s\nfinds %q, want %q", c.query, got, c.want)
		}
	}
	limited := newService(t, func(o *Options) { o.MaxFeatureCount = 1 })
	if got := ids(t, get(t, limited, overSquares)); got != "squares.2" {
		t.Errorf("beyond the limit: %q", got)
	}
}

func TestGetFeatureInfoFormats(t *testing.T) {
	s := newService(t)
	a := get(t, s, with(info130, "INFO_FORMAT", "text/plain"))
	want := "sightings: sightings.1\n  name = Parus major\n  count = 3\n  begin = 2019-05-01\n  end = 2019-05-02\n\n"
	if a.body != want || a.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("%s\n%s", a.header.Get("Content-Type"), a.body)
	}
	page := with(info130, "INFO_FORMAT", "text/html", "QUERY_LAYERS", "squares", "LAYERS", "squares", "CRS", "CRS:84", "BBOX", "-2,2,2,6")
	a = get(t, s, page)
	if !strings.Contains(a.body, `<th scope="row">Nimi</th><td>&lt;b&gt;first&lt;/b&gt;</td>`) || strings.Contains(a.body, "<b>first") {
		t.Errorf("the page is wrong or not escaped:\n%s", a.body)
	}
	if a = get(t, s, with(page, "I", "90", "J", "10")); !strings.Contains(a.body, "No features were found.") {
		t.Errorf("an empty page: %s", a.body)
	}
	if a = get(t, s, info130); a.header.Get("Content-Type") != "application/json" || !strings.Contains(a.body, `"name":"urn:ogc:def:crs:EPSG::3067"`) || !strings.Contains(a.body, `[385000,6675000]`) {
		t.Errorf("%s\n%s", a.header.Get("Content-Type"), a.body)
	}
}

func TestGetFeatureInfoRefuses(t *testing.T) {
	s := newService(t)
	for _, c := range []struct{ param, value, code, locator string }{
		{"I", "-", "MissingParameterValue", "i"},
		{"I", "100", "InvalidPoint", "i"},
		{"J", "-1", "InvalidPoint", "j"},
		{"J", "x", "InvalidPoint", "j"},
		{"QUERY_LAYERS", "-", "MissingParameterValue", "query_layers"},
		{"QUERY_LAYERS", "nothing", "LayerNotDefined", "query_layers"},
		{"LAYERS", "squares", "InvalidParameterValue", "query_layers"},
		{"INFO_FORMAT", "-", "MissingParameterValue", "info_format"},
		{"INFO_FORMAT", "application/x", "InvalidFormat", "info_format"},
		{"FEATURE_COUNT", "0", "InvalidParameterValue", "feature_count"},
		{"FEATURE_COUNT", "x", "InvalidParameterValue", "feature_count"},
	} {
		a := get(t, s, with(info130, c.param, c.value))
		want := fmt.Sprintf(`<ServiceException code="%s" locator="%s">`, c.code, c.locator)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, want) {
			t.Errorf("%s=%s: %d, want %s\n%s", c.param, c.value, a.status, want, a.body)
		}
	}
}

func TestGetLegendGraphic(t *testing.T) {
	s := newService(t)
	base := "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=sightings&FORMAT=image/png"
	img := picture(t, s, base)
	if size := img.Bounds().Size(); size.X != 20 || size.Y != 20 || at(img, 10, 10) != red || at(img, 1, 1) != white {
		t.Errorf("a legend of %v, in the middle %v", size, at(img, 10, 10))
	}
	if size := picture(t, s, with(base, "WIDTH", "40", "HEIGHT", "30")).Bounds().Size(); size.X != 40 || size.Y != 30 {
		t.Errorf("a legend of %v", size)
	}
	if got := at(picture(t, s, with(base, "TRANSPARENT", "TRUE", "STYLE", "default")), 0, 0); got.A != 0 {
		t.Errorf("a transparent legend has %v", got)
	}
	for _, c := range []struct{ param, value, code string }{
		{"LAYER", "-", "MissingParameterValue"}, {"LAYER", "x", "LayerNotDefined"}, {"STYLE", "x", "StyleNotDefined"}, {"FORMAT", "image/x", "InvalidFormat"},
		{"WIDTH", "5000", "InvalidParameterValue"}, {"RULE", "none", "InvalidParameterValue"}, {"SCALE", "x", "InvalidParameterValue"},
	} {
		if a := get(t, s, with(base, c.param, c.value)); a.status != 400 || !strings.Contains(a.body, `code="`+c.code+`"`) {
			t.Errorf("%s=%s: %d %s", c.param, c.value, a.status, a.body)
		}
	}
	// What capabilities say of the legend is true.
	body := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities").body
	for i, part := range strings.Split(body, `<LegendURL width="`)[1:] {
		var w, h int
		if _, err := fmt.Sscanf(part, `%d" height="%d"`, &w, &h); err != nil {
			t.Fatal(err)
		}
		_, href, _ := strings.Cut(part, `xlink:href="https://maps.example.org/haavi/wms?`)
		href, _, _ = strings.Cut(href, `"`)
		a := get(t, s, strings.ReplaceAll(href, "&amp;", "&"))
		img, err := png.Decode(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		if size := img.Bounds().Size(); size.X != w || size.Y != h {
			t.Errorf("legend %d is %v, told to be %d x %d", i, size, w, h)
		}
	}
}
