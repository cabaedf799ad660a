package wfs

import (
	"cmp"
	"encoding/xml"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// getCapabilities describes the service (OGC 09-025r2, 8).
type getCapabilities struct {
	sections       ows.Sections
	updateSequence string
	contentType    string
}

// The sections of the document, in its order.
const (
	identification = "ServiceIdentification"
	provider       = "ServiceProvider"
	operations     = "OperationsMetadata"
	featureTypes   = "FeatureTypeList"
	filters        = "Filter_Capabilities"
)

func readCapabilitiesKVP(c *call, p ows.Params) (operation, error) {
	accepted := ows.List(p.Get("acceptversions"))
	if len(accepted) == 0 {
		if v := p.Get("version"); v != "" {
			accepted = []string{negotiate(v).number}
		}
	}
	return c.capabilities(accepted, ows.List(p.Get("sections")), ows.List(p.Get("acceptformats")), p.Get("updatesequence"))
}

func readCapabilitiesXML(c *call, b *body) (operation, error) {
	var accepted, sections, formats []string
	err := b.children(func(s xml.StartElement) error {
		var list struct {
			Items []string `xml:",any"`
		}
		if err := b.DecodeElement(&list, &s); err != nil {
			return ows.BodyError(tooLong(err))
		}
		switch s.Name.Local {
		case "AcceptVersions":
			accepted = list.Items
		case "Sections":
			sections = list.Items
		case "AcceptFormats":
			formats = list.Items
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(accepted) == 0 {
		switch {
		case attr(b.root, "version") != "":
			accepted = []string{negotiate(attr(b.root, "version")).number}
		case b.root.Name.Space == namespace1: // who writes in the namespace of WFS 1 reads no other
			accepted = []string{c.version.number}
		}
	}
	return c.capabilities(accepted, sections, formats, attr(b.root, "updateSequence"))
}

func (c *call) capabilities(accepted, sections, formats []string, updateSequence string) (operation, error) {
	number, err := ows.Negotiate(accepted, versionNumbers())
	if err != nil {
		return nil, err
	}
	c.version, _ = findVersion(number)
	g := &getCapabilities{updateSequence: updateSequence, contentType: c.version.xml}
	if g.sections, err = ows.ParseSections(sections, identification, provider, operations, featureTypes, filters); err != nil {
		return nil, err
	}
	for _, f := range formats {
		if f == "text/xml" || f == "application/xml" {
			g.contentType = f
			break
		}
	}
	return g, nil
}

func (g *getCapabilities) run(c *call, w http.ResponseWriter) error {
	own := c.updateSequence()
	same, err := ows.CheckUpdateSequence(g.updateSequence, own)
	if err != nil {
		return err
	}
	var x xmlw.Writer
	x.Declaration()
	c.version.capabilities(g, c, &x, own, same)
	return c.document(w, g.contentType, x.Bytes())
}

// write20 writes the document of WFS 2.0 (OGC 09-025r2, 8.3).
func (g *getCapabilities) write20(c *call, x *xmlw.Writer, own string, same bool) {
	x.Open("wfs:WFS_Capabilities", slices.Concat([]string{"version", c.version.number,
		"xmlns:wfs", "http://www.opengis.net/wfs/2.0",
		"xmlns:fes", "http://www.opengis.net/fes/2.0",
		"xmlns:gml", "http://www.opengis.net/gml/3.2",
		"xmlns:ows", "http://www.opengis.net/ows/1.1",
		"xmlns:xlink", "http://www.w3.org/1999/xlink",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
	}, c.declarations(), []string{
		"xsi:schemaLocation", "http://www.opengis.net/wfs/2.0 http://schemas.opengis.net/wfs/2.0/wfs.xsd",
		"updateSequence", own,
	})...)
	if !same {
		g.write(c, x)
	}
	x.Close()
}

func (g *getCapabilities) write(c *call, x *xmlw.Writer) {
	if g.sections.Has(identification) {
		c.o.Service.WriteServiceIdentification(x, "WFS", versionNumbers())
	}
	if g.sections.Has(provider) {
		c.o.Service.WriteServiceProvider(x)
	}
	if g.sections.Has(operations) {
		c.writeOperations(x)
	}
	if g.sections.Has(featureTypes) {
		x.Open("wfs:FeatureTypeList")
		for _, l := range c.layers() {
			c.writeFeatureType(x, l)
		}
		x.Close()
	}
	if g.sections.Has(filters) {
		writeFilterCapabilities(x)
	}
}

func (c *call) writeOperations(x *xmlw.Writer) {
	get, post := c.address(), ows.Base(c.r)+Path
	resolve := ows.Domain{Name: "resolve", Values: []string{"none", "local"}}
	outputs := ows.Domain{Name: "outputFormat", Values: c.formatNames()}
	parameters := map[string][]ows.Domain{
		"GetCapabilities": {
			{Name: "AcceptVersions", Values: versionNumbers()},
			{Name: "AcceptFormats", Values: []string{"application/xml", "text/xml"}},
			{Name: "Sections", Values: []string{identification, provider, operations, featureTypes, filters}},
		},
		"DescribeFeatureType": {{Name: "outputFormat", Values: c.version.gml.SchemaFormats()}},
		"GetFeature":          {outputs, {Name: "resultType", Values: []string{"results", "hits"}}, resolve},
		"GetPropertyValue":    {{Name: "outputFormat", Values: valueFormats[:]}, resolve},
	}
	pageSize := ows.Domain{Name: "CountDefault", Default: strconv.FormatInt(c.o.CountDefault, 10)}
	var list []ows.Operation
	for _, name := range c.version.operations {
		o := ows.Operation{Name: name, Get: get, Post: post, Parameters: parameters[name]}
		if name == "GetFeature" {
			o.Constraints = []ows.Domain{pageSize} // where GDAL looks; QGIS looks among those of the service
		}
		list = append(list, o)
	}
	constraints := []ows.Domain{
		{Name: "ImplementsSimpleWFS", Default: "TRUE"},
		{Name: "ImplementsBasicWFS", Default: "TRUE"},
		{Name: "ImplementsTransactionalWFS", Default: "FALSE"},
		{Name: "ImplementsLockingWFS", Default: "FALSE"},
		{Name: "KVPEncoding", Default: "TRUE"},
		{Name: "XMLEncoding", Default: "TRUE"},
		{Name: "SOAPEncoding", Default: "FALSE"},
		{Name: "ImplementsInheritance", Default: "FALSE"},
		{Name: "ImplementsRemoteResolve", Default: "FALSE"},
		{Name: "ImplementsResultPaging", Default: "TRUE"},
		{Name: "ImplementsStandardJoins", Default: "FALSE"},
		{Name: "ImplementsSpatialJoins", Default: "FALSE"},
		{Name: "ImplementsTemporalJoins", Default: "FALSE"},
		{Name: "ImplementsFeatureVersioning", Default: "FALSE"},
		{Name: "ManageStoredQueries", Default: "FALSE"},
		{Name: "PagingIsTransactionSafe", Default: "FALSE"},
		pageSize,
		{Name: "QueryExpressions", Values: []string{"wfs:Query", "wfs:StoredQuery"}},
	}
	ows.WriteOperationsMetadata(x, list, []ows.Domain{{Name: "version", Values: versionNumbers()}}, constraints)
}

// formatNames are the values of outputFormat, media types first.
func (c *call) formatNames() []string {
	var names, short []string
	for _, f := range c.formats() {
		names = append(names, f.MediaType)
	}
	for _, f := range c.formats() {
		for _, a := range f.Aliases {
			if isMediaType(a) {
				names = append(names, a)
			} else {
				short = append(short, a)
			}
		}
	}
	return append(names, short...)
}

func (c *call) writeFeatureType(x *xmlw.Writer, l *layer.Layer) {
	x.Open("wfs:FeatureType")
	x.Leaf("wfs:Name", c.typeName(l))
	x.Leaf("wfs:Title", cmp.Or(l.Title, l.Name))
	x.Optional("wfs:Abstract", l.Abstract)
	ows.WriteKeywords(x, l.Keywords)
	if l.Schema.HasGeometry() {
		x.Leaf("wfs:DefaultCRS", l.Schema.CRS.URN())
		for _, r := range otherCRSs(l) {
			x.Leaf("wfs:OtherCRS", r.URN())
		}
		writeBox(x, l.Extent84())
	} else {
		x.Empty("wfs:NoCRS")
	}
	for _, m := range l.Metadata {
		x.Empty("wfs:MetadataURL", "xlink:href", m.URL)
	}
	x.Close()
}

// writeBox writes an extent in longitude and latitude.
func writeBox(x *xmlw.Writer, b orb.Bound) {
	x.Open("ows:WGS84BoundingBox")
	x.Leaf("ows:LowerCorner", degrees(b.Min[0], math.Floor)+" "+degrees(b.Min[1], math.Floor))
	x.Leaf("ows:UpperCorner", degrees(b.Max[0], math.Ceil)+" "+degrees(b.Max[1], math.Ceil))
	x.Close()
}

// otherCRSs are the systems to advertise besides a layer's own: those it offers, else the two that the web uses.
func otherCRSs(l *layer.Layer) []crs.Ref {
	offered := l.CRSs
	if len(offered) == 0 {
		offered = []crs.Ref{crs.WGS84, crs.WebMercator}
	}
	return slices.DeleteFunc(slices.Clone(offered), func(r crs.Ref) bool { return r == l.Schema.CRS })
}

// degrees writes a coordinate to six decimals, rounded away from the data.
func degrees(f float64, round func(float64) float64) string {
	return strconv.FormatFloat(round(f*1e6)/1e6, 'f', -1, 64)
}
