package render

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

var drawnGeometry = rapid.Custom(func(t *rapid.T) orb.Geometry {
	point := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{rapid.Float64Range(-150, 250).Draw(t, "x"), rapid.Float64Range(-150, 250).Draw(t, "y")}
	})
	points := rapid.SliceOfN(point, 3, 8).Draw(t, "points")
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return orb.MultiPoint(points)
	case 1:
		return orb.LineString(points)
	case 2:
		return orb.Collection{orb.LineString(points[1:]), points[0]}
	default: // a triangle, because a ring that crosses itself has no well-defined inside
		return orb.Polygon{{points[0], points[1], points[2], points[0]}}
	}
})

// A map is the middle of a map of three times the ground: what is cut off at the edges leaves no trace.
func TestMapsAreCutOutOfLargerOnes(t *testing.T) {
	style := styles.Default(feature.AnyGeometry)
	plain := simple(t, styles.Simple{Symbol: styles.Symbol{Size: 9, Fill: "#33669980", StrokeWidth: 3}})
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.SampledFrom([]*styles.Style{style, plain}).Draw(rt, "style")
		l := layerOf(t, crs.EPSG(3067), feature.AnyGeometry, geometries(rapid.SliceOfN(drawnGeometry, 1, 6).Draw(rt, "features")...)...)
		r := Request{Layers: []LayerRequest{{Layer: l, Style: s}}, CRS: crs.EPSG(3067), Bound: orb.Bound{Max: orb.Point{100, 100}}, Width: 100, Height: 100}
		small := mustDraw(t, r)
		r.Bound, r.Width, r.Height = orb.Bound{Min: orb.Point{-100, -100}, Max: orb.Point{200, 200}}, 300, 300
		large := crop(mustDraw(t, r), image.Rect(100, 100, 200, 200))
		// Where a line is cut a vertex is added, and gg counts in 64ths of a pixel and leaves out steps below an eighth.
		if n := differBy(70, small, large); n > 4 {
			rt.Fatalf("%d pixels differ", n)
		}
	})
}

// Features are painted one over the other, as layers are.
func TestFeaturesArePaintedLikeLayers(t *testing.T) {
	s := simple(t, styles.Simple{Symbol: styles.Symbol{Size: 9, Fill: "#33669980", StrokeWidth: 2}})
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOfN(drawnGeometry, 1, 6).Draw(rt, "features")
		r := Request{CRS: crs.EPSG(3067), Bound: orb.Bound{Max: orb.Point{100, 100}}, Width: 100, Height: 100}
		r.Layers = []LayerRequest{{Layer: layerOf(t, crs.EPSG(3067), feature.AnyGeometry, geometries(all...)...), Style: s}}
		together := mustDraw(t, r)
		r.Layers = nil
		for _, g := range all {
			r.Layers = append(r.Layers, LayerRequest{Layer: layerOf(t, crs.EPSG(3067), feature.AnyGeometry, geometries(g)...), Style: s})
		}
		if !bytes.Equal(together.Pix, mustDraw(t, r).Pix) {
			rt.Fatal("the pictures differ")
		}
	})
}

func abs(a int) int { return max(a, -a) }

// A point's mark is about the point, to a quarter of a pixel.
func TestMarksAreInTheirPlace(t *testing.T) {
	s := simple(t, styles.Simple{Symbol: styles.Symbol{Size: 10, Fill: "#000000", Stroke: "none"}})
	rapid.Check(t, func(rt *rapid.T) {
		p := orb.Point{rapid.Float64Range(20, 80).Draw(rt, "x"), rapid.Float64Range(20, 80).Draw(rt, "y")}
		l := layerOf(t, crs.EPSG(3067), feature.Point, geometries(p)...)
		img := mustDraw(t, Request{Layers: []LayerRequest{{Layer: l, Style: s}}, CRS: crs.EPSG(3067), Bound: orb.Bound{Max: orb.Point{100, 100}}, Width: 100, Height: 100})
		var x, y, sum float64
		for i := range img.Rect.Dx() * img.Rect.Dy() {
			ink := 255 - float64(img.Pix[4*i])
			x += ink * (float64(i%100) + 0.5)
			y += ink * (float64(i/100) + 0.5)
			sum += ink
		}
		if x, y = x/sum, 100-y/sum; math.Abs(x-p[0]) > 0.15 || math.Abs(y-p[1]) > 0.15 {
			rt.Fatalf("the mark of %v is at %g %g", p, x, y)
		}
		if size := sum / 255; math.Abs(size-math.Pi*25) > 1.5 {
			rt.Fatalf("a circle of 10 pixels has %g pixels of ink", size)
		}
	})
}

func TestManyMarksOnOnePlace(t *testing.T) {
	s := simple(t, styles.Simple{Symbol: styles.Symbol{Size: 7, Fill: "#aa0000", Stroke: "none"}})
	all := make([]orb.Geometry, 0, 4*manyStamps)
	for i := range 4 * manyStamps {
		all = append(all, orb.Point{10 + float64(i%8)*10, 50})
	}
	r := Request{CRS: crs.EPSG(3067), Bound: orb.Bound{Max: orb.Point{100, 100}}, Width: 100, Height: 100}
	r.Layers = []LayerRequest{{Layer: layerOf(t, crs.EPSG(3067), feature.Point, geometries(all...)...), Style: s}}
	many := mustDraw(t, r)
	for i := range 8 {
		if got := many.RGBAAt(10+10*i, 50); got != (color.RGBA{0xaa, 0, 0, 0xff}) {
			t.Errorf("place %d has %v", i, got)
		}
	}
}

func TestScalesAndFilters(t *testing.T) {
	black := &styles.Polygon{Fill: styles.FillOf(color.NRGBA{A: 255})}
	kind := func(n int64) filter.Expr {
		return &filter.Compare{Left: &filter.Property{Name: "kind"}, Right: &filter.Literal{Value: feature.IntValue(n)}}
	}
	style := func(rules ...styles.Rule) *styles.Style {
		return &styles.Style{Name: "test", Passes: []styles.FeatureTypeStyle{{Rules: rules}}}
	}
	square := orb.Bound{Min: orb.Point{10, 10}, Max: orb.Point{90, 90}}.ToPolygon()
	l := layerOf(t, crs.EPSG(3067), feature.Polygon, feature.Feature{Geom: square, Props: []feature.Value{{}, feature.IntValue(1)}})
	// A map of 100 pixels and 100 m has the scale 1:3571.
	for name, c := range map[string]struct {
		style *styles.Style
		want  bool
	}{
		"plain":        {style(styles.Rule{Symbolizers: []styles.Symbolizer{black}}), true},
		"in scale":     {style(styles.Rule{MinScale: 3571, MaxScale: 3572, Symbolizers: []styles.Symbolizer{black}}), true},
		"below":        {style(styles.Rule{MinScale: 3572, Symbolizers: []styles.Symbolizer{black}}), false},
		"above":        {style(styles.Rule{MaxScale: 3571, Symbolizers: []styles.Symbolizer{black}}), false},
		"filtered in":  {style(styles.Rule{Filter: kind(1), Symbolizers: []styles.Symbolizer{black}}), true},
		"filtered out": {style(styles.Rule{Filter: kind(2), Symbolizers: []styles.Symbolizer{black}}), false},
		"else":         {style(styles.Rule{Filter: kind(2), Symbolizers: []styles.Symbolizer{&styles.Line{}}}, styles.Rule{Else: true, Symbolizers: []styles.Symbolizer{black}}), true},
		"not else":     {style(styles.Rule{Filter: kind(1), Symbolizers: []styles.Symbolizer{&styles.Line{}}}, styles.Rule{Else: true, Symbolizers: []styles.Symbolizer{black}}), false},
		"only lines":   {style(styles.Rule{Symbolizers: []styles.Symbolizer{&styles.Polygon{Options: styles.Options{Only: styles.Lines}, Fill: black.Fill}}}), false},
	} {
		img := mustDraw(t, Request{Layers: []LayerRequest{{Layer: l, Style: c.style}}, CRS: crs.EPSG(3067), Bound: orb.Bound{Max: orb.Point{100, 100}}, Width: 100, Height: 100})
		if got := img.RGBAAt(50, 50).R == 0; got != c.want {
			t.Errorf("%s: painted %v, want %v", name, got, c.want)
		}
	}
}

// Shapes that reach beyond what the rasteriser can count are cut first.
func TestHugeShapes(t *testing.T) {
	const far = 1e12
	huge := []orb.Geometry{
		orb.Bound{Min: orb.Point{-far, -far}, Max: orb.Point{50, far}}.ToPolygon(),
		orb.LineString{{-far, 70}, {far, 70}}, orb.LineString{{math.MaxFloat64, 1}, {2, 3}}, orb.LineString{{math.NaN(), 1}, {2, 3}}, orb.Point{math.Inf(1), 0},
		orb.Polygon{}, orb.Polygon{{}}, orb.Polygon{{{1, 1}}}, orb.LineString{}, orb.MultiPolygon{{}}, orb.Collection{}, orb.LineString{{5, 5}, {5, 5}},
	}
	l := layerOf(t, crs.EPSG(3067), feature.AnyGeometry, geometries(huge...)...)
	s := simple(t, styles.Simple{Symbol: styles.Symbol{Fill: "#0000ff", Stroke: "#ff0000"}, Label: "name"})
	r := Request{Layers: []LayerRequest{{Layer: l, Style: s}}, CRS: crs.EPSG(3067), Bound: orb.Bound{Max: orb.Point{100, 100}}, Width: 100, Height: 100}
	img := mustDraw(t, r)
	for p, want := range map[image.Point]color.RGBA{{10, 50}: {0, 0, 255, 255}, {80, 50}: {255, 255, 255, 255}, {98, 30}: {255, 0, 0, 255}, {70, 30}: {255, 0, 0, 255}} {
		if got := img.RGBAAt(p.X, p.Y); got != want {
			t.Errorf("%v is %v, want %v", p, got, want)
		}
	}
}

func TestDrawStopsWhenNobodyWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Draw(ctx, pointMap(t, 5000)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Passes of a large map, drawn one after the other, give the picture that canvases laid over one another give.
func TestPassesOfLargeMaps(t *testing.T) {
	l := layerOf(t, crs.EPSG(3067), feature.AnyGeometry, mixed()...)
	r := Request{Layers: []LayerRequest{{Layer: l, Style: styles.Default(feature.AnyGeometry)}}, CRS: crs.EPSG(3067), Bound: orb.Bound{Max: orb.Point{200, 200}}, Width: 1500, Height: 1500}
	large := mustDraw(t, r)
	r.Bound, r.Width, r.Height = orb.Bound{Min: orb.Point{0, 100}, Max: orb.Point{100, 200}}, 750, 750
	if n := differBy(70, crop(large, image.Rect(0, 0, 750, 750)), mustDraw(t, r)); n > 8 {
		t.Errorf("%d pixels differ", n)
	}
}
