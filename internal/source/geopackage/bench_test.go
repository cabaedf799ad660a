package geopackage_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/query"
	"haavi/internal/source/geopackage"
)

// benchRows is how many rows the layer has.
const benchRows = 100_000

func benchSchema() *feature.Schema {
	s := &feature.Schema{
		Name: "occurrence", CRS: crs.EPSG(3067),
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: feature.Point},
		Key:      []feature.Field{{Name: "fid", Column: "fid", Type: feature.Int}},
	}
	for _, f := range []feature.Field{
		{Name: "occurrence_id", Type: feature.String}, {Name: "scientific_name", Type: feature.String}, {Name: "taxon_id", Type: feature.Int},
		{Name: "taxon_group", Type: feature.String}, {Name: "event_date", Type: feature.Date}, {Name: "individual_count", Type: feature.Int},
		{Name: "uncertainty", Type: feature.Float}, {Name: "collection_id", Type: feature.String}, {Name: "modified", Type: feature.DateTime},
		{Name: "secure_level", Type: feature.Int},
	} {
		f.Column = f.Name
		s.Fields = append(s.Fields, f)
	}
	return s
}

func benchFeatures() []*feature.Feature {
	fs := make([]*feature.Feature, benchRows)
	for i := range fs {
		n := int64(i)
		fs[i] = &feature.Feature{
			Geom: orb.Point{80_000 + float64(i%6200)*100.25, 6_640_000 + float64(i/100)*1100.75},
			Props: []feature.Value{
				feature.StringValue(fmt.Sprintf("http://tun.fi/A.%d", i)), feature.StringValue(fmt.Sprintf("Species %d", i%5000)), feature.IntValue(n % 5000),
				feature.StringValue("Insecta"), feature.DateValue(20_000 - n%20_000), feature.IntValue(n % 20),
				feature.FloatValue(float64(i % 1000)), feature.StringValue(fmt.Sprintf("HR.%d", i%600)), feature.DateTimeValue(1_750_000_000_000_000 + n*1_000_000),
				feature.IntValue(0),
			},
		}
	}
	return fs
}

// benchSource is a file of benchRows points with ten attributes, and a query for all of it.
func benchSource(b *testing.B) (*geopackage.Source, *query.Query) {
	b.Helper()
	schema := benchSchema()
	path := filepath.Join(b.TempDir(), "bench.gpkg")
	write(b, path, schema, benchFeatures())
	s, err := geopackage.Open(b.Context(), path, geopackage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	q := &query.Query{Relation: query.Relation{Table: "occurrence"}, Schema: schema, Out: schema.CRS, Limit: -1}
	for i := range schema.Fields {
		q.Fields = append(q.Fields, i)
	}
	return s, q
}

func BenchmarkStream(b *testing.B) {
	s, whole := benchSource(b)
	for name, change := range map[string]func(*query.Query){
		"as stored":   func(*query.Query) {},
		"reprojected": func(q *query.Query) { q.Out = crs.CRS84 },
		"places only": func(q *query.Query) { q.Fields = nil },
	} {
		b.Run(name, func(b *testing.B) {
			q := *whole
			change(&q)
			b.ReportAllocs()
			for b.Loop() {
				fs, err := s.Features(b.Context(), &q)
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for fs.Next() {
					n++
				}
				if err := fs.Err(); err != nil || n != benchRows {
					b.Fatal(n, err)
				}
				fs.Close()
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "features/s")
		})
	}
}

// BenchmarkCount measures filters: by the spatial index, with the exact relation, and by scanning.
func BenchmarkCount(b *testing.B) {
	s, q := benchSource(b)
	for _, text := range []string{
		"BBOX(geom, 80000, 6640000, 700000, 7200000)",
		"S_INTERSECTS(geom, POLYGON((80000 6640000, 700000 6640000, 700000 7200000, 80000 7200000, 80000 6640000)))",
		"NOT BBOX(geom, 80000, 6640000, 100000, 6700000)",
		"scientific_name LIKE 'Species 12%'", "taxon_id = 17", "event_date >= DATE('2020-01-01')",
	} {
		b.Run(text, func(b *testing.B) {
			e, err := cql.Parse(text, cql.Options{})
			if err != nil {
				b.Fatal(err)
			}
			asked := *q
			if asked.Where, err = filter.Check(e, q.Schema); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Count(b.Context(), &asked); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
