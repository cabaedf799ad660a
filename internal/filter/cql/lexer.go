package cql

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind uint8

const (
	end     kind = iota
	word         // a name or keyword
	quoted       // "a name"
	text         // 'a string'
	number       // 1, 2.5e3
	instant      // 2010-01-01T00:00:00Z, as ECQL writes it without quotes
	symbol       // ( ) , = <> != < <= > >= + - * / ||
	param        // :name, a parameter of the operator's
	broken       // something that cannot be read
)

type token struct {
	kind kind
	text string // without quotes; of a word as written
	pos  int
	end  int
}

type lexer struct {
	text string
	pos  int
}

// scan returns the next token.
func (l *lexer) scan() token {
	for l.pos < len(l.text) && strings.IndexByte(" \t\r\n", l.text[l.pos]) >= 0 {
		l.pos++
	}
	start := l.pos
	if start == len(l.text) {
		return token{kind: end, pos: start, end: start}
	}
	rest := l.text[start:]
	t := token{pos: start}
	switch c := rest[0]; {
	case c == '\'':
		t.kind, t.text = l.quotedRun('\'', text)
	case c == '"':
		t.kind, t.text = l.quotedRun('"', quoted)
	case c >= '0' && c <= '9', c == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		t.kind, t.text = l.numberOrInstant(rest)
	case c == ':' && isNameStart(rest[1:]):
		n := 1 + parameterLength(rest[1:])
		l.pos += n
		t.kind, t.text = param, rest[1:n]
	case isNameStart(rest):
		n := nameLength(rest)
		l.pos += n
		t.kind, t.text = word, rest[:n]
	default:
		t.kind, t.text = l.symbol(rest)
	}
	t.end = l.pos
	return t
}

// quotedRun reads up to the closing quote; a doubled quote stands for itself. In a string \' does too (CQL2, escapeQuote) where it
// must: before a letter or digit, which no closing quote comes before. Else a backslash is one, as ECQL has it.
func (l *lexer) quotedRun(q byte, k kind) (kind, string) {
	var b []byte
	for i := l.pos + 1; i < len(l.text); i++ {
		c := l.text[i]
		if c != q {
			b = append(b, c)
			continue
		}
		if i+1 < len(l.text) && l.text[i+1] == q {
			b = append(b, q)
			i++
			continue
		}
		if q == '\'' && l.text[i-1] == '\\' && isLetterOrDigit(l.text[i+1:]) {
			b[len(b)-1] = q
			continue
		}
		l.pos = i + 1
		return k, string(b)
	}
	l.pos = len(l.text)
	return broken, "a quote that is not closed"
}

func isLetterOrDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func isNameStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r == '_' || unicode.IsLetter(r)
}

// nameLength takes letters, digits, underscores, dots and colons (a namespace prefix).
func nameLength(s string) int {
	for i, r := range s {
		if r != '_' && r != '.' && r != ':' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(s)
}

// parameterLength takes letters, digits and underscores.
func parameterLength(s string) int {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(s)
}

// numberOrInstant reads a number, or an instant such as 2010-01-01T00:00:00.5+02:00, which ECQL writes without quotes.
func (l *lexer) numberOrInstant(s string) (kind, string) {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' && digits(s[:4]) && digits(s[5:7]) && digits(s[8:10]) {
		n := 10
		if n < len(s) && (s[n] == 'T' || s[n] == 't') {
			for n++; n < len(s) && (s[n] >= '0' && s[n] <= '9' || strings.IndexByte(":.Zz", s[n]) >= 0 || strings.IndexByte("+-", s[n]) >= 0 && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9'); n++ {
			}
		}
		l.pos += n
		return instant, s[:n]
	}
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || (s[n] == 'e' || s[n] == 'E') && n+1 < len(s) && strings.IndexByte("0123456789+-", s[n+1]) >= 0 ||
		(s[n] == '+' || s[n] == '-') && (s[n-1] == 'e' || s[n-1] == 'E')) {
		n++
	}
	l.pos += n
	return number, s[:n]
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func (l *lexer) symbol(s string) (kind, string) {
	for _, two := range []string{"<>", "!=", "<=", ">=", "||"} {
		if strings.HasPrefix(s, two) {
			l.pos += 2
			return symbol, two
		}
	}
	if strings.IndexByte("(),=<>+-*/;", s[0]) >= 0 {
		l.pos++
		return symbol, s[:1]
	}
	_, w := utf8.DecodeRuneInString(s)
	l.pos += w
	return broken, "a character that no filter has"
}
