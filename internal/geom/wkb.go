package geom

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// The codes of OGC 06-103r4, 8.2.3, and ISO 13249-3 for curves and surfaces. Adding 1000, 2000 or 3000 says that Z, M or both follow.
const (
	wkbPoint = iota + 1
	wkbLineString
	wkbPolygon
	wkbMultiPoint
	wkbMultiLineString
	wkbMultiPolygon
	wkbCollection
	wkbCircularString
	wkbCompoundCurve
	wkbCurvePolygon
	wkbMultiCurve
	wkbMultiSurface
	_
	_
	wkbPolyhedralSurface
	wkbTIN
	wkbTriangle
)

// PostGIS's EWKB marks Z, M and a leading SRID by high bits instead.
const (
	ewkbZ    = 0x80000000
	ewkbM    = 0x40000000
	ewkbSRID = 0x20000000
)

// maxDepth is how deep collections may lie in each other.
const maxDepth = 32

var (
	errShort = errors.New("WKB ends too early")
	errDeep  = fmt.Errorf("geometry collections lie in each other more than %d deep", maxDepth)
)

// ReadWKB decodes ISO WKB and PostGIS EWKB of either byte order. Z and M are dropped, an SRID is skipped; an empty
// geometry is nil, and empty members of a collection are left out, as are vertices that are not finite numbers. Arcs become
// lines, surfaces and triangles polygons; rings are closed. Counts are checked against the bytes that are there and nesting is
// bounded, so that no input can panic or allocate more than a small multiple of its length.
func ReadWKB(b []byte) (orb.Geometry, error) {
	// The commonest case by far: a 2-D little-endian point.
	if len(b) == 21 && b[0] == 1 && binary.LittleEndian.Uint32(b[1:]) == wkbPoint {
		x, y := math.Float64frombits(binary.LittleEndian.Uint64(b[5:])), math.Float64frombits(binary.LittleEndian.Uint64(b[13:]))
		if finite(x) && finite(y) {
			return orb.Point{x, y}, nil
		}
		return nil, nil
	}
	r := wkbReader{b: b}
	g, err := r.geometry(0)
	if err != nil {
		return nil, err
	}
	if len(r.b) > 0 {
		return nil, fmt.Errorf("%d bytes follow the WKB of a geometry", len(r.b))
	}
	return g, nil
}

func finite(f float64) bool { return f-f == 0 }

// wkbReader holds what is left to read.
type wkbReader struct{ b []byte }

// header is what stands before the coordinates of each geometry.
type header struct {
	order binary.ByteOrder
	code  uint32
	step  int // bytes of a vertex
}

func (r *wkbReader) header() (h header, err error) {
	if len(r.b) < 5 {
		return h, errShort
	}
	switch r.b[0] {
	case 0:
		h.order = binary.BigEndian
	case 1:
		h.order = binary.LittleEndian
	default:
		return h, fmt.Errorf("WKB has the byte order %d; it must be 0 or 1", r.b[0])
	}
	word := h.order.Uint32(r.b[1:])
	r.b = r.b[5:]
	h.step = 16
	if word&ewkbZ != 0 {
		h.step += 8
	}
	if word&ewkbM != 0 {
		h.step += 8
	}
	if word&ewkbSRID != 0 {
		if len(r.b) < 4 {
			return h, errShort
		}
		r.b = r.b[4:]
	}
	word &^= ewkbZ | ewkbM | ewkbSRID
	h.code = word % 1000
	switch word / 1000 {
	case 0:
	case 1, 2:
		h.step = 24
	case 3:
		h.step = 32
	default:
		return h, fmt.Errorf("WKB has the geometry type %d, which is not known", word)
	}
	return h, nil
}

// count reads a number of things that need at least size bytes each.
func (r *wkbReader) count(h header, size int) (int, error) {
	if len(r.b) < 4 {
		return 0, errShort
	}
	n := h.order.Uint32(r.b)
	r.b = r.b[4:]
	if uint64(n)*uint64(size) > uint64(len(r.b)) {
		return 0, errShort
	}
	return int(n), nil
}

func (r *wkbReader) geometry(depth int) (orb.Geometry, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	h, err := r.header()
	if err != nil {
		return nil, err
	}
	switch h.code {
	case wkbPoint:
		return r.point(h)
	case wkbLineString, wkbCircularString:
		l, err := r.vertices(h)
		if err != nil || len(l) == 0 {
			return nil, err
		}
		if h.code == wkbCircularString {
			l = linearize(l)
		}
		return orb.LineString(l), nil
	case wkbPolygon, wkbTriangle:
		p, err := r.polygon(h)
		if err != nil || len(p) == 0 {
			return nil, err
		}
		return p, nil
	case wkbMultiPoint, wkbMultiLineString, wkbMultiPolygon, wkbCollection, wkbCompoundCurve, wkbCurvePolygon, wkbMultiCurve, wkbMultiSurface,
		wkbPolyhedralSurface, wkbTIN:
		return r.members(h, depth)
	default:
		return nil, fmt.Errorf("WKB has the geometry type %d, which is not known", h.code)
	}
}

func (r *wkbReader) point(h header) (orb.Geometry, error) {
	if len(r.b) < h.step {
		return nil, errShort
	}
	p, ok := vertex(h, r.b)
	r.b = r.b[h.step:]
	if !ok { // an empty point is written as NaN NaN
		return nil, nil
	}
	return p, nil
}

func vertex(h header, b []byte) (orb.Point, bool) {
	p := orb.Point{math.Float64frombits(h.order.Uint64(b)), math.Float64frombits(h.order.Uint64(b[8:]))}
	return p, finite(p[0]) && finite(p[1])
}

func (r *wkbReader) vertices(h header) ([]orb.Point, error) {
	n, err := r.count(h, h.step)
	if err != nil || n == 0 {
		return nil, err
	}
	ps := make([]orb.Point, 0, n)
	for i := range n {
		if p, ok := vertex(h, r.b[i*h.step:]); ok {
			ps = append(ps, p)
		}
	}
	r.b = r.b[n*h.step:]
	return ps, nil
}

// polygon leaves out empty rings; a polygon without an outer ring is empty.
func (r *wkbReader) polygon(h header) (orb.Polygon, error) {
	n, err := r.count(h, 4)
	if err != nil {
		return nil, err
	}
	p := make(orb.Polygon, 0, n)
	empty := false
	for i := range n {
		ring, err := r.vertices(h)
		if err != nil {
			return nil, err
		}
		if len(ring) > 0 {
			p = append(p, closed(ring))
		} else if i == 0 {
			empty = true
		}
	}
	if empty {
		return nil, nil
	}
	return p, nil
}

func closed(ring []orb.Point) orb.Ring {
	if ring[0] != ring[len(ring)-1] {
		ring = append(ring, ring[0])
	}
	return ring
}

// members reads the types that consist of whole geometries, and joins these to one of orb's types.
func (r *wkbReader) members(h header, depth int) (orb.Geometry, error) {
	n, err := r.count(h, 9) // the shortest member is an empty line
	if err != nil {
		return nil, err
	}
	c := collector{code: h.code}
	for range n {
		g, err := r.geometry(depth + 1)
		if err != nil {
			return nil, err
		}
		if g == nil {
			continue
		}
		if !c.add(g) {
			return nil, fmt.Errorf("WKB has a %s in a geometry of type %d", g.GeoJSONType(), h.code)
		}
	}
	return c.geometry(), nil
}
