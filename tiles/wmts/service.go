package wmts

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/tiles"
)

// Path is where the service is, below the public address; RESTful addresses are below Path + "/" + Version.
const (
	Path    = "/wmts"
	Version = "1.0.0"
)

// Options are what the service consists of.
type Options struct {
	// Service is what capabilities say of the service.
	Service ows.Service
	Tiles   *tiles.Service
	// Maps is a WMS at MapsPath with the same layers and styles: it answers GetFeatureInfo, and has the legends. Without it there are neither.
	Maps     http.Handler
	MapsPath string
	// Themes order the layers; they may be empty.
	Themes []Theme
}

// Theme is a heading with layers and further themes under it.
type Theme struct {
	ID, Title, Abstract string
	Keywords            []string
	Layers              []string
	Themes              []Theme
}

// Service is the service as a handler for Path and what is below it.
type Service struct {
	o       Options
	started time.Time
	formats []*tiles.Format
}

// New returns the service.
func New(o Options) *Service {
	if o.Service.Title == "" {
		o.Service.Title = "Haavi"
	}
	formats := slices.DeleteFunc(tiles.Formats(), func(f *tiles.Format) bool { return f.MediaType != "image/png" && f.MediaType != "image/jpeg" })
	return &Service{o: o, started: time.Now(), formats: formats}
}

// call is one request on its way.
type call struct {
	*Service
	r      *http.Request
	caller layer.Caller
	params ows.Params
}

// codes of WMTS (07-057r7, tables 23 and 34).
const (
	tileOutOfRange    = "TileOutOfRange"
	pointIJOutOfRange = "PointIJOutOfRange"
)

// ServeHTTP answers a request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Service: s, r: r, caller: s.o.Tiles.Caller(r)}
	ows.Handle(func(w http.ResponseWriter, _ *http.Request) error { return c.answer(w) }, ows.ExceptionReport(Version)).ServeHTTP(w, r)
}

func (c *call) answer(w http.ResponseWriter) (err error) {
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return &ows.Error{Code: ows.OperationNotSupported, Status: http.StatusMethodNotAllowed, Text: "use GET"}
	}
	if c.params, err = ows.ParseParams(c.r.URL.RawQuery); err != nil {
		return err
	}
	path := strings.TrimSuffix(strings.TrimPrefix(c.r.URL.EscapedPath(), Path), "/")
	if path != "" {
		return atAddress(c.address(w, strings.Split(path[1:], "/")))
	}
	return c.operation(w)
}

// operation answers a request of key-value pairs.
func (c *call) operation(w http.ResponseWriter) error {
	service, err := c.params.Required("service")
	if err != nil {
		return err
	}
	if !strings.EqualFold(service, "WMTS") {
		return ows.Invalid("service", "SERVICE=%.40q is not WMTS", service)
	}
	name, err := c.params.Required("request")
	if err != nil {
		return err
	}
	switch strings.ToLower(name) {
	case "getcapabilities":
		return c.getCapabilities(w)
	case "gettile":
		return c.getTile(w)
	case "getfeatureinfo":
		return c.getFeatureInfo(w)
	default:
		return ows.Invalid("request", "there is no operation %.60q; there are GetCapabilities, GetTile and GetFeatureInfo", name)
	}
}

// version checks VERSION, which operations other than GetCapabilities need.
func (c *call) version() error {
	v, err := c.params.Required("version")
	if err == nil && v != Version {
		return ows.Invalid("version", "VERSION=%.40q is not supported; use "+Version, v)
	}
	return err
}

// base is the service's public address.
func (c *call) base() string { return ows.Base(c.r) + Path }

// updateSequence grows whenever the service starts anew, a layer's data is replaced, or its dimensions are measured.
func (c *call) updateSequence() string {
	n := c.started.Unix() + c.o.Tiles.Dimensions.Version()
	for _, l := range c.o.Tiles.Catalog.Layers(c.caller) {
		n += l.Version()
	}
	return strconv.FormatInt(n, 10)
}

// layers are those with a geometry.
func (c *call) layers() []*layer.Layer {
	return slices.DeleteFunc(slices.Clone(c.o.Tiles.Catalog.Layers(c.caller)), func(l *layer.Layer) bool { return !l.Schema.HasGeometry() })
}

// clip shortens what a client sent, to be echoed.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
