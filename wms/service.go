package wms

import (
	"errors"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"

	"haavi/internal/dimension"
	"haavi/internal/encode"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/wms/render"
)

// Path is where the service is, below the public address.
const Path = "/wms"

// Options are what the service consists of. Zero values mean the documented defaults.
type Options struct {
	// Service is what capabilities say of the service.
	Service ows.Service
	Catalog *layer.Catalog
	// Dimensions are those of the layers; nil for a set of the service's own. Their Refresh lets it advertise which times and other values layers
	// have data of; until then capabilities have no dimensions but those whose values are declared.
	Dimensions *dimension.Set
	// Caller says who asks; nil means that everybody is the public.
	Caller func(*http.Request) layer.Caller
	// Styles are those that layers name; nil leaves the built-in ones.
	Styles *styles.Registry
	// MaxWidth and MaxHeight are the largest map, in pixels: 4096 each.
	MaxWidth, MaxHeight int
	// MaxLayers is the most layers in one map: 50.
	MaxLayers int
	// MaxFeatureCount is the most features of a layer that GetFeatureInfo tells of: 50.
	MaxFeatureCount int
	// Tolerance is how far from a point or line, in pixels, a click may be: 5. A request may say up to MaxTolerance: 50.
	Tolerance, MaxTolerance float64
	// Symbols are the pictures that styles name; nil for none.
	Symbols *render.Symbols
	// StyleHosts are the hosts, with a port where it is not the usual one, that SLD= may name documents of; empty for none.
	StyleHosts []string
	// MaxTime is the longest that drawing a map may take: 1 minute.
	MaxTime time.Duration
	// MaxStyle is the largest style document of a request, in bytes: 1 MiB.
	MaxStyle int64
	// Groups are layers that consist of others.
	Groups []Group
	// MaxPixels is how many pixels are drawn at a time, over all maps: 64 million. A map waits for MaxWait, 20 seconds, until others
	// are drawn.
	MaxPixels int64
	MaxWait   time.Duration
	// InfoPage is the page of GetFeatureInfo, and InfoParts what stands in it for a layer, by the layer's name; see ParseInfoPage and
	// ParseInfoPart. What is nil or absent is a table.
	InfoPage  *template.Template
	InfoParts map[string]*template.Template
	// Features is the WFS that has the same layers.
	Features FeatureTypes
}

// FeatureTypes is where features of the layers are described: a WFS of the same site. Without a path there are no GML and no DescribeLayer.
type FeatureTypes struct {
	Path string
	// Of is how the layer of a name is written in GML.
	Of func(layer string) encode.AppSchema
}

func (o Options) withDefaults() Options {
	if o.Caller == nil {
		o.Caller = func(*http.Request) layer.Caller { return layer.Caller{} }
	}
	for _, d := range []struct {
		value *int
		def   int
	}{{&o.MaxWidth, 4096}, {&o.MaxHeight, 4096}, {&o.MaxLayers, 50}, {&o.MaxFeatureCount, 50}} {
		if *d.value <= 0 {
			*d.value = d.def
		}
	}
	if o.MaxTime <= 0 {
		o.MaxTime = time.Minute
	}
	if o.MaxStyle <= 0 {
		o.MaxStyle = 1 << 20
	}
	if o.Tolerance <= 0 {
		o.Tolerance = 5
	}
	if o.MaxTolerance <= 0 {
		o.MaxTolerance = 50
	}
	if o.MaxPixels <= 0 {
		o.MaxPixels = 64_000_000
	}
	if o.MaxWait <= 0 {
		o.MaxWait = 20 * time.Second
	}
	if o.InfoPage == nil {
		o.InfoPage = infoPage
	}
	if o.Service.Title == "" {
		o.Service.Title = "Haavi"
	}
	return o
}

// Service is the service as a handler for Path.
type Service struct {
	o       Options
	started time.Time
	groups  groups
	canvas  *semaphore.Weighted // of pixels
	fetcher *fetcher
}

// New returns the service. An error is a dimension that its layer cannot have, or a group of what there is not.
func New(o Options) (*Service, error) {
	o = o.withDefaults()
	s := &Service{o: o, started: time.Now(), fetcher: newFetcher(o)}
	s.canvas = semaphore.NewWeighted(s.o.MaxPixels)
	var err error
	if s.groups, err = newGroups(s.o.Groups, s.o.Catalog); err != nil {
		return nil, err
	}
	if s.o.Dimensions == nil {
		if s.o.Dimensions, err = dimension.New(o.Catalog); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// call is one request on its way.
type call struct {
	*Service
	now     time.Time
	r       *http.Request
	version *version
	caller  layer.Caller
	params  ows.Params
	// posted is a style document that is the body; styles is the request's style document, once it was read.
	posted []byte
	styles *userStyles
	// asked is how many layers LAYERS names, and askedOf, for each layer that is drawn, which of them it belongs to.
	asked   int
	askedOf []int
	// warnings are what the answer's Warning headers say.
	warnings dimension.Warnings
}

// ServeHTTP reads a request and answers it, in the form of its version.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Service: s, now: time.Now(), r: r, version: &versions[0], caller: s.o.Caller(r), warnings: dimension.Warnings{Everything: true}}
	ows.Handle(func(w http.ResponseWriter, _ *http.Request) error { return c.answer(w) }, c.exception).ServeHTTP(w, r)
}

func (c *call) answer(w http.ResponseWriter) error {
	if err := c.read(w); err != nil {
		return err
	}
	name := c.params.Get("request")
	op, ok := operations[strings.ToLower(name)]
	switch {
	case name == "":
		return ows.Missing("request")
	case !ok:
		return &ows.Error{Code: ows.OperationNotSupported, Locator: "request", Text: "the operation " + strconv.Quote(clip(name)) + " is not supported; there are GetCapabilities, GetMap, GetFeatureInfo, DescribeLayer, GetStyles and GetLegendGraphic"}
	}
	if service := c.params.Get("service"); service != "" && !strings.EqualFold(service, "WMS") {
		return ows.Invalid("service", "SERVICE=%.40q is not WMS", service)
	}
	if err := c.negotiate(op.negotiates); err != nil {
		return err
	}
	return op.run(c, w)
}

// operation is an entry of the table of operations.
type operation struct {
	run func(*call, http.ResponseWriter) error
	// negotiates says that any version may be asked for, and none.
	negotiates bool
}

// operations are known by their names in lower case, those of WMS 1.0.0 among them.
var operations = map[string]operation{
	"getcapabilities":  {(*call).getCapabilities, true},
	"capabilities":     {(*call).getCapabilities, true},
	"getmap":           {(*call).getMap, false},
	"map":              {(*call).getMap, false},
	"getfeatureinfo":   {(*call).getFeatureInfo, false},
	"feature_info":     {(*call).getFeatureInfo, false},
	"describelayer":    {(*call).describeLayer, true},
	"getlegendgraphic": {(*call).getLegendGraphic, true},
	"getstyles":        {(*call).getStyles, true},
}

// maxForm is how many bytes of a form are read at least, more where a style document may be larger: each of its bytes may be three. The server bounds
// bodies too.
const maxForm = 1 << 20

// read takes the parameters of the address, and those of a form, which count as if they stood in the address.
func (c *call) read(w http.ResponseWriter) error {
	query := c.r.URL.RawQuery
	switch c.r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		kind, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
		kind = strings.TrimSpace(strings.ToLower(kind))
		if isXML(kind) {
			return c.readPosted(w)
		}
		if kind != "application/x-www-form-urlencoded" {
			return &ows.Error{Code: ows.OperationNotSupported, Status: http.StatusUnsupportedMediaType,
				Text: "a POST request must be a form (application/x-www-form-urlencoded) or a style document (text/xml); or use GET"}
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, c.r.Body, max(maxForm, 3*c.o.MaxStyle)))
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusRequestEntityTooLarge, Text: "the form is too large"}
		} else if err != nil {
			return &ows.Error{Code: ows.NoApplicableCode, Text: "the form could not be read", Cause: err}
		}
		query += "&" + strings.TrimSpace(string(body))
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		return &ows.Error{Code: ows.OperationNotSupported, Status: http.StatusMethodNotAllowed, Text: "use GET or POST"}
	}
	var err error
	c.params, err = ows.ParseParams(query)
	return err
}

// address is the service's public address for requests by GET, ready for parameters.
func (c *call) address() string { return ows.Base(c.r) + Path + "?" }

// updateSequence grows whenever the service starts anew, a layer's data is replaced or its dimensions are measured.
func (c *call) updateSequence() string {
	n := c.started.Unix() + c.o.Dimensions.Version()
	for _, l := range c.o.Catalog.Layers(c.caller) {
		n += l.Version()
	}
	return strconv.FormatInt(n, 10)
}

// document answers with a document or picture that was made whole.
func (c *call) document(w http.ResponseWriter, contentType string, body []byte) error {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if c.r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	_, err := w.Write(body)
	return err
}

// clip shortens what a client sent, to be echoed.
func clip(s string) string { return clipTo(s, 60) }

func clipTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
