package sourcetest

import (
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/filter/filtertest"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

// samples holds a source to what Sample promises: of the features of the query in each box as many as asked are visited, as
// the stream would have them, and of fewer all.
func samples(t *rapid.T, model *memory.Source, s source.Sampler, q *query.Query) {
	plain := *q
	plain.Sort, plain.Limit, plain.Offset, plain.Out = nil, -1, 0, q.Schema.CRS
	all, err := collect(t, model, &plain)
	if err != nil {
		t.Fatalf("the model: %v", err)
	}
	bounds := boundsOf(t, model, &plain)
	box := rapid.Custom(func(t *rapid.T) orb.Bound { return filtertest.Box(t, q.Schema.CRS) })
	boxes := rapid.SliceOfN(box, 1, 5).Draw(t, "boxes")
	most := rapid.IntRange(1, 4).Draw(t, "most")
	found := make([]map[string]int, len(boxes))
	err = s.Sample(t.Context(), q, boxes, most, func(i int, f *feature.Feature) error {
		if found[i] == nil {
			found[i] = map[string]int{}
		}
		found[i][textOf(f)]++
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", describeQuery(q), err)
	}
	for i, box := range boxes {
		in := map[string]int{}
		n := 0
		for k, b := range bounds {
			if b != nil && b.Intersects(box) {
				in[all[k]]++
				n++
			}
		}
		got := 0
		for text, times := range found[i] {
			if got += times; times > in[text] {
				t.Fatalf("%s: in %v was found %q %d times, of\n%v", describeQuery(q), box, text, times, in)
			}
		}
		if got != min(n, most) {
			t.Fatalf("%s: in %v were found %d of %d, not %d", describeQuery(q), box, got, n, most)
		}
	}
}

// boundsOf are those of the features' shapes; nil of those without a place.
func boundsOf(t *rapid.T, model *memory.Source, q *query.Query) []*orb.Bound {
	placed := *q
	placed.NoGeometry = false
	fs, err := model.Features(t.Context(), &placed)
	if err != nil {
		t.Fatal(err)
	}
	var all []*orb.Bound
	for fs.Next() {
		if g := fs.Feature().Geom; g != nil {
			b := g.Bound()
			all = append(all, &b)
		} else {
			all = append(all, nil)
		}
	}
	return all
}
