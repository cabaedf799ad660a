package ows

import (
	"errors"
	"log/slog"
	"net/http"
)

// Handler answers a request or returns why it cannot. Once it has written
// anything, an error aborts the connection: a client must never take a cut answer for a whole one.
type Handler func(w http.ResponseWriter, r *http.Request) error

// ErrorWriter writes an exception in a protocol's own form.
type ErrorWriter func(w http.ResponseWriter, r *http.Request, e *Error)

// Handle joins a handler with its protocol's exceptions.
func Handle(h Handler, fail ErrorWriter) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tw := &trackingWriter{ResponseWriter: w}
		err := h(tw, r)
		if err == nil {
			return
		}
		e := AsError(err)
		if cause := errors.Unwrap(e); cause != nil && r.Context().Err() == nil {
			slog.ErrorContext(r.Context(), "request failed", "error", cause)
		}
		if tw.wrote || r.Context().Err() != nil {
			panic(http.ErrAbortHandler)
		}
		fail(w, r, e)
	})
}

// trackingWriter remembers whether the answer has begun.
type trackingWriter struct {
	http.ResponseWriter
	wrote bool
}

func (t *trackingWriter) WriteHeader(status int) {
	t.wrote = true
	t.ResponseWriter.WriteHeader(status)
}

func (t *trackingWriter) Write(b []byte) (int, error) {
	t.wrote = true
	return t.ResponseWriter.Write(b)
}

// Unwrap serves http.ResponseController.
func (t *trackingWriter) Unwrap() http.ResponseWriter { return t.ResponseWriter }
