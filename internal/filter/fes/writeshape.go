package fes

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/xmlw"
)

var spatialNames = [...]string{
	filter.Intersects: "Intersects", filter.Disjoint: "Disjoint", filter.Equals: "Equals", filter.Touches: "Touches", filter.Within: "Within", filter.Contains: "Contains",
	filter.Overlaps: "Overlaps", filter.Crosses: "Crosses", filter.DWithin: "DWithin", filter.Beyond: "Beyond", filter.BBox: "BBOX", filter.BoxOverlap: "",
}

func (x writer) spatial(e *filter.Spatial) error {
	name := spatialNames[e.Op]
	if name == "" {
		return fmt.Errorf("%.60s cannot be written in Filter Encoding", e)
	}
	x.w.Open("ogc:" + name)
	defer x.w.Close()
	for _, side := range []filter.Expr{e.Left, e.Right} {
		switch s := side.(type) {
		case *filter.Property:
			if s.Name != "" {
				x.w.Leaf("ogc:PropertyName", s.Name)
			}
		case *filter.Shape:
			if err := x.shape(s); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%.60s cannot be written as a geometry", side)
		}
	}
	if e.Op == filter.DWithin || e.Op == filter.Beyond {
		x.w.Leaf("ogc:Distance", strconv.FormatFloat(e.Distance, 'f', -1, 64), "units", "m")
	}
	return nil
}

// shape writes a geometry. Its name of the CRS is one that has east before north everywhere.
func (x writer) shape(s *filter.Shape) error {
	name := ""
	if s.CRS != (crs.Ref{}) {
		name = s.CRS.String()
	}
	return gmlWriter{x.w, x.v == V10}.geometry(s.Geom, name)
}

// gmlWriter writes GML 3.1.1, or 2.1.2.
type gmlWriter struct {
	w  *xmlw.Writer
	v2 bool
}

func (g gmlWriter) geometry(geometry orb.Geometry, name string) error {
	switch o := geometry.(type) {
	case orb.Bound:
		if g.v2 {
			g.simple("gml:Box", name, "", []orb.Point{o.Min, o.Max})
			return nil
		}
		g.w.Open("gml:Envelope", "srsName", name)
		g.w.Leaf("gml:lowerCorner", posText([]orb.Point{o.Min}, " "))
		g.w.Leaf("gml:upperCorner", posText([]orb.Point{o.Max}, " "))
		g.w.Close()
	case orb.Point:
		g.simple("gml:Point", name, "gml:pos", []orb.Point{o})
	case orb.LineString:
		g.simple("gml:LineString", name, "gml:posList", o)
	case orb.Polygon:
		g.polygon(o, name)
	case orb.MultiPoint:
		return writeMembers(g, "gml:MultiPoint", "gml:pointMember", name, o)
	case orb.MultiLineString:
		return writeMembers(g, "gml:MultiLineString", "gml:lineStringMember", name, o)
	case orb.MultiPolygon:
		return writeMembers(g, "gml:MultiPolygon", "gml:polygonMember", name, o)
	case orb.Collection:
		return writeMembers(g, "gml:MultiGeometry", "gml:geometryMember", name, o)
	default:
		return fmt.Errorf("a %T cannot be written as GML", geometry)
	}
	return nil
}

// simple writes a geometry of one sequence of positions.
func (g gmlWriter) simple(element, name, list string, ps []orb.Point) {
	g.w.Open(element, "srsName", name)
	if g.v2 {
		g.w.Leaf("gml:coordinates", posText(ps, ","))
	} else {
		g.w.Leaf(list, posText(ps, " "))
	}
	g.w.Close()
}

func (g gmlWriter) polygon(p orb.Polygon, name string) {
	outer, inner := "gml:exterior", "gml:interior"
	if g.v2 {
		outer, inner = "gml:outerBoundaryIs", "gml:innerBoundaryIs"
	}
	g.w.Open("gml:Polygon", "srsName", name)
	for i, ring := range p {
		if i == 0 {
			g.w.Open(outer)
		} else {
			g.w.Open(inner)
		}
		g.simple("gml:LinearRing", "", "gml:posList", ring)
		g.w.Close()
	}
	g.w.Close()
}

func writeMembers[G orb.Geometry](g gmlWriter, element, member, name string, parts []G) error {
	g.w.Open(element, "srsName", name)
	defer g.w.Close()
	for _, p := range parts {
		g.w.Open(member)
		err := g.geometry(p, "")
		g.w.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func posText(ps []orb.Point, between string) string {
	var b strings.Builder
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatFloat(p[0], 'f', -1, 64) + between + strconv.FormatFloat(p[1], 'f', -1, 64))
	}
	return b.String()
}
