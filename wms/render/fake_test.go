package render

import (
	"context"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
)

// rows is a source of one relation, held in memory, that answers the part of a query that maps use.
type rows struct {
	source.Source
	schema *feature.Schema
	all    []feature.Feature
}

func (s *rows) Features(_ context.Context, q *query.Query) (source.Features, error) {
	t, err := crs.NewTransform(s.schema.CRS, q.Out)
	return &rowStream{rows: s, q: q, t: t}, err
}

type rowStream struct {
	rows *rows
	q    *query.Query
	t    *crs.Transform
	next int
	now  feature.Feature
	err  error
}

func (s *rowStream) Next() bool {
	for s.err == nil && s.next < len(s.rows.all) {
		f := &s.rows.all[s.next]
		s.next++
		if !s.q.Where.Eval(f, s.rows.schema) {
			continue
		}
		s.now = feature.Feature{ID: f.ID, Geom: f.Geom, Props: s.now.Props[:0]}
		if !s.t.Identity() {
			s.now.Geom, s.err = s.t.Geometry(orb.Clone(f.Geom))
		}
		for _, i := range s.q.Fields {
			s.now.Props = append(s.now.Props, f.Props[i])
		}
		return s.err == nil
	}
	return false
}

func (s *rowStream) Feature() *feature.Feature { return &s.now }
func (s *rowStream) Err() error                { return s.err }
func (s *rowStream) Close() error              { return nil }

// layerOf publishes features with a "name" and a "kind" as a layer.
func layerOf(t testing.TB, r crs.Ref, kind feature.GeometryType, all ...feature.Feature) *layer.Layer {
	t.Helper()
	schema := &feature.Schema{Name: "test", CRS: r, Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: kind},
		Fields: []feature.Field{{Name: "name", Column: "name", Type: feature.String, Nullable: true}, {Name: "kind", Column: "kind", Type: feature.Int, Nullable: true}}}
	for i := range all {
		for len(all[i].Props) < 2 {
			all[i].Props = append(all[i].Props, feature.Value{})
		}
	}
	c := layer.NewCatalog()
	if err := c.Add(layer.Options{Name: "test", Schema: schema}, &rows{schema: schema, all: all}, layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	l, _ := c.Layer(layer.Caller{}, "test")
	return l
}

func geometries(all ...orb.Geometry) []feature.Feature {
	out := make([]feature.Feature, len(all))
	for i, g := range all {
		out[i] = feature.Feature{Geom: g, Props: []feature.Value{feature.StringValue("Äyräs Ωμέγα Жук"), feature.IntValue(int64(i % 3))}}
	}
	return out
}
