package ows

// Service is what capabilities say of the service as a whole (OWS Common 7.4.4 and 7.4.5).
type Service struct {
	Title, Abstract   string
	Keywords          []string
	Fees              string // "none" when empty
	AccessConstraints string // "none" when empty
	// Languages are the languages that texts are offered in (RFC 4646); the first is the default.
	Languages []string
	Provider  Provider
}

// Provider is who runs the service.
type Provider struct {
	Name, Site string
	Contact    Contact
}

// Contact is a person or role to turn to.
type Contact struct {
	Person, Position, Organization    string
	Phone, Fax, Email                 string
	Address, City, Region, PostalCode string
	Country                           string
}
