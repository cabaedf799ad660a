package encode

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendID appends the identifier of a feature as every format and RESOURCEID have it: the layer's name, ".", and the
// feature's key made fit for an XML name (xs:NCName), because gml:id must be one. Letters, digits, ".", "-" and "_"
// stand for themselves; any other character is written _xHHHH_, with the hexadecimal digits of its code point (four to
// six, upper case), as ISO/IEC 9075-14 (SQL/XML) does; so is a "_" that "x" and four such digits follow. ParseID is the inverse.
func AppendID(dst []byte, layer, key string) []byte {
	dst = append(append(dst, layer...), '.')
	for i := 0; i < len(key); i++ {
		if !isNameByte(key[i]) || key[i] == '_' && opensEscape(key[i+1:]) {
			return appendEscaped(append(dst, key[:i]...), key[i:])
		}
	}
	return append(dst, key...)
}

func appendEscaped(dst []byte, key string) []byte {
	for i, r := range key {
		switch {
		case r == '_' && opensEscape(key[i+1:]):
			dst = append(dst, "_x005F_"...)
		case r < utf8.RuneSelf && isNameByte(byte(r)) || r >= utf8.RuneSelf && isNameRune(r):
			dst = utf8.AppendRune(dst, r)
		default:
			dst = fmt.Appendf(dst, "_x%04X_", r)
		}
	}
	return dst
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_'
}

// isNameRune says whether a character beyond ASCII may stand in an NCName, by the narrower rules of the first four
// editions of XML 1.0 as well as of the fifth: letters of the Latin alphabets in use.
func isNameRune(r rune) bool {
	return r >= 0xC0 && r <= 0x17F && r != 0xD7 && r != 0xF7 && (r < 0x132 || r > 0x133) && (r < 0x13F || r > 0x140) && r != 0x149 && r != 0x17F
}

// opensEscape says whether the text after a "_" looks like the inside of an escape.
func opensEscape(s string) bool {
	return len(s) >= 5 && s[0] == 'x' && isHex(s[1]) && isHex(s[2]) && isHex(s[3]) && isHex(s[4])
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' }

// ParseID returns the key that AppendID made id of; ok is false when id is none of that layer. Characters that AppendID
// would have escaped may also stand as they are.
func ParseID(layer, id string) (key string, ok bool) {
	key, ok = strings.CutPrefix(id, layer+".")
	if !ok || !strings.Contains(key, "_x") {
		return key, ok
	}
	var b strings.Builder
	for i := 0; i < len(key); {
		if key[i] == '_' && opensEscape(key[i+1:]) {
			if r, size := unescape(key[i:]); size > 0 {
				b.WriteRune(r)
				i += size
				continue
			}
		}
		b.WriteByte(key[i])
		i++
	}
	return b.String(), true
}

// unescape reads _xHHHH_ at the start of s; size is 0 when it is not one.
func unescape(s string) (r rune, size int) {
	end := strings.IndexByte(s[2:min(len(s), 9)], '_')
	if end < 4 {
		return 0, 0
	}
	n, err := strconv.ParseUint(s[2:2+end], 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return 0, 0
	}
	return rune(n), end + 3
}
