package gml

import (
	"haavi/internal/feature"
	"haavi/internal/xmlw"
)

// AppSchema returns the GML 3.2 application schema (an XML Schema) of some layers, all in one namespace.
func AppSchema(namespace, prefix string, layers []*feature.Schema) []byte {
	var x xmlw.Writer
	x.Declaration()
	x.Open("xsd:schema",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema",
		"xmlns:gml", Namespace,
		"xmlns:"+prefix, namespace,
		"targetNamespace", namespace,
		"elementFormDefault", "qualified", "version", "1.0")
	x.Empty("xsd:import", "namespace", Namespace, "schemaLocation", Schema)
	for _, s := range layers {
		x.Empty("xsd:element", "name", s.Name, "type", prefix+":"+s.Name+"Type", "substitutionGroup", "gml:AbstractFeature")
	}
	for _, s := range layers {
		featureType(&x, s)
	}
	x.Close()
	return x.Bytes()
}

func featureType(x *xmlw.Writer, s *feature.Schema) {
	x.Open("xsd:complexType", "name", s.Name+"Type")
	x.Open("xsd:complexContent")
	x.Open("xsd:extension", "base", "gml:AbstractFeatureType")
	x.Open("xsd:sequence")
	if s.HasGeometry() {
		property(x, &s.Geometry, PropertyType(s.Geometry.Geom), true)
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		property(x, f, simpleTypes[f.Type], f.Nullable)
	}
	x.Close()
	x.Close()
	x.Close()
	x.Close()
}

func property(x *xmlw.Writer, f *feature.Field, xsdType string, optional bool) {
	least := "1"
	if optional {
		least = "0"
	}
	attrs := []string{"name", f.Name, "type", xsdType, "minOccurs", least, "maxOccurs", "1"}
	text := f.Title
	if f.Description != "" && text != "" {
		text += ": "
	}
	text += f.Description
	if text == "" {
		x.Empty("xsd:element", attrs...)
		return
	}
	x.Open("xsd:element", attrs...)
	x.Open("xsd:annotation")
	x.Leaf("xsd:documentation", text)
	x.Close()
	x.Close()
}

var simpleTypes = [...]string{
	feature.Null: "xsd:string", feature.Bool: "xsd:boolean", feature.Int: "xsd:long", feature.Float: "xsd:double",
	feature.String: "xsd:string", feature.Date: "xsd:date", feature.DateTime: "xsd:dateTime",
}

// PropertyType is the GML property type of a geometry column, the narrowest that holds all its values: clients that find
// a concrete one need not probe the data.
func PropertyType(t feature.GeometryType) string {
	switch t {
	case feature.Point:
		return "gml:PointPropertyType"
	case feature.LineString:
		return "gml:CurvePropertyType"
	case feature.Polygon:
		return "gml:SurfacePropertyType"
	case feature.MultiPoint:
		return "gml:MultiPointPropertyType"
	case feature.MultiLineString:
		return "gml:MultiCurvePropertyType"
	case feature.MultiPolygon:
		return "gml:MultiSurfacePropertyType"
	case feature.GeometryCollection:
		return "gml:MultiGeometryPropertyType"
	default:
		return "gml:GeometryPropertyType"
	}
}
