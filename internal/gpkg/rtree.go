package gpkg

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/spool"
)

// entry is one box of an R-tree, with the row or the node it stands for.
type entry struct {
	id  int64
	box [4]float32 // minx, maxx, miny, maxy, rounded outwards, as SQLite stores them
}

// index builds the R-tree of a layer (12-128r18, annex F.3). Boxes wait on disk and are packed in bulk at the end, which is many times
// faster than inserting them and gives a tighter tree.
type index struct {
	db            *db
	table, column string
	disk          *spool.Disk
	leaves        *spool.Sorter // entries along x
}

func indexName(table, column string) string { return "rtree_" + table + "_" + column }

func newIndex(d *db, table, column string, disk *spool.Disk) (*index, error) {
	x := &index{db: d, table: table, column: column, disk: disk, leaves: newLevel(disk)}
	return x, d.exec("CREATE VIRTUAL TABLE " + quote(indexName(table, column)) + " USING rtree(id, minx, maxx, miny, maxy)")
}

func (x *index) add(id int64, b orb.Bound) error {
	return addEntry(x.leaves, entry{id: id, box: [4]float32{roundDown(b.Min[0]), roundUp(b.Max[0]), roundDown(b.Min[1]), roundUp(b.Max[1])}})
}

// close gives back what waits on disk.
func (x *index) close() error { return x.leaves.Close() }

// newLevel sorts entries by the middles of their boxes along x.
func newLevel(disk *spool.Disk) *spool.Sorter { return disk.NewSorter(cellSize) }

func addEntry(level *spool.Sorter, e entry) error {
	var cell [cellSize]byte
	e.put(cell[:])
	return level.Add(uint64(sortable(middle(e.box[0], e.box[1]))), cell[:])
}

func middle(lo, hi float32) float32 { return lo/2 + hi/2 }

// sortable is a number that orders as the float does.
func sortable(f float32) uint32 {
	b := math.Float32bits(f)
	if b>>31 == 1 {
		return ^b
	}
	return b | 1<<31
}

// put writes the entry as a cell of a node.
func (e *entry) put(cell []byte) {
	binary.BigEndian.PutUint64(cell, uint64(e.id))
	for j, v := range e.box {
		binary.BigEndian.PutUint32(cell[8+4*j:], math.Float32bits(v))
	}
}

func readEntry(cell []byte) (e entry) {
	e.id = int64(binary.BigEndian.Uint64(cell))
	for j := range e.box {
		e.box[j] = math.Float32frombits(binary.BigEndian.Uint32(cell[8+4*j:]))
	}
	return e
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
	if err := x.pack(); err != nil {
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
func (x *index) pack() (err error) {
	if x.leaves.Len() == 0 {
		return nil
	}
	p := &packer{next: rootNode + 1, disk: x.disk, rows: x.disk.NewSorter(8)}
	defer func() { err = errors.Join(err, p.rows.Close()) }()
	name := indexName(x.table, x.column)
	if p.nodes, err = x.db.prepare("INSERT OR REPLACE INTO "+quote(name+"_node")+" (nodeno, data) VALUES (?,?)", 2); err != nil {
		return err
	}
	if p.parents, err = x.db.prepare("INSERT INTO "+quote(name+"_parent")+" (nodeno, parentnode) VALUES (?,?)", 2); err != nil {
		return err
	}
	level := x.leaves
	for depth := 0; level != nil; depth++ {
		above, err := p.level(level, depth)
		if err := errors.Join(err, level.Close()); err != nil {
			return errors.Join(err, above.Close())
		}
		level = above
	}
	return errors.Join(p.writeRows(x.db, name), p.nodes.close(), p.parents.close())
}

type packer struct {
	disk           *spool.Disk
	nodes, parents *stmt
	rows           *spool.Sorter // the leaf of each row, in the order of rows
	next           int64
	buf            [nodeSize]byte
}

// writeRows maps rows to leaves, in the order of the rows.
func (p *packer) writeRows(d *db, name string) error {
	s, err := d.prepare("INSERT INTO "+quote(name+"_rowid")+" (rowid, nodeno) VALUES (?,?)", 2)
	if err != nil {
		return err
	}
	err = p.rows.Each(func(key uint64, leaf []byte) error {
		s.set(0, rowOf(key))
		s.set(1, int64(binary.BigEndian.Uint64(leaf)))
		return s.exec()
	})
	return errors.Join(err, s.close())
}

// rowKey orders as rows do, which may be negative; rowOf is its inverse.
func rowKey(row int64) uint64 { return uint64(row) ^ 1<<63 }
func rowOf(key uint64) int64  { return int64(key ^ 1<<63) }

// level puts entries into nodes and returns an entry for each node, nil when
// they all went into the root. At depth 0 entries are rows, above it nodes. One strip is in memory at a time: some 7 entries for
// each of the square root of all.
func (p *packer) level(entries *spool.Sorter, depth int) (above *spool.Sorter, err error) {
	n := int(entries.Len())
	count := (n + nodeCells - 1) / nodeCells
	strips := int(math.Ceil(math.Sqrt(float64(count))))
	// Strips and nodes are filled evenly, so that none is left nearly empty.
	ends := func(strip int) (nodes, entries int) { nodes = count * strip / strips; return nodes, n * nodes / count }
	if count > 1 {
		above = newLevel(p.disk)
	}
	var strip []entry
	done, number := 0, 1
	nodes, end := ends(number)
	err = entries.Each(func(_ uint64, cell []byte) error {
		strip = append(strip, readEntry(cell))
		if len(strip) < end-done {
			return nil
		}
		before, _ := ends(number - 1)
		if err := p.strip(strip, nodes-before, depth, above); err != nil {
			return err
		}
		strip, done = strip[:0], end
		number++
		nodes, end = ends(number)
		return nil
	})
	return above, err
}

// strip divides the entries of one strip among so many nodes, along y.
func (p *packer) strip(entries []entry, count, depth int, above *spool.Sorter) error {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(middle(a.box[2], a.box[3]), middle(b.box[2], b.box[3])) })
	for i := range count {
		members := entries[len(entries)*i/count : len(entries)*(i+1)/count]
		if above == nil {
			return p.node(members, rootNode, depth, depth > 0)
		}
		if err := p.node(members, p.next, 0, depth > 0); err != nil {
			return err
		}
		if err := addEntry(above, entry{id: p.next, box: union(members)}); err != nil {
			return err
		}
		p.next++
	}
	return nil
}

// node writes one node and where its members are: of inner nodes their parents, of leaves the rows. Only
// the root's depth means something.
func (p *packer) node(members []entry, no int64, depth int, inner bool) error {
	clear(p.buf[:])
	binary.BigEndian.PutUint16(p.buf[0:], uint16(depth))
	binary.BigEndian.PutUint16(p.buf[2:], uint16(len(members)))
	for i := range members {
		m := &members[i]
		m.put(p.buf[4+i*cellSize:])
		if !inner {
			var leaf [8]byte
			binary.BigEndian.PutUint64(leaf[:], uint64(no))
			if err := p.rows.Add(rowKey(m.id), leaf[:]); err != nil {
				return err
			}
			continue
		}
		p.parents.set(0, m.id)
		p.parents.set(1, no)
		if err := p.parents.exec(); err != nil {
			return err
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
