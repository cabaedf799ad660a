package gpkg

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/geom"
)

var emptyBound = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}

// LayerWriter adds rows to one table.
type LayerWriter struct {
	file       *File
	name       string
	geomColumn string
	geomType   feature.GeometryType
	srs        int32
	kinds      []feature.Kind
	keyField   int // the field that is the key, or -1
	insert     *stmt
	index      *index
	bound      orb.Bound
	next, rows int64
	indexes    []string
	blob, text []byte
}

// rowsBetween is how many rows are written before the file's size is looked at again.
const rowsBetween = 1024

// Write adds a row. Its key is the key field's value, else the feature's ID when
// that is not empty (it must be a whole number), else one more than the last
// key. A geometry that is nil or empty is stored as NULL, a single geometry in a
// layer of multi geometries as a multi geometry of one. Props follow the schema's fields.
func (w *LayerWriter) Write(f *feature.Feature) error {
	if w.file.err != nil {
		return w.file.err
	}
	if err := w.write(f); err != nil {
		return w.file.fail(fmt.Errorf("table %s: feature %q: %w", w.name, f.ID, err))
	}
	return nil
}

func (w *LayerWriter) write(f *feature.Feature) error {
	if len(f.Props) != len(w.kinds) {
		return fmt.Errorf("%d values for %d fields", len(f.Props), len(w.kinds))
	}
	key, err := w.key(f)
	if err != nil {
		return err
	}
	w.insert.set(0, key)
	at := 1
	box := emptyBound
	if w.geomColumn != "" {
		g, err := fit(f.Geom, w.geomType)
		if err != nil {
			return err
		}
		if g == nil {
			w.insert.set(at, nil)
		} else {
			if box, err = finiteBound(g); err != nil {
				return err
			}
			w.blob = AppendBlob(w.blob[:0], g, w.srs)
			w.insert.set(at, w.blob)
		}
		at++
	}
	for i, v := range f.Props {
		if i == w.keyField {
			continue
		}
		if err := w.setValue(at, v, w.kinds[i]); err != nil {
			return err
		}
		at++
	}
	if err := w.insert.exec(); err != nil {
		return err
	}
	if w.rows++; w.rows%rowsBetween == 0 {
		if err := w.file.grow(); err != nil {
			return err
		}
	}
	w.next = max(w.next, key)
	if box.Max[0] < box.Min[0] {
		return nil
	}
	w.bound = w.bound.Union(box)
	return w.index.add(key, box)
}

func (w *LayerWriter) key(f *feature.Feature) (int64, error) {
	switch {
	case w.keyField >= 0 && f.Props[w.keyField].Kind() == feature.Int:
		return f.Props[w.keyField].Int(), nil
	case f.ID == "":
		return w.next + 1, nil
	default:
		n, err := strconv.ParseInt(f.ID, 10, 64)
		if err != nil {
			return 0, errors.New("the key of a GeoPackage row must be a whole number")
		}
		return n, nil
	}
}

func (w *LayerWriter) setValue(at int, v feature.Value, kind feature.Kind) error {
	if v.IsNull() {
		w.insert.set(at, nil)
		return nil
	}
	if v.Kind() != kind && (kind != feature.Float || v.Kind() != feature.Int) {
		return fmt.Errorf("a %s where the column holds a %s", v.Kind(), kind)
	}
	switch kind {
	case feature.Bool:
		w.insert.set(at, v.Int())
	case feature.Int:
		w.insert.set(at, v.Int())
	case feature.Float:
		w.insert.set(at, v.Float())
	case feature.String:
		w.insert.set(at, v.Str())
	default:
		t := v.Time()
		if y := t.Year(); y < 0 || y > 9999 {
			return fmt.Errorf("year %d: a GeoPackage holds the years 0000 to 9999", y)
		}
		if kind == feature.Date {
			w.text = t.AppendFormat(w.text[:0], "2006-01-02")
		} else {
			w.text = appendDateTime(w.text[:0], t)
		}
		w.insert.set(at, string(w.text))
	}
	return nil
}

// appendDateTime writes the form of 12-128r18, table 1, always with three
// fraction digits, so that texts sort as their instants do. What is finer than a
// millisecond is cut off.
func appendDateTime(dst []byte, t time.Time) []byte {
	return t.AppendFormat(dst, "2006-01-02T15:04:05.000Z")
}

// fit returns g as the declared type has it, nil when it is empty.
func fit(g orb.Geometry, want feature.GeometryType) (orb.Geometry, error) {
	if geom.IsEmpty(g) {
		return nil, nil
	}
	switch t := g.(type) {
	case orb.Ring:
		g = orb.Polygon{t}
	case orb.Bound:
		g = t.ToPolygon()
	}
	if want == feature.AnyGeometry {
		return g, nil
	}
	var is feature.GeometryType
	switch t := g.(type) {
	case orb.Point:
		if is = feature.Point; want == feature.MultiPoint {
			return orb.MultiPoint{t}, nil
		}
	case orb.LineString:
		if is = feature.LineString; want == feature.MultiLineString {
			return orb.MultiLineString{t}, nil
		}
	case orb.Polygon:
		if is = feature.Polygon; want == feature.MultiPolygon {
			return orb.MultiPolygon{t}, nil
		}
	case orb.MultiPoint:
		is = feature.MultiPoint
	case orb.MultiLineString:
		is = feature.MultiLineString
	case orb.MultiPolygon:
		is = feature.MultiPolygon
	case orb.Collection:
		is = feature.GeometryCollection
	}
	if is != want {
		return nil, fmt.Errorf("a %s in a layer of %s geometries", is, want)
	}
	return g, nil
}

func finiteBound(g orb.Geometry) (orb.Bound, error) {
	b := g.Bound()
	for _, v := range [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return b, errors.New("the geometry has a coordinate that is not a finite number")
		}
	}
	return b, nil
}

// finish completes the table: index, extent, count.
func (w *LayerWriter) finish() error {
	if err := w.insert.close(); err != nil {
		return err
	}
	d := w.file.db
	if w.index != nil {
		if err := w.index.finish(); err != nil {
			return err
		}
		if w.bound.Min[0] <= w.bound.Max[0] {
			if err := d.exec(`UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?`,
				w.bound.Min[0], w.bound.Min[1], w.bound.Max[0], w.bound.Max[1], w.name); err != nil {
				return err
			}
		}
	}
	for _, c := range w.indexes {
		if err := d.exec("CREATE INDEX " + quote(w.name+"_"+c+"_idx") + " ON " + quote(w.name) + " (" + quote(c) + ")"); err != nil {
			return err
		}
	}
	return countRows(d, w.name, w.rows)
}

// countRows stores the number of rows where GDAL and others look for it, with
// the triggers that keep it right.
func countRows(d *db, table string, n int64) error {
	if err := d.exec(`INSERT INTO gpkg_ogr_contents (table_name, feature_count) VALUES (?, ?)`, table, n); err != nil {
		return err
	}
	for _, t := range []struct{ event, sign string }{{"insert", "+"}, {"delete", "-"}} {
		text := fmt.Sprintf(`CREATE TRIGGER %s AFTER %s ON %s BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count %s 1 WHERE lower(table_name) = lower(%s); END`,
			quote("trigger_"+t.event+"_feature_count_"+table), t.event, quote(table), t.sign, literal(table))
		if err := d.exec(text); err != nil {
			return err
		}
	}
	return nil
}
