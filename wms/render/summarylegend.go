package render

import (
	"image"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/styles"
)

// summaryRows are the lines of a legend for a pass that paints a summary; none when no rule of it holds at the legend's scale.
func (r *LegendRequest) summaryRows(p *styles.FeatureTypeStyle) []legendRow {
	holds := len(p.Rules) == 0
	for i := range p.Rules {
		holds = holds || ((r.Scale <= 0 || p.Rules[i].InScale(r.Scale)) && r.wants(&p.Rules[i]))
	}
	if !holds {
		return nil
	}
	switch s := p.Summary.(type) {
	case *styles.Density:
		return densityRows(s)
	case *styles.Grid:
		return gridRows(s)
	case *styles.Cluster:
		return r.clusterRows(s)
	default:
		return nil
	}
}

// swatch fills the symbol's place with a brush.
func swatch(b brush) func(c *rasterCanvas, w, h float64) {
	return func(c *rasterCanvas, w, h float64) {
		c.fill([]path{{points: []orb.Point{{0, 0}, {w, 0}, {w, h}, {0, h}}, closed: true}}, b)
	}
}

func densityRows(s *styles.Density) []legendRow {
	colors, err := rampOf(s.Ramp, densityRamp)
	if err != nil {
		return nil
	}
	most := s.Most
	if most <= 0 {
		most = densityMost
	}
	var rows []legendRow
	for v := 1.0; v < most*0.99 && len(rows) < 8; v *= 10 {
		rows = append(rows, legendRow{title: strconv.FormatFloat(v, 'f', -1, 64), draw: swatch(brush{color: colors.at(math.Log1p(v) / math.Log1p(most))})})
	}
	return append(rows, legendRow{title: strconv.FormatFloat(most, 'f', -1, 64) + " –", draw: swatch(brush{color: colors.at(1)})})
}

func gridRows(s *styles.Grid) []legendRow {
	colors, err := rampOf(s.Ramp, gridRamp)
	if err != nil {
		return nil
	}
	bounds := classesOf(s)
	text := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	rows := make([]legendRow, 0, len(bounds)+1)
	for i := range len(bounds) + 1 {
		row := legendRow{draw: swatch(brush{color: colors.step(i, len(bounds)+1)})}
		switch {
		case i == len(bounds):
			row.title = text(bounds[i-1]) + " –"
		case i == 0 && s.Count == styles.GridLatest:
			row.title = "– " + text(bounds[0]-1)
		default:
			from := 1.0
			if i > 0 {
				from = bounds[i-1]
			}
			if row.title = text(from); bounds[i]-1 > from {
				row.title += " – " + text(bounds[i]-1)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (r *LegendRequest) clusterRows(s *styles.Cluster) []legendRow {
	size := r.magnification()
	base := &scope{pixel: size, metre: size, unit: size, symbols: r.Symbols, pictures: map[*styles.External]*picture{}}
	symbols := clusterSymbolsOf(s, base)
	var rows []legendRow
	for _, n := range []int64{1, 10, 1000} {
		rows = append(rows, legendRow{title: strconv.FormatInt(n, 10), draw: func(c *rasterCanvas, w, h float64) {
			fitting := symbols
			if n > 1 { // the number is smaller where the place is
				fitting.font.size, fitting.most = min(fitting.font.size, h*0.42), h/2-1
				fitting.writer = newWriter(fitting.font)
			}
			fitting.draw(c, orb.Point{w / 2, h / 2}, n)
		}})
	}
	return rows
}

// part is a canvas over a part of an image.
func part(img *image.RGBA, at image.Rectangle) *rasterCanvas {
	own := &image.RGBA{Pix: img.Pix[img.PixOffset(at.Min.X, at.Min.Y):], Stride: img.Stride, Rect: image.Rect(0, 0, at.Dx(), at.Dy())}
	return &rasterCanvas{img: own, bounds: own.Rect}
}
