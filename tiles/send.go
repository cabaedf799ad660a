package tiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// ready gives content its entity tag, and compresses what is compressed for most clients. The tag is made of the content, so that all servers of the
// same data agree; it is weak because it is the same with and without compression.
func (c *Content) ready() error {
	if c.Tag != "" {
		return nil
	}
	sum := sha256.Sum256(c.Body)
	c.Tag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	if !c.Format.Vector() || len(c.Body) < minGzip {
		return nil
	}
	var b bytes.Buffer
	if err := compress(&b, c.Body); err != nil {
		return err
	}
	c.Body, c.Gzip = b.Bytes(), true
	return nil
}

// Plain is the content without compression.
func (c *Content) Plain() ([]byte, error) {
	if !c.Gzip {
		return c.Body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(c.Body))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	return b, errors.Join(err, r.Close())
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

// Send answers with a tile, or that the client has it already (RFC 9110, 13.1.2).
func (s *Service) Send(w http.ResponseWriter, r *http.Request, c Content) error {
	if err := c.ready(); err != nil {
		return err
	}
	header := w.Header()
	if c.Thinned > 0 {
		header.Set("Warning", fmt.Sprintf(`299 - "thinned: not all of the small features in each %d/%d of the tile's side; zoom in for all"`, c.Thinned, s.Extent))
	}
	header["Etag"] = []string{c.Tag}
	header["Cache-Control"] = s.cacheControl
	if c.Format.Vector() {
		header.Add("Vary", "Accept-Encoding")
	}
	if m := r.Header.Get("If-None-Match"); m != "" && matches(m, c.Tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body := c.Body
	if c.Gzip && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		header["Content-Encoding"] = []string{"gzip"}
	} else {
		var err error
		if body, err = c.Plain(); err != nil {
			return err
		}
	}
	header["Content-Type"] = []string{c.Format.MediaType}
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	_, err := w.Write(body)
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
