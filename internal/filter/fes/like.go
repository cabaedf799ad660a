package fes

import (
	"strings"

	"haavi/internal/filter"
)

// like reads PropertyIsLike (FES 7.7.3.4): an expression and a pattern, whose wildcards the filter says.
func (p parser) like(e *element) (filter.Expr, error) {
	ignore, err := ignoreCase(e)
	if err != nil {
		return nil, err
	}
	w := wildcards{e.attrs["wildCard"], e.attrs["singleChar"], e.attrs["escapeChar"]}
	if w.escape == "" {
		w.escape = e.attrs["escape"]
	}
	if w.any == "" || w.one == "" || w.escape == "" {
		return nil, e.fail("PropertyIsLike needs the attributes wildCard, singleChar and escapeChar")
	}
	if w.any == w.one || w.any == w.escape || w.one == w.escape {
		return nil, e.fail("wildCard, singleChar and escapeChar must differ")
	}
	if len(e.children) != 2 {
		return nil, e.fail("PropertyIsLike takes an expression and a Literal")
	}
	value, pattern := e.children[0], e.children[1]
	if value.name == "Literal" && pattern.name != "Literal" {
		value, pattern = pattern, value
	}
	if pattern.name != "Literal" || len(pattern.children) > 0 {
		return nil, e.fail("PropertyIsLike takes an expression and a Literal")
	}
	v, err := p.value(value)
	return &filter.Like{Value: v, Pattern: w.translate(literalText(pattern)), IgnoreCase: ignore}, err
}

// wildcards are the special strings of one PropertyIsLike, usually of one character.
type wildcards struct{ any, one, escape string }

// translate writes a pattern with the wildcards of filter.Like. An escape at its end stands for itself.
func (w wildcards) translate(s string) string {
	var b strings.Builder
	for s != "" {
		switch {
		case strings.HasPrefix(s, w.escape) && len(s) > len(w.escape):
			s = w.escaped(&b, s[len(w.escape):])
		case strings.HasPrefix(s, w.any):
			b.WriteByte('%')
			s = s[len(w.any):]
		case strings.HasPrefix(s, w.one):
			b.WriteByte('_')
			s = s[len(w.one):]
		default:
			s = writeLiteral(&b, s)
		}
	}
	return b.String()
}

// escaped writes what an escape protects, a whole wildcard or one character, and returns the rest.
func (w wildcards) escaped(b *strings.Builder, s string) string {
	for _, special := range []string{w.any, w.one, w.escape} {
		if rest, ok := strings.CutPrefix(s, special); ok {
			for special != "" {
				special = writeLiteral(b, special)
			}
			return rest
		}
	}
	return writeLiteral(b, s)
}

// writeLiteral writes the first byte of s so that filter.Like takes it for itself, and returns the rest. No byte of a longer
// character is special.
func writeLiteral(b *strings.Builder, s string) string {
	if c := s[0]; c == '%' || c == '_' || c == '\\' {
		b.WriteByte('\\')
	}
	b.WriteByte(s[0])
	return s[1:]
}
