package dwca

import (
	"strings"
	"unicode"
)

// Term names a property or a class: by its URI, or by a bare name when it has none.
type Term string

// The namespaces of the terms met in archives.
const (
	nsDwC    = "http://rs.tdwg.org/dwc/terms/"
	nsDC     = "http://purl.org/dc/terms/"
	nsDCOld  = "http://purl.org/dc/elements/1.1/"
	nsDwCOld = "http://rs.tdwg.org/dwc/dwcore/"
	nsGBIF   = "http://rs.gbif.org/terms/1.0/"
	nsLaji   = "http://rs.laji.fi/terms/"
)

// Row types.
const (
	Occurrence Term = nsDwC + "Occurrence"
	Event      Term = nsDwC + "Event"
	Taxon      Term = nsDwC + "Taxon"
)

// DwC returns the Darwin Core term of a name, as DwC("eventDate").
func DwC(name string) Term { return Term(nsDwC + name) }

// DC returns the Dublin Core term of a name.
func DC(name string) Term { return Term(nsDC + name) }

// Laji returns FinBIF's term of a name.
func Laji(name string) Term { return Term(nsLaji + name) }

// Name is the last part of the URI.
func (t Term) Name() string {
	s := string(t)
	return s[strings.LastIndexAny(s, "/#")+1:]
}

// ParseTerm reads a term of meta.xml. Spellings of one term become one: https,
// the older Dublin Core and Darwin Core namespaces, and bare names of known terms.
func ParseTerm(s string) Term {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "https://"); ok {
		s = "http://" + rest
	}
	for _, n := range [][2]string{{nsDCOld, nsDC}, {nsDwCOld, nsDwC}} {
		if rest, ok := strings.CutPrefix(s, n[0]); ok {
			s = n[1] + rest
		}
	}
	if s != "" && !strings.ContainsAny(s, "/#:") {
		if t, ok := named[strings.ToLower(s)]; ok {
			return t
		}
	}
	return Term(s)
}

// HeaderTerm reads a column heading of a table without meta.xml: a URI, a name
// with or without a prefix (dwc:, dcterms:), case not minded, or a FinBIF name.
// A heading nobody knows is a term by itself.
func HeaderTerm(heading string) Term {
	h := strings.Trim(strings.TrimSpace(heading), `"`)
	if strings.Contains(h, "://") {
		return ParseTerm(h)
	}
	if t, ok := finbif[h]; ok {
		return t
	}
	name := h
	if prefix, rest, ok := strings.Cut(h, ":"); ok {
		switch strings.ToLower(prefix) {
		case "dwc", "dc", "dcterms", "gbif", "dwciri":
			name = rest
		}
	}
	if t, ok := named[strings.ToLower(name)]; ok {
		return t
	}
	return Term(h)
}

// Column is the term's name in snake case, as a column of a database: letters,
// digits and underscores, not starting with a digit.
func (t Term) Column() string {
	name := t.Name()
	if !strings.ContainsAny(string(t), "/#") {
		name = string(t)
	}
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case unicode.IsUpper(r):
			prevLower := i > 0 && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]))
			endOfRun := i > 0 && i+1 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1])
			if prevLower || endOfRun {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	s := strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' }), "_")
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		s = "c_" + s
	}
	return s
}

// Title is the term's name in words: "Decimal latitude".
func (t Term) Title() string {
	if i, ok := Lookup(t); ok && i.Title != "" {
		return i.Title
	}
	words := strings.Split(t.Column(), "_")
	for i, w := range words {
		switch w {
		case "id", "wkt", "srs", "uri", "ykj", "wgs84", "gbif":
			words[i] = strings.ToUpper(w)
		}
	}
	s := []rune(strings.Join(words, " "))
	s[0] = unicode.ToUpper(s[0])
	return string(s)
}
