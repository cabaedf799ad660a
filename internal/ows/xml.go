package ows

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// OperationParsingFailed is the code of a request body that cannot be read (WFS 2.0, table 3).
const OperationParsingFailed = "OperationParsingFailed"

// XMLLimits bound what is read of an XML body. A zero field means its default.
type XMLLimits struct {
	Bytes  int64 // 8 MiB, after decoding to UTF-8
	Depth  int   // 250 elements in one another
	Tokens int   // 2,000,000 tags and texts
}

func (l XMLLimits) withDefaults() XMLLimits {
	if l.Bytes == 0 {
		l.Bytes = 8 << 20
	}
	if l.Depth == 0 {
		l.Depth = 250
	}
	if l.Tokens == 0 {
		l.Tokens = 2_000_000
	}
	return l
}

// NewXML returns a decoder for a document that comes from outside: it knows no entities but the five of XML, refuses document
// type declarations and bounds size, depth and number of tokens. It reads UTF-8, UTF-16, ISO 8859-1 and Windows-1252. BodyError
// makes an Error of what it returns.
func NewXML(r io.Reader, l XMLLimits) *xml.Decoder {
	l = l.withDefaults()
	raw := xml.NewDecoder(&cappedReader{r: utf8Reader(r), left: l.Bytes, limit: l.Bytes})
	raw.CharsetReader = charsetReader
	return xml.NewTokenDecoder(&boundedTokens{raw: raw, limits: l})
}

// BodyError says for the client why a body could not be read.
func BodyError(err error) *Error {
	e := &Error{Code: OperationParsingFailed, Locator: "request"}
	var syntax *xml.SyntaxError
	switch refused := (*xmlRefusal)(nil); {
	case errors.As(err, &e):
		return e
	case errors.As(err, &refused):
		e.Text, e.Status = refused.text, refused.status
	case errors.As(err, &syntax):
		e.Text = fmt.Sprintf("the request is not well-formed XML: line %d: %.200s", syntax.Line, syntax.Msg)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Text = "the request is not well-formed XML: it ends too early"
	default:
		e.Text = "the request could not be read"
		e.Cause = err
	}
	return e
}

// xmlRefusal is a document that breaks a limit.
type xmlRefusal struct {
	text   string
	status int
}

func (e *xmlRefusal) Error() string { return e.text }

func refuse(format string, args ...any) error { return &xmlRefusal{text: fmt.Sprintf(format, args...)} }

func tooLarge(limit int64) error {
	return &xmlRefusal{fmt.Sprintf("the request has more than %d bytes", limit), http.StatusRequestEntityTooLarge}
}

// boundedTokens hands on raw tokens while the limits hold.
type boundedTokens struct {
	raw           *xml.Decoder
	limits        XMLLimits
	depth, tokens int
}

func (b *boundedTokens) Token() (xml.Token, error) {
	t, err := b.raw.RawToken()
	if err != nil {
		return nil, err
	}
	if b.tokens++; b.tokens > b.limits.Tokens {
		return nil, refuse("the request has more than %d tags and texts", b.limits.Tokens)
	}
	switch t.(type) {
	case xml.StartElement:
		if b.depth++; b.depth > b.limits.Depth {
			return nil, refuse("the request has more than %d elements in one another", b.limits.Depth)
		}
	case xml.EndElement:
		b.depth--
	case xml.Directive:
		return nil, refuse("the request has a document type declaration; leave it out")
	}
	return t, nil
}

type cappedReader struct {
	r           io.Reader
	left, limit int64
}

func (c *cappedReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, tooLarge(c.limit)
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left+1)])
	if c.left -= int64(n); c.left < 0 {
		return 0, tooLarge(c.limit)
	}
	return n, err
}

// utf8Reader decodes UTF-16, which a byte order mark or the zero beside the first "<" gives away, and drops the mark of UTF-8.
func utf8Reader(r io.Reader) io.Reader {
	br := bufio.NewReader(r)
	start, err := br.Peek(3)
	if err != nil && len(start) < 2 {
		return br // too short to be a document: the parser says so
	}
	switch {
	case bytes.HasPrefix(start, []byte{0xFE, 0xFF}), bytes.HasPrefix(start, []byte{0, '<'}):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(br)
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}), bytes.HasPrefix(start, []byte{'<', 0}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(br)
	case bytes.HasPrefix(start, []byte{0xEF, 0xBB, 0xBF}):
		return unicode.UTF8BOM.NewDecoder().Reader(br)
	default:
		return br
	}
}

// charsetReader decodes what the XML declaration names. UTF-16 is UTF-8 by the time a declaration can be read.
func charsetReader(label string, r io.Reader) (io.Reader, error) {
	var e encoding.Encoding
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii":
		return r, nil
	case "iso-8859-1", "latin1":
		e = charmap.ISO8859_1
	case "windows-1252":
		e = charmap.Windows1252
	default:
		return nil, refuse("the character encoding %.40q is not supported; send UTF-8", label)
	}
	return e.NewDecoder().Reader(r), nil
}
