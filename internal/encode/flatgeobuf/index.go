package flatgeobuf

import (
	"encoding/binary"
	"io"
	"math"

	"github.com/paulmach/orb"
)

// nodeSize is how many entries a node of the index has, and nodeBytes how long an entry is: a box and an offset.
const (
	nodeSize  = 16
	nodeBytes = 40
)

// box is what an entry of the index encloses: least x and y, greatest x and y.
type box [4]float64

// noBox encloses nothing and meets no other.
var noBox = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func boxOf(g orb.Geometry) box {
	b := g.Bound()
	return box{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}

func (b *box) extend(o box) {
	b[0], b[1], b[2], b[3] = min(b[0], o[0]), min(b[1], o[1]), max(b[2], o[2]), max(b[3], o[3])
}

func (b *box) empty() bool { return !(b[0] <= b[2]) }

func appendEntry(dst []byte, b box, offset uint64) []byte {
	for _, v := range b {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	return binary.LittleEndian.AppendUint64(dst, offset)
}

func readEntry(src []byte) (b box, offset uint64) {
	for i := range b {
		b[i] = math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:]))
	}
	return b, binary.LittleEndian.Uint64(src[32:])
}

// tree are the levels of the index above its leaves, the lowest first. Leaves are added in their order.
type tree struct {
	leaves int
	levels [][]box
}

func (t *tree) add(b box) {
	if t.leaves%nodeSize == 0 {
		if t.levels == nil {
			t.levels = [][]box{nil}
		}
		t.levels[0] = append(t.levels[0], noBox)
	}
	t.leaves++
	t.levels[0][len(t.levels[0])-1].extend(b)
}

// close builds the levels up to the root.
func (t *tree) close() {
	for len(t.levels[len(t.levels)-1]) > 1 {
		below := t.levels[len(t.levels)-1]
		level := make([]box, 0, len(below)/nodeSize+1)
		for i, b := range below {
			if i%nodeSize == 0 {
				level = append(level, noBox)
			}
			level[len(level)-1].extend(b)
		}
		t.levels = append(t.levels, level)
	}
}

// write writes the levels from the root down. An entry's offset is the number of its first child, counted over all levels.
func (t *tree) write(w io.Writer) error {
	var buf []byte
	start := uint64(0)
	for l := len(t.levels) - 1; l >= 0; l-- {
		start += uint64(len(t.levels[l])) // of the level below
		for i, b := range t.levels[l] {
			buf = appendEntry(buf, b, start+uint64(i)*nodeSize)
			if len(buf) >= 32<<10 || i == len(t.levels[l])-1 {
				if _, err := w.Write(buf); err != nil {
					return err
				}
				buf = buf[:0]
			}
		}
	}
	return nil
}

// hilbert is the place of a box's middle on a Hilbert curve of order 16 through the extent; boxes of nothing come last.
func hilbert(b, extent box) uint32 {
	if b.empty() {
		return math.MaxUint32
	}
	return curve(cell((b[0]+b[2])/2, extent[0], extent[2]), cell((b[1]+b[3])/2, extent[1], extent[3]))
}

func cell(v, lo, hi float64) uint32 {
	if !(hi > lo) {
		return 0
	}
	return uint32(math.Floor(math.MaxUint16 * ((v - lo) / (hi - lo))))
}

// curve is the distance along the curve to a cell: quadrant by quadrant, each turned as the curve runs through it.
func curve(x, y uint32) uint32 {
	d := uint32(0)
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		right, up := x&s != 0, y&s != 0
		switch {
		case right && up:
			d += 2 * s * s
		case right:
			d += 3 * s * s
		case up:
			d += s * s
		}
		if !up {
			if right {
				x, y = s-1-x&(s-1), s-1-y&(s-1)
			}
			x, y = y, x
		}
	}
	return d
}
