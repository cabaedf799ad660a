package ows

import "strings"

// OneLine puts a text into one line: control characters become spaces.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}
