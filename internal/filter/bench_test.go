package filter_test

import (
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// BenchmarkEval selects from 1,000 points: MB/s stand for thousands of features a second.
func BenchmarkEval(b *testing.B) {
	for name, text := range map[string]string{
		"equal":   `scientificName = 'Parus major'`,
		"like":    `scientificName ILIKE '%major'`,
		"box":     `BBOX(geom, 385000, 6672000, 390000, 6680000)`,
		"polygon": `INTERSECTS(geom, POLYGON((385000 6672000, 390000 6672000, 390000 6680000, 386000 6679000, 385000 6672000)))`,
		"typical": `BBOX(geom, 385000, 6672000, 390000, 6680000) AND day >= '2019-01-01' AND (scientificName = 'Parus major' OR scientificName = 'Parus ater') AND NOT sensitive`,
	} {
		b.Run(name, func(b *testing.B) {
			s := occurrences()
			c, err := filter.Check(parse(b, text), s)
			if err != nil {
				b.Fatal(err)
			}
			fs := make([]*feature.Feature, 1000)
			for i := range fs {
				fs[i] = one()
				fs[i].Geom = orb.Point{384_000 + float64(i%100)*100, 6_671_000 + float64(i/100)*1000}
			}
			b.SetBytes(int64(len(fs)))
			b.ReportAllocs()
			for b.Loop() {
				for _, f := range fs {
					c.Eval(f, s)
				}
			}
		})
	}
}

// BenchmarkCheck checks a list of 1,000 species, as QGIS sends one.
func BenchmarkCheck(b *testing.B) {
	or := &filter.Or{}
	for range 1000 {
		or.Terms = append(or.Terms, &filter.Compare{Left: &filter.Property{Name: "scientificName"}, Right: &filter.Literal{Value: feature.StringValue("Parus major"), Untyped: true}})
	}
	s := occurrences()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := filter.Check(or, s); err != nil {
			b.Fatal(err)
		}
	}
}
