package server

import (
	"net/http"
	"net/url"
	"strings"

	"haavi/internal/ows"
)

// based finds the address that the client used and keeps it for ows.Base: operation addresses in capabilities are used
// literally by QGIS and others, so they must be right behind a proxy too.
func based(next http.Handler, public string, trust bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		base := public
		if base == "" {
			base = requestBase(r, trust)
		}
		next.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), base)))
	})
}

func requestBase(r *http.Request, trust bool) string {
	scheme, host, prefix := "http", r.Host, ""
	if r.TLS != nil {
		scheme = "https"
	}
	if trust {
		if p := firstOf(r.Header.Get("X-Forwarded-Proto")); p == "http" || p == "https" {
			scheme = p
		}
		if h := firstOf(r.Header.Get("X-Forwarded-Host")); h != "" {
			host = h
		}
		prefix = cleanPrefix(firstOf(r.Header.Get("X-Forwarded-Prefix")))
	}
	return scheme + "://" + cleanHost(host) + prefix
}

// firstOf is the value that the proxy nearest to the client set.
func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// cleanHost keeps only what a host and port consist of: the header comes from outside and ends up in documents.
func cleanHost(host string) string {
	u, err := url.Parse("http://" + host)
	if err != nil || u.Host != host || strings.ContainsAny(host, `<>"'&\ `) {
		return "localhost"
	}
	return host
}

func cleanPrefix(prefix string) string {
	prefix = strings.Trim(prefix, "/")
	if prefix == "" || strings.ContainsAny(prefix, `<>"'&?#\ `) {
		return ""
	}
	return "/" + prefix
}
