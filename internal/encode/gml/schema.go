package gml

import (
	"haavi/internal/feature"
	"haavi/internal/xmlw"
)

// AppSchema returns the application schema (an XML Schema) of some layers, all in one namespace.
func (v *Version) AppSchema(namespace, prefix string, layers []*feature.Schema) []byte {
	var x xmlw.Writer
	x.Declaration()
	x.Open("xsd:schema",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema",
		"xmlns:gml", v.namespace,
		"xmlns:"+prefix, namespace,
		"targetNamespace", namespace,
		"elementFormDefault", "qualified", "version", "1.0")
	x.Empty("xsd:import", "namespace", v.namespace, "schemaLocation", v.schema)
	for _, s := range layers {
		x.Empty("xsd:element", "name", s.Name, "type", prefix+":"+s.Name+"Type", "substitutionGroup", v.featureElement)
	}
	for _, s := range layers {
		v.featureType(&x, s)
	}
	x.Close()
	return x.Bytes()
}

func (v *Version) featureType(x *xmlw.Writer, s *feature.Schema) {
	x.Open("xsd:complexType", "name", s.Name+"Type")
	x.Open("xsd:complexContent")
	x.Open("xsd:extension", "base", "gml:AbstractFeatureType")
	x.Open("xsd:sequence")
	if s.HasGeometry() {
		property(x, &s.Geometry, v.propertyType(s.Geometry.Geom), true)
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

// propertyType is the GML property type of a geometry column, the narrowest that holds all its values: clients that find
// a concrete one need not probe the data.
func (v *Version) propertyType(t feature.GeometryType) string {
	if name, ok := v.propertyTypes[t]; ok {
		return name
	}
	return v.propertyTypes[feature.AnyGeometry]
}
