package wms

import (
	"strings"
	"testing"
)

func grouped(t *testing.T) *Service {
	return newService(t, func(o *Options) {
		o.Groups = []Group{
			{Name: "all", Title: "Everything", Abstract: "Both & more", Keywords: []string{"k"}, Layers: []string{"inner", "sightings"}},
			{Name: "inner", Layers: []string{"squares"}},
			{Name: "heading", Title: "Tables", Layers: []string{"table"}, HeadingOnly: true},
		}
	})
}

func TestGroups(t *testing.T) {
	s := grouped(t)
	both := with(birds, "LAYERS", "squares,sightings", "BBOX", "-300000,6400000,1200000,7800000")
	want := get(t, s, both)
	if got := get(t, s, with(both, "LAYERS", "all")); got.status != 200 || got.body != want.body {
		t.Errorf("a group is not its layers: %d", got.status)
	}
	if got := get(t, s, with(both, "LAYERS", "all", "STYLES", "default")); got.body != want.body {
		t.Errorf("the default style of a group: %d", got.status)
	}
	if got := ids(t, get(t, s, with(info130, "LAYERS", "all", "QUERY_LAYERS", "all"))); got != "sightings.1" {
		t.Errorf("in the group are %q", got)
	}
	if got := seen(picture(t, s, with(birds, "LAYERS", "all,sightings", "STYLES", ",", "CQL_FILTER", "EXCLUDE;count = 3"))); got != "1" {
		t.Errorf("one filter for a group, one for a layer: %q", got)
	}
	for _, c := range [][2]string{
		{with(birds, "LAYERS", "heading"), "LayerNotDefined"}, {with(birds, "LAYERS", "all", "STYLES", "red"), "StyleNotDefined"},
		{with(birds, "LAYERS", "all", "CQL_FILTER", "INCLUDE;INCLUDE"), "2 filters for 1 layers"},
	} {
		if a := get(t, s, c[0]); a.status != 400 || !strings.Contains(a.body, c[1]) {
			t.Errorf("%s: %d %s", c[0], a.status, a.body)
		}
	}
	small := newService(t, func(o *Options) {
		o.Groups, o.MaxLayers = []Group{{Name: "g", Layers: []string{"squares", "sightings"}}}, 1
	})
	if a := get(t, small, with(birds, "LAYERS", "g")); a.status != 400 || !strings.Contains(a.body, "more layers than the 1 allowed") {
		t.Errorf("a large group: %d %s", a.status, a.body)
	}
}

func TestGroupsInCapabilities(t *testing.T) {
	s := grouped(t)
	for _, version := range []string{"1.3.0", "1.1.1"} {
		body := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION="+version).body
		compact := strings.Join(strings.Fields(body), "")
		inner := strings.Index(compact, "<Name>inner</Name><Title>inner</Title>")
		all := strings.Index(compact, `<Layerqueryable="1"opaque="0"><Name>all</Name><Title>Everything</Title><Abstract>Both&amp;more</Abstract><KeywordList><Keyword>k</Keyword></KeywordList>`)
		if squares, sightings := strings.Index(compact, "<Name>squares</Name>"), strings.Index(compact, "<Name>sightings</Name>"); all < 0 || inner < all || squares < inner || sightings < squares {
			t.Errorf("groups are not nested: %d %d %d %d\n%s", all, inner, squares, sightings, body)
		}
		if strings.Contains(body, "Tables") {
			t.Error("a group without maps is shown")
		}
		if version == "1.3.0" {
			xmllint(t, body, "--schema", "http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd")
		} else {
			xmllint(t, body, "--valid")
		}
	}
}

func TestGroupsThatCannotBe(t *testing.T) {
	c := newService(t).o.Catalog
	for want, all := range map[string][]Group{
		"name of another":   {{Name: "squares"}},
		"that there is not": {{Name: "g", Layers: []string{"none"}}},
		"in two groups":     {{Name: "g", Layers: []string{"squares"}}, {Name: "h", Layers: []string{"squares"}}},
		"within itself":     {{Name: "g", Layers: []string{"h"}}, {Name: "h", Layers: []string{"g"}}},
	} {
		if _, err := New(Options{Catalog: c, Groups: all}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", all, err, want)
		}
	}
}
