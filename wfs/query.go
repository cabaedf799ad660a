package wfs

import (
	"errors"
	"net/http"
	"slices"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/fes"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// featureQuery is a query expression (OGC 09-025r2, 7.9), version-neutral, with its feature type resolved.
type featureQuery struct {
	version *version
	layer   *layer.Layer
	// fields are the properties asked for, as the client names them; nil means all.
	fields []string
	where  filter.Expr
	// filterParam is the parameter that an error in the filter is blamed on.
	filterParam string
	sort        []layer.SortBy
	crs         crs.Name
	// namedCRS says that the client asked for the system.
	namedCRS bool
	// byID is the identifier that GetFeatureById asks for; empty in all other queries.
	byID string
}

func (c *call) newQuery(l *layer.Layer) *featureQuery { return newQuery(c.version, l) }

// newQuery returns a query for everything of a layer, in its own CRS.
func newQuery(v *version, l *layer.Layer) *featureQuery {
	return &featureQuery{version: v, layer: l, crs: v.crsName(l.Schema.CRS), filterParam: "filter"}
}

// defaultCRS is the layer's CRS as capabilities spell it.
func (q *featureQuery) defaultCRS() crs.Name { return q.version.crsName(q.layer.Schema.CRS) }

// restrict adds a condition.
func (q *featureQuery) restrict(e filter.Expr) { q.where = filter.Conjunction(q.where, e) }

// setCRS reads srsName. The spelling is kept: answers repeat it.
func (q *featureQuery) setCRS(text string) error {
	if text == "" {
		return nil
	}
	name, err := q.version.parseCRS(text)
	if err != nil {
		return ows.Invalid("srsname", "%s", err)
	}
	q.crs, q.namedCRS = name, true
	return nil
}

// selectFields adds properties to those asked for.
func (q *featureQuery) selectFields(refs []string) {
	for _, ref := range refs {
		switch name := property(ref); {
		case name == "*":
			q.fields = nil
			return
		case name != "":
			if q.fields == nil {
				q.fields = []string{}
			}
			q.fields = append(q.fields, name)
		}
	}
}

// filterOptions are how FES filters on the layer are read.
func (q *featureQuery) filterOptions() fes.Options {
	return fes.Options{Layer: q.layer.Name, CRS: q.defaultCRS(), CRSName: q.version.parseCRS}
}

// filterKVP adds the condition of FILTER, which is XML.
func (q *featureQuery) filterKVP(text string) error {
	e, err := fes.ParseString(text, q.filterOptions())
	if err != nil {
		return filterError("filter", err)
	}
	q.restrict(q.resolve(e))
	return nil
}

// filterCQL adds the condition of CQL_FILTER, which is CQL2 text, ECQL or CQL2 JSON.
func (q *featureQuery) filterCQL(text string) error {
	e, err := cql.ParseAny(text, cql.Options{})
	if err != nil {
		return filterError("cql_filter", err)
	}
	if q.where == nil {
		q.filterParam = "cql_filter"
	}
	q.restrict(q.resolve(e))
	return nil
}

// resolve fits a filter that was read to the layer. Resource ids become keys; one of another layer selects nothing. Names lose their
// prefixes. A property that every GML feature may have (gml:name) is null in all features of a layer without it.
func (q *featureQuery) resolve(e filter.Expr) filter.Expr {
	filter.Walk(e, func(n filter.Expr) {
		switch n := n.(type) {
		case *filter.IDs:
			n.List = q.keys(n.List)
		case *filter.Property:
			if q.layer.Schema.Field(n.Name) < 0 {
				n.Name = property(n.Name)
			}
		case *filter.IsNull:
			if p, ok := n.Value.(*filter.Property); ok && q.lacks(property(p.Name)) {
				n.Value = &filter.Literal{}
			}
		}
	})
	return e
}

func (q *featureQuery) keys(ids []string) []string {
	keys := make([]string, 0, len(ids))
	for _, id := range ids {
		if key, ours := encode.ParseID(q.layer.Name, id); ours {
			keys = append(keys, key)
		}
	}
	return keys
}

// lacks says whether a name is that of a property of all GML features, which those of this layer do not have.
func (q *featureQuery) lacks(name string) bool {
	return isStandardProperty(name) && q.layer.Schema.Field(name) < 0 && name != q.layer.Schema.Geometry.Name
}

// prepare checks the query against the layer. keepMandatory adds the properties that cannot be null to those asked for.
func (q *featureQuery) prepare(limit, offset int64, keepMandatory bool) (*layer.Selection, error) {
	r := layer.Request{Where: q.where, Out: q.crs.Ref, Sort: q.sort, Limit: limit, Offset: offset}
	r.Fields, r.NoGeometry = q.projection(keepMandatory)
	s, err := q.layer.Prepare(r)
	if err != nil {
		return nil, q.refused(err)
	}
	return s, nil
}

// projection splits the properties asked for into fields and the geometry. GML's own properties, which features do not have, are
// left out silently: clients ask for gml:boundedBy and gml:name as a matter of course.
func (q *featureQuery) projection(keepMandatory bool) (fields []string, noGeometry bool) {
	if q.fields == nil {
		return nil, false
	}
	schema := q.layer.Schema
	fields, noGeometry = []string{}, true
	for _, name := range q.fields {
		switch {
		case schema.HasGeometry() && name == schema.Geometry.Name:
			noGeometry = false
		case q.lacks(name), slices.Contains(fields, name):
		default:
			fields = append(fields, name)
		}
	}
	if keepMandatory {
		for i := range schema.Fields {
			if f := &schema.Fields[i]; !f.Nullable && !slices.Contains(fields, f.Name) {
				fields = append(fields, f.Name)
			}
		}
	}
	return fields, noGeometry
}

// refused makes an exception of a layer's refusal.
func (q *featureQuery) refused(err error) error {
	e := (*layer.Error)(nil)
	if !errors.As(err, &e) {
		return err
	}
	locators := map[string]string{"fields": "propertyname", "filter": q.filterParam, "crs": "srsname", "sort": "sortby", "page": "startindex"}
	refusal := ows.Invalid(locators[e.Part], "%s", e.Text)
	if e.Part == "filter" && q.misapplied(e.Name) {
		return unfit(refusal)
	}
	return refusal
}

// unfit makes a refusal one of an operator that cannot work on what it is given (OGC 09-025r2, table D.2).
func unfit(e *ows.Error) *ows.Error {
	e.Code, e.Status = ows.OperationProcessingFailed, http.StatusForbidden
	return e
}

// misapplied says whether a filter fails although the property it fails on is known: the operator does not fit it.
func (q *featureQuery) misapplied(name string) bool {
	name = property(name)
	return name != "" && (name == q.layer.Schema.Geometry.Name || q.lacks(name))
}

// filterError makes an exception of a filter that could not be read.
func filterError(param string, err error) error {
	if e := (*filter.Error)(nil); errors.As(err, &e) {
		refusal := ows.Invalid(param, "%s", e.Error())
		if e.Name == "Literal" {
			return unfit(refusal)
		}
		return refusal
	}
	return ows.BodyError(tooLong(err))
}

// sourceError makes an exception of a source's failure where the request is the reason.
func (q *featureQuery) sourceError(err error) error {
	if errors.Is(err, crs.ErrUnsupported) {
		return ows.Invalid("srsname", "the source of this layer cannot compute coordinates in the system asked for; choose one that GetCapabilities lists")
	}
	return q.refused(err)
}
