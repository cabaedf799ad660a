package wfs

import (
	"cmp"
	"encoding/xml"
	"strings"

	"haavi/internal/filter/fes"
	"haavi/internal/ows"
)

// readQueriesXML reads the queries of a request (OGC 09-025r2, 11.2.4): Query and StoredQuery elements, in any order.
func (c *call) readQueriesXML(b *body) ([]*featureQuery, error) {
	var queries []*featureQuery
	err := b.children(func(s xml.StartElement) error {
		switch {
		case s.Name.Local == "Query":
			q, err := c.readQueryXML(b, s)
			queries = append(queries, q)
			return cmp.Or(err, c.checkQueries(len(queries)))
		case s.Name.Local == "StoredQuery" && c.version.namespace == namespace2:
			stored, err := c.storedQueryXML(b, s)
			queries = append(queries, stored...)
			return cmp.Or(err, c.checkQueries(len(queries)))
		default:
			return unexpected(s)
		}
	})
	if err == nil && len(queries) == 0 {
		err = ows.Missing(c.version.typeName)
	}
	return queries, err
}

// readQueryXML reads a Query element up to and with its end.
func (c *call) readQueryXML(b *body, s xml.StartElement) (*featureQuery, error) {
	ns := b.ns.in(s)
	types := attr(s, "typeNames")
	if types == "" {
		types = attr(s, "typeName")
	}
	names := strings.FieldsFunc(types, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == ',' })
	switch {
	case len(names) == 0:
		return nil, ows.Missing(c.version.typeName)
	case len(names) > 1:
		return nil, noJoins(c.version.typeName)
	case attr(s, "aliases") != "":
		return nil, ows.Invalid("aliases", "aliases serve joins, which are not supported")
	}
	l, err := c.featureType(c.version.typeName, names[0], ns)
	if err != nil {
		return nil, err
	}
	q := c.newQuery(l)
	if err := q.setCRS(attr(s, "srsName")); err != nil {
		return nil, err
	}
	return q, b.children(func(s xml.StartElement) error { return q.readClause(b, s) })
}

// readClause reads a child of Query.
func (q *featureQuery) readClause(b *body, s xml.StartElement) error {
	switch s.Name.Local {
	case "PropertyName":
		name, err := b.text(s)
		if err != nil {
			return err
		}
		q.selectFields([]string{name})
		return nil
	case "Filter":
		e, err := fes.Decode(b.Decoder, s, q.filterOptions())
		if err != nil {
			return filterError("filter", err)
		}
		q.restrict(q.resolve(e))
		return nil
	case "SortBy":
		return q.readSortBy(b, s)
	default:
		return unexpected(s)
	}
}

func (q *featureQuery) readSortBy(b *body, s xml.StartElement) error {
	var by struct {
		Properties []struct {
			Reference string `xml:"ValueReference"`
			Name      string `xml:"PropertyName"`
			Order     string `xml:"SortOrder"`
		} `xml:"SortProperty"`
	}
	if err := b.DecodeElement(&by, &s); err != nil {
		return ows.BodyError(tooLong(err))
	}
	for _, p := range by.Properties {
		key, err := sortKey(p.Reference+p.Name, strings.TrimSpace(p.Order))
		if err != nil {
			return err
		}
		q.sort = append(q.sort, key)
	}
	return nil
}
