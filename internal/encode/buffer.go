package encode

import (
	"io"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
)

// BlockSize is how many bytes encoders gather before they write.
const BlockSize = 32 << 10

// Buffer gathers what an encoder appends and hands it on in blocks.
type Buffer struct {
	B []byte
	w io.Writer
}

// NewBuffer returns a buffer in front of w.
func NewBuffer(w io.Writer) Buffer { return Buffer{B: make([]byte, 0, BlockSize+BlockSize/4), w: w} }

// Spill writes what was gathered if it makes a block.
func (b *Buffer) Spill() error {
	if len(b.B) < BlockSize {
		return nil
	}
	return b.Flush()
}

// Flush writes what was gathered.
func (b *Buffer) Flush() error {
	_, err := b.w.Write(b.B)
	b.B = b.B[:0]
	return err
}

// Decimals is how many digits after the point coordinates of a system are written with.
func Decimals(r crs.Ref) int {
	if info, ok := crs.Lookup(r); ok {
		return info.Decimals()
	}
	return 8
}

// Place returns the geometry to write: nil for one that has a coordinate which is no finite number, because no format can
// say it.
func Place(g orb.Geometry) orb.Geometry {
	if g == nil || !finite(g) {
		return nil
	}
	return g
}

func finite(g orb.Geometry) bool {
	switch g := g.(type) {
	case orb.Point:
		return finitePoint(g)
	case orb.MultiPoint:
		return all(g, finitePoint)
	case orb.LineString:
		return all(g, finitePoint)
	case orb.Ring:
		return all(g, finitePoint)
	case orb.Polygon:
		return all(g, finiteRing)
	case orb.MultiLineString:
		return all(g, func(l orb.LineString) bool { return all(l, finitePoint) })
	case orb.MultiPolygon:
		return all(g, func(p orb.Polygon) bool { return all(p, finiteRing) })
	case orb.Collection:
		return all(g, finite)
	case orb.Bound:
		return finitePoint(g.Min) && finitePoint(g.Max)
	default:
		return false
	}
}

func finiteRing(r orb.Ring) bool { return all(r, finitePoint) }

func finitePoint(p orb.Point) bool {
	return math.Abs(p[0]) < math.Inf(1) && math.Abs(p[1]) < math.Inf(1)
}

func all[T any](items []T, ok func(T) bool) bool {
	for _, it := range items {
		if !ok(it) {
			return false
		}
	}
	return true
}
