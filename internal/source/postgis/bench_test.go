package postgis_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// benchRows is how many rows a stream has.
const benchRows = 100_000

const benchTable = `CREATE TABLE occurrence AS SELECT i::bigint AS id, 'http://tun.fi/A.' || i AS occurrence_id, 'Species ' || i % 5000 AS scientific_name, i % 5000 AS taxon_id,
	date '2026-01-01' - i % 20000 AS event_date, i % 20 AS individual_count, 10 ^ (i % 5) AS uncertainty, timestamptz '2026-01-01' AS modified,
	ST_SetSRID(ST_MakePoint(80000 + i % 620000, 6640000 + i % 1100000), 3067)::geometry(Point, 3067) AS geom FROM generate_series(1, 100000) i;
	ALTER TABLE occurrence ADD PRIMARY KEY (id); CREATE INDEX ON occurrence USING gist (geom)`

func BenchmarkStream(b *testing.B) {
	dsn := testdb.DSN(b)
	c, err := pgx.Connect(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close(b.Context())
	if _, err := c.Exec(b.Context(), benchTable); err != nil {
		b.Fatal(err)
	}
	s, err := postgis.Open(b.Context(), dsn, postgis.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	r := query.Relation{Schema: "public", Table: "occurrence"}
	d, err := s.Describe(b.Context(), r)
	if err != nil {
		b.Fatal(err)
	}
	for name, out := range map[string]crs.Ref{"as stored": d.Schema.CRS, "reprojected": crs.CRS84} {
		b.Run(name, func(b *testing.B) {
			q := &query.Query{Relation: r, Schema: d.Schema, Fields: allFields(d.Schema), Out: out, Limit: -1, Unordered: true}
			b.ReportAllocs()
			for range b.N {
				fs, err := s.Features(b.Context(), q)
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

func allFields(s *feature.Schema) []int {
	all := make([]int, len(s.Fields))
	for i := range all {
		all[i] = i
	}
	return all
}
