// Package flatgeobuf writes features as FlatGeobuf 3 (flatgeobuf.org), with its packed Hilbert R-tree, so that a client can
// read a part of the file by its place.
//
// The index stands before the features, and both in the order of a Hilbert curve, so features wait in a temporary file until the
// last has come; eight bytes for each are in memory then. Features without a place come last. A day is a DateTime of the
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
	features *encode.Spool // each as a size-prefixed buffer
	boxes    *encode.Spool // an entry for each feature: its box, and where it is in the other file
	leaves   *encode.Spool // of the index, in the order of the curve
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
	var err error
	if e.features, err = encode.NewSpool(); err == nil {
		e.boxes, err = encode.NewSpool()
	}
	return err
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
	e.entry = appendEntry(e.entry[:0], b, uint64(e.features.Size()))
	if _, err := e.boxes.Write(e.entry); err != nil {
		return err
	}
	_, err := e.features.Write(e.buf.appendFeature(g, e.props))
	return err
}

func (e *encoder) End() error {
	if err := errors.Join(e.features.Flush(), e.boxes.Flush()); err != nil {
		return err
	}
	if e.head.placed = !e.extent.empty(); e.head.placed {
		e.head.envelope = orb.Bound{Min: orb.Point{e.extent[0], e.extent[1]}, Max: orb.Point{e.extent[2], e.extent[3]}}
	}
	if _, err := e.out.Write(append([]byte(magic), e.head.bytes()...)); err != nil {
		return err
	}
	if !e.head.placed {
		_, err := e.features.WriteTo(e.out)
		return err
	}
	order, err := e.order()
	if err != nil {
		return err
	}
	if err := e.index(order); err != nil {
		return err
	}
	return e.send(order)
}

// order is the features' order along the curve: the upper half of a number is the place on it, the lower the feature's number.
func (e *encoder) order() ([]uint64, error) {
	if e.head.features > math.MaxUint32 {
		return nil, errors.New("FlatGeobuf answers of more than 4,294,967,295 features are not made")
	}
	order := make([]uint64, e.head.features)
	r := e.boxes.Section(0, e.boxes.Size())
	var entry [nodeBytes]byte
	for i := range order {
		if _, err := io.ReadFull(r, entry[:]); err != nil {
			return nil, err
		}
		b, _ := readEntry(entry[:])
		order[i] = uint64(hilbert(b, e.extent))<<32 | uint64(i)
	}
	slices.Sort(order)
	return order, nil
}

// where reads the box of a feature and which bytes of the temporary file it is.
func (e *encoder) where(i int64) (b box, from, to int64, err error) {
	var entries [2 * nodeBytes]byte
	n, err := e.boxes.ReadAt(entries[:], i*nodeBytes)
	if err != nil && !errors.Is(err, io.EOF) || n < nodeBytes {
		return b, 0, 0, err
	}
	b, offset := readEntry(entries[:])
	to = e.features.Size()
	if n == len(entries) {
		_, next := readEntry(entries[nodeBytes:])
		to = int64(next)
	}
	return b, int64(offset), to, nil
}

// index writes the index. Its leaves tell where each feature will be after it.
func (e *encoder) index(order []uint64) (err error) {
	if e.leaves, err = encode.NewSpool(); err != nil {
		return err
	}
	var t tree
	at := uint64(0)
	for _, o := range order {
		b, from, to, err := e.where(int64(uint32(o)))
		if err != nil {
			return err
		}
		t.add(b)
		e.entry = appendEntry(e.entry[:0], b, at)
		if _, err := e.leaves.Write(e.entry); err != nil {
			return err
		}
		at += uint64(to - from)
	}
	t.close()
	if err := t.write(e.out); err != nil {
		return err
	}
	_, err = e.leaves.WriteTo(e.out)
	return err
}

// send writes the features in the order of the index.
func (e *encoder) send(order []uint64) error {
	out := encode.NewBuffer(e.out)
	for _, o := range order {
		_, from, to, err := e.where(int64(uint32(o)))
		if err != nil {
			return err
		}
		n := len(out.B)
		out.B = slices.Grow(out.B, int(to-from))[:n+int(to-from)]
		if _, err := e.features.ReadAt(out.B[n:], from); err != nil {
			return err
		}
		if size := binary.LittleEndian.Uint32(out.B[n:]); int64(size)+4 != to-from {
			return errors.New("the temporary file was changed by another program")
		}
		if err := out.Spill(); err != nil {
			return err
		}
	}
	return out.Flush()
}

// Abort removes the temporary files.
func (e *encoder) Abort() {
	for _, s := range []*encode.Spool{e.features, e.boxes, e.leaves} {
		_ = s.Close()
	}
}

var _ encode.Aborter = (*encoder)(nil)
