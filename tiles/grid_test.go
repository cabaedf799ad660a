package tiles

import (
	"encoding/json"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
)

// The grids as their standards have them: JHS 180, annex 1, and OGC 17-083r4, annex D.
func TestBuiltInGrids(t *testing.T) {
	for _, c := range []struct {
		grid        *Grid
		z           int
		scale, cell float64
		corner      [2]float64 // in the authority's axis order
		width       uint64
		height      uint64
		levels      int
	}{
		{WebMercatorQuad(), 0, 559082264.028717, 156543.033928041, [2]float64{-20037508.3427892, 20037508.3427892}, 1, 1, 31},
		{WebMercatorQuad(), 14, 34123.6733415965, 9.55462853564703, [2]float64{-20037508.3427892, 20037508.3427892}, 16384, 16384, 31},
		{WorldCRS84Quad(), 0, 279541132.014358, 0.703125, [2]float64{-180, 90}, 2, 1, 24},
		{WorldCRS84Quad(), 7, 2183915.09386217, 0.0054931640625, [2]float64{-180, 90}, 256, 128, 24},
		{EuropeanETRS89LAEAQuad(), 0, 62779017.8571429, 17578.125, [2]float64{5500000, 2000000}, 1, 1, 20},
		{ETRSTM35FIN(), 0, 29257142.8571429, 8192, [2]float64{-548576, 8388608}, 1, 1, 16},
		{ETRSTM35FIN(), 15, 892.857142857143, 0.25, [2]float64{-548576, 8388608}, 32768, 32768, 16},
	} {
		m := c.grid.Matrices[c.z]
		if s := c.grid.Scale(c.z); math.Abs(s/c.scale-1) > 1e-13 || math.Abs(m.Resolution/c.cell-1) > 1e-13 || m.Width != c.width || m.Height != c.height || len(c.grid.Matrices) != c.levels {
			t.Errorf("%s %d: scale %.15g, %+v", c.grid.ID, c.z, s, m)
		}
		if at := c.grid.Corner(c.z); math.Abs(at[0]-c.corner[0]) > 1e-7 || math.Abs(at[1]-c.corner[1]) > 1e-7 {
			t.Errorf("%s: corner %v", c.grid.ID, at)
		}
		if err := c.grid.check(); err != nil {
			t.Errorf("%s: %v", c.grid.ID, err)
		}
	}
	// Level 0 of JHS 180 is the square that Finnish maps begin with.
	if b := ETRSTM35FIN().Bound(0, 0, 0); b != (orb.Bound{Min: orb.Point{-548576, 6291456}, Max: orb.Point{1548576, 8388608}}) {
		t.Errorf("bound %v", b)
	}
}

// A set comes back from its document, whichever corner its rows count from, and in the axis order of its authority.
func TestMatrixSetsComeBack(t *testing.T) {
	south := ETRSTM35FIN()
	for z := range south.Matrices {
		south.Matrices[z].FromBottom = true
	}
	north, err := NewGrid("GK25", "", crs.EPSG(3879), orb.Point{25440000, 6700000}, []float64{256, 64, 1}, 512)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range append(BuiltIn(), south, north) {
		text, err := json.Marshal(g.matrixSet())
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadMatrixSet(text)
		if err != nil {
			t.Fatalf("%s: %v", g.ID, err)
		}
		if got.ID != g.ID || got.CRS != g.CRS || len(got.Matrices) != len(g.Matrices) {
			t.Fatalf("got %+v", got)
		}
		for z := range g.Matrices {
			if got.Matrices[z] != g.Matrices[z] {
				t.Errorf("%s: level %d is %+v instead of %+v", g.ID, z, got.Matrices[z], g.Matrices[z])
			}
		}
	}
	text, _ := json.Marshal(EuropeanETRS89LAEAQuad().matrixSet())
	for _, part := range []string{`"pointOfOrigin":[5500000,2000000]`, `"crs":"http://www.opengis.net/def/crs/EPSG/0/3035"`, `"orderedAxes":["Y","X"]`, `"cornerOfOrigin":"topLeft"`, `"cellSize":17578.125`} {
		if !strings.Contains(string(text), part) {
			t.Errorf("no %s in %.400s", part, text)
		}
	}
}

func TestBadMatrixSets(t *testing.T) {
	matrix := func(m string) string {
		return `{"id":"a","crs":"http://www.opengis.net/def/crs/EPSG/0/3067","tileMatrices":[` + m + `]}`
	}
	for text, want := range map[string]string{
		`[]`:                                   "is no TileMatrixSet",
		`{"id":"a","crs":7,"tileMatrices":[]}`: "neither a text nor an object",
		`{"id":"a","crs":"EPSG:1","tileMatrices":[]}`: "not known",
		matrix(``): "0 levels",
		strings.Replace(matrix(``), `"a"`, `"a/b"`, 1):                                                                                 "letters, digits",
		matrix(`{"id":"0","tileWidth":1,"tileHeight":2}`):                                                                              "not square",
		matrix(`{"id":"0","cellSize":1,"tileWidth":256,"tileHeight":256,"cornerOfOrigin":"bottomRight"}`):                              "neither topLeft",
		matrix(`{"id":"0","cellSize":1,"tileWidth":256,"tileHeight":256,"variableMatrixWidths":[{}]}`):                                 "not supported",
		matrix(`{"id":"0","cellSize":-1,"tileWidth":256,"tileHeight":256,"matrixWidth":1,"matrixHeight":1}`):                           "not above 0",
		matrix(`{"id":"0","cellSize":1,"tileWidth":256,"tileHeight":256,"matrixWidth":0,"matrixHeight":1}`):                            "0 x 1 tiles",
		matrix(`{"id":"0","cellSize":1,"tileWidth":9999999,"tileHeight":9999999,"matrixWidth":1,"matrixHeight":1}`):                    "pixels",
		matrix(`{"id":"a b","cellSize":1,"tileWidth":256,"tileHeight":256,"matrixWidth":1,"matrixHeight":1}`):                          "cannot stand in addresses",
		matrix(strings.Repeat(`{"id":"0","cellSize":1,"tileWidth":256,"tileHeight":256,"matrixWidth":1,"matrixHeight":1},`, 2) + `{}`): "not finer",
	} {
		if _, err := ReadMatrixSet([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for _, resolutions := range [][]float64{nil, {1, 2}, {1, 1}, {0}, {math.Inf(1)}, {1e-300}} {
		if g, err := NewGrid("a", "", crs.EPSG(3067), orb.Point{0, 8e6}, resolutions, 256); err == nil {
			t.Errorf("resolutions %v make %+v", resolutions, g)
		}
	}
}

func FuzzMatrixSet(f *testing.F) {
	for _, g := range BuiltIn() {
		g.Matrices = g.Matrices[:2] // short texts are changed faster
		text, _ := json.Marshal(g.matrixSet())
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := ReadMatrixSet(text)
		if err != nil {
			return
		}
		for z := range g.Matrices {
			m := g.Matrices[z]
			g.Bound(z, m.Width-1, m.Height-1)
			if _, _, ok := g.Limits(z, g.Bound(z, 0, 0), 1); !ok {
				t.Errorf("level %d has nothing in its own first tile", z)
			}
		}
	})
}

// A point is drawn in the middle of the pixel that it is in, in every grid, and where rows count from the south the address of its tile is turned.
func TestRasterTilesOfOtherGrids(t *testing.T) {
	south := ETRSTM35FIN()
	south.ID = "South"
	for z := range south.Matrices {
		south.Matrices[z].FromBottom = true
	}
	s := schemaOf(crs.EPSG(3067), intKey)
	at := orb.Point{-548576 + 256*1024*1.25, 8388608 - 256*1024*2.75} // in the tile 1, 2 of level 3: a quarter to the right, three down
	h := New(Options{Catalog: memoryCatalog(t, s, &feature.Feature{ID: "1", Geom: at}), Grids: []*Grid{south}})
	for path, size := range map[string]int{"/tiles/species/ETRS-TM35FIN/3/1/2.png": 256, "/tiles/species/ETRS-TM35FIN/3/1/2@2x.png": 512, "/tiles/species/South/3/1/5.png": 256} {
		w := get(h, path)
		img, err := png.Decode(w.Body)
		if err != nil {
			t.Fatalf("%s: %d %v", path, w.Code, err)
		}
		_, _, _, here := img.At(size/4, size*3/4).RGBA()
		_, _, _, there := img.At(size/4, size/4).RGBA()
		if img.Bounds().Dx() != size || here == 0 || there != 0 {
			t.Errorf("%s: %v, alpha %d at the point, %d elsewhere", path, img.Bounds(), here, there)
		}
	}
}

func TestSetsAndTheirTileJSON(t *testing.T) {
	s := schemaOf(crs.EPSG(3067), intKey)
	h := New(Options{Catalog: memoryCatalog(t, s, &feature.Feature{ID: "1", Geom: orb.Point{300000, 7000000}})})
	for path, parts := range map[string][]string{
		"/tileMatrixSets":                  {`"id":"ETRS-TM35FIN"`, `"crs":"http://www.opengis.net/def/crs/EPSG/0/3067"`, "https://maps.example.org/haavi/tileMatrixSets/WorldCRS84Quad"},
		"/tileMatrixSets/WorldCRS84Quad":   {`"crs":"http://www.opengis.net/def/crs/OGC/1.3/CRS84"`, `"pointOfOrigin":[-180,90]`, `"matrixWidth":2,"matrixHeight":1`},
		"/tiles/species/ETRS-TM35FIN.json": {"/tiles/species/ETRS-TM35FIN/{z}/{x}/{y}.mvt", `"maxzoom":15`, `"crs":"EPSG:3067"`, `"tile_origin_upper_left_x":-548576`, `"tile_dimension_zoom_0":2097152`},
		"/tiles/species.json?filter=a%3D1": {"/tiles/species/{z}/{x}/{y}.mvt?filter=a%3D1"},
	} {
		w := get(h, path)
		if w.Code != 200 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: %d %.300s", path, w.Code, w.Body)
		}
		for _, part := range parts {
			if !strings.Contains(w.Body.String(), part) {
				t.Errorf("%s has no %s: %.900s", path, part, w.Body)
			}
		}
	}
	for path, want := range map[string]string{"/tileMatrixSets/x": "there is no tile matrix set", "/tiles/species/x/1/1/1.png": "there is no tile matrix set", "/tiles/species/ETRS-TM35FIN/16/1/1.png": "zooms are 0 to 15"} {
		if w := get(h, path); w.Code != 404 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
