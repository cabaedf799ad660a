package tiles

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"haavi/internal/encode"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// handler serves tiles of one grid.
type handler struct {
	Options
	grid *Grid
}

// New returns the handler of everything below /tiles/:
//
//	/tiles/{layer}.json                   TileJSON 3.0
//	/tiles/{layer}/{z}/{x}/{y}.mvt        vector tile; .pbf is the same
//	/tiles/{layer}/{z}/{x}/{y}.png        raster tile of 256 pixels, {y}@2x.png one of 512
//
// in web mercator, rows counted from the north. Errors are problem documents (RFC 9457).
func New(o Options) http.Handler {
	h := &handler{Options: o.withDefaults(), grid: WebMercatorQuad()}
	r := mux.NewRouter().UseEncodedPath()
	methods := []string{http.MethodGet, http.MethodHead}
	r.Handle("/tiles/{layer}.json", ows.Handle(h.tileJSON, problem)).Methods(methods...)
	r.Handle("/tiles/{layer}/{z}/{x}/{file}", ows.Handle(h.tile, problem)).Methods(methods...)
	r.NotFoundHandler = ows.Handle(func(http.ResponseWriter, *http.Request) error {
		return notFound("there is nothing at this address; a tile is /tiles/{layer}/{z}/{x}/{y}.mvt or .png, its description /tiles/{layer}.json")
	}, problem)
	r.MethodNotAllowedHandler = ows.Handle(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Allow", "GET, HEAD")
		return &ows.Error{Code: ows.OperationNotSupported, Status: http.StatusMethodNotAllowed, Text: "tiles are read by GET"}
	}, problem)
	return r
}

// address is where a tile is.
type address struct {
	layer  *layer.Layer
	z      int
	x, y   uint64
	retina bool
	format string
}

func (h *handler) tile(w http.ResponseWriter, r *http.Request) error {
	a, err := h.address(r)
	if err != nil {
		return err
	}
	switch a.format {
	case "mvt", "pbf":
		return h.vector(w, r, a)
	case "png":
		return h.raster(w, r, a)
	default:
		return notFound("there are no tiles of the format %.20q; ask for .mvt, .pbf or .png", a.format)
	}
}

func (h *handler) address(r *http.Request) (a address, err error) {
	if a.layer, err = h.layer(r); err != nil {
		return a, err
	}
	vars := mux.Vars(r)
	row, format, _ := strings.Cut(vars["file"], ".")
	a.format = format
	if format == "png" {
		row, a.retina = strings.CutSuffix(row, "@2x")
	}
	z, err := coordinate("z", vars["z"])
	if err != nil {
		return a, err
	}
	if z < uint64(h.MinZoom) || z > uint64(h.MaxZoom) {
		return a, notFound("there is no zoom %d; zooms are %d to %d", z, h.MinZoom, h.MaxZoom)
	}
	a.z = int(z)
	if a.x, err = coordinate("x", vars["x"]); err != nil {
		return a, err
	}
	if a.y, err = coordinate("y", row); err != nil {
		return a, err
	}
	if m := h.grid.Matrices[z]; a.x >= m.Width || a.y >= m.Height {
		return a, notFound("there is no tile %d/%d/%d; at zoom %d columns are 0 to %d and rows 0 to %d", z, a.x, a.y, z, m.Width-1, m.Height-1)
	}
	return a, nil
}

func coordinate(name, s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, notFound("there is no tile with %s=%.40s", name, s)
	case err != nil:
		return 0, ows.Invalid(name, "%s=%.40q is not a whole number; a tile is /tiles/{layer}/{z}/{x}/{y}.mvt or .png", name, s)
	}
	return n, nil
}

// layer finds the layer of the address.
func (h *handler) layer(r *http.Request) (*layer.Layer, error) {
	name, err := url.PathUnescape(mux.Vars(r)["layer"])
	if err != nil {
		return nil, ows.Invalid("layer", "the layer's name has a percent escape that cannot be read")
	}
	l, ok := h.Catalog.Layer(h.Caller(r), name)
	if !ok {
		return nil, notFound("there is no layer %.60q", name)
	}
	if !l.Schema.HasGeometry() {
		return nil, notFound("layer %q has no geometry, and so no tiles", name)
	}
	return l, nil
}

func notFound(format string, args ...any) *ows.Error {
	return &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusNotFound, Text: fmt.Sprintf(format, args...)}
}

// refused makes a client's error of what a layer refuses, and leaves other errors.
func refused(err error) error {
	if e := (*layer.Error)(nil); errors.As(err, &e) {
		return &ows.Error{Code: ows.InvalidParameterValue, Text: e.Text}
	}
	return err
}

// problem writes an error as a problem document (RFC 9457).
func problem(w http.ResponseWriter, _ *http.Request, e *ows.Error) {
	status := e.HTTPStatus()
	b := strconv.AppendInt([]byte(`{"status":`), int64(status), 10)
	b = encode.AppendJSONString(append(b, `,"title":`...), http.StatusText(status))
	b = encode.AppendJSONString(append(b, `,"detail":`...), e.Text)
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(append(b, '}', '\n'))
}
