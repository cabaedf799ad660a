package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"haavi/config"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/source"
)

func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.html")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// birdDatabase has a table of birds with depths, a time and a name.
func birdDatabase() map[string]source.Source {
	db := &fakeSource{}
	db.table("public", "birds", tm35, feature.Field{Name: "depth", Column: "depth", Type: feature.Int}, feature.Field{Name: "seen", Column: "seen", Type: feature.Date}, text("group"))
	return map[string]source.Source{"db": db}
}

func TestWhatMapsKnowOfALayer(t *testing.T) {
	layers, err := publishText(t, `sources: {db: {postgres: 'postgres://h/d'}}
layers:
  birds:
    table: birds
    more_styles: [b]
    attribution_url: https://a.example/
    logo: { url: "https://a.example/l.png", width: 3, height: 4 }
    data_urls: [{ url: "https://a.example/d", format: text/html }]
    identifiers: [{ authority: gbif, url: "https://g.example/", id: x }]
    time: { begin: seen, default: last, nearest_value: true }
    dimensions: { depth: { field: depth, units: m, unit_symbol: M, multiple_values: false, extent: ["0/9/1", "20"] }, taxon: { field: group } }
    fields: { depth: { name: deep } }
styles: { b: {} }
groups: { all: { layers: [birds] } }
`, birdDatabase())
	if err != nil {
		t.Fatal(err)
	}
	o := layers[0].options
	if len(o.Dimensions) != 3 {
		t.Fatalf("%+v", o.Dimensions)
	}
	if d := o.Dimensions[0]; d.Name != "time" || d.Begin != "seen" || d.Default != layer.DefaultLast || !d.Nearest || d.Single || d.Units != "ISO8601" {
		t.Errorf("%+v", d)
	}
	if d := o.Dimensions[1]; d.Name != "depth" || d.Begin != "deep" || !d.Single || d.Units != "m" || d.UnitSymbol != "M" || strings.Join(d.Extent, ";") != "0/9/1;20" || d.Default != layer.DefaultAll {
		t.Errorf("%+v", d)
	}
	if o.Logo == nil || *o.Logo != (layer.Logo{URL: "https://a.example/l.png", Format: "image/png", Width: 3, Height: 4}) || o.AttributionURL == "" || len(o.Data) != 1 || o.Identifiers[0].Value != "x" || o.MoreStyles[0] != "b" {
		t.Errorf("%+v", o)
	}
}

func TestProblemsOfMaps(t *testing.T) {
	part, page := write(t, "{{.Nothing}}"), write(t, "{{")
	_, err := publishText(t, `sources: {db: {postgres: 'postgres://h/d'}}
layers:
  birds:
    table: birds
    dimensions: { a: { field: none }, b: { field: depth, end_field: nowhere }, c: { field: group, nearest_value: true }, d: { field: depth, extent: ["x"] } }
    info_template: `+part+`
groups: { all: { layers: [birds, bids] } }
wms: { info_template: `+page+` }
`, birdDatabase())
	problems := config.Problems(nil)
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, want := range []string{"layers.birds.dimensions.a.field: there is no such column", "layers.birds.dimensions.b.end_field: there is no such column", "layers.birds.dimensions.c: cannot be a dimension",
		"layers.birds.dimensions.d: cannot be a dimension", "layers.birds.info_template: cannot be used", `groups.all.layers[1]: there is no layer or group "bids"`, "wms.info_template: cannot be used"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not told in\n%v", want, err)
		}
	}
	if len(problems) != 7 {
		t.Errorf("%d problems", len(problems))
	}
}

// What failed, and what changed, is measured again.
func TestTheDataIsMeasuredAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	times := 0
	s := &site{every: 1, refresh: func(context.Context, ...*layer.Layer) error {
		if times++; times == 3 {
			cancel()
		}
		return errors.New("the database is away")
	}}
	s.measure(ctx)
	if times != 3 {
		t.Errorf("%d times", times)
	}
	times, s.every = 0, 0
	s.measure(t.Context())
	if times != 1 {
		t.Errorf("%d times, where once was asked for", times)
	}
}
