package render

import (
	"image"
	"slices"

	"github.com/paulmach/orb"

	"haavi/internal/layer"
)

// maxVectorPoints is how many points a map in a vector format may have, all symbols together: about 100 MB of text.
const maxVectorPoints = 5_000_000

// budget is what is left of a vector map's points. The canvases of a map share it.
type budget struct{ left int }

func (b *budget) take(n int) { b.left -= n }

// fault implements canvas.
func (b *budget) fault() error {
	if b.left >= 0 {
		return nil
	}
	return &layer.Error{Part: "page", Text: "the map has too much on it for a vector format; zoom in, filter, or ask for image/png"}
}

// recorder keeps what is drawn, to be drawn later over something else. It stands for the upper passes of vector formats, which have no
// canvases to lay over one another.
type recorder struct {
	*budget
	played []func(canvas)
}

func (r *recorder) add(points int, draw func(canvas)) {
	if r.take(points); r.left >= 0 {
		r.played = append(r.played, draw)
	}
}

func copyPaths(all []path) (out []path, points int) {
	out = make([]path, len(all))
	for i, p := range all {
		out[i], points = p, points+len(p.points)
		out[i].points = slices.Clone(p.points)
	}
	return out, points
}

func (r *recorder) fill(rings []path, b brush) {
	kept, n := copyPaths(rings)
	r.add(n, func(c canvas) { c.fill(kept, b) })
}

func (r *recorder) stroke(lines []path, p *pen) {
	kept, n := copyPaths(lines)
	r.add(n, func(c canvas) { c.stroke(kept, p) })
}

func (r *recorder) picture(img image.Image, at orb.Point, radians, w, h, opacity float64) {
	r.add(1, func(c canvas) { c.picture(img, at, radians, w, h, opacity) })
}

func (r *recorder) stamp(g *graphic, at orb.Point) { r.add(1, func(c canvas) { c.stamp(g, at) }) }

func (r *recorder) overlay(img *image.RGBA) { r.add(1, func(c canvas) { c.overlay(img) }) }

func (r *recorder) above() canvas { return &recorder{budget: r.budget} }

func (r *recorder) lay(over canvas) {
	if o, ok := over.(*recorder); ok {
		r.played = append(r.played, o.played...)
	}
}

// layOn draws what a recorder kept.
func layOn(c, over canvas) {
	if o, ok := over.(*recorder); ok {
		for _, draw := range o.played {
			draw(c)
		}
	}
}
