package tiles

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
)

// matrixSet is a TileMatrixSet of OGC 17-083r4, 2.0, in JSON (annex C).
type matrixSet struct {
	ID                string          `json:"id"`
	Title             string          `json:"title,omitempty"`
	URI               string          `json:"uri,omitempty"`
	OrderedAxes       []string        `json:"orderedAxes,omitempty"`
	CRS               json.RawMessage `json:"crs"`
	WellKnownScaleSet string          `json:"wellKnownScaleSet,omitempty"`
	TileMatrices      []tileMatrix    `json:"tileMatrices"`
}

type tileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"`
	CornerOfOrigin   string     `json:"cornerOfOrigin,omitempty"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        uint64     `json:"tileWidth"`
	TileHeight       uint64     `json:"tileHeight"`
	MatrixWidth      uint64     `json:"matrixWidth"`
	MatrixHeight     uint64     `json:"matrixHeight"`
	// VariableMatrixWidths is read to be refused.
	VariableMatrixWidths json.RawMessage `json:"variableMatrixWidths,omitempty"`
}

const (
	topLeft    = "topLeft"
	bottomLeft = "bottomLeft"
)

// matrixSet is the grid as a TileMatrixSet. Corners are in the axis order of the CRS's authority.
func (g *Grid) matrixSet() matrixSet {
	uri, _ := json.Marshal(g.CRS.URI()) // a text always can
	doc := matrixSet{ID: g.ID, Title: g.Title, URI: g.URI, CRS: uri, OrderedAxes: g.orderedAxes(), WellKnownScaleSet: knownScales(g)}
	for z := range g.Matrices {
		m := &g.Matrices[z]
		t := tileMatrix{ID: m.ID, ScaleDenominator: g.Scale(z), CellSize: m.Resolution, CornerOfOrigin: topLeft, PointOfOrigin: g.ordered(m.Origin),
			TileWidth: uint64(m.TileSize), TileHeight: uint64(m.TileSize), MatrixWidth: m.Width, MatrixHeight: m.Height}
		if m.FromBottom {
			t.CornerOfOrigin = bottomLeft
			t.PointOfOrigin = g.ordered(orb.Point{m.Origin[0], m.Origin[1] - float64(m.Height)*m.span()})
		}
		doc.TileMatrices = append(doc.TileMatrices, t)
	}
	return doc
}

// knownScales is the address of the scale set, which 17-083r4 writes as an http URI.
func knownScales(g *Grid) string {
	if name, ok := strings.CutPrefix(g.WellKnownScaleSet, "urn:ogc:def:wkss:OGC:1.0:"); ok {
		return "http://www.opengis.net/def/wkss/OGC/1.0/" + name
	}
	return g.WellKnownScaleSet
}

func (g *Grid) northFirst() bool {
	info, ok := crs.Lookup(g.CRS)
	return ok && info.NorthFirst
}

// orderedAxes name the axes in the order of the authority, as 17-083r4 has them in its own sets.
func (g *Grid) orderedAxes() []string {
	info, _ := crs.Lookup(g.CRS)
	axes := []string{"E", "N"}
	switch {
	case info.Geographic:
		axes = []string{"Lon", "Lat"}
	case g.CRS == crs.WebMercator:
		axes = []string{"X", "Y"}
	case g.CRS == crs.EPSG(3035):
		return []string{"Y", "X"}
	}
	if info.NorthFirst {
		slices.Reverse(axes)
	}
	return axes
}

// ordered is a place in the axis order of the CRS's authority.
func (g *Grid) ordered(p orb.Point) [2]float64 {
	if g.northFirst() {
		return [2]float64{p[1], p[0]}
	}
	return p
}

// Corner is the top left corner of a level in the axis order of the CRS's authority, as WMTS has it (OGC 07-057r7, table 11).
func (g *Grid) Corner(z int) [2]float64 { return g.ordered(g.Matrices[z].Origin) }

// The bounds of what a definition may say: no number that follows overflows.
const (
	maxLevels   = 64
	maxTileSize = 4096
	maxTiles    = 1 << 40
)

var gridName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,62}$`)

// ReadMatrixSet reads a TileMatrixSet in JSON (OGC 17-083r4, 2.0). Tiles must be square, and rows of one width. The error is for the operator.
func ReadMatrixSet(text []byte) (*Grid, error) {
	var doc matrixSet
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("is no TileMatrixSet in JSON: %w", err)
	}
	name, err := crsOf(doc.CRS)
	if err != nil {
		return nil, err
	}
	g := &Grid{ID: doc.ID, Title: doc.Title, URI: doc.URI, WellKnownScaleSet: doc.WellKnownScaleSet, CRS: name.Ref}
	for i := range doc.TileMatrices {
		m, err := doc.TileMatrices[i].matrix(g)
		if err != nil {
			return nil, fmt.Errorf("tile matrix %q: %w", doc.TileMatrices[i].ID, err)
		}
		g.Matrices = append(g.Matrices, m)
	}
	slices.SortStableFunc(g.Matrices, func(a, b Matrix) int { return cmp.Compare(b.Resolution, a.Resolution) })
	return g, g.check()
}

// crsOf reads a CRS: a text, or an object with a uri.
func crsOf(text json.RawMessage) (crs.Name, error) {
	var uri string
	if json.Unmarshal(text, &uri) != nil {
		var object struct{ URI string }
		if err := json.Unmarshal(text, &object); err != nil || object.URI == "" {
			return crs.Name{}, errors.New(`the crs is neither a text nor an object with a "uri"`)
		}
		uri = object.URI
	}
	return crs.ParseName(uri)
}

func (t *tileMatrix) matrix(g *Grid) (Matrix, error) {
	m := Matrix{ID: t.ID, Resolution: t.CellSize, TileSize: int(min(t.TileWidth, maxTileSize+1)), Width: t.MatrixWidth, Height: t.MatrixHeight, Origin: t.PointOfOrigin}
	switch {
	case len(t.VariableMatrixWidths) > 0 && string(t.VariableMatrixWidths) != "null":
		return m, errors.New("variableMatrixWidths are not supported")
	case t.TileWidth != t.TileHeight:
		return m, fmt.Errorf("its tiles of %d x %d are not square", t.TileWidth, t.TileHeight)
	case t.CornerOfOrigin != "" && t.CornerOfOrigin != topLeft && t.CornerOfOrigin != bottomLeft:
		return m, fmt.Errorf("cornerOfOrigin %q is neither topLeft nor bottomLeft", t.CornerOfOrigin)
	}
	if g.northFirst() {
		m.Origin[0], m.Origin[1] = m.Origin[1], m.Origin[0]
	}
	if m.Resolution == 0 {
		m.Resolution = t.ScaleDenominator * 0.00028 / g.unit()
	}
	if t.CornerOfOrigin == bottomLeft {
		m.FromBottom = true
		m.Origin[1] += float64(m.Height) * m.span()
	}
	return m, nil
}

// NewGrid is a grid whose levels share their top left corner, east/north in the CRS, and have the resolutions given, in units of the CRS. Rows and columns are
// as many as cover what is east and south of the corner in the area of use of the CRS. The error is for the operator.
func NewGrid(id, title string, r crs.Ref, origin orb.Point, resolutions []float64, tileSize int) (*Grid, error) {
	g := &Grid{ID: id, Title: title, CRS: r}
	far, err := areaOf(r)
	if err != nil {
		return nil, err
	}
	far[0], far[1] = far[0]-origin[0], origin[1]-far[1]
	for z, resolution := range resolutions {
		m := Matrix{ID: fmt.Sprint(z), Resolution: resolution, TileSize: tileSize, Origin: origin}
		if s := m.span(); s > 0 {
			m.Width, m.Height = tilesOver(far[0]/s), tilesOver(far[1]/s)
		}
		g.Matrices = append(g.Matrices, m)
	}
	return g, g.check()
}

// tilesOver is how many whole tiles cover a number of them.
func tilesOver(n float64) uint64 { return uint64(min(max(1, math.Ceil(n-1e-9)), maxTiles+1)) }

// areaOf is the south-eastern corner of the area of use of a CRS, east/north in it.
func areaOf(r crs.Ref) (orb.Point, error) {
	info, ok := crs.Lookup(r)
	if !ok {
		return orb.Point{}, fmt.Errorf("the coordinate system %s is not known", r)
	}
	area := info.Area
	if area.Min[0] > area.Max[0] {
		area.Min[0], area.Max[0] = -180, 180
	}
	t, err := crs.NewTransform(crs.CRS84, r)
	if err != nil {
		return orb.Point{}, fmt.Errorf("the coordinate system %s cannot be computed here; describe the grid by a TileMatrixSet file", r)
	}
	b, err := t.Bound(area)
	if err != nil {
		return orb.Point{}, err
	}
	return orb.Point{b.Max[0], b.Min[1]}, nil
}

// check says what keeps a grid from being served.
func (g *Grid) check() error {
	if !gridName.MatchString(g.ID) {
		return fmt.Errorf("the name %.80q of the grid is not one of letters, digits, _ and -", g.ID)
	}
	if n := len(g.Matrices); n == 0 || n > maxLevels {
		return fmt.Errorf("the grid has %d levels, not 1 to %d", n, maxLevels)
	}
	for z := range g.Matrices {
		m := &g.Matrices[z]
		switch {
		case !(m.Resolution > 0) || math.IsInf(m.Resolution, 0):
			return fmt.Errorf("level %q has the resolution %g, which is not above 0", m.ID, m.Resolution)
		case z > 0 && m.Resolution >= g.Matrices[z-1].Resolution:
			return fmt.Errorf("level %q is not finer than the one before it; write the coarsest first", m.ID)
		case m.TileSize < 16 || m.TileSize > maxTileSize:
			return fmt.Errorf("level %q has tiles of %d pixels, not 16 to %d", m.ID, m.TileSize, maxTileSize)
		case m.Width == 0 || m.Height == 0 || m.Width > maxTiles || m.Height > maxTiles:
			return fmt.Errorf("level %q has %d x %d tiles, not 1 to %d each way", m.ID, m.Width, m.Height, uint64(maxTiles))
		case !finite(m.Origin[0]) || !finite(m.Origin[1]):
			return fmt.Errorf("level %q has no finite corner", m.ID)
		case m.ID == "" || strings.ContainsAny(m.ID, "/?#%&<>\"'{} "):
			return fmt.Errorf("the name %.80q of a level cannot stand in addresses", m.ID)
		}
		if y, ok := g.Matrix(m.ID); ok && y != z {
			return fmt.Errorf("there are two levels %q", m.ID)
		}
	}
	return nil
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
