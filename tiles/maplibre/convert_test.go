package maplibre

import (
	"encoding/json"
	"strings"
	"testing"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// converted are the layers of a style of one pass over points or another geometry, and what is not carried.
func converted(t testing.TB, geometry feature.GeometryType, pass styles.FeatureTypeStyle) (layers []map[string]any, notCarried string) {
	t.Helper()
	style := &styles.Style{Name: "s", Passes: []styles.FeatureTypeStyle{pass}}
	layers, lacks := document(t, get(fixture(t, style, geometry), "/styles/birds.json"))
	return layers, strings.Join(lacks, "\n")
}

func rules(symbolizers ...styles.Symbolizer) styles.FeatureTypeStyle {
	return styles.FeatureTypeStyle{Rules: []styles.Rule{{Symbolizers: symbolizers}}}
}

func asJSON(v any) string {
	b, _ := json.Marshal(v)
	return strings.ReplaceAll(string(b), `\u003c`, "<")
}

// Tables, as the maps look things up in them: numbers by keys that documents have as texts, nulls by the fallback, or not at all.
func TestTables(t *testing.T) {
	key := func(v feature.Value) filter.Literal { return filter.Literal{Value: v} }
	texts := func(s ...string) (keys []filter.Literal) {
		for _, k := range s {
			keys = append(keys, key(feature.StringValue(k)))
		}
		return keys
	}
	values := func(s ...string) (all []styles.Value) {
		for _, v := range s {
			all = append(all, *styles.Constant(v))
		}
		return all
	}
	for name, c := range map[string]struct {
		property string
		steps    styles.Steps
		color    string
		filter   string
	}{
		"texts":              {"name", styles.Steps{Kind: styles.Recode, Keys: texts("a", "b", "a"), Values: values("red", "lime", "blue"), Fallback: styles.Constant("black")}, `["match",["get","name"],["a"],"#ff0000",["b"],"#00ff00","#000000"]`, `null`},
		"whole numbers":      {"count", styles.Steps{Kind: styles.Recode, Keys: texts("1", "2.0", "x"), Values: values("red", "lime", "blue"), Fallback: styles.Constant("black")}, `["match",["get","count"],[1],"#ff0000",[2],"#00ff00","#000000"]`, `null`},
		"numbers":            {"weight", styles.Steps{Kind: styles.Recode, Keys: texts("0.5", "2"), Values: values("red", "lime"), Fallback: styles.Constant("black")}, `["case",["==",["get","weight"],0.5],"#ff0000",["==",["get","weight"],2],"#00ff00","#000000"]`, `null`},
		"no fallback":        {"count", styles.Steps{Kind: styles.Recode, Keys: texts("1"), Values: values("red")}, `["match",["get","count"],[1],"#ff0000","#ff0000"]`, `["all",["match",["get","count"],[1],true,false]]`},
		"classes":            {"count", styles.Steps{Kind: styles.Categorize, Keys: texts("10"), Values: values("red", "lime"), Fallback: styles.Constant("black")}, `["case",["all",["has","count"]],["step",["to-number",["get","count"]],"#ff0000",10,"#00ff00"],"#000000"]`, `null`},
		"classes, preceding": {"count", styles.Steps{Kind: styles.Categorize, Preceding: true, Keys: texts("10"), Values: values("red", "lime")}, `["case",["<=",["to-number",["get","count"]],10],"#ff0000","#00ff00"]`, `["all",["has","count"]]`},
		"between":            {"weight", styles.Steps{Kind: styles.Interpolate, Color: true, Keys: texts("0", "1"), Values: values("red", "lime")}, `["interpolate",["linear"],["to-number",["get","weight"]],0,["to-color","#ff0000"],1,["to-color","#00ff00"]]`, `["all",["has","weight"]]`},
	} {
		mark := &styles.Mark{Name: styles.Constant("circle"), Fill: &styles.Fill{Color: &styles.Value{Expr: &filter.Property{Name: c.property}, Steps: &c.steps}}}
		layers, lacks := converted(t, feature.Point, rules(&styles.Point{Graphic: styles.Graphic{Symbols: []styles.GraphicSymbol{mark}}}))
		if len(layers) != 1 || lacks != "" || asJSON(layers[0]["paint"].(map[string]any)["circle-color"]) != c.color || asJSON(layers[0]["filter"]) != c.filter {
			t.Errorf("%s: %s, not carried: %s", name, asJSON(layers), lacks)
		}
	}
	size := &styles.Value{Expr: &filter.Property{Name: "count"}, Steps: &styles.Steps{Kind: styles.Categorize, Keys: texts("10"), Values: []styles.Value{*styles.Number(4), *styles.Number(9)}, Fallback: styles.Of("weight")}}
	layers, _ := converted(t, feature.Point, rules(&styles.Point{Graphic: styles.Graphic{Size: size, Symbols: []styles.GraphicSymbol{&styles.Mark{Name: styles.Constant("circle"), Fill: &styles.Fill{}, Stroke: &styles.Stroke{Width: styles.Number(2)}}}}}))
	if got, want := asJSON(layers[0]["paint"].(map[string]any)["circle-radius"]), `["case",["all",["has","count"]],["step",["to-number",["get","count"]],1,10,3.5],["max",0,["-",["*",["get","weight"],0.5],1]]]`; got != want {
		t.Errorf("radius %s, want %s", got, want)
	}
}

// The rest is what no other rule takes at the same scale: a rule that holds elsewhere takes nothing.
func TestElseAtEachScale(t *testing.T) {
	circle := point("circle", "8")
	pass := styles.FeatureTypeStyle{Rules: []styles.Rule{
		{MaxScale: 20000, Symbolizers: []styles.Symbolizer{circle}},
		{Filter: parse(t, "count = 1"), Symbolizers: []styles.Symbolizer{circle}},
		{Else: true, MaxScale: 1e6, Symbolizers: []styles.Symbolizer{circle}}}}
	layers, _ := converted(t, feature.Point, pass)
	if len(layers) != 4 {
		t.Fatalf("layers %s", asJSON(layers))
	}
	one := `["!",["all",["has","count"],["==",["get","count"],1]]]`
	near, far := layers[2], layers[3]
	if near["minzoom"] != 13.7708 || near["maxzoom"] != nil || asJSON(near["filter"]) != `["all",["!",true],`+one+`]` {
		t.Errorf("near: %s", asJSON(near))
	}
	if far["minzoom"] != 8.1269 || far["maxzoom"] != 13.7708 || asJSON(far["filter"]) != `["all",`+one+`]` {
		t.Errorf("far: %s", asJSON(far))
	}
	// Where the first rule that is met is the only one, each takes from those after it.
	pass.FirstOnly, pass.Rules = true, pass.Rules[:2]
	pass.Rules[0].Filter = parse(t, "name = 'a'")
	layers, _ = converted(t, feature.Point, pass)
	if len(layers) != 3 || layers[0]["filter"] == nil || asJSON(layers[1]["filter"]) == asJSON(layers[2]["filter"]) {
		t.Errorf("first only: %s", asJSON(layers))
	}
	// A rule for maps coarser than any zoom is in none.
	if layers, _ := converted(t, feature.Point, styles.FeatureTypeStyle{Rules: []styles.Rule{{MinScale: 1e9, Symbolizers: []styles.Symbolizer{circle}}}}); len(layers) != 0 {
		t.Errorf("a rule beyond zoom 0: %s", asJSON(layers))
	}
}

// Symbols lie on one another in the order of the tiles, or of a number.
func TestOrder(t *testing.T) {
	pass := rules(point("star", "8"), point("circle", "8"))
	layers, lacks := converted(t, feature.Point, pass)
	if layers[0]["layout"].(map[string]any)["symbol-z-order"] != "source" || layers[1]["layout"] != nil || !strings.Contains(lacks, "overlap") {
		t.Errorf("without an order: %s, %s", asJSON(layers), lacks)
	}
	pass.SortBy = []styles.SortBy{{Property: "count", Desc: true}}
	layers, lacks = converted(t, feature.Point, pass)
	want := `["-",["to-number",["get","count"]]]`
	if asJSON(layers[0]["layout"].(map[string]any)["symbol-sort-key"]) != want || asJSON(layers[1]["layout"].(map[string]any)["circle-sort-key"]) != want || strings.Contains(lacks, "number") {
		t.Errorf("by a number: %s, %s", asJSON(layers), lacks)
	}
	pass.SortBy[0].Property = "name"
	if _, lacks = converted(t, feature.Point, pass); !strings.Contains(lacks, "the order of features") {
		t.Errorf("by a text: %s", lacks)
	}
	if _, lacks = converted(t, feature.Point, rules(point("star", "8"), &styles.Text{Label: styles.Of("name")})); lacks != "" {
		t.Errorf("a symbol and its label: %s", lacks)
	}
}

// Anchors turn with a symbol, displacements do not; what is computed and cannot be carried is told.
func TestPlacesOfSymbols(t *testing.T) {
	p := point("triangle", "20")
	p.Graphic.AnchorX, p.Graphic.AnchorY, p.Graphic.ShiftX, p.Graphic.ShiftY, p.Graphic.Rotation = styles.Number(0), styles.Number(1), styles.Number(5), styles.Number(7), styles.Number(30)
	layers, lacks := converted(t, feature.Point, rules(p))
	layout := layers[0]["layout"].(map[string]any)
	if asJSON(layout["icon-offset"]) != `[10,10]` || layout["icon-rotate"] != 30.0 || asJSON(layers[0]["paint"]) != `{"icon-translate":[5,-7]}` || lacks != "" {
		t.Errorf("%s, %s", asJSON(layers), lacks)
	}
	p.Graphic.Rotation = nil
	if layers, _ = converted(t, feature.Point, rules(p)); asJSON(layers[0]["layout"].(map[string]any)["icon-offset"]) != `[15,3]` || layers[0]["paint"] != nil {
		t.Errorf("upright: %s", asJSON(layers))
	}
	p.Graphic.ShiftX, p.Graphic.AnchorX = styles.Of("weight"), styles.Of("weight")
	if _, lacks = converted(t, feature.Point, rules(p)); !strings.Contains(lacks, "displacement") || !strings.Contains(lacks, "anchor") {
		t.Errorf("computed places: %s", lacks)
	}
	line := &styles.Line{Stroke: styles.Stroke{Width: styles.Of("weight"), Dash: []styles.Value{*styles.Of("count")}, DashOffset: styles.Number(3)}}
	if _, lacks = converted(t, feature.LineString, rules(line)); strings.Count(lacks, "dash") != 3 {
		t.Errorf("computed dashes: %s", lacks)
	}
}

// A density is a heatmap at the scales of its rule, for its features.
func TestDensity(t *testing.T) {
	layers, lacks := converted(t, feature.Point, styles.FeatureTypeStyle{Summary: &styles.Density{}, Rules: []styles.Rule{{MinScale: 250000, Filter: parse(t, "count = 1")}}})
	if len(layers) != 1 || layers[0]["type"] != "heatmap" || layers[0]["maxzoom"] != 10.1269 || layers[0]["filter"] == nil || !strings.Contains(lacks, "heatmap") {
		t.Errorf("%s, %s", asJSON(layers), lacks)
	}
}

// Labels on lines, one for each line where none is repeated; and what is lost of labels.
func TestLabels(t *testing.T) {
	label := &styles.Text{Label: styles.Of("name"), Font: styles.Font{Size: styles.Number(10)}, Placement: &styles.LinePlacement{Follow: true, Offset: styles.Number(5)}}
	layers, _ := converted(t, feature.LineString, rules(label))
	layout := layers[0]["layout"].(map[string]any)
	if layout["symbol-placement"] != "line-center" || asJSON(layout["text-offset"]) != `[0,-0.5]` || layout["text-max-angle"] != 22.5 {
		t.Errorf("%s", asJSON(layers))
	}
	label.Placement = &styles.LinePlacement{Repeat: styles.Number(80)}
	layers, lacks := converted(t, feature.LineString, rules(label))
	if layout = layers[0]["layout"].(map[string]any); layout["symbol-placement"] != "line" || layout["symbol-spacing"] != 80.0 || !strings.Contains(lacks, "follow") {
		t.Errorf("repeated: %s, %s", asJSON(layers), lacks)
	}
	label.Placement, label.Halo = &styles.PointPlacement{AnchorX: styles.Number(0.3), MaxShift: 20}, &styles.Halo{Radius: styles.Number(4)}
	if _, lacks = converted(t, feature.Point, rules(label)); !strings.Contains(lacks, "anchor") || !strings.Contains(lacks, "moved") || !strings.Contains(lacks, "rim") {
		t.Errorf("lost: %s", lacks)
	}
}
