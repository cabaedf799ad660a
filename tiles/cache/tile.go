package cache

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/gzip"
)

// Tile is what is kept: an answer without the headers that the moment decides.
type Tile struct {
	MediaType string
	// Tag is the entity tag of the content before compression.
	Tag string
	// Thinned is the maker's own: how much was left out.
	Thinned int
	// Gzip says that Body is compressed.
	Gzip bool
	// Empty says that nothing is in the tile, or one colour. Such tiles of equal content are kept once.
	Empty bool
	Body  []byte
}

const (
	magic     = "HVT1"
	flagGzip  = 1
	flagEmpty = 2
)

var (
	table      = crc32.MakeTable(crc32.Castagnoli)
	errDamaged = errors.New("a cached tile is damaged")
)

// inflated is the tile without compression.
func (t *Tile) inflated() (*Tile, error) {
	r, err := gzip.NewReader(bytes.NewReader(t.Body))
	if err != nil {
		return nil, err
	}
	plain := *t
	plain.Gzip = false
	plain.Body, err = io.ReadAll(r)
	return &plain, errors.Join(err, r.Close())
}

// encode writes a tile for a store.
func (t *Tile) encode() []byte {
	b := make([]byte, 0, len(t.Body)+len(t.MediaType)+len(t.Tag)+40)
	flags := byte(0)
	if t.Gzip {
		flags |= flagGzip
	}
	if t.Empty {
		flags |= flagEmpty
	}
	b = append(append(b, magic...), flags)
	b = binary.AppendUvarint(b, uint64(t.Thinned))
	for _, s := range [...]string{t.MediaType, t.Tag} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b = append(b, t.Body...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, table))
}

// decode reads what encode wrote.
func decode(b []byte) (*Tile, error) {
	if len(b) < len(magic)+5 || string(b[:len(magic)]) != magic {
		return nil, errDamaged
	}
	content, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	if crc32.Checksum(content, table) != sum {
		return nil, errDamaged
	}
	flags := content[len(magic)]
	t := &Tile{Gzip: flags&flagGzip != 0, Empty: flags&flagEmpty != 0}
	rest := content[len(magic)+1:]
	thinned, read := binary.Uvarint(rest)
	if read <= 0 {
		return nil, errDamaged
	}
	t.Thinned, rest = int(thinned), rest[read:]
	for _, s := range [...]*string{&t.MediaType, &t.Tag} {
		n, read := binary.Uvarint(rest)
		if read <= 0 || n > uint64(len(rest)-read) {
			return nil, errDamaged
		}
		*s = string(rest[read : read+int(n)])
		rest = rest[read+int(n):]
	}
	t.Body = rest
	return t, nil
}
