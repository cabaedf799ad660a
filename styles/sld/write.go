package sld

import (
	"fmt"
	"strconv"

	"haavi/internal/filter/fes"
	"haavi/internal/xmlw"
	"haavi/styles"
)

// Version is a version of SLD that can be written.
type Version uint8

// The versions. In 1.0.0 what only SE 1.1.0 has is written with SE's names, as GeoServer reads it.
const (
	V110 Version = iota // SLD 1.1.0 with SE 1.1.0
	V100                // SLD 1.0.0
)

// Named is a layer and the styles to write of it.
type Named struct {
	Layer string
	// Geometry is the name of the layer's geometry.
	Geometry string
	Styles   []*styles.Style
	// Default is the name of the style that draws the layer when no other is asked for; empty for none.
	Default string
}

// Write returns a StyledLayerDescriptor. Read makes the same styles of it. An error is a filter that Filter Encoding cannot express.
func Write(layers []Named, v Version) ([]byte, error) {
	o := &out{v: v, se: "se:", parameter: "se:SvgParameter"}
	version, location := "1.1.0", "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/StyledLayerDescriptor.xsd"
	if v == V100 {
		o.se, o.parameter = "sld:", "sld:CssParameter"
		version, location = "1.0.0", "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.0.0/StyledLayerDescriptor.xsd"
	}
	attrs := []string{"version", version, "xmlns:sld", "http://www.opengis.net/sld"}
	if v == V110 {
		attrs = append(attrs, "xmlns:se", "http://www.opengis.net/se")
	}
	o.w.Declaration()
	o.w.Open("sld:StyledLayerDescriptor", append(attrs, "xmlns:ogc", fes.NamespaceOGC, "xmlns:gml", fes.NamespaceGML, "xmlns:xlink", "http://www.w3.org/1999/xlink",
		"xmlns:haavi", Namespace, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance", "xsi:schemaLocation", location)...)
	for _, l := range layers {
		o.geometry = l.Geometry
		o.w.Open("sld:NamedLayer")
		o.w.Leaf(o.se+"Name", l.Layer)
		for _, s := range l.Styles {
			o.style(s, s.Name == l.Default)
		}
		o.w.Close()
	}
	o.w.Close()
	return o.w.Bytes(), o.err
}

// out writes a document. Its first error stays.
type out struct {
	w xmlw.Writer
	v Version
	// se is the prefix of symbology; parameter the element of SVG's parameters.
	se, parameter string
	geometry      string
	err           error
}

func (o *out) fail(err error) {
	if o.err == nil && err != nil {
		o.err = err
	}
}

// element writes an element of symbology around what inner writes.
func (o *out) element(name string, inner func(), attrs ...string) {
	o.w.Open(o.se+name, attrs...)
	inner()
	o.w.Close()
}

func (o *out) description(title, abstract string) {
	if title == "" && abstract == "" {
		return
	}
	write := func() {
		o.w.Optional(o.se+"Title", title)
		o.w.Optional(o.se+"Abstract", abstract)
	}
	if o.v == V100 {
		write()
		return
	}
	o.element("Description", write)
}

func (o *out) style(s *styles.Style, isDefault bool) {
	o.w.Open("sld:UserStyle")
	o.w.Optional(o.se+"Name", s.Name)
	o.description(s.Title, s.Abstract)
	if isDefault {
		o.w.Leaf("sld:IsDefault", "1")
	}
	for i := range s.Passes {
		o.pass(&s.Passes[i])
	}
	o.w.Close()
}

func (o *out) pass(p *styles.FeatureTypeStyle) {
	o.element("FeatureTypeStyle", func() {
		o.w.Optional(o.se+"Name", p.Name)
		o.description(p.Title, p.Abstract)
		for i := range p.Rules {
			o.rule(&p.Rules[i])
		}
		if p.FirstOnly {
			o.vendor("ruleEvaluation", "first")
		}
		sort := ""
		for i, by := range p.SortBy {
			if i > 0 {
				sort += ","
			}
			sort += by.Property
			if by.Desc {
				sort += " D"
			}
		}
		if sort != "" {
			o.vendor("sortBy", sort)
		}
		if p.Summary != nil {
			o.summary(p.Summary)
		}
	})
}

func (o *out) vendor(name, value string) {
	o.w.Leaf(o.se+"VendorOption", value, "name", name)
}

func (o *out) rule(r *styles.Rule) {
	o.element("Rule", func() {
		o.w.Optional(o.se+"Name", r.Name)
		o.description(r.Title, r.Abstract)
		if r.Legend != nil {
			o.element("LegendGraphic", func() { o.graphic(r.Legend) })
		}
		switch {
		case r.Else:
			o.w.Empty(o.se + "ElseFilter")
		case r.Filter != nil:
			v := fes.V11
			if o.v == V100 {
				v = fes.V10
			}
			o.fail(fes.Write(&o.w, r.Filter, v))
		}
		o.scale("MinScaleDenominator", r.MinScale)
		o.scale("MaxScaleDenominator", r.MaxScale)
		for _, s := range r.Symbolizers {
			o.symbolizer(s)
		}
	})
}

func (o *out) scale(name string, denominator float64) {
	if denominator != 0 {
		o.w.Leaf(o.se+name, decimal(denominator))
	}
}

// decimal is a number as xs:double.
func decimal(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// units are the names of units of measure (SE 1.1.0, 10.2).
var units = map[styles.Unit]string{
	styles.Pixel: "", styles.Metre: "http://www.opengeospatial.org/se/units/metre", styles.Foot: "http://www.opengeospatial.org/se/units/foot",
}

var placeNames = map[styles.Place]string{
	styles.Centroid: "centroid", styles.Interior: "interiorPoint", styles.Start: "startPoint", styles.End: "endPoint", styles.Vertices: "vertices", styles.Outline: "boundary",
}

func (o *out) symbolizer(s styles.Symbolizer) {
	switch s := s.(type) {
	case *styles.Point:
		o.symbol("PointSymbolizer", &s.Options, func() { o.graphic(&s.Graphic) })
	case *styles.Line:
		o.symbol("LineSymbolizer", &s.Options, func() {
			o.stroke(&s.Stroke)
			o.value("PerpendicularOffset", s.Offset)
		})
	case *styles.Polygon:
		o.symbol("PolygonSymbolizer", &s.Options, func() {
			o.fill(s.Fill)
			if s.Stroke != nil {
				o.stroke(s.Stroke)
			}
			o.pair("Displacement", "DisplacementX", "DisplacementY", s.ShiftX, s.ShiftY)
			o.value("PerpendicularOffset", s.Offset)
			o.margins(s.Fill)
		})
	case *styles.Text:
		o.symbol("TextSymbolizer", &s.Options, func() { o.text(s) })
	case *styles.Ground:
		o.ground(s)
	default:
		o.fail(fmt.Errorf("a symbolizer of type %T cannot be written", s))
	}
}

// symbol writes what symbolizers have in common around what inner writes.
func (o *out) symbol(name string, s *styles.Options, inner func()) {
	o.element(name, func() {
		o.place(s)
		inner()
		o.only(s)
	}, "uom", units[s.Unit])
}

func (o *out) place(s *styles.Options) {
	name := placeNames[s.Place]
	if name == "" {
		return
	}
	o.element("Geometry", func() {
		o.w.Open("ogc:Function", "name", name)
		o.w.Leaf("ogc:PropertyName", o.geometry)
		o.w.Close()
	})
}

func (o *out) only(s *styles.Options) {
	text := ""
	for _, name := range []string{"points", "lines", "polygons"} {
		if s.Only&dimensionNames[name] != 0 {
			text += " " + name
		}
	}
	if text != "" {
		o.vendor(onlyOption, text[1:])
	}
}
