package sourcetest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/filtertest"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

// Store is a source with one layer, of filtertest.Schema's columns, whose features a test can replace.
type Store struct {
	Source   source.Source
	Relation query.Relation
	// Replace makes the layer hold these features and no others.
	Replace func(fs []feature.Feature) error
}

// queriesPerStore is how many queries are asked of the same features, because to write these takes longer.
const queriesPerStore = 8

// Property holds a source to the in-memory model: for random features, random queries (filter, order, page, fields, CRS) give the same
// features, digit by digit, in the same order, and the same counts, from the beginning and after any row.
func Property(t *testing.T, s Store) {
	if err := s.Replace(nil); err != nil {
		t.Fatal(err)
	}
	d, err := s.Source.Describe(t.Context(), s.Relation)
	if err != nil {
		t.Fatal(err)
	}
	schema := described(t, d.Schema)
	t.Run("relations", func(t *testing.T) { relations(t, s, schema) })
	t.Run("versions", func(t *testing.T) { versions(t, s, schema) })
	t.Run("queries", func(t *testing.T) { queries(t, s, schema) })
}

func queries(t *testing.T, s Store, schema *feature.Schema) {
	rapid.Check(t, func(rt *rapid.T) {
		fs := filtertest.Features(rt, schema)
		for _, f := range fs {
			toMilliseconds(f.Props)
		}
		if err := s.Replace(fs); err != nil {
			rt.Fatalf("loading: %v", err)
		}
		model := memory.New(schema, pointers(fs))
		snap := walker(rt, s.Source)
		defer snap.Close()
		sampler, ok := s.Source.(source.Sampler)
		if !ok {
			rt.Fatalf("a %T does not sample", s.Source)
		}
		for range queriesPerStore {
			q := randomQuery(rt, schema, s.Relation)
			if !portable(q.Where) {
				continue
			}
			agree(rt, model, s.Source, q)
			walk(rt, model, snap, q)
			samples(rt, model, sampler, q)
		}
	})
}

// described is filtertest.Schema with what the source says of its columns.
func described(t *testing.T, d *feature.Schema) *feature.Schema {
	t.Helper()
	schema := filtertest.Schema()
	for i := range schema.Fields {
		f := &schema.Fields[i]
		k := slices.IndexFunc(d.Fields, func(o feature.Field) bool { return o.Column == f.Column })
		if k < 0 || d.Fields[k].Type != f.Type {
			t.Fatalf("column %s is not described, or not as a %s", f.Column, f.Type)
		}
		f.Native = d.Fields[k].Native
	}
	if d.Geometry.Column != schema.Geometry.Column || !crs.Same(d.CRS, schema.CRS) || len(d.Key) != 1 || d.Key[0].Column != schema.Key[0].Column {
		t.Fatalf("geometry %s in %s with key %v", d.Geometry.Column, d.CRS, d.Key)
	}
	schema.Geometry.Native, schema.Geometry.Geom, schema.Key = d.Geometry.Native, d.Geometry.Geom, d.Key
	return schema
}

func pointers(fs []feature.Feature) []*feature.Feature {
	ps := make([]*feature.Feature, len(fs))
	for i := range fs {
		ps[i] = &fs[i]
	}
	return ps
}

func randomQuery(t *rapid.T, s *feature.Schema, r query.Relation) *query.Query {
	where, err := filter.Check(filtertest.Expr(t, s), s)
	if err != nil {
		t.Fatalf("a filter that Check refuses: %v", err)
	}
	fields := rapid.SliceOfNDistinct(rapid.IntRange(0, len(s.Fields)-1), 0, 4, rapid.ID)
	q := &query.Query{
		Relation: r, Schema: s, Where: where,
		Fields:     fields.Draw(t, "fields"),
		NoGeometry: rapid.Bool().Draw(t, "no geometry"),
		Out:        rapid.SampledFrom([]crs.Ref{s.CRS, s.CRS, crs.CRS84, crs.WebMercator}).Draw(t, "crs"),
		Limit:      rapid.SampledFrom([]int64{-1, -1, -1, 0, 1, 3}).Draw(t, "limit"),
		Offset:     rapid.SampledFrom([]int64{0, 0, 0, 1, 4, 100}).Draw(t, "offset"),
		Small:      rapid.Bool().Draw(t, "small"),
	}
	for _, f := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(s.Fields)-1), 0, 2, rapid.ID).Draw(t, "sort") {
		q.Sort = append(q.Sort, query.Sort{Field: f, Desc: rapid.Bool().Draw(t, "descending")})
	}
	return q
}

// portable says that the answer does not hang on the last bit of a coordinate. Only whether geometries intersect is computed exactly
// everywhere; the other relations of geometries off the grid, as reprojected shapes are, may turn on how an intersection is rounded.
func portable(c filter.Checked) bool {
	ok := true
	filter.Walk(c.Expr(), func(e filter.Expr) {
		s, is := e.(*filter.Spatial)
		if !is {
			return
		}
		switch s.Op {
		case filter.Intersects, filter.Disjoint, filter.BBox:
			return
		}
		shape, is := s.Right.(*filter.Shape)
		ok = ok && is && onGrid(shape.Geom.Bound())
	})
	return ok
}

func onGrid(b orb.Bound) bool {
	for _, f := range []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
		if f != math.Trunc(f) {
			return false
		}
	}
	return true
}

func agree(t *rapid.T, model, s source.Source, q *query.Query) {
	want, err := collect(t, model, q)
	if err != nil {
		t.Fatalf("the model: %v", err)
	}
	got, err := collect(t, s, q)
	if err != nil {
		t.Fatalf("%s: %v", describeQuery(q), err)
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: row %d is\n%s, not\n%s", describeQuery(q), i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, not %d:\n%q, not\n%q", describeQuery(q), len(got), len(want), got, want)
	}
	n, err := s.Count(t.Context(), q)
	if m, merr := model.Count(t.Context(), q); n != m || err != nil || merr != nil {
		t.Fatalf("%s: counted %d (%v), not %d (%v)", describeQuery(q), n, err, m, merr)
	}
}

// collect reads a stream to its end, each feature as text that shows every bit of it.
func collect(t *rapid.T, s source.Reader, q *query.Query) ([]string, error) {
	fs, err := s.Features(t.Context(), q)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	var rows []string
	for fs.Next() {
		rows = append(rows, textOf(fs.Feature()))
	}
	return rows, fs.Err()
}

// textOf shows every bit of a feature.
func textOf(f *feature.Feature) string {
	text := fmt.Sprintf("%s %T%v", f.ID, f.Geom, f.Geom)
	for _, v := range f.Props {
		text += fmt.Sprintf(" %s:%s", v.Kind(), v)
	}
	return text
}

func describeQuery(q *query.Query) string {
	where := "everything"
	if e := q.Where.Expr(); e != nil {
		where = e.String()
	}
	return fmt.Sprintf("fields %v of %s, sorted by %v, %d from %d, in %s", q.Fields, where, q.Sort, q.Limit, q.Offset, q.Out)
}
