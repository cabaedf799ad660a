package geom

import "github.com/paulmach/orb"

// collector joins the members of one of the types that consist of geometries (see the codes of WKB) to a geometry of orb's.
type collector struct {
	code   uint32
	points orb.MultiPoint
	lines  orb.MultiLineString
	polys  orb.MultiPolygon
	all    orb.Collection
}

// add takes a member that is not empty; it returns false when the type cannot hold it.
func (c *collector) add(g orb.Geometry) bool {
	switch c.code {
	case wkbMultiPoint:
		p, ok := g.(orb.Point)
		c.points = append(c.points, p)
		return ok
	case wkbMultiLineString, wkbMultiCurve, wkbCompoundCurve, wkbCurvePolygon:
		l, ok := g.(orb.LineString)
		c.lines = append(c.lines, l)
		return ok
	case wkbMultiPolygon, wkbMultiSurface, wkbPolyhedralSurface, wkbTIN:
		p, ok := g.(orb.Polygon)
		c.polys = append(c.polys, p)
		return ok
	default:
		c.all = append(c.all, g)
		return true
	}
}

// geometry returns what was collected, nil when that is nothing.
func (c *collector) geometry() orb.Geometry {
	switch {
	case len(c.points) > 0:
		return c.points
	case len(c.polys) > 0:
		return c.polys
	case len(c.all) > 0:
		return c.all
	case len(c.lines) == 0:
		return nil
	}
	switch c.code {
	case wkbCompoundCurve: // each part begins where the one before it ends
		l := c.lines[0]
		for _, next := range c.lines[1:] {
			if next[0] == l[len(l)-1] {
				next = next[1:]
			}
			l = append(l, next...)
		}
		return l
	case wkbCurvePolygon:
		p := make(orb.Polygon, len(c.lines))
		for i, l := range c.lines {
			p[i] = closed(l)
		}
		return p
	default:
		return c.lines
	}
}
