package server

import (
	"context"
	"net/http"
	"time"
)

// bounded limits the body and the time of one request. When the time is over the request's context ends, and
// with it the database query; what was half written is aborted by the handler.
func bounded(next http.Handler, maxBody int64, timeout time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
