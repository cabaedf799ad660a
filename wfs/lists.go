package wfs

import (
	"strings"

	"haavi/internal/ows"
)

// parallel reads a parameter of which each of n queries has a value: lists in parentheses, one for each (OGC 09-025r2, 6.2.5.3), where
// "()" is no value. With one query the parentheses may be left out. shared says that one value may stand for all.
func parallel(param, text string, n int, shared bool) ([]string, error) {
	values := make([]string, n)
	if strings.TrimSpace(text) == "" {
		return values, nil
	}
	groups, isList := parenthesised(text, param == "filter")
	switch {
	case !isList && param == "cql_filter" && n > 1:
		groups = splitConditions(text)
	case !isList, param == "cql_filter" && n == 1: // parentheses are of the condition there
		groups = []string{text}
	}
	switch {
	case len(groups) == n:
		return groups, nil
	case len(groups) == 1 && shared:
		for i := range values {
			values[i] = groups[0]
		}
		return values, nil
	default:
		return nil, ows.Invalid(param, "%s has %d of the %d values that as many queries need: write one for each in parentheses, (…)(…), where () is none", param, len(groups), n)
	}
}

// parenthesised takes a text of groups in parentheses apart; ok is false when it is none. Where the groups are XML, whose texts may
// have parentheses of their own, one ends after a tag.
func parenthesised(text string, isXML bool) (groups []string, ok bool) {
	rest := strings.TrimSpace(text)
	for rest != "" {
		if rest[0] != '(' {
			return nil, false
		}
		end := closing(rest)
		if isXML {
			end = closingXML(rest)
		}
		if end < 0 {
			return nil, false
		}
		groups = append(groups, strings.TrimSpace(rest[1:end]))
		rest = strings.TrimSpace(rest[end+1:])
	}
	return groups, len(groups) > 0
}

// closing finds the parenthesis that closes the one at the start of s, -1 when none does. Those in quotes do not count.
func closing(s string) int {
	depth := 0
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// closingXML finds the first parenthesis that comes after a tag, or after the opening one, and before another group or the end.
func closingXML(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] != ')' {
			continue
		}
		before := strings.TrimSpace(s[:i])
		if (before == "(" || strings.HasSuffix(before, ">")) && beginsGroup(strings.TrimSpace(s[i+1:])) {
			return i
		}
	}
	return -1
}

// beginsGroup says whether nothing follows, or a group of XML or of nothing.
func beginsGroup(s string) bool {
	if s == "" {
		return true
	}
	inside := strings.TrimSpace(s[1:])
	return s[0] == '(' && (strings.HasPrefix(inside, ")") || strings.HasPrefix(inside, "<") && !strings.HasPrefix(inside, "</"))
}

// splitConditions takes apart what GeoServer's clients write as CQL_FILTER for several types: conditions with semicolons between.
func splitConditions(text string) []string {
	var parts []string
	start := 0
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ';' && !endsInSRID(text[start:i]):
			parts = append(parts, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return append(parts, strings.TrimSpace(text[start:]))
}

// endsInSRID says whether a semicolon after the text is that of SRID=3067;POINT(…).
func endsInSRID(s string) bool {
	s = strings.TrimRight(s, "0123456789 ")
	return len(s) >= 5 && strings.EqualFold(s[len(s)-5:], "srid=")
}
