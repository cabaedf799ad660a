package geom

import "github.com/paulmach/orb"

// AppendWKT appends WKT (OGC 06-103r4, clause 7); decimals is the most digits after the point, trailing zeros cut; -1 is the
// shortest exact form. nil is written as GEOMETRYCOLLECTION EMPTY.
func AppendWKT(dst []byte, g orb.Geometry, decimals int) []byte {
	w := wktWriter{decimals}
	switch g := g.(type) {
	case orb.Point:
		return append(w.xy(append(dst, "POINT ("...), g), ')')
	case orb.LineString:
		return tagged(dst, "LINESTRING", len(g), func(dst []byte) []byte { return w.vertices(dst, g) })
	case orb.Ring:
		return AppendWKT(dst, orb.Polygon{g}, decimals)
	case orb.Bound:
		return AppendWKT(dst, g.ToPolygon(), decimals)
	case orb.Polygon:
		return tagged(dst, "POLYGON", len(g), func(dst []byte) []byte { return w.rings(dst, g) })
	case orb.MultiPoint:
		return tagged(dst, "MULTIPOINT", len(g), func(dst []byte) []byte {
			return list(dst, g, func(dst []byte, p orb.Point) []byte { return append(w.xy(append(dst, '('), p), ')') })
		})
	case orb.MultiLineString:
		return tagged(dst, "MULTILINESTRING", len(g), func(dst []byte) []byte {
			return list(dst, g, func(dst []byte, l orb.LineString) []byte { return w.vertices(dst, l) })
		})
	case orb.MultiPolygon:
		return tagged(dst, "MULTIPOLYGON", len(g), func(dst []byte) []byte { return list(dst, g, w.rings) })
	case orb.Collection:
		return tagged(dst, "GEOMETRYCOLLECTION", len(g), func(dst []byte) []byte {
			return list(dst, g, func(dst []byte, m orb.Geometry) []byte { return AppendWKT(dst, m, decimals) })
		})
	default:
		return append(dst, "GEOMETRYCOLLECTION EMPTY"...)
	}
}

func tagged(dst []byte, tag string, n int, content func([]byte) []byte) []byte {
	dst = append(append(dst, tag...), ' ')
	if n == 0 {
		return append(dst, "EMPTY"...)
	}
	return content(dst)
}

func list[T any](dst []byte, items []T, item func([]byte, T) []byte) []byte {
	dst = append(dst, '(')
	for i, it := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item(dst, it)
	}
	return append(dst, ')')
}

type wktWriter struct{ decimals int }

func (w wktWriter) vertices(dst []byte, ps []orb.Point) []byte {
	if len(ps) == 0 {
		return append(dst, "EMPTY"...)
	}
	return list(dst, ps, w.xy)
}

func (w wktWriter) rings(dst []byte, p orb.Polygon) []byte {
	if len(p) == 0 {
		return append(dst, "EMPTY"...)
	}
	return list(dst, p, func(dst []byte, r orb.Ring) []byte { return w.vertices(dst, r) })
}

func (w wktWriter) xy(dst []byte, p orb.Point) []byte {
	return AppendNumber(append(AppendNumber(dst, p[0], w.decimals), ' '), p[1], w.decimals)
}
