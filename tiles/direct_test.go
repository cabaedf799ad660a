package tiles

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
	"haavi/tiles/cache"
)

var _ source.Watcher = (*changing)(nil)

// changing is a source whose data and state can be exchanged. Telling of a state waits until the layer knows it.
type changing struct {
	source.Source
	mu     sync.Mutex
	now    source.Source
	states chan string
	taken  chan struct{}
}

func (c *changing) Features(ctx context.Context, q *query.Query) (source.Features, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now.Features(ctx, q)
}

func (c *changing) Watch(ctx context.Context, _ []query.Relation, o source.Observer) error {
	for {
		select {
		case s := <-c.states:
			o.States([]string{s})
			c.taken <- struct{}{}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *changing) become(state string, now source.Source) {
	c.mu.Lock()
	c.now = now
	c.mu.Unlock()
	c.states <- state
	<-c.taken
}

// flock is a source of many points, some of which lie in the tiles of the test; version tells one from another.
func flock(s *feature.Schema, version int) source.Source {
	var fs []*feature.Feature
	for i := range 300 {
		fs = append(fs, &feature.Feature{ID: fmt.Sprint(i), Geom: orb.Point{24 + float64(i%20)/10, 60 + float64(i/20)/15},
			Props: []feature.Value{feature.StringValue(fmt.Sprintf("Parus %d %d", version, i)), {}, {}, {}, {}}})
	}
	return memory.New(s, fs)
}

// Tiles from memory are answered as ServeHTTP answers without any cache: status, headers and body, whatever is asked and however the data changes.
func TestKeptTilesAreTheSame(t *testing.T) {
	s := schemaOf(crs.CRS84, intKey)
	src := &changing{Source: memory.New(s, nil), states: make(chan string), taken: make(chan struct{})}
	catalog := catalogOf(t, s, src)
	go func() { _ = catalog.Watch(t.Context(), layer.Watching{}) }()
	kept, direct, state := cache.New(cache.Options{Memory: 1 << 20}), 0, 0
	o := Options{Catalog: catalog, MaxFeatures: 250}
	model := New(o)
	o.Cache = kept
	service := New(o)
	rapid.Check(t, func(t *rapid.T) {
		state++
		src.become(fmt.Sprint(state), flock(s, state))
		for range rapid.IntRange(5, 20).Draw(t, "requests") {
			path := rapid.SampledFrom([]string{"5/18/9.mvt", "5/18/9.pbf", "8/145/74.mvt", "5/0/0.mvt", "5/18/9.png", "5/18/9@2x.png", "5/18/9.mvt?style=none", "5/18/9.mvt?filter=count%3E1",
				"WebMercatorQuad/5/18/9.mvt", "ETRS-TM35FIN/2/1/1.mvt", "5/18/99.mvt", "5/18/9", "5//9.mvt", "./5/18/9.mvt", "5/18/9.mvt/", "5/18/%39.mvt", "99/18/9.mvt", "5/+18/9.mvt"}).Draw(t, "path")
			name := rapid.SampledFrom([]string{"species", "species", "species", "speci%65s", "other", "species,species"}).Draw(t, "layer")
			r := httptest.NewRequest(rapid.SampledFrom([]string{http.MethodGet, http.MethodGet, http.MethodHead, http.MethodPost}).Draw(t, "method"), "/tiles/"+name+"/"+path, nil)
			if a := rapid.SampledFrom([]string{"", "gzip", "gzip;q=0", "br, *"}).Draw(t, "accept"); a != "" {
				r.Header.Set("Accept-Encoding", a)
			}
			want := httptest.NewRecorder()
			want.Header().Set("Vary", "Origin") // as the server may have set it
			model.ServeHTTP(want, r)
			if tag := want.Header().Get("Etag"); tag != "" && rapid.Bool().Draw(t, "known") {
				r.Header.Set("If-None-Match", tag)
				want = httptest.NewRecorder()
				want.Header().Set("Vary", "Origin")
				model.ServeHTTP(want, r)
			}
			got := httptest.NewRecorder()
			got.Header().Set("Vary", "Origin")
			if service.ServeKept(got, r) {
				direct++
			} else if len(got.Header()) > 1 || got.Body.Len() > 0 {
				t.Fatalf("%s %s: not answered, but %v", r.Method, r.URL, got.Header())
			} else {
				service.ServeHTTP(got, r)
			}
			if got.Code != want.Code || !reflect.DeepEqual(got.Header(), want.Header()) || got.Body.String() != want.Body.String() {
				t.Fatalf("%s %s %v: %d %v, %d bytes; want %d %v, %d bytes", r.Method, r.URL, r.Header, got.Code, got.Header(), got.Body.Len(), want.Code, want.Header(), want.Body.Len())
			}
		}
	})
	if direct < 30 {
		t.Errorf("only %d tiles were served from memory at once", direct)
	}
}

// A plain address is answered at once from the second time on, in each form that was asked for before, and no longer than the data has that state.
func TestServeKept(t *testing.T) {
	s := schemaOf(crs.CRS84, intKey)
	src := &changing{Source: memory.New(s, nil), states: make(chan string), taken: make(chan struct{})}
	catalog := catalogOf(t, s, src)
	go func() { _ = catalog.Watch(t.Context(), layer.Watching{}) }()
	service := New(Options{Catalog: catalog, MaxFeatures: 250, Cache: cache.New(cache.Options{Memory: 1 << 20})})
	served := func(path string, header ...string) (answered bool) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if len(header) > 0 {
			r.Header.Set(header[0], header[1])
		}
		w := httptest.NewRecorder()
		w.Header().Set("Vary", "Origin")
		answered = service.ServeKept(w, r)
		if vary := strings.Join(w.Header()["Vary"], ", "); answered && (w.Code != http.StatusOK || vary != "Origin, Accept-Encoding") {
			t.Errorf("%s: %d, Vary: %s", path, w.Code, vary)
		}
		if !answered {
			get(service, path, header...)
		}
		return answered
	}
	const path = "/tiles/species/5/18/9.mvt"
	src.become("", flock(s, 0))
	for range 2 {
		if served(path) {
			t.Error("a tile of data without a state was kept")
		}
	}
	src.become("a", flock(s, 1))
	for _, c := range []struct {
		path   string
		header []string
		want   bool
	}{
		{path, nil, false}, {path, nil, true}, {path, []string{"Accept-Encoding", "gzip"}, true}, {strings.Replace(path, "mvt", "pbf", 1), nil, true},
		{"/tiles/species/WebMercatorQuad/5/18/9.mvt", nil, true}, {path + "?time=all", nil, false}, {"/tiles/species/5/18/8.mvt", []string{"Accept-Encoding", "gzip"}, false},
		{"/tiles/species/5/18/8.mvt", []string{"Accept-Encoding", "gzip"}, true},
	} {
		if got := served(c.path, c.header...); got != c.want {
			t.Errorf("%s %v: at once %t, want %t", c.path, c.header, got, c.want)
		}
	}
	src.become("b", flock(s, 2))
	if served(path) || !served(path) {
		t.Error("after a change a tile is made once")
	}
	if New(Options{Catalog: catalog}).ServeKept(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil)) {
		t.Error("served from no cache")
	}
}

func BenchmarkServeKept(b *testing.B) {
	s := schemaOf(crs.CRS84, intKey)
	src := &changing{Source: memory.New(s, nil), states: make(chan string), taken: make(chan struct{})}
	catalog := catalogOf(b, s, src)
	go func() { _ = catalog.Watch(b.Context(), layer.Watching{}) }()
	src.become("a", flock(s, 1))
	service := New(Options{Catalog: catalog, Cache: cache.New(cache.Options{Memory: 1 << 20})})
	r := httptest.NewRequest(http.MethodGet, "/tiles/species/5/18/9.mvt", nil)
	service.ServeHTTP(httptest.NewRecorder(), r)
	w := &discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		if !service.ServeKept(w, r) {
			b.Fatal("not kept")
		}
	}
}

type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}
