package dwca

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

const maxDepth = 64

// readXML reads a document of the archive into v: bounded, of any usual
// encoding, without document type or processing beyond well-formedness.
func readXML(r io.Reader, limit int64, v any) error {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return err
	}
	if int64(len(b)) > limit {
		return fmt.Errorf("the document is larger than %d bytes", limit)
	}
	if b, err = toUTF8(b); err != nil {
		return err
	}
	if err := checkXML(b); err != nil {
		return err
	}
	return newDecoder(b).Decode(v)
}

func newDecoder(b []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		// UTF-16 has been converted by its byte order mark.
		if strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return in, nil
		}
		e, err := charset(label)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(in), nil
	}
	return d
}

// checkXML walks the document once, for what Decode would let pass.
func checkXML(b []byte) error {
	d := newDecoder(b)
	depth := 0
	for {
		t, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch t.(type) {
		case xml.Directive:
			return errors.New("the document has a DOCTYPE, and so perhaps entities; neither is read: remove it")
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("the document nests deeper than %d elements", maxDepth)
			}
		case xml.EndElement:
			depth--
		}
	}
}

// toUTF8 converts UTF-16, told by a byte order mark or by how "<" is written.
func toUTF8(b []byte) ([]byte, error) {
	var e encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return b[3:], nil
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{'<', 0}):
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), bytes.HasPrefix(b, []byte{0, '<'}):
		e = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	default:
		return b, nil
	}
	return e.NewDecoder().Bytes(b)
}

// charset finds an encoding by any of its usual names.
func charset(label string) (encoding.Encoding, error) {
	name := strings.ToLower(strings.TrimSpace(label))
	switch name {
	case "utf-16", "utf16", "utf-16le", "utf16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case "utf-16be", "utf16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), nil
	case "utf8", "":
		name = "utf-8"
	case "cp1252", "windows1252", "latin-1":
		name = "windows-1252"
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, fmt.Errorf("the encoding %q is not known; use UTF-8", label)
	}
	return e, nil
}
