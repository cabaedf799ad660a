package tiles

import (
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/mux"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/source/memory"
)

// timedCatalog has the layers "old" and "new", each with three features, of 2001, 2002 and 2003.
func timedCatalog(t testing.TB) *layer.Catalog {
	c := layer.NewCatalog()
	for _, name := range []string{"old", "new"} {
		s := schemaOf(crs.CRS84, intKey)
		var fs []*feature.Feature
		for i, id := range []string{"1", "2", "3"} {
			day := feature.DateValue(int64(11323 + 365*i)) // from 2001-01-01
			fs = append(fs, &feature.Feature{ID: id, Geom: orb.Point{25, 60}, Props: []feature.Value{feature.StringValue(name + id), feature.IntValue(int64(i)), {}, {}, day}})
		}
		if err := c.Add(layer.Options{Name: name, Schema: s, TimeBegin: "day"}, memory.New(s, fs), layer.Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestSelection(t *testing.T) {
	h := New(Options{Catalog: timedCatalog(t)})
	for query, want := range map[string]string{
		"":                           "1 2 3",
		"filter=count%3E0":           "2 3",
		"FILTER=count%3E0&time=2002": "2",
		"time=2001-01-01/2002":       "1 2",
		"time=2001,2003-01":          "1 3",
		"time=all":                   "1 2 3",
		"time=1999":                  "",
		"filter=INCLUDE":             "1 2 3",
		`filter={"op":"=","args":[{"property":"count"},2]}`: "3",
		"filter=S_INTERSECTS(geom,BBOX(24,59,26,61))":       "1 2 3",
		"filter=S_INTERSECTS(geom,BBOX(27,59,28,61))":       "",
	} {
		w := get(h, "/tiles/old,new/0/0/0.mvt?"+strings.ReplaceAll(url.PathEscape(query), "%25", "%"))
		if w.Code != 200 {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
			continue
		}
		layers := decode(t, w.Body.Bytes())
		if len(layers) != 2 || layers[0].name != "old" || layers[1].name != "new" {
			t.Fatalf("%s: %+v", query, layers)
		}
		for _, l := range layers {
			var names []string
			for _, f := range l.features {
				names = append(names, strings.TrimPrefix(f.tags["name"].(string), l.name))
			}
			if got := strings.Join(names, " "); got != want {
				t.Errorf("%s: layer %s has %q, want %q", query, l.name, got, want)
			}
		}
	}
	for path, want := range map[string]string{
		"/tiles/old/0/0/0.mvt?filter=nothing%3D1": "nothing", "/tiles/old/0/0/0.png?filter=count%3D": "byte 6", "/tiles/old/0/0/0.mvt?time=soon": "ISO 8601",
		"/tiles/old/0/0/0.mvt?time=2003/2001": "ends before it begins", "/tiles/old/0/0/0.png?style=x": "no style", "/tiles/old,old/0/0/0.mvt": "named twice",
		"/tiles/old.json?time=soon": "ISO 8601",
	} {
		if w := get(h, path); w.Code != 400 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := get(h, "/tiles/old,nothing/0/0/0.mvt"); w.Code != 404 {
		t.Errorf("a layer that is not there: %d", w.Code)
	}
}

// What a tile depends on is in its key, and nothing else is.
func TestKeys(t *testing.T) {
	c := timedCatalog(t)
	seen := map[string]string{}
	for _, query := range []string{"", "filter=count>0", "filter=count>1", "time=2001", "time=2001-01-01/2001-12-31"} {
		s := New(Options{Catalog: c})
		for _, path := range []string{"old/0/0/0.mvt", "new/0/0/0.mvt", "old,new/0/0/0.mvt", "old/0/0/0.png", "old/0/0/0@2x.png", "old/0/0/0.jpg", "old/1/0/0.mvt", "old/1/1/0.mvt", "old/1/0/1.mvt", "old/WorldCRS84Quad/0/0/0.mvt"} {
			key := keyOf(t, s, "/tiles/"+path+"?"+url.PathEscape(query))
			if other, taken := seen[key]; taken && !(strings.Contains(other, "2001") && strings.Contains(query, "2001")) {
				t.Errorf("%s?%s has the key of %s", path, query, other)
			}
			seen[key] = path + "?" + query
		}
	}
	if n := len(seen); n != 40 { // a year is the period of its days
		t.Errorf("%d keys", n)
	}
}

// keyOf is the key of the tile at an address.
func keyOf(t *testing.T, s *Service, path string) (key string) {
	r := mux.NewRouter().UseEncodedPath()
	h := func(_ http.ResponseWriter, r *http.Request) {
		spec, err := s.spec(r)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		key = spec.Key()
	}
	r.HandleFunc("/tiles/{layer}/{z}/{x}/{file}", h)
	r.HandleFunc("/tiles/{layer}/{set}/{z}/{x}/{file}", h)
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	return key
}

func TestJPEG(t *testing.T) {
	h := New(Options{Catalog: timedCatalog(t)})
	for _, end := range []string{"jpg", "jpeg"} {
		w := get(h, "/tiles/old/0/0/0."+end)
		img, err := jpeg.Decode(w.Body)
		if err != nil || w.Header().Get("Content-Type") != "image/jpeg" {
			t.Fatalf("%s: %v %v", end, err, w.Header())
		}
		if r, g, b, _ := img.At(5, 5).RGBA(); min(r, g, b) < 0xfc00 {
			t.Errorf("the ground is %x %x %x, not white", r, g, b)
		}
	}
}
