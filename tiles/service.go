package tiles

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gorilla/mux"

	"haavi/internal/encode"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// Service makes tiles, and serves them and what describes them.
type Service struct {
	Options
	// extents are those of layers in the systems of grids: *moved by extentKey.
	extents sync.Map

	grids []*Grid
	mux   http.Handler
	// recipe is what tiles depend on beside their Spec and the data, of each grid.
	recipe       map[*Grid]string
	styles       sync.Map // of styleKey: *styleContent
	cacheControl []string
}

// SetsPath is where tile matrix sets are described.
const SetsPath = "/tileMatrixSets"

// New returns the service: the handler of everything below /tiles/ and SetsPath:
//
//	/tiles/{layer}/{z}/{x}/{y}.mvt           vector tile in web mercator; .pbf is the same
//	/tiles/{layer}/{z}/{x}/{y}.png           raster tile, or .jpg, .webp; {y}@2x.png has twice the pixels
//	/tiles/{layer}/{set}/{z}/{x}/{y}.mvt     tiles of another tile matrix set
//	/tiles/{layer}.json, /{layer}/{set}.json TileJSON 3.0
//	/tileMatrixSets, /tileMatrixSets/{set}   the sets, as OGC 17-083r4 has them in JSON
//
// {layer} may name several, with commas. Rows count from the north, unless a set says that its rows count from the south. Errors are problem documents (RFC 9457).
func New(o Options) *Service {
	s := &Service{Options: o.withDefaults(), grids: BuiltIn()}
	s.grids = append(s.grids, o.Grids...)
	s.cacheControl = []string{s.CacheControl}
	s.recipe = s.recipes()
	r := mux.NewRouter().UseEncodedPath()
	methods := []string{http.MethodGet, http.MethodHead}
	for path, h := range map[string]ows.Handler{
		"/tiles/{layer}.json":                 s.tileJSON,
		"/tiles/{layer}/{set}.json":           s.tileJSON,
		"/tiles/{layer}/{z}/{x}/{file}":       s.tile,
		"/tiles/{layer}/{set}/{z}/{x}/{file}": s.tile,
		SetsPath:                              s.listSets,
		SetsPath + "/{set}":                   s.describeSet,
	} {
		r.Handle(path, ows.Handle(h, Problem)).Methods(methods...)
	}
	r.NotFoundHandler = ows.Handle(func(http.ResponseWriter, *http.Request) error {
		return notFound("there is nothing at this address; a tile is /tiles/{layer}/{z}/{x}/{y}.mvt or .png, its description /tiles/{layer}.json")
	}, Problem)
	r.MethodNotAllowedHandler = ows.Handle(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Allow", "GET, HEAD")
		return &ows.Error{Code: ows.OperationNotSupported, Status: http.StatusMethodNotAllowed, Text: "tiles are read by GET"}
	}, Problem)
	s.mux = r
	return s
}

// ServeHTTP answers a request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Grids are those that are served, that of web maps first.
func (s *Service) Grids() []*Grid { return s.grids }

// Grid finds a grid by its identifier.
func (s *Service) Grid(id string) (*Grid, bool) {
	i := slices.IndexFunc(s.grids, func(g *Grid) bool { return g.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.grids[i], true
}

// Levels are the first and last level of a grid that are served: of web mercator those of the options, of others those nearest in scale.
func (s *Service) Levels(g *Grid) (low, high int) {
	web := s.grids[0]
	if g == web {
		return s.MinZoom, s.MaxZoom
	}
	last := len(g.Matrices) - 1
	for low < last && g.Scale(low) > web.Scale(s.MinZoom)*math.Sqrt2 {
		low++
	}
	for high = last; high > low && g.Scale(high) < web.Scale(s.MaxZoom)/math.Sqrt2; {
		high--
	}
	return low, high
}

// zooms are the first and last level at which the layer is shown. Clients show a tile from its own scale to about half of that, so
// those levels are in at which some of these scales are in the layer's range.
func (s *Service) zooms(g *Grid, l *layer.Layer) (low, high int) {
	low, high = s.Levels(g)
	for l.MaxScale > 0 && low < high && g.Scale(low)/4 >= l.MaxScale {
		low++
	}
	for l.MinScale > 0 && high > low && g.Scale(high) < l.MinScale {
		high--
	}
	return low, high
}

// Layers finds the layers of a list with commas.
func (s *Service) Layers(c layer.Caller, list string) ([]*layer.Layer, error) {
	names := []string{list}
	if _, ok := s.Catalog.Layer(c, list); !ok {
		names = strings.Split(list, ",")
	}
	if len(names) > s.MaxLayers {
		return nil, ows.Invalid("layer", "a tile has at most %d layers", s.MaxLayers)
	}
	layers := make([]*layer.Layer, len(names))
	for i, name := range names {
		l, ok := s.Catalog.Layer(c, name)
		switch {
		case !ok:
			return nil, notFound("there is no layer %.60q", name)
		case !l.Schema.HasGeometry():
			return nil, notFound("layer %q has no geometry, and so no tiles", name)
		case slices.Contains(layers[:i], l):
			return nil, ows.Invalid("layer", "layer %q is named twice", name)
		}
		layers[i] = l
	}
	return layers, nil
}

func (s *Service) tile(w http.ResponseWriter, r *http.Request) error {
	spec, err := s.spec(r)
	if err != nil {
		return err
	}
	return s.Serve(w, r, spec)
}

func notFound(format string, args ...any) *ows.Error {
	return &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusNotFound, Text: fmt.Sprintf(format, args...)}
}

// refused makes a client's error of what a layer refuses, and leaves other errors.
func refused(err error) error {
	if e := (*layer.Error)(nil); errors.As(err, &e) {
		return &ows.Error{Code: ows.InvalidParameterValue, Locator: e.Part, Text: e.Text}
	}
	return err
}

// Problem writes an error as a problem document (RFC 9457).
func Problem(w http.ResponseWriter, _ *http.Request, e *ows.Error) {
	status := e.HTTPStatus()
	b := strconv.AppendInt([]byte(`{"status":`), int64(status), 10)
	b = encode.AppendJSONString(append(b, `,"title":`...), http.StatusText(status))
	b = encode.AppendJSONString(append(b, `,"detail":`...), e.Text)
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		header.Set("Retry-After", "5")
	}
	w.WriteHeader(status)
	w.Write(append(b, '}', '\n'))
}

// listSets lists the sets (OGC 20-057, 9.5).
func (s *Service) listSets(w http.ResponseWriter, r *http.Request) error {
	type link struct {
		Rel  string `json:"rel"`
		Type string `json:"type"`
		Href string `json:"href"`
	}
	type item struct {
		ID    string `json:"id"`
		Title string `json:"title,omitempty"`
		URI   string `json:"uri,omitempty"`
		CRS   string `json:"crs"`
		Links []link `json:"links"`
	}
	var doc struct {
		Sets []item `json:"tileMatrixSets"`
	}
	for _, g := range s.grids {
		doc.Sets = append(doc.Sets, item{g.ID, g.Title, g.URI, g.CRS.URI(),
			[]link{{"http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", "application/json", ows.Base(r) + SetsPath + "/" + g.ID}}})
	}
	return s.document(w, doc)
}

func (s *Service) describeSet(w http.ResponseWriter, r *http.Request) error {
	g, err := s.grid(mux.Vars(r)["set"])
	if err != nil {
		return err
	}
	return s.document(w, g.matrixSet())
}

func (s *Service) grid(id string) (*Grid, error) {
	if g, ok := s.Grid(id); ok {
		return g, nil
	}
	ids := make([]string, len(s.grids))
	for i, g := range s.grids {
		ids[i] = g.ID
	}
	return nil, notFound("there is no tile matrix set %.60q; there are %s", id, strings.Join(ids, ", "))
}

// document answers with JSON.
func (s *Service) document(w http.ResponseWriter, doc any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", s.CacheControl)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}
