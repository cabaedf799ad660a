// Package xmlw appends XML 1.0 documents to a byte slice: escaping, and elements
// that close in the order they were opened.
package xmlw

import "unicode/utf8"

// Writer builds a document. The zero Writer is ready to use.
type Writer struct {
	buf  []byte
	open []string
}

// Declaration writes the XML declaration that documents begin with.
func (w *Writer) Declaration() {
	w.buf = append(w.buf, `<?xml version="1.0" encoding="UTF-8"?>`...)
}

// DocType writes a document type declaration that names an external DTD (XML 1.0, 2.8).
func (w *Writer) DocType(root, system string) {
	w.line()
	w.buf = append(append(append(w.buf, "<!DOCTYPE "...), root...), " SYSTEM \""...)
	w.buf = append(AppendText(w.buf, system), "\">"...)
}

// Blank as the value of an attribute writes it with an empty value. It is a character that XML cannot have.
const Blank = "\x00"

// Open begins an element. attrs are pairs of name and value; a pair with an empty value is left out.
func (w *Writer) Open(name string, attrs ...string) {
	w.start(name, attrs)
	w.buf = append(w.buf, '>')
	w.open = append(w.open, name)
}

// Close ends the element that was opened last.
func (w *Writer) Close() {
	last := len(w.open) - 1
	name := w.open[last]
	w.open = w.open[:last]
	w.line()
	w.end(name)
}

// Leaf writes an element that holds text only.
func (w *Writer) Leaf(name, text string, attrs ...string) {
	w.start(name, attrs)
	w.buf = AppendText(append(w.buf, '>'), text)
	w.end(name)
}

// Optional writes a Leaf unless its text is empty.
func (w *Writer) Optional(name, text string) {
	if text != "" {
		w.Leaf(name, text)
	}
}

// Empty writes an element without content.
func (w *Writer) Empty(name string, attrs ...string) {
	w.start(name, attrs)
	w.buf = append(w.buf, '/', '>')
}

// Bytes returns what was written, with a line end, once every element is closed.
func (w *Writer) Bytes() []byte { return append(w.buf, '\n') }

func (w *Writer) start(name string, attrs []string) {
	w.line()
	w.buf = append(append(w.buf, '<'), name...)
	for i := 0; i+1 < len(attrs); i += 2 {
		switch attrs[i+1] {
		case "":
		case Blank:
			w.buf = AppendAttr(w.buf, attrs[i], "")
		default:
			w.buf = AppendAttr(w.buf, attrs[i], attrs[i+1])
		}
	}
}

func (w *Writer) end(name string) {
	w.buf = append(append(append(w.buf, '<', '/'), name...), '>')
}

// line begins a line, indented by the depth.
func (w *Writer) line() {
	if len(w.buf) == 0 {
		return
	}
	w.buf = append(w.buf, '\n')
	for range w.open {
		w.buf = append(w.buf, ' ', ' ')
	}
}

// AppendAttr appends an attribute with a space before it.
func AppendAttr(dst []byte, name, value string) []byte {
	dst = append(append(append(dst, ' '), name...), '=', '"')
	return append(AppendText(dst, value), '"')
}

// plain are the ASCII characters that stand for themselves in text and in attribute values. Line ends and tabs do in
// text only, but a reference to them means the same there.
var plain = func() (t [utf8.RuneSelf]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '<' && c != '>' && c != '&' && c != '"' && c != 0x7f
	}
	return t
}()

// AppendText appends text escaped for content and for attribute values in double quotes. What XML 1.0 has no way to
// write (control characters, broken UTF-8) becomes U+FFFD.
func AppendText(dst []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if plain[c] {
				i++
				continue
			}
			dst = append(append(dst, s[start:i]...), escape(c)...)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == 0xFFFE || r == 0xFFFF {
			dst = append(append(dst, s[start:i]...), "\uFFFD"...)
			start = i + size
		}
		i += size
	}
	return append(dst, s[start:]...)
}

func escape(c byte) string {
	switch c {
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '&':
		return "&amp;"
	case '"':
		return "&#34;"
	case '\t':
		return "&#9;"
	case '\n':
		return "&#10;"
	case '\r':
		return "&#13;"
	case 0x7f:
		return "\x7f"
	default:
		return "\uFFFD"
	}
}
