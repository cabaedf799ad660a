package wfs

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strconv"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/gml"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/spool"
)

// getFeature answers with the features that a query selects (OGC 09-025r2, 11).
type getFeature struct {
	query  *featureQuery
	output output
	presentation
}

func readFeatureKVP(c *call, p ows.Params) (operation, error) {
	how, err := presentationKVP(p)
	if err != nil {
		return nil, err
	}
	if id := p.Get("storedquery_id"); id != "" {
		return c.storedQueryKVP(id, p, how)
	}
	q, err := c.readQueryKVP(p)
	if err != nil {
		return nil, err
	}
	return c.feature(q, how)
}

func readFeatureXML(c *call, b *body) (operation, error) {
	how, err := presentationXML(b.root)
	if err != nil {
		return nil, err
	}
	var op operation
	err = b.children(func(s xml.StartElement) error {
		switch {
		case op != nil:
			return severalTypes(c.version.typeName)
		case s.Name.Local == "Query":
			q, err := c.readQueryXML(b, s)
			if err != nil {
				return err
			}
			op, err = c.feature(q, how)
			return err
		case s.Name.Local == "StoredQuery":
			op, err = c.storedQueryXML(b, s, how)
			return err
		default:
			return unexpected(s)
		}
	})
	if err == nil && op == nil {
		err = ows.Missing(c.version.typeName)
	}
	return op, err
}

func (c *call) feature(q *featureQuery, how presentation) (operation, error) {
	out, err := c.format(how.format)
	if err != nil {
		return nil, err
	}
	if how.hits && out.Download { // a file has no place for the number of features; the answer to hits has no features anyway
		if out, err = c.format(""); err != nil {
			return nil, err
		}
	}
	if out.Only != (crs.Ref{}) {
		q.crs = crs.URNName(out.Only)
	}
	if how.hits && out.Name == gml.V21.Format().Name {
		return nil, ows.Invalid("resulttype", "GML 2 has no place for the number of features; ask for another outputFormat or by version 1.1.0 or 2.0.0")
	}
	return &getFeature{query: q, output: out, presentation: how}, nil
}

func (g *getFeature) run(c *call, w http.ResponseWriter) error {
	sel, err := g.query.prepare(g.count, g.startIndex, g.output.Mandatory)
	if err != nil {
		return err
	}
	a := &answer{call: c, w: w, query: g.query, selection: sel, presentation: g.presentation, formatName: g.output.Name, contentType: g.output.contentType,
		download: g.output.Download, extension: g.output.Extension, encoder: g.output.New}
	return a.run()
}

// answer streams what a selection yields through an encoder.
type answer struct {
	*call
	w         http.ResponseWriter
	query     *featureQuery
	selection *layer.Selection
	presentation
	formatName, contentType, extension string
	download                           bool
	encoder                            func(io.Writer) encode.Encoder
}

func (a *answer) run() error {
	ctx := a.r.Context()
	if a.r.Method == http.MethodHead {
		a.head()
		return nil
	}
	view, err := a.selection.View(ctx)
	if err != nil {
		return err
	}
	defer view.Close()
	if a.hits {
		matched, err := view.Count(ctx)
		if err != nil {
			return a.query.sourceError(err)
		}
		return a.write(&layer.Page{Features: none{}, Matched: matched})
	}
	page, err := view.Page(ctx)
	if err != nil {
		return a.query.sourceError(err)
	}
	defer page.Close()
	return a.write(page)
}

// write writes the answer, whose first feature has arrived.
func (a *answer) write(page *layer.Page) error {
	err := a.encode(page)
	if errors.Is(err, spool.ErrFull) {
		a.w.Header().Set("Retry-After", retryAfter)
		return &ows.Error{Code: ows.NoApplicableCode, Status: http.StatusServiceUnavailable, Cause: err,
			Text: "the server has no room now for a file of so many features; ask for fewer, ask later, or take a format that needs no room: GML, GeoJSON, CSV"}
	}
	return err
}

// retryAfter is for how many seconds a client should wait until other downloads may have ended.
const retryAfter = "60"

func (a *answer) encode(page *layer.Page) error {
	e := a.encoder(a.w)
	defer encode.Abort(e)
	a.head()
	if err := e.Begin(a.header(page)); err != nil {
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
	h.Set("Content-Type", a.contentType)
	if a.download {
		h.Set("Content-Disposition", `attachment; filename="`+a.query.layer.Name+a.extension+`"`)
	}
}

func (a *answer) header(page *layer.Page) encode.Header {
	h := encode.Header{
		Schema: a.selection.Schema(), Title: a.query.layer.Title, Description: a.query.layer.Abstract, Fields: a.selection.Fields(), NoGeometry: a.selection.NoGeometry(), CRS: a.query.crs,
		Matched: page.Matched, Returned: page.Returned, Time: a.now(),
		AppSchema: a.appSchema(a.namespace(a.query.layer)), SchemaLocation: a.schemaLocation(a.formatName, a.query.layer), Hits: a.hits,
		Disk: a.o.Disk,
	}
	h.Next, h.Previous = a.links(page)
	return h
}

// links are the addresses of the neighbouring pages (OGC 09-025r2, 7.7.4.4), for a request that was made with key-value pairs. After
// hits the next page is the first.
func (a *answer) links(page *layer.Page) (next, previous string) {
	if a.params == nil {
		return "", ""
	}
	if a.hits {
		if page.Matched > a.startIndex {
			next = a.address() + a.params.With("resulttype", "results").Encode()
		}
		return next, ""
	}
	limit := a.selection.Limit()
	if limit > 0 && page.Returned > 0 && page.More {
		next = a.pageAddress(a.startIndex+page.Returned, limit)
	}
	if a.startIndex > 0 && limit > 0 {
		before := max(a.startIndex-limit, 0)
		previous = a.pageAddress(before, a.startIndex-before)
	}
	return next, previous
}

func (a *answer) pageAddress(startIndex, count int64) string {
	return a.address() + a.params.With("maxfeatures", "", "count", strconv.FormatInt(count, 10), "startindex", strconv.FormatInt(startIndex, 10)).Encode()
}

// none is a stream without features.
type none struct{}

func (none) Next() bool                { return false }
func (none) Feature() *feature.Feature { return nil }
func (none) Err() error                { return nil }
func (none) Close() error              { return nil }
