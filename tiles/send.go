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

	"github.com/go-spatial/tegola/provider"
	"github.com/klauspost/compress/gzip"

	"haavi/wms/render"
)

// The media types of tiles.
const (
	mediaMVT = "application/vnd.mapbox-vector-tile"
	mediaPNG = "image/png"
)

func (h *handler) vector(w http.ResponseWriter, r *http.Request, a address) error {
	t := tiler{options: &h.Options, caller: h.Caller(r)}
	tile := gridTile{grid: h.grid, z: a.z, x: a.x, y: a.y, extent: h.Extent, buffer: h.Buffer}
	var mvt []byte
	var err error
	if low, high := h.zooms(a.layer); a.z < low || a.z > high {
		mvt = appendEmptyLayer(nil, a.layer.Name, h.Extent)
	} else if mvt, err = t.MVTForLayers(r.Context(), tile, nil, []provider.Layer{{Name: a.layer.Name, MVTName: a.layer.Name}}); err != nil {
		return refused(err)
	}
	if t.thinned > 0 {
		w.Header().Set("Warning", fmt.Sprintf(`299 - "thinned: at most one small feature in each %d/%d of the tile's side; zoom in for all"`, t.thinned, h.Extent))
	}
	return h.send(w, r, mediaMVT, mvt)
}

func (h *handler) raster(w http.ResponseWriter, r *http.Request, a address) error {
	size, dpi := h.grid.TileSize, render.StandardDPI
	if a.retina {
		size, dpi = 2*size, 2*dpi
	}
	img, err := render.Draw(r.Context(), render.Request{
		Layers: []render.LayerRequest{{Layer: a.layer, Style: h.Styles.ForLayer(a.layer)}},
		Bound:  h.grid.Bound(a.z, a.x, a.y), CRS: h.grid.CRS, Width: size, Height: size, Transparent: true, DPI: dpi, Symbols: h.Symbols,
	})
	if err != nil {
		return refused(err)
	}
	var b bytes.Buffer
	if err := render.EncodePNG(&b, img); err != nil {
		return err
	}
	return h.send(w, r, mediaPNG, b.Bytes())
}

// send answers with a tile, or that the client has it already (RFC 9110, 13.1.2). The entity tag is made of the content, so that all servers
// of the same data agree; it is weak because it is the same with and without compression.
func (h *handler) send(w http.ResponseWriter, r *http.Request, mediaType string, content []byte) error {
	sum := sha256.Sum256(content)
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	header := w.Header()
	header.Set("ETag", tag)
	header.Set("Cache-Control", h.CacheControl)
	if mediaType == mediaMVT {
		header.Add("Vary", "Accept-Encoding")
	}
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set("Content-Type", mediaType)
	if mediaType == mediaMVT && len(content) >= minGzip && acceptsGzip(r.Header.Get("Accept-Encoding")) {
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
