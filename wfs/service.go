package wfs

import (
	"net/http"
	"strconv"
	"time"

	"haavi/internal/encode"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/spool"
)

// Path is where the service is, below the public address.
const Path = "/wfs"

// Options are what the service consists of. Zero values mean the documented defaults.
type Options struct {
	// Service is what capabilities say of the service.
	Service ows.Service
	Catalog *layer.Catalog
	// Caller says who asks; nil means that everybody is the public.
	Caller func(*http.Request) layer.Caller
	// Formats are the output formats of GetFeature besides GML, of which every version of WFS has its own as the default. GML may be
	// among them.
	Formats []encode.Format
	// Namespace is that of the feature types: http://haavi.example/layers, with the prefix haavi.
	Namespace Namespace
	// Namespaces are those of layers, by their names, whose feature types are in another.
	Namespaces map[string]Namespace
	// Nils says that GML has an element with xsi:nil for a field without a value; otherwise it has none.
	Nils bool
	// StandardProperties says that GML's own properties are used (encode.AppSchema).
	StandardProperties bool
	// CountDefault is the page size that clients are told to use: 10,000.
	CountDefault int64
	// StoredQueries are the stored queries besides GetFeatureById. They are without fault on the catalogue, see StoredQuery.Check.
	StoredQueries []StoredQuery
	// MaxQueries is how many queries one request may have: 50.
	MaxQueries int
	// MaxLink is the longest address, in bytes, of another page of a request that was posted as XML: 8 KiB; negative for none. Where it
	// would be longer the answer has none.
	MaxLink int
	// Disk is where formats that cannot stream keep an answer; nil means without a bound.
	Disk *spool.Disk
	// XML bounds request bodies.
	XML ows.XMLLimits
}

func (o Options) withDefaults() Options {
	if o.Caller == nil {
		o.Caller = func(*http.Request) layer.Caller { return layer.Caller{} }
	}
	if o.Namespace == (Namespace{}) {
		o.Namespace = Namespace{"haavi", "http://haavi.example/layers"}
	}
	if o.CountDefault <= 0 {
		o.CountDefault = 10_000
	}
	o.StoredQueries = withIDs(o.StoredQueries, o.Namespace.URI)
	if o.MaxQueries <= 0 {
		o.MaxQueries = 50
	}
	if o.MaxLink == 0 {
		o.MaxLink = 8 << 10
	}
	if o.Service.Title == "" {
		o.Service.Title = "Haavi"
	}
	return o
}

// New returns the service as a handler for Path.
func New(o Options) http.Handler {
	s := &service{o: o.withDefaults(), now: time.Now}
	s.started = s.now()
	return s
}

type service struct {
	o       Options
	now     func() time.Time
	started time.Time
}

// call is one request on its way.
type call struct {
	*service
	r       *http.Request
	version *version
	caller  layer.Caller
	// operation is the name of the operation, once it is known.
	operation string
	// params are the request's own parameters; nil for an XML request.
	params *ows.Params
	// posted is the body of an XML request; nil for others.
	posted *keeper
}

// operation is a request that has been read.
type operation interface {
	run(c *call, w http.ResponseWriter) error
}

// ServeHTTP reads a request and answers it, in the form of its version.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{service: s, r: r, version: versions()[0], caller: s.o.Caller(r)}
	op, err := c.read(w)
	ows.Handle(func(w http.ResponseWriter, _ *http.Request) error {
		if err != nil {
			return err
		}
		return op.run(c, w)
	}, c.version.exception).ServeHTTP(w, r)
}

// address is the service's public address for requests by GET, ready for parameters.
func (c *call) address() string { return ows.Base(c.r) + Path + "?" }

// updateSequence grows whenever the service starts anew or a layer's data is replaced.
func (c *call) updateSequence() string {
	n := c.started.Unix()
	for _, l := range c.layers() {
		n += l.Version()
	}
	return strconv.FormatInt(n, 10)
}

func (c *call) layers() []*layer.Layer { return c.o.Catalog.Layers(c.caller) }

// begin writes the head of an answer. It is false when the client wants no more than that.
func (c *call) begin(w http.ResponseWriter, contentType string) bool {
	w.Header().Set("Content-Type", contentType)
	if c.r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return false
	}
	return true
}

// document answers with a document that was made whole. It may have changed at the next request: QGIS, which leaves Cache-Control
// out of account, keeps capabilities and schemas for a day when they have no Expires.
func (c *call) document(w http.ResponseWriter, contentType string, body []byte) error {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")
	if !c.begin(w, contentType) {
		return nil
	}
	_, err := w.Write(body)
	return err
}
