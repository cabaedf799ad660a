package encode

import (
	"math"
	"unicode/utf8"

	"haavi/internal/feature"
)

const hex = "0123456789abcdef"

// AppendJSONString appends s as a JSON string (RFC 8259, 7). Broken UTF-8 becomes U+FFFD.
func AppendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[start:i]...), "\uFFFD"...)
				start = i + size
			}
			i += size
			continue
		case c >= ' ' && c != '"' && c != '\\':
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

// AppendJSON appends a value as JSON: dates and times as strings in their ISO 8601 form; what JSON has no number for
// (NaN, the infinities) as null.
func AppendJSON(dst []byte, v feature.Value) []byte {
	switch v.Kind() {
	case feature.Null:
		return append(dst, "null"...)
	case feature.String:
		return AppendJSONString(dst, v.Str())
	case feature.Float:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return append(dst, "null"...)
		}
		return v.AppendText(dst)
	case feature.Date, feature.DateTime:
		return append(v.AppendText(append(dst, '"')), '"')
	default:
		return v.AppendText(dst)
	}
}
