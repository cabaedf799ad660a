package wms

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"haavi/internal/ows"
)

// Whatever the query string, there is an answer, and a fault of the client's is not taken for one of ours.
func FuzzRequest(f *testing.F) {
	s := newService(f, func(o *Options) { o.MaxWidth, o.MaxHeight = 300, 300 })
	for _, seed := range []string{
		map130, map111, birds, info130, lakeMap, "SERVICE=WMS&REQUEST=GetCapabilities",
		with(birds, "CQL_FILTER", "count = 1 OR BBOX(geom, 1, 2, 3, 4)"), with(birds, "TIME", "2020/2021,2022"), with(birds, "FORMAT_OPTIONS", "dpi:180"),
		with(map130, "EXCEPTIONS", "INIMAGE", "LAYERS", "x"), "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=sightings&FORMAT=image/png",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/wms", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), "http://x")))
		if w.Code != http.StatusOK && (w.Code < 400 || w.Code > 499) {
			t.Errorf("%q: %d %s", query, w.Code, w.Body)
		}
		if w.Body.Len() == 0 {
			t.Errorf("%q: no answer", query)
		}
	})
}
