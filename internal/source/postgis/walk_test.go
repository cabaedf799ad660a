package postgis_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
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

// A page after a position costs no more than the first, wherever it is: the database reads what the page has and a little more.
func TestPagesAfterAPositionUseAnIndex(t *testing.T) {
	dsn := testdb.DSN(t)
	_, q := openAt(t, dsn, manyRows+"; ALTER TABLE layer ADD COLUMN day date; UPDATE layer SET day = CASE WHEN id % 10 > 0 THEN '2000-01-01'::date + id / 20 END; CREATE INDEX ON layer (day); ANALYZE layer")
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	day := q.Schema.Field("day")
	for _, k := range []struct {
		sort  []query.Sort
		after query.Position
		part  query.Part
	}{
		{nil, query.Position{"40000"}, query.Whole},
		{[]query.Sort{{Field: day}}, query.Position{"2005-01-01", "36540"}, query.First},
		{[]query.Sort{{Field: day}}, query.Position{"2005-01-01", "36540"}, query.Second},
		{[]query.Sort{{Field: day, Desc: true}}, query.Position{"2001-01-01", "7300"}, query.Whole},
	} {
		page := *all(q)
		page.Sort, page.After, page.Limit, page.Positions = k.sort, k.after, 10, true
		for name, st := range map[string]sqlgen.Statement{"rows": sqlgen.SelectPart(&page, sqlgen.PostGIS{}, k.part), "positions": sqlgen.Positions(&page, sqlgen.PostGIS{}, k.part)} {
			rows, err := c.Query(t.Context(), "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "+st.Text, st.Args...)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				t.Fatal(err)
			}
			plan := strings.Join(lines, "\n")
			for _, m := range regexp.MustCompile(`rows=(\d+)`).FindAllStringSubmatch(plan, -1) {
				if n, err := strconv.Atoi(m[1]); k.part != query.Second && (err != nil || n > 100) {
					t.Errorf("%s after %v reads too much:\n%s", name, k.after, plan)
				}
			}
			if !strings.Contains(plan, "Index Cond") {
				t.Errorf("%s after %v begins at no index:\n%s", name, k.after, plan)
			}
		}
	}
}
