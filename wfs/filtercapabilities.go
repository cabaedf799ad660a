package wfs

import (
	"slices"
	"strconv"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/xmlw"
)

// The conformance classes of filters (OGC 09-026r2, table 5) and whether they are met.
var filterClasses = [...]struct{ name, value string }{
	{"ImplementsQuery", "TRUE"}, {"ImplementsAdHocQuery", "TRUE"}, {"ImplementsFunctions", "TRUE"}, {"ImplementsResourceId", "TRUE"},
	{"ImplementsMinStandardFilter", "TRUE"}, {"ImplementsStandardFilter", "TRUE"},
	{"ImplementsMinSpatialFilter", "TRUE"}, {"ImplementsSpatialFilter", "TRUE"},
	{"ImplementsMinTemporalFilter", "TRUE"}, {"ImplementsTemporalFilter", "TRUE"},
	{"ImplementsVersionNav", "FALSE"}, {"ImplementsSorting", "TRUE"}, {"ImplementsExtendedOperators", "FALSE"},
	{"ImplementsMinimumXPath", "TRUE"}, {"ImplementsSchemaElementFunc", "FALSE"},
}

var (
	comparisonOperators = [...]string{"PropertyIsEqualTo", "PropertyIsNotEqualTo", "PropertyIsLessThan", "PropertyIsGreaterThan",
		"PropertyIsLessThanOrEqualTo", "PropertyIsGreaterThanOrEqualTo", "PropertyIsLike", "PropertyIsNull", "PropertyIsNil", "PropertyIsBetween"}
	geometryOperands = [...]string{"gml:Envelope", "gml:Point", "gml:MultiPoint", "gml:LineString", "gml:Curve",
		"gml:MultiCurve", "gml:Polygon", "gml:Surface", "gml:MultiSurface", "gml:MultiGeometry"}
	spatialOperators = [...]string{"BBOX", "Equals", "Disjoint", "Intersects", "Touches", "Crosses", "Within", "Contains", "Overlaps",
		"DWithin", "Beyond"}
	// AnyInteracts works too, but the schema has no name for it.
	temporalOperators = [...]string{"After", "Before", "Begins", "BegunBy", "TContains", "During", "TEquals", "TOverlaps", "Meets",
		"OverlappedBy", "MetBy", "EndedBy", "Ends"}
)

// writeFilterCapabilities says what filters may hold (OGC 09-026r2, 7.14).
func writeFilterCapabilities(x *xmlw.Writer) {
	x.Open("fes:Filter_Capabilities")
	x.Open("fes:Conformance")
	for _, c := range filterClasses {
		x.Open("fes:Constraint", "name", c.name)
		x.Empty("ows:NoValues")
		x.Leaf("ows:DefaultValue", c.value)
		x.Close()
	}
	x.Close()
	x.Open("fes:Id_Capabilities")
	x.Empty("fes:ResourceIdentifier", "name", "fes:ResourceId")
	x.Close()
	x.Open("fes:Scalar_Capabilities")
	x.Empty("fes:LogicalOperators")
	named(x, "fes:ComparisonOperators", "fes:ComparisonOperator", comparisonOperators[:])
	x.Close()
	x.Open("fes:Spatial_Capabilities")
	named(x, "fes:GeometryOperands", "fes:GeometryOperand", geometryOperands[:])
	named(x, "fes:SpatialOperators", "fes:SpatialOperator", spatialOperators[:])
	x.Close()
	x.Open("fes:Temporal_Capabilities")
	named(x, "fes:TemporalOperands", "fes:TemporalOperand", []string{"gml:TimeInstant", "gml:TimePeriod"})
	named(x, "fes:TemporalOperators", "fes:TemporalOperator", temporalOperators[:])
	x.Close()
	x.Open("fes:Functions")
	for _, f := range filter.Functions() {
		writeFunction(x, f)
	}
	x.Close()
	x.Close()
}

func named(x *xmlw.Writer, list, item string, names []string) {
	x.Open(list)
	for _, n := range names {
		x.Empty(item, "name", n)
	}
	x.Close()
}

func writeFunction(x *xmlw.Writer, f filter.Function) {
	result := f.Result
	if result == feature.Null {
		result = feature.String
	}
	x.Open("fes:Function", "name", f.Name)
	x.Leaf("fes:Returns", functionTypes[result])
	if len(f.Args) > 0 {
		x.Open("fes:Arguments")
		for i, k := range f.Args {
			x.Open("fes:Argument", "name", "arg"+strconv.Itoa(i+1))
			x.Leaf("fes:Type", functionTypes[k])
			x.Close()
		}
		x.Close()
	}
	x.Close()
}

var functionTypes = [...]string{
	feature.Null: "xsd:anySimpleType", feature.Bool: "xsd:boolean", feature.Int: "xsd:long", feature.Float: "xsd:double",
	feature.String: "xsd:string", feature.Date: "xsd:date", feature.DateTime: "xsd:dateTime", feature.Geometry: "gml:AbstractGeometryType",
}

// isStandardProperty says whether a name is a property that every GML feature may have and features here do not.
func isStandardProperty(name string) bool {
	return slices.Contains([]string{"boundedBy", "name", "description", "descriptionReference", "identifier", "location", "metaDataProperty"}, name)
}
