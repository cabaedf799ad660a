package tiles

import (
	"encoding/json"
	"html"
	"math"
	"net/http"
	"net/url"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
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
}

const thinningMethod = "A tile above max_features or max_bytes keeps one feature, chosen by a hash of its key, in each cell of a grid " +
	"as fine as the budget allows, and features larger than a cell. Its answer has a Warning header with the cell's size."

func (h *handler) tileJSON(w http.ResponseWriter, r *http.Request) error {
	l, err := h.layer(r)
	if err != nil {
		return err
	}
	low, high := h.zooms(l)
	b := mercatorBounds(l.Extent84)
	doc := tileJSON{
		TileJSON: "3.0.0", Name: l.Title, Description: l.Abstract, Scheme: "xyz",
		Attribution: html.EscapeString(l.Attribution), // clients show it as HTML
		Tiles:       []string{ows.Base(r) + "/tiles/" + url.PathEscape(l.Name) + "/{z}/{x}/{y}.mvt"},
		MinZoom:     low, MaxZoom: high,
		Bounds:       [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]},
		Center:       [3]float64{b.Center()[0], b.Center()[1], float64(min(max(zoomOf(b), low), high))},
		VectorLayers: []vectorLayer{{ID: l.Name, Description: l.Abstract, MinZoom: low, MaxZoom: high, Fields: fieldTexts(l.Schema)}},
		Thinning:     thinning{Method: thinningMethod, MaxFeatures: h.MaxFeatures, MaxBytes: h.MaxBytes},
	}
	if doc.Name == "" {
		doc.Name = l.Name
	}
	vl := &doc.VectorLayers[0]
	if rule := idRuleOf(l.Schema); rule.property != "" {
		vl.Fields[rule.property], vl.PromoteID = "String: the key of the feature", rule.property
	} else if !rule.number {
		vl.PromoteID = l.Schema.Key[0].Name
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", h.CacheControl)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
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

// zooms are the first and last zoom at which the layer is shown. Clients show a tile from its own scale to about half of that, so
// those zooms are in at which some of these scales are in the layer's range.
func (h *handler) zooms(l *layer.Layer) (low, high int) {
	low, high = h.MinZoom, h.MaxZoom
	for l.MaxScale > 0 && low < high && h.grid.scale(low)/4 >= l.MaxScale {
		low++
	}
	for l.MinScale > 0 && high > low && h.grid.scale(high) < l.MinScale {
		high--
	}
	return low, high
}

// maxLatitude is where web mercator ends.
const maxLatitude = 85.0511287798066

func mercatorBounds(b orb.Bound) orb.Bound {
	for i, most := range [2]float64{180, maxLatitude} {
		b.Min[i] = math.Floor(min(max(b.Min[i], -most), most)*1e6) / 1e6
		b.Max[i] = math.Ceil(min(max(b.Max[i], -most), most)*1e6) / 1e6
		b.Min[i], b.Max[i] = max(b.Min[i], -most), min(b.Max[i], most)
	}
	return b
}

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
