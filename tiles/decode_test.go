package tiles

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"
)

// The decoder of these tests shares nothing with the encoder but the field numbers, written out again.

type mvtLayer struct {
	name            string
	version, extent uint64
	features        []mvtFeature
}

type mvtFeature struct {
	id    uint64
	hasID bool
	kind  int
	tags  map[string]any
	parts [][]vertex // a part for every MoveTo; the points of a point feature are one part
}

type message map[int][]any // uint64, or []byte

func readMessage(b []byte) (message, error) {
	m := message{}
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, fmt.Errorf("broken tag")
		}
		b = b[n:]
		field := int(tag >> 3)
		switch tag & 7 {
		case 0:
			v, n := binary.Uvarint(b)
			if n <= 0 {
				return nil, fmt.Errorf("broken varint")
			}
			m[field], b = append(m[field], v), b[n:]
		case 1:
			m[field], b = append(m[field], binary.LittleEndian.Uint64(b)), b[8:]
		case 2:
			size, n := binary.Uvarint(b)
			if n <= 0 || uint64(len(b)-n) < size {
				return nil, fmt.Errorf("broken length")
			}
			m[field], b = append(m[field], b[n:n+int(size)]), b[n+int(size):]
		default:
			return nil, fmt.Errorf("wire type %d", tag&7)
		}
	}
	return m, nil
}

func packed(b []byte) (all []uint64) {
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		all, b = append(all, v), b[n:]
	}
	return all
}

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

func decode(t testing.TB, tile []byte) (layers []mvtLayer) {
	t.Helper()
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	top, err := readMessage(tile)
	check(err)
	for _, raw := range top[3] {
		m, err := readMessage(raw.([]byte))
		check(err)
		l := mvtLayer{name: string(m[1][0].([]byte)), version: m[15][0].(uint64), extent: m[5][0].(uint64)}
		var values []any
		for _, raw := range m[4] {
			v, err := readMessage(raw.([]byte))
			check(err)
			values = append(values, valueOf(v))
		}
		for _, raw := range m[2] {
			fm, err := readMessage(raw.([]byte))
			check(err)
			f := mvtFeature{kind: int(fm[3][0].(uint64)), tags: map[string]any{}}
			if len(fm[1]) > 0 {
				f.id, f.hasID = fm[1][0].(uint64), true
			}
			if len(fm[2]) > 0 {
				tags := packed(fm[2][0].([]byte))
				for i := 0; i < len(tags); i += 2 {
					f.tags[string(m[3][tags[i]].([]byte))] = values[tags[i+1]]
				}
			}
			f.parts, err = parts(packed(fm[4][0].([]byte)), f.kind)
			check(err)
			l.features = append(l.features, f)
		}
		layers = append(layers, l)
	}
	return layers
}

func valueOf(m message) any {
	for field, v := range m {
		switch field {
		case 1:
			return string(v[0].([]byte))
		case 3:
			return math.Float64frombits(v[0].(uint64))
		case 6:
			return unzigzag(v[0].(uint64))
		case 7:
			return v[0].(uint64) == 1
		}
	}
	return nil
}

// parts reads geometry commands and holds them to the rules of MVT 2.1, 4.3.4.
func parts(words []uint64, kind int) (all [][]vertex, err error) {
	var at vertex
	for i := 0; i < len(words); {
		id, n := int(words[i]&7), int(words[i]>>3)
		i++
		if n == 0 || id == 7 && n != 1 {
			return nil, fmt.Errorf("command %d with count %d", id, n)
		}
		switch id {
		case 1:
			if kind != 1 && n != 1 {
				return nil, fmt.Errorf("MoveTo with count %d in type %d", n, kind)
			}
			all = append(all, nil)
		case 2:
			if kind == 1 || len(all) == 0 {
				return nil, fmt.Errorf("LineTo in type %d", kind)
			}
		case 7:
			if kind != 3 || len(all[len(all)-1]) < 3 {
				return nil, fmt.Errorf("ClosePath in type %d after %v", kind, all)
			}
			continue
		default:
			return nil, fmt.Errorf("command %d", id)
		}
		part := &all[len(all)-1]
		for ; n > 0; n-- {
			d := vertex{unzigzag(words[i]), unzigzag(words[i+1])}
			i += 2
			if id == 2 && d == (vertex{}) {
				return nil, fmt.Errorf("LineTo that goes nowhere")
			}
			at[0], at[1] = at[0]+d[0], at[1]+d[1]
			*part = append(*part, at)
		}
		if kind == 2 && id == 2 && len(*part) < 2 {
			return nil, fmt.Errorf("a line of one vertex")
		}
	}
	return all, nil
}

// polygons groups rings by their winding (MVT 2.1, 4.3.4.4).
func polygons(t testing.TB, rings [][]vertex) (all [][][]vertex) {
	t.Helper()
	for _, r := range rings {
		switch a := shoelace(r); {
		case a > 0:
			all = append(all, [][]vertex{r})
		case a < 0 && len(all) > 0:
			all[len(all)-1] = append(all[len(all)-1], r)
		default:
			t.Fatalf("a ring of area %g without an outer ring: %v", a, r)
		}
	}
	return all
}

func shoelace(r []vertex) float64 {
	sum := 0.0
	for i := range r {
		j := (i + 1) % len(r)
		sum += float64(r[i][0]*r[j][1] - r[j][0]*r[i][1])
	}
	return sum / 2
}
