package sourcetest

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

// walk holds a source to the model where it goes on after a row: whatever the filter, the sort keys and the row, what comes after its
// position is what the model has after as many rows.
func walk(t *rapid.T, model *memory.Source, w source.Walker, query *query.Query) {
	q := *query
	q.Limit, q.Offset, q.Positions = -1, 0, true
	all, err := places(t, w, &q)
	if err != nil {
		t.Fatalf("%s: %v", describeQuery(&q), err)
	}
	steps(t, w, &q, all)
	if len(all) > 0 {
		at := rapid.IntRange(1, len(all)).Draw(t, "after")
		goesOn(t, model, w, &q, all[at-1], int64(at))
	}
}

// require is what testing.T and rapid.T have in common.
type require interface {
	Context() context.Context
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func walker(t require, s source.Source) source.Walker {
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w, ok := snap.(source.Walker)
	if !ok {
		t.Fatalf("a %T does not walk", snap)
	}
	return w
}

// places are the positions of every row, as the stream tells them.
func places(t *rapid.T, r source.Reader, q *query.Query) ([]query.Position, error) {
	fs, err := r.Features(t.Context(), q)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	var all []query.Position
	for fs.Next() {
		p, ok := fs.(source.Positioned)
		if !ok || p.Position() == nil {
			t.Fatalf("%T: no position", fs)
		}
		all = append(all, p.Position())
	}
	return all, fs.Err()
}

// steps compares the positions that are read without the rows with those of the rows.
func steps(t *rapid.T, w source.Walker, q *query.Query, all []query.Position) {
	every := rapid.IntRange(1, 3).Draw(t, "every")
	page := *q
	page.Offset, page.Limit = rapid.Int64Range(0, 4).Draw(t, "skip"), rapid.SampledFrom([]int64{-1, 0, 1, 5}).Draw(t, "length")
	got, err := w.Positions(t.Context(), &page, int64(every))
	if err != nil {
		t.Fatalf("%s: %v", describeQuery(&page), err)
	}
	all = all[min(int(page.Offset), len(all)):]
	if page.Limit >= 0 {
		all = all[:min(int(page.Limit), len(all))]
	}
	var want []query.Position
	for i := every; i <= len(all); i += every {
		want = append(want, all[i-1])
	}
	if !slices.EqualFunc(got, want, slices.Equal[query.Position]) {
		t.Fatalf("%s: every %d: %v, not %v", describeQuery(&page), every, got, want)
	}
	if n, err := w.Reach(t.Context(), &page); err != nil || n != int64(len(all)) {
		t.Fatalf("%s: the page reaches %d rows (%v), not %d", describeQuery(&page), n, err, len(all))
	}
}

// goesOn compares a page after the position of row at with the model's, which skips as many rows.
func goesOn(t *rapid.T, model *memory.Source, w source.Walker, q *query.Query, p query.Position, at int64) {
	page := *q
	page.Offset, page.Limit = rapid.SampledFrom([]int64{0, 0, 1, 3}).Draw(t, "offset"), rapid.SampledFrom([]int64{-1, 1, 4}).Draw(t, "limit")
	plain := page
	plain.Offset += at
	page.After = p
	want, err := collect(t, model, &plain)
	if err != nil {
		t.Fatal(err)
	}
	got, err := collect(t, w, &page)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("%s: after %v\n%q (%v), not\n%q", describeQuery(&page), p, got, err, want)
	}
	if n, err := w.Reach(t.Context(), &page); err != nil || n != int64(len(want)) {
		t.Fatalf("%s: after %v the page reaches %d rows (%v), not %d", describeQuery(&page), p, n, err, len(want))
	}
	places, err := w.Positions(t.Context(), &page, 1)
	if err != nil || len(places) != len(want) {
		t.Fatalf("%s: after %v %d positions (%v), not %d", describeQuery(&page), p, len(places), err, len(want))
	}
}

// versions are the same while nothing is written and others afterwards, and a snapshot made again of an open one shows what that shows.
func versions(t *testing.T, s Store, schema *feature.Schema) {
	one := []feature.Feature{{ID: "1", Props: make([]feature.Value, len(schema.Fields))}}
	two := append(slices.Clone(one), feature.Feature{ID: "2", Props: make([]feature.Value, len(schema.Fields))})
	q := &query.Query{Relation: s.Relation, Schema: schema, Out: schema.CRS, Limit: -1}
	if err := s.Replace(one); err != nil {
		t.Fatal(err)
	}
	before := walker(t, s.Source)
	defer before.Close()
	open, err := before.Again(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old := version(t, before)
	if err := s.Replace(two); err != nil {
		t.Fatal(err)
	}
	after := walker(t, s.Source)
	defer after.Close()
	if v := version(t, after); v != "" && v == old {
		t.Fatalf("the version is %q before and after a write", v)
	}
	again, same, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	n, err := again.Count(t.Context(), q)
	if err != nil || n != 2 && !same || n != 1 && same {
		t.Fatalf("made again of one of 1 feature, the snapshot has %d and says %v: %v", n, same, err)
	}
}

func version(t require, w source.Walker) string {
	v, err := w.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}
