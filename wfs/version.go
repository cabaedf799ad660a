package wfs

import (
	"haavi/internal/ows"
)

// version is what differs between the versions of the standard.
type version struct {
	number string
	// byID is how the version spells the stored query GetFeatureById.
	byID      string
	exception ows.ErrorWriter
}

// The spellings of the stored query that every service has (OGC 09-025r2, 7.9.3.6).
const (
	byIDURN = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
	byIDURI = "http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById"
)

// versions are those that the service speaks, the preferred one first.
var versions = [...]version{
	{number: "2.0.0", byID: byIDURN, exception: ows.ExceptionReport("2.0.0")},
	{number: "2.0.2", byID: byIDURI, exception: ows.ExceptionReport("2.0.2")},
}

func versionNumbers() []string {
	numbers := make([]string, len(versions))
	for i := range versions {
		numbers[i] = versions[i].number
	}
	return numbers
}

func findVersion(number string) (*version, bool) {
	for i := range versions {
		if versions[i].number == number {
			return &versions[i], true
		}
	}
	return nil, false
}
