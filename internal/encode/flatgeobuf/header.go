package flatgeobuf

import (
	"encoding/binary"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
)

// header is the table Header of header.fbs.
type header struct {
	name, title, description string
	envelope                 orb.Bound
	placed                   bool // there is an envelope, and an index
	geometry                 feature.GeometryType
	columns                  []feature.Field
	features                 uint64
	ref                      crs.Ref // zero when there are no geometries
}

// columnTypes are the numbers of ColumnType. There is none for days alone: a day is a DateTime without its time.
var columnTypes = [...]byte{feature.Bool: 2, feature.Int: 7, feature.Float: 10, feature.String: 11, feature.Date: 13, feature.DateTime: 13}

func (h *header) bytes() []byte {
	var w buffer
	w.begin()
	envelope, columns, ref := 0, 0, 0
	if h.placed {
		envelope = 4
	}
	if len(h.columns) > 0 {
		columns = 4
	}
	if h.ref != (crs.Ref{}) {
		ref = 4
	}
	at := w.table(4, size4(h.name), envelope, 1, 0, 0, 0, 0, columns, 8, 2, ref, size4(h.title), size4(h.description))
	w.b[at[2]] = byte(h.geometry)
	binary.LittleEndian.PutUint64(w.b[at[8]:], h.features)
	if h.placed {
		binary.LittleEndian.PutUint16(w.b[at[9]:], nodeSize)
	}
	if h.name != "" {
		w.text(at[0], h.name)
	}
	if h.placed {
		w.vector(at[1], 4, 8)
		for _, v := range [4]float64{h.envelope.Min[0], h.envelope.Min[1], h.envelope.Max[0], h.envelope.Max[1]} {
			w.float(v)
		}
	}
	if columns > 0 {
		first := w.references(at[7], len(h.columns))
		for i := range h.columns {
			w.column(first+4*i, &h.columns[i])
		}
	}
	if ref > 0 {
		w.crs(at[10], h.ref)
	}
	if h.title != "" {
		w.text(at[11], h.title)
	}
	if h.description != "" {
		w.text(at[12], h.description)
	}
	return w.finish()
}

func (w *buffer) column(at int, f *feature.Field) {
	fields := w.table(at, 4, 1, size4(f.Title), size4(f.Description))
	w.b[fields[1]] = columnTypes[f.Type]
	w.text(fields[0], f.Name)
	if f.Title != "" {
		w.text(fields[2], f.Title)
	}
	if f.Description != "" {
		w.text(fields[3], f.Description)
	}
}

func (w *buffer) crs(at int, ref crs.Ref) {
	org, name := ref.Authority, ""
	if ref == crs.CRS84 { // coordinates are longitude, latitude in any case
		ref, org = crs.WGS84, crs.WGS84.Authority
	}
	if info, ok := crs.Lookup(ref); ok {
		name = info.Name
	}
	fields := w.table(at, 4, 4, size4(name))
	binary.LittleEndian.PutUint32(w.b[fields[1]:], uint32(ref.SRID()))
	w.text(fields[0], org)
	if name != "" {
		w.text(fields[2], name)
	}
}
