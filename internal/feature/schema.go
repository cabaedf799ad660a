package feature

import "haavi/internal/crs"

// Field describes one property of a layer, or its geometry.
type Field struct {
	// Name is the published name: what filters, requests and answers use.
	Name string
	// Column is the name in the source's relation.
	Column string
	// Title and Description are for people; both may be empty.
	Title, Description string
	// Type is the kind of the field's values; Geometry for a geometry field.
	Type Kind
	// Geom narrows a geometry field's type.
	Geom GeometryType
	// Nullable says that the field may be Null.
	Nullable bool
	// Native is the source's own name of the column's type; only the source reads it.
	Native string
}

// Schema is what a layer, as one caller sees it, consists of.
type Schema struct {
	// Name is the layer's published name.
	Name string
	// Fields are the properties, without the geometry, in published order.
	Fields []Field
	// Geometry is the geometry field; its Name is empty for a layer without one.
	Geometry Field
	// GeometryAt is how many of Fields stand before the geometry where all properties are in one order (GML).
	GeometryAt int
	// CRS is the system the geometry is stored in.
	CRS crs.Ref
	// Key are the columns that tell rows apart, in order. When it is empty the
	// source makes an identifier of its own (see the source's documentation).
	Key []Field
}

// Field returns the index of the property published as name, or -1. Names are
// compared exactly: XML names are case-sensitive.
func (s *Schema) Field(name string) int {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// HasGeometry says whether the layer has a geometry field.
func (s *Schema) HasGeometry() bool { return s.Geometry.Name != "" }

// Clone returns a copy whose slices may be changed without touching s.
func (s *Schema) Clone() *Schema {
	c := *s
	c.Fields = append([]Field(nil), s.Fields...)
	c.Key = append([]Field(nil), s.Key...)
	return &c
}

// GeometryType is the declared type of a geometry column.
type GeometryType uint8

// The geometry types of Simple Features (OGC 06-103r4, 6.1). AnyGeometry also
// stands for a column that mixes types.
const (
	AnyGeometry GeometryType = iota
	Point
	LineString
	Polygon
	MultiPoint
	MultiLineString
	MultiPolygon
	GeometryCollection
)

var geometryNames = [...]string{"Geometry", "Point", "LineString", "Polygon",
	"MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"}

// String returns the type's name as Simple Features and GeoJSON write it.
func (t GeometryType) String() string { return geometryNames[t] }

// Dimension is the topological dimension of the type: 0 for points, 1 for
// lines, 2 for polygons, and -1 where the type does not tell.
func (t GeometryType) Dimension() int {
	switch t {
	case Point, MultiPoint:
		return 0
	case LineString, MultiLineString:
		return 1
	case Polygon, MultiPolygon:
		return 2
	default:
		return -1
	}
}
