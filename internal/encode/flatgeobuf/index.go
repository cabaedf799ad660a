package flatgeobuf

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"haavi/internal/encode"
	"haavi/internal/spool"
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

// tree is the index while it is made, in temporary files. Leaves are added in their order.
type tree struct {
	disk   *spool.Disk
	leaves *spool.File // as they will be in the index
	levels []*level    // above the leaves, the lowest first; the last has one node
	entry  []byte
}

// level is a level of nodes: their boxes, except that of the node which is not full yet.
type level struct {
	boxes   *spool.File
	nodes   int64 // in boxes
	last    box
	entries int // of the last
}

const boxBytes = nodeBytes - 8

// add adds a leaf.
func (t *tree) add(b box, offset uint64) error {
	if t.leaves == nil {
		t.leaves = t.disk.NewFile()
	}
	t.entry = appendEntry(t.entry[:0], b, offset)
	if _, err := t.leaves.Write(t.entry); err != nil {
		return err
	}
	return t.enclose(0, b)
}

// enclose adds an entry to a level, whose last node it completes if it is the sixteenth.
func (t *tree) enclose(l int, b box) error {
	if l == len(t.levels) {
		t.levels = append(t.levels, &level{boxes: t.disk.NewFile(), last: noBox})
	}
	v := t.levels[l]
	v.last.extend(b)
	if v.entries++; v.entries < nodeSize {
		return nil
	}
	return t.complete(l)
}

// complete ends the last node of a level, which becomes an entry of the level above.
func (t *tree) complete(l int) error {
	v := t.levels[l]
	b := v.last
	t.entry = appendEntry(t.entry[:0], b, 0)
	if _, err := v.boxes.Write(t.entry[:boxBytes]); err != nil {
		return err
	}
	v.nodes, v.last, v.entries = v.nodes+1, noBox, 0
	return t.enclose(l+1, b)
}

// root completes every level up to the one that is a single node.
func (t *tree) root() error {
	for l := 0; ; l++ {
		if t.levels[l].entries > 0 {
			if err := t.complete(l); err != nil {
				return err
			}
		}
		if t.levels[l].nodes == 1 {
			err := t.levels[l+1].boxes.Close()
			t.levels = t.levels[:l+1]
			return err
		}
	}
}

// write writes the levels from the root down. An entry's offset is the number of its first child, counted over all levels.
func (t *tree) write(w io.Writer) error {
	out := encode.NewBuffer(w)
	start := uint64(0)
	for l := len(t.levels) - 1; l >= 0; l-- {
		v := t.levels[l]
		start += uint64(v.nodes) // of the level below
		r := v.boxes.Section(0, v.boxes.Size())
		for i := range v.nodes {
			n := len(out.B)
			out.B = slices.Grow(out.B, nodeBytes)[:n+boxBytes]
			if _, err := io.ReadFull(r, out.B[n:]); err != nil {
				return err
			}
			out.B = binary.LittleEndian.AppendUint64(out.B, start+uint64(i)*nodeSize)
			if err := out.Spill(); err != nil {
				return err
			}
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err := t.leaves.WriteTo(w)
	return err
}

// close throws the temporary files away.
func (t *tree) close() error {
	err := t.leaves.Close()
	for _, v := range t.levels {
		err = errors.Join(err, v.boxes.Close())
	}
	return err
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
