package config

// WFS is the Web Feature Service.
type WFS struct {
	Namespace          string           `yaml:"namespace" jsonschema:"default=http://haavi.example/layers" jsonschema_description:"The XML namespace of the feature types, a URI of your own that never changes."`
	Prefix             string           `yaml:"prefix" jsonschema:"default=haavi" jsonschema_description:"The prefix that stands for the namespace."`
	Namespaces         Map[string]      `yaml:"namespaces" jsonschema_description:"Further namespaces by their prefixes, for layers that say so: a prefix, then a URI."`
	Nulls              string           `yaml:"nulls" jsonschema:"enum=absent,enum=nil,default=absent" jsonschema_description:"What stands in GML for a field without a value: nothing, or an element with xsi:nil."`
	StandardProperties bool             `yaml:"standard_properties" jsonschema:"default=false" jsonschema_description:"Write fields called name and description, and geometries called as GML calls them (pointProperty), as properties of GML itself, and an envelope (boundedBy) with each feature."`
	CountDefault       int64            `yaml:"count_default" jsonschema:"minimum=1,default=10000" jsonschema_description:"The page size that clients are told to use."`
	MaxQueries         int              `yaml:"max_queries" jsonschema:"minimum=1,maximum=1000,default=50" jsonschema_description:"The most queries in one request."`
	MaxLink            Size             `yaml:"max_link" jsonschema:"default=8KiB" jsonschema_description:"The longest address of a next or previous page that is made of a posted request; where it would be longer there is none, and 0B makes none at all."`
	StoredQueries      Map[StoredQuery] `yaml:"stored_queries" jsonschema_description:"Queries with parameters that clients ask for by name, under names of your choice."`
}

// StoredQuery is a query with parameters.
type StoredQuery struct {
	ID         string          `yaml:"id" jsonschema_description:"The identifier, a URI; the namespace with /query/ and the name after it when absent. Requests may use the name too."`
	Title      string          `yaml:"title" jsonschema_description:"The title that people see; the name when absent."`
	Abstract   string          `yaml:"abstract" jsonschema_description:"What the query answers, in a few sentences."`
	Parameters Map[Parameter]  `yaml:"parameters" jsonschema_description:"The parameters, under their names; letter case does not tell names apart."`
	Queries    []QueryTemplate `yaml:"queries" jsonschema:"required" jsonschema_description:"What is answered, one after the other."`
}

// Parameter is a parameter of a stored query.
type Parameter struct {
	Type     string  `yaml:"type" jsonschema:"enum=string,enum=integer,enum=double,enum=boolean,enum=date,enum=dateTime,enum=geometry,default=string" jsonschema_description:"The type of the values; a geometry is WKT in addresses and GML in XML."`
	Title    string  `yaml:"title" jsonschema_description:"The title that people see."`
	Abstract string  `yaml:"abstract" jsonschema_description:"What the parameter means."`
	Default  *string `yaml:"default" jsonschema_description:"The value when a request gives none, in quotes; without it a request must give one."`
}

// QueryTemplate is a query of one layer with parameters in it.
type QueryTemplate struct {
	Layer  string  `yaml:"layer" jsonschema:"required" jsonschema_description:"The layer, by its published name."`
	Where  string  `yaml:"where" jsonschema_description:"The condition in CQL2 text, in which :name stands for a parameter; all features when absent."`
	Fields Strings `yaml:"fields" jsonschema_description:"The fields to answer with, by their published names; all when absent."`
	Sort   string  `yaml:"sort" jsonschema_description:"The fields to sort by, such as name, event_begin DESC."`
}

// WMS is the Web Map Service.
type WMS struct {
	MaxWidth     int      `yaml:"max_width" jsonschema:"minimum=1,maximum=32768,default=4096" jsonschema_description:"The widest map, in pixels."`
	MaxHeight    int      `yaml:"max_height" jsonschema:"minimum=1,maximum=32768,default=4096" jsonschema_description:"The highest map, in pixels."`
	MaxLayers    int      `yaml:"max_layers" jsonschema:"minimum=1,default=50" jsonschema_description:"The most layers in one map."`
	FeatureCount int      `yaml:"feature_count" jsonschema:"minimum=1,default=50" jsonschema_description:"The most features of a layer that GetFeatureInfo tells of."`
	Tolerance    float64  `yaml:"tolerance" jsonschema:"minimum=1,maximum=100,default=5" jsonschema_description:"How far from a point or line a click may be, in pixels."`
	MaxTime      Duration `yaml:"max_time" jsonschema:"default=1m" jsonschema_description:"The longest that drawing a map may take."`
	Symbols      string   `yaml:"symbols" jsonschema_description:"The folder of pictures (SVG, PNG, JPEG, GIF) that styles name, from the folder of this file. Without it such symbols are drawn by what the style has instead."`
	StyleHosts   Strings  `yaml:"style_hosts" jsonschema_description:"The hosts, such as styles.example.org or styles.example.org:8443, that style documents may be fetched from when a request names one by SLD=. None when absent."`
	MaxStyle     Size     `yaml:"max_style" jsonschema:"default=1MiB" jsonschema_description:"The largest style document of a request."`
	MaxTolerance float64  `yaml:"max_tolerance" jsonschema:"minimum=1,maximum=1000,default=50" jsonschema_description:"How far it may be when a request says so, in pixels."`
	MaxPixels    int64    `yaml:"max_pixels" jsonschema:"minimum=1000000,default=64000000" jsonschema_description:"How many pixels are drawn at a time, over all maps; each takes about 4 bytes of memory. Further maps wait."`
	MaxWait      Duration `yaml:"max_wait" jsonschema:"default=20s" jsonschema_description:"For how long a map waits to be drawn before the client is told to come again."`
	MeasureEvery Duration `yaml:"measure_every" jsonschema:"default=1h" jsonschema_description:"How often the values of dimensions are measured after the start, besides when data is seen to change; 0s is never."`
	InfoTemplate string   `yaml:"info_template" jsonschema_description:"The path of a template for GetFeatureInfo's pages, from the folder of this file."`
}

// Group is a layer that consists of others.
type Group struct {
	Title       string  `yaml:"title" jsonschema_description:"The title that people see; the group's name when absent."`
	Abstract    string  `yaml:"abstract" jsonschema_description:"What the group holds, in a few sentences."`
	Keywords    Strings `yaml:"keywords" jsonschema_description:"Words that catalogues find the group by."`
	Layers      Strings `yaml:"layers" jsonschema:"required" jsonschema_description:"The layers and groups in it, as they are drawn: the first at the bottom."`
	HeadingOnly bool    `yaml:"heading_only" jsonschema:"default=false" jsonschema_description:"Whether the group only orders the list of layers; otherwise it can be asked for as a layer."`
}

// Tiles are vector and raster tiles.
type Tiles struct {
	MinZoom         int      `yaml:"min_zoom" jsonschema:"minimum=0,maximum=30,default=0" jsonschema_description:"The first zoom that is served."`
	MaxZoom         int      `yaml:"max_zoom" jsonschema:"minimum=1,maximum=30,default=22" jsonschema_description:"The deepest zoom that is served."`
	Extent          int      `yaml:"extent" jsonschema:"minimum=256,maximum=16384,default=4096" jsonschema_description:"The side of a vector tile in its own units."`
	Buffer          int      `yaml:"buffer" jsonschema:"minimum=0,maximum=1024,default=64" jsonschema_description:"How far features reach over the edge of a vector tile, in units of its extent."`
	MaxFeatures     int      `yaml:"max_features" jsonschema:"minimum=1,default=20000" jsonschema_description:"The most features in one vector tile; a tile of more is thinned."`
	MaxBytes        Size     `yaml:"max_bytes" jsonschema:"default=1MiB" jsonschema_description:"The largest vector tile before compression; a larger one is thinned."`
	ThinnedFeatures int      `yaml:"thinned_features" jsonschema:"minimum=64,default=8000" jsonschema_description:"The most points that are left of a vector tile that has more than max_features."`
	MaxLayers       int      `yaml:"max_layers" jsonschema:"minimum=1,default=20" jsonschema_description:"The most layers in one tile."`
	MaxAge          Duration `yaml:"max_age" jsonschema:"default=5m" jsonschema_description:"For which browsers and proxies may keep a tile without asking; 0s means they ask each time."`
	// Grids are served besides those that are built in.
	Grids Map[MatrixSet] `yaml:"grids" jsonschema_description:"Tile matrix sets to serve besides WebMercatorQuad, WorldCRS84Quad, EuropeanETRS89_LAEAQuad and ETRS-TM35FIN, under names of your choice."`
}

// MatrixSet is a tile matrix set: either a file, or a CRS with an origin and resolutions.
type MatrixSet struct {
	File        string    `yaml:"file" jsonschema_description:"A TileMatrixSet in JSON (OGC 17-083r4), from the folder of this file. Either this, or crs, origin and resolutions."`
	Title       string    `yaml:"title" jsonschema_description:"What people call the set."`
	CRS         CRS       `yaml:"crs" jsonschema_description:"The coordinate system of the tiles: EPSG:3067."`
	Origin      *Corner   `yaml:"origin" jsonschema_description:"The top left corner of all levels as [east, north] in the coordinate system."`
	Resolutions []float64 `yaml:"resolutions" jsonschema_description:"The side of a pixel on each level in units of the coordinate system, the coarsest first."`
	TileSize    int       `yaml:"tile_size" jsonschema:"minimum=16,maximum=4096,default=256" jsonschema_description:"The side of a tile in pixels."`
}
