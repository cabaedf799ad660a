package gpkg

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// entry is one box of an R-tree, with the row or the node it stands for.
type entry struct {
	id   int64
	box  [4]float32 // minx, maxx, miny, maxy, rounded outwards, as SQLite stores them
	node int32      // the node it was put in
}

// index builds the R-tree of a layer (12-128r18, annex F.3). Boxes are gathered
// in memory and packed in bulk, which is many times faster than inserting them
// and gives a tighter tree; what exceeds the limit is inserted one by one.
type index struct {
	db            *db
	table, column string
	entries       []entry
	limit         int
	single        *stmt // set once the tree was packed because the limit was reached
}

func indexName(table, column string) string { return "rtree_" + table + "_" + column }

func newIndex(d *db, table, column string, limit int) (*index, error) {
	x := &index{db: d, table: table, column: column, limit: limit}
	return x, d.exec("CREATE VIRTUAL TABLE " + quote(indexName(table, column)) + " USING rtree(id, minx, maxx, miny, maxy)")
}

func (x *index) add(id int64, b orb.Bound) error {
	if x.single != nil {
		for i, v := range [4]float64{b.Min[0], b.Max[0], b.Min[1], b.Max[1]} {
			x.single.set(i+1, v)
		}
		x.single.set(0, id)
		return x.single.exec()
	}
	if len(x.entries) == cap(x.entries) { // twice as many: append's smaller steps would leave several times as much behind
		x.entries = slices.Grow(x.entries, min(max(len(x.entries), 1024), x.limit-len(x.entries)))
	}
	x.entries = append(x.entries, entry{id: id, box: [4]float32{
		roundDown(b.Min[0]), roundUp(b.Max[0]), roundDown(b.Min[1]), roundUp(b.Max[1])}})
	if len(x.entries) < x.limit {
		return nil
	}
	if err := x.pack(); err != nil {
		return err
	}
	var err error
	x.single, err = x.db.prepare("INSERT INTO "+quote(indexName(x.table, x.column))+" VALUES (?,?,?,?,?)", 5)
	return err
}

func roundDown(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func roundUp(v float64) float32 {
	f := float32(v)
	if float64(f) < v {
		f = math.Nextafter32(f, float32(math.Inf(1)))
	}
	return f
}

// finish writes the tree and the triggers that keep it in step with the table,
// and registers the extension.
func (x *index) finish() error {
	if x.single != nil {
		if err := x.single.close(); err != nil {
			return err
		}
	} else if err := x.pack(); err != nil {
		return err
	}
	for _, t := range indexTriggers(x.table, x.column) {
		if err := x.db.exec(t); err != nil {
			return err
		}
	}
	return addExtension(x.db, x.table, x.column, "gpkg_rtree_index", specRTree, "write-only")
}

// The shape of SQLite's R-tree nodes for two dimensions and pages of 512 bytes and more
// (sqlite.org/rtree.html, section 6): depth and cell count in two bytes each,
// then cells of an 8-byte id and four 4-byte floats, all big-endian.
const (
	nodeCells = 51
	cellSize  = 24
	nodeSize  = 4 + nodeCells*cellSize
	rootNode  = 1
)

// pack writes the shadow tables of the R-tree directly: leaves and upper levels
// by sort-tile-recursive packing (Leutenegger et al. 1997).
func (x *index) pack() error {
	if len(x.entries) == 0 {
		return nil
	}
	name := indexName(x.table, x.column)
	p := &packer{next: rootNode + 1}
	var err error
	if p.nodes, err = x.db.prepare("INSERT OR REPLACE INTO "+quote(name+"_node")+" (nodeno, data) VALUES (?,?)", 2); err != nil {
		return err
	}
	if p.parents, err = x.db.prepare("INSERT INTO "+quote(name+"_parent")+" (nodeno, parentnode) VALUES (?,?)", 2); err != nil {
		return err
	}
	rowids, err := x.db.prepare("INSERT INTO "+quote(name+"_rowid")+" (rowid, nodeno) VALUES (?,?)", 2)
	if err != nil {
		return err
	}
	level, depth := x.entries, 0
	for {
		above, err := p.level(level, depth)
		if err != nil {
			return err
		}
		if depth == 0 {
			if err := writeRowids(rowids, level); err != nil {
				return err
			}
		}
		if above == nil {
			break
		}
		level, depth = above, depth+1
	}
	x.entries = nil
	for _, s := range []*stmt{p.nodes, p.parents, rowids} {
		if err := s.close(); err != nil {
			return err
		}
	}
	return nil
}

// writeRowids maps rows to leaves, in the order of the rows.
func writeRowids(s *stmt, leaves []entry) error {
	slices.SortFunc(leaves, func(a, b entry) int { return compare(a.id, b.id) })
	for i := range leaves {
		s.set(0, leaves[i].id)
		s.set(1, int64(leaves[i].node))
		if err := s.exec(); err != nil {
			return err
		}
	}
	return nil
}

type packer struct {
	nodes, parents *stmt
	next           int64
	buf            [nodeSize]byte
}

// level puts entries into nodes and returns an entry for each node, nil when
// they all went into the root. At depth 0 entries are rows, above it nodes.
func (p *packer) level(entries []entry, depth int) ([]entry, error) {
	if len(entries) <= nodeCells {
		return nil, p.node(entries, rootNode, depth, depth > 0)
	}
	count := (len(entries) + nodeCells - 1) / nodeCells
	above := make([]entry, 0, count)
	strips := int(math.Ceil(math.Sqrt(float64(count))))
	slices.SortFunc(entries, func(a, b entry) int { return compare(a.box[0]+a.box[1], b.box[0]+b.box[1]) })
	for i := range strips {
		// Strips and nodes are filled evenly, so that none is left nearly empty.
		from, to := count*i/strips, count*(i+1)/strips
		strip := entries[len(entries)*from/count : len(entries)*to/count]
		slices.SortFunc(strip, func(a, b entry) int { return compare(a.box[2]+a.box[3], b.box[2]+b.box[3]) })
		for n := range to - from {
			members := strip[len(strip)*n/(to-from) : len(strip)*(n+1)/(to-from)]
			above = append(above, entry{id: p.next, box: union(members)})
			if err := p.node(members, p.next, 0, depth > 0); err != nil {
				return nil, err
			}
			p.next++
		}
	}
	return above, nil
}

// node writes one node and, for inner nodes, the parents of its members. Only
// the root's depth means something.
func (p *packer) node(members []entry, no int64, depth int, inner bool) error {
	clear(p.buf[:])
	binary.BigEndian.PutUint16(p.buf[0:], uint16(depth))
	binary.BigEndian.PutUint16(p.buf[2:], uint16(len(members)))
	for i := range members {
		m := &members[i]
		m.node = int32(no)
		cell := p.buf[4+i*cellSize:]
		binary.BigEndian.PutUint64(cell, uint64(m.id))
		for j, v := range m.box {
			binary.BigEndian.PutUint32(cell[8+4*j:], math.Float32bits(v))
		}
		if inner {
			p.parents.set(0, m.id)
			p.parents.set(1, no)
			if err := p.parents.exec(); err != nil {
				return err
			}
		}
	}
	p.nodes.set(0, no)
	p.nodes.set(1, p.buf[:])
	return p.nodes.exec()
}

func union(members []entry) [4]float32 {
	b := members[0].box
	for _, m := range members[1:] {
		b[0], b[1] = min(b[0], m.box[0]), max(b[1], m.box[1])
		b[2], b[3] = min(b[2], m.box[2]), max(b[3], m.box[3])
	}
	return b
}

func compare[T int64 | float32](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// indexTriggers are the triggers of 12-128r18, annex F.3.1.3.2.
func indexTriggers(table, column string) []string {
	name := indexName(table, column)
	filled := func(row string) string { return fmt.Sprintf(`(%[1]s.{c} NOTNULL AND NOT ST_IsEmpty(%[1]s.{c}))`, row) }
	blank := func(row string) string { return fmt.Sprintf(`(%[1]s.{c} ISNULL OR ST_IsEmpty(%[1]s.{c}))`, row) }
	const put = `INSERT OR REPLACE INTO {r} VALUES (NEW.{k}, ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));`
	const drop = `DELETE FROM {r} WHERE id = OLD.{k};`
	triggers := []struct{ suffix, event, when, body string }{
		{"insert", "AFTER INSERT ON {t}", filled("NEW"), put},
		{"update1", "AFTER UPDATE OF {c} ON {t}", "OLD.{k} = NEW.{k} AND " + filled("NEW"), put},
		{"update2", "AFTER UPDATE OF {c} ON {t}", "OLD.{k} = NEW.{k} AND " + blank("NEW"), drop},
		{"update3", "AFTER UPDATE ON {t}", "OLD.{k} != NEW.{k} AND " + filled("NEW"), drop + " " + put},
		{"update4", "AFTER UPDATE ON {t}", "OLD.{k} != NEW.{k} AND " + blank("NEW"), `DELETE FROM {r} WHERE id IN (OLD.{k}, NEW.{k});`},
		{"delete", "AFTER DELETE ON {t}", "OLD.{c} NOT NULL", drop},
	}
	fill := strings.NewReplacer("{t}", quote(table), "{c}", quote(column), "{k}", quote(KeyColumn), "{r}", quote(name))
	out := make([]string, 0, len(triggers))
	for _, t := range triggers {
		out = append(out, "CREATE TRIGGER "+quote(name+"_"+t.suffix)+" "+fill.Replace(t.event+" WHEN "+t.when+" BEGIN "+t.body+" END"))
	}
	return out
}

// literal writes an SQL text literal.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
