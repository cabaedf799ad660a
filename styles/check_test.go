package styles

import (
	"strings"
	"testing"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

func TestCheckFindsWhatALayerLacks(t *testing.T) {
	schema := &feature.Schema{Name: "a", Geometry: feature.Field{Name: "geom", Type: feature.Geometry, Geom: feature.Point},
		Fields: []feature.Field{{Name: "n", Type: feature.Int}, {Name: "name", Type: feature.String}}}
	deep := &Value{Expr: &filter.Property{Name: "n"}, Steps: &Steps{Kind: Categorize, Values: []Value{*Of("inner")}, Fallback: Of("fallback")}}
	s := &Style{Passes: []FeatureTypeStyle{
		{SortBy: []SortBy{{Property: "sort"}}, Summary: &Density{Weight: "weight"}},
		{Rules: []Rule{
			{Filter: &filter.IsNull{Value: &filter.Property{Name: "filter"}}, Legend: &Graphic{Size: Of("legend")}, Symbolizers: []Symbolizer{
				&Point{Graphic: Graphic{Size: deep, Symbols: []GraphicSymbol{&Mark{Name: Of("mark"), Stroke: &Stroke{Dash: []Value{*Of("dash")}, Marks: &Marks{Gap: Of("gap")}}}}}},
				&Polygon{Fill: &Fill{Graphic: &Graphic{Rotation: Of("turn")}}, ShiftX: Of("shift")},
			}},
			{Symbolizers: []Symbolizer{
				&Line{Offset: Of("offset"), Stroke: Stroke{Color: Of("name"), Width: Of("n")}}, &Ground{Radius: Of("radius")},
				&Text{Label: Of("label"), Halo: &Halo{Radius: Of("halo")}, Placement: &LinePlacement{Repeat: Of("repeat")}, Priority: Of("label")},
			}},
		}},
	}}
	var got []string
	for _, p := range s.Check(schema) {
		got = append(got, p.Name)
		if p.Pass == 1 && p.Rule != 0 || p.Pass == 2 && p.Rule == 0 {
			t.Errorf("%v", p)
		}
	}
	want := "sort weight filter legend mark dash gap inner fallback turn shift offset radius label halo repeat"
	if strings.Join(got, " ") != want {
		t.Errorf("found\n%v, want\n%v", strings.Join(got, " "), want)
	}
}
