package geom

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// AppendWKB appends ISO WKB, little-endian, 2-D (OGC 06-103r4, clause 8). nil is written as an empty collection.
func AppendWKB(dst []byte, g orb.Geometry) []byte {
	switch g := g.(type) {
	case orb.Point:
		return appendXY(appendHead(dst, wkbPoint), g)
	case orb.LineString:
		return appendVertices(appendHead(dst, wkbLineString), g)
	case orb.Ring:
		return appendRings(dst, orb.Polygon{g})
	case orb.Polygon:
		return appendRings(dst, g)
	case orb.Bound:
		return appendRings(dst, g.ToPolygon())
	case orb.MultiPoint:
		return appendMembers(dst, wkbMultiPoint, g)
	case orb.MultiLineString:
		return appendMembers(dst, wkbMultiLineString, g)
	case orb.MultiPolygon:
		return appendMembers(dst, wkbMultiPolygon, g)
	case orb.Collection:
		return appendMembers(dst, wkbCollection, g)
	default:
		return appendCount(appendHead(dst, wkbCollection), 0)
	}
}

func appendHead(dst []byte, code uint32) []byte {
	return binary.LittleEndian.AppendUint32(append(dst, 1), code)
}

func appendCount(dst []byte, n int) []byte { return binary.LittleEndian.AppendUint32(dst, uint32(n)) }

func appendXY(dst []byte, p orb.Point) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(p[0]))
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(p[1]))
}

func appendVertices(dst []byte, ps []orb.Point) []byte {
	dst = appendCount(dst, len(ps))
	for _, p := range ps {
		dst = appendXY(dst, p)
	}
	return dst
}

func appendRings(dst []byte, p orb.Polygon) []byte {
	dst = appendCount(appendHead(dst, wkbPolygon), len(p))
	for _, r := range p {
		dst = appendVertices(dst, r)
	}
	return dst
}

func appendMembers[G orb.Geometry](dst []byte, code uint32, members []G) []byte {
	dst = appendCount(appendHead(dst, code), len(members))
	for _, m := range members {
		dst = AppendWKB(dst, m)
	}
	return dst
}
