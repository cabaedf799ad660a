package viewer

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

const hostile = `<script>alert("x")</script>`

func page(t *testing.T) http.Handler {
	t.Helper()
	c := layer.NewCatalog()
	add := func(o layer.Options) {
		if err := c.Add(o, nil, layer.Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	geometry := feature.Field{Name: "geom", Type: feature.Geometry, Geom: feature.Point}
	add(layer.Options{Name: "birds", Title: "Birds of Åland", Abstract: "Seen " + hostile, Attribution: "© A & B", TimeBegin: "day",
		Extent: orb.Bound{Min: orb.Point{300000, 6600000}, Max: orb.Point{400000, 6700000}},
		Schema: &feature.Schema{CRS: crs.EPSG(3067), Geometry: geometry, Fields: []feature.Field{
			{Name: "name", Title: "Nimi", Description: "The name " + hostile, Type: feature.String}, {Name: "day", Title: "day", Type: feature.Date}}}})
	add(layer.Options{Name: `a/b "c"`, Schema: &feature.Schema{CRS: crs.WGS84, Geometry: geometry}})
	add(layer.Options{Name: "dataset", Schema: &feature.Schema{Fields: []feature.Field{{Name: "title", Type: feature.String}}}})
	return New(Options{Catalog: c, Service: ows.Service{Title: "Species & " + hostile, Abstract: "All that was seen.", Fees: "NONE", AccessConstraints: "CC BY 4.0",
		Provider: ows.Provider{Name: "Example Town", Site: "javascript:alert(1)", Contact: ows.Contact{Person: "Erika Esimerkki", Email: "gis@example.org", City: "Example Town"}}}})
}

func get(h http.Handler, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), "https://maps.example.org/haavi")))
	return w
}

func TestPageTellsOfEveryLayer(t *testing.T) {
	w := get(page(t), http.MethodGet, "/")
	body := w.Body.String()
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	for _, text := range []string{
		"Species &amp; ", "All that was seen.", "Birds of Åland", "EPSG:3067 ETRS89 / TM35FIN(E,N)", "<dd>Point</dd>", "none, a table only", "° E – ", "CC BY 4.0",
		"Example Town", "Erika Esimerkki", "mailto:gis@example.org", "<td><code>name</code></td><td>text</td>", "Nimi. The name", "© A &amp; B",
		"<code>https://maps.example.org/haavi/wfs</code>", "<code>https://maps.example.org/haavi/wms</code>",
		"<code>https://maps.example.org/haavi/tiles/birds/{z}/{x}/{y}.mvt</code>", "<code>https://maps.example.org/haavi/tiles/birds.json</code>",
		`data-tiles="tiles/birds/{z}/{x}/{y}"`, `data-tiles="tiles/a%2Fb%20%22c%22/{z}/{x}/{y}"`,
		"https://maps.example.org/haavi/wfs?SERVICE=WFS&amp;VERSION=2.0.0&amp;REQUEST=GetFeature&amp;TYPENAMES=dataset&amp;OUTPUTFORMAT=csv",
	} {
		if !strings.Contains(body, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	if n := strings.Count(body, `class="map"`); n != 2 {
		t.Errorf("%d maps for two layers with geometry", n)
	}
	if strings.Contains(body, "Fees") {
		t.Error("fees of NONE are told")
	}
}

// Nothing that operators or data say becomes markup, no script or style stands in the page, and nothing comes from other hosts.
func TestPageIsSafe(t *testing.T) {
	w := get(page(t), http.MethodGet, "/")
	body := w.Body.String()
	if strings.Contains(body, hostile) || strings.Contains(body, `href="javascript`) {
		t.Error("hostile text is markup")
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	if inline := regexp.MustCompile(`<script(?:>| [^>]*[^r]>)|<style|\son[a-z]+=|style="`).FindString(body); inline != "" {
		t.Errorf("inline script or style: %q", inline)
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		u := m[1]
		if strings.Contains(u, "://") && !strings.HasPrefix(u, "https://maps.example.org/haavi/") {
			t.Errorf("the page refers to %s", u)
		}
	}
}

func TestAssetsAndOtherAddresses(t *testing.T) {
	h := page(t)
	body := get(h, http.MethodGet, "/").Body.String()
	assets := regexp.MustCompile(`(?:src|href)="(assets/[^"]*)"`).FindAllStringSubmatch(body, -1)
	if len(assets) != 4 {
		t.Errorf("assets %v", assets)
	}
	for _, m := range assets {
		if w := get(h, http.MethodGet, "/"+m[1]); w.Code != 200 || w.Header().Get("Content-Type") == "" || strings.Contains(w.Body.String(), "http://127") {
			t.Errorf("%s: %d %v", m[1], w.Code, w.Header())
		}
	}
	for path, want := range map[string]int{"/": 200, "/x": 404, "/assets/": 404, "/assets/x.js": 404, "/assets/..%2Fpage.html": 301, "/assets/../viewer.go": 301} {
		if w := get(h, http.MethodHead, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	if w := get(h, http.MethodPost, "/"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}
