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

// Send answers with a tile, or that the client has it already (RFC 9110, 13.1.2). The entity tag is made of the content, so that all servers
// of the same data agree; it is weak because it is the same with and without compression.
func (s *Service) Send(w http.ResponseWriter, r *http.Request, c Content) error {
	content, mediaType, vector := c.Body, c.Format.MediaType, c.Format.Vector()
	sum := sha256.Sum256(content)
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	header := w.Header()
	if c.Thinned > 0 {
		header.Set("Warning", fmt.Sprintf(`299 - "thinned: at most one small feature in each %d/%d of the tile's side; zoom in for all"`, c.Thinned, s.Extent))
	}
	header.Set("ETag", tag)
	header.Set("Cache-Control", s.CacheControl)
	if vector {
		header.Add("Vary", "Accept-Encoding")
	}
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set("Content-Type", mediaType)
	if vector && len(content) >= minGzip && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		var b bytes.Buffer
		if err := compress(&b, content); err != nil {
			return err
		}
		header.Set("Content-Encoding", "gzip")
		content = b.Bytes()
	}
	header.Set("Content-Length", strconv.Itoa(len(content)))
	_, err := w.Write(content)
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
		n, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(quality), "q="), 64)
		positive := !weighed || err == nil && n > 0
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
