package server

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"
)

type idKey struct{}

// RequestID is the id of the request whose context this is; empty outside of one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// LogHandler adds the request's id to every record that is logged with a request's context.
func LogHandler(h slog.Handler) slog.Handler { return idHandler{h} }

type idHandler struct{ slog.Handler }

func (h idHandler) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h idHandler) WithAttrs(a []slog.Attr) slog.Handler { return idHandler{h.Handler.WithAttrs(a)} }
func (h idHandler) WithGroup(g string) slog.Handler      { return idHandler{h.Handler.WithGroup(g)} }

// idHeader carries the request's id to the client.
const idHeader = "X-Request-Id"

// logged gives the request an id, which the answer carries, and logs how it ended.
func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header()[idHeader] = []string{id}
		c := &countingWriter{ResponseWriter: w}
		start := time.Now()
		aborted := true
		defer func() {
			outcome := "done"
			if aborted {
				outcome = "aborted"
			}
			slog.LogAttrs(r.Context(), levelOf(c.status, aborted), "request",
				slog.String("method", r.Method), slog.String("url", shortURL(r)), slog.Int("status", c.status),
				slog.Int64("bytes", c.bytes), slog.Duration("took", time.Since(start)), slog.String("outcome", outcome), slog.String("request", id))
		}()
		next.ServeHTTP(c, r)
		aborted = false
	})
}

// identified keeps the id that logged gave in the request's context.
func identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), idKey{}, w.Header().Get(idHeader))))
	})
}

func levelOf(status int, aborted bool) slog.Level {
	if status >= 500 || aborted {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// shortURL bounds what one request may put into the log.
func shortURL(r *http.Request) string {
	const most = 2000
	u := r.URL.RequestURI()
	if len(u) > most {
		u = u[:most] + "…"
	}
	return u
}

// countingWriter sees the status and size of the answer.
type countingWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *countingWriter) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *countingWriter) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

func (c *countingWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
