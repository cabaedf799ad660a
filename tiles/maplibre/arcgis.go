package maplibre

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"
	"github.com/paulmach/orb"

	"haavi/internal/ows"
	"haavi/tiles"
)

// The documents below are those of ArcGIS's VectorTileServer, by which ArcGIS and QGIS load vector tiles in any system.
type vectorTileServer struct {
	CurrentVersion     float64      `json:"currentVersion"`
	Name               string       `json:"name"`
	CopyrightText      string       `json:"copyrightText"`
	Capabilities       string       `json:"capabilities"`
	Type               string       `json:"type"`
	Tiles              []string     `json:"tiles"`
	DefaultStyles      string       `json:"defaultStyles"`
	ExportTilesAllowed bool         `json:"exportTilesAllowed"`
	MinScale           float64      `json:"minScale"`
	MaxScale           float64      `json:"maxScale"`
	MinLOD             int          `json:"minLOD"`
	MaxLOD             int          `json:"maxLOD"`
	MaxZoom            int          `json:"maxzoom"`
	InitialExtent      arcExtent    `json:"initialExtent"`
	FullExtent         arcExtent    `json:"fullExtent"`
	TileInfo           tileInfo     `json:"tileInfo"`
	ResourceInfo       resourceInfo `json:"resourceInfo"`
}

type wkid struct {
	WKID       int `json:"wkid"`
	LatestWKID int `json:"latestWkid"`
}

type arcExtent struct {
	XMin             float64 `json:"xmin"`
	YMin             float64 `json:"ymin"`
	XMax             float64 `json:"xmax"`
	YMax             float64 `json:"ymax"`
	SpatialReference wkid    `json:"spatialReference"`
}

type tileInfo struct {
	Rows             int    `json:"rows"`
	Cols             int    `json:"cols"`
	DPI              int    `json:"dpi"`
	Format           string `json:"format"`
	Origin           place  `json:"origin"`
	SpatialReference wkid   `json:"spatialReference"`
	LODs             []lod  `json:"lods"`
}

type place struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

type lod struct {
	Level      int     `json:"level"`
	Resolution float64 `json:"resolution"`
	Scale      float64 `json:"scale"`
}

type resourceInfo struct {
	StyleVersion    int            `json:"styleVersion"`
	TileCompression string         `json:"tileCompression"`
	CacheInfo       map[string]any `json:"cacheInfo"`
}

const (
	arcSide = 512 // pixels, as all clients of VectorTileServer take tiles
	arcDPI  = 96
)

// vectorTileServer describes the vector tiles of a layer in a grid.
func (s *Service) vectorTileServer(w http.ResponseWriter, r *http.Request) error {
	a, err := s.asked(r)
	if err != nil {
		return err
	}
	g := a.grid
	system := wkid{g.CRS.SRID(), g.CRS.SRID()}
	if system.WKID == 3857 {
		system.WKID = 102100
	}
	low, high := s.tiles.Levels(g)
	info := tileInfo{Rows: arcSide, Cols: arcSide, DPI: arcDPI, Format: "pbf", Origin: place{g.Matrices[0].Origin[0], g.Matrices[0].Origin[1]}, SpatialReference: system}
	for z := low; z <= high; z++ {
		m := &g.Matrices[z]
		resolution := m.Resolution * float64(m.TileSize) / arcSide
		info.LODs = append(info.LODs, lod{z, resolution, g.Scale(z) * 0.00028 * float64(m.TileSize) / arcSide * arcDPI / 0.0254})
	}
	extent := func(b orb.Bound) arcExtent {
		return arcExtent{round(b.Min[0]), round(b.Min[1]), round(b.Max[0]), round(b.Max[1]), system}
	}
	first := &g.Matrices[0]
	whole := g.Bound(0, 0, 0).Union(g.Bound(0, first.Width-1, first.Height-1))
	own := whole
	if b, ok := s.tiles.ExtentIn(g, a.layer); ok {
		own = b
	}
	return s.document(w, vectorTileServer{CurrentVersion: 10.81, Name: a.layer.Name, CopyrightText: a.layer.Attribution, Capabilities: "TilesOnly", Type: "indexedVector",
		Tiles: []string{"tile/{z}/{y}/{x}.pbf"}, DefaultStyles: "resources/styles", MinScale: info.LODs[0].Scale, MaxScale: info.LODs[len(info.LODs)-1].Scale, MinLOD: low, MaxLOD: high, MaxZoom: high,
		InitialExtent: extent(own), FullExtent: extent(whole), TileInfo: info,
		ResourceInfo: resourceInfo{8, "gzip", map[string]any{"storageInfo": map[string]any{"packetSize": 128, "storageFormat": "compactV2"}}}})
}

// arcStyle is the style document. The addresses in it are whole: QGIS takes relative ones for what lies below the document's own.
func (s *Service) arcStyle(w http.ResponseWriter, r *http.Request) error {
	a, err := s.asked(r)
	if err != nil {
		return err
	}
	resources := ows.Base(r) + ArcGISPath + url.PathEscape(a.grid.ID) + "/" + url.PathEscape(a.layer.Name) + "/VectorTileServer/resources/"
	doc := a.document("esri")
	doc.Sources["esri"] = Source{Type: "vector", URL: "../../"}
	if doc.Sprite != "" {
		doc.Sprite = resources + "sprites/sprite" + a.query
	}
	doc.Glyphs = resources + "fonts/{fontstack}/{range}.pbf"
	return s.document(w, doc)
}

// arcTile is a vector tile, its row before its column.
func (s *Service) arcTile(w http.ResponseWriter, r *http.Request) error {
	a, err := s.asked(r)
	if err != nil {
		return err
	}
	vars := mux.Vars(r)
	var n [3]uint64
	for i, name := range []string{"z", "x", "y"} {
		if n[i], err = strconv.ParseUint(vars[name], 10, 63); err != nil {
			return ows.Invalid(name, "%s=%.40q is not a whole number", name, vars[name])
		}
	}
	low, high := s.tiles.Levels(a.grid)
	if n[0] < uint64(low) || n[0] > uint64(high) || n[1] >= a.grid.Matrices[n[0]].Width || n[2] >= a.grid.Matrices[n[0]].Height {
		return &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusNotFound, Text: "there is no such tile"}
	}
	spec := tiles.Spec{Layers: []tiles.LayerSpec{{Layer: a.layer}}, Grid: a.grid, Z: int(n[0]), X: n[1], Y: n[2], Format: tiles.Formats()[0], Scale: 1}
	return s.tiles.Serve(w, r, spec)
}
