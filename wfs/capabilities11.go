package wfs

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// write11 writes the document of WFS 1.1.0 (OGC 04-094, 13.3).
func (g *getCapabilities) write11(c *call, x *xmlw.Writer, own string, same bool) {
	x.Open("wfs:WFS_Capabilities", slices.Concat([]string{"version", c.version.number,
		"xmlns:wfs", namespace1,
		"xmlns:ogc", "http://www.opengis.net/ogc",
		"xmlns:gml", "http://www.opengis.net/gml",
		"xmlns:ows", "http://www.opengis.net/ows",
		"xmlns:xlink", "http://www.w3.org/1999/xlink",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
	}, c.declarations(), []string{
		"xsi:schemaLocation", namespace1 + " http://schemas.opengis.net/wfs/1.1.0/wfs.xsd",
		"updateSequence", own,
	})...)
	if g.sections.Has(identification) && !same {
		c.o.Service.WriteServiceIdentification(x, "WFS", versionNumbers())
	}
	if g.sections.Has(provider) && !same {
		c.o.Service.WriteServiceProvider(x)
	}
	if g.sections.Has(operations) && !same {
		c.writeOperations11(x)
	}
	if g.sections.Has(featureTypes) && !same {
		x.Open("wfs:FeatureTypeList")
		writeQueryOperation(x)
		for _, l := range c.layers() {
			c.writeFeatureType11(x, l)
		}
		x.Close()
	}
	if g.sections.Has(filters) || same { // the schema cannot do without
		writeFilterCapabilities11(x)
	}
	x.Close()
}

func writeQueryOperation(x *xmlw.Writer) {
	x.Open("wfs:Operations")
	x.Leaf("wfs:Operation", "Query")
	x.Close()
}

func (c *call) writeOperations11(x *xmlw.Writer) {
	get, post := c.address(), ows.Base(c.r)+Path
	parameters := map[string][]ows.Domain{
		"GetCapabilities": {
			{Name: "AcceptVersions", Values: versionNumbers()},
			{Name: "AcceptFormats", Values: []string{"text/xml", "application/xml"}},
			{Name: "Sections", Values: []string{identification, provider, operations, featureTypes, filters}},
		},
		"DescribeFeatureType": {{Name: "outputFormat", Values: c.version.gml.SchemaFormats()}},
		"GetFeature": {
			{Name: "resultType", Values: []string{"results", "hits"}},
			{Name: "outputFormat", Values: c.formatNames()},
		},
	}
	var list []ows.Operation
	for _, name := range c.version.operations {
		list = append(list, ows.Operation{Name: name, Get: get, Post: post, Parameters: parameters[name]})
	}
	ows.WriteOperationsMetadata100(x, list, nil, nil)
}

func (c *call) writeFeatureType11(x *xmlw.Writer, l *layer.Layer) {
	x.Open("wfs:FeatureType")
	x.Leaf("wfs:Name", c.typeName(l))
	x.Leaf("wfs:Title", cmp.Or(l.Title, l.Name))
	x.Optional("wfs:Abstract", l.Abstract)
	ows.WriteKeywords(x, l.Keywords)
	if l.Schema.HasGeometry() {
		x.Leaf("wfs:DefaultSRS", l.Schema.CRS.URN())
		for _, r := range otherCRSs(l) {
			x.Leaf("wfs:OtherSRS", r.URN())
		}
		writeBox(x, l.Extent84())
	} else {
		x.Empty("wfs:NoSRS")
		writeBox(x, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}) // the schema asks for one
	}
	x.Close()
}

// The names that filters have in capabilities before Filter Encoding 2.0.
var (
	comparisonOperators11 = [...]string{"LessThan", "GreaterThan", "LessThanEqualTo", "GreaterThanEqualTo", "EqualTo", "NotEqualTo",
		"Like", "Between", "NullCheck"}
	geometryOperands11 = [...]string{"gml:Envelope", "gml:Point", "gml:LineString", "gml:Polygon"}
)

// writeFilterCapabilities11 says what filters may hold (OGC 04-095, 17).
func writeFilterCapabilities11(x *xmlw.Writer) {
	x.Open("ogc:Filter_Capabilities")
	x.Open("ogc:Spatial_Capabilities")
	x.Open("ogc:GeometryOperands")
	for _, g := range geometryOperands11 {
		x.Leaf("ogc:GeometryOperand", g)
	}
	x.Close()
	named(x, "ogc:SpatialOperators", "ogc:SpatialOperator", spatialOperators[:])
	x.Close()
	x.Open("ogc:Scalar_Capabilities")
	x.Empty("ogc:LogicalOperators")
	x.Open("ogc:ComparisonOperators")
	for _, o := range comparisonOperators11 {
		x.Leaf("ogc:ComparisonOperator", o)
	}
	x.Close()
	x.Open("ogc:ArithmeticOperators")
	x.Empty("ogc:SimpleArithmetic")
	x.Open("ogc:Functions")
	writeFunctionNames(x, "ogc:FunctionNames", "ogc:FunctionName")
	x.Close()
	x.Close()
	x.Close()
	x.Open("ogc:Id_Capabilities")
	x.Empty("ogc:EID")
	x.Empty("ogc:FID")
	x.Close()
	x.Close()
}

func writeFunctionNames(x *xmlw.Writer, list, item string) {
	x.Open(list)
	for _, f := range filter.Functions() {
		x.Leaf(item, f.Name, "nArgs", strconv.Itoa(len(f.Args)))
	}
	x.Close()
}
