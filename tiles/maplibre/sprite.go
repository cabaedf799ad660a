package maplibre

import (
	"image"
	"image/draw"

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
func drawSprite(pictures []Picture, symbols *render.Symbols, ratio int) (*image.RGBA, map[string]spriteEntry) {
	index := map[string]spriteEntry{}
	var all []*image.RGBA
	width, height := 1, 0
	for _, p := range pictures {
		img := drawPicture(p, symbols, ratio)
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
	return sheet, index
}

func drawPicture(p Picture, symbols *render.Symbols, ratio int) *image.RGBA {
	dpi := render.StandardDPI * float64(ratio)
	if p.Pattern != nil {
		return render.Pattern(p.Pattern, symbols, dpi)
	}
	return render.Symbol(p.Graphic, symbols, dpi)
}
