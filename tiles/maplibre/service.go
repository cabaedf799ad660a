package maplibre

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/gorilla/mux"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/tiles"
	"haavi/wms/render"
)

// The paths that the service is at, and below.
const (
	StylesPath = "/styles/"
	FontsPath  = "/fonts/"
	ArcGISPath = "/arcgis/rest/services/"
)

// spriteFile is one of the files of a sprite.
const spriteFile = `{file:sprite(?:@2x)?\.(?:json|png)}`

// Service serves style documents and what they need.
type Service struct {
	tiles *tiles.Service
	mux   http.Handler
	// letters are the files of letters that were asked for and hold any: some twenty for each font.
	letters sync.Map
}

// New returns the service:
//
//	/styles/{layer}.json, /styles/{layer}/{set}.json       MapLibre style document; ?style= names one of the layer's styles
//	/styles/{layer}/sprite.json, .png, @2x.json, @2x.png   its pictures
//	/fonts/{fontstack}/{range}.pbf                         letters
//	/arcgis/rest/services/{set}/{layer}/VectorTileServer   ArcGIS's description of vector tiles, with what is below it
func New(t *tiles.Service) *Service {
	s := &Service{tiles: t}
	r := mux.NewRouter().UseEncodedPath()
	server := ArcGISPath + "{set}/{layer}/VectorTileServer"
	for _, route := range []struct {
		path   string
		handle ows.Handler
	}{
		{StylesPath + "{layer}.json", s.style},
		{StylesPath + "{layer}/" + spriteFile, s.sprite}, // before the sets, whose address it has
		{StylesPath + "{layer}/{set}.json", s.style},
		{FontsPath + "{fontstack}/{range}.pbf", s.glyphs},
		{server, s.vectorTileServer},
		{server + "/", s.vectorTileServer},
		{server + "/tile/{z}/{y}/{x}.pbf", s.arcTile},
		{server + "/resources/styles", s.arcStyle},
		{server + "/resources/styles/", s.arcStyle},
		{server + "/resources/styles/root.json", s.arcStyle},
		{server + "/resources/sprites/" + spriteFile, s.sprite},
		{server + "/resources/fonts/{fontstack}/{range}.pbf", s.glyphs},
	} {
		r.Handle(route.path, ows.Handle(route.handle, tiles.Problem)).Methods(http.MethodGet, http.MethodHead)
	}
	r.NotFoundHandler = ows.Handle(func(http.ResponseWriter, *http.Request) error {
		return &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusNotFound, Text: "there is nothing at this address; a style document is " + StylesPath + "{layer}.json"}
	}, tiles.Problem)
	s.mux = r
	return s
}

// ServeHTTP answers a request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// asked is what an address and its parameters name.
type asked struct {
	layer *layer.Layer
	style *styles.Style
	grid  *tiles.Grid
	// query is what addresses that follow need to name the same style.
	query string
}

func (s *Service) asked(r *http.Request) (a asked, err error) {
	vars := mux.Vars(r)
	name, err := url.PathUnescape(vars["layer"])
	if err != nil {
		return a, ows.Invalid("layer", "the layer's name has a percent escape that cannot be read")
	}
	layers, err := s.tiles.Layers(s.tiles.Caller(r), name)
	if err != nil {
		return a, err
	}
	if len(layers) > 1 {
		return a, ows.Invalid("layer", "a style document is of one layer")
	}
	a.layer, a.grid = layers[0], s.tiles.Grids()[0]
	if set := vars["set"]; set != "" {
		var ok bool
		if a.grid, ok = s.tiles.Grid(set); !ok {
			return a, &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusNotFound, Text: fmt.Sprintf("there is no tile matrix set %.60q", set)}
		}
	}
	p, err := ows.ParseParams(r.URL.RawQuery)
	if err != nil {
		return a, err
	}
	var ok bool
	if a.style, ok = s.tiles.Styles.Style(a.layer, p.Get("style")); !ok {
		return a, ows.Invalid("style", "layer %q has no style %.60q", a.layer.Name, p.Get("style"))
	}
	if p.Get("style") != "" {
		a.query = "?" + url.Values{"style": {a.style.Name}}.Encode()
	}
	return a, nil
}

// convert makes the layers of the style in the grid. Zoom 0 of MapLibre shows level 0 in tiles of 512 pixels.
func (a *asked) convert(source string) *Converted {
	m := &a.grid.Matrices[0]
	return Convert(a.layer, a.style, source, a.grid.Scale(0)*float64(m.TileSize)/512)
}

func (s *Service) style(w http.ResponseWriter, r *http.Request) error {
	a, err := s.asked(r)
	if err != nil {
		return err
	}
	base, name, set := ows.Base(r), url.PathEscape(a.layer.Name), ""
	if a.grid != s.tiles.Grids()[0] {
		set = "/" + a.grid.ID
	}
	doc := a.document(a.layer.Name)
	doc.Sources[a.layer.Name] = Source{Type: "vector", URL: base + "/tiles/" + name + set + ".json"}
	if doc.Sprite != "" {
		doc.Sprite = base + StylesPath + name + "/sprite" + a.query
	}
	doc.Glyphs = base + FontsPath + "{fontstack}/{range}.pbf"
	return s.document(w, doc)
}

// document is the style without addresses; Sprite is not empty when there is one.
func (a *asked) document(source string) *Style {
	c := a.convert(source)
	title := a.layer.Title
	if title == "" {
		title = a.layer.Name
	}
	doc := &Style{Version: 8, Name: title, Layers: c.Layers, Sources: map[string]Source{}, Metadata: map[string]any{"haavi:style": a.style.Name}}
	if len(c.NotCarried) > 0 {
		doc.Metadata["haavi:not_carried"] = c.NotCarried
	}
	if doc.Layers == nil {
		doc.Layers = []Layer{}
	}
	if len(c.Sprite) > 0 {
		doc.Sprite = "sprite"
	}
	return doc
}

func (s *Service) document(w http.ResponseWriter, doc any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", s.tiles.CacheControl)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(doc)
}

func (s *Service) sprite(w http.ResponseWriter, r *http.Request) error {
	a, err := s.asked(r)
	if err != nil {
		return err
	}
	file := mux.Vars(r)["file"]
	ratio := 1
	if strings.Contains(file, "@2x") {
		ratio = 2
	}
	sheet, index := drawSprite(a.convert("").Sprite, s.tiles.Symbols, ratio)
	if strings.HasSuffix(file, ".json") {
		return s.document(w, index)
	}
	var b bytes.Buffer
	if err := render.EncodePNG(&b, sheet); err != nil {
		return err
	}
	return s.bytes(w, "image/png", b.Bytes())
}

func (s *Service) bytes(w http.ResponseWriter, mediaType string, body []byte) error {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Cache-Control", s.tiles.CacheControl)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return err
}

func (s *Service) glyphs(w http.ResponseWriter, r *http.Request) error {
	vars := mux.Vars(r)
	stack, err := url.PathUnescape(vars["fontstack"])
	first, last, found := strings.Cut(vars["range"], "-")
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err != nil || !found || err1 != nil || err2 != nil || from < 0 || from%256 != 0 || to != from+255 || from > 0x10ff00 {
		return &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusNotFound, Text: "ranges of letters are 0-255, 256-511 and so on"}
	}
	font := fontOf(stack)
	key := font + " " + strconv.Itoa(from)
	if known, ok := s.letters.Load(key); ok {
		return s.bytes(w, "application/x-protobuf", known.([]byte))
	}
	body := Glyphs(font, rune(from))
	if len(body) > emptyGlyphs {
		s.letters.Store(key, body)
	}
	return s.bytes(w, "application/x-protobuf", body)
}

// emptyGlyphs is more than a file without letters has, in bytes.
const emptyGlyphs = 64

// round keeps addresses and documents short.
func round(f float64) float64 { return math.Round(f*1e6) / 1e6 }
