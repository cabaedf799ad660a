// Package sourcetest is the one behaviour suite that every source must pass. It
// compares a source with the in-memory one, whose answers are filter.Eval and
// plain sorting.
package sourcetest

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/filtertest"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

// Load makes a source that holds the features in a relation named s.Name, whose columns are the fields' Columns, its key "fid" and
// its geometry column as in the schema, and returns the relation. Everything is taken away when the test ends.
type Load func(t *testing.T, s *feature.Schema, fs []*feature.Feature) (source.Source, query.Relation)

// Run holds a source to the suite.
func Run(t *testing.T, load Load) {
	s, fs := dataset()
	src, relation := load(t, s, fs)
	b := bench{schema: s, model: memory.New(s, fs), source: src, relation: relation, n: len(fs)}
	t.Run("describe", b.describe)
	t.Run("extent", b.extent)
	t.Run("filters", b.filters)
	t.Run("sorting", b.sorting)
	t.Run("pages", b.pages)
	t.Run("shape of the answer", b.shape)
	t.Run("reprojection", b.reprojection)
	t.Run("identifiers", b.identifiers)
	t.Run("values beyond the source's", b.beyond)
	t.Run("cancellation", b.cancellation)
	t.Run("snapshot", b.snapshot)
}

// dataset is made of the generator's features, enough of them for pages and ties.
func dataset() (*feature.Schema, []*feature.Feature) {
	s := filtertest.Schema()
	generator := rapid.Custom(func(t *rapid.T) []feature.Feature { return filtertest.Features(t, s) })
	var all []*feature.Feature
	for seed := 0; len(all) < 300; seed++ {
		for _, f := range generator.Example(seed) {
			f.ID = feature.IntValue(int64(len(all) + 1)).String()
			toMilliseconds(f.Props)
			all = append(all, &f)
		}
	}
	return s, all
}

// toMilliseconds drops what a GeoPackage's DATETIME cannot keep (OGC 12-128r19, table 1).
func toMilliseconds(props []feature.Value) {
	for i, v := range props {
		if v.Kind() == feature.DateTime {
			props[i] = feature.DateTimeOf(v.Time().Truncate(time.Millisecond))
		}
	}
}

type bench struct {
	schema   *feature.Schema
	model    *memory.Source
	source   source.Source
	relation query.Relation
	n        int
}

// query asks for everything.
func (b bench) query() *query.Query {
	q := &query.Query{Relation: b.relation, Schema: b.schema, Out: b.schema.CRS, Limit: -1}
	for i := range b.schema.Fields {
		q.Fields = append(q.Fields, i)
	}
	return q
}

func (b bench) where(t *testing.T, text string) filter.Checked {
	t.Helper()
	e, err := cql.Parse(text, cql.Options{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	c, err := filter.Check(e, b.schema)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return c
}

// read reads a whole stream.
func read(ctx context.Context, r source.Reader, q *query.Query) ([]*feature.Feature, error) {
	fs, err := r.Features(ctx, q)
	if err != nil {
		return nil, err
	}
	var all []*feature.Feature
	for fs.Next() {
		all = append(all, fs.Feature().Clone())
	}
	return all, errors.Join(fs.Err(), fs.Close())
}

// same compares the source's answer with the model's.
func (b bench) same(t *testing.T, q *query.Query) []*feature.Feature {
	t.Helper()
	want, err := read(t.Context(), b.model, q)
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(t.Context(), b.source, q)
	if err != nil {
		t.Fatal(err)
	}
	if g, w := ids(got), ids(want); !slices.Equal(g, w) {
		t.Fatalf("features %v\nwant %v", g, w)
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("feature %v\nwant %v", got[i], want[i])
		}
	}
	return got
}

func ids(fs []*feature.Feature) []string {
	all := make([]string, len(fs))
	for i, f := range fs {
		all[i] = f.ID
	}
	return all
}

func (b bench) describe(t *testing.T) {
	rs, err := b.source.Relations(t.Context())
	if err != nil || !slices.ContainsFunc(rs, func(r query.Relation) bool { return r.Table == b.relation.Table }) {
		t.Fatalf("relations %v, %v", rs, err)
	}
	d, err := b.source.Describe(t.Context(), b.relation)
	if err != nil {
		t.Fatal(err)
	}
	if d.Schema.CRS != b.schema.CRS || d.Schema.Geometry.Column != b.schema.Geometry.Column || len(d.Schema.Key) != 1 || d.Schema.Key[0].Column != "fid" {
		t.Errorf("schema %+v", d.Schema)
	}
	for _, f := range b.schema.Fields {
		i := slices.IndexFunc(d.Schema.Fields, func(g feature.Field) bool { return g.Column == f.Column })
		if i < 0 || d.Schema.Fields[i].Type != f.Type {
			t.Errorf("column %q is missing or of another type: %+v", f.Column, d.Schema.Fields)
		}
	}
	if _, err := b.source.Describe(t.Context(), query.Relation{Schema: b.relation.Schema, Table: "no such"}); !errors.Is(err, source.ErrNoRelation) {
		t.Errorf("an unknown relation: %v", err)
	}
}

func (b bench) filters(t *testing.T) {
	f := func(k feature.Kind) string { // the first field of a kind
		i := slices.IndexFunc(b.schema.Fields, func(f feature.Field) bool { return f.Type == k })
		return `"` + b.schema.Fields[i].Name + `"`
	}
	g := `"` + b.schema.Geometry.Name + `"`
	str, num, day, at := f(feature.String), f(feature.Float), f(feature.Date), f(feature.DateTime)
	for _, text := range []string{
		"TRUE", "FALSE",
		str + " = 'O''Hara'", str + " LIKE 'a%'", str + " LIKE '%\\_%'", "CASEI(" + str + ") LIKE CASEI('PARUS%')", "NOT (" + str + " > 'a')",
		str + " IN ('a', 'A', '50%', '; DROP')", str + " IS NULL", f(feature.Bool) + " = TRUE", f(feature.Int) + " IN (1, 2, 1099511627776)",
		num + " BETWEEN 0 AND 2", num + " / 0 = 1", "round(" + num + ") = 3", "round(round(round(" + num + ") / 2) * 2) = 2",
		num + " * 10 > 1e308", "1e308 * 10 > " + num, num + " * " + num + " > 0", num + " * 1e-140 * 1e-140 * 1e-140 = 0", num + " / 1e-320 IS NULL", num + " - -1e308 > 0",
		"left(" + str + ", " + num + ") = ''", "substr(" + str + ", " + num + ") = " + str, f(feature.Int) + " > 1.5",
		"T_AFTER(" + day + ", DATE('2020-02-28'))", "T_DURING(" + at + ", INTERVAL('2020-02-27', '2020-03-01'))", day + " <= TIMESTAMP('2020-02-29T12:00:00Z')",
		"T_INTERSECTS(" + day + ", INTERVAL('..', '2020-02-28T12:00:00Z'))", "year(" + at + ") = 2020", day + " IN (DATE('2020-02-29'))",
		"BBOX(" + g + ", 500000, 6700000, 500200, 6700200)", "BBOX(" + g + ", 24.99, 60.42, 25.01, 60.44, 'CRS:84')", "NOT (BBOX(" + g + ", 500000, 6700000, 500200, 6700200))",
		"S_WITHIN(" + g + ", POLYGON((500000 6700000, 500300 6700000, 500300 6700300, 500000 6700300, 500000 6700000)))",
		"DWITHIN(" + g + ", POINT(500000 6700000), 100, meters)", "BEYOND(" + g + ", POINT(500000 6700000), 100, meters)", g + " IS NULL",
		"IN ('1', '7', '299', 'x', '07')",
	} {
		t.Run(text, func(t *testing.T) {
			q := b.query()
			q.Where = b.where(t, text)
			got := b.same(t, q)
			if n, err := b.source.Count(t.Context(), q); err != nil || n != int64(len(got)) {
				t.Errorf("count %d, %v; the stream has %d", n, err, len(got))
			}
		})
	}
}

func (b bench) sorting(t *testing.T) {
	for i, f := range b.schema.Fields {
		for _, desc := range []bool{false, true} {
			q := b.query()
			q.Sort = []query.Sort{{Field: i, Desc: desc}, {Field: (i + 1) % len(b.schema.Fields), Desc: !desc}}
			t.Run(f.Name, func(t *testing.T) { b.same(t, q) })
		}
	}
}

// pages must add up to the whole, whatever ties there are.
func (b bench) pages(t *testing.T) {
	for i := range b.schema.Fields {
		whole := b.query()
		whole.Sort = []query.Sort{{Field: i}}
		want := ids(b.same(t, whole))
		var got []string
		for offset := int64(0); ; offset += 37 {
			q := *whole
			q.Offset, q.Limit = offset, 37
			page := ids(b.same(t, &q))
			got = append(got, page...)
			if len(page) < 37 {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("sorted by %s the pages have %d features %v", b.schema.Fields[i].Name, len(got), got)
		}
	}
	q := b.query()
	q.Limit = 0
	b.same(t, q)
	q.Limit, q.Offset = -1, int64(b.n)-3
	b.same(t, q)
	q.Offset = int64(b.n) + 10
	b.same(t, q)
}

func (b bench) shape(t *testing.T) {
	q := b.query()
	q.NoGeometry = true
	q.Fields = []int{len(b.schema.Fields) - 1, 0}
	b.same(t, q)
	q.Fields = nil
	b.same(t, q)
	q = b.query()
	q.Unordered = true
	got, err := read(t.Context(), b.source, q)
	if err != nil || len(got) != b.n {
		t.Errorf("unordered: %d features, %v", len(got), err)
	}
}

func (b bench) reprojection(t *testing.T) {
	for _, r := range []crs.Ref{crs.CRS84, crs.WebMercator, crs.EPSG(2393), crs.EPSG(3879)} {
		q := b.query()
		q.Out = r
		b.same(t, q)
	}
}

func (b bench) identifiers(t *testing.T) {
	q := b.query()
	q.Where = b.where(t, "IN ('42')")
	if got := b.same(t, q); len(got) != 1 || got[0].ID != "42" {
		t.Errorf("%v", ids(got))
	}
}

// beyond: a source may not know a time or a system that Haavi knows, but then it says that the filter is at fault.
func (b bench) beyond(t *testing.T) {
	i := slices.IndexFunc(b.schema.Fields, func(f feature.Field) bool { return f.Type == feature.DateTime })
	g := &filter.Property{Name: b.schema.Geometry.Name}
	for _, c := range []struct {
		name  string
		where filter.Expr
		want  string // a filter that selects the same
	}{
		{"a time long ago", &filter.Compare{Op: filter.Greater, Left: &filter.Property{Name: b.schema.Fields[i].Name}, Right: &filter.Literal{Value: feature.DateTimeValue(math.MinInt64 / 2)}},
			`NOT "` + b.schema.Fields[i].Name + `" IS NULL`},
		// Numbers of a place of the layer, in a system of elsewhere.
		{"a system of the database's", &filter.Spatial{Op: filter.Intersects, Left: g, Right: &filter.Shape{CRS: crs.EPSG(2056), Box: true,
			Geom: orb.Bound{Min: orb.Point{500_000, 6_700_000}, Max: orb.Point{501_000, 6_701_000}}}}, "FALSE"},
	} {
		q := b.query()
		q.Where = b.where(t, c.want)
		want, err := b.model.Count(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if q.Where, err = filter.Check(c.where, b.schema); err != nil {
			t.Fatal(err)
		}
		if n, err := b.source.Count(t.Context(), q); !errors.Is(err, source.ErrFilter) && (err != nil || n != want) {
			t.Errorf("%s: count %d, %v", c.name, n, err)
		}
		if fs, err := read(t.Context(), b.source, q); !errors.Is(err, source.ErrFilter) && (err != nil || int64(len(fs)) != want) {
			t.Errorf("%s: %d features, %v", c.name, len(fs), err)
		}
	}
}

func (b bench) cancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	fs, err := b.source.Features(ctx, b.query())
	if err != nil {
		t.Fatal(err)
	}
	if !fs.Next() {
		t.Fatal(fs.Err())
	}
	cancel()
	for fs.Next() { // what was read ahead may still come
	}
	_ = fs.Close()
	for range 30 { // connections must come back, or the pool would be empty by now
		if _, err := read(t.Context(), b.source, b.query()); err != nil {
			t.Fatalf("after a cancelled stream: %v", err)
		}
	}
	if _, err := b.source.Count(ctx, b.query()); err == nil {
		t.Error("a query under a cancelled context succeeded")
	}
	for range 30 { // streams that are closed early
		fs, err := b.source.Features(t.Context(), b.query())
		if err != nil {
			t.Fatal(err)
		}
		fs.Next()
		if err := fs.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func (b bench) snapshot(t *testing.T) {
	snap, err := b.source.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n, err := snap.Count(t.Context(), b.query())
	if err != nil || n != int64(b.n) {
		t.Errorf("count %d, %v", n, err)
	}
	if got, err := read(t.Context(), snap, b.query()); err != nil || len(got) != b.n {
		t.Errorf("%d features, %v", len(got), err)
	}
	if err := snap.Close(); err != nil {
		t.Error(err)
	}
}
