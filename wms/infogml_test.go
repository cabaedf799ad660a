package wms

import (
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"haavi/internal/encode/gml"
	"haavi/internal/feature"
	"haavi/internal/layer"
)

// Features of two layers are one collection that is valid by the schema that it names.
func TestGetFeatureInfoAsGML(t *testing.T) {
	s := newService(t, described)
	both := with(info130, "QUERY_LAYERS", "sightings,squares", "LAYERS", "sightings,squares", "CRS", "EPSG:3067", "BUFFER", "50", "BBOX", "-3000000,-100000,3000000,7000000")
	const open = `<schema xmlns="http://www.w3.org/2001/XMLSchema"><import namespace="http://www.opengis.net/gml" schemaLocation="http://schemas.opengis.net/gml/`
	for _, c := range []struct {
		v                  *gml.Version
		format, wfs, place string // wfs are the schemas, in an order that libxml2 can follow
	}{
		{gml.V31, "application/vnd.ogc.gml/3.1.1", open + `3.1.1/base/gml.xsd"/><import namespace="http://www.opengis.net/ogc" schemaLocation="http://schemas.opengis.net/filter/1.1.0/filterAll.xsd"/>
			<import namespace="http://www.opengis.net/wfs" schemaLocation="http://schemas.opengis.net/wfs/1.1.0/wfs.xsd"/>`, `<gml:Point srsName="urn:ogc:def:crs:EPSG::3067"`},
		{gml.V21, "application/vnd.ogc.gml", open + `2.1.2/gml.xsd"/><import namespace="http://www.opengis.net/wfs" schemaLocation="http://schemas.opengis.net/wfs/1.0.0/wfs.xsd"/>`, `srsName="`},
	} {
		a := get(t, s, with(info130, "INFO_FORMAT", c.format, "LAYERS", "sightings,squares", "QUERY_LAYERS", "squares,sightings"))
		if a.status != 200 || a.header.Get("Content-Type") != c.format || !strings.Contains(a.body, c.place) || !strings.Contains(a.body, "sightings.1") {
			t.Errorf("%d %v\n%s", a.status, a.header, a.body)
		}
		if !strings.Contains(a.body, "/haavi/wfs?REQUEST=DescribeFeatureType&amp;SERVICE=WFS&amp;TYPENAME=app%3Asquares%2Capp%3Asightings&amp;VERSION=1.") {
			t.Errorf("no schema is named: %s", a.body)
		}
		valid(t, s, c.v, c.wfs, a.body)
		valid(t, s, c.v, c.wfs, get(t, s, with(info130, "INFO_FORMAT", c.format, "I", "10")).body)
		wide := get(t, s, with(both, "INFO_FORMAT", c.format))
		valid(t, s, c.v, c.wfs, wide.body)
	}
	if a := get(t, newService(t), with(info130, "INFO_FORMAT", "application/vnd.ogc.gml")); !strings.Contains(a.body, "InvalidFormat") {
		t.Errorf("without a WFS: %s", a.body)
	}
}

// valid checks a collection by its application schema and that of the WFS.
func valid(t *testing.T, s *Service, v *gml.Version, wfs, document string) {
	t.Helper()
	var schemas []*feature.Schema
	for _, l := range s.o.Catalog.Layers(layer.Caller{}) {
		if l.Schema.HasGeometry() {
			schemas = append(schemas, l.Schema)
		}
	}
	dir := t.TempDir()
	app, driver := filepath.Join(dir, "app.xsd"), filepath.Join(dir, "driver.xsd")
	text := wfs + `<import namespace="http://example.org/ns" schemaLocation="app.xsd"/></schema>`
	for name, content := range map[string][]byte{app: v.AppSchema(s.o.Features.Of(""), schemas), driver: []byte(text)} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	xmllint(t, document, "--schema", driver)
}

func TestTemplatesOfGetFeatureInfo(t *testing.T) {
	page, err := ParseInfoPage(`{{range .Layers}}[{{.Title}}: {{.Content}}]{{else}}nothing{{end}}`)
	if err != nil {
		t.Fatal(err)
	}
	part, err := ParseInfoPart(`{{range .Features}}<i title="{{.Get "name"}}">{{.ID}}</i><a href="{{.Get "name"}}">{{range .Values}}{{.Title}}={{.Value}};{{end}}</a>{{end}}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := newService(t, func(o *Options) { o.InfoPage, o.InfoParts = page, map[string]*template.Template{"squares": part} })
	query := with(info130, "INFO_FORMAT", "text/html", "QUERY_LAYERS", "squares", "LAYERS", "squares", "CRS", "CRS:84", "BBOX", "-2,2,2,6", "FEATURE_COUNT", "1")
	want := `[Squares &amp; more: <i title="&lt;b&gt;first&lt;/b&gt;">squares.2</i><a href="%3cb%3efirst%3c/b%3e">Nimi=&lt;b&gt;first&lt;/b&gt;;</a>]`
	if a := get(t, s, query); a.body != want {
		t.Errorf("got  %s\nwant %s", a.body, want)
	}
	if a := get(t, s, with(query, "I", "99", "J", "0")); a.body != "nothing" {
		t.Errorf("an empty page: %s", a.body)
	}
	if a := get(t, s, with(info130, "INFO_FORMAT", "text/html")); !strings.Contains(a.body, "<caption>sightings · sightings.1</caption>") {
		t.Errorf("a layer without a template: %s", a.body)
	}
	for _, text := range []string{"{{.Nothing}}", "{{", `{{range .Layers}}{{.Features.X}}{{end}}`} {
		if _, err := ParseInfoPage(text); err == nil {
			t.Errorf("the template %s was taken", text)
		}
	}
	if _, err := ParseInfoPart("{{.Get}}", nil); err == nil {
		t.Error("a part that asks a layer for a property was taken")
	}
}

func TestTolerances(t *testing.T) {
	s := newService(t)
	for _, c := range []struct{ param, value, want string }{
		{"BUFFER", "0", "sightings.1 sightings.2"}, {"BUFFER", "12", "sightings.1 sightings.2"}, {"RADIUS", "30", "sightings.1 sightings.2 sightings.3 sightings.4"}, {"FI_POINT_TOLERANCE", "15", "sightings.1 sightings.2"},
		{"BUFFER", "51", ""}, {"RADIUS", "-1", ""}, {"FI_LINE_TOLERANCE", "NaN", ""},
	} {
		a := get(t, s, with(info130, "I", "54", "J", "47", c.param, c.value))
		if c.want == "" {
			if a.status != 400 || !strings.Contains(a.body, strings.ToLower(c.param)) {
				t.Errorf("%s=%s: %d %s", c.param, c.value, a.status, a.body)
			}
			continue
		}
		if got := ids(t, a); got != c.want {
			t.Errorf("%s=%s finds %q, want %q", c.param, c.value, got, c.want)
		}
	}
}
