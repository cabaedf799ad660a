// Package flatgeobuf writes features as FlatGeobuf 3 (flatgeobuf.org), with its packed Hilbert R-tree, so that a client can
// read a part of the file by its place.
//
// The index stands before the features, and both in the order of a Hilbert curve, so features wait in a temporary file until the
// last has come. Features without a place come last. A day is a DateTime of the
// form 2024-06-01, because there is no type for days.
package flatgeobuf

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/spool"
)

// Format is FlatGeobuf as an output format.
func Format() encode.Format {
	return encode.Format{
		Name: "flatgeobuf", MediaType: "application/flatgeobuf", Extension: ".fgb", Download: true, Aliases: []string{"application/vnd.flatgeobuf", "fgb"},
		New: func(w io.Writer) encode.Encoder { return &encoder{out: w} },
	}
}

// magic are the first bytes of a file: version 3, patch level 1.
const magic = "fgb\x03fgb\x01"

type encoder struct {
	out      io.Writer
	head     header
	disk     *spool.Disk
	features *spool.File   // each as a size-prefixed buffer
	boxes    *spool.File   // for each feature its box, and where in the other file it is and how long
	order    *spool.Sorter // the same entries in the order of the curve
	tree     tree
	extent   box
	buf      buffer
	props    []byte
	entry    []byte
}

func (e *encoder) Begin(h encode.Header) error {
	e.head = header{name: h.Schema.Name, title: h.Title, description: h.Description}
	if !h.NoGeometry && h.Schema.HasGeometry() {
		e.head.ref, e.head.geometry = h.CRS.Ref, h.Schema.Geometry.Geom
	}
	for _, i := range h.Fields {
		if len(e.head.columns) == math.MaxUint16 {
			return errors.New("a FlatGeobuf file has no more than 65,535 columns")
		}
		e.head.columns = append(e.head.columns, h.Schema.Fields[i])
	}
	e.extent = noBox
	e.disk = h.Disk
	e.features, e.boxes = e.disk.NewFile(), e.disk.NewFile()
	return nil
}

func (e *encoder) Feature(f *feature.Feature) error {
	e.props = e.props[:0]
	for i, v := range f.Props {
		if v.Kind() == feature.Int && e.head.columns[i].Type == feature.Float {
			v = feature.FloatValue(v.Float())
		}
		e.props = appendValue(e.props, i, v)
	}
	var g orb.Geometry
	b := noBox
	if g = encode.Place(f.Geom); e.head.ref == (crs.Ref{}) || geom.IsEmpty(g) {
		g = nil
	} else {
		g = promote(plain(g), e.head.geometry)
		if e.head.geometry != typeOf(g) {
			e.head.geometry = feature.AnyGeometry
		}
		b = boxOf(g)
		e.extent.extend(b)
	}
	e.head.features++
	buf := e.buf.appendFeature(g, e.props)
	e.entry = binary.LittleEndian.AppendUint32(appendEntry(e.entry[:0], b, uint64(e.features.Size())), uint32(len(buf)))
	if _, err := e.boxes.Write(e.entry); err != nil {
		return err
	}
	_, err := e.features.Write(buf)
	return err
}

func (e *encoder) End() error {
	if e.head.placed = !e.extent.empty(); e.head.placed {
		e.head.envelope = orb.Bound{Min: orb.Point{e.extent[0], e.extent[1]}, Max: orb.Point{e.extent[2], e.extent[3]}}
	}
	if e.head.placed { // before anything is written, because there may be no room for it
		if err := e.sort(); err != nil {
			return err
		}
		if err := e.index(); err != nil {
			return err
		}
	}
	if _, err := e.out.Write(append([]byte(magic), e.head.bytes()...)); err != nil {
		return err
	}
	if !e.head.placed {
		_, err := e.features.WriteTo(e.out)
		return err
	}
	if err := errors.Join(e.tree.write(e.out), e.tree.close()); err != nil {
		return err
	}
	return e.send()
}

// placeBytes is how long a feature's record in the second file is: an entry of the index, and the feature's length.
const placeBytes = nodeBytes + 4

// sort brings the features' records into the order of the curve; those of features without a place come last.
func (e *encoder) sort() error {
	e.order = e.disk.NewSorter(placeBytes)
	r := e.boxes.Section(0, e.boxes.Size())
	var record [placeBytes]byte
	for range e.head.features {
		if _, err := io.ReadFull(r, record[:]); err != nil {
			return err
		}
		b, _ := readEntry(record[:])
		if err := e.order.Add(uint64(hilbert(b, e.extent)), record[:]); err != nil {
			return err
		}
	}
	return e.boxes.Close()
}

// index makes the index. Its leaves tell where each feature will be after it.
func (e *encoder) index() error {
	e.tree.disk = e.disk
	at := uint64(0)
	err := e.order.Each(func(_ uint64, record []byte) error {
		b, _ := readEntry(record)
		err := e.tree.add(b, at)
		at += uint64(binary.LittleEndian.Uint32(record[nodeBytes:]))
		return err
	})
	if err != nil {
		return err
	}
	return e.tree.root()
}

// send writes the features in the order of the index.
func (e *encoder) send() error {
	out := encode.NewBuffer(e.out)
	err := e.order.Each(func(_ uint64, record []byte) error {
		_, from := readEntry(record)
		n, size := len(out.B), int(binary.LittleEndian.Uint32(record[nodeBytes:]))
		out.B = slices.Grow(out.B, size)[:n+size]
		if _, err := e.features.ReadAt(out.B[n:], int64(from)); err != nil {
			return err
		}
		return out.Spill()
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// Abort removes the temporary files.
func (e *encoder) Abort() {
	_ = errors.Join(e.features.Close(), e.boxes.Close(), e.order.Close(), e.tree.close())
}

var _ encode.Aborter = (*encoder)(nil)
