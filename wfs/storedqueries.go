package wfs

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/fes"
	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// getFeatureByID is the stored query that every service has: one feature, by itself (OGC 09-025r2, 7.9.3.6). Beside other queries its
// answer is as theirs.
type getFeatureByID struct {
	query  *featureQuery
	output output
}

func isByID(id string) bool { return id == byIDURN || id == byIDURI }

// storedQueryKVP reads a stored query. Its parameters are those of the request (OGC 09-025r2, table 10).
func (c *call) storedQueryKVP(id string, p ows.Params) ([]*featureQuery, error) {
	for _, param := range []string{"typenames", "typename", "filter", "cql_filter", "bbox", "resourceid", "sortby", "propertyname"} {
		if p.Get(param) != "" {
			return nil, ows.Invalid(param, "%s belongs to another kind of query: a request has it or a stored query, not both", param)
		}
	}
	given := map[string]argument{}
	names, err := c.parameterNames(id)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if p.Has(name) {
			given[name] = argument{text: p.Get(name)}
		}
	}
	return c.storedQuery(id, given, p.Get("srsname"))
}

// storedQueryXML reads a StoredQuery element up to and with its end.
func (c *call) storedQueryXML(b *body, s xml.StartElement) ([]*featureQuery, error) {
	id := attr(s, "id")
	names, err := c.parameterNames(id)
	if err != nil {
		return nil, err
	}
	given := map[string]argument{}
	err = b.children(func(s xml.StartElement) error {
		name := attr(s, "name")
		if s.Name.Local != "Parameter" || !slices.Contains(names, strings.ToLower(name)) {
			return ows.Invalid(cmp.Or(truncate(name), "parameter"), "the stored query has no parameter %.60q; DescribeStoredQueries lists them", name)
		}
		a, err := b.argument(c.version)
		given[strings.ToLower(name)] = a
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.storedQuery(id, given, "")
}

// argument reads the content of a Parameter up to and with its end: a text, or a geometry of GML.
func (b *body) argument(v *version) (a argument, err error) {
	for {
		t, err := b.Token()
		if err != nil {
			return a, ows.BodyError(tooLong(err))
		}
		switch t := t.(type) {
		case xml.CharData:
			a.text += string(t)
		case xml.StartElement:
			if a.shape != nil {
				return a, unexpected(t)
			}
			if a.shape, err = fes.DecodeGeometry(b.Decoder, t, fes.Options{CRSName: v.parseCRS}); err != nil {
				return a, filterError("parameter", err)
			}
		case xml.EndElement:
			a.text = strings.TrimSpace(a.text)
			return a, nil
		}
	}
}

// parameterNames are the names of a stored query's parameters, in lower case.
func (c *call) parameterNames(id string) ([]string, error) {
	if isByID(id) {
		return []string{"id"}, nil
	}
	s, err := c.findStoredQuery(id)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range s.Parameters {
		names = append(names, strings.ToLower(p.Name))
	}
	return names, nil
}

// storedQuery gives the queries that a stored query stands for.
func (c *call) storedQuery(id string, given map[string]argument, srsName string) ([]*featureQuery, error) {
	if isByID(id) {
		return c.queryByID(given["id"].text, srsName)
	}
	s, err := c.findStoredQuery(id)
	if err != nil {
		return nil, err
	}
	args, err := s.arguments(given)
	if err != nil {
		return nil, err
	}
	queries, err := c.bind(s, args)
	for _, q := range queries {
		if err := q.setCRS(srsName); err != nil {
			return nil, err
		}
	}
	return queries, err
}

func (c *call) queryByID(id, srsName string) ([]*featureQuery, error) {
	if id == "" {
		return nil, ows.Missing("id")
	}
	l, key, ok := c.layerOfID(id)
	if !ok {
		return nil, noFeature(id)
	}
	q := c.newQuery(l)
	q.byID = id
	q.restrict(&filter.IDs{List: []string{key}})
	return []*featureQuery{q}, q.setCRS(srsName)
}

// byID answers GetFeatureById alone.
func (c *call) byID(q *featureQuery, out output, how presentation) (operation, error) {
	switch {
	case how.hits:
		return nil, ows.Invalid("resulttype", "GetFeatureById answers with the feature itself; leave resultType out")
	case how.startIndex > 0:
		return nil, ows.Invalid("startindex", "GetFeatureById answers with one feature; leave startIndex out")
	}
	if out.Only != (crs.Ref{}) {
		q.crs = crs.URNName(out.Only)
	}
	return &getFeatureByID{query: q, output: out}, nil
}

func noFeature(id string) error {
	return &ows.Error{Code: ows.OperationProcessingFailed, Locator: "id", Status: http.StatusNotFound,
		Text: "there is no feature " + truncate(id)}
}

func (g *getFeatureByID) run(c *call, w http.ResponseWriter) error {
	sel, err := g.query.prepare(1, 0, true)
	if err != nil {
		return err
	}
	fs, err := sel.Features(c.r.Context())
	if err != nil {
		return g.query.sourceError(err)
	}
	defer fs.Close()
	if !fs.Next() {
		if err := fs.Err(); err != nil {
			return g.query.sourceError(err)
		}
		return noFeature(g.query.byID)
	}
	a := &answer{call: c, w: w, queries: []*featureQuery{g.query}, output: g.output}
	a.head()
	if c.r.Method == http.MethodHead {
		return nil
	}
	h := a.header(g.query, sel)
	h.Matched, h.Returned, h.Single = 1, 1, true
	return encodeOne(g.output.New(w), h, fs)
}

// listStoredQueries names the stored queries (OGC 09-025r2, 14.3).
type listStoredQueries struct{}

func readListKVP(*call, ows.Params) (operation, error) { return listStoredQueries{}, nil }

func readListXML(_ *call, b *body) (operation, error) {
	return listStoredQueries{}, b.children(unexpected)
}

func (listStoredQueries) run(c *call, w http.ResponseWriter) error {
	x := c.storedQueriesDocument("wfs:ListStoredQueriesResponse")
	list := func(id, title, language string, types []string) {
		x.Open("wfs:StoredQuery", "id", id)
		x.Leaf("wfs:Title", title, "xml:lang", language)
		for _, t := range types {
			x.Leaf("wfs:ReturnFeatureType", t)
		}
		x.Close()
	}
	list(c.version.byID, "Get feature by identifier", "en", c.typeNames())
	for _, s := range c.storedQueries() {
		list(s.ID, cmp.Or(s.Title, s.Name), c.language(), c.returnTypes(s))
	}
	x.Close()
	return c.document(w, "application/xml", x.Bytes())
}

// language is that of the service's texts.
func (c *call) language() string {
	if tags := c.o.Service.Languages; len(tags) > 0 {
		return tags[0]
	}
	return "en"
}

// describeStoredQueries describes stored queries (OGC 09-025r2, 14.4).
type describeStoredQueries struct {
	ids []string // as the client spells them
}

func readDescribeStoredKVP(c *call, p ows.Params) (operation, error) {
	return c.describeStored(ows.List(p.Get("storedquery_id")))
}

func readDescribeStoredXML(c *call, b *body) (operation, error) {
	var ids []string
	err := b.children(func(s xml.StartElement) error {
		if s.Name.Local != "StoredQueryId" {
			return unexpected(s)
		}
		id, err := b.text(s)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.describeStored(ids)
}

// describeStored checks identifiers. Those of GetFeatureById stay as the client spells them.
func (c *call) describeStored(ids []string) (operation, error) {
	for i, id := range ids {
		if isByID(id) {
			continue
		}
		s, err := c.findStoredQuery(id)
		if err != nil {
			return nil, err
		}
		ids[i] = s.ID
	}
	if len(ids) == 0 {
		ids = []string{c.version.byID}
		for _, s := range c.storedQueries() {
			ids = append(ids, s.ID)
		}
	}
	var once []string
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return describeStoredQueries{once}, nil
}

func (d describeStoredQueries) run(c *call, w http.ResponseWriter) error {
	x := c.storedQueriesDocument("wfs:DescribeStoredQueriesResponse")
	for _, id := range d.ids {
		if isByID(id) {
			c.describeStoredQuery(x, "en", c.typeNames(), &StoredQuery{ID: id, Title: "Get feature by identifier",
				Abstract:   "The feature with that identifier, as a document of its own.",
				Parameters: []Parameter{{Name: "id", Title: "Identifier", Abstract: "The gml:id of the feature."}}})
			continue
		}
		s, err := c.findStoredQuery(id)
		if err != nil {
			return err
		}
		c.describeStoredQuery(x, c.language(), c.returnTypes(s), s)
	}
	x.Close()
	return c.document(w, "application/xml", x.Bytes())
}

// describeStoredQuery writes a description. The standard has no place for a default, so the parameter's abstract tells it.
func (c *call) describeStoredQuery(x *xmlw.Writer, language string, types []string, s *StoredQuery) {
	leaf := func(name, text string) {
		if text != "" {
			x.Leaf(name, text, "xml:lang", language)
		}
	}
	x.Open("wfs:StoredQueryDescription", "id", s.ID)
	leaf("wfs:Title", cmp.Or(s.Title, s.Name))
	leaf("wfs:Abstract", s.Abstract)
	for _, p := range s.Parameters {
		x.Open("wfs:Parameter", "name", p.Name, "type", p.kind().xml)
		leaf("wfs:Title", p.Title)
		text := p.Abstract
		if p.Default != nil {
			text = strings.TrimSpace(text + fmt.Sprintf(" (default: %q)", *p.Default))
		}
		leaf("wfs:Abstract", text)
		x.Close()
	}
	x.Empty("wfs:QueryExpressionText", "isPrivate", "true", "language", "urn:ogc:def:queryLanguage:OGC-WFS::WFS_QueryExpression", "returnFeatureTypes", strings.Join(types, " "))
	x.Close()
}

func (c *call) typeNames() []string {
	var names []string
	for _, l := range c.layers() {
		names = append(names, c.typeName(l))
	}
	return names
}

func (c *call) storedQueriesDocument(root string) *xmlw.Writer {
	x := &xmlw.Writer{}
	x.Declaration()
	x.Open(root, slices.Concat([]string{
		"xmlns:wfs", "http://www.opengis.net/wfs/2.0",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema",
		"xmlns:gml", "http://www.opengis.net/gml/3.2",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
	}, c.declarations(), []string{"xsi:schemaLocation", "http://www.opengis.net/wfs/2.0 http://schemas.opengis.net/wfs/2.0/wfs.xsd"})...)
	return x
}

// encodeOne writes the feature that a stream stands on.
func encodeOne(e encode.Encoder, h encode.Header, fs interface{ Feature() *feature.Feature }) error {
	if err := e.Begin(h); err != nil {
		return err
	}
	if err := e.Feature(fs.Feature()); err != nil {
		return err
	}
	return e.End()
}
