package wms

import (
	"slices"
	"strconv"

	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

const xlinkNamespace = "http://www.w3.org/1999/xlink"

// capabilities makes the whole document (1.3.0, annex E; 1.1.1, annex A.1).
func (c *call) capabilities(updateSequence string) []byte {
	d := &capabilitiesWriter{call: c}
	d.Declaration()
	if c.version.authority {
		d.Open("WMS_Capabilities", "version", c.version.number, "updateSequence", updateSequence,
			"xmlns", "http://www.opengis.net/wms", "xmlns:sld", "http://www.opengis.net/sld", "xmlns:xlink", xlinkNamespace,
			"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
			"xsi:schemaLocation", "http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd "+
				"http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd")
	} else {
		d.DocType("WMT_MS_Capabilities", "http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd")
		d.Open("WMT_MS_Capabilities", "version", c.version.number, "updateSequence", updateSequence)
	}
	d.service()
	d.Open("Capability")
	d.requests()
	d.exceptions()
	d.symbolization()
	d.layers()
	d.Close()
	d.Close()
	return d.Bytes()
}

// capabilitiesWriter writes the document for one version.
type capabilitiesWriter struct {
	*call
	xmlw.Writer
}

// online writes an address. Version 1.1.1 wants the namespace at each.
func (d *capabilitiesWriter) online(href string) {
	d.Empty("OnlineResource", "xmlns:xlink", xlinkNamespace, "xlink:type", "simple", "xlink:href", href)
}

func (d *capabilitiesWriter) service() {
	s := &d.o.Service
	d.Open("Service")
	if d.version.authority {
		d.Leaf("Name", "WMS")
	} else {
		d.Leaf("Name", "OGC:WMS")
	}
	d.Leaf("Title", s.Title)
	d.Optional("Abstract", s.Abstract)
	d.keywords(s.Keywords)
	site := s.Provider.Site
	if site == "" {
		site = ows.Base(d.r) + "/"
	}
	d.online(site)
	d.contact()
	d.Leaf("Fees", orNone(s.Fees))
	d.Leaf("AccessConstraints", orNone(s.AccessConstraints))
	if d.version.authority {
		d.Leaf("LayerLimit", strconv.Itoa(d.o.MaxLayers))
		d.Leaf("MaxWidth", strconv.Itoa(d.o.MaxWidth))
		d.Leaf("MaxHeight", strconv.Itoa(d.o.MaxHeight))
	}
	d.Close()
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func (d *capabilitiesWriter) keywords(words []string) {
	if len(words) == 0 {
		return
	}
	d.Open("KeywordList")
	for _, k := range words {
		d.Leaf("Keyword", k)
	}
	d.Close()
}

func (d *capabilitiesWriter) contact() {
	p, k := &d.o.Service.Provider, &d.o.Service.Provider.Contact
	organization := k.Organization
	if organization == "" {
		organization = p.Name
	}
	address := k.Address+k.City+k.Region+k.PostalCode+k.Country != ""
	if !address && k.Person+organization+k.Position+k.Phone+k.Fax+k.Email == "" {
		return
	}
	d.Open("ContactInformation")
	if k.Person+organization != "" {
		d.Open("ContactPersonPrimary")
		d.Leaf("ContactPerson", k.Person)
		d.Leaf("ContactOrganization", organization)
		d.Close()
	}
	d.Optional("ContactPosition", k.Position)
	if address {
		d.Open("ContactAddress")
		d.Leaf("AddressType", "postal")
		d.Leaf("Address", k.Address)
		d.Leaf("City", k.City)
		d.Leaf("StateOrProvince", k.Region)
		d.Leaf("PostCode", k.PostalCode)
		d.Leaf("Country", k.Country)
		d.Close()
	}
	d.Optional("ContactVoiceTelephone", k.Phone)
	d.Optional("ContactFacsimileTelephone", k.Fax)
	d.Optional("ContactElectronicMailAddress", k.Email)
	d.Close()
}

// requests lists the operations. DescribeLayer and GetLegendGraphic belong to 1.1.1, and to 1.3.0 as
// extensions (OGC 05-078r4).
func (d *capabilitiesWriter) requests() {
	d.Open("Request")
	capabilitiesFormat := "text/xml"
	if !d.version.authority {
		capabilitiesFormat = "application/vnd.ogc.wms_xml"
	}
	d.request("GetCapabilities", []string{capabilitiesFormat})
	images := make([]string, len(imageFormats))
	for i := range imageFormats {
		images[i] = imageFormats[i].name
	}
	d.request("GetMap", images)
	var infos []string
	for _, f := range d.infoFormats() {
		infos = append(infos, f.name)
	}
	d.request("GetFeatureInfo", infos)
	extension := ""
	if d.version.authority {
		extension = "sld:"
	}
	if d.o.Features.Path != "" {
		d.request(extension+"DescribeLayer", []string{d.describeLayerFormat()})
	}
	d.request(extension+"GetLegendGraphic", append(slices.Clone(images), legendJSON))
	if !d.version.authority { // the schemas of 1.3.0 have no name for it
		d.request("GetStyles", []string{sldType})
	}
	d.Close()
}

// symbolization says what of Styled Layer Descriptors is supported.
func (d *capabilitiesWriter) symbolization() {
	if d.version.authority {
		d.Empty("sld:UserDefinedSymbolization", "SupportSLD", "1", "UserLayer", "0", "UserStyle", "1", "RemoteWFS", "0", "InlineFeature", "0", "RemoteWCS", "0")
		return
	}
	d.Empty("UserDefinedSymbolization", "SupportSLD", "1", "UserLayer", "0", "UserStyle", "1", "RemoteWFS", "0")
}

func (d *capabilitiesWriter) request(name string, formats []string) {
	d.Open(name)
	for _, f := range formats {
		d.Leaf("Format", f)
	}
	d.Open("DCPType")
	d.Open("HTTP")
	d.Open("Get")
	d.online(d.address())
	d.Close()
	d.Open("Post")
	d.online(d.address())
	d.Close()
	d.Close()
	d.Close()
	d.Close()
}

func (d *capabilitiesWriter) exceptions() {
	d.Open("Exception")
	for _, f := range []string{d.version.xml, d.version.inImage, d.version.blank} {
		d.Leaf("Format", f)
	}
	d.Close()
}
