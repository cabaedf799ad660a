package render

import (
	"image"
	"math"
	"testing"

	"haavi/internal/feature"
	"haavi/styles"
)

// A pattern's picture, put beside itself, is the pattern, turned too.
func TestPatternsRepeat(t *testing.T) {
	mark := func(name, size string) *styles.Graphic {
		return &styles.Graphic{Size: styles.Constant(size), Symbols: []styles.GraphicSymbol{&styles.Mark{Name: styles.Constant(name), Fill: &styles.Fill{}, Stroke: &styles.Stroke{}}}}
	}
	turned := mark("horline", "8")
	turned.Rotation = styles.Number(45)
	steep := mark("cross", "9")
	steep.Rotation = styles.Number(20)
	for name, f := range map[string]*styles.Fill{
		"dots": {Graphic: mark("circle", "8")}, "with margins": {Graphic: mark("triangle", "11"), Margins: [4]float64{2, 3, 4, 5}}, "a hatch": {Graphic: turned}, "a grid": {Graphic: steep},
	} {
		cell := Pattern(f, nil, StandardDPI)
		const side = 150
		want, err := Legend(LegendRequest{Style: &styles.Style{Passes: []styles.FeatureTypeStyle{{Rules: []styles.Rule{{Symbolizers: []styles.Symbolizer{&styles.Polygon{Fill: f}}}}}}},
			Geometry: feature.Polygon, Width: side, Height: side, Transparent: true})
		if err != nil {
			t.Fatal(err)
		}
		inked, off := 0, 0
		for y := 4; y < side-4; y++ {
			for x := 4; x < side-4; x++ {
				a, b := want.RGBAAt(x, y).A, cell.RGBAAt(x%cell.Rect.Dx(), y%cell.Rect.Dy()).A
				if a > 0 {
					inked++
				}
				if math.Abs(float64(a)-float64(b)) > 100 {
					off++
				}
			}
		}
		if inked == 0 || off*50 > inked {
			t.Errorf("%s: %d of %d inked pixels are not those of the pattern, a cell is %v", name, off, inked, cell.Rect.Size())
		}
	}
}

// A symbol is in the middle of its picture, whole and of its own size.
func TestSymbolsHaveRoom(t *testing.T) {
	g := &styles.Graphic{Size: styles.Number(20), Symbols: []styles.GraphicSymbol{&styles.Mark{Fill: &styles.Fill{}, Stroke: &styles.Stroke{Width: styles.Number(10)}}}}
	img := Symbol(g, nil, 2*StandardDPI)
	if got := inked(img); got.Dx() != 60 || got.Dy() != 60 || got.Min != image.Pt((img.Rect.Dx()-60)/2, (img.Rect.Dy()-60)/2) || img.Rect.Dx()%2 != 0 {
		t.Errorf("a square of 20 with a stroke of 10, twice as large, is %v in %v", got, img.Rect)
	}
	g.Size = styles.Number(1e6)
	if side := Symbol(g, nil, StandardDPI).Rect.Dx(); side > maxSprite {
		t.Errorf("a huge symbol is %d pixels wide", side)
	}
}
