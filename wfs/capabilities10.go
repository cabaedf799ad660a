package wfs

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// write10 writes the document of WFS 1.0.0 (OGC 02-058, 12.3). It has no parts that a client could leave out.
func (g *getCapabilities) write10(c *call, x *xmlw.Writer, own string, _ bool) {
	x.Open("WFS_Capabilities", slices.Concat([]string{"version", c.version.number,
		"xmlns", namespace1,
		"xmlns:ogc", "http://www.opengis.net/ogc",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
	}, c.declarations(), []string{
		"xsi:schemaLocation", namespace1 + " http://schemas.opengis.net/wfs/1.0.0/WFS-capabilities.xsd",
		"updateSequence", own,
	})...)
	c.writeService10(x)
	x.Open("Capability")
	x.Open("Request")
	content := map[string][2]string{"DescribeFeatureType": {"SchemaDescriptionLanguage", "XMLSCHEMA"}, "GetFeature": {"ResultFormat", "GML2"}}
	for _, name := range c.version.operations {
		x.Open(name)
		if list := content[name]; list[0] != "" {
			x.Open(list[0])
			x.Empty(list[1])
			x.Close()
		}
		c.writeAddress10(x, "Get", c.address())
		c.writeAddress10(x, "Post", ows.Base(c.r)+Path)
		x.Close()
	}
	x.Close()
	x.Close()
	x.Open("FeatureTypeList")
	x.Open("Operations")
	x.Empty("Query")
	x.Close()
	for _, l := range c.layers() {
		c.writeFeatureType10(x, l)
	}
	x.Close()
	writeFilterCapabilities10(x)
	x.Close()
}

func (c *call) writeService10(x *xmlw.Writer) {
	s := c.o.Service
	x.Open("Service")
	x.Leaf("Name", "WFS")
	x.Leaf("Title", s.Title)
	x.Optional("Abstract", s.Abstract)
	x.Leaf("Keywords", strings.Join(s.Keywords, ", ")) // OWSLib 0.27, which Debian 12 has, cannot do without
	x.Leaf("OnlineResource", cmp.Or(s.Provider.Site, c.address()))
	x.Leaf("Fees", cmp.Or(s.Fees, "NONE"))
	x.Leaf("AccessConstraints", cmp.Or(s.AccessConstraints, "NONE"))
	x.Close()
}

func (c *call) writeAddress10(x *xmlw.Writer, method, address string) {
	x.Open("DCPType")
	x.Open("HTTP")
	x.Empty(method, "onlineResource", address)
	x.Close()
	x.Close()
}

func (c *call) writeFeatureType10(x *xmlw.Writer, l *layer.Layer) {
	x.Open("FeatureType")
	x.Leaf("Name", c.typeName(l))
	x.Leaf("Title", cmp.Or(l.Title, l.Name))
	x.Optional("Abstract", l.Abstract)
	x.Optional("Keywords", strings.Join(l.Keywords, ", "))
	if l.Schema.HasGeometry() {
		x.Leaf("SRS", c.version.crsName(l.Schema.CRS).Text)
		b := l.Extent84()
		x.Empty("LatLongBoundingBox", "minx", degrees(b.Min[0], math.Floor), "miny", degrees(b.Min[1], math.Floor),
			"maxx", degrees(b.Max[0], math.Ceil), "maxy", degrees(b.Max[1], math.Ceil))
	} else {
		x.Leaf("SRS", "EPSG:4326") // the schema asks for one
	}
	x.Close()
}

// writeFilterCapabilities10 says what filters may hold (OGC 02-059, 17).
func writeFilterCapabilities10(x *xmlw.Writer) {
	x.Open("ogc:Filter_Capabilities")
	x.Open("ogc:Spatial_Capabilities")
	x.Open("ogc:Spatial_Operators")
	for _, o := range spatialOperators {
		if o == "Intersects" {
			o = "Intersect"
		}
		x.Empty("ogc:" + o)
	}
	x.Close()
	x.Close()
	x.Open("ogc:Scalar_Capabilities")
	x.Empty("ogc:Logical_Operators")
	x.Open("ogc:Comparison_Operators")
	for _, o := range [...]string{"Simple_Comparisons", "Like", "Between", "NullCheck"} {
		x.Empty("ogc:" + o)
	}
	x.Close()
	x.Open("ogc:Arithmetic_Operators")
	x.Empty("ogc:Simple_Arithmetic")
	x.Open("ogc:Functions")
	writeFunctionNames(x, "ogc:Function_Names", "ogc:Function_Name")
	x.Close()
	x.Close()
	x.Close()
	x.Close()
}
