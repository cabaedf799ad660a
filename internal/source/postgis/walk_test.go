package postgis_test

import (
	"slices"
	"strings"
	"testing"

	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/testdb"
)

// Values that have no form outside of the database, or no exact one, and keys of several columns in orders of their own.
const awkwardOrder = `CREATE TABLE layer (k1 text COLLATE "und-x-icu", k2 numeric, k3 uuid, small float4, exact numeric, big float8, at timestamptz, local timestamp, day date, word varchar(9),
		fixed char(4), geom geometry(Point, 3067), PRIMARY KEY (k1, k2, k3));
	INSERT INTO layer SELECT (ARRAY['a', 'B', 'ä', 'Z', 'a b', ''])[1 + i % 6], 1e20 + i / 7, md5(i::text)::uuid, (ARRAY[0.1, 'NaN', '-Infinity', NULL, '-0', 0])[1 + i % 6]::float4,
		(ARRAY['0.1', '0.10000000000000000001', 'NaN', NULL])[1 + i % 4]::numeric, (ARRAY['NaN', 'Infinity', '-0', '0', '0.30000000000000004', '5e-324'])[1 + i % 6]::float8,
		(ARRAY['infinity', '-infinity', '0044-03-15 BC', '2020-02-29 12:00:00.000001+00', NULL])[1 + i % 5]::timestamptz, (ARRAY['infinity', '2020-01-01', NULL])[1 + i % 3]::timestamp,
		(ARRAY['-infinity', 'infinity', '2020-01-01', NULL])[1 + i % 4]::date, (ARRAY['a', 'A', 'å', NULL])[1 + i % 4], (ARRAY['a', 'a ', 'B'])[1 + i % 3], NULL FROM generate_series(1, 97) i`

// Walks go on where they were at values that no feature.Value can hold: page after page, every row comes once, in the order of the whole.
func TestWalksOverAwkwardValues(t *testing.T) {
	s, q := openAt(t, testdb.DSN(t), awkwardOrder)
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	sorts := [][]query.Sort{nil, {{Field: q.Schema.Field("exact")}, {Field: q.Schema.Field("small"), Desc: true}}}
	for i := range q.Schema.Fields {
		sorts = append(sorts, []query.Sort{{Field: i}}, []query.Sort{{Field: i, Desc: true}})
	}
	for _, sort := range sorts {
		page := *all(q)
		page.Sort, page.Positions = sort, true
		want, _ := idsAndLast(t, snap, &page)
		if len(want) != 97 {
			t.Fatalf("%d rows", len(want))
		}
		var got []string
		page.Limit = 10
		for {
			ids, last := idsAndLast(t, snap, &page)
			got = append(got, ids...)
			if len(ids) < 10 {
				break
			}
			page.After = last
		}
		if !slices.Equal(got, want) {
			t.Errorf("sorted by %v the pages have\n%s, not\n%s", sort, strings.Join(got, " "), strings.Join(want, " "))
		}
	}
}

func idsAndLast(t *testing.T, r source.Reader, q *query.Query) (ids []string, last query.Position) {
	t.Helper()
	fs, err := r.Features(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer fs.Close()
	for fs.Next() {
		ids = append(ids, fs.Feature().ID)
		if p, ok := fs.(source.Positioned); ok {
			last = p.Position()
		}
	}
	if err := fs.Err(); err != nil {
		t.Fatal(err)
	}
	return ids, last
}
