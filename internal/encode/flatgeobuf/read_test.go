package flatgeobuf

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
)

// table reads a table of a FlatBuffer by its vtable.
type table struct {
	b  []byte
	at int
}

func root(b []byte) table { return table{b, 4 + int(binary.LittleEndian.Uint32(b[4:]))} }

// field is where a field is, 0 when it is left out.
func (t table) field(slot int) int {
	vtable := t.at - int(int32(binary.LittleEndian.Uint32(t.b[t.at:])))
	if 4+2*slot >= int(binary.LittleEndian.Uint16(t.b[vtable:])) {
		return 0
	}
	if o := int(binary.LittleEndian.Uint16(t.b[vtable+4+2*slot:])); o > 0 {
		return t.at + o
	}
	return 0
}

func (t table) u8(slot int) byte {
	if at := t.field(slot); at > 0 {
		return t.b[at]
	}
	return 0
}

func (t table) u64(slot int) uint64 {
	at := t.field(slot)
	if at%8 != 0 {
		panic("a number is not aligned")
	}
	if at > 0 {
		return binary.LittleEndian.Uint64(t.b[at:])
	}
	return 0
}

// vector is where the elements of a vector begin and how many they are.
func (t table) vector(slot int) (at, n int) {
	if at = t.field(slot); at == 0 {
		return 0, 0
	}
	at += int(binary.LittleEndian.Uint32(t.b[at:]))
	return at + 4, int(binary.LittleEndian.Uint32(t.b[at:]))
}

func (t table) text(slot int) string {
	at, n := t.vector(slot)
	if at > 0 && t.b[at+n] != 0 {
		panic("a string does not end in 0")
	}
	return string(t.b[at : at+n])
}

func (t table) floats(slot int) (fs []float64) {
	at, n := t.vector(slot)
	if at%8 != 0 {
		panic("coordinates are not aligned")
	}
	for i := range n {
		fs = append(fs, math.Float64frombits(binary.LittleEndian.Uint64(t.b[at+8*i:])))
	}
	return fs
}

func (t table) tables(slot int) (ts []table) {
	at, n := t.vector(slot)
	for i := range n {
		p := at + 4*i
		ts = append(ts, table{t.b, p + int(binary.LittleEndian.Uint32(t.b[p:]))})
	}
	return ts
}

func (t table) child(slot int) (table, bool) {
	at := t.field(slot)
	if at == 0 {
		return table{}, false
	}
	return table{t.b, at + int(binary.LittleEndian.Uint32(t.b[at:]))}, true
}

// orb makes the geometry of a table Geometry.
func (t table) orb() orb.Geometry {
	xy := t.floats(1)
	var ps []orb.Point
	for i := 0; i < len(xy); i += 2 {
		ps = append(ps, orb.Point{xy[i], xy[i+1]})
	}
	paths := [][]orb.Point{ps}
	if at, n := t.vector(0); n > 0 {
		paths = nil
		for i, from := 0, 0; i < n; i++ {
			to := int(binary.LittleEndian.Uint32(t.b[at+4*i:]))
			paths = append(paths, ps[from:to])
			from = to
		}
	}
	switch feature.GeometryType(t.u8(6)) {
	case feature.Point:
		return ps[0]
	case feature.MultiPoint:
		return orb.MultiPoint(ps)
	case feature.LineString:
		return orb.LineString(ps)
	case feature.MultiLineString:
		var g orb.MultiLineString
		for _, p := range paths {
			g = append(g, p)
		}
		return g
	case feature.Polygon:
		var g orb.Polygon
		for _, p := range paths {
			g = append(g, p)
		}
		return g
	case feature.MultiPolygon:
		var g orb.MultiPolygon
		for _, p := range t.tables(7) {
			g = append(g, p.orb().(orb.Polygon))
		}
		return g
	default:
		var g orb.Collection
		for _, p := range t.tables(7) {
			g = append(g, p.orb())
		}
		return g
	}
}

// values reads the properties of a feature.
func (t table) values(columns []feature.Field) []feature.Value {
	vs := make([]feature.Value, len(columns))
	at, n := t.vector(1)
	for b := t.b[at : at+n]; len(b) > 0; {
		i := binary.LittleEndian.Uint16(b)
		b = b[2:]
		size := 8
		switch columns[i].Type {
		case feature.Bool:
			size = 1
			vs[i] = feature.BoolValue(b[0] == 1)
		case feature.Int:
			vs[i] = feature.IntValue(int64(binary.LittleEndian.Uint64(b)))
		case feature.Float:
			vs[i] = feature.FloatValue(math.Float64frombits(binary.LittleEndian.Uint64(b)))
		default:
			size = 4 + int(binary.LittleEndian.Uint32(b))
			vs[i] = parse(columns[i].Type, string(b[4:size]))
		}
		b = b[size:]
	}
	return vs
}

func parse(k feature.Kind, s string) feature.Value {
	switch k {
	case feature.Date:
		if d, err := time.Parse(time.DateOnly, s); err == nil {
			return feature.DateOf(d)
		}
	case feature.DateTime:
		if d, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return feature.DateTimeOf(d)
		}
	}
	return feature.StringValue(s)
}

// file is an answer taken apart.
type file struct {
	head     table
	nodes    []byte
	features []byte
}

func open(answer string) file {
	if answer[:8] != magic {
		panic("not a FlatGeobuf")
	}
	b := []byte(answer[8:])
	size := 4 + int(binary.LittleEndian.Uint32(b))
	f := file{head: root(b[:size])}
	b = b[size:]
	if n := int(f.head.u64(8)); n > 0 && f.head.placed() {
		nodes := n
		for n > 1 || nodes == n {
			n = (n + nodeSize - 1) / nodeSize
			nodes += n
		}
		f.nodes, b = b[:nodes*nodeBytes], b[nodes*nodeBytes:]
	}
	f.features = b
	return f
}

// placed says whether there is an index; the field's default is 16.
func (t table) placed() bool {
	at := t.field(9)
	return at == 0 || binary.LittleEndian.Uint16(t.b[at:]) > 0
}

// at reads the feature at an offset and tells where the next one is.
func (f file) at(offset int) (table, int) {
	size := 4 + int(binary.LittleEndian.Uint32(f.features[offset:]))
	return root(f.features[offset : offset+size]), offset + size
}

// search walks the index for the features that meet a box.
func (f file) search(b box) (offsets []int) {
	if len(f.nodes) == 0 {
		return nil
	}
	n := int(f.head.u64(8))
	first := len(f.nodes)/nodeBytes - n // of the leaves
	ends := map[int]int{}
	for level, size := first, n; ; {
		ends[level] = level + size
		if size == 1 && level == 0 {
			break
		}
		size = (size + nodeSize - 1) / nodeSize
		level -= size
	}
	var walk func(at int)
	walk = func(at int) {
		end := at + nodeSize
		for start, stop := range ends {
			if at >= start && at < stop {
				end = min(end, stop)
			}
		}
		for ; at < end; at++ {
			e, offset := readEntry(f.nodes[at*nodeBytes:])
			if e[0] > b[2] || e[2] < b[0] || e[1] > b[3] || e[3] < b[1] {
				continue
			}
			if at >= first {
				offsets = append(offsets, int(offset))
			} else {
				walk(int(offset))
			}
		}
	}
	walk(0)
	return offsets
}
