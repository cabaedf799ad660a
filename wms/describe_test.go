package wms

import (
	"encoding/base64"
	"encoding/json"
	"image/png"
	"strings"
	"testing"

	"haavi/internal/encode"
	"haavi/internal/layer"
	"haavi/styles"
)

func described(o *Options) {
	o.Features = FeatureTypes{Path: "/wfs", Of: func(string) encode.AppSchema {
		return encode.AppSchema{Namespace: "http://example.org/ns", Prefix: "app"}
	}}
}

func TestDescribeLayer(t *testing.T) {
	s := newService(t, described)
	a := get(t, s, "SERVICE=WMS&VERSION=1.3.0&REQUEST=DescribeLayer&SLD_VERSION=1.1.0&LAYERS=squares,sightings")
	for _, want := range []string{"<owsType>wfs</owsType>", `xlink:href="https://maps.example.org/haavi/wfs?"`, `<TypeName xmlns:app="http://example.org/ns">`, "<se:FeatureTypeName>app:squares<"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("%s is missing in\n%s", want, a.body)
		}
	}
	a = get(t, s, "SERVICE=WMS&VERSION=1.1.1&REQUEST=DescribeLayer&LAYERS=squares")
	if !strings.Contains(a.body, `<LayerDescription name="squares" wfs="https://maps.example.org/haavi/wfs?" owsURL="https://maps.example.org/haavi/wfs?" owsType="WFS">`) || a.header.Get("Content-Type") != "application/vnd.ogc.wms_xml" {
		t.Errorf("%v %s", a.header, a.body)
	}
	xmllint(t, a.body, "--valid")
	for _, query := range []string{"LAYERS=none", "LAYERS=", "LAYERS=" + strings.Repeat("squares,", 10000)} {
		if a := get(t, s, "SERVICE=WMS&VERSION=1.3.0&REQUEST=DescribeLayer&"+query); a.status != 400 || len(a.body) > 2000 {
			t.Errorf("%.50s: %d %s", query, a.status, a.body)
		}
	}
	if a := get(t, newService(t), "SERVICE=WMS&VERSION=1.3.0&REQUEST=DescribeLayer&LAYERS=squares"); !strings.Contains(a.body, "OperationNotSupported") {
		t.Errorf("without a WFS: %s", a.body)
	}
}

// byName is a service whose layer has a rule for each of two names and one for the others.
func byName(t *testing.T) *Service {
	return newService(t, func(o *Options) {
		s, err := styles.Simple{Title: "Birds", Symbol: styles.Symbol{Fill: "#777777"}, Field: "name", Categories: []styles.Category{
			{Value: "Parus major", Title: "Great tit", Symbol: styles.Symbol{Fill: "#ff0000"}}, {Value: "Pica pica", Title: "Magpie", Symbol: styles.Symbol{Fill: "#00ff00"}}}}.Style("byname")
		if err != nil {
			t.Fatal(err)
		}
		r, err := styles.NewRegistry(s)
		if err != nil {
			t.Fatal(err)
		}
		o.Styles = r
		o.Groups = []Group{{Name: "both", Layers: []string{"sightings", "squares"}}}
		l, _ := o.Catalog.Layer(layer.Caller{}, "sightings")
		l.Style, l.MoreStyles = "", []string{"byname"}
	})
}

func titles(t *testing.T, a answer) string {
	var doc struct {
		Legend []struct {
			LayerName string
			Rules     []struct{ Title, Icon string }
		}
	}
	if err := json.Unmarshal([]byte(a.body), &doc); err != nil || a.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%v %v\n%s", err, a.header, a.body)
	}
	var all []string
	for _, l := range doc.Legend {
		for _, r := range l.Rules {
			all = append(all, r.Title)
			icon, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Icon, "data:image/png;base64,"))
			if err != nil {
				t.Fatal(err)
			}
			if img, err := png.Decode(strings.NewReader(string(icon))); err != nil || img.Bounds().Dx() != 20 {
				t.Errorf("the icon of %s: %v", r.Title, err)
			}
		}
	}
	return strings.Join(all, ",")
}

func TestLegendOfWhatAMapShows(t *testing.T) {
	s := byName(t)
	base := "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=sightings&STYLE=byname&FORMAT=application/json"
	ofMap := base + "&CRS=EPSG:3067&WIDTH=100&HEIGHT=100&BBOX="
	for query, want := range map[string]string{
		base:                                                                      "Great tit,Magpie,Other",
		ofMap + "380000,6670000,390000,6680000":                                   "Great tit,Magpie,Other",
		ofMap + "384900,6674900,385100,6675100":                                   "Great tit",
		ofMap + "386900,6675900,387100,6676100":                                   "Other",
		ofMap + "100000,6000000,100100,6000100":                                   "",
		ofMap + "380000,6670000,390000,6680000&TIME=2020":                         "Magpie",
		base + "&CRS=EPSG:3067&BBOX=384900,6674900,385100,6675100":                "Great tit",
		base + "&CRS=EPSG:3067&BBOX=384900,6674900,385100,6675100&SCALE=5000":     "Great tit",
		base + "&CRS=EPSG:3067&BBOX=380000,6670000,390000,6680000&SCALE=20000000": "",
		base + "&RULE=Magpie":                                                     "Magpie",
		with(ofMap+"384900,6674900,385100,6675100", "WIDTH", "20", "HEIGHT", "20", "SRCWIDTH", "50", "SRCHEIGHT", "50"): "Great tit",
	} {
		if got := titles(t, get(t, s, query)); got != want {
			t.Errorf("%s has %q, want %q", query, got, want)
		}
	}
	one := picture(t, s, with(ofMap+"384900,6674900,385100,6675100", "FORMAT", "image/png")).Bounds()
	all := picture(t, s, with(base, "FORMAT", "image/png")).Bounds()
	both := picture(t, s, with(base, "FORMAT", "image/png", "LAYER", "both", "STYLE", "")).Bounds()
	if one.Dy() != 20 || all.Dy() != 60 || both.Dy() != 40 {
		t.Errorf("legends of one rule %v, of all %v, of a group %v", one, all, both)
	}
}

func TestStylesOfALayer(t *testing.T) {
	s := byName(t)
	body := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities").body
	_, rest, _ := strings.Cut(body, "<Name>sightings</Name>")
	if first, second := strings.Index(rest, "<Name>default</Name>"), strings.Index(rest, "<Name>byname</Name>"); first < 0 || second < first {
		t.Errorf("the styles of the layer: %d %d\n%s", first, second, rest)
	}
	if got := at(picture(t, s, with(birds, "STYLES", "byname")), 50, 49); got.R < 250 || got.G > 20 {
		t.Errorf("drawn with a further style: %v", got)
	}
}

func TestAttributionAndIdentifiers(t *testing.T) {
	s := newService(t)
	l, _ := s.o.Catalog.Layer(layer.Caller{}, "sightings")
	l.AttributionURL, l.Logo = "https://a.example.org/", &layer.Logo{URL: "https://a.example.org/l.png", Format: "image/png", Width: 12, Height: 34}
	l.Identifiers = []layer.Identifier{{Authority: "gbif", URL: "https://gbif.example.org/", Value: "a&b"}, {Authority: "gbif", URL: "https://gbif.example.org/", Value: "c"}}
	l.Data = []layer.DataURL{{URL: "https://a.example.org/d.zip", Format: "application/zip"}}
	for version, check := range map[string][]string{"1.3.0": {"--schema", "http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd"}, "1.1.1": {"--valid"}} {
		body := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION="+version).body
		for _, want := range []string{`<LogoURL width="12" height="34">`, `<AuthorityURL name="gbif">`, `<Identifier authority="gbif">a&amp;b</Identifier>`, `<DataURL>`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: %s is missing in\n%s", version, want, body)
			}
		}
		if strings.Count(body, "<AuthorityURL") != 1 {
			t.Error("an authority is told twice")
		}
		xmllint(t, body, check...)
	}
}
