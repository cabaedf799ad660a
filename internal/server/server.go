package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"
)

// Options say how the server listens and what it bounds. Zero values mean the documented defaults.
type Options struct {
	// Listen is the address to listen on; 127.0.0.1:8080 when empty.
	Listen string
	// PublicURL is the address clients use, without a slash at the end. When it is empty each
	// request tells: its Host, or the proxy's headers if TrustProxy is set.
	PublicURL string
	// TrustProxy takes X-Forwarded-Proto, -Host and -Prefix as true. Set it only behind a proxy that sets or drops them.
	TrustProxy bool
	// CORSOrigins are the origins that browsers may call from; "*" is any, and the default.
	CORSOrigins []string
	// ReadHeaderTimeout bounds the time a client takes for its headers: 10 s.
	ReadHeaderTimeout time.Duration
	// ReadTimeout bounds the time a client takes for a whole request: 1 min.
	ReadTimeout time.Duration
	// IdleTimeout bounds how long an idle connection is kept: 2 min.
	IdleTimeout time.Duration
	// RequestTimeout bounds the making of one answer, downloads included: 30 min.
	RequestTimeout time.Duration
	// ShutdownGrace is how long running answers may go on after a stop was asked for: 30 s.
	ShutdownGrace time.Duration
	// MaxBody bounds the body of a request in bytes: 8 MiB.
	MaxBody int64
	// MaxHeader bounds the request line and headers in bytes: 64 KiB.
	MaxHeader int
	// Ready says whether the sources can answer; nil means always.
	Ready func(context.Context) error
}

func (o Options) withDefaults() Options {
	setDefault(&o.Listen, "127.0.0.1:8080")
	setDefault(&o.ReadHeaderTimeout, 10*time.Second)
	setDefault(&o.ReadTimeout, time.Minute)
	setDefault(&o.IdleTimeout, 2*time.Minute)
	setDefault(&o.RequestTimeout, 30*time.Minute)
	setDefault(&o.ShutdownGrace, 30*time.Second)
	setDefault(&o.MaxBody, 8<<20)
	setDefault(&o.MaxHeader, 64<<10)
	if o.CORSOrigins == nil {
		o.CORSOrigins = []string{"*"}
	}
	o.PublicURL = strings.TrimRight(o.PublicURL, "/")
	return o
}

func setDefault[T comparable](v *T, def T) {
	if *v == *new(T) {
		*v = def
	}
}

// Mount puts a handler at a path. A path that ends in "/" takes everything below it.
type Mount struct {
	Path    string
	Handler http.Handler
}

// Server is Haavi's HTTP server.
type Server struct {
	options Options
	handler http.Handler
}

// New returns a server for the mounts, which are tried in order, and for /healthz and /readyz.
func New(o Options, mounts []Mount) *Server {
	o = o.withDefaults()
	r := mux.NewRouter().UseEncodedPath()
	r.Handle("/healthz", health()).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/readyz", ready(o.Ready)).Methods(http.MethodGet, http.MethodHead)
	for _, m := range mounts {
		if strings.HasSuffix(m.Path, "/") {
			r.PathPrefix(m.Path).Handler(m.Handler)
		} else {
			r.Handle(m.Path, m.Handler)
		}
	}
	var h http.Handler = r
	h = bounded(h, o.MaxBody, o.RequestTimeout)
	h = compressed(h)
	h = based(h, o.PublicURL, o.TrustProxy)
	h = identified(h)
	h = direct(h, mounts)
	h = cors(h, o.CORSOrigins)
	return &Server{options: o, handler: logged(h)}
}

// Handler is the whole server as a handler, for tests and for embedding.
func (s *Server) Handler() http.Handler { return s.handler }

// Run listens and serves until ctx ends, then lets running answers finish for as long as ShutdownGrace.
// started is called with the address once connections are accepted.
func (s *Server) Run(ctx context.Context, started func(url string)) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", s.options.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --listen", s.options.Listen, err)
	}
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	hs := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: s.options.ReadHeaderTimeout,
		ReadTimeout:       s.options.ReadTimeout,
		IdleTimeout:       s.options.IdleTimeout,
		MaxHeaderBytes:    s.options.MaxHeader,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(l) }()
	started(s.address(l))
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stop, done := context.WithTimeout(base, s.options.ShutdownGrace)
	defer done()
	if err := hs.Shutdown(stop); err != nil {
		cancel() // what still runs is cut, so that its queries end too
		return errors.Join(err, hs.Close())
	}
	return nil
}

func (s *Server) address(l net.Listener) string {
	if s.options.PublicURL != "" {
		return s.options.PublicURL
	}
	return "http://" + l.Addr().String()
}
