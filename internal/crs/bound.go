package crs

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// boundSteps is into how many pieces the edges of a box are cut, and the lines of the grid inside: projected edges are curves, and
// the extreme of an image may lie inside (a pole, or the central meridian of a conic).
const (
	boundSteps = 32
	gridSteps  = 8
)

// Bound returns the bound of the transformed box. The part of the box that is far outside the target's area of use is left out, so
// that a box of the whole world has a sensible image in a national grid. It fails when nothing is left.
func (t *Transform) Bound(b orb.Bound) (orb.Bound, error) {
	if t.identity {
		return b, nil
	}
	if image, whole := t.imageOf(b, t.domain()); whole {
		return image, nil
	}
	lonLat, err := t.clip(b)
	if err != nil {
		return orb.Bound{}, err
	}
	inner := &Transform{from: side{info: wgs84Info(), datum: datums["4326"]}, to: t.to, shift: t.to.datum.shift != nil}
	image, _ := inner.imageOf(lonLat, world)
	if image.IsEmpty() {
		return orb.Bound{}, t.noOverlap()
	}
	return image, nil
}

var (
	world = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	// beyondWorld takes in what a box of web mercator has east and west of the map of the world: the part of the box up to the
	// antimeridian is not lost with it.
	beyondWorld = orb.Bound{Min: orb.Point{-1080, -90}, Max: orb.Point{1080, 90}}
	empty       = orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
)

func wgs84Info() Info {
	info, _ := Lookup(WGS84)
	return info
}

// domain is where in longitude and latitude the target is used, with a margin of a few zones.
func (t *Transform) domain() orb.Bound {
	area := t.to.info.Area
	if t.to.info.Geographic || area.Min[0] > area.Max[0] {
		area.Min[0], area.Max[0] = -180, 180
	}
	const lonMargin, latMargin = 20, 10
	d := orb.Bound{
		Min: orb.Point{max(-180, area.Min[0]-lonMargin), max(-90, area.Min[1]-latMargin)},
		Max: orb.Point{min(180, area.Max[0]+lonMargin), min(90, area.Max[1]+latMargin)},
	}
	if t.to.info.Ref == WebMercator {
		const square = 85.05112877980659 // the latitude at which the map of the world is a square
		d.Min[1], d.Max[1] = -square, square
	}
	return d
}

// density is into how many pieces edges are cut, and the lines of the grid inside.
type density struct{ edge, grid int }

// densityOf is lower for a small box: the images of its edges turn back once at most, which withExtremes finds between any samples, and inside of it is
// no extreme, for systems have no poles of their own but near those of the earth.
func (t *Transform) densityOf(b orb.Bound) density {
	const small, far = 1, 80 // degrees
	ground := empty
	for _, p := range [...]orb.Point{b.Min, b.Max, {b.Min[0], b.Max[1]}, {b.Max[0], b.Min[1]}} {
		lon, lat, ok := t.from.lonLat(p)
		if !ok {
			return density{boundSteps, gridSteps}
		}
		ground = extend(ground, orb.Point{lon * degrees, lat * degrees})
	}
	if ground.Max[0]-ground.Min[0] > small || ground.Max[1]-ground.Min[1] > small || ground.Max[1] > far || ground.Min[1] < -far {
		return density{boundSteps, gridSteps}
	}
	return density{4, 2}
}

// imageOf is the bound of the images of points along and inside b; whole says that all of them lay in the domain.
func (t *Transform) imageOf(b, domain orb.Bound) (image orb.Bound, whole bool) {
	return t.imageAt(b, domain, t.densityOf(b))
}

func (t *Transform) imageAt(b, domain orb.Bound, n density) (image orb.Bound, whole bool) {
	image, whole = empty, true
	add := func(p orb.Point) (q orb.Point) {
		lon, lat, ok := t.from.lonLat(p)
		if !ok || !within(domain, lon*degrees, lat*degrees) {
			whole = false
			return q
		}
		if q, ok = t.Point(p); ok {
			image = extend(image, q)
		} else {
			whole = false
		}
		return q
	}
	var at [sides][boundSteps + 1]orb.Point
	for side := range sides {
		for i := range n.edge {
			at[side][i] = add(onEdge(b, side, float64(i)/float64(n.edge)))
		}
	}
	w, h := b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]
	for i := 1; i < n.grid; i++ {
		for j := 1; j < n.grid; j++ {
			add(orb.Point{b.Min[0] + w*float64(i)/float64(n.grid), b.Min[1] + h*float64(j)/float64(n.grid)})
		}
	}
	if whole {
		for side := range sides {
			at[side][n.edge] = at[(side+1)%sides][0]
			image = t.withExtremes(image, b, side, at[side][:n.edge+1])
		}
	}
	return t.acrossAntimeridian(t.withPoles(image, b), b), whole
}

const sides = 4

// onEdge is the point at a fraction of one of the four edges of a box.
func onEdge(b orb.Bound, side int, f float64) orb.Point {
	x, y := b.Min[0]+f*(b.Max[0]-b.Min[0]), b.Min[1]+f*(b.Max[1]-b.Min[1])
	switch side {
	case 0:
		return orb.Point{x, b.Min[1]}
	case 1:
		return orb.Point{b.Max[0], y}
	case 2:
		return orb.Point{b.Min[0] + b.Max[0] - x, b.Max[1]}
	default:
		return orb.Point{b.Min[0], b.Min[1] + b.Max[1] - y}
	}
}

// withExtremes adds the points where the image of an edge turns back between two of its samples, so that the bound misses nothing.
func (t *Transform) withExtremes(image, b orb.Bound, side int, at []orb.Point) orb.Bound {
	point := func(f float64) orb.Point {
		q, _ := t.Point(onEdge(b, side, f))
		return q
	}
	last := len(at) - 1
	step := 1 / float64(last)
	bit := 1e-4 * step // a turn may be between a corner and the first sample
	first, end := point(bit), point(1-bit)
	for axis := range 2 {
		seek := func(from, to float64, before, here, after orb.Point) {
			if (here[axis]-before[axis])*(after[axis]-here[axis]) >= 0 {
				return
			}
			f := turn(func(f float64) float64 { return point(f)[axis] }, from, to, here[axis] < before[axis])
			if q, ok := t.Point(onEdge(b, side, f)); ok {
				image = extend(image, q)
			}
		}
		for i := 1; i < last; i++ {
			seek(float64(i-1)*step, float64(i+1)*step, at[i-1], at[i], at[i+1])
		}
		seek(0, step, at[0], first, at[1])
		seek(1-step, 1, at[last-1], end, at[last])
	}
	return image
}

// turn finds the least (or greatest) value between two fractions by ternary search.
func turn(value func(float64) float64, lo, hi float64, least bool) float64 {
	for range 40 {
		a, b := lo+(hi-lo)/3, hi-(hi-lo)/3
		if (value(a) < value(b)) == least {
			hi = b
		} else {
			lo = a
		}
	}
	return (lo + hi) / 2
}

// withPoles adds a pole that lies in a projected box, with all longitudes, to the box's image in longitude and latitude.
func (t *Transform) withPoles(image, b orb.Bound) orb.Bound {
	if !t.to.info.Geographic || t.from.info.Geographic {
		return image
	}
	for _, lat := range []float64{-90, 90} {
		x, y, ok := t.from.info.projection.forward(0, lat*radians)
		if ok && b.Contains(orb.Point{x, y}) {
			image = extend(extend(image, orb.Point{-180, lat}), orb.Point{180, lat})
		}
	}
	return image
}

func within(d orb.Bound, lon, lat float64) bool {
	const slack = 1e-9
	return lon >= d.Min[0]-slack && lon <= d.Max[0]+slack && lat >= d.Min[1]-slack && lat <= d.Max[1]+slack
}

func extend(b orb.Bound, p orb.Point) orb.Bound {
	if b.IsEmpty() {
		return orb.Bound{Min: p, Max: p}
	}
	return b.Extend(p)
}

// clip returns the part of b inside the target's domain, in longitude and latitude.
func (t *Transform) clip(b orb.Bound) (orb.Bound, error) {
	lonLat := b
	if !t.from.info.Geographic {
		back := &Transform{from: t.from, to: side{info: wgs84Info(), datum: datums["4326"]}, shift: t.from.datum.shift != nil}
		lonLat, _ = back.imageOf(b, beyondWorld)
		if lonLat.IsEmpty() {
			return orb.Bound{}, t.noOverlap()
		}
		if !t.coversFinitely(b) {
			lonLat = t.domain() // some of the box has no longitude: take all that the target can show
		}
	}
	d := t.domain()
	c := orb.Bound{
		Min: orb.Point{math.Max(lonLat.Min[0], d.Min[0]), math.Max(lonLat.Min[1], d.Min[1])},
		Max: orb.Point{math.Min(lonLat.Max[0], d.Max[0]), math.Min(lonLat.Max[1], d.Max[1])},
	}
	if c.Min[0] > c.Max[0] || c.Min[1] > c.Max[1] {
		return orb.Bound{}, t.noOverlap()
	}
	return c, nil
}

// coversFinitely says whether all corners of the box are places on the earth.
func (t *Transform) coversFinitely(b orb.Bound) bool {
	for _, p := range []orb.Point{b.Min, b.Max, b.LeftTop(), b.RightBottom()} {
		if _, _, ok := t.from.lonLat(p); !ok {
			return false
		}
	}
	return true
}

func (t *Transform) noOverlap() error {
	return fmt.Errorf("the box lies outside of where %s can be used", t.to.info.Ref)
}

// Densify returns the outline of a box as a polygon with n points on each edge, counter-clockwise: its transform is then close to
// the curved image of the box.
func Densify(b orb.Bound, n int) orb.Polygon {
	corners := [5]orb.Point{b.Min, b.RightBottom(), b.Max, b.LeftTop(), b.Min}
	ring := make(orb.Ring, 0, 4*n+1)
	for i := range 4 {
		p, q := corners[i], corners[i+1]
		for k := range n {
			f := float64(k) / float64(n)
			ring = append(ring, orb.Point{p[0] + f*(q[0]-p[0]), p[1] + f*(q[1]-p[1])})
		}
	}
	return orb.Polygon{append(ring, corners[4])}
}
