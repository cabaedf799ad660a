package tiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// tag gives content its entity tag. It is made of the content, so that all servers of the same data agree, and weak because it is the same with and without
// compression.
func (c *Content) tag() {
	if c.Tag == "" {
		sum := sha256.Sum256(c.Body)
		c.Tag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	}
}

// compress compresses a vector tile that is worth it.
func (c *Content) compress() error {
	if c.Gzip || !c.Format.Vector() || len(c.Body) < minGzip {
		return nil
	}
	var b bytes.Buffer
	if err := compress(&b, c.Body); err != nil {
		return err
	}
	c.Body, c.Gzip = b.Bytes(), true
	return nil
}

// Gzipped is the content compressed.
func (c *Content) Gzipped() ([]byte, error) {
	if c.Gzip {
		return c.Body, nil
	}
	var b bytes.Buffer
	err := compress(&b, c.Body)
	return b.Bytes(), err
}

// Serve answers with a tile.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, spec Spec) error {
	plain := wantsPlain(r, spec.Format)
	c, err := s.find(r.Context(), spec, plain)
	if err != nil {
		return err
	}
	c.tag()
	return s.send(w, r, &spec, &c, plain)
}

// wantsPlain says whether a client takes a format only without compression.
func wantsPlain(r *http.Request, f *Format) bool {
	return f.Vector() && !acceptsGzip(r.Header.Get("Accept-Encoding"))
}

var (
	gzipCoding   = []string{"gzip"}
	varyEncoding = []string{"Accept-Encoding"}
)

// send writes a tile, compressed unless it is to be plain, or that the client has it already (RFC 9110, 13.1.2).
func (s *Service) send(w http.ResponseWriter, r *http.Request, spec *Spec, c *Content, plain bool) error {
	header := w.Header()
	spec.Warn(header)
	if c.Thinned > 0 {
		header.Add("Warning", fmt.Sprintf(`299 - "thinned: not all of the small features in each %d/%d of the tile's side; zoom in for all"`, c.Thinned, s.Extent))
	}
	header["Etag"] = []string{c.Tag}
	header["Cache-Control"] = s.cacheControl
	if c.Format.Vector() {
		if header["Vary"] == nil {
			header["Vary"] = varyEncoding
		} else {
			header.Add("Vary", varyEncoding[0])
		}
	}
	if m := r.Header.Get("If-None-Match"); m != "" && matches(m, c.Tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if !plain {
		if err := c.compress(); err != nil {
			return err
		}
	}
	if c.Gzip {
		header["Content-Encoding"] = gzipCoding
	}
	header["Content-Type"] = []string{c.Format.MediaType}
	header["Content-Length"] = []string{strconv.Itoa(len(c.Body))}
	_, err := w.Write(c.Body)
	return err
}

// matches compares entity tags weakly.
func matches(list, tag string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// acceptsGzip reads an Accept-Encoding header (RFC 9110, 12.5.3): what it says of gzip, else of all others.
func acceptsGzip(list string) bool {
	accepted := false
	for c := range strings.SplitSeq(list, ",") {
		coding, quality, weighed := strings.Cut(c, ";")
		positive := true
		if weighed {
			n, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(quality), "q="), 64)
			positive = err == nil && n > 0
		}
		switch coding = strings.TrimSpace(coding); {
		case strings.EqualFold(coding, "gzip"):
			return positive
		case coding == "*":
			accepted = positive
		}
	}
	return accepted
}

const (
	minGzip   = 256 // bytes; less is not worth the header
	gzipLevel = 4   // faster than the default at nearly its ratio
)

var gzipWriters = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzipLevel)
	if err != nil {
		panic(err) // the level is a constant that exists
	}
	return w
}}

func compress(dst io.Writer, content []byte) error {
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(dst)
	if _, err := w.Write(content); err != nil {
		return err
	}
	return w.Close()
}
