package gpkg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/geom"
)

// The flag bits of a geometry blob's header (12-128r18, table 7).
const (
	flagLittleEndian = 1 << 0
	flagEnvelope     = 7 << 1
	flagEmpty        = 1 << 4
	flagExtended     = 1 << 5
)

const blobHeaderSize = 8

// envelopeSizes are the bytes an envelope takes, by its code in the flags; codes 5 to 7 are not defined.
var envelopeSizes = [...]int{0, 32, 48, 48, 64}

// Blob is a decoded GeoPackageBinary (12-128r18, clause 2.1.3).
type Blob struct {
	// WKB is the geometry itself, ISO WKB; it shares memory with the bytes that were decoded.
	WKB []byte
	// SRS is the blob's srs_id.
	SRS int32
	// Envelope is the extent the header gives; it means something only when HasEnvelope says so.
	Envelope    orb.Bound
	HasEnvelope bool
	// Empty says that the geometry has no coordinates.
	Empty bool
}

// AppendBlob appends g as GeoPackageBinary: little-endian, 2-D, with an XY
// envelope unless g is a point. An empty or nil g becomes an empty
// GeometryCollection with the empty flag set; tables had better hold NULL then.
func AppendBlob(dst []byte, g orb.Geometry, srsID int32) []byte {
	flags := byte(flagLittleEndian)
	empty := geom.IsEmpty(g)
	_, point := g.(orb.Point)
	if empty {
		flags |= flagEmpty
	} else if !point {
		flags |= 1 << 1
	}
	dst = append(dst, 'G', 'P', 0, flags)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(srsID))
	if empty {
		return geom.AppendWKB(dst, orb.Collection{})
	}
	if !point {
		b := g.Bound()
		for _, v := range [4]float64{b.Min[0], b.Max[0], b.Min[1], b.Max[1]} {
			dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
		}
	}
	return geom.AppendWKB(dst, g)
}

// DecodeBlob reads the header of a GeoPackageBinary of either byte order and
// finds the WKB in it; the WKB is not looked into. Extended blobs, whose body is
// not WKB, are refused.
func DecodeBlob(b []byte) (Blob, error) {
	if len(b) < blobHeaderSize || b[0] != 'G' || b[1] != 'P' {
		return Blob{}, errors.New("not a GeoPackage geometry: the bytes do not start with GP")
	}
	if b[2] != 0 {
		return Blob{}, fmt.Errorf("GeoPackage geometry of version %d, only version 0 (1.x) is known", b[2])
	}
	flags := b[3]
	if flags&flagExtended != 0 {
		return Blob{}, errors.New("extended GeoPackage geometry types are not supported")
	}
	code := int(flags & flagEnvelope >> 1)
	if code >= len(envelopeSizes) {
		return Blob{}, fmt.Errorf("GeoPackage geometry with the undefined envelope code %d", code)
	}
	var order binary.ByteOrder = binary.BigEndian
	if flags&flagLittleEndian != 0 {
		order = binary.LittleEndian
	}
	body := b[blobHeaderSize:]
	if len(body) < envelopeSizes[code] {
		return Blob{}, errors.New("GeoPackage geometry ends within its envelope")
	}
	blob := Blob{
		WKB:   body[envelopeSizes[code]:],
		SRS:   int32(order.Uint32(b[4:8])),
		Empty: flags&flagEmpty != 0,
	}
	if code > 0 && !blob.Empty {
		blob.HasEnvelope = true
		at := func(i int) float64 { return math.Float64frombits(order.Uint64(body[8*i:])) }
		blob.Envelope = orb.Bound{Min: orb.Point{at(0), at(2)}, Max: orb.Point{at(1), at(3)}}
	}
	return blob, nil
}
