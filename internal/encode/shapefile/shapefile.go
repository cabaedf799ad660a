// Package shapefile writes features as a zip file of ESRI Shapefiles (ESRI Shapefile Technical Description, July 1998): for each
// type of geometry a .shp, .shx and .dbf with their .cpg (UTF-8) and .prj, and fields.txt, which says what the short names of
// fields mean and what the format could not hold.
//
// A file has one type of geometry, so a layer that mixes types becomes several files, a collection goes to the files of its
// members, and records without a place become a table. A file that would exceed 2 GB goes on in another. The widths of
// columns are those of the data, so features are kept in temporary files until the last is known.
package shapefile

import (
	"archive/zip"
	"io"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/spool"
)

// Format is Shapefile as an output format.
func Format() encode.Format {
	return encode.Format{
		Name: "shape-zip", MediaType: "application/zip", Extension: ".zip", Download: true,
		Aliases: []string{"application/x-zipped-shp", "shapefile", "shp", "shapezip"}, Several: true,
		New: func(w io.Writer) encode.Encoder { return &encoder{out: w, limit: maxFile} },
	}
}

// maxFile is how many bytes a file may have: readers that keep sizes in signed 32-bit numbers stop there.
const maxFile = 1<<31 - 1

type encoder struct {
	out    io.Writer
	limit  int64
	time   time.Time
	parts  []*part
	*part  // at hand
	shape  []byte
	values []byte
}

// part is the answer to one query: files of its own.
type part struct {
	name    string // of the layer
	title   string
	ref     crs.Ref
	disk    *spool.Disk
	columns []column
	omitted []string // published names of fields beyond what a table can have
	ids     bool     // the only column is the identifier
	home    class    // where features without a place go, and where all do when the type is declared
	bare    bool     // no geometry was asked for
	kept    [classes]*records
}

// BeginAll keeps the time of the answer.
func (e *encoder) BeginAll(c encode.Collection) error {
	e.time = c.Time.UTC()
	return nil
}

// EndPart does nothing: all files are written at the end.
func (e *encoder) EndPart() error { return nil }

func (e *encoder) Begin(h encode.Header) error {
	if len(e.parts) == 0 {
		e.time = h.Time.UTC()
	}
	e.part = &part{name: h.Schema.Name, title: h.Title, ref: h.CRS.Ref, disk: h.Disk}
	e.parts = append(e.parts, e.part)
	e.bare = h.NoGeometry || !h.Schema.HasGeometry()
	if !e.bare {
		e.home = classOf(h.Schema.Geometry.Geom)
	}
	names := fieldNames{}
	for _, i := range h.Fields {
		f := h.Schema.Fields[i]
		if len(e.columns) == maxColumns {
			e.omitted = append(e.omitted, f.Name)
			continue
		}
		e.columns = append(e.columns, newColumn(f, names.add(f.Name)))
	}
	if e.ids = len(e.columns) == 0; e.ids { // a table must have a column
		e.columns = []column{newColumn(feature.Field{Name: "id", Type: feature.String, Title: "Identifier"}, "id")}
	}
	return nil
}

func (e *encoder) Feature(f *feature.Feature) error {
	e.values = e.values[:0]
	if e.ids {
		e.values = e.columns[0].append(e.values, feature.StringValue(string(encode.AppendID(nil, e.name, f.ID))))
	} else {
		for i := range e.columns {
			e.values = e.columns[i].append(e.values, f.Props[i])
		}
	}
	g := encode.Place(f.Geom)
	if e.bare {
		g = nil
	}
	for c, part := range split(g, e.home) {
		e.shape = appendShape(e.shape[:0], c, part)
		if err := e.keep(c); err != nil {
			return err
		}
	}
	return nil
}

// split yields the shapes that a geometry makes, at least one. A declared type has multi geometries where a file allows them.
func split(g orb.Geometry, home class) func(func(class, orb.Geometry) bool) {
	return func(yield func(class, orb.Geometry) bool) {
		var p pieces
		p.add(g)
		if home == multipoints {
			p.multi = append(p.multi, p.points...)
			p.points = nil
		}
		switch {
		case len(p.points) == 1 && len(p.multi) == 0:
			if !yield(points, p.points[0]) {
				return
			}
		case len(p.points)+len(p.multi) > 0:
			if !yield(multipoints, append(p.multi, p.points...)) {
				return
			}
		}
		if len(p.lines) > 0 && !yield(lines, p.lines) || len(p.polygons) > 0 && !yield(polygons, p.polygons) {
			return
		}
		if p.empty() {
			yield(home, nil)
		}
	}
}

// keep puts the shape and the values at hand into the temporary file of a class.
func (e *encoder) keep(c class) error {
	if e.kept[c] == nil {
		e.kept[c] = &records{e.disk.NewFile()}
	}
	return e.kept[c].add(e.shape, e.values)
}

func (e *encoder) End() error {
	z := encode.NewZip(e.out)
	names := encode.Names{}
	var notes strings.Builder
	for i, p := range e.parts {
		if i > 0 {
			notes.WriteString("\n\n")
		}
		if err := p.write(z, e.time, names, e.limit, &notes); err != nil {
			return err
		}
	}
	w, err := create(z, "fields.txt", e.time)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, notes.String()); err != nil {
		return err
	}
	return z.Close()
}

// write writes the files of the part, under names that no other part has, and what there is to tell of them.
func (p *part) write(z *zip.Writer, now time.Time, names encode.Names, limit int64, notes *strings.Builder) error {
	sets, err := p.sets(limit)
	if err != nil {
		return err
	}
	a := &archive{zip: z, time: now, columns: p.columns, projection: projection(p.ref)}
	for i := range sets {
		sets[i].name = names.Add(sets[i].name, 0)
		if err := a.write(&sets[i]); err != nil {
			return err
		}
	}
	p.notes(notes, sets, a.projection != "")
	return nil
}

// sets divides what was kept into files, in the order of the classes. Features without a place go with the only type that there
// is; where there are several, or none, they are a table by themselves.
func (p *part) sets(limit int64) ([]set, error) {
	var used []class
	for c := points; c < classes; c++ {
		if p.kept[c] != nil {
			used = append(used, c)
		}
	}
	if len(used) == 0 && p.home != nowhere {
		used = []class{p.home}
	}
	width := recordSize(p.columns)
	var all []set
	for _, c := range used {
		chain := []*records{p.kept[c]}
		name := p.name
		if len(used) == 1 {
			chain = append(chain, p.kept[nowhere])
		} else {
			name += "_" + c.String()
		}
		sets, err := divide(name, c, chain, width, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, sets...)
	}
	if len(used) == 0 || len(used) > 1 && p.kept[nowhere] != nil {
		name := p.name
		if len(used) > 0 {
			name += "_" + nowhere.String()
		}
		sets, err := divide(name, nowhere, []*records{p.kept[nowhere]}, width, limit)
		return append(all, sets...), err
	}
	return all, nil
}

// Abort removes the temporary files.
func (e *encoder) Abort() {
	for _, p := range e.parts {
		for _, s := range p.kept {
			s.close()
		}
	}
}

var (
	_ encode.Multi   = (*encoder)(nil)
	_ encode.Aborter = (*encoder)(nil)
)

// oneLine is a text for a table of lines and tabs.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
