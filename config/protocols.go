package config

// WFS is the Web Feature Service.
type WFS struct {
	Namespace          string      `yaml:"namespace" jsonschema:"default=http://haavi.example/layers" jsonschema_description:"The XML namespace of the feature types, a URI of your own that never changes."`
	Prefix             string      `yaml:"prefix" jsonschema:"default=haavi" jsonschema_description:"The prefix that stands for the namespace."`
	Namespaces         Map[string] `yaml:"namespaces" jsonschema_description:"Further namespaces by their prefixes, for layers that say so: a prefix, then a URI."`
	Nulls              string      `yaml:"nulls" jsonschema:"enum=absent,enum=nil,default=absent" jsonschema_description:"What stands in GML for a field without a value: nothing, or an element with xsi:nil."`
	StandardProperties bool        `yaml:"standard_properties" jsonschema:"default=false" jsonschema_description:"Write fields called name and description, and geometries called as GML calls them (pointProperty), as properties of GML itself, and an envelope (boundedBy) with each feature."`
	CountDefault       int64       `yaml:"count_default" jsonschema:"minimum=1,default=10000" jsonschema_description:"The page size that clients are told to use."`
}

// WMS is the Web Map Service.
type WMS struct {
	MaxWidth     int     `yaml:"max_width" jsonschema:"minimum=1,maximum=32768,default=4096" jsonschema_description:"The widest map, in pixels."`
	MaxHeight    int     `yaml:"max_height" jsonschema:"minimum=1,maximum=32768,default=4096" jsonschema_description:"The highest map, in pixels."`
	MaxLayers    int     `yaml:"max_layers" jsonschema:"minimum=1,default=50" jsonschema_description:"The most layers in one map."`
	FeatureCount int     `yaml:"feature_count" jsonschema:"minimum=1,default=50" jsonschema_description:"The most features of a layer that GetFeatureInfo tells of."`
	Tolerance    float64 `yaml:"tolerance" jsonschema:"minimum=1,maximum=100,default=5" jsonschema_description:"How far from a point or line a click may be, in pixels."`
}

// Tiles are vector and raster tiles.
type Tiles struct {
	MinZoom     int      `yaml:"min_zoom" jsonschema:"minimum=0,maximum=30,default=0" jsonschema_description:"The first zoom that is served."`
	MaxZoom     int      `yaml:"max_zoom" jsonschema:"minimum=1,maximum=30,default=22" jsonschema_description:"The deepest zoom that is served."`
	Extent      int      `yaml:"extent" jsonschema:"minimum=256,maximum=16384,default=4096" jsonschema_description:"The side of a vector tile in its own units."`
	Buffer      int      `yaml:"buffer" jsonschema:"minimum=0,maximum=1024,default=64" jsonschema_description:"How far features reach over the edge of a vector tile, in units of its extent."`
	MaxFeatures int      `yaml:"max_features" jsonschema:"minimum=1,default=200000" jsonschema_description:"The most features in one vector tile; a tile of more is thinned."`
	MaxBytes    Size     `yaml:"max_bytes" jsonschema:"default=2MiB" jsonschema_description:"The largest vector tile before compression; a larger one is thinned."`
	MaxAge      Duration `yaml:"max_age" jsonschema:"default=5m" jsonschema_description:"For which browsers and proxies may keep a tile without asking; 0s means they ask each time."`
}
