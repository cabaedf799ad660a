package wfs

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strings"

	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// getFeatureByID is the stored query that every service has: one feature, by itself (OGC 09-025r2, 7.9.3.6).
type getFeatureByID struct {
	id     string
	query  *featureQuery
	output output
}

func isByID(id string) bool { return id == byIDURN || id == byIDURI }

func (c *call) checkStoredQuery(param, id string) error {
	if !isByID(id) {
		return ows.Invalid(param, "there is no stored query %.80q; ListStoredQueries lists them", id)
	}
	return nil
}

func (c *call) storedQueryKVP(id string, p ows.Params, how presentation) (operation, error) {
	if err := c.checkStoredQuery("storedquery_id", id); err != nil {
		return nil, err
	}
	for _, param := range []string{"typenames", "typename", "filter", "cql_filter", "bbox", "resourceid", "sortby", "propertyname"} {
		if p.Get(param) != "" {
			return nil, ows.Invalid(param, "%s belongs to another kind of query: a request has it or a stored query, not both", param)
		}
	}
	return c.byID(p.Get("id"), p.Get("srsname"), how)
}

func (c *call) storedQueryXML(b *body, s xml.StartElement, how presentation) (operation, error) {
	if err := c.checkStoredQuery("storedquery_id", attr(s, "id")); err != nil {
		return nil, err
	}
	var id string
	err := b.children(func(s xml.StartElement) error {
		if s.Name.Local != "Parameter" || !strings.EqualFold(attr(s, "name"), "id") {
			return ows.Invalid("parameter", "GetFeatureById has one parameter, id")
		}
		text, err := b.text(s)
		id = text
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.byID(id, "", how)
}

func (c *call) byID(id, srsName string, how presentation) (operation, error) {
	switch {
	case id == "":
		return nil, ows.Missing("id")
	case how.hits:
		return nil, ows.Invalid("resulttype", "GetFeatureById answers with the feature itself; leave resultType out")
	case how.startIndex > 0:
		return nil, ows.Invalid("startindex", "GetFeatureById answers with one feature; leave startIndex out")
	}
	out, err := c.format(how.format)
	if err != nil {
		return nil, err
	}
	g := &getFeatureByID{id: id, output: out}
	l, key, ok := c.layerOfID(id)
	if !ok {
		return nil, g.notFound()
	}
	g.query = c.newQuery(l)
	g.query.restrict(&filter.IDs{List: []string{key}})
	return g, g.query.setCRS(srsName)
}

func (g *getFeatureByID) notFound() error {
	return &ows.Error{Code: ows.OperationProcessingFailed, Locator: "id", Status: http.StatusNotFound,
		Text: "there is no feature " + truncate(g.id)}
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
		return g.notFound()
	}
	a := &answer{call: c, w: w, query: g.query, selection: sel, formatName: g.output.Name, contentType: g.output.contentType, download: g.output.Download, extension: g.output.Extension}
	a.head()
	if c.r.Method == http.MethodHead {
		return nil
	}
	h := a.header(&layer.Page{Matched: 1, Returned: 1})
	h.Single, h.Next, h.Previous = true, "", ""
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
	x.Open("wfs:StoredQuery", "id", c.version.byID)
	x.Leaf("wfs:Title", "Get feature by identifier", "xml:lang", "en")
	for _, l := range c.layers() {
		x.Leaf("wfs:ReturnFeatureType", c.typeName(l))
	}
	x.Close()
	x.Close()
	return c.document(w, "application/xml", x.Bytes())
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

func (c *call) describeStored(ids []string) (operation, error) {
	for _, id := range ids {
		if err := c.checkStoredQuery("storedquery_id", id); err != nil {
			return nil, err
		}
	}
	if len(ids) == 0 {
		ids = []string{c.version.byID}
	}
	slices.Sort(ids)
	return describeStoredQueries{slices.Compact(ids)}, nil
}

func (d describeStoredQueries) run(c *call, w http.ResponseWriter) error {
	x := c.storedQueriesDocument("wfs:DescribeStoredQueriesResponse")
	for _, id := range d.ids {
		x.Open("wfs:StoredQueryDescription", "id", id)
		x.Leaf("wfs:Title", "Get feature by identifier", "xml:lang", "en")
		x.Leaf("wfs:Abstract", "The feature with that identifier, as a document of its own.", "xml:lang", "en")
		x.Open("wfs:Parameter", "name", "id", "type", "xsd:string")
		x.Leaf("wfs:Title", "Identifier", "xml:lang", "en")
		x.Leaf("wfs:Abstract", "The gml:id of the feature.", "xml:lang", "en")
		x.Close()
		x.Empty("wfs:QueryExpressionText", "isPrivate", "true", "language", "urn:ogc:def:queryLanguage:OGC-WFS::WFS_QueryExpression", "returnFeatureTypes", c.typeNames())
		x.Close()
	}
	x.Close()
	return c.document(w, "application/xml", x.Bytes())
}

func (c *call) typeNames() string {
	var names []string
	for _, l := range c.layers() {
		names = append(names, c.typeName(l))
	}
	return strings.Join(names, " ")
}

func (c *call) storedQueriesDocument(root string) *xmlw.Writer {
	x := &xmlw.Writer{}
	x.Declaration()
	x.Open(root, slices.Concat([]string{
		"xmlns:wfs", "http://www.opengis.net/wfs/2.0",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema",
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
