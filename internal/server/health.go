package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// health says that the process answers.
func health() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok\n") })
}

// readyTimeout bounds the probe of the sources: an orchestrator's own probe gives up after seconds.
const readyTimeout = 3 * time.Second

// ready says that the sources answer too.
func ready(probe func(context.Context) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if probe != nil {
			ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
			defer cancel()
			if err := probe(ctx); err != nil {
				slog.WarnContext(r.Context(), "not ready", "error", err)
				say(w, http.StatusServiceUnavailable, "a source does not answer; the log says which\n")
				return
			}
		}
		say(w, http.StatusOK, "ready\n")
	})
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the client is gone when this fails
}
