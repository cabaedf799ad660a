package config

// Config is a whole configuration.
type Config struct {
	Service Service     `yaml:"service" jsonschema_description:"What capabilities documents and the landing page say of the service as a whole."`
	Server  Server      `yaml:"server" jsonschema_description:"How the server listens and what it bounds."`
	Log     Log         `yaml:"log" jsonschema_description:"What is logged, and how. Logs go to standard error."`
	Sources Map[Source] `yaml:"sources" jsonschema:"required" jsonschema_description:"The databases and files that hold the layers, under names of your choice."`
	Layers  Map[Layer]  `yaml:"layers" jsonschema_description:"The layers to publish, under their published names. Without this key everything in the sources is published."`
	Groups  Map[Group]  `yaml:"groups" jsonschema_description:"Groups of layers in maps, under names of your choice."`
	Styles  Map[Style]  `yaml:"styles" jsonschema_description:"Styles for the layers, under names of your choice."`
	WFS     WFS         `yaml:"wfs" jsonschema_description:"The Web Feature Service."`
	WMS     WMS         `yaml:"wms" jsonschema_description:"The Web Map Service."`
	Tiles   Tiles       `yaml:"tiles" jsonschema_description:"Vector and raster tiles."`
	Cache   Cache       `yaml:"cache" jsonschema_description:"Where tiles are kept. What is kept of data that has changed is never served."`
	Limits  Limits      `yaml:"limits" jsonschema_description:"What one request may ask of a layer, in every service."`
	Paging  Paging      `yaml:"paging" jsonschema_description:"What is remembered to make deep pages and totals cheap."`

	file   string
	places places
}

// Service is the metadata of the service (OWS Common 1.1.0, 7.4.4 and 7.4.5).
type Service struct {
	Title             string   `yaml:"title" jsonschema:"default=Haavi" jsonschema_description:"The name of the service."`
	Abstract          string   `yaml:"abstract" jsonschema_description:"What the service offers, in a few sentences."`
	Keywords          Strings  `yaml:"keywords" jsonschema_description:"Words that catalogues find the service by."`
	Languages         Strings  `yaml:"languages" jsonschema:"default=en" jsonschema_description:"The languages of titles and texts, as tags such as fi, sv or en; the first is the default."`
	Fees              string   `yaml:"fees" jsonschema:"default=none" jsonschema_description:"What using the service costs."`
	AccessConstraints string   `yaml:"access_constraints" jsonschema:"default=none" jsonschema_description:"The licence of the data and other conditions of use."`
	Provider          Provider `yaml:"provider" jsonschema_description:"Who runs the service."`
}

// Provider is who runs the service.
type Provider struct {
	Name    string  `yaml:"name" jsonschema_description:"The name of the organisation."`
	Site    string  `yaml:"site" jsonschema_description:"The address of its web site."`
	Contact Contact `yaml:"contact" jsonschema_description:"The person or role to turn to."`
}

// Contact is a person or role to turn to.
type Contact struct {
	Person       string `yaml:"person" jsonschema_description:"The name of the person."`
	Position     string `yaml:"position" jsonschema_description:"The role, such as data manager."`
	Organization string `yaml:"organization" jsonschema_description:"The organisation, when it is not the provider."`
	Phone        string `yaml:"phone" jsonschema_description:"The telephone number, in quotes."`
	Fax          string `yaml:"fax" jsonschema_description:"The fax number, in quotes."`
	Email        string `yaml:"email" jsonschema_description:"The e-mail address."`
	Address      string `yaml:"address" jsonschema_description:"Street and number, or box."`
	City         string `yaml:"city" jsonschema_description:"The town."`
	Region       string `yaml:"region" jsonschema_description:"The state, province or region."`
	PostalCode   string `yaml:"postal_code" jsonschema_description:"The postal code, in quotes."`
	Country      string `yaml:"country" jsonschema_description:"The country."`
}

// Server is the HTTP edge.
type Server struct {
	Listen      string   `yaml:"listen" jsonschema:"default=127.0.0.1:8080" jsonschema_description:"The address and port to listen on. Use :8080 to listen on every interface."`
	PublicURL   string   `yaml:"public_url" jsonschema_description:"The address that clients use, such as https://maps.example.org/haavi. Without it each request tells."`
	TrustProxy  bool     `yaml:"trust_proxy" jsonschema:"default=false" jsonschema_description:"Believe X-Forwarded-Proto, -Host and -Prefix. Only behind a proxy that sets or drops them."`
	CORSOrigins Strings  `yaml:"cors_origins" jsonschema:"default=*" jsonschema_description:"The origins whose web pages may call the service; * is any."`
	Timeouts    Timeouts `yaml:"timeouts" jsonschema_description:"How long things may take."`
	MaxBody     Size     `yaml:"max_body" jsonschema:"default=8MiB" jsonschema_description:"The largest body of a request."`
	MaxHeader   Size     `yaml:"max_header" jsonschema:"default=64KiB" jsonschema_description:"The largest request line and headers; long filters in addresses need room."`
}

// Timeouts bound time at the HTTP edge.
type Timeouts struct {
	ReadHeader Duration `yaml:"read_header" jsonschema:"default=10s" jsonschema_description:"For a client to send its headers."`
	Read       Duration `yaml:"read" jsonschema:"default=1m" jsonschema_description:"For a client to send a whole request."`
	Idle       Duration `yaml:"idle" jsonschema:"default=2m" jsonschema_description:"For which an idle connection is kept."`
	Request    Duration `yaml:"request" jsonschema:"default=30m" jsonschema_description:"For one answer to be made and sent, downloads included."`
	Shutdown   Duration `yaml:"shutdown" jsonschema:"default=30s" jsonschema_description:"For running answers to end after a stop was asked for."`
}

// Log says what is logged.
type Log struct {
	Level  string `yaml:"level" jsonschema:"enum=debug,enum=info,enum=warn,enum=error,default=info" jsonschema_description:"The least important messages to log."`
	Format string `yaml:"format" jsonschema:"enum=text,enum=json,default=text" jsonschema_description:"Lines for people (text) or for log collectors (json)."`
}

// Paging bounds what is remembered for pages.
type Paging struct {
	CountWait    Duration `yaml:"count_wait" jsonschema:"default=50ms" jsonschema_description:"How long a page waits at most for the number of all features; after that the page says that it is unknown."`
	CountTimeout Duration `yaml:"count_timeout" jsonschema:"default=1m" jsonschema_description:"For one count that goes on beside pages."`
	CountsAtOnce int      `yaml:"counts_at_once" jsonschema:"minimum=1,default=2" jsonschema_description:"The most counts beside pages that run at a time; each takes a connection of its source."`
	CountsKept   int      `yaml:"counts_kept" jsonschema:"minimum=1,default=1000" jsonschema_description:"The most numbers of features that are remembered, each of a layer and filter."`
	CountAge     Duration `yaml:"count_age" jsonschema:"default=10m" jsonschema_description:"How long such a number is believed where the data seems unchanged; foreign tables change unseen."`
	WalksKept    int      `yaml:"walks_kept" jsonschema:"minimum=1,default=100" jsonschema_description:"The most walks through pages that are remembered, each of a layer, filter and order."`
	MarksKept    int      `yaml:"marks_kept" jsonschema:"minimum=1,default=500" jsonschema_description:"The most positions that are remembered of one walk."`
	ResumeWithin Duration `yaml:"resume_within" jsonschema:"default=1m" jsonschema_description:"For which a walk goes on where its last page ended although the data has been written to since."`
}

// Limits bound what one request may ask of a layer.
type Limits struct {
	Features       int64 `yaml:"features" jsonschema:"minimum=0,default=0" jsonschema_description:"The most features in one answer; 0 is no limit."`
	FilterNodes    int   `yaml:"filter_nodes" jsonschema:"minimum=0,default=10000" jsonschema_description:"The most conditions, operators and values in a filter; 0 is no limit."`
	FilterVertices int   `yaml:"filter_vertices" jsonschema:"minimum=0,default=100000" jsonschema_description:"The most vertices in the geometries of a filter; 0 is no limit."`
	XMLDepth       int   `yaml:"xml_depth" jsonschema:"minimum=10,default=250" jsonschema_description:"The most elements within each other in an XML request."`
	XMLTokens      int   `yaml:"xml_tokens" jsonschema:"minimum=100,default=2000000" jsonschema_description:"The most tags and texts in an XML request."`
	TempBytes      Size  `yaml:"temp_bytes" jsonschema:"default=20GiB" jsonschema_description:"What the temporary files of all downloads may take on disk together; 0B is no limit."`
}
