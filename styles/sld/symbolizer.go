package sld

import (
	"strings"

	"haavi/styles"
)

// symbolizer reads a symbolizer and adds it to a rule.
func (r *reader) symbolizer(n *node, rule *styles.Rule) {
	switch n.name {
	case "PointSymbolizer":
		p := &styles.Point{Options: r.options(n)}
		if g := n.child("Graphic"); g != nil {
			p.Graphic = r.graphic(g)
		}
		r.vendor(n, nil)
		r.known(n, append(common[:], "Graphic")...)
		rule.Symbolizers = append(rule.Symbolizers, p)
	case "LineSymbolizer":
		l := &styles.Line{Options: r.options(n)}
		if s := n.child("Stroke"); s != nil {
			l.Stroke = *r.stroke(s)
		}
		l.Offset = r.value(n.child("PerpendicularOffset"), number)
		r.vendor(n, nil)
		r.known(n, append(common[:], "Stroke", "PerpendicularOffset")...)
		rule.Symbolizers = append(rule.Symbolizers, l)
	case "PolygonSymbolizer":
		rule.Symbolizers = append(rule.Symbolizers, r.polygon(n))
	case "TextSymbolizer":
		if t := r.text(n); t != nil {
			rule.Symbolizers = append(rule.Symbolizers, t)
		}
	case "GroundSymbolizer":
		rule.Symbolizers = append(rule.Symbolizers, r.ground(n))
	case "RasterSymbolizer":
		r.remark(n, "rasters are not supported; it is left out")
	default:
		r.unknown(n)
	}
}

// common are the elements that any symbolizer may have. Names and descriptions of symbolizers are not kept.
var common = [...]string{"Geometry", "Name", "Description", "VendorOption"}

// options reads what symbolizers have in common.
func (r *reader) options(n *node) styles.Options {
	var o styles.Options
	switch uom := n.attr("uom"); uom[strings.LastIndexAny(uom, "/:")+1:] {
	case "", "pixel":
	case "metre", "meter":
		o.Unit = styles.Metre
	case "foot":
		o.Unit = styles.Foot
	default:
		r.remark(n, "the unit %.80q is not supported; lengths are taken as pixels", uom)
	}
	if g := n.child("Geometry"); g != nil {
		o.Place = r.place(g)
	}
	for _, v := range n.elements() {
		if v.name == "VendorOption" && v.attr("name") == onlyOption {
			for _, word := range strings.Fields(v.value()) {
				o.Only |= dimensionNames[word]
			}
		}
	}
	return o
}

// onlyOption is Haavi's own: the kinds of geometry that a symbolizer is kept to.
const onlyOption = "haavi:only"

var dimensionNames = map[string]styles.Dimensions{"points": styles.Points, "lines": styles.Lines, "polygons": styles.Polygons}

var places = map[string]styles.Place{
	"centroid": styles.Centroid, "interiorpoint": styles.Interior, "pointonsurface": styles.Interior, "point_on_surface": styles.Interior,
	"startpoint": styles.Start, "start_point": styles.Start, "endpoint": styles.End, "end_point": styles.End, "vertices": styles.Vertices,
	"nodes_to_points": styles.Vertices, "boundary": styles.Outline, "exteriorring": styles.Outline,
}

// place reads a Geometry: the property, which is the layer's only geometry whatever it is called, or a function of it.
func (r *reader) place(n *node) styles.Place {
	all := n.elements()
	if len(all) == 0 || len(all) == 1 && (all[0].name == "PropertyName" || all[0].name == "ValueReference") {
		return styles.Whole
	}
	if f := all[0]; f.name == "Function" {
		if p, ok := places[strings.ToLower(f.attr("name"))]; ok {
			if args := f.elements(); len(args) == 1 && (args[0].name == "PropertyName" || args[0].name == "ValueReference") {
				return p
			}
		}
		r.remark(n, "the function %.40s of a geometry is not supported; the geometry is drawn as it is", f.attr("name"))
		return styles.Whole
	}
	r.remark(n, "%.40s is not supported; the geometry is drawn as it is", all[0].name)
	return styles.Whole
}

func (r *reader) polygon(n *node) *styles.Polygon {
	p := &styles.Polygon{Options: r.options(n)}
	if f := n.child("Fill"); f != nil {
		p.Fill = r.fillOf(f)
	}
	if s := n.child("Stroke"); s != nil {
		p.Stroke = r.stroke(s)
	}
	p.Offset = r.value(n.child("PerpendicularOffset"), number)
	p.ShiftX, p.ShiftY = r.pair(n, "Displacement", "DisplacementX", "DisplacementY")
	r.vendor(n, map[string]func(*node){
		"graphic-margin": func(v *node) { r.margins(v, p.Fill) },
		"distance":       func(v *node) { r.distance(v, p.Fill) },
	})
	r.known(n, append(common[:], "Fill", "Stroke", "PerpendicularOffset", "Displacement")...)
	return p
}

// pair reads an element of two parameters.
func (r *reader) pair(n *node, name, x, y string) (vx, vy *styles.Value) {
	p := n.child(name)
	if p == nil {
		return nil, nil
	}
	r.known(p, x, y)
	return r.value(p.child(x), number), r.value(p.child(y), number)
}

// ground reads Haavi's own symbolizer.
func (r *reader) ground(n *node) *styles.Ground {
	g := &styles.Ground{Options: r.options(n), Radius: r.value(n.child("Radius"), number), Square: n.attr("shape") == "square"}
	if f := n.child("Fill"); f != nil {
		g.Fill = r.fillOf(f)
	}
	if s := n.child("Stroke"); s != nil {
		g.Stroke = r.stroke(s)
	}
	if least := n.child("Least"); least != nil {
		g.Least = r.plainNumber(least)
	}
	r.vendor(n, map[string]func(*node){"graphic-margin": func(v *node) { r.margins(v, g.Fill) }})
	r.known(n, append(common[:], "Radius", "Fill", "Stroke", "Least")...)
	return g
}
