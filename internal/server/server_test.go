package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"haavi/internal/ows"
)

func serve(t *testing.T, o Options, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(New(o, []Mount{{Path: "/x", Handler: h}, {Path: "/deep/", Handler: h}}).Handler())
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := (&http.Transport{DisableCompression: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func echoBase(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, ows.Base(r)) }

func TestBaseAddress(t *testing.T) {
	forwarded := []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "maps.example.org, inner", "X-Forwarded-Prefix", "/haavi/"}
	for _, c := range []struct {
		name   string
		o      Options
		header []string
		want   string // empty: the address of the test server
	}{
		{"the request's host", Options{}, nil, ""},
		{"proxy headers are not trusted by default", Options{}, forwarded, ""},
		{"a trusted proxy", Options{TrustProxy: true}, forwarded, "https://maps.example.org/haavi"},
		{"the configured address wins", Options{TrustProxy: true, PublicURL: "https://a.example/b/"}, forwarded, "https://a.example/b"},
		{"a host that is none", Options{TrustProxy: true}, []string{"X-Forwarded-Host", `a"><script>`}, "http://localhost"},
		{"a prefix that is none", Options{TrustProxy: true}, []string{"X-Forwarded-Host", "h", "X-Forwarded-Prefix", `/a"b`}, "http://h"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.o, echoBase)
			want := c.want
			if want == "" {
				want = s.URL
			}
			if _, got := get(t, s.URL+"/x", c.header...); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	s := serve(t, Options{}, echoBase)
	for path, want := range map[string]int{"/x": 200, "/deep/a/b": 200, "/healthz": 200, "/readyz": 200, "/nothing": 404} {
		if resp, _ := get(t, s.URL+path); resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, want)
		}
	}
}

func TestReadyFollowsTheSources(t *testing.T) {
	s := serve(t, Options{Ready: func(context.Context) error { return errors.New("password=secret refused") }}, echoBase)
	resp, body := get(t, s.URL+"/readyz")
	if resp.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "secret") {
		t.Errorf("got %d %q", resp.StatusCode, body)
	}
	if resp, _ := get(t, s.URL+"/healthz"); resp.StatusCode != 200 {
		t.Errorf("health must not depend on the sources: %d", resp.StatusCode)
	}
}

func TestCompression(t *testing.T) {
	text := strings.Repeat("occurrence ", 1000)
	s := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.URL.Query().Get("type"))
		_, _ = io.WriteString(w, text)
	})
	for mediaType, want := range map[string]string{
		"application/gml%2Bxml;%20version=3.2": "gzip", "application/geo%2Bjson": "gzip", "text/csv": "gzip", "image/png": "", "application/vnd.mapbox-vector-tile": "",
	} {
		resp, body := get(t, s.URL+"/x?type="+mediaType, "Accept-Encoding", "gzip")
		if got := resp.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%s: Content-Encoding %q, want %q", mediaType, got, want)
			continue
		}
		if want == "gzip" {
			zr, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := io.ReadAll(zr)
			if err != nil || string(plain) != text {
				t.Errorf("%s: %v, %d bytes", mediaType, err, len(plain))
			}
		}
	}
}

// A client must never take a cut answer for a whole one, compressed or not.
func TestFailureAfterFirstByteAborts(t *testing.T) {
	h := ows.Handle(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, strings.Repeat("<a/>", 100_000))
		return errors.New("the database went away")
	}, func(w http.ResponseWriter, _ *http.Request, e *ows.Error) { w.WriteHeader(e.HTTPStatus()) })
	s := serve(t, Options{}, h.ServeHTTP)
	for _, encoding := range []string{"identity", "gzip"} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/x", nil)
		r.Header.Set("Accept-Encoding", encoding)
		resp, err := (&http.Transport{}).RoundTrip(r)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: the client read to a regular end", encoding)
		}
	}
}

func TestCORS(t *testing.T) {
	s := serve(t, Options{CORSOrigins: []string{"https://a.example"}}, echoBase)
	resp, _ := get(t, s.URL+"/x", "Origin", "https://a.example")
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != "https://a.example" {
		t.Errorf("allowed origin: %q", got)
	}
	resp, _ = get(t, s.URL+"/x", "Origin", "https://b.example")
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("another origin: %q", got)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodOptions, s.URL+"/x", nil)
	r.Header.Set("Origin", "https://a.example")
	r.Header.Set("Access-Control-Request-Method", "POST")
	pre, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer pre.Body.Close()
	if pre.StatusCode != http.StatusNoContent || !strings.Contains(pre.Header.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("preflight: %d %v", pre.StatusCode, pre.Header)
	}
}

func TestBodyIsBounded(t *testing.T) {
	s := serve(t, Options{MaxBody: 10}, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})
	resp, err := http.Post(s.URL+"/x", "text/xml", strings.NewReader(strings.Repeat("x", 11)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestLogLineHasTheRequestsID(t *testing.T) {
	var log bytes.Buffer
	old := slog.Default()
	slog.SetDefault(slog.New(LogHandler(slog.NewJSONHandler(&log, nil))))
	defer slog.SetDefault(old)
	s := serve(t, Options{}, echoBase)
	resp, _ := get(t, s.URL+"/x?a=1")
	s.Close() // waits for the handler, and so for its line
	id := resp.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(log.String(), `"request":"`+id+`"`) || !strings.Contains(log.String(), `"url":"/x?a=1"`) {
		t.Errorf("id %q, log %s", id, log.String())
	}
}

func TestRunLetsAnswersFinish(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	s := New(Options{Listen: "127.0.0.1:0"}, []Mount{{Path: "/x", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		select {
		case <-release:
			_, _ = io.WriteString(w, "whole")
		case <-r.Context().Done():
		}
	})}})
	ctx, stop := context.WithCancel(t.Context())
	addr, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- s.Run(ctx, func(url string) { addr <- url }) }()
	body := make(chan string, 1)
	go func() {
		resp, err := http.Get(<-addr + "/x")
		if err != nil {
			body <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		body <- string(b)
	}()
	<-begun
	stop()
	time.Sleep(20 * time.Millisecond) // the stop must not cut what runs
	close(release)
	if got := <-body; got != "whole" {
		t.Errorf("the client got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// keeper answers some addresses from memory.
type keeper struct{ http.HandlerFunc }

func (k keeper) ServeKept(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/deep/kept" {
		return false
	}
	_, _ = io.WriteString(w, "from memory")
	return true
}

// What is kept is answered before anything else, and still has an id, a line in the log and the origins that may read it.
func TestKeptAnswers(t *testing.T) {
	var log bytes.Buffer
	old := slog.Default()
	slog.SetDefault(slog.New(LogHandler(slog.NewJSONHandler(&log, nil))))
	defer slog.SetDefault(old)
	made := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Method+" made, "+RequestID(r.Context()))
	})
	s := httptest.NewServer(New(Options{CORSOrigins: []string{"https://a.example"}}, []Mount{{Path: "/deep/", Handler: keeper{made}}}).Handler())
	defer s.Close()
	ask := func(method, path string) (*http.Response, string) {
		r, _ := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
		r.Header.Set("Origin", "https://a.example")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp, string(b)
	}
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/deep/kept", "from memory"}, {"HEAD", "/deep/kept", ""}, {"GET", "/deep/other", "GET made, ID"}, {"POST", "/deep/kept", "POST made, ID"},
	} {
		resp, body := ask(c.method, c.path)
		id := resp.Header.Get("X-Request-Id")
		if body != strings.ReplaceAll(c.want, "ID", id) || resp.StatusCode != 200 || id == "" {
			t.Errorf("%s %s: %d %q", c.method, c.path, resp.StatusCode, body)
		}
		if resp.Header.Get("Access-Control-Allow-Origin") != "https://a.example" || resp.Header.Get("Vary") != "Origin" || resp.Header.Get("Access-Control-Expose-Headers") == "" {
			t.Errorf("%s %s: %v", c.method, c.path, resp.Header)
		}
		defer func() {
			line := `"method":"` + c.method + `","url":"` + c.path + `","status":200`
			if n := strings.Count(log.String(), `"request":"`+id+`"`); n != 1 || !strings.Contains(log.String(), line) {
				t.Errorf("%d lines of %s in\n%s", n, id, log.String())
			}
		}()
	}
	s.Close() // waits for the handlers, and so for their lines
}
