package tiles

import (
	"slices"
	"sync"

	"haavi/internal/feature"
)

// builder gathers the features of one layer of a tile and keeps their number within a budget.
type builder struct {
	shaper
	schema *feature.Schema
	fields []int
	id     idRule
	// maxFeatures is the most records that are kept, and maxWords the most words that they may use in memory.
	maxFeatures, maxWords int

	records []record
	// words hold the tags and geometries of the records; dead of them belong to records that were dropped.
	words []uint32
	dead  int
	// thin says in which cells at most one feature is kept: of 1<<(thin-1) units, or none when it is 0.
	thin  int
	cells map[cell]int

	values    map[feature.Value]uint32
	valueList []feature.Value
	last      []lastValue
}

// record is a feature of the tile, of one dimension.
type record struct {
	key  uint64 // the feature's id
	text string // the feature's key where it is no number
	hash uint64
	// at is the middle of the shape, from the corner of the buffer, and size its larger side.
	at         vertex
	size       int64
	tags, geom span
	dimension  uint8
}

// span is a part of words.
type span struct{ from, to int }

// lastValue spares the dictionary the values that repeat from feature to feature.
type lastValue struct {
	value feature.Value
	index uint32
	known bool
}

type cell struct {
	x, y      int64
	dimension uint8
}

var builders = sync.Pool{New: func() any {
	return &builder{cells: map[cell]int{}, values: map[feature.Value]uint32{}}
}}

// maxPooled is the most words of a builder that is kept for another tile.
const maxPooled = 1 << 20

func newBuilder(f frame, b box, o *Options, s *feature.Schema, fields []int) *builder {
	l := builders.Get().(*builder)
	l.frame, l.box, l.schema, l.fields, l.id = f, b, s, fields, idRuleOf(s)
	// A feature takes some eight bytes, and two for each property that is not null: more of them cannot fit if half are.
	l.maxFeatures, l.maxWords = max(1, min(o.MaxFeatures, o.MaxBytes/(8+len(fields)))), 4*o.MaxBytes
	l.records, l.words, l.valueList, l.dead, l.thin = l.records[:0], l.words[:0], l.valueList[:0], 0, 0
	clear(l.cells)
	clear(l.values)
	l.last = slices.Grow(l.last[:0], len(fields)+1)[:len(fields)+1]
	clear(l.last)
	return l
}

func (l *builder) release() {
	l.schema = nil
	if cap(l.words) <= maxPooled && len(l.valueList) <= maxPooled/8 {
		clear(l.records)
		clear(l.valueList)
		clear(l.values)
		clear(l.last)
		builders.Put(l)
	}
}

// add takes a feature, whose properties are those of the builder's fields.
func (l *builder) add(f *feature.Feature) {
	l.shape(f.Geom)
	if len(l.points)+len(l.lines)+len(l.rings) == 0 {
		return
	}
	r := record{hash: hashOf(f.ID)}
	r.key, r.text = l.id.of(f.ID)
	if len(l.points) > 0 {
		l.offer(r, typePoint, extentOf(l.points), f)
	}
	if len(l.lines) > 0 {
		l.offer(r, typeLine, extentOfAll(l.lines), f)
	}
	if len(l.rings) > 0 {
		l.offer(r, typePolygon, extentOfAll(l.rings), f)
	}
}

func extentOfAll(parts [][]vertex) (e extent) {
	for _, p := range parts {
		for _, v := range p {
			e.add(v)
		}
	}
	return e
}

// offer keeps the record of one dimension of a feature, unless its cell has one that comes before it.
func (l *builder) offer(r record, dimension uint8, e extent, f *feature.Feature) {
	r.dimension, r.size = dimension, e.size()
	r.at = vertex{(e.min[0]+e.max[0])/2 - l.box.lo, (e.min[1]+e.max[1])/2 - l.box.lo}
	at := len(l.records)
	if c, ok := l.cellOf(&r); ok {
		if i, taken := l.cells[c]; taken {
			if !before(&r, &l.records[i]) {
				return
			}
			l.drop(&l.records[i])
			at = i
		}
		l.cells[c] = at
	}
	r.tags = l.appendTags(f)
	r.geom = l.draw(dimension)
	if at == len(l.records) {
		l.records = append(l.records, r)
	} else {
		l.records[at] = r
	}
	for len(l.records) > l.maxFeatures || len(l.words)-l.dead > l.maxWords {
		if !l.coarsen() {
			break
		}
	}
	if l.dead > l.maxWords {
		l.compact()
	}
}

// draw appends the shape's part of a dimension to the words.
func (l *builder) draw(dimension uint8) span {
	p := pen{words: l.words}
	switch dimension {
	case typePoint:
		p.points(l.points)
	case typeLine:
		for _, line := range l.lines {
			p.path(line)
		}
	default:
		for _, ring := range l.rings {
			p.ring(ring)
		}
	}
	s := span{len(l.words), len(p.words)}
	l.words = p.words
	return s
}

// cellOf is the cell that a record is alone in; ok is false for one that is larger than a cell, and while nothing is thinned.
func (l *builder) cellOf(r *record) (c cell, ok bool) {
	if l.thin == 0 || r.size > 1<<(l.thin-1) {
		return c, false
	}
	return cell{r.at[0] >> (l.thin - 1), r.at[1] >> (l.thin - 1), r.dimension}, true
}

// before orders the features of a cell by their hash: the first is kept.
func before(a, b *record) bool {
	return a.hash < b.hash || a.hash == b.hash && compareKeys(a, b) < 0
}

func (l *builder) drop(r *record) { l.dead += r.geom.to - r.tags.from }

// coarsen doubles the cells and drops what is too much in them; false when they are as large as the tile. The first of a cell is the
// first of its quarters' firsts, so that what is left does not depend on when cells were doubled.
func (l *builder) coarsen() bool {
	if l.thin > 0 && 1<<(l.thin-1) > l.box.hi-l.box.lo {
		return false
	}
	l.thin++
	clear(l.cells)
	kept := l.records[:0]
	for _, r := range l.records {
		c, ok := l.cellOf(&r)
		if !ok {
			kept = append(kept, r)
			continue
		}
		i, taken := l.cells[c]
		switch {
		case !taken:
			l.cells[c] = len(kept)
			kept = append(kept, r)
		case before(&r, &kept[i]):
			l.drop(&kept[i])
			kept[i] = r
		default:
			l.drop(&r)
		}
	}
	clear(l.records[len(kept):])
	l.records = kept
	return true
}

// compact gives the words of dropped records back.
func (l *builder) compact() {
	words := make([]uint32, 0, len(l.words)-l.dead)
	for i := range l.records {
		r := &l.records[i]
		from := len(words)
		words = append(words, l.words[r.tags.from:r.geom.to]...)
		n := r.tags.to - r.tags.from
		r.tags, r.geom = span{from, from + n}, span{from + n, len(words)}
	}
	l.words, l.dead = words, 0
}
