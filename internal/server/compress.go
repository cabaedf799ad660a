package server

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// compressed gzips texts. Pictures and zip files (those of Office Open XML too) are compressed already, and vector tiles are
// encoded by their maker. An answer that is aborted ends without the last chunk, so a client cannot take the closed gzip
// stream for a whole answer.
func compressed(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(1024),
		gzhttp.CompressionLevel(1), // downloads are bound by the processor before they are by the network
		gzhttp.EnableZstd(false),   // GDAL's and ArcGIS's HTTP stacks ask for gzip; one coding keeps ETags simple
		gzhttp.ContentTypeFilter(isText),
	)
	if err != nil {
		panic(err) // the options above are constants
	}
	return wrap(next)
}

func isText(mediaType string) bool {
	mediaType, _, _ = strings.Cut(strings.ToLower(mediaType), ";")
	return strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "xml") ||
		strings.Contains(mediaType, "json") || strings.Contains(mediaType, "javascript")
}
