package ows

import (
	"slices"
	"strings"
)

// List splits a list of values at its commas; blanks around values and empty values are dropped.
func List(s string) []string {
	var values []string
	for v := range strings.SplitSeq(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	return values
}

// Negotiate chooses the version of a capabilities document (OWS Common 7.3.2): the first of accepted that is supported, or the
// first supported one when the client names none.
func Negotiate(accepted, supported []string) (string, error) {
	if len(accepted) == 0 {
		return supported[0], nil
	}
	for _, a := range accepted {
		if slices.Contains(supported, a) {
			return a, nil
		}
	}
	return "", &Error{Code: VersionNegotiationFailed, Text: "none of the versions asked for is supported; supported are " + strings.Join(supported, ", ")}
}

// CheckUpdateSequence compares what a client has with the service's own sequence, a number of as many digits (OWS Common 7.3.4): the
// document need not be sent again when they are equal; a client cannot have a newer one.
func CheckUpdateSequence(client, own string) (same bool, err error) {
	switch {
	case client == "":
		return false, nil
	case len(client) > len(own) || len(client) == len(own) && client > own:
		return false, &Error{Code: InvalidUpdateSequence, Text: "the update sequence asked for is newer than the service's; leave it out"}
	default:
		return client == own, nil
	}
}

// Sections are the parts of a capabilities document that a client asks for; nil means all.
type Sections map[string]bool

// ParseSections reads section names, in any case, of those that the service has. "All" is all of them.
func ParseSections(names []string, known ...string) (Sections, error) {
	if len(names) == 0 {
		return nil, nil
	}
	s := Sections{}
	for _, n := range names {
		if strings.EqualFold(n, "All") {
			return nil, nil
		}
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, n) })
		if i < 0 {
			return nil, Invalid("sections", "there is no section %.60q; the sections are All, %s", n, strings.Join(known, ", "))
		}
		s[known[i]] = true
	}
	return s, nil
}

// Has says whether a section is wanted.
func (s Sections) Has(name string) bool { return s == nil || s[name] }
