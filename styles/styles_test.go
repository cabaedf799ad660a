package styles

import (
	"image/color"
	"reflect"
	"strings"
	"testing"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
)

func TestParseColor(t *testing.T) {
	for text, want := range map[string]color.NRGBA{
		"#fff": {255, 255, 255, 255}, "#123456": {0x12, 0x34, 0x56, 255}, "#12345678": {0x12, 0x34, 0x56, 0x78}, " SteelBlue ": {70, 130, 180, 255}, "#ABCDEF": {0xab, 0xcd, 0xef, 255},
	} {
		if got, err := ParseColor(text); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "#", "#12", "#12345", "#gggggg", "#+12345", "123456", "nocolour", strings.Repeat("x", 10000)} {
		if _, err := ParseColor(text); err == nil || len(err.Error()) > 200 {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// Each geometry type has symbols at every scale, and no symbols that it has no use for.
func TestDefault(t *testing.T) {
	for g := feature.AnyGeometry; g <= feature.GeometryCollection; g++ {
		s := Default(g)
		for _, scale := range []float64{1, 2.5e4, 1e5, 2.5e5, 1e6, 2.5e6, 1e8} {
			seen := Dimensions(0)
			for _, p := range s.Passes {
				rules := 0
				for i := range p.Rules {
					if p.Rules[i].InScale(scale) {
						rules++
						for _, sym := range p.Rules[i].Symbolizers {
							seen |= sym.On()
						}
					}
				}
				if rules != 1 {
					t.Errorf("%v at 1:%g: %d rules in a pass", g, scale, rules)
				}
			}
			want := Points | Lines | Polygons
			if d := g.Dimension(); d >= 0 {
				want = 1 << d
			}
			if seen != want {
				t.Errorf("%v at 1:%g draws %b, want %b", g, scale, seen, want)
			}
		}
	}
}

func TestSimple(t *testing.T) {
	half := 0.5
	s, err := Simple{Title: "Birds", Symbol: Symbol{Marker: "triangle", Size: 12, Fill: "red", Stroke: "none", Opacity: &half}, Field: "kind",
		Categories: []Category{{Value: "a", Symbol: Symbol{Fill: "blue"}}, {Value: "b", Title: "B", Symbol: Symbol{Marker: "x", Size: 5}}}, Label: "name", LabelMaxScale: 1000}.Style("birds")
	if err != nil {
		t.Fatal(err)
	}
	rules := s.Passes[0].Rules
	if s.Name != "birds" || s.Title != "Birds" || len(rules) != 3 || rules[0].Title != "a" || rules[1].Title != "B" || !rules[2].Else {
		t.Fatalf("%+v", s)
	}
	if c, ok := rules[0].Filter.(*filter.Compare); !ok || c.Left.(*filter.Property).Name != "kind" || c.Right.(*filter.Literal).Value.Str() != "a" {
		t.Errorf("the filter of a category is %v", rules[0].Filter)
	}
	mark := func(name string, size float64, fill string) Graphic {
		return Graphic{Symbols: []GraphicSymbol{&Mark{Name: Constant(name), Fill: &Fill{Color: Constant(fill), Opacity: Number(0.502)}}}, Size: Number(size)}
	}
	for i, want := range []Graphic{mark("triangle", 12, "#0000ff"), mark("x", 5, "#ff0000")} {
		if got := rules[i].Symbolizers[0].(*Point).Graphic; !reflect.DeepEqual(got, want) {
			t.Errorf("category %d does not inherit or override: %+v", i, got)
		}
	}
	if len(s.Passes) != 2 || s.Passes[1].Rules[0].MaxScale != 1000 {
		t.Errorf("labels: %+v", s.Passes)
	}
	plain, err := Simple{}.Style("plain")
	if err != nil || plain.Title != "plain" || len(plain.Passes[0].Rules[0].Symbolizers) != 3 {
		t.Errorf("%+v %v", plain, err)
	}
}

func TestSimpleRefuses(t *testing.T) {
	two := 2.0
	for key, s := range map[string]Simple{
		"marker": {Symbol: Symbol{Marker: "blob"}}, "size": {Symbol: Symbol{Size: 300}}, "stroke_width": {Symbol: Symbol{StrokeWidth: -1}}, "opacity": {Symbol: Symbol{Opacity: &two}},
		"fill": {Symbol: Symbol{Fill: "#12"}}, "stroke": {Symbol: Symbol{Stroke: "x"}}, "dash": {Symbol: Symbol{Dash: []float64{0, 0}}}, "field": {Categories: []Category{{Value: "a"}}},
		"categories": {Field: "kind"}, "label_size": {Label: "a", LabelSize: 999}, "label_color": {Label: "a", LabelColor: "none"}, "label_halo": {Label: "a", LabelHalo: "?"},
		`category "a": fill`: {Field: "kind", Categories: []Category{{Value: "a", Symbol: Symbol{Fill: "?"}}}},
	} {
		if _, err := s.Style("s"); err == nil || !strings.HasPrefix(err.Error(), `style "s": `+key+":") || len(err.Error()) > 250 {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestRegistry(t *testing.T) {
	red, err := Simple{}.Style("red")
	if err != nil {
		t.Fatal(err)
	}
	blue, err := Simple{}.Style("blue")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewRegistry(red, blue)
	if err != nil {
		t.Fatal(err)
	}
	schema := &feature.Schema{Geometry: feature.Field{Name: "geom", Geom: feature.Point}}
	own, other := &layer.Layer{Options: layer.Options{Style: "red", MoreStyles: []string{"blue", "red", "gone"}, Schema: schema}}, &layer.Layer{Options: layer.Options{Schema: schema}}
	if r.ForLayer(own) != red || r.ForLayer(other).Name != DefaultName || (*Registry)(nil).ForLayer(own).Name != DefaultName {
		t.Error("the wrong style draws the layer")
	}
	if all := r.Styles(own); len(all) != 2 || all[0] != red || all[1] != blue {
		t.Errorf("%d styles are offered", len(all))
	}
	if _, ok := r.Style(other, "red"); ok {
		t.Error("a style of another layer is offered")
	}
	if s, ok := r.Style(own, DefaultName); !ok || s != red {
		t.Error("the default style is not the one that draws the layer")
	}
	for _, wrong := range [][]*Style{{red, red}, {{}}, {{Name: DefaultName}}} {
		if _, err := NewRegistry(wrong...); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}
