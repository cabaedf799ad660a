package sourcetest

import (
	"fmt"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/filter/filtertest"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

// samples holds a source to what Sample promises: of each box that has features of the query one is visited, as the stream
// would have it, and of other boxes none.
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
	found := map[int]string{}
	err = s.Sample(t.Context(), q, boxes, func(i int, f *feature.Feature) error {
		if _, twice := found[i]; twice {
			return fmt.Errorf("box %d is visited twice", i)
		}
		found[i] = textOf(f)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", describeQuery(q), err)
	}
	for i, box := range boxes {
		in := map[string]bool{}
		for k, b := range bounds {
			if b != nil && b.Intersects(box) {
				in[all[k]] = true
			}
		}
		got, visited := found[i]
		if visited != (len(in) > 0) || visited && !in[got] {
			t.Fatalf("%s: in %v was found %q (%v), of\n%v", describeQuery(q), box, got, visited, in)
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
