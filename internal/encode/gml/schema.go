package gml

import (
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/xmlw"
)

// AppSchema returns the application schema (an XML Schema) of some layers, all in one namespace.
func (v *Version) AppSchema(a encode.AppSchema, layers []*feature.Schema) []byte {
	var x xmlw.Writer
	x.Declaration()
	x.Open("xsd:schema",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema",
		"xmlns:gml", v.namespace,
		"xmlns:"+a.Prefix, a.Namespace,
		"targetNamespace", a.Namespace,
		"elementFormDefault", "qualified", "version", "1.0")
	x.Empty("xsd:import", "namespace", v.namespace, "schemaLocation", v.schema)
	for _, s := range layers {
		x.Empty("xsd:element", "name", s.Name, "type", a.Prefix+":"+s.Name+"Type", "substitutionGroup", v.featureElement)
	}
	for _, s := range layers {
		v.featureType(&x, a, s)
	}
	x.Close()
	return x.Bytes()
}

// Import is an application schema that another refers to.
type Import struct{ Namespace, Location string }

// Imports returns a schema that stands for several application schemas, for a schema can have but one namespace (XML Schema 1.0, 4.2.3).
func Imports(schemas []Import) []byte {
	var x xmlw.Writer
	x.Declaration()
	x.Open("xsd:schema", "xmlns:xsd", "http://www.w3.org/2001/XMLSchema", "version", "1.0")
	for _, s := range schemas {
		x.Empty("xsd:import", "namespace", s.Namespace, "schemaLocation", s.Location)
	}
	x.Close()
	return x.Bytes()
}

func (v *Version) featureType(x *xmlw.Writer, a encode.AppSchema, s *feature.Schema) {
	x.Open("xsd:complexType", "name", s.Name+"Type")
	x.Open("xsd:complexContent")
	x.Open("xsd:extension", "base", "gml:AbstractFeatureType")
	x.Open("xsd:sequence")
	before := min(s.GeometryAt, len(s.Fields))
	v.fields(x, a, s.Fields[:before])
	if s.HasGeometry() {
		v.geometry(x, a, &s.Geometry)
	}
	v.fields(x, a, s.Fields[before:])
	x.Close()
	x.Close()
	x.Close()
	x.Close()
}

func (v *Version) geometry(x *xmlw.Writer, a encode.AppSchema, f *feature.Field) {
	if v.isStandardGeometry(a, f) {
		property(x, f, "ref", "gml:"+f.Name, "minOccurs", "0", "maxOccurs", "1")
		return
	}
	property(x, f, "name", f.Name, "type", v.propertyType(f.Geom), "minOccurs", "0", "maxOccurs", "1")
}

// fields describes fields but for GML's own, which every feature type has.
func (v *Version) fields(x *xmlw.Writer, a encode.AppSchema, fields []feature.Field) {
	for i := range fields {
		f := &fields[i]
		if v.rank(a, f) < otherProperty {
			continue
		}
		least, nillable := "1", ""
		if f.Nullable {
			least = "0"
			if a.Nils {
				nillable = "true"
			}
		}
		property(x, f, "name", f.Name, "type", simpleTypes[f.Type], "minOccurs", least, "maxOccurs", "1", "nillable", nillable)
	}
}

func property(x *xmlw.Writer, f *feature.Field, attrs ...string) {
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
