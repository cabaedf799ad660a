//go:build ignore

// tile-content FILE OTHER: says whether two Mapbox vector tiles of points hold the same, for bench-tiles. Servers' buffers differ and one rounds where another
// cuts off, so features count that are at least two units within the tile: each by its id, a place that differs by one unit at most, and equal attributes.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"strconv"
)

type point struct {
	x, y  int64
	attrs map[string]string
}

// tile is what a file holds: all features of all layers, and those within the tile by their ids.
type tile struct {
	all    int
	within map[uint64]point
}

const extent, margin = 4096, 2

func main() {
	a, b := read(os.Args[1]), read(os.Args[2])
	missing, differ := only(a, b)+only(b, a), 0
	for id, p := range a.within {
		if q, ok := b.within[id]; ok && (max(p.x-q.x, q.x-p.x) > 1 || max(p.y-q.y, q.y-p.y) > 1 || !maps.Equal(p.attrs, q.attrs)) {
			differ++
		}
	}
	fmt.Printf("%d features, %d within the tile | %d, %d | in one only %d, different %d\n", a.all, len(a.within), b.all, len(b.within), missing, differ)
}

// only counts the features that a tile has and another lacks, a unit further in than what is compared.
func only(a, b tile) (n int) {
	for id, p := range a.within {
		if _, ok := b.within[id]; !ok && p.inside(margin+1) {
			n++
		}
	}
	return n
}

func (p point) inside(margin int64) bool {
	return min(p.x, p.y) >= margin && max(p.x, p.y) <= extent-margin
}

func read(file string) tile {
	b, err := os.ReadFile(file)
	check(err)
	if bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		r, err := gzip.NewReader(bytes.NewReader(b))
		check(err)
		b, err = io.ReadAll(r)
		check(err)
	}
	t := tile{within: map[uint64]point{}}
	each(b, func(field int, _ uint64, layer []byte) {
		if field == 3 {
			t.layer(layer)
		}
	})
	return t
}

func (t *tile) layer(b []byte) {
	var keys, values []string
	var features [][]byte
	each(b, func(field int, _ uint64, b []byte) {
		switch field {
		case 2:
			features = append(features, b)
		case 3:
			keys = append(keys, string(b))
		case 4:
			values = append(values, value(b))
		}
	})
	for _, f := range features {
		t.feature(f, keys, values)
	}
}

func (t *tile) feature(b []byte, keys, values []string) {
	t.all++
	var id uint64
	p := point{attrs: map[string]string{}}
	each(b, func(field int, n uint64, b []byte) {
		switch field {
		case 1:
			id = n
		case 2:
			for tags := packed(b); len(tags) > 1; tags = tags[2:] {
				p.attrs[keys[tags[0]]] = values[tags[1]]
			}
		case 4:
			if g := packed(b); len(g) == 3 {
				p.x, p.y = zigzag(g[1]), zigzag(g[2])
			}
		}
	})
	if p.inside(margin) {
		t.within[id] = p
	}
}

// value is the text of an attribute.
func value(b []byte) (text string) {
	each(b, func(field int, n uint64, b []byte) {
		switch field {
		case 1:
			text = string(b)
		case 3:
			text = strconv.FormatFloat(math.Float64frombits(n), 'g', -1, 64)
		case 6:
			text = strconv.FormatInt(zigzag(n), 10)
		default:
			text = strconv.FormatUint(n, 10)
		}
	})
	return text
}

func zigzag(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }

func packed(b []byte) (all []uint64) {
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		all, b = append(all, v), b[n:]
	}
	return all
}

// each reads the fields of a protocol buffer's message.
func each(b []byte, field func(number int, n uint64, bytes []byte)) {
	for len(b) > 0 {
		tag, read := binary.Uvarint(b)
		b = b[read:]
		switch tag & 7 {
		case 0:
			n, read := binary.Uvarint(b)
			field(int(tag>>3), n, nil)
			b = b[read:]
		case 1:
			field(int(tag>>3), binary.LittleEndian.Uint64(b), nil)
			b = b[8:]
		case 2:
			n, read := binary.Uvarint(b)
			b = b[read:]
			field(int(tag>>3), 0, b[:n])
			b = b[n:]
		default:
			check(fmt.Errorf("wire type %d", tag&7))
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
