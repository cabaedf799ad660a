package render

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/styles"
)

var tile = orb.Bound{Min: orb.Point{380000, 6670000}, Max: orb.Point{390000, 6680000}}

func scattered(n int) []orb.Geometry {
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	points := make([]orb.Geometry, n)
	for i := range points {
		points[i] = orb.Point{tile.Min[0] + rnd.Float64()*10000, tile.Min[1] + rnd.Float64()*10000}
	}
	return points
}

func pointMap(b testing.TB, n int) Request {
	l := layerOf(b, crs.EPSG(3067), feature.Point, geometries(scattered(n)...)...)
	return Request{Layers: []LayerRequest{{Layer: l, Style: styles.Default(feature.Point)}}, Bound: tile, CRS: crs.EPSG(3067), Width: 256, Height: 256, Transparent: true}
}

func BenchmarkDrawPoints(b *testing.B) {
	for _, n := range []int{500, 5000, 50000} {
		r := pointMap(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(4 * 256 * 256)
			b.ReportAllocs()
			for range b.N {
				if _, err := Draw(context.Background(), r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Symbols that are computed from each feature, of a few looks.
func BenchmarkDrawComputed(b *testing.B) {
	r := pointMap(b, 5000)
	g := markOf("circle", 0, nil, stroked("#ffffff", 1))
	g.Size = interpolated("kind", false, 0.0, 6.0, 8.0, 36.0)
	g.Symbols[0].(*styles.Mark).Fill = &styles.Fill{Color: interpolated("kind", true, 0.0, "#ffffcc", 8.0, "#800026")}
	r.Layers[0].Style = one(&styles.Point{Graphic: g})
	benchmarkDraw(b, r)
}

func BenchmarkDrawLabels(b *testing.B) {
	r := pointMap(b, 5000)
	r.Layers[0].Style = one(labelOf(12, nil))
	benchmarkDraw(b, r)
}

func BenchmarkDrawSummaries(b *testing.B) {
	for name, s := range map[string]styles.Summary{"density": &styles.Density{}, "grid": &styles.Grid{Hexagons: true}, "cluster": &styles.Cluster{}} {
		b.Run(name, func(b *testing.B) {
			r := pointMap(b, 50000)
			r.Layers[0].Style = &styles.Style{Passes: []styles.FeatureTypeStyle{{Summary: s}}}
			benchmarkDraw(b, r)
		})
	}
}

func benchmarkDraw(b *testing.B, r Request) {
	b.Helper()
	b.ReportAllocs()
	for range b.N {
		if _, err := Draw(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDrawPolygons(b *testing.B) {
	l := layerOf(b, crs.CRS84, feature.MultiPolygon, geometries(municipalities(b)...)...)
	r := Request{Layers: []LayerRequest{{Layer: l, Style: styles.Default(feature.MultiPolygon)}}, Bound: orb.Bound{Min: orb.Point{19, 59}, Max: orb.Point{32, 71}},
		CRS: crs.CRS84, Width: 512, Height: 512}
	b.SetBytes(4 * 512 * 512)
	b.ReportAllocs()
	for range b.N {
		if _, err := Draw(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodePNG(b *testing.B) {
	for _, n := range []int{0, 500, 5000, 50000} {
		img, err := Draw(context.Background(), pointMap(b, n))
		if err != nil {
			b.Fatal(err)
		}
		for name, encode := range map[string]func(io.Writer, *image.RGBA) error{
			"ours": EncodePNG, "8bit": EncodePNG8,
			"std": func(w io.Writer, m *image.RGBA) error {
				return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, m)
			},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				b.SetBytes(4 * 256 * 256)
				var buf bytes.Buffer
				for range b.N {
					buf.Reset()
					if err := encode(&buf, img); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(buf.Len()), "bytes")
			})
		}
	}
}
