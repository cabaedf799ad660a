package ows

import "haavi/internal/xmlw"

// WriteServiceIdentification writes the section of that name (OWS Common 1.1.0, 7.4.4) under the prefix ows.
func (s Service) WriteServiceIdentification(x *xmlw.Writer, serviceType string, versions []string) {
	x.Open("ows:ServiceIdentification")
	x.Leaf("ows:Title", s.Title)
	x.Optional("ows:Abstract", s.Abstract)
	WriteKeywords(x, s.Keywords)
	x.Leaf("ows:ServiceType", serviceType, "codeSpace", "http://www.opengeospatial.org/")
	for _, v := range versions {
		x.Leaf("ows:ServiceTypeVersion", v)
	}
	x.Leaf("ows:Fees", orNone(s.Fees))
	x.Leaf("ows:AccessConstraints", orNone(s.AccessConstraints))
	x.Close()
}

// WriteKeywords writes keywords, where there are any.
func WriteKeywords(x *xmlw.Writer, keywords []string) {
	if len(keywords) == 0 {
		return
	}
	x.Open("ows:Keywords")
	for _, k := range keywords {
		x.Leaf("ows:Keyword", k)
	}
	x.Close()
}

func orNone(s string) string {
	if s == "" {
		return "NONE"
	}
	return s
}

// WriteServiceProvider writes the section of that name (OWS Common 1.1.0, 7.4.5).
func (s Service) WriteServiceProvider(x *xmlw.Writer) {
	p, c := s.Provider, s.Provider.Contact
	x.Open("ows:ServiceProvider")
	name := p.Name
	if name == "" {
		name = c.Organization
	}
	x.Leaf("ows:ProviderName", name)
	if p.Site != "" {
		x.Empty("ows:ProviderSite", "xlink:href", p.Site)
	}
	x.Open("ows:ServiceContact")
	x.Optional("ows:IndividualName", c.Person)
	x.Optional("ows:PositionName", c.Position)
	x.Open("ows:ContactInfo")
	if c.Phone != "" || c.Fax != "" {
		x.Open("ows:Phone")
		x.Optional("ows:Voice", c.Phone)
		x.Optional("ows:Facsimile", c.Fax)
		x.Close()
	}
	if c.Address+c.City+c.Region+c.PostalCode+c.Country+c.Email != "" {
		x.Open("ows:Address")
		x.Optional("ows:DeliveryPoint", c.Address)
		x.Optional("ows:City", c.City)
		x.Optional("ows:AdministrativeArea", c.Region)
		x.Optional("ows:PostalCode", c.PostalCode)
		x.Optional("ows:Country", c.Country)
		x.Optional("ows:ElectronicMailAddress", c.Email)
		x.Close()
	}
	x.Close()
	x.Close()
	x.Close()
}

// Operation is an entry of OperationsMetadata (OWS Common 1.1.0, 7.4.6).
type Operation struct {
	Name string
	// Get and Post are the addresses for the two methods; empty when one is not served. An address for Get ends in "?".
	Get, Post string
	// GetEncodings are the encodings that a GetEncoding constraint names (WMTS).
	GetEncodings []string
	Parameters   []Domain
	Constraints  []Domain
}

// Domain is a parameter or constraint with its values.
type Domain struct {
	Name   string
	Values []string
	// Default is written for a constraint that has no list of values.
	Default string
}

// WriteOperationsMetadata writes the section of that name.
func WriteOperationsMetadata(x *xmlw.Writer, operations []Operation, parameters, constraints []Domain) {
	writeOperationsMetadata(x, operations, parameters, constraints, Domain.write)
}

// WriteOperationsMetadata100 writes the section as OWS Common 1.0.0 has it (OGC 05-008, 7.4.5): the values of a domain stand by
// themselves.
func WriteOperationsMetadata100(x *xmlw.Writer, operations []Operation, parameters, constraints []Domain) {
	writeOperationsMetadata(x, operations, parameters, constraints, Domain.write100)
}

// domainWriter writes a domain under the name of an element.
type domainWriter func(Domain, *xmlw.Writer, string)

func writeOperationsMetadata(x *xmlw.Writer, operations []Operation, parameters, constraints []Domain, write domainWriter) {
	x.Open("ows:OperationsMetadata")
	for _, o := range operations {
		o.write(x, write)
	}
	writeDomains(x, "ows:Parameter", parameters, write)
	writeDomains(x, "ows:Constraint", constraints, write)
	x.Close()
}

func writeDomains(x *xmlw.Writer, element string, domains []Domain, write domainWriter) {
	for _, d := range domains {
		write(d, x, element)
	}
}

func (o Operation) write(x *xmlw.Writer, domain domainWriter) {
	x.Open("ows:Operation", "name", o.Name)
	x.Open("ows:DCP")
	x.Open("ows:HTTP")
	if o.Get != "" {
		if len(o.GetEncodings) == 0 {
			x.Empty("ows:Get", "xlink:href", o.Get)
		} else {
			x.Open("ows:Get", "xlink:href", o.Get)
			Domain{Name: "GetEncoding", Values: o.GetEncodings}.write(x, "ows:Constraint")
			x.Close()
		}
	}
	if o.Post != "" {
		x.Empty("ows:Post", "xlink:href", o.Post)
	}
	x.Close()
	x.Close()
	writeDomains(x, "ows:Parameter", o.Parameters, domain)
	writeDomains(x, "ows:Constraint", o.Constraints, domain)
	x.Close()
}

func (d Domain) write(x *xmlw.Writer, element string) {
	x.Open(element, "name", d.Name)
	if len(d.Values) == 0 {
		x.Empty("ows:NoValues")
		x.Leaf("ows:DefaultValue", d.Default)
	} else {
		x.Open("ows:AllowedValues")
		for _, v := range d.Values {
			x.Leaf("ows:Value", v)
		}
		x.Close()
	}
	x.Close()
}

func (d Domain) write100(x *xmlw.Writer, element string) {
	values := d.Values
	if len(values) == 0 {
		values = []string{d.Default}
	}
	x.Open(element, "name", d.Name)
	for _, v := range values {
		x.Leaf("ows:Value", v)
	}
	x.Close()
}
