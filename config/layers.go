package config

// Source is a database or file that holds layers.
type Source struct {
	Postgres         Secret   `yaml:"postgres" jsonschema_description:"The address of a PostgreSQL database with PostGIS: postgres://user@host:5432/database. Either this or geopackage."`
	Password         Secret   `yaml:"password" jsonschema_description:"The password of the database user, from the environment: ${NAME}. Any characters will do, unlike in the address."`
	GeoPackage       string   `yaml:"geopackage" jsonschema_description:"The path of a GeoPackage file, from the folder of this file. Either this or postgres."`
	MaxConnections   int      `yaml:"max_connections" jsonschema:"minimum=1,maximum=1000,default=10" jsonschema_description:"The most connections to the source at a time."`
	StatementTimeout Duration `yaml:"statement_timeout" jsonschema:"default=30m" jsonschema_description:"For which one database query may run (PostgreSQL)."`
	Publish          string   `yaml:"publish" jsonschema:"enum=all,enum=listed" jsonschema_description:"Publish all spatial tables, views and materialised views of the source, or those listed under layers. Without it: all if there are no layers, else listed."`
	Include          Strings  `yaml:"include" jsonschema_description:"With publish all: only relations that match a pattern, such as public.* or occurrence_*."`
	Exclude          Strings  `yaml:"exclude" jsonschema_description:"With publish all: no relations that match a pattern."`
}

// Layer is a published layer.
type Layer struct {
	Source      string     `yaml:"source" jsonschema_description:"The source that holds the layer; needed when there are several."`
	Table       string     `yaml:"table" jsonschema_description:"The table or view, as schema.table or table. Either this or sql."`
	SQL         string     `yaml:"sql" jsonschema_description:"A SELECT statement whose rows are the features. Either this or table."`
	Key         Strings    `yaml:"key" jsonschema_description:"The column or columns that tell rows apart; the primary key when absent."`
	Geometry    string     `yaml:"geometry" jsonschema_description:"The geometry column; needed when there are several."`
	CRS         CRS        `yaml:"crs" jsonschema_description:"The coordinate system of the geometries, where the source does not tell: EPSG:3067."`
	Title       string     `yaml:"title" jsonschema_description:"The title that people see; the source's own when absent."`
	Abstract    string     `yaml:"abstract" jsonschema_description:"What the layer holds, in a few sentences; the source's own when absent."`
	Keywords    Strings    `yaml:"keywords" jsonschema_description:"Words that catalogues find the layer by."`
	Metadata    []Metadata `yaml:"metadata" jsonschema_description:"Documents that describe the data, such as its record in a catalogue."`
	Attribution string     `yaml:"attribution" jsonschema_description:"The text that maps show beside the layer."`
	Extent      *Extent    `yaml:"extent" jsonschema_description:"The bound of the data as [west, south, east, north] in the layer's coordinate system; measured when absent, also when the data changes."`
	OfferedCRS  []CRS      `yaml:"offered_crs" jsonschema_description:"Coordinate systems to advertise besides the layer's own."`
	Namespace   string     `yaml:"namespace" jsonschema_description:"The prefix of the XML namespace of the feature type, one of those under wfs; that of the service when absent."`
	MoreStyles  Strings    `yaml:"more_styles" jsonschema_description:"Further styles, from styles, that clients may ask for."`
	Style       string     `yaml:"style" jsonschema_description:"The style that draws the layer, from styles; one for the geometry type when absent."`
	MinScale    float64    `yaml:"min_scale" jsonschema:"minimum=0,default=0" jsonschema_description:"The least scale denominator at which maps show the layer; 0 is no bound."`
	MaxScale    float64    `yaml:"max_scale" jsonschema:"minimum=0,default=0" jsonschema_description:"The greatest scale denominator at which maps show the layer; 0 is no bound."`
	Time        Time       `yaml:"time" jsonschema_description:"The date or time columns that say when a feature was."`
	Fields      Map[Field] `yaml:"fields" jsonschema_description:"The columns, in the order of publication. In GML the geometry stands first unless it is among them."`
	OtherFields string     `yaml:"other_fields" jsonschema:"enum=show,enum=hide,default=show" jsonschema_description:"Whether columns that are not under fields are published after those that are."`
	LayerInMaps
}

// LayerInMaps is what maps alone need to know of a layer.
type LayerInMaps struct {
	DataURLs       []DataURL      `yaml:"data_urls" jsonschema_description:"Addresses where the data itself can be had."`
	Identifiers    []Identifier   `yaml:"identifiers" jsonschema_description:"What others call the layer, such as its key in a catalogue."`
	AttributionURL string         `yaml:"attribution_url" jsonschema_description:"Where the attribution leads: https://..."`
	Logo           Logo           `yaml:"logo" jsonschema_description:"A picture of whom the layer is attributed to."`
	Dimensions     Map[Dimension] `yaml:"dimensions" jsonschema_description:"What maps can be asked for beside place and time, under names in lower case: elevation, or a name that requests write after DIM_."`
	InfoTemplate   string         `yaml:"info_template" jsonschema_description:"The path of a template for the layer's features in GetFeatureInfo's pages, from the folder of this file."`
}

// Metadata is a document that describes the data of a layer.
type Metadata struct {
	URL      string `yaml:"url" jsonschema:"required" jsonschema_description:"The address of the document: https://..."`
	Standard string `yaml:"standard" jsonschema:"default=ISO19115:2003" jsonschema_description:"The standard that the document follows, as maps name it: ISO19115:2003, FGDC:1998."`
	Format   string `yaml:"format" jsonschema:"default=text/xml" jsonschema_description:"The media type of the document."`
}

// DataURL is an address of the data of a layer.
type DataURL struct {
	URL    string `yaml:"url" jsonschema:"required" jsonschema_description:"The address: https://..."`
	Format string `yaml:"format" jsonschema:"required" jsonschema_description:"The media type of what is there, such as text/html or application/zip."`
}

// Logo is a picture of whom a layer is attributed to.
type Logo struct {
	URL    string `yaml:"url" jsonschema_description:"The address of the picture: https://..."`
	Format string `yaml:"format" jsonschema:"default=image/png" jsonschema_description:"The media type of the picture."`
	Width  int    `yaml:"width" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"Its width in pixels."`
	Height int    `yaml:"height" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"Its height in pixels."`
}

// Identifier is what an authority calls a layer.
type Identifier struct {
	Authority string `yaml:"authority" jsonschema:"required" jsonschema_description:"A short name of the authority, without spaces: gbif."`
	URL       string `yaml:"url" jsonschema:"required" jsonschema_description:"The address of the authority."`
	ID        string `yaml:"id" jsonschema:"required" jsonschema_description:"The identifier."`
}

// DimensionValues say which values of a dimension there are.
type DimensionValues struct {
	Default        string  `yaml:"default" jsonschema:"default=all" jsonschema_description:"What maps show when no value is asked for: all, first, last, required (a value must be asked for), or a value."`
	MultipleValues bool    `yaml:"multiple_values" jsonschema:"default=true" jsonschema_description:"Whether lists and intervals of values can be asked for."`
	NearestValue   bool    `yaml:"nearest_value" jsonschema:"default=false" jsonschema_description:"Whether a value that there is not stands for the nearest that there is."`
	Extent         Strings `yaml:"extent" jsonschema_description:"The values that there are, in quotes: values and intervals such as 0/400/10 or 2020-01-01/2025-12-31/P1D. When absent the least and the greatest are measured; values lists those of the data."`
}

// Dimension is what maps of a layer can be asked for beside its place.
type Dimension struct {
	Field      string `yaml:"field" jsonschema:"required" jsonschema_description:"The column with a feature's value, or its first value."`
	EndField   string `yaml:"end_field" jsonschema_description:"The column with its last value, where features span several."`
	Units      string `yaml:"units" jsonschema_description:"The units of the values, as UCUM writes them; CRS:88 for elevations, ISO8601 for times."`
	UnitSymbol string `yaml:"unit_symbol" jsonschema_description:"How people write the units."`
	DimensionValues
}

// Time names the columns that say when a feature was.
type Time struct {
	Begin string `yaml:"begin" jsonschema_description:"The column with the first day or instant."`
	End   string `yaml:"end" jsonschema_description:"The column with the last day or instant; absent for features of one instant."`
	DimensionValues
}

// Field is how a column is published. The zero Field is a column as it is.
type Field struct {
	Name        string `yaml:"name" jsonschema_description:"The published name; the column's when absent."`
	Title       string `yaml:"title" jsonschema_description:"The title that people see; the source's own when absent."`
	Description string `yaml:"description" jsonschema_description:"What the field holds; the source's own when absent."`
	Visibility  string `yaml:"visibility" jsonschema:"enum=show,enum=hide,default=show" jsonschema_description:"Whether the column is published. A hidden one is in no schema, answer, filter or map."`
}

// Hidden says that the column is not published.
func (f *Field) Hidden() bool { return f.Visibility == "hide" }

// PublishesAll says whether everything in the source of a name is published.
func (c *Config) PublishesAll(source string) bool {
	s := c.Sources.Get(source)
	return s != nil && (s.Publish == "all" || s.Publish == "" && len(c.Layers) == 0)
}

// SourceOf is the name of the source that holds a layer.
func (c *Config) SourceOf(l *Layer) string {
	if l.Source == "" && len(c.Sources) == 1 {
		return c.Sources[0].Name
	}
	return l.Source
}
