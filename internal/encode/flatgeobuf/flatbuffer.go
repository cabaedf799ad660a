package flatgeobuf

import (
	"encoding/binary"
	"math"
)

// buffer writes a size-prefixed FlatBuffer (FlatBuffers internals, flatbuffers.dev/internals) from its front to its back: a table
// before what it refers to. Positions count from the size, which is what values are aligned to.
type buffer struct{ b []byte }

// begin starts a buffer that has room for its size and the place of its root.
func (w *buffer) begin() { w.b = append(w.b[:0], 0, 0, 0, 0, 0, 0, 0, 0) }

// finish pads the buffer, so that another may follow it, and returns it.
func (w *buffer) finish() []byte {
	w.align(8, 0)
	binary.LittleEndian.PutUint32(w.b, uint32(len(w.b)-4))
	return w.b
}

// align pads until what is written after n more bytes falls on a multiple of size.
func (w *buffer) align(size, n int) {
	for (len(w.b)+n)%size != 0 {
		w.b = append(w.b, 0)
	}
}

// refer makes the offset at a position lead to what is written next.
func (w *buffer) refer(at int) { binary.LittleEndian.PutUint32(w.b[at:], uint32(len(w.b)-at)) }

// maxSlots is how many fields a table has at most.
const maxSlots = 14

// table writes a table whose fields have the given sizes, 0 for one that is left out, to which the offset at a position leads. It
// returns where the fields are; they are zero and to be filled.
func (w *buffer) table(at int, sizes ...int) (fields [maxSlots]int) {
	w.align(4, 4+2*len(sizes))
	vtable := len(w.b)
	w.b = append(w.b, make([]byte, 4+2*len(sizes))...)
	start := len(w.b)
	w.refer(at)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(start-vtable))
	for i, size := range sizes {
		if size == 0 {
			continue
		}
		w.align(size, 0)
		fields[i] = len(w.b)
		binary.LittleEndian.PutUint16(w.b[vtable+4+2*i:], uint16(len(w.b)-start))
		for range size {
			w.b = append(w.b, 0)
		}
	}
	binary.LittleEndian.PutUint16(w.b[vtable:], uint16(4+2*len(sizes)))
	binary.LittleEndian.PutUint16(w.b[vtable+2:], uint16(len(w.b)-start))
	return fields
}

// vector writes the length of a vector, to which the offset at a position leads. The elements are to follow.
func (w *buffer) vector(at, elements, size int) {
	w.align(max(size, 4), 4)
	w.refer(at)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(elements))
}

// references writes a vector of offsets and returns where the first is.
func (w *buffer) references(at, elements int) int {
	w.vector(at, elements, 4)
	first := len(w.b)
	w.b = append(w.b, make([]byte, 4*elements)...)
	return first
}

// text writes a string.
func (w *buffer) text(at int, s string) {
	w.vector(at, len(s), 1)
	w.b = append(append(w.b, s...), 0)
}

func (w *buffer) float(f float64) { w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(f)) }

// size4 is the size of an offset to a text, 0 when there is none to write.
func size4(s string) int {
	if s == "" {
		return 0
	}
	return 4
}
