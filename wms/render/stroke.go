package render

import (
	"math"

	"github.com/fogleman/gg"
	"github.com/golang/freetype/raster"
	"golang.org/x/image/math/fixed"

	"haavi/styles"
)

// mitreLimit is how many widths a corner may reach out; sharper ones are bevelled (the limit that SVG has by default, too).
const mitreLimit = 4

// strokeMitred strokes the path of rp, for gg has round and bevelled corners only: the outline of the stroke is filled.
func strokeMitred(dc *gg.Context, lines raster.Path, p *pen) {
	var outline raster.Path
	ends := [...]raster.Capper{raster.ButtCapper, raster.RoundCapper, raster.SquareCapper}[p.cap]
	raster.Stroke(&outline, lines, fixed.Int26_6(p.width*64+0.5), ends, raster.JoinerFunc(mitre))
	dc.ClearPath()
	at := func(i int) (float64, float64) { return float64(outline[i]) / 64, float64(outline[i+1]) / 64 }
	for i := 0; i < len(outline); {
		x1, y1 := at(i + 1)
		switch outline[i] {
		case 0:
			dc.NewSubPath()
			dc.LineTo(x1, y1)
			i += 4
		case 1:
			dc.LineTo(x1, y1)
			i += 4
		case 2:
			x2, y2 := at(i + 3)
			dc.QuadraticTo(x1, y1, x2, y2)
			i += 6
		default:
			x2, y2 := at(i + 3)
			x3, y3 := at(i + 5)
			dc.CubicTo(x1, y1, x2, y2, x3, y3)
			i += 8
		}
	}
	dc.Fill()
}

// mitre joins by lengthening the outer edges until they meet.
func mitre(lhs, rhs raster.Adder, halfWidth fixed.Int26_6, pivot, n0, n1 fixed.Point26_6) {
	h := float64(halfWidth)
	dot := (float64(n0.X)*float64(n1.X) + float64(n0.Y)*float64(n1.Y)) / (h * h)
	cross := float64(n0.X)*float64(n1.Y) - float64(n0.Y)*float64(n1.X)
	// The tip is (n0 + n1) / (1 + cos) from the corner, sqrt(2 / (1 + cos)) half widths away.
	if 1+dot > 2.0/(mitreLimit*mitreLimit) && h > 0 {
		tip := fixed.Point26_6{X: fixed.Int26_6(math.Round(float64(n0.X+n1.X) / (1 + dot))), Y: fixed.Int26_6(math.Round(float64(n0.Y+n1.Y) / (1 + dot)))}
		if cross >= 0 {
			lhs.Add1(pivot.Add(tip))
		} else {
			rhs.Add1(pivot.Sub(tip))
		}
	}
	lhs.Add1(pivot.Add(n1))
	rhs.Add1(pivot.Sub(n1))
}

func setPen(dc *gg.Context, p *pen) {
	dc.SetLineWidth(p.width)
	dc.SetLineCap([...]gg.LineCap{gg.LineCapButt, gg.LineCapRound, gg.LineCapSquare}[p.cap])
	if p.join == styles.JoinBevel {
		dc.SetLineJoin(gg.LineJoinBevel)
	} else {
		dc.SetLineJoin(gg.LineJoinRound)
	}
}
