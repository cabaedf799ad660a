package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"haavi/config"
	"haavi/internal/ingest"
	"haavi/internal/layer"
)

// BenchmarkCachedTile is one answer from memory through the whole server, without the network.
func BenchmarkCachedTile(b *testing.B) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	path := filepath.Join(b.TempDir(), "a.gpkg")
	if _, err := ingest.Run(b.Context(), ingest.Options{Input: occurrences(b, 300, "here"), Target: path}); err != nil {
		b.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // the state of a file that was just written has no name
	cfg := config.Default()
	s := config.DefaultSource()
	s.GeoPackage = path
	cfg.Sources = append(cfg.Sources, config.Entry[config.Source]{Name: "a", Value: s})
	sources, err := openSources(b.Context(), cfg, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer sources.close()
	publisher := newPublisher(cfg, sources.byName)
	layers, err := publisher.publish(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	site, err := compose(cfg, sources, publisher.styles, layers)
	if err != nil {
		b.Fatal(err)
	}
	defer site.close()
	go site.catalog.Watch(b.Context(), layer.Watching{})
	time.Sleep(100 * time.Millisecond)
	h := site.server.Handler()
	r := httptest.NewRequest(http.MethodGet, "/tiles/occurrence/6/36/18.mvt", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	b.ReportAllocs()
	for b.Loop() {
		w := &discard{header: http.Header{}}
		if h.ServeHTTP(w, r); w.status > 200 || w.n < 1000 {
			b.Fatal(w.status, w.n)
		}
	}
}

// discard is an answer that nobody reads.
type discard struct {
	header    http.Header
	status, n int
}

func (d *discard) Header() http.Header { return d.header }
func (d *discard) WriteHeader(s int)   { d.status = s }
func (d *discard) Write(b []byte) (int, error) {
	d.n += len(b)
	return len(b), nil
}
