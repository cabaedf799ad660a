package server

import (
	"net/http"
	"slices"
)

// cors lets pages of the given origins read answers (Fetch Standard, 3.2). Credentials are never allowed by it.
func cors(next http.Handler, origins []string) http.Handler {
	star, exposed := []string{"*"}, []string{"ETag, Content-Length, Content-Crs, Link, Warning, X-Request-Id"}
	everyone := slices.Contains(origins, "*")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		origin := r.Header.Get("Origin")
		switch {
		case everyone:
			h["Access-Control-Allow-Origin"] = star
		case slices.Contains(origins, origin):
			h.Set("Access-Control-Allow-Origin", origin)
			h.Add("Vary", "Origin")
		default:
			h.Add("Vary", "Origin")
			next.ServeHTTP(w, r)
			return
		}
		h["Access-Control-Expose-Headers"] = exposed
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "Content-Type, Authorization, If-None-Match, Range")
			h.Set("Access-Control-Max-Age", "86400")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
