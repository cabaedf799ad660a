package tiles

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"strings"

	"haavi/internal/feature"
)

// The fields of MVT's messages (MVT 2.1, vector_tile.proto), with their wire types: 2 has a length, 1 is eight bytes, and without one it is a varint.
const (
	tileLayer = 3<<3 | 2

	layerName    = 1<<3 | 2
	layerFeature = 2<<3 | 2
	layerKey     = 3<<3 | 2
	layerValue   = 4<<3 | 2
	layerExtent  = 5 << 3
	layerVersion = 15 << 3

	featureID       = 1 << 3
	featureTags     = 2<<3 | 2
	featureType     = 3 << 3
	featureGeometry = 4<<3 | 2

	valueString = 1<<3 | 2
	valueDouble = 3<<3 | 1
	valueSint   = 6 << 3
	valueBool   = 7 << 3
)

// appendLayer appends the layer to a tile. Its features come in the order of their keys, and the dictionaries in the order of their use.
func (l *builder) appendLayer(tile []byte, name string, size int) []byte {
	slices.SortFunc(l.records, func(a, b record) int {
		return cmp.Or(compareKeys(&a, &b), cmp.Compare(a.dimension, b.dimension))
	})
	e := encoder{builder: l, keyOf: make([]uint32, len(l.fields)+1), valueOf: make([]uint32, len(l.valueList))}
	b := make([]byte, 0, 64+len(name)+12*len(l.records)+2*(len(l.words)-l.dead)+24*len(l.valueList)) // about as much as it takes
	b = appendString(b, layerName, name)
	for i := range l.records {
		b = e.appendFeature(b, &l.records[i])
	}
	for _, i := range e.keys {
		b = appendString(b, layerKey, l.name(i))
	}
	for _, i := range e.values {
		b = appendValue(b, l.valueList[i])
	}
	return closeLayer(tile, b, size)
}

// closeLayer ends a layer that was begun in b, and appends it to the tile.
func closeLayer(tile, b []byte, size int) []byte {
	b = binary.AppendUvarint(append(b, layerExtent), uint64(size))
	b = append(b, layerVersion, 2)
	tile = slices.Grow(tile, len(b)+1+binary.MaxVarintLen64)
	tile = binary.AppendUvarint(append(tile, tileLayer), uint64(len(b)))
	return append(tile, b...)
}

func compareKeys(a, b *record) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.text, b.text))
}

// encoder numbers the keys and values that features use. keyOf and valueOf hold numbers from 1; 0 stands for none yet.
type encoder struct {
	*builder
	keyOf, valueOf []uint32
	keys, values   []int
	scratch        []uint32
}

func (e *encoder) appendFeature(b []byte, r *record) []byte {
	e.scratch = e.scratch[:0]
	tags := e.words[r.tags.from:r.tags.to]
	for i := 0; i < len(tags); i += 2 {
		e.scratch = append(e.scratch, number(&e.keys, e.keyOf, tags[i]), number(&e.values, e.valueOf, tags[i+1]))
	}
	geometry := e.words[r.geom.from:r.geom.to]
	tagBytes, geometryBytes := sizeOf(e.scratch), sizeOf(geometry)
	hasID := e.id.number && r.text == ""
	size := 2 + packedSize(tagBytes) + packedSize(geometryBytes)
	if hasID {
		size += 1 + varintSize(r.key)
	}
	b = binary.AppendUvarint(append(b, layerFeature), uint64(size))
	if hasID {
		b = binary.AppendUvarint(append(b, featureID), r.key)
	}
	b = appendPacked(b, featureTags, e.scratch, tagBytes)
	b = append(b, featureType, r.dimension)
	return appendPacked(b, featureGeometry, geometry, geometryBytes)
}

// number is the number of a dictionary's entry from 0, given to it on its first use.
func number(used *[]int, numbers []uint32, entry uint32) uint32 {
	if numbers[entry] == 0 {
		*used = append(*used, int(entry))
		numbers[entry] = uint32(len(*used))
	}
	return numbers[entry] - 1
}

func varintSize(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }

func sizeOf(words []uint32) int {
	n := 0
	for _, w := range words {
		n += varintSize(uint64(w))
	}
	return n
}

// packedSize is the size of a packed field of n bytes; an empty one is left out.
func packedSize(n int) int {
	if n == 0 {
		return 0
	}
	return 1 + varintSize(uint64(n)) + n
}

func appendPacked(b []byte, field byte, words []uint32, size int) []byte {
	if size == 0 {
		return b
	}
	b = binary.AppendUvarint(append(b, field), uint64(size))
	for _, w := range words {
		b = binary.AppendUvarint(b, uint64(w))
	}
	return b
}

func appendString(b []byte, field byte, s string) []byte {
	return append(binary.AppendUvarint(append(b, field), uint64(len(s))), s...)
}

// appendValue appends a value of the dictionary (MVT 2.1, 4.4).
func appendValue(b []byte, v feature.Value) []byte {
	switch v.Kind() {
	case feature.Bool:
		return append(b, layerValue, 2, valueBool, byte(v.Int()))
	case feature.Int:
		n := uint64(v.Int()<<1) ^ uint64(v.Int()>>63)
		return binary.AppendUvarint(append(b, layerValue, byte(1+varintSize(n)), valueSint), n)
	case feature.Float:
		return binary.LittleEndian.AppendUint64(append(b, layerValue, 9, valueDouble), math.Float64bits(v.Float()))
	default:
		s := strings.ToValidUTF8(v.String(), "\uFFFD")
		b = binary.AppendUvarint(append(b, layerValue), uint64(1+varintSize(uint64(len(s)))+len(s)))
		return appendString(b, valueString, s)
	}
}

// appendEmptyLayer appends a layer without features.
func appendEmptyLayer(tile []byte, name string, size int) []byte {
	return closeLayer(tile, appendString(nil, layerName, name), size)
}
