package sld

import (
	"testing"

	"haavi/internal/filter"
	"haavi/styles"
)

func constant(t *testing.T, v *styles.Value) string {
	t.Helper()
	if v == nil {
		t.Error("there is no value")
		return ""
	}
	text, ok := constantText(v)
	if !ok {
		t.Errorf("%v is not constant", v.Expr)
	}
	return text
}

// What QGIS draws is what the style says.
func TestWhatQGISWrites(t *testing.T) {
	rules := readFile(t, "testdata/qgis/rules.sld").Layers[0].Styles[0].Passes[0].Rules
	if len(rules) != 3 || !rules[2].Else || rules[0].MinScale != 1 || rules[0].MaxScale != 50000 || rules[0].Title != "many tits" ||
		rules[0].Filter.String() != `("count" > '10' AND "species" LIKE 'Parus%')` {
		t.Errorf("%+v", rules)
	}
	p := readFile(t, "testdata/qgis/svg_marker.sld").Layers[0].Styles[0].Passes[0].Rules[0].Symbolizers[0].(*styles.Point)
	e := p.Graphic.Symbols[0].(*styles.External)
	if len(p.Graphic.Symbols) != 3 || e.Href != "symbol/blue-marker.svg" || e.Parameters["fill"] != "#ff8800" || constant(t, p.Graphic.Size) != "29" || constant(t, p.Graphic.Rotation) != "30" {
		t.Errorf("%+v %+v", p.Graphic, e)
	}
	lines := readFile(t, "testdata/qgis/lines.sld").Layers[0].Styles[0].Passes[0].Rules
	dashed, marked := lines[0].Symbolizers[1].(*styles.Line), lines[0].Symbolizers[2].(*styles.Line)
	if len(dashed.Stroke.Dash) != 4 || constant(t, &dashed.Stroke.Dash[0]) != "14" || constant(t, dashed.Offset) != "5" || dashed.Stroke.Cap != styles.CapSquare || dashed.Stroke.Join != styles.JoinBevel {
		t.Errorf("%+v", dashed)
	}
	if m := marked.Stroke.Marks; m == nil || constant(t, m.Gap) != "29" || constant(t, m.Graphic.Symbols[0].(*styles.Mark).Name) != "filled_arrowhead" {
		t.Errorf("%+v", marked)
	}
	if l := lines[1].Symbolizers[0].(*styles.Text).Placement.(*styles.LinePlacement); !l.Follow || l.MaxAngle != 25 {
		t.Errorf("%+v", l)
	}
	label := readFile(t, "testdata/qgis/labels.sld").Layers[0].Styles[0].Passes[0].Rules[1].Symbolizers[0].(*styles.Text)
	at := label.Placement.(*styles.PointPlacement)
	if label.Label.Expr.(*filter.Property).Name != "species" || !label.Font.Bold || constant(t, label.Font.Size) != "13" || constant(t, label.Halo.Radius) != "1.5" || constant(t, at.ShiftY) != "3.54" || at.MaxShift != 6 {
		t.Errorf("%+v %+v", label, at)
	}
	pattern := readFile(t, "testdata/qgis/centroid_fill.sld").Layers[0].Styles[0].Passes[0].Rules[0].Symbolizers[2].(*styles.Polygon)
	if pattern.Fill.Graphic == nil || pattern.Fill.Margins != [4]float64{0, 14, 14, 0} {
		t.Errorf("%+v", pattern.Fill)
	}
}

// What GeoServer draws is what the style says.
func TestWhatGeoServerTakes(t *testing.T) {
	pass := readFile(t, "testdata/own/geoserver-points.sld").Layers[0].Styles[0].Passes[0]
	if !pass.FirstOnly || len(pass.SortBy) != 2 || !pass.SortBy[0].Desc || pass.SortBy[1] != (styles.SortBy{Property: "name"}) || !pass.Rules[1].Else || pass.Rules[1].MaxScale != 1e7 {
		t.Errorf("%+v", pass)
	}
	g := pass.Rules[0].Symbolizers[0].(*styles.Point).Graphic
	if constant(t, g.Symbols[0].(*styles.Mark).Name) != "shape://plus" || g.Size.Expr.String() != `('6' + ("count" / '10'))` || g.Rotation.Expr.(*filter.Property).Name != "heading" {
		t.Errorf("%+v %v", g, g.Size.Expr)
	}
	river := readFile(t, "testdata/own/geoserver-labels.sld").Layers[0].Styles[0].Passes[0].Rules[0].Symbolizers
	stroke, text := river[0].(*styles.Line).Stroke, river[1].(*styles.Text)
	if s := stroke.Color.Steps; s == nil || s.Kind != styles.Recode || s.Keys[1].Value.Str() != "ditch" || constant(t, &s.Values[1]) != "#00ffff" || !s.Color {
		t.Errorf("%+v", s)
	}
	if s := stroke.Width.Steps; s == nil || s.Kind != styles.Categorize || len(s.Values) != 3 || s.Keys[0].Value.Float() != 10 || constant(t, &s.Values[2]) != "4" {
		t.Errorf("%+v", s)
	}
	if len(stroke.Dash) != 3 || stroke.Cap != styles.CapRound {
		t.Errorf("%+v", stroke.Dash)
	}
	if got := text.Label.Expr.String(); got != `concat("name", ' (', "length", ' km)')` {
		t.Errorf("the label is %s", got)
	}
	line := text.Placement.(*styles.LinePlacement)
	if !line.Follow || line.MaxAngle != 30 || constant(t, line.Repeat) != "300" || text.SpaceAround != 10 || text.Priority == nil || !text.Font.Bold || !text.Font.Italic || len(text.Font.Families) != 2 {
		t.Errorf("%+v %+v", text, line)
	}
	area := readFile(t, "testdata/own/geoserver-polygons.sld").Layers[0].Styles[0]
	if rules := area.Passes[0].Rules; len(rules) != 3 || rules[1].Filter.String() != `("kind" = 'a' OR "kind" = 'b')` || len(rules[2].Symbolizers) != 0 ||
		rules[0].Symbolizers[0].(*styles.Polygon).Fill.Margins != [4]float64{2, 4, 2, 4} || rules[0].Symbolizers[0].(*styles.Polygon).Stroke == nil {
		t.Errorf("%+v", rules)
	}
	centre := area.Passes[1].Rules[0]
	if p := centre.Symbolizers[0].(*styles.Point); p.Place != styles.Centroid || p.Unit != styles.Metre || centre.MaxScale != 0 {
		t.Errorf("%+v", p)
	}
}

func TestSEFunctions(t *testing.T) {
	r := readFile(t, "testdata/own/se-functions.sld").Layers[0].Styles[0].Passes[0].Rules[0]
	p, text := r.Symbolizers[0].(*styles.Point).Graphic, r.Symbolizers[1].(*styles.Text)
	fill := p.Symbols[0].(*styles.Mark).Fill
	if s := fill.Color.Steps; s.Kind != styles.Interpolate || !s.Color || s.Keys[1].Value.Float() != 2020 || constant(t, s.Fallback) != "#999999" {
		t.Errorf("%+v", s)
	}
	if s := fill.Opacity.Steps; s.Kind != styles.Categorize || !s.Preceding || constant(t, &s.Values[1]) != "0.6" {
		t.Errorf("%+v", s)
	}
	if s := p.Size.Steps; s.Kind != styles.Recode || p.Size.Expr.String() != `upper("red_list")` || s.Values[1].Expr.String() != `"count"` {
		t.Errorf("%+v %v", s, p.Size.Expr)
	}
	if got := text.Label.Expr.String(); got != `concat(substr("name", '1', '3'), ': ', "count")` {
		t.Error(got)
	}
}

func TestPictures(t *testing.T) {
	g := readFile(t, "testdata/own/inline.sld").Layers[0].Styles[0].Passes[0].Rules[0].Symbolizers[0].(*styles.Point).Graphic
	if len(g.Symbols) != 2 {
		t.Fatalf("%d pictures", len(g.Symbols))
	}
	a, b := g.Symbols[0].(*styles.External), g.Symbols[1].(*styles.External)
	if string(a.Inline) != "<svg/>" || string(b.Inline) != "<svg/>" || b.Parameters["fill"] != "#ff0000" || b.Href != "" {
		t.Errorf("%+v %+v", a, b)
	}
}

func TestStyleOfADocument(t *testing.T) {
	d := readFile(t, "testdata/own/several.sld")
	if s, err := d.Style(""); err != nil || s.Name != "two" {
		t.Error(s, err)
	}
	if s, err := d.Style("one"); err != nil || s.Name != "one" {
		t.Error(s, err)
	}
	if _, err := d.Style("three"); err == nil {
		t.Error("there is no such style")
	}
	if d.Layers[0].Styles[0].Named != "default" || d.Layers[1].FeatureType != "b" || d.Layers[1].Constraint.String() != `"end" IS NULL` || d.Layers[2].Foreign != "RemoteOWS" {
		t.Errorf("%+v", d.Layers)
	}
}
