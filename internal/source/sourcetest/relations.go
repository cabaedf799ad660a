package sourcetest

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
	"haavi/internal/source/memory"
)

// relations asks for every spatial operator, plain and negated, with collections of several dimensions on the layer's side.
func relations(t *testing.T, s Store, schema *feature.Schema) {
	rapid.Check(t, func(rt *rapid.T) {
		fs := make([]feature.Feature, rapid.IntRange(1, 10).Draw(rt, "features"))
		for i := range fs {
			fs[i] = feature.Feature{ID: feature.IntValue(int64(i + 1)).String(), Geom: collection(rt), Props: make([]feature.Value, len(schema.Fields))}
		}
		if err := s.Replace(fs); err != nil {
			rt.Fatalf("loading: %v", err)
		}
		model := memory.New(schema, pointers(fs))
		shape := simple(rt, rapid.IntRange(0, 2).Draw(rt, "kind"))
		distance := rapid.SampledFrom([]float64{0, 64, 100.5}).Draw(rt, "distance")
		for op := filter.Intersects; op <= filter.BoxOverlap; op++ {
			e := &filter.Spatial{Op: op, Left: &filter.Property{Name: schema.Geometry.Name}, Right: &filter.Shape{Geom: shape}, Distance: distance}
			for _, e := range []filter.Expr{e, &filter.Not{Term: e}} {
				where, err := filter.Check(e, schema)
				if err != nil {
					rt.Fatal(err)
				}
				agree(rt, model, s.Source, &query.Query{Relation: s.Relation, Schema: schema, Where: where, Out: schema.CRS, Limit: -1})
			}
		}
	})
}

// collection draws a collection of points and one line or rectangle: which points are the boundary where lines and polygons of one
// collection meet, the standard leaves open.
func collection(t *rapid.T) orb.Collection {
	c := orb.Collection{simple(t, rapid.IntRange(0, 2).Draw(t, "kind"))}
	for range rapid.IntRange(0, 3).Draw(t, "points") {
		c = append(c, simple(t, 0))
	}
	return c
}

// simple draws a point (0), line (1) or rectangle (2) of a grid of 6 x 6.
func simple(t *rapid.T, kind int) orb.Geometry {
	at := func() float64 { return float64(rapid.IntRange(0, 4).Draw(t, "coordinate")) }
	place := func(x, y float64) orb.Point { return orb.Point{500_000 + 64*x, 6_700_000 + 64*y} }
	x, y := at(), at()
	w, h := float64(rapid.IntRange(1, 5-int(x)).Draw(t, "width")), float64(rapid.IntRange(1, 5-int(y)).Draw(t, "height"))
	switch kind {
	case 0:
		return place(x, y)
	case 1:
		return orb.LineString{place(x, y), place(x+w, y), place(x+w, y+h)}
	default:
		return orb.Bound{Min: place(x, y), Max: place(x+w, y+h)}.ToPolygon()
	}
}
