package wfs

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// readQueriesKVP reads the queries of a request: of a stored query, or ad hoc ones (OGC 09-025r2, table 8).
func (c *call) readQueriesKVP(p ows.Params) ([]*featureQuery, error) {
	if id := p.Get("storedquery_id"); id != "" {
		return c.storedQueryKVP(id, p)
	}
	ids := resourceIDs(p)
	layers, err := c.queriedLayers(p, ids)
	if err != nil {
		return nil, err
	}
	if err := c.checkQueries(len(layers)); err != nil {
		return nil, err
	}
	if err := checkQueryParams(p, len(ids) > 0); err != nil {
		return nil, err
	}
	if err := c.checkIDs(ids, layers); err != nil {
		return nil, err
	}
	if p.Get("filter") == "" { // OWSLib sends the filters of WFS 2.0 as QUERY, and would else be answered with everything
		p = p.With("filter", p.Get("query"))
	}
	clauses := map[string][]string{}
	for _, param := range []string{"srsname", "filter", "cql_filter", "bbox", "sortby", "propertyname"} {
		shared := param == "srsname" || param == "bbox" || p.Get(param) == "*"
		if clauses[param], err = parallel(param, p.Get(param), len(layers), shared); err != nil {
			return nil, err
		}
	}
	queries := make([]*featureQuery, len(layers))
	for i, l := range layers {
		if queries[i], err = c.readQueryKVP(l, ids, func(param string) string { return clauses[param][i] }); err != nil {
			return nil, err
		}
	}
	return queries, nil
}

// readQueryKVP reads an ad hoc query. clause gives its value of a parameter.
func (c *call) readQueryKVP(l *layer.Layer, ids []string, clause func(param string) string) (*featureQuery, error) {
	q := c.newQuery(l)
	if err := q.setCRS(clause("srsname")); err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		q.filterParam = "resourceid"
		q.restrict(q.resolve(&filter.IDs{List: ids}))
	}
	if text := clause("filter"); text != "" {
		if err := q.filterKVP(text); err != nil {
			return nil, err
		}
	}
	if text := clause("cql_filter"); text != "" {
		if err := q.filterCQL(text); err != nil {
			return nil, err
		}
	}
	if text := clause("bbox"); text != "" {
		box, err := q.parseBBox(text)
		if err != nil {
			return nil, err
		}
		if q.where == nil {
			q.filterParam = "bbox"
		}
		q.restrict(box)
	}
	var err error
	if q.sort, err = parseSortBy(clause("sortby")); err != nil {
		return nil, err
	}
	q.selectFields(ows.List(clause("propertyname")))
	return q, nil
}

// resourceIDs reads RESOURCEID, or FEATUREID of WFS 1. Each query takes those of its type, so that lists of them need not be told apart.
func resourceIDs(p ows.Params) []string {
	for _, param := range []string{"resourceid", "featureid"} {
		if ids := ows.List(strings.NewReplacer(")(", ",", "(", "", ")", "").Replace(p.Get(param))); len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// queriedLayers are the layers of the queries: those that TYPENAMES names, or that the resource ids are of.
func (c *call) queriedLayers(p ows.Params, ids []string) ([]*layer.Layer, error) {
	ns, err := parseNamespaces(p)
	if err != nil {
		return nil, err
	}
	param, value := p.First("typenames", "typename")
	names, err := c.queriedNames(param, value)
	switch {
	case err != nil:
		return nil, err
	case len(names) == 0 && len(ids) == 0:
		return nil, ows.Missing(c.version.typeName)
	case len(names) == 0:
		return c.layersOfIDs(ids)
	}
	layers := make([]*layer.Layer, len(names))
	for i, name := range names {
		if layers[i], err = c.featureType(param, name, ns); err != nil {
			return nil, err
		}
	}
	return layers, nil
}

// queriedNames reads TYPENAMES: (a)(b) are two queries. A comma makes a join of them, but two queries in WFS 1, which has no joins.
func (c *call) queriedNames(param, value string) ([]string, error) {
	groups, isList := parenthesised(value, false)
	if !isList {
		groups = []string{value}
	}
	var names []string
	for _, g := range groups {
		list := ows.List(g)
		if len(list) > 1 && c.version.namespace == namespace2 {
			return nil, noJoins(param)
		}
		names = append(names, list...)
	}
	return names, nil
}

func noJoins(param string) error {
	return ows.Invalid(param, "joins are not supported: a query has one feature type. Several queries in one request are typeNames=(a)(b), or several Query elements")
}

// layersOfIDs are the layers that resource ids are of, each once.
func (c *call) layersOfIDs(ids []string) ([]*layer.Layer, error) {
	var layers []*layer.Layer
	for _, id := range ids {
		if l, _, ok := c.layerOfID(id); ok && !hasLayer(layers, l) {
			layers = append(layers, l)
		}
	}
	if len(layers) == 0 {
		return nil, ows.Invalid("resourceid", "no feature type has a feature %.60q; name the type with typeNames", ids[0])
	}
	return layers, nil
}

func hasLayer(layers []*layer.Layer, l *layer.Layer) bool {
	return slices.ContainsFunc(layers, func(other *layer.Layer) bool { return other.Name == l.Name })
}

// checkQueries bounds the queries of a request.
func (c *call) checkQueries(n int) error {
	if n > c.o.MaxQueries {
		return ows.Invalid(c.version.typeName, "the request has more queries than the %d that are answered together; send several requests", c.o.MaxQueries)
	}
	return nil
}

// checkQueryParams refuses what a query cannot do, and values that would have to be ignored.
func checkQueryParams(p ows.Params, byID bool) error {
	if p.Get("aliases") != "" {
		return ows.Invalid("aliases", "aliases serve joins, which are not supported")
	}
	if l := p.Get("filter_language"); l != "" && !strings.EqualFold(l, "urn:ogc:def:queryLanguage:OGC-FES:Filter") {
		return ows.Invalid("filter_language", "FILTER is read as urn:ogc:def:queryLanguage:OGC-FES:Filter; CQL goes into CQL_FILTER")
	}
	if byID {
		for _, other := range []string{"filter", "query", "bbox", "cql_filter"} {
			if p.Get(other) != "" {
				return ows.Invalid(other, "resourceId excludes %s: give one of them", other)
			}
		}
	}
	return nil
}

// layerOfID finds the layer that a resource id begins with, and the key that follows. Where names contain dots the longest wins.
func (c *call) layerOfID(id string) (l *layer.Layer, key string, ok bool) {
	for _, candidate := range c.layers() {
		if k, fits := encode.ParseID(candidate.Name, id); fits && (l == nil || len(candidate.Name) > len(l.Name)) {
			l, key, ok = candidate, k, true
		}
	}
	return l, key, ok
}

// checkIDs refuses an id that is of none of the types that are queried (OGC 09-025r2, 7.9.2.4.1). One that nobody has selects nothing.
func (c *call) checkIDs(ids []string, layers []*layer.Layer) error {
	for _, id := range ids {
		if l, _, ok := c.layerOfID(id); ok && !hasLayer(layers, l) {
			return ows.Invalid("resourceid", "the feature %.60q is of type %s, not %s", id, l.Name, layers[0].Name)
		}
	}
	return nil
}

// parseBBox reads four numbers in the axis order of the CRS, and its name, which may be left out for the layer's own.
func (q *featureQuery) parseBBox(text string) (filter.Expr, error) {
	parts := strings.Split(text, ",")
	name := q.defaultCRS()
	if q.version.eastFirst {
		name = q.crs // WFS 1.0.0 has no place for the system in bbox: clients write it in that of the answer
	}
	switch len(parts) {
	case 4:
	case 5:
		var err error
		if name, err = q.version.parseCRS(parts[4]); err != nil {
			return nil, ows.Invalid("bbox", "%s", err)
		}
	default:
		return nil, ows.Invalid("bbox", "bbox has %d parts; write two corners and the CRS: 60.1,24.6,60.3,25.3,urn:ogc:def:crs:EPSG::4326", len(parts))
	}
	var n [4]float64
	for i := range n {
		f, err := strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, ows.Invalid("bbox", "bbox=%.60q: %.20q is not a number", text, parts[i])
		}
		n[i] = f
	}
	if name.NorthFirst {
		n = [4]float64{n[1], n[0], n[3], n[2]}
	}
	return box(orb.Point{n[0], n[1]}, orb.Point{n[2], n[3]}, name.Ref)
}

// box is the condition that a feature is in a box. One of longitudes whose west lies east of its east crosses the antimeridian.
func box(lower, upper orb.Point, ref crs.Ref) (filter.Expr, error) {
	if lower[1] > upper[1] {
		return nil, ows.Invalid("bbox", "the lower corner of bbox lies north of the upper one; check the axis order of %s", ref)
	}
	if lower[0] <= upper[0] {
		return boxTerm(lower, upper, ref), nil
	}
	if info, ok := crs.Lookup(ref); !ok || !info.Geographic || lower[0] > 180 || upper[0] < -180 {
		return nil, ows.Invalid("bbox", "the lower corner of bbox lies east of the upper one; check the axis order of %s", ref)
	}
	return &filter.Or{Terms: []filter.Expr{
		boxTerm(lower, orb.Point{180, upper[1]}, ref), boxTerm(orb.Point{-180, lower[1]}, upper, ref),
	}}, nil
}

func boxTerm(lower, upper orb.Point, ref crs.Ref) filter.Expr {
	return &filter.Spatial{Op: filter.BBox, Left: &filter.Property{}, Right: &filter.Shape{Geom: orb.Bound{Min: lower, Max: upper}, CRS: ref, Box: true}}
}

// parseSortBy reads "a,b DESC": ASC and DESC of WFS 2.0, A and D of 1.1.
func parseSortBy(text string) ([]layer.SortBy, error) {
	var keys []layer.SortBy
	for _, part := range ows.List(text) {
		words := strings.Fields(part)
		if len(words) == 1 {
			words = append(words, "ASC")
		}
		if len(words) != 2 {
			return nil, ows.Invalid("sortby", "sortby=%.60q: write a property, and ASC or DESC after a blank", part)
		}
		key, err := sortKey(words[0], words[1])
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func sortKey(ref, order string) (layer.SortBy, error) {
	switch strings.ToUpper(order) {
	case "ASC", "A", "":
		return layer.SortBy{Name: property(ref)}, nil
	case "DESC", "D":
		return layer.SortBy{Name: property(ref), Desc: true}, nil
	default:
		return layer.SortBy{}, ows.Invalid("sortby", "the order %.20q is not known; write ASC or DESC", order)
	}
}
