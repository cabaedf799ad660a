package wfs

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"haavi/internal/ows"
)

// binding says how an operation is read from each encoding of a request.
type binding struct {
	name string
	kvp  func(*call, ows.Params) (operation, error)
	xml  func(*call, *body) (operation, error)
}

func bindings() []binding {
	return []binding{
		{"GetCapabilities", readCapabilitiesKVP, readCapabilitiesXML},
		{"DescribeFeatureType", readDescribeKVP, readDescribeXML},
		{"GetFeature", readFeatureKVP, readFeatureXML},
		{"GetPropertyValue", readValueKVP, readValueXML},
		{"ListStoredQueries", readListKVP, readListXML},
		{"DescribeStoredQueries", readDescribeStoredKVP, readDescribeStoredXML},
	}
}

// findBinding finds an operation among those of the request's version.
func (c *call) findBinding(name string) (binding, error) {
	for _, b := range bindings() {
		if strings.EqualFold(b.name, name) && slices.Contains(c.version.operations, b.name) {
			c.operation = b.name
			return b, nil
		}
	}
	return binding{}, &ows.Error{Code: ows.OperationNotSupported, Locator: "request",
		Text: "there is no operation of that name in WFS " + c.version.number + "; the operations are " + strings.Join(c.version.operations, ", ")}
}

// read reads the operation from the query string, a form or an XML body. In a POST the query string says nothing.
func (c *call) read(w http.ResponseWriter) (operation, error) {
	switch c.r.Method {
	case http.MethodGet, http.MethodHead:
		return c.readKVP(c.r.URL.RawQuery)
	case http.MethodPost:
		return c.readPost()
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		return nil, &ows.Error{Code: ows.OperationNotSupported, Status: http.StatusMethodNotAllowed, Text: "the service is asked by GET or POST"}
	}
}

func (c *call) readKVP(query string) (operation, error) {
	p, err := ows.ParseParams(query)
	if err != nil {
		return nil, err
	}
	c.params = &p
	number := p.Get("version")
	c.speak(number) // before anything is refused, so that it is refused in the form of that version
	service, err := p.Required("service")
	if err != nil {
		return nil, err
	}
	name, err := p.Required("request")
	if err != nil {
		return nil, err
	}
	b, err := c.findBinding(name)
	if err != nil {
		return nil, err
	}
	if err := c.identify(b, service, number); err != nil {
		return nil, err
	}
	if p.Has("posted") {
		return c.readPosted(b, p)
	}
	return b.kvp(c, p)
}

// speak takes the version of a request, where the service knows it.
func (c *call) speak(number string) {
	if v, known := findVersion(number); known {
		c.version = v
	}
}

// identify checks the service and the version of a request. GetCapabilities negotiates its version itself.
func (c *call) identify(b binding, service, number string) error {
	if !strings.EqualFold(service, "WFS") {
		return ows.Invalid("service", "this is a WFS; write service=WFS")
	}
	_, known := findVersion(number)
	switch {
	case known:
	case b.name == "GetCapabilities":
	case number == "":
		return ows.Missing("version")
	default:
		return ows.Invalid("version", "version %.20q is not supported; supported are %s", number, strings.Join(versionNumbers(), ", "))
	}
	return nil
}

// body is an XML request whose first start element has been read.
type body struct {
	*xml.Decoder
	root xml.StartElement
	ns   namespaces
}

func (c *call) readPost() (operation, error) {
	if coding := c.r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, &ows.Error{Code: ows.OperationParsingFailed, Locator: "request", Status: http.StatusUnsupportedMediaType,
			Text: "the body is compressed; send it as it is, without Content-Encoding"}
	}
	br := bufio.NewReader(c.r.Body)
	if form(c.r, br) {
		query, err := io.ReadAll(io.LimitReader(br, maxForm+1))
		if err != nil {
			return nil, ows.BodyError(tooLong(err))
		}
		if len(query) > maxForm {
			return nil, &ows.Error{Code: ows.OperationParsingFailed, Locator: "request", Status: http.StatusRequestEntityTooLarge,
				Text: "the form is longer than a mebibyte"}
		}
		return c.readKVP(string(bytes.TrimSpace(query)))
	}
	c.posted = &keeper{limit: compression * c.o.MaxLink}
	d := ows.NewXML(io.TeeReader(br, c.posted), c.o.XML)
	root, err := firstElement(d)
	if err != nil {
		return nil, ows.BodyError(tooLong(err))
	}
	service, number := attr(root, "service"), attr(root, "version")
	if root.Name.Space == namespace1 {
		// The schema of WFS 1.1.0 has defaults for both.
		service, number = cmp.Or(service, "WFS"), cmp.Or(number, "1.1.0")
	}
	c.speak(number)
	b, err := c.findBinding(root.Name.Local)
	if err != nil {
		return nil, err
	}
	if service == "" {
		return nil, ows.Missing("service")
	}
	if err := c.identify(b, service, number); err != nil {
		return nil, err
	}
	return b.xml(c, &body{d, root, namespaces{}.in(root)})
}

// maxForm is the longest form that is read, in bytes.
const maxForm = 1 << 20

// form says whether a body holds key-value pairs: it is declared as a form and does not look like XML, which some clients declare so.
func form(r *http.Request, br *bufio.Reader) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" {
		return false
	}
	start, _ := br.Peek(64) // a shorter body is all there is
	return !bytes.HasPrefix(bytes.TrimLeft(start, "\ufeff \t\r\n"), []byte("<"))
}

// tooLong makes the server's own bound on bodies an error for the client.
func tooLong(err error) error {
	if e := (*http.MaxBytesError)(nil); errors.As(err, &e) {
		return &ows.Error{Code: ows.OperationParsingFailed, Locator: "request", Status: http.StatusRequestEntityTooLarge,
			Text: "the request has more bytes than the server takes"}
	}
	return err
}

func firstElement(d *xml.Decoder) (xml.StartElement, error) {
	for {
		t, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if s, ok := t.(xml.StartElement); ok {
			return s, nil
		}
	}
}

// attr returns an attribute that has no namespace.
func attr(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// children calls visit for each child element of the root. visit reads up to and with the child's end.
func (b *body) children(visit func(xml.StartElement) error) error {
	for {
		t, err := b.Token()
		if err != nil {
			return ows.BodyError(tooLong(err))
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := visit(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// text reads the text of an element whose start has just been read.
func (b *body) text(s xml.StartElement) (string, error) {
	var t string
	if err := b.DecodeElement(&t, &s); err != nil {
		return "", ows.BodyError(tooLong(err))
	}
	return strings.TrimSpace(t), nil
}

// unexpected is an element that has no meaning where it stands.
func unexpected(s xml.StartElement) error {
	return &ows.Error{Code: ows.OperationParsingFailed, Locator: "request", Text: "the element " + truncate(s.Name.Local) + " is not expected there"}
}

func truncate(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
