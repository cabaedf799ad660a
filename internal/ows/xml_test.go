package ows

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func readAll(r io.Reader, l XMLLimits) (string, error) {
	d := NewXML(r, l)
	var text strings.Builder
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text.String(), nil
		}
		if err != nil {
			return "", err
		}
		if c, ok := t.(xml.CharData); ok {
			text.Write(c)
		}
	}
}

func TestXMLEncodings(t *testing.T) {
	const body = `<a b="&lt;">pöllö &amp; co</a>`
	encode := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, doc := range map[string]string{
		"plain":                 body,
		"UTF-8":                 `<?xml version="1.0" encoding="utf-8"?>` + body,
		"UTF-8 with a mark":     "\ufeff" + `<?xml version="1.0" encoding="UTF-8"?>` + body,
		"Latin 1":               encode(charmap.ISO8859_1.NewEncoder().String(`<?xml version="1.0" encoding="ISO-8859-1"?>` + body)),
		"Windows-1252":          encode(charmap.Windows1252.NewEncoder().String(`<?xml version="1.0" encoding="windows-1252"?>` + body)),
		"UTF-16":                encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="UTF-16"?>` + body)),
		"UTF-16 without a mark": encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(`<?xml version="1.0" encoding="UTF-16"?>` + body)),
	} {
		if got, err := readAll(strings.NewReader(doc), XMLLimits{}); err != nil || got != "pöllö & co" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Namespaces are resolved although the tokens pass through the bounds first.
func TestXMLNamespaces(t *testing.T) {
	d := NewXML(strings.NewReader(`<p:a xmlns:p="urn:one" xmlns="urn:two"><b p:c="1"/></p:a>`), XMLLimits{})
	var names []string
	for {
		t, err := d.Token()
		if err != nil {
			break
		}
		if s, ok := t.(xml.StartElement); ok {
			names = append(names, s.Name.Space+" "+s.Name.Local)
		}
	}
	if got := strings.Join(names, ", "); got != "urn:one a, urn:two b" {
		t.Errorf("got %s", got)
	}
}

func TestXMLRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		doc, text string
		limits    XMLLimits
	}{
		"a document type":    {`<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, "document type", XMLLimits{}},
		"billion laughs":     {`<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>`, "document type", XMLLimits{}},
		"an entity":          {`<a>&other;</a>`, "not well-formed", XMLLimits{}},
		"depth":              {strings.Repeat("<a>", 11), "in one another", XMLLimits{Depth: 10}},
		"tokens":             {"<a>" + strings.Repeat("<b/>", 20) + "</a>", "tags and texts", XMLLimits{Tokens: 20}},
		"bytes":              {"<a>" + strings.Repeat("x", 10000) + "</a>", "more than 5000 bytes", XMLLimits{Bytes: 5000}},
		"an early end":       {"<a><b>", "not well-formed", XMLLimits{}},
		"nothing but dots":   {"...<a", "not well-formed", XMLLimits{}},
		"a strange encoding": {`<?xml version="1.0" encoding="EBCDIC"?><a/>`, "not supported", XMLLimits{}},
		"mixed tags":         {"<a></b>", "not well-formed", XMLLimits{}},
	} {
		_, err := readAll(strings.NewReader(c.doc), c.limits)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if e := BodyError(err); e.Code != OperationParsingFailed || e.Locator != "request" || !strings.Contains(e.Text, c.text) || e.Cause != nil {
			t.Errorf("%s: %+v from %v", name, e, err)
		}
	}
}

func FuzzXML(f *testing.F) {
	for _, s := range []string{"", "<a/>", `<?xml version="1.0" encoding="latin1"?><a>\xe4</a>`, "\xff\xfe<\x00a\x00/\x00>\x00", "<!DOCTYPE a><a/>", "\x00<\x00a"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := readAll(strings.NewReader(string(b)), XMLLimits{Bytes: 1 << 16, Depth: 10, Tokens: 100}); err != nil && BodyError(err).Text == "" {
			t.Fatalf("%v has no text", err)
		}
	})
}
