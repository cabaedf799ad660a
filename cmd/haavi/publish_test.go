package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/config"
	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/source"
)

var tm35 = crs.Ref{Authority: "EPSG", Code: "3067"}

func publishText(t *testing.T, yaml string, byName map[string]source.Source) ([]published, error) {
	t.Helper()
	cfg, err := config.Parse("h.yaml", []byte(yaml), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return newPublisher(cfg, byName).publish(context.Background())
}

func layerNames(layers []published) string {
	var list []string
	for _, l := range layers {
		list = append(list, l.options.Name)
	}
	return strings.Join(list, " ")
}

func fieldNames(s *feature.Schema) string {
	var list []string
	for _, f := range s.Fields {
		list = append(list, f.Name)
	}
	return strings.Join(list, " ")
}

func TestEverythingIsPublishedWithoutLayers(t *testing.T) {
	db := &fakeSource{}
	db.table("archive", "birds", tm35)
	db.table("public", "birds", tm35, text("laji nimi"), text("laji_nimi"))
	db.table("public", "no_crs", crs.Ref{})
	db.table("public", "odd_crs", crs.Ref{Authority: "EPSG", Code: "990001"})
	file := &fakeSource{}
	file.table("", "birds", tm35)
	db.described["public.birds"].Title, db.described["public.birds"].Extent = "Birds", orb.Bound{Max: orb.Point{1, 1}}
	layers, err := publishText(t, "sources: {db: {postgres: 'postgres://h/d'}, file: {geopackage: f}}", map[string]source.Source{"db": db, "file": file})
	if err != nil {
		t.Fatal(err)
	}
	if got := layerNames(layers); got != "birds archive_birds file_birds" {
		t.Error(got)
	}
	if o := layers[0].options; o.Title != "Birds" || o.Extent.Max[0] != 1 || fieldNames(o.Schema) != "id laji_nimi_2 laji_nimi" {
		t.Errorf("%+v %s", o, fieldNames(o.Schema))
	}
	if layers[1].options.Title != "birds" {
		t.Error("a table without a title has its name as one")
	}
}

func TestIncludeAndExclude(t *testing.T) {
	db := &fakeSource{}
	for _, name := range []string{"public.a", "public.tmp_a", "staging.a", "staging.keep"} {
		schema, table, _ := strings.Cut(name, ".")
		db.table(schema, table, tm35)
	}
	for yaml, want := range map[string]string{
		"include: ['public.*']":                  "a tmp_a",
		"exclude: ['*.tmp_*', 'staging.a']":      "a keep",
		"include: [a, keep], exclude: staging.*": "a",
		"publish: listed":                        "",
	} {
		layers, err := publishText(t, "sources: {db: {postgres: 'postgres://h/d', "+yaml+"}}", map[string]source.Source{"db": db})
		if err != nil || layerNames(layers) != want {
			t.Errorf("%s: %q, want %q, %v", yaml, layerNames(layers), want, err)
		}
	}
}

func TestListedLayer(t *testing.T) {
	db := &fakeSource{}
	db.table("public", "birds", tm35, text("species"), text("observer"), day("day"), text("note"))
	db.table("public", "other", tm35)
	layers, err := publishText(t, `
sources: {db: {postgres: "postgres://h/d", publish: all}}
styles: {red: {label: name}}
layers:
  Linnut:
    table: birds
    key: species
    title: Linnut
    extent: [1, 2, 3, 4]
    offered_crs: [EPSG:3857]
    style: red
    time: {begin: day}
    fields:
      day:
      geom: {name: place}
      species: {name: name, title: Laji, description: The species}
      observer: {visibility: hide}
`, map[string]source.Source{"db": db})
	if err != nil {
		t.Fatal(err)
	}
	if got := layerNames(layers); got != "Linnut other" {
		t.Error(got)
	}
	o := layers[0].options
	for _, c := range []struct{ got, want any }{
		{fieldNames(o.Schema), "day name id note"}, {o.Schema.Geometry.Name, "place"}, {o.Schema.GeometryAt, 1}, {o.Schema.Key[0].Column, "species"}, {len(o.Schema.Key), 1},
		{o.Schema.Fields[1].Title, "Laji"}, {o.Schema.Fields[1].Description, "The species"}, {o.Schema.Fields[1].Column, "species"},
		{o.Schema.Fields[3].Title, "title of note"}, {o.TimeBegin, "day"}, {o.TimeEnd, ""}, {o.Extent.Max[1], 4.0}, {o.CRSs[0], crs.WebMercator},
		{o.Relation.Schema, "public"}, {o.Style, "red"},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if got := fieldNames(db.described["public.birds"].Schema); got != "id species observer day note" {
		t.Error("the source's own description was changed:", got)
	}
}

func TestOtherFieldsHidden(t *testing.T) {
	db := &fakeSource{}
	db.table("", "birds", tm35, text("species"), text("observer"))
	layers, err := publishText(t, "sources: {f: {geopackage: f}}\nlayers: {birds: {table: birds, fields: {species: }, other_fields: hide}}", map[string]source.Source{"f": db})
	if err != nil || fieldNames(layers[0].options.Schema) != "species" {
		t.Error(layers, err)
	}
}

func TestWhatTheSourcesDoNotHaveIsToldAtOnce(t *testing.T) {
	db := &fakeSource{}
	db.table("public", "birds", tm35, text("species"), text("year"))
	db.table("public", "mammals", crs.Ref{}, text("two words"), text("two:words"))
	db.describe("SELECT 1", crs.Ref{Authority: "EPSG", Code: "990001"})
	_, err := publishText(t, `sources: {db: {postgres: "postgres://h/d"}}
styles: {red: {label: namn}}
layers:
  a: {table: brids}
  b: {sql: SELECT FORM}
  c: {sql: SELECT 1}
  d:
    table: birds
    key: [id, speceis]
    crs: EPSG:2393
    time: {begin: year, end: dya}
    fields: {spcies: {name: x}, year: }
    style: red
  e: {table: mammals}
  g: {table: birds, geometry: goem}
  f: {table: mammals, crs: EPSG:3067, fields: {id: {name: geom}}}
`, map[string]source.Source{"db": db})
	var problems config.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	want := `h.yaml:4:14: layers.a.table: the source "db" has no table "public.brids" that may be read; did you mean "public.birds"?
h.yaml:5:12: layers.b.sql: the source does not take it: syntax error at or near "FORM"; try it in the database
h.yaml:6:3: layers.c: the coordinate system EPSG:990001 of the geometries is not known; offer the data in a system of the EPSG register
h.yaml:9:15: layers.d.key[1]: there is no column "speceis"; did you mean "species"?
h.yaml:10:10: layers.d.crs: is EPSG:2393, but the source says that the geometries are in EPSG:3067; remove it, or mend the source
h.yaml:11:19: layers.d.time.begin: the column "year" is a string; name a column of dates or times
h.yaml:11:30: layers.d.time.end: there is no column "dya" that is published; there are year, id, species
h.yaml:12:14: layers.d.fields.spcies: there is no column "spcies"; did you mean "species"?
h.yaml:13:12: layers.d.style: the style "red" reads the field "namn", which the layer does not publish; there are year, id, species
h.yaml:14:3: layers.e: the source does not tell the coordinate system of the geometries; add the key crs
h.yaml:14:3: layers.e.fields: the columns "two words" and "two:words" would both be published as "two_words"; give one of them a name, or hide it
h.yaml:15:31: layers.g.geometry: there is no geometry column "goem"; did you mean "geom"?
h.yaml:16:39: layers.f.fields: the columns "geom" and "id" would both be published as "geom"; give one of them a name, or hide it
h.yaml:16:39: layers.f.fields: the columns "two words" and "two:words" would both be published as "two_words"; give one of them a name, or hide it`
	if err.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", err, want)
	}
}
