package tiles

import (
	"net/http"

	"haavi/internal/dimension"
	"haavi/internal/layer"
	"haavi/styles"
	"haavi/tiles/cache"
	"haavi/wms/render"
)

// Options say what is served, and its bounds. A zero field means its default.
type Options struct {
	Catalog *layer.Catalog
	// Dimensions are those of the layers, whose values their Refresh measures; nil for a set of the service's own.
	Dimensions *dimension.Set
	// Caller finds who asks; nil means that everybody is the public.
	Caller func(*http.Request) layer.Caller
	// Styles draw raster tiles; nil means the default styles.
	Styles *styles.Registry
	// Symbols are the pictures that styles name; nil for none.
	Symbols *render.Symbols
	// Grids are served besides those that are built in.
	Grids []*Grid
	// MinZoom and MaxZoom are the zooms of web mercator that are served, and in other grids the levels of those scales; 0 and 22 by default.
	MinZoom, MaxZoom int
	// Extent is the side of a vector tile in its own units; 8,000 by default.
	Extent int
	// Buffer is how far features reach over the edge of a vector tile, in units of its extent; 64 by default, and none when negative.
	Buffer int
	// MaxFeatures is the most features of a vector tile; 20,000 by default. MaxBytes is its most bytes before compression; 1 MiB by
	// default. A tile of more is thinned, one of points to ThinnedFeatures at most, 8,000 by default.
	MaxFeatures, MaxBytes, ThinnedFeatures int
	// MaxLayers is the most layers in one tile; 20 by default.
	MaxLayers int
	// Cache keeps tiles; nil makes each anew. Version is that of the program, whose tiles are kept apart from those of others.
	Cache   *cache.Cache
	Version string
	// CacheControl is the header of that name of every tile; "public, max-age=300" by default.
	CacheControl string
}

func (o Options) withDefaults() Options {
	if o.Caller == nil {
		o.Caller = func(*http.Request) layer.Caller { return layer.Caller{} }
	}
	if o.Dimensions == nil && o.Catalog != nil {
		var err error
		if o.Dimensions, err = dimension.New(o.Catalog); err != nil {
			panic(err) // who reads dimensions from a configuration makes the set, and checks it
		}
	}
	def(&o.MaxZoom, 22)
	def(&o.Extent, 4096)
	def(&o.Buffer, 64)
	def(&o.MaxFeatures, 20_000)
	def(&o.MaxBytes, 1<<20)
	def(&o.ThinnedFeatures, 8_000)
	def(&o.MaxLayers, 20)
	o.Buffer = max(o.Buffer, 0)
	o.MaxZoom = min(o.MaxZoom, len(WebMercatorQuad().Matrices)-1)
	if o.CacheControl == "" {
		o.CacheControl = "public, max-age=300"
	}
	return o
}

func def(n *int, value int) {
	if *n == 0 {
		*n = value
	}
}
