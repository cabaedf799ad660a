package wfs

import (
	"errors"
	"net/http"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/gml"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/spool"
)

// getFeature answers with the features that queries select (OGC 09-025r2, 11).
type getFeature struct {
	queries []*featureQuery
	output  output
	presentation
}

func readFeatureKVP(c *call, p ows.Params) (operation, error) {
	how, err := presentationKVP(p)
	if err != nil {
		return nil, err
	}
	queries, err := c.readQueriesKVP(p)
	if err != nil {
		return nil, err
	}
	return c.feature(queries, how)
}

func readFeatureXML(c *call, b *body) (operation, error) {
	how, err := presentationXML(b.root)
	if err != nil {
		return nil, err
	}
	queries, err := c.readQueriesXML(b)
	if err != nil {
		return nil, err
	}
	return c.feature(queries, how)
}

func (c *call) feature(queries []*featureQuery, how presentation) (operation, error) {
	out, err := c.format(how.format)
	if err != nil {
		return nil, err
	}
	if len(queries) == 1 && queries[0].byID != "" {
		return c.byID(queries[0], out, how)
	}
	if how.hits && out.Download { // a file has no place for the number of features; the answer to hits has no features anyway
		if out, err = c.format(""); err != nil {
			return nil, err
		}
	}
	if how.hits && out.Name == gml.V21.Format().Name {
		return nil, ows.Invalid("resulttype", "GML 2 has no place for the number of features; ask for another outputFormat or by version 1.1.0 or 2.0.0")
	}
	if len(queries) > 1 {
		if err := c.fitTogether(queries, out, how.hits); err != nil {
			return nil, err
		}
	}
	if out.Only != (crs.Ref{}) {
		for _, q := range queries {
			q.crs = crs.URNName(out.Only)
		}
	}
	return &getFeature{queries: queries, output: out, presentation: how}, nil
}

func (g *getFeature) run(c *call, w http.ResponseWriter) error {
	a := &answer{call: c, w: w, queries: g.queries, presentation: g.presentation, output: g.output}
	return a.run()
}

// answer streams what queries select through an encoder.
type answer struct {
	*call
	w       http.ResponseWriter
	queries []*featureQuery
	presentation
	output output
}

func (a *answer) run() error {
	answer := a.one
	if len(a.queries) > 1 {
		answer = a.all
	}
	err := answer()
	if errors.Is(err, spool.ErrFull) {
		a.w.Header().Set("Retry-After", retryAfter)
		return &ows.Error{Code: ows.NoApplicableCode, Status: http.StatusServiceUnavailable, Cause: err,
			Text: "the server has no room now for a file of so many features; ask for fewer, ask later, or take a format that needs no room: GML, GeoJSON, CSV"}
	}
	return err
}

// retryAfter is for how many seconds a client should wait until other downloads may have ended.
const retryAfter = "60"

// one answers one query.
func (a *answer) one() error {
	q := a.queries[0]
	sel, err := q.prepare(a.count, a.startIndex, a.output.Mandatory)
	if err != nil {
		return err
	}
	if a.r.Method == http.MethodHead {
		a.head()
		return nil
	}
	ctx := a.r.Context()
	view, err := sel.View(ctx)
	if err != nil {
		return err
	}
	defer view.Close()
	if a.hits {
		matched, err := view.Count(ctx)
		if err != nil {
			return q.sourceError(err)
		}
		return a.write(sel, &layer.Page{Features: none{}, Matched: matched})
	}
	page, err := view.Page(ctx)
	if err != nil {
		return q.sourceError(err)
	}
	defer page.Close()
	return a.write(sel, page)
}

// write writes the answer to one query, whose first feature has arrived.
func (a *answer) write(sel *layer.Selection, page *layer.Page) error {
	e := a.output.New(a.w)
	defer encode.Abort(e)
	a.head()
	h := a.header(a.queries[0], sel)
	h.Matched, h.Returned, h.Hits = page.Matched, page.Returned, a.hits
	h.Next, h.Previous = a.links(extent{limit: sel.Limit(), matched: page.Matched, returned: page.Returned, more: page.More})
	if err := e.Begin(h); err != nil {
		return err
	}
	for page.Next() {
		if err := e.Feature(page.Feature()); err != nil {
			return err
		}
	}
	if err := page.Err(); err != nil {
		return err
	}
	return e.End()
}

func (a *answer) head() {
	h := a.w.Header()
	h.Set("Content-Type", a.output.contentType)
	if a.output.Download {
		h.Set("Content-Disposition", `attachment; filename="`+fileName(a.queries)+a.output.Extension+`"`)
	}
}

// fileName is the name of the layer that all queries are of, else "features".
func fileName(queries []*featureQuery) string {
	name := queries[0].layer.Name
	for _, q := range queries {
		if q.layer.Name != name {
			return "features"
		}
	}
	return name
}

// header is what is known of the answer to a query before it is counted.
func (a *answer) header(q *featureQuery, sel *layer.Selection) encode.Header {
	var layers []*layer.Layer
	for _, other := range a.queries {
		layers = append(layers, other.layer)
	}
	ns, location := a.namespace(q.layer), ""
	for _, g := range a.byNamespace(layers) {
		if g.Namespace == ns {
			location = a.schemaLocation(a.output.Name, g.layers...)
		}
	}
	return encode.Header{
		Schema: sel.Schema(), Title: q.layer.Title, Description: q.layer.Abstract, Fields: sel.Fields(), NoGeometry: sel.NoGeometry(), CRS: q.crs,
		Time: a.now(), AppSchema: a.appSchema(ns), SchemaLocation: location, Disk: a.o.Disk,
	}
}

// none is a stream without features.
type none struct{}

func (none) Next() bool                { return false }
func (none) Feature() *feature.Feature { return nil }
func (none) Err() error                { return nil }
func (none) Close() error              { return nil }
