package tiles

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/source/memory"
)

func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), "https://maps.example.org/haavi")))
	return w
}

func someFeatures() []*feature.Feature {
	return []*feature.Feature{
		{ID: "1", Geom: orb.Point{25, 60.5}, Props: []feature.Value{feature.StringValue("Pica pica"), feature.IntValue(2), feature.FloatValue(1.5), feature.BoolValue(true), feature.DateValue(19000)}},
		{ID: "2", Geom: orb.LineString{{24, 60}, {26, 61}}, Props: []feature.Value{feature.StringValue(strings.Repeat("Parus major ", 40)), {}, {}, {}, {}}},
		{ID: "3", Geom: orb.Polygon{{{24, 60}, {26, 60}, {26, 61}, {24, 61}, {24, 60}}, {{24.5, 60.5}, {24.6, 60.6}, {24.6, 60.5}, {24.5, 60.5}}}, Props: make([]feature.Value, 5)},
	}
}

func TestAnswers(t *testing.T) {
	c := memoryCatalog(t, schemaOf(crs.CRS84, intKey), someFeatures()...)
	plainTable := schemaOf(crs.CRS84, intKey)
	plainTable.Geometry = feature.Field{}
	if err := c.Add(layer.Options{Name: "dataset", Schema: plainTable}, nil, layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Add(layer.Options{Name: "ruudut 1/2 ä", Schema: schemaOf(crs.CRS84, intKey)}, memory.New(schemaOf(crs.CRS84, intKey), nil), layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Add(layer.Options{Name: "broken", Schema: schemaOf(crs.CRS84, intKey)}, broken{memory.New(schemaOf(crs.CRS84, intKey), someFeatures())}, layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Add(layer.Options{Name: "limited", Schema: schemaOf(crs.CRS84, intKey)}, memory.New(schemaOf(crs.CRS84, intKey), someFeatures()), layer.Limits{Features: 2}); err != nil {
		t.Fatal(err)
	}
	h := New(Options{Catalog: c, MaxZoom: 20})
	for path, want := range map[string]struct {
		status    int
		mediaType string
		text      string
	}{
		"/tiles/species/5/18/9.mvt":                    {200, "application/vnd.mapbox-vector-tile", "Pica pica"},
		"/tiles/species/5/18/9.pbf":                    {200, "application/vnd.mapbox-vector-tile", "Pica pica"},
		"/tiles/species/5/0/0.mvt":                     {200, "application/vnd.mapbox-vector-tile", "species"},
		"/tiles/ruudut%201%2F2%20%C3%A4/0/0/0.mvt":     {200, "application/vnd.mapbox-vector-tile", "ruudut 1/2 ä"},
		"/tiles/ruudut%201%2F2%20%C3%A4.json":          {200, "application/json", "haavi/tiles/ruudut%201%2F2%20%C3%A4/{z}/{x}/{y}.mvt"},
		"/tiles/species/5/18/9.png":                    {200, "image/png", "PNG"},
		"/tiles/species/5/18/9@2x.png":                 {200, "image/png", "PNG"},
		"/tiles/species/5/18/9.webp":                   {200, "image/webp", "WEBP"},
		"/tiles/birds/5/18/9.mvt":                      {404, "application/problem+json", `there is no layer \"birds\"`},
		"/tiles/birds.json":                            {404, "application/problem+json", `there is no layer \"birds\"`},
		"/tiles/dataset/0/0/0.mvt":                     {404, "application/problem+json", "has no geometry"},
		"/tiles/species/5/18/9.gif":                    {404, "application/problem+json", "ask for .mvt, .pbf, .png, .jpg or .webp"},
		"/tiles/species/5/18/9@2x.mvt":                 {400, "application/problem+json", "is not a whole number"},
		"/tiles/species/a/18/9.mvt":                    {400, "application/problem+json", `z=\"a\" is not a whole number`},
		"/tiles/species/5/-1/9.mvt":                    {400, "application/problem+json", `x=\"-1\" is not a whole number`},
		"/tiles/species/5/18/9":                        {404, "application/problem+json", "ask for .mvt"},
		"/tiles/species/5/32/9.mvt":                    {404, "application/problem+json", "at zoom 5 columns are 0 to 31"},
		"/tiles/species/5/18/2147483647.mvt":           {404, "application/problem+json", "rows 0 to 31"},
		"/tiles/species/5/18/99999999999999999999.mvt": {404, "application/problem+json", "there is no tile"},
		"/tiles/species/21/0/0.mvt":                    {404, "application/problem+json", "zooms are 0 to 20"},
		"/tiles/species":                               {404, "application/problem+json", "a tile is"},
		"/tiles/broken/5/18/9.mvt":                     {500, "application/problem+json", "the server could not answer"},
		"/tiles/broken/5/18/9.png":                     {500, "application/problem+json", "the server could not answer"},
		"/tiles/limited/5/18/9.mvt":                    {400, "application/problem+json", "zoom in"},
	} {
		w := get(h, path)
		if w.Code != want.status || w.Header().Get("Content-Type") != want.mediaType || !strings.Contains(w.Body.String(), want.text) {
			t.Errorf("%s: %d %s %.300q", path, w.Code, w.Header().Get("Content-Type"), w.Body.String())
		}
		if strings.HasSuffix(want.mediaType, "json") && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: not JSON: %s", path, w.Body.String())
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/tiles/species/5/18/9.mvt", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", w.Code, w.Header())
	}
}

func TestCachingAndCompression(t *testing.T) {
	h := New(Options{Catalog: memoryCatalog(t, schemaOf(crs.CRS84, intKey), someFeatures()...)})
	const path = "/tiles/species/5/18/9.mvt"
	plain := get(h, path)
	zipped := get(h, path, "Accept-Encoding", "br, gzip;q=0.5")
	if plain.Header().Get("Content-Encoding") != "" || zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Body.Len() >= plain.Body.Len() {
		t.Fatalf("plain %v, zipped %v", plain.Header(), zipped.Header())
	}
	zr, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(zr); err != nil || !bytes.Equal(b, plain.Body.Bytes()) {
		t.Errorf("unzipped: %v, %d bytes", err, len(b))
	}
	for accept, want := range map[string]string{"gzip;q=0": "", "*;q=0, gzip": "gzip", "*": "gzip", "gzip;q=0, *": "", "br": "", "identity": "", "GZIP ; q=0.1": "gzip"} {
		if got := get(h, path, "Accept-Encoding", accept).Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q gave %q", accept, got)
		}
	}
	tag := plain.Header().Get("ETag")
	if tag == "" || tag != zipped.Header().Get("ETag") || plain.Header().Get("Cache-Control") != "public, max-age=300" || plain.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("headers %v", plain.Header())
	}
	for _, list := range []string{tag, `"x", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
		if w := get(h, path, "If-None-Match", list); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("If-None-Match %s: %d", list, w.Code)
		}
	}
	if w := get(h, path, "If-None-Match", `"x"`); w.Code != 200 {
		t.Errorf("another tag: %d", w.Code)
	}
	if w := get(h, "/tiles/species/5/18/9.png"); w.Header().Get("ETag") == tag {
		t.Error("two formats have one tag")
	}
}

func TestThinnedTilesSaySo(t *testing.T) {
	var fs []*feature.Feature
	for i := range 500 {
		fs = append(fs, &feature.Feature{ID: string(rune('a' + i)), Geom: orb.Point{float64(i%25) * 7, float64(i/25) * 4}})
	}
	h := New(Options{Catalog: memoryCatalog(t, schemaOf(crs.CRS84, textKey), fs...), MaxFeatures: 100})
	if w := get(h, "/tiles/species/0/0/0.mvt"); !strings.HasPrefix(w.Header().Get("Warning"), `299 - "thinned`) {
		t.Errorf("headers %v", w.Header())
	}
	if w := get(h, "/tiles/species/8/128/120.mvt"); w.Header().Get("Warning") != "" {
		t.Errorf("headers of a whole tile %v", w.Header())
	}
}

func TestRasterTilesShowTheData(t *testing.T) {
	h := New(Options{Catalog: memoryCatalog(t, schemaOf(crs.CRS84, intKey), &feature.Feature{ID: "1", Geom: orb.Point{0.0001, -0.0001}})})
	for path, size := range map[string]int{"/tiles/species/1/1/1.png": 256, "/tiles/species/1/1/1@2x.png": 512} {
		img, err := png.Decode(get(h, path).Body)
		if err != nil {
			t.Fatal(err)
		}
		_, _, _, here := img.At(0, 0).RGBA()
		_, _, _, there := img.At(size/2, size/2).RGBA()
		if img.Bounds().Dx() != size || here == 0 || there != 0 {
			t.Errorf("%s: %v, alpha %d at the point, %d elsewhere", path, img.Bounds(), here, there)
		}
	}
}

func TestTileJSON(t *testing.T) {
	s := schemaOf(crs.CRS84, textKey)
	s.Fields = append([]feature.Field(nil), s.Fields...)
	s.Fields[0].Title, s.Fields[0].Description = "Nimi", "The name in use"
	c := layer.NewCatalog()
	if err := c.Add(layer.Options{Name: "species", Title: "Species <of> Åland", Abstract: "All.", Schema: s, Attribution: "© A & B <b>",
		Extent: orb.Bound{Min: orb.Point{19, 59.5}, Max: orb.Point{32, 70}}, MinScale: 5000, MaxScale: 1e7}, memory.New(s, nil), layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	h := New(Options{Catalog: c})
	w := get(h, "/tiles/species.json")
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	delete(got, "thinning")
	want := map[string]any{
		"tilejson": "3.0.0", "name": "Species <of> Åland", "description": "All.", "attribution": "© A &amp; B &lt;b&gt;", "scheme": "xyz",
		"tiles":   []any{"https://maps.example.org/haavi/tiles/species/{z}/{x}/{y}.mvt"},
		"minzoom": 4.0, "maxzoom": 16.0, "bounds": []any{19.0, 59.5, 32.0, 70.0}, "center": []any{25.5, 64.75, 4.0},
		"vector_layers": []any{map[string]any{"id": "species", "description": "All.", "minzoom": 4.0, "maxzoom": 16.0, "promote_id": "id",
			"fields": map[string]any{"name": "String: Nimi: The name in use", "count": "Number", "weight": "Number", "wild": "Boolean",
				"day": "String (date)", "id": "String: the key of the feature"}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
}

// Beyond its scales a layer is not shown: its tiles are empty, and no source is asked.
func TestTilesBeyondTheLayersScales(t *testing.T) {
	s, c := schemaOf(crs.CRS84, intKey), layer.NewCatalog()
	if err := c.Add(layer.Options{Name: "species", Schema: s, MaxScale: 1e7}, broken{memory.New(s, nil)}, layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	h := New(Options{Catalog: c})
	for path, want := range map[string]int{"/tiles/species/3/4/2.mvt": 200, "/tiles/species/3/4/2.png": 200, "/tiles/species/9/4/2.mvt": 500} {
		if w := get(h, path); w.Code != want || w.Code == 200 && w.Body.Len() == 0 {
			t.Errorf("%s: %d, %d bytes", path, w.Code, w.Body.Len())
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, path := range []string{"species/5/18/9.mvt", "species/5/18/9@2x.png", "species.json", "a%2Fb/0/0/0.pbf", "%zz/1/1/1.mvt", "species/1/1/..", "//5/18/9.mvt"} {
		f.Add(path)
	}
	s := schemaOf(crs.CRS84, intKey)
	h := New(Options{Catalog: memoryCatalog(f, s, someFeatures()...)})
	f.Fuzz(func(t *testing.T, path string) {
		r := httptest.NewRequest(http.MethodGet, "/tiles/", nil)
		u, err := url.Parse("/tiles/" + path)
		if err != nil {
			t.Skip()
		}
		r.URL = u
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch w.Code {
		case 200, 301, 400, 404:
		default:
			t.Errorf("%q: status %d", path, w.Code)
		}
		if w.Header().Get("Content-Type") == "application/problem+json" && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%q: %s", path, w.Body.String())
		}
	})
}

// GDAL reads tiles by a decoder of its own.
func TestGDALReadsTiles(t *testing.T) {
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		t.Skip("ogrinfo of GDAL is not installed")
	}
	h := New(Options{Catalog: memoryCatalog(t, schemaOf(crs.CRS84, intKey), someFeatures()...)})
	file := filepath.Join(t.TempDir(), "tile.mvt")
	if err := os.WriteFile(file, get(h, "/tiles/species/5/18/9.mvt").Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "ogrinfo", "-al", "-oo", "X=18", "-oo", "Y=9", "-oo", "Z=5", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, text := range []string{"Layer name: species", "Feature Count: 3", "name (String) = Pica pica", "count (Integer) = 2", "weight (Real) = 1.5",
		"wild (Integer(Boolean)) = 1", "day (String) = 2022-01-08", "POINT (27829", "LINESTRING (26", "POLYGON (("} {
		if !strings.Contains(string(out), text) {
			t.Errorf("ogrinfo does not say %q:\n%s", text, out)
		}
	}
}
