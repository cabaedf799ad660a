package wfs

import (
	"slices"
	"strconv"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/encode/gml"
	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// version is what differs between the versions of the standard.
type version struct {
	number string
	// operations are those that the version has.
	operations []string
	// namespace is that of requests in XML.
	namespace string
	// typeName is the parameter that names feature types.
	typeName string
	// byID is how the version spells the stored query GetFeatureById.
	byID      string
	exception ows.ErrorWriter
	// gml is what features are described in, and written in unless another format is asked for.
	gml *gml.Version
	// xml is the media type of documents that are not GML.
	xml          string
	capabilities func(g *getCapabilities, c *call, x *xmlw.Writer, updateSequence string, same bool)
	// crsName is how the version spells a system where the client does not.
	crsName func(crs.Ref) crs.Name
	// eastFirst says that coordinates are x, y in every system, however it is spelt.
	eastFirst bool
}

// The spellings of the stored query that every service has (OGC 09-025r2, 7.9.3.6).
const (
	byIDURN = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
	byIDURI = "http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById"
)

// The namespaces of requests in XML.
const (
	namespace1 = "http://www.opengis.net/wfs"
	namespace2 = "http://www.opengis.net/wfs/2.0"
)

// versions returns those that the service speaks, the preferred one first.
func versions() []*version {
	basic := []string{"GetCapabilities", "DescribeFeatureType", "GetFeature"}
	all := append(slices.Clone(basic), "GetPropertyValue", "ListStoredQueries", "DescribeStoredQueries")
	v2 := version{number: "2.0.0", operations: all, namespace: namespace2, typeName: "typenames", byID: byIDURN, exception: ows.ExceptionReport("2.0.0"), gml: gml.V32,
		xml: "application/xml", capabilities: (*getCapabilities).write20, crsName: crs.URNName}
	v202 := v2
	v202.number, v202.byID, v202.exception = "2.0.2", byIDURI, ows.ExceptionReport("2.0.2")
	return []*version{&v2, &v202,
		{number: "1.1.0", operations: basic, namespace: namespace1, typeName: "typename", exception: ows.ExceptionReport100(), gml: gml.V31,
			xml: "text/xml", capabilities: (*getCapabilities).write11, crsName: crs.URNName},
		{number: "1.0.0", operations: basic, namespace: namespace1, typeName: "typename", exception: ows.ServiceExceptionReport, gml: gml.V21,
			xml: "text/xml", capabilities: (*getCapabilities).write10, crsName: crs.ShortName, eastFirst: true},
	}
}

func versionNumbers() []string {
	var numbers []string
	for _, v := range versions() {
		numbers = append(numbers, v.number)
	}
	return numbers
}

func findVersion(number string) (*version, bool) {
	for _, v := range versions() {
		if v.number == number {
			return v, true
		}
	}
	return nil, false
}

// negotiate finds the version to answer a VERSION with by the rules of WFS 1.0.0 (OGC 02-058, 6.2.4): where the service does not
// speak it, the highest version below it, or the lowest there is. To a version beyond all it is the preferred one.
func negotiate(number string) *version {
	if v, known := findVersion(number); known {
		return v
	}
	all := versions()
	if !isVersion(number) || olderVersion(all[0].number, number) {
		return all[0]
	}
	best := all[len(all)-1]
	for _, v := range all {
		if olderVersion(v.number, number) && olderVersion(best.number, v.number) {
			best = v
		}
	}
	return best
}

func isVersion(number string) bool { return len(versionParts(number)) > 0 }

func olderVersion(a, b string) bool { return slices.Compare(versionParts(a), versionParts(b)) < 0 }

// versionParts are the numbers of a version; none when it is not one.
func versionParts(number string) []int {
	var parts []int
	for s := range strings.SplitSeq(number, ".") {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil
		}
		parts = append(parts, n)
	}
	return parts
}

// parseCRS reads the name of a system. Where coordinates are x, y whatever its spelling, the name is spelt as one that says so.
func (v *version) parseCRS(text string) (crs.Name, error) {
	name, err := crs.ParseName(text)
	if err == nil && v.eastFirst {
		name = crs.ShortName(name.Ref)
	}
	return name, err
}
