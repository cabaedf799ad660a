package ows

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
)

// Params are the key-value parameters of a request. Names are case-insensitive
// (OWS Common 11.5.2) and kept in lower case; a parameter may be repeated with
// the same value.
type Params struct {
	values map[string]string
}

// ParseParams reads a query string. "+" is a space. A parameter given twice with
// different values is an error that names it, and so is an escape that cannot be read.
func ParseParams(query string) (Params, error) {
	p := Params{values: map[string]string{}}
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err := url.QueryUnescape(name)
		if err != nil {
			return p, &Error{Code: InvalidParameterValue, Text: "the query string has a percent escape that cannot be read; encode % as %25"}
		}
		n = strings.ToLower(n)
		v, err := url.QueryUnescape(value)
		if err != nil {
			return p, Invalid(n, "the value of %q has a percent escape that cannot be read; encode %% as %%25", n)
		}
		if old, given := p.values[n]; given && old != v {
			return p, Invalid(n, "parameter %q is given twice with different values; give it once", n)
		}
		p.values[n] = v
	}
	return p, nil
}

// Get returns the value of a parameter, "" when it was not given.
func (p Params) Get(name string) string { return p.values[name] }

// Has says whether the parameter was given, be it empty.
func (p Params) Has(name string) bool { _, ok := p.values[name]; return ok }

// First returns the first of several names of one parameter that was given, and its value.
func (p Params) First(names ...string) (name, value string) {
	for _, n := range names {
		if v, ok := p.values[n]; ok {
			return n, v
		}
	}
	return names[0], ""
}

// With returns a copy in which parameters have other values: pairs of name and value, where an empty value takes the parameter away.
func (p Params) With(pairs ...string) Params {
	c := Params{values: maps.Clone(p.values)}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			delete(c.values, pairs[i])
		} else {
			c.values[pairs[i]] = pairs[i+1]
		}
	}
	return c
}

// Encode returns the parameters as a query string, in the order of their names.
func (p Params) Encode() string {
	v := make(url.Values, len(p.values))
	for name, value := range p.values {
		v.Set(name, value)
	}
	return v.Encode()
}

// Required returns the value of a parameter that must be given and not empty.
func (p Params) Required(name string) (string, error) {
	if v := p.values[name]; v != "" {
		return v, nil
	}
	return "", Missing(name)
}

// Int returns a whole number, or def when the parameter was not given or is empty.
func (p Params) Int(name string, def int64) (int64, error) {
	v := strings.TrimSpace(p.values[name])
	if v == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return 0, Invalid(name, "%s=%.40q is not a whole number", name, v)
	}
	return n, nil
}
