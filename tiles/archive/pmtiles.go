package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// pmtiles writes PMTiles 3. Contents wait in a temporary file, for the tiles stand in the order of their ids; an entry for each tile waits in memory
// (some 24 bytes).
type pmtiles struct {
	path     string
	mu       sync.Mutex
	spool    *os.File
	size     uint64
	contents map[string]span
	entries  []entry
}

// span is where a content is.
type span struct {
	offset uint64
	length uint32
}

// entry is a tile, or several with ids one after the other and the same content.
type entry struct {
	id  uint64
	run uint32
	span
}

func createPMTiles(path string) (*pmtiles, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".pmtiles-*")
	if err != nil {
		return nil, err
	}
	return &pmtiles{path: path, spool: f, contents: map[string]span{}}, nil
}

// Add implements Writer.
func (p *pmtiles) Add(_ context.Context, z int, x, y uint64, tag string, body []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, known := p.contents[tag]
	if !known {
		if len(body) == 0 || len(body) > math.MaxUint32 {
			return fmt.Errorf("a tile of %d bytes cannot be in the file", len(body))
		}
		at = span{p.size, uint32(len(body))}
		if _, err := p.spool.Write(body); err != nil {
			return err
		}
		p.size += uint64(len(body))
		p.contents[tag] = at
	}
	p.entries = append(p.entries, entry{id: tileID(z, x, y), run: 1, span: at})
	return nil
}

// tileID counts tiles along Hilbert curves, the levels one after the other.
func tileID(z int, x, y uint64) uint64 {
	id := (uint64(1)<<(2*z) - 1) / 3
	for s := uint64(1) << z >> 1; s > 0; s >>= 1 {
		rx, ry := min(x&s, 1), min(y&s, 1)
		id += s * s * ((3 * rx) ^ ry)
		x, y = x&(s-1), y&(s-1)
		if ry == 0 {
			if rx == 1 {
				x, y = s-1-x, s-1-y
			}
			x, y = y, x
		}
	}
	return id
}

// The numbers of the header.
const (
	headerSize    = 127
	firstBytes    = 16384 // what a reader asks for first: the header and the root directory
	compressNone  = 1
	compressGzip  = 2
	firstLeafSize = 4096 // entries
)

var tileTypes = map[string]byte{"mvt": 1, "png": 2, "jpg": 3, "webp": 4}

// arrange sorts the entries, gives contents new places in that order, and joins runs. It returns where contents are in the spool, in their new order.
func (p *pmtiles) arrange() (order []span, tiles int) {
	slices.SortFunc(p.entries, func(a, b entry) int { return cmp.Compare(a.id, b.id) })
	p.entries = slices.CompactFunc(p.entries, func(a, b entry) bool { return a.id == b.id })
	tiles = len(p.entries)
	moved := make(map[uint64]uint64, len(p.contents))
	next := uint64(0)
	kept := p.entries[:0]
	for _, e := range p.entries {
		to, known := moved[e.offset]
		if !known {
			to = next
			moved[e.offset] = to
			order = append(order, e.span)
			next += uint64(e.length)
		}
		e.offset = to
		if n := len(kept); n > 0 && kept[n-1].offset == to && kept[n-1].id+uint64(kept[n-1].run) == e.id {
			kept[n-1].run++
			continue
		}
		kept = append(kept, e)
	}
	p.entries = kept
	return order, tiles
}

// directory writes entries as the specification has them, compressed.
func directory(entries []entry) ([]byte, error) {
	b := binary.AppendUvarint(nil, uint64(len(entries)))
	last := uint64(0)
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.id-last)
		last = e.id
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.run))
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.length))
	}
	for i, e := range entries {
		if i > 0 && e.offset == entries[i-1].offset+uint64(entries[i-1].length) {
			b = append(b, 0)
		} else {
			b = binary.AppendUvarint(b, e.offset+1)
		}
	}
	return zipped(b)
}

func zipped(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(b)
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}

// directories makes a root that is read at once, with leaves below it when there are too many entries.
func directories(entries []entry) (root, leaves []byte, err error) {
	if root, err = directory(entries); err != nil || len(root) <= firstBytes-headerSize {
		return root, nil, err
	}
	for size := firstLeafSize; ; size *= 2 {
		var pointers []entry
		leaves = leaves[:0]
		for part := range slices.Chunk(entries, size) {
			leaf, err := directory(part)
			if err != nil {
				return nil, nil, err
			}
			pointers = append(pointers, entry{id: part[0].id, span: span{uint64(len(leaves)), uint32(len(leaf))}}) // a run of 0 is a leaf
			leaves = append(leaves, leaf...)
		}
		if root, err = directory(pointers); err != nil || len(root) <= firstBytes-headerSize {
			return root, leaves, err
		}
	}
}

// Close implements Writer.
func (p *pmtiles) Close(ctx context.Context, d Metadata) (err error) {
	defer func() { err = errors.Join(err, p.Abort()) }()
	order, tiles := p.arrange()
	root, leaves, err := directories(p.entries)
	if err != nil {
		return err
	}
	about := map[string]any{"name": d.Name, "description": d.Description, "attribution": d.Attribution, "version": d.Version, "type": "overlay"}
	if d.VectorLayers != nil {
		about["vector_layers"] = d.VectorLayers
	}
	text, err := json.Marshal(about)
	if err != nil {
		return err
	}
	if text, err = zipped(text); err != nil {
		return err
	}
	data := uint64(0)
	for _, s := range order {
		data += uint64(s.length)
	}
	head := header(d, [4]uint64{uint64(len(root)), uint64(len(text)), uint64(len(leaves)), data}, [3]uint64{uint64(tiles), uint64(len(p.entries)), uint64(len(order))})
	f, err := os.Create(unfinished(p.path))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	for _, part := range [][]byte{head, root, text, leaves} {
		if _, err = w.Write(part); err != nil {
			break
		}
	}
	for i := 0; i < len(order) && err == nil; i++ {
		if err = ctx.Err(); err != nil {
			break
		}
		_, err = io.Copy(w, io.NewSectionReader(p.spool, int64(order[i].offset), int64(order[i].length)))
	}
	if err = errors.Join(err, w.Flush(), f.Close()); err == nil {
		err = os.Rename(f.Name(), p.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// header writes the first bytes. sizes are of root, metadata, leaves and data; counts of tiles, entries and contents.
func header(d Metadata, sizes [4]uint64, counts [3]uint64) []byte {
	b := append([]byte("PMTiles"), 3)
	at := uint64(headerSize)
	for _, size := range sizes {
		b = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, at), size)
		at += size
	}
	for _, n := range counts {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	compression := byte(compressNone)
	if d.Format == "mvt" {
		compression = compressGzip
	}
	b = append(b, 1, compressGzip, compression, tileTypes[d.Format], byte(d.MinZoom), byte(d.MaxZoom))
	degrees := func(v float64) { b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(v*1e7)))) }
	for _, v := range d.Bounds {
		degrees(v)
	}
	b = append(b, byte(d.Center[2]))
	degrees(d.Center[0])
	degrees(d.Center[1])
	return b
}

// Abort implements Writer.
func (p *pmtiles) Abort() error {
	err := errors.Join(p.spool.Close(), os.Remove(p.spool.Name()))
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
