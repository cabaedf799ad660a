package ows

import (
	"context"
	"net/http"
)

type baseKey struct{}

// WithBase keeps the public address of the service ("https://maps.example.org/haavi", no slash at the end) in a context.
func WithBase(ctx context.Context, base string) context.Context {
	return context.WithValue(ctx, baseKey{}, base)
}

// Base returns the public address under which the client reaches the service, as
// internal/server found it from the configuration or the proxy's headers.
func Base(r *http.Request) string {
	if b, ok := r.Context().Value(baseKey{}).(string); ok {
		return b
	}
	return "http://" + r.Host
}
