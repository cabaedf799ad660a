// Package geopackage writes features as a GeoPackage file (OGC 12-128r18) with one table for each query, its R-tree, and the
// titles and descriptions of the layer and of its fields.
//
// The file is made in a temporary folder and sent when it is complete, because SQLite writes its pages in no order. A key
// that is one whole number becomes the primary key "fid"; other rows are numbered from 1.
package geopackage

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/gpkg"
	"haavi/internal/spool"
)

// Format is GeoPackage as an output format.
func Format() encode.Format {
	return encode.Format{
		Name: "geopackage", MediaType: "application/geopackage+sqlite3", Extension: ".gpkg", Download: true, Several: true,
		Aliases: []string{"application/x-gpkg", "application/vnd.opengeospatial.geopackage+sqlite3", "gpkg", "geopkg"},
		New:     func(w io.Writer) encode.Encoder { return &encoder{out: w} },
	}
}

// cache is enough for rows that come one after the other.
const cache = 4 << 20

type encoder struct {
	out    io.Writer
	dir    string // of the temporary file
	path   string
	file   *gpkg.File
	rows   *gpkg.LayerWriter
	keyed  bool // a feature's ID is its key
	bare   bool
	row    feature.Feature
	schema *feature.Schema
	tables encode.Names
}

// BeginAll makes the file.
func (e *encoder) BeginAll(c encode.Collection) error { return e.create(c.Time, c.Parts[0].Disk) }

func (e *encoder) create(now time.Time, disk *spool.Disk) (err error) {
	if e.dir, err = os.MkdirTemp("", "haavi-*"); err != nil {
		return spool.Full(err)
	}
	e.path = filepath.Join(e.dir, "answer.gpkg")
	e.tables = encode.Names{}
	e.file, err = gpkg.Create(e.path, gpkg.Options{LastChange: now, Disk: disk, Cache: cache})
	return err
}

func (e *encoder) Begin(h encode.Header) (err error) {
	if e.file == nil {
		if err := e.create(h.Time, h.Disk); err != nil {
			return err
		}
	}
	e.schema = table(h)
	e.bare = !e.schema.HasGeometry()
	e.keyed = len(h.Schema.Key) == 1 && h.Schema.Key[0].Type == feature.Int
	t := gpkg.Table{Name: e.tables.Add(tableName(h.Schema.Name), 0), Title: h.Title, Description: h.Description, Schema: e.schema}
	if e.bare {
		e.rows, err = e.file.AddAttributes(t)
	} else {
		e.rows, err = e.file.AddLayer(t)
	}
	e.row.Props = make([]feature.Value, len(h.Fields))
	return err
}

// tableName is the layer's name, with "layer_" before it where the format keeps such names to itself.
func tableName(layer string) string {
	for _, taken := range []string{"gpkg_", "sqlite_", "rtree_"} {
		if strings.HasPrefix(strings.ToLower(layer), taken) {
			return "layer_" + layer
		}
	}
	return layer
}

// table is the schema as the file has it: the columns carry the published names, made unique without regard to case, as SQLite
// asks. Nothing is declared mandatory, because values that the format has no form for become null.
func table(h encode.Header) *feature.Schema {
	t := &feature.Schema{Name: h.Schema.Name, CRS: h.CRS.Ref}
	if h.CRS.Ref == crs.CRS84 {
		t.CRS = crs.WGS84
	}
	names := columns{gpkg.KeyColumn: true}
	if !h.NoGeometry && h.Schema.HasGeometry() {
		t.Geometry = h.Schema.Geometry
		t.Geometry.Column = names.add(t.Geometry.Name)
	}
	for _, i := range h.Fields {
		f := h.Schema.Fields[i]
		f.Nullable = true
		if isKey(h.Schema, f) {
			f.Column = gpkg.KeyColumn
		} else {
			f.Column = names.add(f.Name)
		}
		t.Fields = append(t.Fields, f)
	}
	return t
}

// isKey says whether a field is the primary key that the file would have by itself.
func isKey(s *feature.Schema, f feature.Field) bool {
	return f.Name == gpkg.KeyColumn && f.Type == feature.Int && len(s.Key) == 1 && s.Key[0].Name == f.Name && s.Key[0].Type == feature.Int
}

// columns are names in use, in lower case.
type columns map[string]bool

func (c columns) add(name string) string {
	for n, free := 1, name; ; n++ {
		if key := strings.ToLower(free); !c[key] {
			c[key] = true
			return free
		}
		free = name + "_" + strconv.Itoa(n+1)
	}
}

func (e *encoder) Feature(f *feature.Feature) error {
	e.row.ID, e.row.Geom = "", nil
	if e.keyed {
		e.row.ID = f.ID
	}
	if g := encode.Place(f.Geom); !e.bare && !geom.IsEmpty(g) {
		e.row.Geom = g
	}
	for i, v := range f.Props {
		e.row.Props[i] = storable(v)
	}
	return e.rows.Write(&e.row)
}

// storable is the value as the file can hold it: null for a day or an instant outside the years 0 to 9999 and for what is no
// number, and texts in UTF-8 without the character 0, at which readers would stop.
func storable(v feature.Value) feature.Value {
	switch v.Kind() {
	case feature.String:
		s := v.Str()
		if strings.IndexByte(s, 0) >= 0 {
			s = strings.ReplaceAll(s, "\x00", "\uFFFD")
		}
		return feature.StringValue(strings.ToValidUTF8(s, "\uFFFD"))
	case feature.Float:
		if math.IsNaN(v.Float()) {
			return feature.Value{}
		}
	case feature.Date, feature.DateTime:
		if y := v.Time().Year(); y < 0 || y > 9999 {
			return feature.Value{}
		}
	}
	return v
}

// EndPart does nothing: a table is complete when the next begins, or the file ends.
func (e *encoder) EndPart() error { return nil }

func (e *encoder) End() error {
	if err := e.file.Close(); err != nil {
		return err
	}
	f, err := os.Open(e.path)
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{e.out}, struct{ io.Reader }{f}, make([]byte, encode.BlockSize))
	return errors.Join(err, f.Close())
}

// Abort removes the temporary file.
func (e *encoder) Abort() {
	if e.file != nil {
		_ = e.file.Abort()
	}
	if e.dir != "" {
		_ = os.RemoveAll(e.dir)
	}
}

var (
	_ encode.Multi   = (*encoder)(nil)
	_ encode.Aborter = (*encoder)(nil)
)
