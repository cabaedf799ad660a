package tiles

import (
	"errors"
	"html"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/dimension"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/tiles/archive"
)

// tileJSON is a document of TileJSON 3.0.0.
type tileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Description  string        `json:"description,omitempty"`
	Attribution  string        `json:"attribution,omitempty"`
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       [4]float64    `json:"bounds"`
	Center       [3]float64    `json:"center"`
	VectorLayers []vectorLayer `json:"vector_layers"`
	// Thinning is Haavi's own: how tiles with many features are kept small.
	Thinning thinning `json:"thinning"`
	// Dimensions are Haavi's own: what tiles can be asked for by parameters of their addresses.
	Dimensions []dimensionJSON `json:"dimensions,omitempty"`
	gridded
}

// dimensionJSON is a dimension of a layer, as the WMS describes it.
type dimensionJSON struct {
	Layer      string `json:"layer"`
	Parameter  string `json:"parameter"`
	Units      string `json:"units,omitempty"`
	UnitSymbol string `json:"unit_symbol,omitempty"`
	// Default is what tiles show without the parameter; empty when it must be given, or is not known yet.
	Default  string   `json:"default,omitempty"`
	Required bool     `json:"required,omitempty"`
	Multiple bool     `json:"multiple_values"`
	Nearest  bool     `json:"nearest_value"`
	Values   []string `json:"values,omitempty"`
}

type vectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description,omitempty"`
	MinZoom     int               `json:"minzoom"`
	MaxZoom     int               `json:"maxzoom"`
	Fields      map[string]string `json:"fields"`
	// PromoteID is Haavi's own: the property that tells features apart where they have no id, as MapLibre's promoteId takes it.
	PromoteID string `json:"promote_id,omitempty"`
}

type thinning struct {
	Method      string `json:"method"`
	MaxFeatures int    `json:"max_features"`
	MaxBytes    int    `json:"max_bytes"`
	// ThinnedFeatures is how many points are left at most of too many.
	ThinnedFeatures int `json:"thinned_features"`
}

const thinningMethod = "A tile above max_features or max_bytes keeps one feature in each cell of a grid as fine as the budget allows, and features larger than a cell; " +
	"of more than max_features points up to two in each cell, and thinned_features at most, are kept. Its answer has a Warning header with the cell's size."

func (s *Service) tileJSON(w http.ResponseWriter, r *http.Request) error {
	g := s.grids[0]
	set := mux.Vars(r)["set"]
	if set != "" {
		var err error
		if g, err = s.grid(set); err != nil {
			return err
		}
	}
	list, err := layerNames(r)
	if err != nil {
		return err
	}
	specs, err := s.described(r, list)
	if err != nil {
		return err
	}
	address := ows.Base(r) + "/tiles/" + escaped(list) + "/"
	if set != "" {
		address += g.ID + "/"
	}
	doc := s.describe(g, specs)
	doc.Tiles = []string{address + "{z}/{x}/{y}.mvt" + question(r.URL.RawQuery)}
	return s.document(w, doc)
}

// described is the selection of the address. A dimension without a default may be missing: the document is to tell of it.
func (s *Service) described(r *http.Request, names string) ([]LayerSpec, error) {
	specs, err := s.selection(r, names)
	if e := (*ows.Error)(nil); !errors.As(err, &e) || e.Code != dimension.MissingValue {
		return specs, err
	}
	layers, err := s.Layers(s.Caller(r), names)
	specs = make([]LayerSpec, len(layers))
	for i, l := range layers {
		specs[i].Layer = l
	}
	return specs, err
}

// dimensionsOf describes the dimensions of a layer.
func (s *Service) dimensionsOf(l *layer.Layer) (all []dimensionJSON) {
	for _, d := range s.Dimensions.Of(l) {
		e := s.Dimensions.Extent(d)
		j := dimensionJSON{Layer: l.Name, Parameter: d.Parameter(), Units: d.Units, UnitSymbol: d.UnitSymbol, Default: d.DefaultText(e),
			Required: d.Default == layer.DefaultRequired, Multiple: !d.Single, Nearest: d.Nearest}
		if e != nil {
			j.Values = e.Values()
		}
		all = append(all, j)
	}
	return all
}

// escaped is a list of names for a path; commas stay.
func escaped(list string) string { return strings.ReplaceAll(url.PathEscape(list), "%2C", ",") }

func question(query string) string {
	if query == "" {
		return ""
	}
	return "?" + query
}

// describe is the TileJSON of layers, without addresses.
func (s *Service) describe(g *Grid, specs []LayerSpec) *tileJSON {
	doc := &tileJSON{TileJSON: "3.0.0", Scheme: "xyz", Thinning: thinning{Method: thinningMethod, MaxFeatures: s.MaxFeatures, MaxBytes: s.MaxBytes, ThinnedFeatures: s.ThinnedFeatures}}
	var names, texts, attributions []string
	var b orb.Bound
	for i, spec := range specs {
		l := spec.Layer
		low, high := s.zooms(g, l)
		extent := drawable(g, l.Extent84())
		if i == 0 {
			doc.MinZoom, doc.MaxZoom, b = low, high, extent
		}
		doc.MinZoom, doc.MaxZoom, b = min(doc.MinZoom, low), max(doc.MaxZoom, high), b.Union(extent)
		names = append(names, titleOf(l))
		texts = appendNew(texts, l.Abstract)
		attributions = appendNew(attributions, html.EscapeString(l.Attribution)) // clients show it as HTML
		doc.VectorLayers = append(doc.VectorLayers, describeLayer(l, low, high))
		doc.Dimensions = append(doc.Dimensions, s.dimensionsOf(l)...)
	}
	if s.grids[0] != g {
		doc.gridded = gridOf(g)
	}
	doc.Name, doc.Description, doc.Attribution = strings.Join(names, ", "), strings.Join(texts, "\n"), strings.Join(attributions, ", ")
	doc.Bounds = [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	doc.Center = [3]float64{b.Center()[0], b.Center()[1], float64(min(max(zoomOf(b), doc.MinZoom), doc.MaxZoom))}
	return doc
}

// About tells what tiles of the first grid are of, for a file of tiles.
func (s *Service) About(spec Spec) archive.Metadata {
	doc := s.describe(s.grids[0], spec.Layers)
	m := archive.Metadata{Name: doc.Name, Description: doc.Description, Attribution: doc.Attribution, Format: spec.Format.Extension,
		MinZoom: doc.MinZoom, MaxZoom: doc.MaxZoom, Bounds: doc.Bounds, Center: doc.Center}
	if spec.Format.Vector() {
		m.VectorLayers = doc.VectorLayers
	}
	return m
}

func titleOf(l *layer.Layer) string {
	if l.Title == "" {
		return l.Name
	}
	return l.Title
}

// appendNew appends a text that is not empty and not there yet.
func appendNew(texts []string, text string) []string {
	if text == "" || slices.Contains(texts, text) {
		return texts
	}
	return append(texts, text)
}

func describeLayer(l *layer.Layer, low, high int) vectorLayer {
	vl := vectorLayer{ID: l.Name, Description: l.Abstract, MinZoom: low, MaxZoom: high, Fields: fieldTexts(l.Schema)}
	if rule := idRuleOf(l.Schema); rule.property != "" {
		vl.Fields[rule.property], vl.PromoteID = "String: the key of the feature", rule.property
	} else if !rule.number {
		vl.PromoteID = l.Schema.Key[0].Name
	}
	return vl
}

// gridded are members that TileJSON does not have, for tiles of another grid than web mercator's. The names are those of GDAL's MVT driver, which reads such
// tiles by them where every level has half the resolution of the one before.
type gridded struct {
	TileMatrixSet string   `json:"tilematrixset,omitempty"`
	CRS           string   `json:"crs,omitempty"`
	OriginX       *float64 `json:"tile_origin_upper_left_x,omitempty"`
	OriginY       *float64 `json:"tile_origin_upper_left_y,omitempty"`
	Side          *float64 `json:"tile_dimension_zoom_0,omitempty"`
	Width         uint64   `json:"tile_matrix_width_zoom_0,omitempty"`
	Height        uint64   `json:"tile_matrix_height_zoom_0,omitempty"`
}

func gridOf(g *Grid) gridded {
	m := &g.Matrices[0]
	side := m.span()
	return gridded{TileMatrixSet: g.ID, CRS: g.CRS.String(), OriginX: &m.Origin[0], OriginY: &m.Origin[1], Side: &side, Width: m.Width, Height: m.Height}
}

// drawable cuts an extent in longitude and latitude to what a grid can show.
func drawable(g *Grid, b orb.Bound) orb.Bound {
	most := [2]float64{180, 90}
	if g.CRS == crs.WebMercator {
		most[1] = maxLatitude
	}
	for i, most := range most {
		b.Min[i] = math.Floor(min(max(b.Min[i], -most), most)*1e6) / 1e6
		b.Max[i] = math.Ceil(min(max(b.Max[i], -most), most)*1e6) / 1e6
		b.Min[i], b.Max[i] = max(b.Min[i], -most), min(b.Max[i], most)
	}
	return b
}

// fieldTexts describes the properties for people, each by its type and title.
func fieldTexts(s *feature.Schema) map[string]string {
	texts := make(map[string]string, len(s.Fields)+1)
	for i := range s.Fields {
		f := &s.Fields[i]
		text := mvtKind(f.Type)
		if f.Title != "" && f.Title != f.Name {
			text += ": " + f.Title
		}
		if f.Description != "" {
			text += ": " + f.Description
		}
		texts[f.Name] = text
	}
	return texts
}

// mvtKind names a type as TileJSON 3.0.0, 3.3.2, does in its examples.
func mvtKind(k feature.Kind) string {
	switch k {
	case feature.Bool:
		return "Boolean"
	case feature.Int, feature.Float:
		return "Number"
	case feature.Date:
		return "String (date)"
	case feature.DateTime:
		return "String (date and time)"
	default:
		return "String"
	}
}

// maxLatitude is where web mercator ends.
const maxLatitude = 85.0511287798066

// zoomOf is the zoom at which a box fills a picture of about two tiles' side.
func zoomOf(b orb.Bound) int {
	side := max((b.Max[0]-b.Min[0])/360, (mercatorY(b.Max[1])-mercatorY(b.Min[1]))/(2*math.Pi))
	if side <= 0 {
		return 14
	}
	return int(math.Floor(math.Log2(2 / side)))
}

func mercatorY(latitude float64) float64 {
	return math.Asinh(math.Tan(latitude * math.Pi / 180))
}
