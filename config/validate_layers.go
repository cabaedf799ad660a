package config

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

func (v *validator) source(at string, s *Source) {
	switch pg, file := s.Postgres != "", s.GeoPackage != ""; {
	case pg && file:
		v.add(at, "has both postgres and geopackage", "keep one; make a second source of the other")
	case !pg && !file && !v.broken[join(at, "postgres")] && !v.broken[join(at, "geopackage")]:
		v.add(at, "has neither postgres nor geopackage", "say where the data is")
	case pg:
		v.postgres(at, s)
	case s.Password != "":
		v.add(join(at, "password"), "is of no use for a file", "remove it")
	}
	for key, patterns := range map[string]Strings{"include": s.Include, "exclude": s.Exclude} {
		for i, p := range patterns {
			if _, err := path.Match(p, ""); err != nil {
				v.bad(v.ItemPath(join(at, key), i), p, "is no pattern", "use names with * and ?, such as public.*")
			}
		}
	}
}

// postgres checks an address without showing it: it may hold a password.
func (v *validator) postgres(at string, s *Source) {
	u, err := url.Parse(s.Postgres.Reveal())
	switch {
	case err != nil:
		v.add(join(at, "postgres"), "is an address that cannot be read", "write postgres://user@host:5432/database, and a password under password, where any characters will do")
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		v.add(join(at, "postgres"), "does not begin with postgres://", "write postgres://user@host:5432/database")
	}
}

func (v *validator) layer(at, name string, l *Layer) {
	if !IsLayerName(name) {
		v.add(at, fmt.Sprintf("%.60q cannot be the name of a layer", name), "use letters a-z, digits, _ and -, beginning with a letter; the title may have any letters")
	}
	v.origin(at, l)
	v.relation(at, l)
	for i, name := range l.MoreStyles {
		if v.Styles.Get(name) == nil {
			v.bad(v.ItemPath(join(at, "more_styles"), i), name, "is no style that is defined", suggestion(name, v.Styles.Names(), "define it under styles"))
		}
	}
	if l.Style != "" && v.Styles.Get(l.Style) == nil {
		v.bad(join(at, "style"), l.Style, "is no style that is defined", suggestion(l.Style, v.Styles.Names(), "define it under styles"))
	}
	if l.Namespace != "" && l.Namespace != v.WFS.Prefix && v.WFS.Namespaces.Get(l.Namespace) == nil {
		v.bad(join(at, "namespace"), l.Namespace, "is no prefix that is defined", suggestion(l.Namespace, v.WFS.Namespaces.Names(), "define it under wfs.namespaces"))
	}
	if l.MaxScale != 0 && l.MinScale > l.MaxScale {
		v.add(join(at, "max_scale"), "is less than min_scale", "exchange them: min_scale is the most detailed map that shows the layer")
	}
	if e := l.Extent; e != nil && !v.brokenBelow(join(at, "extent")) && (e[0] > e[2] || e[1] > e[3]) {
		v.add(join(at, "extent"), "is empty", "write [west, south, east, north], the least values first")
	}
	if l.Time.End != "" && l.Time.Begin == "" {
		v.add(join(join(at, "time"), "end"), "stands without begin", "name the column of the beginning too, or only that one")
	}
	for i, m := range l.Metadata {
		v.address(Item(join(at, "metadata"), i), m.URL)
	}
	v.maps(at, l)
	v.fields(at, l)
}

func (v *validator) address(at, address string) {
	if v.broken[at] {
		return
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		v.bad(join(at, "url"), address, "is no address of a document", "write it whole, as https://catalogue.example.org/record/1")
	}
}

func (v *validator) brokenBelow(path string) bool {
	for p := range v.broken {
		if strings.HasPrefix(p, path) {
			return true
		}
	}
	return false
}

func (v *validator) origin(at string, l *Layer) {
	switch {
	case len(v.Sources) == 0:
	case l.Source == "" && len(v.Sources) > 1 && !v.broken[join(at, "source")]:
		v.add(at, "lacks the key source", "name one of "+strings.Join(v.Sources.Names(), ", "))
	case l.Source != "" && v.Sources.Get(l.Source) == nil:
		v.bad(join(at, "source"), l.Source, "is no source that is defined", suggestion(l.Source, v.Sources.Names(), "define it under sources"))
	}
}

var selects = regexp.MustCompile(`(?is)^\s*(select|with)\b`)

func (v *validator) relation(at string, l *Layer) {
	switch {
	case l.Table != "" && l.SQL != "":
		v.add(at, "has both table and sql", "keep one")
	case l.Table != "":
		if _, _, err := ParseTable(l.Table); err != nil {
			v.bad(join(at, "table"), l.Table, err.Error(), `write schema.table, with "double quotes" around a name that has dots`)
		}
	case l.SQL != "":
		if !selects.MatchString(l.SQL) {
			v.add(join(at, "sql"), "is no SELECT statement", "begin it with SELECT or WITH")
		} else if strings.HasSuffix(strings.TrimSpace(l.SQL), ";") {
			v.add(join(at, "sql"), "ends in a semicolon", "remove it")
		}
	case !v.broken[join(at, "table")] && !v.broken[join(at, "sql")]:
		v.add(at, "has neither table nor sql", "say where its features are")
	}
}

// fields checks that what is published has names, each its own.
func (v *validator) fields(at string, l *Layer) {
	owner := map[string]string{}
	for _, f := range l.Fields {
		if f.Value.Hidden() {
			if f.Name == l.Time.Begin || f.Name == l.Time.End {
				v.add(join(join(join(at, "fields"), f.Name), "visibility"), "hides a column that time needs", "show it, or take it out of time")
			}
			continue
		}
		name, path := f.Name, join(join(at, "fields"), f.Name)
		if f.Value.Name != "" {
			name, path = f.Value.Name, join(path, "name")
			if !IsFieldName(name) {
				v.bad(path, name, "cannot be the name of a field", "use letters, digits, _ and -, beginning with a letter")
			}
		}
		if other, taken := owner[name]; taken {
			v.bad(path, name, fmt.Sprintf("is the name of the column %.60q too", other), "choose another")
		}
		owner[name] = f.Name
	}
}

// ParseTable reads schema.table or table, where names with dots stand in double quotes. The error completes a sentence.
func ParseTable(s string) (schema, table string, err error) {
	var parts []string
	for rest := s; ; {
		name, after, ok := tablePart(rest)
		if !ok || name == "" {
			return "", "", fmt.Errorf("is no name of a table")
		}
		parts = append(parts, name)
		if after == "" {
			break
		}
		rest = after[1:]
	}
	switch len(parts) {
	case 1:
		return "", parts[0], nil
	case 2:
		return parts[0], parts[1], nil
	default:
		return "", "", fmt.Errorf("has %d parts", len(parts))
	}
}

// tablePart takes one name; after begins with the dot that follows it.
func tablePart(s string) (name, after string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexByte(s, '.'); i >= 0 {
			return s[:i], s[i:], true
		}
		return s, "", true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if strings.HasPrefix(s[i+1:], `"`) {
			b.WriteByte('"')
			i++
			continue
		}
		after = s[i+1:]
		return b.String(), after, after == "" || after[0] == '.'
	}
	return "", "", false
}
