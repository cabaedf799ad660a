package render

import (
	"cmp"
	"encoding/binary"
	"image"
	"slices"
	"sync"
)

const (
	maxPalette = 256
	// maxCounted is how many colours are counted before an image is taken for one that no palette serves.
	maxCounted = 1 << 13
	tableBits  = 14
	// common is how many of the most frequent colours, those of surfaces, are kept exactly.
	common = 32
	// invisible is how many of the lowest bits of the channels of rare colours (edges, smoothed) may be rounded: they are then
	// off by at most 8 of 255.
	invisible = 4
)

// colorTable counts and numbers the colours of an image. Colours are premultiplied, as image.RGBA has them.
type colorTable struct {
	slots [1 << tableBits]colorSlot
	used  []uint16
}

type colorSlot struct {
	color uint32
	count uint32 // 0 when the slot is free
	index uint16
}

var colorTables = sync.Pool{New: func() any { return new(colorTable) }}

func (t *colorTable) slot(c uint32) *colorSlot {
	for h := c * 0x9E3779B1 >> (32 - tableBits); ; h = (h + 1) & (1<<tableBits - 1) {
		s := &t.slots[h]
		if s.count == 0 || s.color == c {
			return s
		}
	}
}

// release empties the table and gives it back.
func (t *colorTable) release() {
	for _, i := range t.used {
		t.slots[i] = colorSlot{}
	}
	t.used = t.used[:0]
	colorTables.Put(t)
}

// count counts the image's colours; false when there are too many.
func (t *colorTable) count(img *image.RGBA) bool {
	width := img.Rect.Dx()
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*width]
		for x := 0; x < len(row); {
			c := binary.LittleEndian.Uint32(row[x:])
			run := x
			for x += 4; x < len(row) && binary.LittleEndian.Uint32(row[x:]) == c; x += 4 {
			}
			s := t.slot(c)
			if s.count == 0 {
				if len(t.used) == maxCounted {
					return false
				}
				s.color = c
				t.used = append(t.used, t.place(c))
			}
			s.count += uint32(x-run) / 4
		}
	}
	return true
}

// place is where a colour that is not yet counted will stand.
func (t *colorTable) place(c uint32) uint16 {
	h := c * 0x9E3779B1 >> (32 - tableBits)
	for t.slots[h].count != 0 {
		h = (h + 1) & (1<<tableBits - 1)
	}
	return uint16(h)
}

// number gives every colour a place in a palette, rounding bits of those that are not common; false when the palette is too small.
func (t *colorTable) number(bits uint) ([]uint32, bool) {
	palette := make([]uint32, 0, maxPalette)
	numbers := make(map[uint32]uint16, maxPalette)
	rounding := roundingTable(bits)
	for rank, i := range t.used {
		s := &t.slots[i]
		c := s.color
		if rank >= common {
			c = rounded(c, rounding)
		}
		n, known := numbers[c]
		if !known {
			if len(palette) == maxPalette {
				return nil, false
			}
			n = uint16(len(palette))
			numbers[c] = n
			palette = append(palette, c)
		}
		s.index = n
	}
	return palette, true
}

// sort orders the colours by how often they occur.
func (t *colorTable) sort() {
	slices.SortFunc(t.used, func(i, j uint16) int {
		a, b := &t.slots[i], &t.slots[j]
		if c := cmp.Compare(b.count, a.count); c != 0 {
			return c
		}
		return cmp.Compare(a.color, b.color)
	})
}

// indexes are the places in the palette of a row's pixels.
func (t *colorTable) indexes(dst, row []byte) {
	last, lastIndex := binary.LittleEndian.Uint32(row), t.slot(binary.LittleEndian.Uint32(row)).index
	for x := range dst {
		if c := binary.LittleEndian.Uint32(row[4*x:]); c != last {
			last, lastIndex = c, t.slot(c).index
		}
		dst[x] = byte(lastIndex)
	}
}

// paletteOf numbers the image's colours, rounding up to a number of bits of rare ones where they are too many. The table is nil when
// no palette serves; else it must be released.
func paletteOf(img *image.RGBA, bits uint) (*colorTable, []uint32) {
	t := colorTables.Get().(*colorTable)
	if t.count(img) {
		t.sort()
		for drop := uint(0); drop <= bits; drop++ {
			if palette, ok := t.number(drop); ok {
				return t, palette
			}
		}
	}
	t.release()
	return nil, nil
}

// paletteChunks returns the palette and the alpha values, these up to the last that is not opaque.
func paletteChunks(palette []uint32) (plte, trns []byte) {
	last := 0
	for i, c := range palette {
		c = straight(c)
		plte = append(plte, byte(c), byte(c>>8), byte(c>>16))
		trns = append(trns, byte(c>>24))
		if c>>24 != 0xff {
			last = i + 1
		}
	}
	return plte, trns[:last]
}

// straight turns a premultiplied colour into one that is not, as PNG has it.
func straight(c uint32) uint32 {
	a := c >> 24
	if a == 0xff || a == 0 {
		return c
	}
	part := func(v uint32) uint32 { return min((v*255+a/2)/a, 255) }
	return part(c&0xff) | part(c>>8&0xff)<<8 | part(c>>16&0xff)<<16 | a<<24
}

func opaque(img *image.RGBA) bool {
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for x := 3; x < len(row); x += 4 {
			if row[x] != 0xff {
				return false
			}
		}
	}
	return true
}

// roundingTable rounds values to as many steps as are left without some of the lowest bits; 0 and 255 stay.
func roundingTable(bits uint) (table [256]byte) {
	steps := 255 >> bits
	for v := range table {
		table[v] = byte(((v*steps+127)/255*255 + steps/2) / steps)
	}
	return table
}

func rounded(c uint32, table [256]byte) uint32 {
	a := table[c>>24]
	part := func(v uint32) uint32 { return uint32(min(table[v&0xff], a)) }
	return part(c) | part(c>>8)<<8 | part(c>>16)<<16 | uint32(a)<<24
}

// roundImage rounds all of an image's colours.
func roundImage(img *image.RGBA, bits uint) *image.RGBA {
	out, table := image.NewRGBA(img.Rect), roundingTable(bits)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := binary.LittleEndian.Uint32(img.Pix[y*img.Stride+4*x:])
			binary.LittleEndian.PutUint32(out.Pix[y*out.Stride+4*x:], rounded(c, table))
		}
	}
	return out
}
