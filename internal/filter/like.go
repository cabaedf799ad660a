package filter

import (
	"strings"
	"unicode/utf8"
)

// Match says whether the whole of s matches a pattern in which "%" is any run of characters, "_" one character and "\" takes the
// next character literally. It takes time in proportion to len(s)·len(pattern) at most.
func Match(s, pattern string, ignoreCase bool) bool {
	if ignoreCase {
		s, pattern = strings.ToLower(s), strings.ToLower(pattern)
	}
	// Where to go on when the text after the last "%" does not fit: one character further.
	retryPattern, retryText := -1, 0
	i, j := 0, 0
	for i < len(s) {
		if j < len(pattern) && pattern[j] == '%' {
			j++
			retryPattern, retryText = j, i
			continue
		}
		if next, width, ok := step(s[i:], pattern[j:]); ok {
			i, j = i+width, j+next
			continue
		}
		if retryPattern < 0 {
			return false
		}
		_, w := utf8.DecodeRuneInString(s[retryText:])
		retryText += w
		i, j = retryText, retryPattern
	}
	for j < len(pattern) && pattern[j] == '%' {
		j++
	}
	return j == len(pattern)
}

// step matches one character of s with one of the pattern, and tells how many bytes of each it took.
func step(s, pattern string) (patternBytes, textBytes int, ok bool) {
	if pattern == "" {
		return 0, 0, false
	}
	c, w := utf8.DecodeRuneInString(s)
	if pattern[0] == '_' {
		return 1, w, true
	}
	skip := 0
	if pattern[0] == '\\' && len(pattern) > 1 {
		skip = 1
	}
	p, pw := utf8.DecodeRuneInString(pattern[skip:])
	return skip + pw, w, p == c
}

// trailingEscape says that a pattern ends in an escape that escapes nothing.
func trailingEscape(p string) bool {
	n := len(p) - len(strings.TrimRight(p, `\`))
	return n%2 == 1
}
