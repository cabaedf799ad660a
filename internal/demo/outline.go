package demo

import (
	"errors"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/geom"
)

// outline is the land, with its edges sorted into strips so that asking for a point is fast.
type outline struct {
	bound  orb.Bound
	strips [][]edge
}

type edge struct{ a, b orb.Point }

const stripHeight = 2000 // metres

func newOutline() (*outline, error) {
	g, _, err := geom.ParseWKT(outlineText)
	if err != nil {
		return nil, err
	}
	t, err := crs.NewTransform(crs.WGS84, crs.EPSG(3067))
	if err != nil {
		return nil, err
	}
	if g, err = t.Geometry(g); err != nil {
		return nil, err
	}
	land, ok := g.(orb.MultiPolygon)
	if !ok {
		return nil, errors.New("the outline is no multipolygon")
	}
	o := &outline{bound: land.Bound()}
	o.strips = make([][]edge, o.strip(o.bound.Max[1])+1)
	for _, p := range land {
		for _, r := range p {
			for i := 1; i < len(r); i++ {
				e := edge{r[i-1], r[i]}
				for s := o.strip(min(e.a[1], e.b[1])); s <= o.strip(max(e.a[1], e.b[1])); s++ {
					o.strips[s] = append(o.strips[s], e)
				}
			}
		}
	}
	return o, nil
}

func (o *outline) strip(y float64) int { return int((y - o.bound.Min[1]) / stripHeight) }

// contains counts the edges to the right of p.
func (o *outline) contains(p orb.Point) bool {
	if !o.bound.Contains(p) {
		return false
	}
	inside := false
	for _, e := range o.strips[o.strip(p[1])] {
		if (e.a[1] > p[1]) != (e.b[1] > p[1]) && p[0] < e.a[0]+(p[1]-e.a[1])*(e.b[0]-e.a[0])/(e.b[1]-e.a[1]) {
			inside = !inside
		}
	}
	return inside
}

// lake is an ellipse.
type lake struct {
	centre   orb.Point
	a, b     float64 // half axes in metres
	sin, cos float64 // of the direction of the longer one, from east to north
}

// depth is 0 in the middle of the lake, 1 on its shore and more on land.
func (l *lake) depth(p orb.Point) float64 {
	x, y := p[0]-l.centre[0], p[1]-l.centre[1]
	return math.Hypot((x*l.cos+y*l.sin)/l.a, (y*l.cos-x*l.sin)/l.b)
}

// distance is roughly that to the shore, 0 on the lake.
func (l *lake) distance(p orb.Point) float64 {
	d := l.depth(p)
	if d <= 1 {
		return 0
	}
	return math.Hypot(p[0]-l.centre[0], p[1]-l.centre[1]) * (1 - 1/d)
}
