package gml

import (
	"io"

	"haavi/internal/encode"
	"haavi/internal/feature"
)

// Version is a version of GML together with the WFS collection that carries it: what differs between them, and nothing else.
type Version struct {
	name, mediaType string
	aliases         []string
	// schemaFormats are the names of application schemas in this version; the first is the default.
	schemaFormats []string

	namespace, schema       string
	wfsNamespace, wfsSchema string
	featureElement          string // what a feature type's element may stand for
	idAttribute             string // ` gml:id="`
	geometryIDs             bool   // whether geometries must have identifiers
	membersOpen             string // between the collection's start tag and its first member
	member                  string
	counts                  counts
	shapes                  shapes
	propertyTypes           map[feature.GeometryType]string
}

// counts is how a collection says its size.
type counts int

const (
	numberMatched    counts = iota // numberMatched and numberReturned, and the neighbouring pages
	numberOfFeatures               // one number: of the features that follow, or of hits
	uncounted
)

// shapes are the elements of geometries.
type shapes struct {
	namedCollections                        bool // every collection must name its system, not only the outermost
	exterior, interior                      string
	multiCurve, curveMember                 string
	multiSurface, surfaceMember             string
	pointOpen, pointClose                   string
	positionsOpen, positionsClose           string
	envelopeElement, envelopeOpen           string
	envelopeBetween, envelopeClose          string // what stands between its corners, and after them
	coordinateSeparator, positionsSeparator byte
}

var (
	gml3Shapes = shapes{
		exterior: "gml:exterior", interior: "gml:interior",
		multiCurve: "gml:MultiCurve", curveMember: "gml:curveMember",
		multiSurface: "gml:MultiSurface", surfaceMember: "gml:surfaceMember",
		pointOpen: "<gml:pos>", pointClose: "</gml:pos>",
		positionsOpen: "<gml:posList>", positionsClose: "</gml:posList>",
		envelopeElement: "gml:Envelope", envelopeOpen: "<gml:lowerCorner>",
		envelopeBetween: "</gml:lowerCorner><gml:upperCorner>", envelopeClose: "</gml:upperCorner>",
		coordinateSeparator: ' ', positionsSeparator: ' ',
	}
	gml3Types = map[feature.GeometryType]string{
		feature.Point: "gml:PointPropertyType", feature.LineString: "gml:CurvePropertyType", feature.Polygon: "gml:SurfacePropertyType",
		feature.MultiPoint: "gml:MultiPointPropertyType", feature.MultiLineString: "gml:MultiCurvePropertyType",
		feature.MultiPolygon: "gml:MultiSurfacePropertyType", feature.GeometryCollection: "gml:MultiGeometryPropertyType",
		feature.AnyGeometry: "gml:GeometryPropertyType",
	}
)

// The versions of GML, with those of WFS that they belong to.
var (
	// V32 is GML 3.2.1 (OGC 07-036) in a collection of WFS 2.0 (OGC 09-025r2, 11.3).
	V32 = &Version{
		name: "gml32", mediaType: "application/gml+xml; version=3.2",
		aliases:       []string{"text/xml; subtype=gml/3.2", "text/xml; subtype=gml/3.2.1", "gml32", "gml3.2"},
		schemaFormats: []string{"application/gml+xml; version=3.2", "text/xml; subtype=gml/3.2", "text/xml; subtype=gml/3.2.1", "application/gml+xml", "text/xml"},
		namespace:     "http://www.opengis.net/gml/3.2", schema: "http://schemas.opengis.net/gml/3.2.1/gml.xsd",
		wfsNamespace: "http://www.opengis.net/wfs/2.0", wfsSchema: "http://schemas.opengis.net/wfs/2.0/wfs.xsd",
		featureElement: "gml:AbstractFeature", idAttribute: ` gml:id="`, geometryIDs: true, member: "wfs:member",
		shapes: gml3Shapes, propertyTypes: gml3Types,
	}
	// V31 is GML 3.1.1 (OGC 03-105r1) in a collection of WFS 1.1.0 (OGC 04-094, 9).
	V31 = &Version{
		name: "gml31", mediaType: "text/xml; subtype=gml/3.1.1",
		aliases:       []string{"application/gml+xml; version=3.1", "application/gml+xml; version=3.1.1", "text/xml; subtype=gml/3.1", "gml31", "gml3", "gml3.1"},
		schemaFormats: []string{"text/xml; subtype=gml/3.1.1", "text/xml; subtype=gml/3.1", "application/gml+xml; version=3.1", "text/xml"},
		namespace:     "http://www.opengis.net/gml", schema: "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd",
		wfsNamespace: "http://www.opengis.net/wfs", wfsSchema: "http://schemas.opengis.net/wfs/1.1.0/wfs.xsd",
		featureElement: "gml:_Feature", idAttribute: ` gml:id="`, member: "gml:featureMember", counts: numberOfFeatures,
		shapes: gml3Shapes, propertyTypes: gml3Types,
	}
	// V21 is GML 2.1.2 (OGC 02-069) in a collection of WFS 1.0.0 (OGC 02-058, 8).
	V21 = &Version{
		name: "gml21", mediaType: "text/xml; subtype=gml/2.1.2",
		aliases:       []string{"text/xml; subtype=gml/2.1", "gml2", "gml21"},
		schemaFormats: []string{"text/xml", "text/xml; subtype=gml/2.1.2", "text/xml; subtype=gml/2.1"},
		namespace:     "http://www.opengis.net/gml", schema: "http://schemas.opengis.net/gml/2.1.2/feature.xsd",
		wfsNamespace: "http://www.opengis.net/wfs", wfsSchema: "http://schemas.opengis.net/wfs/1.0.0/WFS-basic.xsd",
		featureElement: "gml:_Feature", idAttribute: ` fid="`, member: "gml:featureMember", counts: uncounted,
		membersOpen: "<gml:boundedBy><gml:null>unknown</gml:null></gml:boundedBy>\n",
		shapes: shapes{
			namedCollections: true, exterior: "gml:outerBoundaryIs", interior: "gml:innerBoundaryIs",
			multiCurve: "gml:MultiLineString", curveMember: "gml:lineStringMember",
			multiSurface: "gml:MultiPolygon", surfaceMember: "gml:polygonMember",
			pointOpen: gml2Coordinates, pointClose: "</gml:coordinates>",
			positionsOpen: gml2Coordinates, positionsClose: "</gml:coordinates>",
			envelopeElement: "gml:Box", envelopeOpen: gml2Coordinates, envelopeBetween: " ", envelopeClose: "</gml:coordinates>",
			coordinateSeparator: ',', positionsSeparator: ' ',
		},
		propertyTypes: map[feature.GeometryType]string{
			feature.Point: "gml:PointPropertyType", feature.LineString: "gml:LineStringPropertyType", feature.Polygon: "gml:PolygonPropertyType",
			feature.MultiPoint: "gml:MultiPointPropertyType", feature.MultiLineString: "gml:MultiLineStringPropertyType",
			feature.MultiPolygon: "gml:MultiPolygonPropertyType", feature.GeometryCollection: "gml:MultiGeometryPropertyType",
			feature.AnyGeometry: "gml:GeometryPropertyType",
		},
	}
)

const gml2Coordinates = `<gml:coordinates decimal="." cs="," ts=" ">`

// Format is the version as an output format.
func (v *Version) Format() encode.Format {
	return encode.Format{
		Name: v.name, MediaType: v.mediaType, Extension: ".gml", Mandatory: true, Several: true, Repeatable: maxRepeatable, Aliases: v.aliases,
		New: func(w io.Writer) encode.Encoder { return &encoder{v: v, buf: encode.NewBuffer(w)} },
	}
}

// MediaType is that of features in this version.
func (v *Version) MediaType() string { return v.mediaType }

// SchemaFormats are the names of an application schema in this version; the first is the default.
func (v *Version) SchemaFormats() []string { return v.schemaFormats }

// Format is GML 3.2.1 as an output format.
func Format() encode.Format { return V32.Format() }
