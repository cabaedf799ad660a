package wfs

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"io"
	"strings"

	"haavi/internal/ows"
)

// A request that was posted as XML has no address of its own, but its pages have (OGC 09-025r2, 7.7.4.4): the address holds the request
// itself, compressed, as the parameter "posted", and the page beside it. So nothing is kept between requests, the links hold for ever,
// and any server of several answers them.

// keeper keeps what is read of a body, up to a limit.
type keeper struct {
	buf   bytes.Buffer
	limit int
	over  bool
}

// Write keeps a part of the body. It never fails.
func (k *keeper) Write(b []byte) (int, error) {
	if k.over = k.over || k.buf.Len()+len(b) > k.limit; k.over {
		k.buf = bytes.Buffer{}
	} else {
		k.buf.Write(b)
	}
	return len(b), nil
}

// compression is how many times longer than the longest address a body may be that is kept to be tried.
const compression = 64

// token is the body in the letters of an address; "" when it was too long.
func (k *keeper) token() string {
	if k.over {
		return ""
	}
	var b strings.Builder
	letters := base64.NewEncoder(base64.RawURLEncoding, &b)
	w, err := flate.NewWriter(letters, flate.BestCompression)
	if err != nil {
		return ""
	}
	if _, err := w.Write(k.buf.Bytes()); err != nil || w.Close() != nil || letters.Close() != nil {
		return ""
	}
	return b.String()
}

// readToken gives the body that a token was made of.
func readToken(token string) io.Reader {
	return flate.NewReader(base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(token)))
}

// readPosted reads the request that a page's address holds, for the page that the address names.
func (c *call) readPosted(b binding, p ows.Params) (operation, error) {
	d := ows.NewXML(readToken(p.Get("posted")), c.o.XML)
	root, err := firstElement(d)
	if err != nil || root.Name.Local != b.name {
		return nil, ows.Invalid("posted", "posted is no request that this service made an address of; follow its links as they are")
	}
	for _, param := range []string{"count", "startIndex", "resultType"} {
		if v := p.Get(strings.ToLower(param)); v != "" {
			root.Attr = setAttr(root.Attr, param, v)
		}
	}
	return b.xml(c, &body{d, root, namespaces{}.in(root)})
}

func setAttr(attrs []xml.Attr, name, value string) []xml.Attr {
	for i := range attrs {
		if attrs[i].Name.Space == "" && attrs[i].Name.Local == name {
			attrs[i].Value = value
			return attrs
		}
	}
	return append(attrs, xml.Attr{Name: xml.Name{Local: name}, Value: value})
}
