package wfs

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/gml"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/source"
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

// pageInMemory is the longest page that is read whole before it is counted: a page that is not full needs no count.
const pageInMemory = 1000

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
	if limit := a.selection.Limit(); !a.hits && limit >= 0 && limit <= pageInMemory {
		return a.page(ctx, view)
	}
	matched, err := view.Count(ctx)
	if err != nil {
		return a.query.sourceError(err)
	}
	if a.hits {
		return a.write(matched, 0, &kept{})
	}
	fs, err := view.Features(ctx)
	if err != nil {
		return a.query.sourceError(err)
	}
	defer fs.Close()
	return a.write(matched, a.share(matched), fs)
}

// page reads a short page first, and counts only when more may match than it holds.
func (a *answer) page(ctx context.Context, view *layer.View) error {
	fs, err := view.Features(ctx)
	if err != nil {
		return a.query.sourceError(err)
	}
	var page kept
	for fs.Next() {
		page.features = append(page.features, fs.Feature().Clone())
	}
	err = fs.Err()
	fs.Close()
	if err != nil {
		return a.query.sourceError(err)
	}
	n := int64(len(page.features))
	matched := a.startIndex + n
	if n == a.selection.Limit() || n == 0 && a.startIndex > 0 {
		if matched, err = view.Count(ctx); err != nil {
			return a.query.sourceError(err)
		}
	}
	return a.write(matched, n, &page)
}

// share is how many of the matching features the page holds.
func (a *answer) share(matched int64) int64 {
	n := max(matched-a.startIndex, 0)
	if limit := a.selection.Limit(); limit >= 0 {
		n = min(n, limit)
	}
	return n
}

// write writes the answer. The first feature has arrived before the head is written, and a stream that does not hold what the head
// says is a failure.
func (a *answer) write(matched, returned int64, fs source.Features) error {
	more := fs.Next()
	if err := fs.Err(); err != nil {
		return a.query.sourceError(err)
	}
	e := a.encoder(a.w)
	defer encode.Abort(e)
	a.head()
	if err := e.Begin(a.header(matched, returned)); err != nil {
		return err
	}
	var n int64
	for ; more; more = fs.Next() {
		if err := e.Feature(fs.Feature()); err != nil {
			return err
		}
		n++
	}
	if err := fs.Err(); err != nil {
		return err
	}
	if n != returned {
		return fmt.Errorf("layer %s: %d features were announced and %d came", a.query.layer.Name, returned, n)
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

func (a *answer) header(matched, returned int64) encode.Header {
	h := encode.Header{
		Schema: a.selection.Schema(), Title: a.query.layer.Title, Description: a.query.layer.Abstract, Fields: a.selection.Fields(), NoGeometry: a.selection.NoGeometry(), CRS: a.query.crs,
		Matched: matched, Returned: returned, Time: a.now(),
		Namespace: a.o.Namespace, Prefix: a.o.Prefix, SchemaLocation: a.schemaLocation(a.query.layer, a.formatName), Hits: a.hits,
	}
	h.Next, h.Previous = a.links(matched, returned)
	return h
}

// links are the addresses of the neighbouring pages (OGC 09-025r2, 7.7.4.4), for a request that was made with key-value pairs. After
// hits the next page is the first.
func (a *answer) links(matched, returned int64) (next, previous string) {
	if a.params == nil {
		return "", ""
	}
	if a.hits {
		if matched > a.startIndex {
			next = a.address() + a.params.With("resulttype", "results").Encode()
		}
		return next, ""
	}
	limit := a.selection.Limit()
	if end := a.startIndex + returned; limit > 0 && returned > 0 && end < matched {
		next = a.pageAddress(end, limit)
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

// kept is a stream of features in memory.
type kept struct {
	features []*feature.Feature
	at       int
}

func (k *kept) Next() bool                { k.at++; return k.at <= len(k.features) }
func (k *kept) Feature() *feature.Feature { return k.features[k.at-1] }
func (k *kept) Err() error                { return nil }
func (k *kept) Close() error              { return nil }
