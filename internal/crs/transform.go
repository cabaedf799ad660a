package crs

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// side is one end of a transform: how its coordinates become longitude and latitude on its datum.
type side struct {
	info  Info
	datum datum
}

func sideOf(r Ref) (side, error) {
	info, ok := Lookup(r)
	if !ok {
		return side{}, fmt.Errorf("%w: %s", ErrUnsupported, r)
	}
	d, ok := datums[info.base]
	if !ok || (!info.Geographic && info.projection == nil) {
		return side{}, fmt.Errorf("%w: %s", ErrUnsupported, r)
	}
	return side{info, d}, nil
}

const (
	radians = math.Pi / 180
	degrees = 180 / math.Pi
)

// lonLat returns radians on the side's datum.
func (s *side) lonLat(p orb.Point) (lon, lat float64, ok bool) {
	if s.info.Geographic {
		return p[0] * radians, p[1] * radians, math.Abs(p[1]) <= 90
	}
	return s.info.projection.inverse(p[0], p[1])
}

// coordinates is the inverse of lonLat.
func (s *side) coordinates(lon, lat float64) (orb.Point, bool) {
	if s.info.Geographic {
		return orb.Point{lon * degrees, lat * degrees}, true
	}
	x, y, ok := s.info.projection.forward(lon, lat)
	return orb.Point{x, y}, ok
}

// Transform converts coordinates from one system to another, east/north on both sides. It is safe for concurrent use.
type Transform struct {
	from, to side
	identity bool
	shift    bool
}

// NewTransform returns the transform, or ErrUnsupported.
func NewTransform(from, to Ref) (*Transform, error) {
	if Same(from, to) {
		return &Transform{identity: true}, nil
	}
	f, err := sideOf(from)
	if err != nil {
		return nil, err
	}
	t, err := sideOf(to)
	if err != nil {
		return nil, err
	}
	tr := &Transform{from: f, to: t, shift: f.datum.shift != t.datum.shift}
	tr.identity = f.info.Geographic && t.info.Geographic && !tr.shift
	return tr, nil
}

// Identity says that the transform changes nothing.
func (t *Transform) Identity() bool { return t.identity }

// Point transforms one point; ok is false when it has no image.
func (t *Transform) Point(p orb.Point) (q orb.Point, ok bool) {
	if t.identity {
		return p, true
	}
	lon, lat, ok := t.from.lonLat(p)
	if !ok {
		return orb.Point{}, false
	}
	if t.shift {
		lon, lat = t.moveDatum(lon, lat)
	}
	q, ok = t.to.coordinates(lon, lat)
	return q, ok && finite(q)
}

func (t *Transform) moveDatum(lon, lat float64) (float64, float64) {
	p := t.from.datum.ellipsoid.geocentric(lon, lat)
	if h := t.from.datum.shift; h != nil {
		p = h.forward(p)
	}
	if h := t.to.datum.shift; h != nil {
		p = h.inverse(p)
	}
	return t.to.datum.ellipsoid.geographic(p)
}

func finite(p orb.Point) bool {
	return !math.IsNaN(p[0]) && !math.IsInf(p[0], 0) && !math.IsNaN(p[1]) && !math.IsInf(p[1], 0)
}

// Geometry transforms every vertex in place where g is a slice of vertices, and returns the result; it fails when a vertex has no
// image. A Bound becomes the bound of its image. nil stays nil.
func (t *Transform) Geometry(g orb.Geometry) (orb.Geometry, error) {
	if t.identity {
		return g, nil
	}
	switch g := g.(type) {
	case nil:
		return nil, nil
	case orb.Point:
		q, ok := t.Point(g)
		if !ok {
			return nil, t.noImage(g)
		}
		return q, nil
	case orb.MultiPoint:
		return g, t.points(g)
	case orb.LineString:
		return g, t.points(g)
	case orb.Ring:
		return g, t.points(g)
	case orb.MultiLineString:
		return g, each(g, func(l orb.LineString) error { return t.points(l) })
	case orb.Polygon:
		return g, each(g, func(r orb.Ring) error { return t.points(r) })
	case orb.MultiPolygon:
		return g, each(g, func(p orb.Polygon) error { return each(p, func(r orb.Ring) error { return t.points(r) }) })
	case orb.Collection:
		for i, m := range g {
			q, err := t.Geometry(m)
			if err != nil {
				return nil, err
			}
			g[i] = q
		}
		return g, nil
	case orb.Bound:
		return t.Bound(g)
	default:
		return nil, fmt.Errorf("a geometry of type %T cannot be transformed", g)
	}
}

func (t *Transform) points(ps []orb.Point) error {
	for i := range ps {
		q, ok := t.Point(ps[i])
		if !ok {
			return t.noImage(ps[i])
		}
		ps[i] = q
	}
	return nil
}

func each[T any](items []T, do func(T) error) error {
	for _, it := range items {
		if err := do(it); err != nil {
			return err
		}
	}
	return nil
}

func (t *Transform) noImage(p orb.Point) error {
	return fmt.Errorf("the point %g %g of %s has no place in %s", p[0], p[1], t.from.info.Ref, t.to.info.Ref)
}
