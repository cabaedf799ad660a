package wfs

import (
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/source/memory"
)

// stops have properties that are GML's own, and their geometry after another one.
func stops() (*feature.Schema, []*feature.Feature) {
	s := &feature.Schema{
		Name: "stop", CRS: crs.WGS84, Geometry: geometryField("pointProperty", feature.Point), GeometryAt: 1,
		Fields: fields("!code", feature.String, "name", feature.String, "description", feature.String, "shelter", feature.Bool), Key: fields("!code", feature.String),
	}
	return s, []*feature.Feature{
		{ID: "a", Geom: orb.Point{24.5, 60.25}, Props: []feature.Value{feature.StringValue("a"), feature.StringValue("Kauppatori"), feature.StringValue("By the sea"), feature.BoolValue(true)}},
		{ID: "b", Props: []feature.Value{feature.StringValue("b"), {}, {}, {}}},
	}
}

// namespacesService has feature types in two namespaces, writes nulls, and uses GML's own properties.
func namespacesService(t testing.TB) *service {
	c := layer.NewCatalog()
	s, fs := observations()
	addLayer(t, c, layer.Options{Extent: empty}, s, memory.New(s, fs[:2]))
	s, fs = stops()
	addLayer(t, c, layer.Options{Extent: empty}, s, memory.New(s, fs))
	service := testServiceOf(c)
	service.o.Namespaces = map[string]Namespace{"stop": {"traffic", "http://haavi.example/traffic"}}
	service.o.Nils, service.o.StandardProperties = true, true
	return service
}
