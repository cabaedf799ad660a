package tiles

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-spatial/tegola/provider"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
)

// all is a source that yields its features whatever is asked, so that only the making of tiles is measured.
type all struct {
	source.Source
	features []feature.Feature
}

type allStream struct {
	features []feature.Feature
	at       int
}

func (a *all) Features(context.Context, *query.Query) (source.Features, error) {
	return &allStream{a.features, -1}, nil
}
func (s *allStream) Next() bool                { s.at++; return s.at < len(s.features) }
func (s *allStream) Feature() *feature.Feature { return &s.features[s.at] }
func (s *allStream) Err() error                { return nil }
func (s *allStream) Close() error              { return nil }

func randomPoints(n int) []feature.Feature {
	r := rand.New(rand.NewPCG(3, 4))
	fs := make([]feature.Feature, n)
	for i := range fs {
		fs[i] = feature.Feature{ID: fmt.Sprint(i + 1), Geom: orb.Point{r.Float64() * 9000, -r.Float64() * 9000}, Props: []feature.Value{
			feature.StringValue(fmt.Sprint("species ", r.IntN(100))), feature.IntValue(int64(r.IntN(10))), feature.FloatValue(r.Float64()),
			feature.BoolValue(i%2 == 0), feature.DateValue(int64(r.IntN(20000)))}}
	}
	return fs
}

func circles(n, corners int) []feature.Feature {
	r := rand.New(rand.NewPCG(5, 6))
	fs := make([]feature.Feature, n)
	for i := range fs {
		x, y, d := r.Float64()*9000, -r.Float64()*9000, 500+r.Float64()*3000
		var ring orb.Ring
		for j := range corners {
			a := float64(j) / float64(corners) * 2 * math.Pi
			wave := d * (1 + 0.1*math.Sin(a*40))
			ring = append(ring, orb.Point{x + wave*math.Cos(a), y + wave*math.Sin(a)})
		}
		fs[i] = feature.Feature{ID: fmt.Sprint(i + 1), Geom: orb.Polygon{append(ring, ring[0])}, Props: make([]feature.Value, 5)}
	}
	return fs
}

func BenchmarkVectorTile(b *testing.B) {
	for name, c := range map[string]struct {
		features []feature.Feature
		options  Options
	}{
		"points/300":       {features: randomPoints(300)},
		"points/20000":     {features: randomPoints(20_000)},
		"thinned/500000":   {features: randomPoints(500_000), options: Options{MaxFeatures: 20_000}},
		"polygons/100x500": {features: circles(100, 500)},
	} {
		b.Run(name, func(b *testing.B) {
			o := c.options
			o.Catalog = catalogOf(b, schemaOf(crs.WebMercator, intKey), &all{features: c.features})
			o = o.withDefaults()
			layers := []provider.Layer{{Name: "species", MVTName: "species"}}
			b.ReportAllocs()
			for b.Loop() {
				tile, err := testTiler(o).MVTForLayers(b.Context(), gridTile{WebMercatorQuad(), 12, 2048, 2048, 4096, 64}, nil, layers)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(tile)))
			}
		})
	}
}
