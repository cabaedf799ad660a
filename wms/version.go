package wms

import (
	"strconv"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/ows"
)

// version is what differs between the versions of the standard.
type version struct {
	number string
	// crs is the parameter with the map's system; wrongCRS the exception code for one that is not offered.
	crs, wrongCRS string
	// column and row are the parameters of GetFeatureInfo's place.
	column, row string
	// authority says that coordinates follow the axis order of the CRS's authority (1.3.0, 6.7.2).
	authority bool
	// xml, inImage and blank are the names of the ways to send exceptions.
	xml, inImage, blank string
	// exceptionType is the content type of exceptions.
	exceptionType string
}

// versions are those that the service speaks, the highest first.
var versions = [...]version{
	{number: "1.3.0", crs: "crs", wrongCRS: "InvalidCRS", column: "i", row: "j", authority: true,
		xml: "XML", inImage: "INIMAGE", blank: "BLANK", exceptionType: "text/xml"},
	{number: "1.1.1", crs: "srs", wrongCRS: "InvalidSRS", column: "x", row: "y",
		xml: "application/vnd.ogc.se_xml", inImage: "application/vnd.ogc.se_inimage", blank: "application/vnd.ogc.se_blank",
		exceptionType: "application/vnd.ogc.se_xml"},
}

// negotiate finds the version to answer in (1.3.0, 6.2.4). The WMTVER of WMS 1.0.0 counts where there is no VERSION.
// Where the client must name a version it is taken at its word, but the lower 1.1.0 and 1.0.0 are answered as 1.1.1.
func (c *call) negotiate(optional bool) error {
	name, asked := c.params.First("version", "wmtver")
	if asked == "" && name == "version" {
		asked = c.params.Get("wmtver")
	}
	if asked == "" {
		if optional {
			return nil
		}
		if c.params.Has("srs") && !c.params.Has("crs") {
			c.version = &versions[1] // so that the exception has the form that this client reads
		}
		return ows.Missing("version")
	}
	n, ok := parseVersion(asked)
	if !ok {
		return ows.Invalid(name, "%s=%.20q is not a version; write it as 1.3.0", strings.ToUpper(name), asked)
	}
	c.version = &versions[len(versions)-1]
	for i := range versions {
		if v, _ := parseVersion(versions[i].number); v <= n {
			c.version = &versions[i]
			break
		}
	}
	if highest, _ := parseVersion(versions[0].number); !optional && (n > highest || n < 1_00_00) {
		return ows.Invalid(name, "version %.20q is not supported; use 1.3.0 or 1.1.1", asked)
	}
	return nil
}

// parseVersion reads x, x.y or x.y.z into one number.
func parseVersion(s string) (n int, ok bool) {
	parts := strings.Split(strings.TrimSpace(s), ".")
	if len(parts) > 3 {
		return 0, false
	}
	for i := range 3 {
		n *= 100
		if i < len(parts) {
			p, err := strconv.ParseUint(parts[i], 10, 32)
			if err != nil {
				return 0, false
			}
			n += int(min(p, 999))
		}
	}
	return n, true
}

// parseCRS reads a system as the version spells it. A URN or http URI means the authority's axis order in every version.
func (v *version) parseCRS(text string) (crs.Name, error) {
	name, err := crs.ParseName(text)
	if err != nil {
		return name, &ows.Error{Code: v.wrongCRS, Locator: v.crs, Text: err.Error()}
	}
	if v.authority {
		name = name.Authority()
	}
	return name, nil
}
