package render

import (
	"image"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// exhibit is a picture of the gallery: one thing that styles can do.
type exhibit struct {
	// section is the headline of the first of a kind.
	section, name, title string
	style                *styles.Style
	features             []feature.Feature
	// metres is the ground that the picture shows from west to east; 240, a metre a pixel, when 0.
	metres float64
	height int
}

func one(symbolizers ...styles.Symbolizer) *styles.Style {
	return rules(styles.Rule{Symbolizers: symbolizers})
}

func rules(all ...styles.Rule) *styles.Style {
	return &styles.Style{Name: "exhibit", Passes: []styles.FeatureTypeStyle{{Rules: all}}}
}

var (
	num = styles.Number
	str = styles.Constant
)

func filled(c string) *styles.Fill { return &styles.Fill{Color: str(c)} }

func stroked(c string, width float64) *styles.Stroke {
	return &styles.Stroke{Color: str(c), Width: num(width)}
}

func dashes(lengths ...float64) (out []styles.Value) {
	for _, l := range lengths {
		out = append(out, *num(l))
	}
	return out
}

func markOf(name string, size float64, fill *styles.Fill, stroke *styles.Stroke) styles.Graphic {
	return styles.Graphic{Size: num(size), Symbols: []styles.GraphicSymbol{&styles.Mark{Name: str(name), Fill: fill, Stroke: stroke}}}
}

// The features of the gallery, on a ground of 240 by 120 units.
var (
	zigzag = orb.LineString{{15, 25}, {60, 95}, {85, 20}, {130, 95}, {150, 90}, {170, 30}, {225, 95}}
	wave   = func() (l orb.LineString) {
		for x := 10.0; x <= 230; x += 2 {
			l = append(l, orb.Point{x, 60 + 30*wobble(x/35)})
		}
		return l
	}()
	land = orb.Polygon{{{20, 15}, {150, 8}, {225, 50}, {180, 112}, {60, 105}, {20, 15}}, {{80, 40}, {80, 75}, {120, 75}, {120, 40}, {80, 40}}}
)

func wobble(x float64) float64 { // a smooth wave without the rounding of a library
	for x > 2 {
		x -= 4
	}
	if x > 0 {
		return x * (2 - x)
	}
	return x * (2 + x)
}

func row(n int) []feature.Feature {
	var out []feature.Feature
	for i := range n {
		out = append(out, feature.Feature{Geom: orb.Point{20 + 200*float64(i)/float64(n-1), 60},
			Props: []feature.Value{feature.StringValue([]string{"Äyräs", "Εύβοια", "Жуковка", "Näsi", "Öja"}[i%5]), feature.IntValue(int64(i))}})
	}
	return out
}

// shapesShown is a point for every well-known mark, drawn by it.
func shapesShown() (*styles.Style, []feature.Feature) {
	var all []feature.Feature
	for i, name := range styles.Shapes() {
		all = append(all, feature.Feature{Geom: orb.Point{14 + 23.5*float64(i%10), 136 - 23*float64(i/10)}, Props: []feature.Value{feature.StringValue(name)}})
	}
	mark := &styles.Mark{Name: styles.Of("name"), Fill: filled("#f2b134"), Stroke: stroked("#333333", 1.2)}
	return one(&styles.Point{Graphic: styles.Graphic{Size: num(16), Symbols: []styles.GraphicSymbol{mark}}}), all
}

func exhibits() []exhibit {
	shapes, shapePoints := shapesShown()
	all := []exhibit{{name: "marks", title: "Well-known marks", style: shapes, features: shapePoints, height: 150}}
	all = append(all, pointExhibits()...)
	all[0].section = "Points"
	for _, part := range []struct {
		section  string
		exhibits []exhibit
	}{{"Lines", lineExhibits()}, {"Areas", areaExhibits()}, {"Labels", textExhibits()}, {"Occurrences", summaryExhibits()}} {
		part.exhibits[0].section = part.section
		all = append(all, part.exhibits...)
	}
	return all
}

func interpolated(property string, color bool, pairs ...any) *styles.Value {
	s := &styles.Steps{Kind: styles.Interpolate, Color: color}
	for i := 0; i < len(pairs); i += 2 {
		s.Keys = append(s.Keys, *num(pairs[i].(float64)).Expr.(*filter.Literal))
		if c, ok := pairs[i+1].(string); ok {
			s.Values = append(s.Values, *str(c))
		} else {
			s.Values = append(s.Values, *num(pairs[i+1].(float64)))
		}
	}
	v := styles.Of(property)
	v.Steps = s
	return v
}

func among(property string, value int64) filter.Expr {
	return &filter.Compare{Left: &filter.Property{Name: property}, Right: &filter.Literal{Value: feature.IntValue(value)}}
}

func pointExhibits() []exhibit {
	grown := markOf("circle", 0, nil, stroked("#ffffff", 1))
	grown.Size = interpolated("kind", false, 0.0, 6.0, 8.0, 36.0)
	grown.Symbols[0].(*styles.Mark).Fill = &styles.Fill{Color: interpolated("kind", true, 0.0, "#ffffcc", 4.0, "#fd8d3c", 8.0, "#800026")}
	turnedArrow := markOf("arrow", 26, filled("#35608d"), nil)
	turnedArrow.Rotation = interpolated("kind", false, 0.0, 0.0, 8.0, 320.0)
	anchored := markOf("triangle", 18, filled("#22a884"), stroked("#0b5345", 1))
	anchored.AnchorY = num(0)
	pinned := markOf("circle", 5, filled("#000000"), nil)
	displaced := markOf("square", 14, &styles.Fill{Color: str("#e34a33"), Opacity: num(0.5)}, nil)
	displaced.ShiftX, displaced.ShiftY = num(6), num(8)
	tree := styles.Graphic{Size: num(34), Symbols: []styles.GraphicSymbol{&styles.External{Href: "tree.svg", Format: "image/svg+xml"}}}
	red := styles.Graphic{Size: num(34), Rotation: num(30), Symbols: []styles.GraphicSymbol{
		&styles.External{Href: "tree.svg", Format: "image/svg+xml", Parameters: map[string]string{"fill": "#c62828", "outline": "#000000", "outline-width": "4"}}}}
	stop := styles.Graphic{Symbols: []styles.GraphicSymbol{&styles.External{Href: "missing.png"}, &styles.External{Href: "stop.png", Format: "image/png"}}}
	third := func(i int64, g styles.Graphic) styles.Rule {
		return styles.Rule{Filter: among("kind", i), Symbolizers: []styles.Symbolizer{&styles.Point{Graphic: g}}}
	}
	onGround := markOf("circle", 30, &styles.Fill{Color: str("#2c7fb8"), Opacity: num(0.4)}, stroked("#2c7fb8", 2))
	return []exhibit{
		{name: "computed", title: "Size and colour computed from a property", style: one(&styles.Point{Graphic: grown}), features: row(9)},
		{name: "rotation", title: "Rotation computed", style: one(&styles.Point{Graphic: turnedArrow}), features: row(9)},
		{name: "anchor", title: "Anchor and displacement", style: one(&styles.Point{Graphic: anchored}, &styles.Point{Graphic: displaced}, &styles.Point{Graphic: pinned}), features: row(6)},
		{name: "external", title: "External graphics: SVG, SVG with parameters, PNG", style: rules(third(0, tree), third(1, red), third(2, stop)), features: row(3)},
		{name: "metres", title: "Sizes in metres on the ground", style: one(&styles.Point{Options: styles.Options{Unit: styles.Metre}, Graphic: onGround}), features: row(5), metres: 480},
	}
}

func lineExhibits() []exhibit {
	l := func(s styles.Stroke) *styles.Line { return &styles.Line{Stroke: s} }
	joined := func(j styles.Join, c styles.Cap) *styles.Style {
		s := stroked("#b3cde3", 13)
		s.Join, s.Cap = j, c
		return one(l(*s), l(*stroked("#08306b", 1)))
	}
	dashed := stroked("#6a3d9a", 4)
	dashed.Dash, dashed.DashOffset, dashed.Cap = dashes(14, 6, 2, 6), num(4), styles.CapRound
	left, right, middle := l(*stroked("#d95f02", 3)), l(*stroked("#1b9e77", 3)), l(*stroked("#444444", 1))
	left.Offset, right.Offset = num(7), num(-7)
	arrows := *stroked("#333333", 1)
	arrows.Marks = &styles.Marks{Graphic: markOf("filled_arrowhead", 9, filled("#d7301f"), nil), InitialGap: num(5), Gap: num(14)}
	track := *stroked("#000000", 1)
	track.Marks = &styles.Marks{Graphic: markOf("shape://vertline", 9, nil, stroked("#222222", 1.5)), Gap: num(0)}
	pattern := stroked("#000000", 16)
	g := markOf("shape://times", 8, nil, stroked("#35608d", 1.5))
	pattern.Fill = &g
	ends := func(p styles.Place, name, color string) *styles.Point {
		return &styles.Point{Options: styles.Options{Place: p}, Graphic: markOf(name, 11, filled(color), stroked("#333333", 1))}
	}
	zz, wv := []feature.Feature{{Geom: zigzag}}, []feature.Feature{{Geom: wave}}
	return []exhibit{
		{name: "mitre", title: "Mitre joins, butt caps", style: joined(styles.JoinMitre, styles.CapButt), features: zz},
		{name: "round", title: "Round joins and caps", style: joined(styles.JoinRound, styles.CapRound), features: zz},
		{name: "bevel", title: "Bevel joins, square caps", style: joined(styles.JoinBevel, styles.CapSquare), features: zz},
		{name: "dash", title: "Dashes with an offset", style: one(l(*dashed)), features: wv},
		{name: "offset", title: "Lines moved to the left and right", style: one(left, right, middle), features: append(wv, feature.Feature{Geom: orb.LineString{{20, 10}, {60, 20}, {62, 40}, {100, 10}}})},
		{name: "arrows", title: "Marks along a line", style: one(l(*stroked("#999999", 1)), l(arrows)), features: zz},
		{name: "track", title: "Marks side by side: a railway", style: one(l(*stroked("#222222", 1.5)), l(track)), features: wv},
		{name: "linepattern", title: "A line of a pattern", style: one(l(*pattern)), features: wv},
		{name: "places", title: "Marks at the ends and vertices", style: one(middle, ends(styles.Vertices, "circle", "#ffffff"), ends(styles.Start, "square", "#1b9e77"), ends(styles.End, "triangle", "#d95f02")), features: zz},
	}
}

func areaExhibits() []exhibit {
	area := func(f *styles.Fill, s *styles.Stroke) *styles.Polygon { return &styles.Polygon{Fill: f, Stroke: s} }
	pattern := func(g styles.Graphic, margins ...float64) *styles.Fill {
		f := &styles.Fill{Graphic: &g}
		copy(f.Margins[:], margins)
		return f
	}
	edge := stroked("#444444", 1)
	outside, inside := area(nil, stroked("#d95f02", 2)), area(filled("#fde0c5"), stroked("#1b9e77", 2))
	outside.Offset, inside.Offset = num(6), num(-6)
	shadow := area(&styles.Fill{Color: str("#000000"), Opacity: num(0.35)}, nil)
	shadow.ShiftX, shadow.ShiftY = num(6), num(-6)
	rim := styles.Stroke{Marks: &styles.Marks{Graphic: markOf("triangle", 8, filled("#7a0177"), nil)}}
	at := func(p styles.Place, name, color string) *styles.Point {
		return &styles.Point{Options: styles.Options{Place: p}, Graphic: markOf(name, 12, filled(color), stroked("#ffffff", 1.5))}
	}
	ls := []feature.Feature{{Geom: land}}
	shape := func(fill *styles.Fill) *styles.Style { return one(area(fill, edge)) }
	tree := styles.Graphic{Size: num(22), Symbols: []styles.GraphicSymbol{&styles.External{Href: "tree.svg"}}}
	return []exhibit{
		{name: "fill", title: "Fill with opacity, and stroke", style: one(area(&styles.Fill{Color: str("#3182bd"), Opacity: num(0.4)}, stroked("#08519c", 2))), features: ls},
		{name: "hatch", title: "Hatch", style: shape(pattern(markOf("shape://slash", 8, nil, stroked("#b30000", 1.2)))), features: ls},
		{name: "crosshatch", title: "Crossed hatch", style: shape(pattern(markOf("shape://times", 10, nil, stroked("#238b45", 1)))), features: ls},
		{name: "dots", title: "A pattern of marks with margins", style: shape(pattern(markOf("circle", 4, filled("#54278f"), nil), 4, 6, 4, 6)), features: ls},
		{name: "trees", title: "A pattern of pictures", style: shape(pattern(tree, 3, 3, 3, 3)), features: ls},
		{name: "areaoffset", title: "An area's outline moved outwards and inwards", style: one(inside, outside, area(nil, edge)), features: ls},
		{name: "shadow", title: "Displacement: a shadow", style: one(shadow, area(filled("#fee391"), edge)), features: ls},
		{name: "rim", title: "Marks along an outline", style: one(area(filled("#fcc5c0"), nil), &styles.Line{Stroke: rim}), features: ls},
		{name: "centres", title: "Marks at the centroid and inside", style: one(area(filled("#d9f0a3"), edge), at(styles.Centroid, "square", "#e7298a"), at(styles.Interior, "circle", "#1f78b4")), features: ls},
	}
}

// towns are points with names, many of them near one another.
func towns(n int) []feature.Feature {
	names := []string{"Äyräs", "Εύβοια", "Жуковка", "Näsi", "Öja", "Raippaluoto", "Utö", "Ylläs", "Sääksmäki"}
	var out []feature.Feature
	x, y := 17, 71
	for i := range n {
		x, y = (x*37+11)%239, (y*29+17)%119
		out = append(out, feature.Feature{ID: strconv.Itoa(i), Geom: orb.Point{float64(x) + 0.5, float64(y) + 0.5},
			Props: []feature.Value{feature.StringValue(names[i%len(names)]), feature.IntValue(int64(i))}})
	}
	return out
}

func labelOf(size float64, p styles.Placement) *styles.Text {
	return &styles.Text{Label: styles.Of("name"), Font: styles.Font{Size: num(size)}, Fill: filled("#222222"), Placement: p}
}

func named(g orb.Geometry, name string) []feature.Feature {
	return []feature.Feature{{ID: name, Geom: g, Props: []feature.Value{feature.StringValue(name)}}}
}

func textExhibits() []exhibit {
	dot := &styles.Point{Graphic: markOf("circle", 5, filled("#b30000"), nil)}
	line := &styles.Line{Stroke: *stroked("#9ecae1", 5)}
	thin := &styles.Line{Stroke: *stroked("#74a9cf", 1.5)}
	halo := &styles.Halo{Radius: num(2), Fill: filled("#ffffff")}
	with := func(t *styles.Text, change func(*styles.Text)) *styles.Text { change(t); return t }
	beside := labelOf(12, &styles.PointPlacement{AnchorX: num(0), AnchorY: num(0.5), ShiftX: num(5)})
	beside.Halo = halo
	weighted := labelOf(12, &styles.PointPlacement{AnchorX: num(0.5), AnchorY: num(0), ShiftY: num(4)})
	weighted.Priority, weighted.Halo = styles.Of("kind"), halo
	moved := labelOf(12, &styles.PointPlacement{AnchorX: num(0.5), MaxShift: 16})
	faces := rules(
		styles.Rule{Filter: among("kind", 0), Symbolizers: []styles.Symbolizer{with(labelOf(15, nil), func(t *styles.Text) { t.Font.Bold = true })}},
		styles.Rule{Filter: among("kind", 1), Symbolizers: []styles.Symbolizer{with(labelOf(15, nil), func(t *styles.Text) { t.Font.Italic = true })}},
		styles.Rule{Filter: among("kind", 2), Symbolizers: []styles.Symbolizer{with(labelOf(15, nil), func(t *styles.Text) { t.Font.Bold, t.Font.Italic = true, true })}},
		styles.Rule{Else: true, Symbolizers: []styles.Symbolizer{labelOf(15, nil)}})
	column := []feature.Feature{}
	for i, g := range []orb.Point{{10, 100}, {10, 70}, {10, 40}, {10, 15}} {
		column = append(column, feature.Feature{ID: strconv.Itoa(i), Geom: g, Props: []feature.Value{feature.StringValue("Latin Ελληνικά Кириллица"), feature.IntValue(int64(i))}})
	}
	turned := labelOf(13, &styles.PointPlacement{AnchorX: num(0), AnchorY: num(0.5), ShiftX: num(4), Rotation: interpolated("kind", false, 0.0, -60.0, 4.0, 60.0)})
	wrapped := labelOf(13, &styles.PointPlacement{AnchorX: num(0.5), AnchorY: num(0.5)})
	wrapped.Wrap, wrapped.Halo = 90, halo
	follow := labelOf(13, &styles.LinePlacement{Follow: true, Offset: num(11)})
	repeat := labelOf(11, &styles.LinePlacement{Follow: true, Repeat: num(40)})
	repeat.Halo = halo
	straight := labelOf(12, &styles.LinePlacement{})
	straight.Halo = halo
	shield := labelOf(11, &styles.PointPlacement{AnchorX: num(0.5), AnchorY: num(0.5)})
	shield.Font.Bold, shield.Fill = true, filled("#ffffff")
	back := markOf("rectangle", 34, filled("#1a6e37"), stroked("#ffffff", 1))
	shield.Graphic = &back
	edge := &styles.Polygon{Fill: filled("#e5f5e0"), Stroke: stroked("#74c476", 1)}
	return []exhibit{
		{name: "labels", title: "Labels beside points, with a halo; none covers another", style: one(dot, beside), features: towns(40)},
		{name: "priority", title: "Labels by priority: the higher number stays", style: one(dot, weighted), features: towns(40)},
		{name: "moved", title: "Labels that may be moved to find room", style: one(dot, moved), features: towns(24)},
		{name: "faces", title: "Bold, italic, both and regular letters", style: faces, features: column},
		{name: "turnedlabels", title: "Labels turned by a property", style: one(dot, turned), features: row(5)},
		{name: "wrap", title: "Lines broken at a width, inside an area", style: one(edge, wrapped), features: named(orb.Polygon{land[0]}, "Luonnonsuojelualue Södra Skärgården")},
		{name: "follow", title: "A label that follows a line, beside it", style: one(thin, follow), features: named(orb.LineString{{10, 40}, {60, 62}, {100, 74}, {140, 78}, {180, 74}, {230, 55}}, "Kokemäenjoki – Kumo älv")},
		{name: "repeat", title: "Labels repeated along a line", style: one(line, repeat), features: named(wave, "Vantaa")},
		{name: "straight", title: "A label in the direction of a line", style: one(line, straight), features: named(orb.LineString{{15, 20}, {225, 100}}, "Kymijoki")},
		{name: "shield", title: "Labels on a graphic", style: one(line, shield), features: named(zigzag, "E 75")},
	}
}

// swarm are occurrences in a few crowds.
func swarm(n int) []feature.Feature {
	rnd := rand.New(rand.NewPCG(4, 5))
	centres := []orb.Point{{50, 40}, {120, 80}, {190, 45}, {140, 20}}
	var out []feature.Feature
	for i := range n {
		c := centres[min(3, i%7)]
		p := orb.Point{c[0] + rnd.NormFloat64()*18, c[1] + rnd.NormFloat64()*11}
		if i%9 == 0 {
			p = orb.Point{rnd.Float64() * 240, rnd.Float64() * 120}
		}
		out = append(out, feature.Feature{ID: strconv.Itoa(i), Geom: p, Props: []feature.Value{feature.StringValue(strconv.Itoa(rnd.IntN(20))), feature.IntValue(int64(1940 + rnd.IntN(86)))}})
	}
	return out
}

func summaryExhibits() []exhibit {
	summed := func(s styles.Summary) *styles.Style {
		return &styles.Style{Name: "exhibit", Passes: []styles.FeatureTypeStyle{{Summary: s}}}
	}
	fine := &styles.Ground{Radius: styles.Of("kind"), Fill: &styles.Fill{Color: str("#2b8cbe"), Opacity: num(0.25)}, Stroke: stroked("#2b8cbe", 1)}
	cells := &styles.Ground{Radius: styles.Of("kind"), Square: true, Fill: &styles.Fill{Color: str("#e6550d"), Opacity: num(0.2)}, Stroke: stroked("#e6550d", 1)}
	dot := &styles.Point{Graphic: markOf("circle", 5, filled("#08306b"), stroked("#ffffff", 1))}
	var uncertain []feature.Feature
	for i, p := range []orb.Point{{40, 60}, {100, 40}, {120, 80}, {190, 60}, {225, 20}} {
		uncertain = append(uncertain, feature.Feature{ID: strconv.Itoa(i), Geom: p, Props: []feature.Value{{}, feature.IntValue(int64(8 + 9*i))}})
	}
	crowd := swarm(3000)
	return []exhibit{
		{name: "density", title: "Density: dots become a smooth surface", style: summed(&styles.Density{}), features: crowd},
		{name: "gridcount", title: "Grid: squares by the number of records", style: summed(&styles.Grid{}), features: crowd},
		{name: "griddistinct", title: "Grid: hexagons by the number of species", style: summed(&styles.Grid{Size: 20, Hexagons: true, Count: styles.GridDistinct, Property: "name", Classes: []float64{2, 4, 8, 12, 16}}), features: crowd},
		{name: "gridlatest", title: "Grid: hexagons by the newest year", style: summed(&styles.Grid{Hexagons: true, Count: styles.GridLatest, Property: "kind"}), features: crowd[:600]},
		{name: "cluster", title: "Clusters with their numbers", style: summed(&styles.Cluster{}), features: crowd[:800]},
		{name: "uncertainty", title: "Circles of uncertainty, in metres on the ground", style: one(fine, dot), features: uncertain},
		{name: "generalised", title: "Squares of generalised records", style: one(cells, dot), features: uncertain},
	}
}

func galleryMap(t testing.TB, e exhibit) Request {
	symbols, err := OpenSymbols(filepath.Join("testdata", "symbols"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = symbols.Close() })
	height, metres := 120, 240.0
	if e.height > 0 {
		height = e.height
	}
	if e.metres > 0 {
		metres = e.metres
	}
	l := layerOf(t, crs.EPSG(3067), feature.AnyGeometry, e.features...)
	return Request{Layers: []LayerRequest{{Layer: l, Style: e.style}}, Bound: orb.Bound{Max: orb.Point{metres, metres * float64(height) / 240}},
		CRS: crs.EPSG(3067), Width: 240, Height: height, Symbols: symbols}
}

// A map is made of the tiles that lie on it: patterns, dashes, marks and labels run over their edges.
func TestTilesFit(t *testing.T) {
	for _, e := range exhibits() {
		r := galleryMap(t, e)
		r.Width, r.Height = 2*r.Width, 2*r.Height
		tilesFit(t, e.name, r, 96, 60)
	}
	// Where labels are dense what is decided at one place hangs on others.
	crowd := exhibit{style: textExhibits()[0].style, features: towns(3000), height: 120}
	r := galleryMap(t, crowd)
	r.Width, r.Height = 1200, 600
	tilesFit(t, "crowd", r, 120, 120)
	r = galleryMap(t, exhibit{style: &styles.Style{Passes: []styles.FeatureTypeStyle{{Summary: &styles.Cluster{}}}}, features: swarm(9000), height: 120})
	r.Width, r.Height = 1200, 600
	tilesFit(t, "swarm", r, 120, 120)
}

func tilesFit(t *testing.T, name string, r Request, width, height int) {
	t.Helper()
	together := mustDraw(t, r)
	tile := r
	tile.Width, tile.Height = width, height
	w, h := (r.Bound.Max[0]-r.Bound.Min[0])*float64(width)/float64(r.Width), (r.Bound.Max[1]-r.Bound.Min[1])*float64(height)/float64(r.Height)
	for y := range r.Height / height {
		for x := range r.Width / width {
			tile.Bound.Min = orb.Point{r.Bound.Min[0] + float64(x)*w, r.Bound.Max[1] - float64(y+1)*h}
			tile.Bound.Max = orb.Point{tile.Bound.Min[0] + w, tile.Bound.Min[1] + h}
			part := crop(together, image.Rect(width*x, height*y, width*x+width, height*y+height))
			if n := differBy(70, mustDraw(t, tile), part); n > 3 {
				t.Errorf("%s: %d pixels of tile %d, %d differ", name, n, x, y)
			}
		}
	}
}
