package maplibre

import (
	"image"
	"image/draw"
	"math"

	"haavi/internal/feature"
	"haavi/styles"
	"haavi/wms/render"
)

// spriteEntry is what the index of a sprite says of a picture.
type spriteEntry struct {
	Width      int `json:"width"`
	Height     int `json:"height"`
	X          int `json:"x"`
	Y          int `json:"y"`
	PixelRatio int `json:"pixelRatio"`
}

// drawSprite draws pictures one below the other, as maps draw them, at one or two pixels for each of the style's.
func drawSprite(pictures []Picture, symbols *render.Symbols, ratio int) (*image.RGBA, map[string]spriteEntry, error) {
	index := map[string]spriteEntry{}
	var all []*image.RGBA
	width, height := 1, 0
	for _, p := range pictures {
		img, err := drawPicture(p, symbols, ratio)
		if err != nil {
			return nil, nil, err
		}
		index[p.Name] = spriteEntry{img.Rect.Dx(), img.Rect.Dy(), 0, height, ratio}
		width, height = max(width, img.Rect.Dx()), height+img.Rect.Dy()
		all = append(all, img)
	}
	sheet := image.NewRGBA(image.Rect(0, 0, width, max(height, 1)))
	y := 0
	for _, img := range all {
		draw.Draw(sheet, image.Rect(0, y, img.Rect.Dx(), y+img.Rect.Dy()), img, image.Point{}, draw.Src)
		y += img.Rect.Dy()
	}
	return sheet, index, nil
}

// maxSide bounds a picture, in pixels.
const maxSide = 1024

func drawPicture(p Picture, symbols *render.Symbols, ratio int) (*image.RGBA, error) {
	pixels := func(n float64) int { return min(max(int(math.Round(n*float64(ratio))), 1), maxSide) }
	style := &styles.Style{Name: p.Name, Passes: []styles.FeatureTypeStyle{{Rules: []styles.Rule{{Symbolizers: []styles.Symbolizer{&styles.Point{Graphic: *p.Graphic}}}}}}}
	symbol, err := render.Legend(render.LegendRequest{Style: style, Symbols: symbols, Geometry: feature.Point, Width: pixels(p.Side), Height: pixels(p.Side), Transparent: true,
		DPI: render.StandardDPI * float64(ratio)})
	if err != nil || p.Margins == [4]float64{} {
		return symbol, err
	}
	top, right, bottom, left := pixels0(p.Margins[0], ratio), pixels0(p.Margins[1], ratio), pixels0(p.Margins[2], ratio), pixels0(p.Margins[3], ratio)
	img := image.NewRGBA(image.Rect(0, 0, left+symbol.Rect.Dx()+right, top+symbol.Rect.Dy()+bottom))
	draw.Draw(img, symbol.Rect.Add(image.Pt(left, top)), symbol, image.Point{}, draw.Src)
	return img, nil
}

func pixels0(n float64, ratio int) int { return min(int(math.Round(n*float64(ratio))), maxSide) }
