package main

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"haavi/config"
	"haavi/internal/query"
)

// longestName is the most letters of a published layer name.
const longestName = 63

// names gives out published names, each once.
type names map[string]bool

// layer names a relation: its table's name where that is free, else with its schema, its source, or a number.
func (n names) layer(source string, r query.Relation) string {
	candidates := []string{r.Table}
	if r.Schema != "" {
		candidates = append(candidates, r.Schema+"_"+r.Table)
	}
	candidates = append(candidates, source+"_"+r.Table)
	return n.first(candidates, layerName)
}

// field names a column.
func (n names) field(column string) string { return n.first([]string{column}, fieldName) }

func (n names) first(candidates []string, clean func(string) string) string {
	for _, c := range candidates {
		if name := clean(c); !n[name] {
			n[name] = true
			return name
		}
	}
	base := clean(candidates[0])
	for i := 2; ; i++ {
		suffix := "_" + strconv.Itoa(i)
		if name := cut(base, longestName-len(suffix)) + suffix; !n[name] {
			n[name] = true
			return name
		}
	}
}

// layerName makes a name that can be published: letters lose their marks, what is neither letter nor digit becomes "_".
func layerName(s string) string {
	var b strings.Builder
	for _, c := range norm.NFKD.String(s) {
		switch {
		case c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)) || c == '_' || c == '-':
			b.WriteRune(c)
		case unicode.Is(unicode.Mn, c):
		default:
			b.WriteByte('_')
		}
	}
	name := cut(b.String(), longestName)
	if !config.IsLayerName(name) {
		name = cut("_"+name, longestName)
	}
	return name
}

// cut keeps at most n bytes of a name, in whole letters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// fieldName makes an XML name without a colon of a column's name.
func fieldName(s string) string {
	if config.IsFieldName(s) {
		return s
	}
	name := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.M, c) || strings.ContainsRune("_.-", c) {
			return c
		}
		return '_'
	}, s)
	if !config.IsFieldName(name) {
		name = "_" + name
	}
	return name
}
