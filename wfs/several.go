package wfs

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// fitTogether checks that a format can hold the answers to several queries together.
func (c *call) fitTogether(queries []*featureQuery, out output, hits bool) error {
	if !out.Several {
		var can []string
		for _, f := range c.formats() {
			if f.Several {
				can = append(can, f.Name)
			}
		}
		return ows.Invalid("outputformat", "%s holds the answer to one query, and there are %d; ask for each by itself, or for one of %s", out.Name, len(queries), strings.Join(can, ", "))
	}
	if out.OneCRS {
		if err := oneCRS(queries); err != nil {
			return err
		}
	}
	if out.Repeatable == 0 || hits {
		return nil
	}
	for i, q := range queries {
		for _, before := range queries[:i] {
			switch {
			case before.layer.Name != q.layer.Name:
			case before.crs != q.crs:
				return ows.Invalid("srsname", "two queries for %s want different systems, and %s can have a feature only once; ask in two requests", q.layer.Name, out.Name)
			case !slices.Equal(before.fields, q.fields) || (before.fields == nil) != (q.fields == nil):
				return ows.Invalid("propertyname", "two queries for %s want different properties, and %s can have a feature only once; ask for the same, or in two requests", q.layer.Name, out.Name)
			}
		}
	}
	return nil
}

// oneCRS brings all queries to one system: the one that the client named, else WGS 84 where the layers' own differ.
func oneCRS(queries []*featureQuery) error {
	common := queries[0].crs
	same, named := true, false
	for _, q := range queries {
		same = same && q.crs == common
		if !q.namedCRS {
			continue
		}
		if named && q.crs.Ref != common.Ref {
			return ows.Invalid("srsname", "the format has one coordinate reference system, and the queries want several; name one for all")
		}
		common, named = q.crs, true
	}
	if !named && !same {
		common = crs.URNName(crs.CRS84)
	}
	for _, q := range queries {
		q.crs = common
	}
	return nil
}

// part is one query of several on its way: what it selects, and its share of the page.
type part struct {
	query            *featureQuery
	selection        *layer.Selection
	matched          int64
	offset, returned int64
}

// all answers several queries in turn, from one state of the data. COUNT and STARTINDEX run over the whole (OGC 09-025r2, 7.6.3.5).
func (a *answer) all() error {
	ctx := a.r.Context()
	parts := make([]part, len(a.queries))
	selections := make([]*layer.Selection, len(parts))
	for i, q := range a.queries {
		sel, err := q.prepare(a.count, 0, a.output.Mandatory)
		if err != nil {
			return err
		}
		parts[i], selections[i] = part{query: q, selection: sel}, sel
	}
	if a.r.Method == http.MethodHead {
		a.head()
		return nil
	}
	state, err := a.o.Catalog.Read(ctx, selections)
	if err != nil {
		return err
	}
	defer func() { _ = state.Close() }()
	for i := range parts {
		p := &parts[i]
		if p.matched, err = state.View(p.selection).Count(ctx); err != nil {
			return p.query.sourceError(err)
		}
	}
	x := a.share(parts)
	if err := a.checkRepeats(parts); err != nil {
		return err
	}
	return a.writeAll(state, parts, x)
}

// share divides the page among the queries, in their order.
func (a *answer) share(parts []part) extent {
	x := extent{limit: -1}
	for i := range parts {
		if limit := parts[i].selection.Limit(); limit >= 0 && (x.limit < 0 || limit < x.limit) {
			x.limit = limit
		}
	}
	skip, left := a.startIndex, x.limit
	for i := range parts {
		p := &parts[i]
		x.matched += p.matched
		if a.hits {
			continue
		}
		p.offset = min(skip, p.matched)
		skip -= p.offset
		p.returned = p.matched - p.offset
		if x.limit >= 0 {
			p.returned = min(p.returned, left)
			left -= p.returned
		}
		x.returned += p.returned
	}
	x.more = x.matched > a.startIndex+x.returned
	return x
}

// checkRepeats bounds the identifiers that must be remembered because a later query may select the same features.
func (a *answer) checkRepeats(parts []part) error {
	if a.output.Repeatable == 0 {
		return nil
	}
	remembered := int64(0)
	for i, p := range parts {
		if slices.ContainsFunc(parts[i+1:], func(later part) bool { return later.query.layer.Name == p.query.layer.Name }) {
			remembered += p.returned
		}
	}
	if remembered > a.output.Repeatable {
		return ows.Invalid("count", "a feature can stand in %s only once, so no more than %d features may come before a later query of the same type, and these are %d; write one query with Or, or ask for pages",
			a.output.Name, a.output.Repeatable, remembered)
	}
	return nil
}

func (a *answer) writeAll(state *layer.Reading, parts []part, x extent) error {
	made := a.output.New(a.w)
	defer encode.Abort(made)
	e, ok := made.(encode.Multi)
	if !ok {
		return fmt.Errorf("format %s is said to hold several answers", a.output.Name)
	}
	c := encode.Collection{Matched: x.matched, Returned: x.returned, Hits: a.hits, Time: a.now()}
	c.Next, c.Previous = a.links(x)
	for _, p := range parts {
		h := a.header(p.query, p.selection)
		h.Matched, h.Returned = p.matched, p.returned
		c.Parts = append(c.Parts, h)
	}
	a.head()
	if err := e.BeginAll(c); err != nil {
		return err
	}
	for i := range parts {
		if a.hits {
			break
		}
		if err := a.writePart(e, c.Parts[i], state, &parts[i]); err != nil {
			return err
		}
	}
	return e.End()
}

// writePart writes the answer to one of several queries. It is whole or an error: its number of features is announced already.
func (a *answer) writePart(e encode.Multi, h encode.Header, state *layer.Reading, p *part) error {
	if err := e.Begin(h); err != nil {
		return err
	}
	if p.returned == 0 {
		return e.EndPart()
	}
	sel, err := p.query.prepare(p.returned, p.offset, a.output.Mandatory)
	if err != nil {
		return err
	}
	fs, err := state.View(sel).Features(a.r.Context())
	if err != nil {
		return p.query.sourceError(err)
	}
	defer fs.Close()
	n := int64(0)
	for ; fs.Next(); n++ {
		if err := e.Feature(fs.Feature()); err != nil {
			return err
		}
	}
	if err := fs.Err(); err != nil {
		return p.query.sourceError(err)
	}
	if n != p.returned {
		return fmt.Errorf("layer %s: %d features were announced and %d came", p.query.layer.Name, p.returned, n)
	}
	return e.EndPart()
}
