package maplibre

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/source/memory"
	"haavi/styles"
	"haavi/tiles"
)

// fixture is a service of the layer "birds" in EPSG:3067, drawn by a style.
func fixture(t testing.TB, style *styles.Style, geometry feature.GeometryType) *Service {
	t.Helper()
	s := &feature.Schema{Name: "birds", CRS: crs.EPSG(3067), Key: []feature.Field{{Name: "fid", Column: "fid", Type: feature.Int}},
		Fields: []feature.Field{{Name: "name", Column: "name", Type: feature.String, Nullable: true}, {Name: "count", Column: "count", Type: feature.Int, Nullable: true},
			{Name: "weight", Column: "weight", Type: feature.Float, Nullable: true}},
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: geometry}}
	c := layer.NewCatalog()
	src := memory.New(s, []*feature.Feature{{ID: "1", Geom: orb.Point{300000, 6700000}, Props: make([]feature.Value, 3)}})
	if err := c.Add(layer.Options{Name: "birds", Title: "Birds", Schema: s, Style: style.Name, Extent: orb.Bound{Min: orb.Point{200000, 6600000}, Max: orb.Point{400000, 6800000}}}, src, layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	registry, err := styles.NewRegistry(style)
	if err != nil {
		t.Fatal(err)
	}
	return New(tiles.New(tiles.Options{Catalog: c, Styles: registry}))
}

func get(h http.Handler, target string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), "https://maps.example.org/haavi")))
	return w
}

func parse(t testing.TB, text string) filter.Expr {
	e, err := cql.Parse(text, cql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func point(mark, size string) *styles.Point {
	return &styles.Point{Graphic: styles.Graphic{Size: styles.Constant(size), Symbols: []styles.GraphicSymbol{
		&styles.Mark{Name: styles.Constant(mark), Fill: &styles.Fill{Color: styles.Constant("red")}, Stroke: &styles.Stroke{Width: styles.Number(2)}}}}}
}

// Filters, also those of rules around a rule, as expressions.
func TestFilters(t *testing.T) {
	for text, want := range map[string]string{
		"name = 'Pica'":                  "[\"all\",[\"all\",[\"has\",\"name\"],[\"==\",[\"get\",\"name\"],\"Pica\"]]]",
		"count >= 3":                     `["all",["all",["has","count"],[">=",["to-number",["get","count"]],3]]]`,
		"name IN ('a','b','a')":          `["all",["all",["has","name"],["match",["get","name"],["a","b"],true,false]]]`,
		"name IS NULL":                   `["all",["!",["has","name"]]]`,
		"name IS NOT NULL":               `["all",["!",["!",["has","name"]]]]`,
		"NOT (count = 1)":                `["all",["all",["has","count"],["!",["all",["has","count"],["==",["get","count"],1]]]]]`,
		"name LIKE 'Par%' OR count <> 2": `["all",["any",["all",["has","name"],["==",["slice",["to-string",["get","name"]],0,3],"Par"]],["all",["has","count"],["!=",["get","count"],2]]]]`,
		"count + 1 > weight * 2":         `["all",["all",["has","count"],["has","weight"],[">",["to-number",["+",["to-number",["get","count"]],["to-number",1]]],["to-number",["*",["to-number",["get","weight"]],["to-number",2]]]]]]`,
		"count BETWEEN 1 AND 5":          `["all",["all",["all",["has","count"],[">=",["to-number",["get","count"]],1]],["all",["has","count"],["<=",["to-number",["get","count"]],5]]]]`,
	} {
		style := &styles.Style{Name: "s", Passes: []styles.FeatureTypeStyle{{Rules: []styles.Rule{{Filter: parse(t, text), Symbolizers: []styles.Symbolizer{point("circle", "8")}}}}}}
		layers, notCarried := document(t, get(fixture(t, style, feature.Point), "/styles/birds.json"))
		if len(layers) != 1 || len(notCarried) > 0 {
			t.Errorf("%s: %v, not carried %v", text, layers, notCarried)
			continue
		}
		if got := layers[0]["filter"]; !equalJSON(got, want) {
			b, _ := json.Marshal(got)
			t.Errorf("%s: got  %s\nwant %s", text, b, want)
		}
	}
	style := &styles.Style{Name: "s", Passes: []styles.FeatureTypeStyle{{Rules: []styles.Rule{
		{Filter: parse(t, "S_INTERSECTS(geom, POINT(1 2))"), Symbolizers: []styles.Symbolizer{point("circle", "8")}},
		{Title: "few", Filter: parse(t, "count = 1"), Symbolizers: []styles.Symbolizer{point("circle", "8")}}}}}}
	if layers, notCarried := document(t, get(fixture(t, style, feature.Point), "/styles/birds.json")); len(layers) != 1 || len(notCarried) != 2 || !strings.Contains(notCarried[1], "rule 1: left out") {
		t.Errorf("a filter that cannot be carried: %v, %v", layers, notCarried)
	}
	style.Passes[0].Rules[0] = styles.Rule{Else: true, Symbolizers: []styles.Symbolizer{point("circle", "4")}}
	layers, _ := document(t, get(fixture(t, style, feature.Point), "/styles/birds.json"))
	if want := `["all",["!",["all",["has","count"],["==",["get","count"],1]]]]`; !equalJSON(layers[0]["filter"], want) {
		t.Errorf("else: %v", layers[0]["filter"])
	}
}

// document reads the layers of a style document and what is not carried.
func document(t testing.TB, w *httptest.ResponseRecorder) (layers []map[string]any, notCarried []string) {
	t.Helper()
	var doc struct {
		Version  int
		Metadata struct {
			NotCarried []string `json:"haavi:not_carried"`
		}
		Layers []map[string]any
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || doc.Version != 8 {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return doc.Layers, doc.Metadata.NotCarried
}

func equalJSON(got any, want string) bool {
	var w any
	return json.Unmarshal([]byte(want), &w) == nil && reflect.DeepEqual(got, w)
}

// Symbols as MapLibre has them: a round mark's stroke is half inside of its size, lengths of dashes are in widths, offsets go to the other side.
func TestSymbols(t *testing.T) {
	style := &styles.Style{Name: "s", Passes: []styles.FeatureTypeStyle{{Rules: []styles.Rule{{MinScale: 1000, MaxScale: 100000, Symbolizers: []styles.Symbolizer{
		point("circle", "8"), point("triangle", "12"),
		&styles.Line{Stroke: styles.Stroke{Color: styles.Constant("#00ff0080"), Width: styles.Number(2), Dash: []styles.Value{*styles.Number(4), *styles.Number(3)}, Cap: styles.CapRound}, Offset: styles.Number(3)},
		&styles.Polygon{Fill: &styles.Fill{Color: styles.Constant("#123456"), Opacity: styles.Number(0.5)}, Stroke: &styles.Stroke{}},
		&styles.Text{Label: styles.Of("name"), Font: styles.Font{Bold: true, Size: styles.Number(20)}, Placement: &styles.PointPlacement{AnchorX: styles.Number(0.5), AnchorY: styles.Number(0), ShiftX: styles.Number(5), ShiftY: styles.Number(10)}, Halo: &styles.Halo{}},
	}}}}}}
	s := fixture(t, style, feature.AnyGeometry)
	layers, _ := document(t, get(s, "/styles/birds.json"))
	var kinds []string
	for _, l := range layers {
		kinds = append(kinds, l["type"].(string))
		if l["minzoom"] != 11.4488 || l["maxzoom"] != 18.0927 || l["source-layer"] != "birds" {
			t.Errorf("layer %v", l)
		}
	}
	if got := strings.Join(kinds, " "); got != "circle symbol line fill line symbol" {
		t.Fatalf("layers %s", got)
	}
	for i, want := range []string{
		`{"circle-color":"#ff0000","circle-radius":3,"circle-stroke-color":"#000000","circle-stroke-width":2}`, `null`,
		`{"line-color":"rgba(0,255,0,0.502)","line-dasharray":[2,1.5],"line-offset":-3,"line-width":2}`, `{"fill-antialias":true,"fill-color":"#123456","fill-opacity":0.5}`,
		`{"line-color":"#000000","line-width":1}`, `{"text-color":"#000000","text-halo-color":"#ffffff","text-halo-width":1}`,
	} {
		if !equalJSON(layers[i]["paint"], want) {
			t.Errorf("%s: paint %v, want %s", kinds[i], layers[i]["paint"], want)
		}
	}
	if want := `{"text-allow-overlap":false,"text-anchor":"bottom","text-field":["to-string",["get","name"]],"text-font":["Go Bold"],"text-max-width":1000,"text-offset":[0.25,-0.5],"text-size":20}`; !equalJSON(layers[5]["layout"], want) {
		t.Errorf("text %v", layers[5]["layout"])
	}
	// In a grid of another scale the zooms move: level 0 of ETRS-TM35FIN is 29,257,143 in tiles of 256 pixels.
	layers, _ = document(t, get(s, "/styles/birds/ETRS-TM35FIN.json"))
	if layers[0]["minzoom"] != 7.1926 {
		t.Errorf("minzoom %v in ETRS-TM35FIN", layers[0]["minzoom"])
	}
	// The triangle's middle is that of its picture, which has room for its stroke and is cut at none of its sides.
	for file, ratio := range map[string]int{"sprite.png": 1, "sprite@2x.png": 2} {
		img, err := png.Decode(get(s, "/styles/birds/"+file).Body)
		if err != nil {
			t.Fatal(file, err)
		}
		side := img.Bounds().Dx()
		want := fmt.Sprintf(`{"birds-a":{"width":%d,"height":%d,"x":0,"y":0,"pixelRatio":%d}}`+"\n", side, side, ratio)
		if got := get(s, "/styles/birds/"+strings.Replace(file, "png", "json", 1)).Body.String(); got != want || side%2 != 0 || side < 16*ratio || side > 40*ratio {
			t.Errorf("%s: %d pixels wide, described as %s", file, side, got)
		}
		if _, _, _, a := img.At(side/2, side/2).RGBA(); a != 0xffff {
			t.Errorf("%s: the triangle's middle has alpha %x", file, a)
		}
		for i := range side {
			for _, p := range []image.Point{{i, 0}, {i, side - 1}, {0, i}, {side - 1, i}} {
				if _, _, _, a := img.At(p.X, p.Y).RGBA(); a != 0 {
					t.Errorf("%s: the symbol is cut at %v", file, p)
				}
			}
		}
	}
}

// The letters of a range: their measures, and the outline at three quarters of the field.
func TestGlyphs(t *testing.T) {
	b := Glyphs(fontOf("Unknown, Go Bold"), 0)
	if !strings.Contains(string(b), "Go Bold") || !strings.Contains(string(b), "0-255") || len(b) < 50000 {
		t.Fatalf("%d bytes: %.40q", len(b), b)
	}
	square := []edge{{0, 0, 10, 0}, {10, 0, 10, 10}, {10, 10, 0, 10}, {0, 10, 0, 0}}
	f := field(square, 0, 0, 10, 10)
	at := func(x, y int) byte { return f[(y+glyphBorder)*(10+2*glyphBorder)+x+glyphBorder] }
	if len(f) != 16*16 || at(5, 5) != 255 || at(-1, 5) >= 192 || at(0, 5) <= 191 || at(-3, -3) >= at(-1, -1) {
		t.Errorf("field of a square: middle %d, edge %d and %d", at(5, 5), at(-1, 5), at(0, 5))
	}
	if len(Glyphs("Go Regular", 0x10ff00)) > 60 {
		t.Error("letters where there are none")
	}
}

func BenchmarkGlyphs(b *testing.B) {
	for b.Loop() {
		b.SetBytes(int64(len(Glyphs("Go Regular", 0))))
	}
}

func TestVectorTileServer(t *testing.T) {
	s := fixture(t, &styles.Style{Name: "s", Passes: []styles.FeatureTypeStyle{{Rules: []styles.Rule{{Symbolizers: []styles.Symbolizer{point("star", "8")}}}}}}, feature.Point)
	const server = "/arcgis/rest/services/ETRS-TM35FIN/birds/VectorTileServer"
	for path, parts := range map[string][]string{
		server + "?f=json": {`"type":"indexedVector"`, `"tiles":["tile/{z}/{y}/{x}.pbf"]`, `"defaultStyles":"resources/styles"`, `"origin":{"x":-548576,"y":8388608}`, `"wkid":3067`, `{"level":1,"resolution":2048,"scale":7740472.44094488`,
			`"fullExtent":{"xmin":-548576,"ymin":6291456,"xmax":1548576,"ymax":8388608,`, `"initialExtent":{"xmin":200000,"ymin":6600000,"xmax":400000,"ymax":6800000,`},
		server + "/resources/styles/root.json":                         {`"sources":{"esri":{"type":"vector","url":"../../"}}`, `"sprite":"https://maps.example.org/haavi` + server + `/resources/sprites/sprite"`, `"glyphs":"https://maps.example.org/haavi` + server + `/resources/fonts/{fontstack}/{range}.pbf"`, `"icon-image":"birds-a"`},
		server + "/resources/styles/root.json?style=s":                 {`/resources/sprites/sprite?style=s"`},
		server + "/resources/sprites/sprite.json":                      {`"birds-a":{`},
		server + "/resources/fonts/Go%20Regular/256-511.pbf":           {"256-511"},
		server + "/tile/3/6/3.pbf":                                     {"birds"},
		"/arcgis/rest/services/WebMercatorQuad/birds/VectorTileServer": {`"wkid":102100,"latestWkid":3857`, `{"level":0,"resolution":78271.5169640`},
	} {
		w := get(s, path)
		for _, p := range parts {
			if w.Code != 200 || !strings.Contains(w.Body.String(), p) {
				t.Errorf("%s: %d has no %s: %.1500s", path, w.Code, p, w.Body)
			}
		}
	}
	for path, want := range map[string]int{server + "/tile/3/60/3.pbf": 404, server + "/tile/16/6/3.pbf": 404, server + "/tile/x/6/3.pbf": 400, "/arcgis/rest/services/x/birds/VectorTileServer": 404,
		"/fonts/Go/1-256.pbf": 404, "/fonts/Go/x.pbf": 404, "/styles/x.json": 404, "/styles/birds.json?style=x": 400, "/styles/birds/x.json": 404, "/styles/birds": 404} {
		if w := get(s, path); w.Code != want || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}
