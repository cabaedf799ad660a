package render

import (
	"context"
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/styles"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// differ counts the pixels that differ by more than a rounding of floating-point numbers can explain.
func differ(a, b image.Image) int { return differBy(16, a, b) }

func differBy(limit uint8, a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return math.MaxInt
	}
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			far := func(v, w uint8) bool { return max(v, w)-min(v, w) > limit }
			if far(p.R, q.R) || far(p.G, q.G) || far(p.B, q.B) || far(p.A, q.A) {
				n++
			}
		}
	}
	return n
}

func golden(t *testing.T, name string, img *image.RGBA) {
	t.Helper()
	goldenIn(t, "testdata", name, img)
}

func goldenIn(t *testing.T, folder, name string, img *image.RGBA) {
	t.Helper()
	file := filepath.Join(folder, name+".png")
	if *update {
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := EncodePNG(f, img); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		return
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if n := differ(img, want); n > 0 {
		t.Errorf("%s: %d pixels differ", name, n)
	}
}

func mustDraw(t testing.TB, r Request) *image.RGBA {
	t.Helper()
	img, err := Draw(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func simple(t testing.TB, s styles.Simple) *styles.Style {
	t.Helper()
	st, err := s.Style("test")
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// mixed is a layer of every kind of geometry on a ground of 200 units.
func mixed() []feature.Feature {
	named := func(name string, kind int64, g orb.Geometry) feature.Feature {
		return feature.Feature{ID: name, Geom: g, Props: []feature.Value{feature.StringValue(name), feature.IntValue(kind)}}
	}
	return []feature.Feature{
		named("Äyräs", 0, orb.Polygon{{{15, 15}, {150, 30}, {110, 165}, {30, 135}, {15, 15}}, {{60, 60}, {60, 90}, {90, 90}, {90, 60}, {60, 60}}}),
		named("Область", 1, orb.MultiPolygon{{{{75, 75}, {190, 105}, {140, 190}, {75, 75}}}, {{{170, 10}, {195, 10}, {195, 35}, {170, 35}, {170, 10}}}}),
		named("γραμμή", 1, orb.MultiLineString{{{5, 100}, {60, 190}, {100, 120}}, {{-500, 45}, {900, 50}}}),
		named("", 2, orb.LineString{{120, 5}, {125, 195}}),
		named("Point", 1, orb.Point{45, 150}),
		named("Many", 2, orb.MultiPoint{{22, 22}, {165, 30}, {200, 200}}),
		named("All", 0, orb.Collection{orb.Point{180, 60}, orb.LineString{{150, 60}, {195, 80}}}),
		{ID: "nowhere"},
	}
}

func mixedMap(t testing.TB, s *styles.Style, change ...func(*Request)) *image.RGBA {
	l := layerOf(t, crs.EPSG(3067), feature.AnyGeometry, mixed()...)
	r := Request{Layers: []LayerRequest{{Layer: l, Style: s}}, Bound: orb.Bound{Max: orb.Point{200, 200}}, CRS: crs.EPSG(3067), Width: 200, Height: 200}
	for _, f := range change {
		f(&r)
	}
	return mustDraw(t, r)
}

func categories(t testing.TB) *styles.Style {
	half := 0.5
	return simple(t, styles.Simple{Title: "Things", Symbol: styles.Symbol{Marker: "star", Size: 20, Fill: "gold", Stroke: "black"}, Label: "name", LabelSize: 13,
		Field: "kind", Categories: []styles.Category{
			{Value: "1", Title: "One", Symbol: styles.Symbol{Marker: "cross", Fill: "#2266aa", Opacity: &half, Dash: []float64{6, 3}, StrokeWidth: 1.5}},
			{Value: "2", Title: "Two", Symbol: styles.Symbol{Marker: "x", Fill: "#aa2266", Stroke: "none"}}}})
}

func TestPictures(t *testing.T) {
	golden(t, "mixed-default", mixedMap(t, styles.Default(feature.AnyGeometry)))
	golden(t, "mixed-dark-2x", mixedMap(t, styles.Default(feature.AnyGeometry), func(r *Request) {
		r.Background, r.DPI = color.NRGBA{0x20, 0x28, 0x20, 0xff}, 2*StandardDPI
	}))
	golden(t, "mixed-categories", mixedMap(t, categories(t), func(r *Request) { r.Transparent = true }))
	golden(t, "points-default", mustDraw(t, pointMap(t, 500)))
	legend, err := Legend(LegendRequest{Style: categories(t)})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "legend-categories", legend)
	legend, err = Legend(LegendRequest{Style: styles.Default(feature.AnyGeometry), DPI: 3 * StandardDPI})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "legend-default-3x", legend)
	golden(t, "message", Message(200, 60, nil, false, "LAYERS=äö: there is no such layer on this server"))
}

// The comparison notices what it is for.
func TestPicturesAreTold(t *testing.T) {
	style := categories(t)
	img := mixedMap(t, style)
	shifted := mixedMap(t, style, func(r *Request) { r.Bound.Min[0]++; r.Bound.Max[0]++ })
	unlabelled := *style
	unlabelled.Passes = style.Passes[:1]
	other := categories(t)
	for _, s := range other.Passes[0].Rules[0].Symbolizers {
		if p, ok := s.(*styles.Point); ok {
			p.Graphic.Symbols[0].(*styles.Mark).Name = styles.Constant("square")
		}
	}
	for name, changed := range map[string]*image.RGBA{"shifted": shifted, "unlabelled": mixedMap(t, &unlabelled), "another symbol": mixedMap(t, other)} {
		if n := differ(img, changed); n < 20 {
			t.Errorf("%s: only %d pixels differ", name, n)
		}
	}
}

func TestMunicipalities(t *testing.T) {
	l := layerOf(t, crs.CRS84, feature.MultiPolygon, geometries(municipalities(t)...)...)
	r := Request{Layers: []LayerRequest{{Layer: l, Style: styles.Default(feature.MultiPolygon)}}, CRS: crs.EPSG(3067), Width: 300, Height: 300,
		Bound: orb.Bound{Min: orb.Point{350000, 6650000}, Max: orb.Point{410000, 6710000}}}
	golden(t, "municipalities", mustDraw(t, r))
}

// crop cuts a part out of a picture.
func crop(img *image.RGBA, r image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(out, out.Rect, img, r.Min, draw.Src)
	return out
}

// municipalities are the polygons of Finland's municipalities, in longitude and latitude.
func municipalities(t testing.TB) []orb.Geometry {
	raw, err := os.ReadFile("../../../shared/data/polygons/finland-municipalities-2023.geojson")
	if err != nil {
		t.Skipf("the polygons are not there: %v", err)
	}
	var fc struct {
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(raw, &fc); err != nil {
		t.Fatal(err)
	}
	var all []orb.Geometry
	for _, f := range fc.Features {
		var p orb.Polygon
		var m orb.MultiPolygon
		if f.Geometry.Type == "Polygon" {
			err = json.Unmarshal(f.Geometry.Coordinates, &p)
			all = append(all, p)
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &m)
			all = append(all, m)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}
