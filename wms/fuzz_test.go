package wms

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"haavi/internal/layer"
	"haavi/internal/ows"
)

// Whatever the query string, there is an answer, and a fault of the client's is not taken for one of ours.
func FuzzRequest(f *testing.F) {
	s := newService(f, described, func(o *Options) {
		o.MaxWidth, o.MaxHeight = 300, 300
		o.Groups = []Group{{Name: "all", Layers: []string{"squares", "sightings"}}}
		l, _ := o.Catalog.Layer(layer.Caller{}, "sightings")
		l.Dimensions = []layer.Dimension{{Name: "elevation", Begin: "count", Nearest: true, Extent: []string{"0/10/2"}}, {Name: "name", Begin: "name"},
			{Name: "time", Begin: "begin", End: "end", Nearest: true, Extent: []string{"2019/2021-06/P1M", "2022"}}}
	})
	for _, seed := range []string{
		map130, map111, birds, info130, lakeMap, "SERVICE=WMS&REQUEST=GetCapabilities",
		with(birds, "CQL_FILTER", "count = 1 OR BBOX(geom, 1, 2, 3, 4)"), with(birds, "TIME", "2020/2021,2022"), with(birds, "FORMAT_OPTIONS", "dpi:180"),
		with(map130, "EXCEPTIONS", "INIMAGE", "LAYERS", "x"), "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=sightings&FORMAT=image/png",
		with(birds, "TIME", "P1Y/current,2020-01/PT1H,2019-01-01T00:00:00Z/2020/P1D", "ELEVATION", "0/4,-1e9", "DIM_NAME", "Pica pica"), with(birds, "LAYERS", "all", "ANGLE", "33"),
		with(info130, "BUFFER", "7", "INFO_FORMAT", "application/vnd.ogc.gml"), with(map130, "BBOX", "170,-10,560,90", "CRS", "EPSG:3413"),
		"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=all&FORMAT=application/json&BBOX=380000,6670000,390000,6680000&CRS=EPSG:3067&SRCWIDTH=9&SRCHEIGHT=9",
		"SERVICE=WMS&VERSION=1.1.1&REQUEST=DescribeLayer&LAYERS=all",
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
