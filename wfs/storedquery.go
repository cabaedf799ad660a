package wfs

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// StoredQuery is a query with parameters that has a name (OGC 09-025r2, 7.9.3).
type StoredQuery struct {
	// Name is short; requests may use it in place of the identifier.
	Name string
	// ID is the identifier, a URI; by default the namespace of the feature types with "/query/" and the name after it.
	ID string
	// Title and Abstract are for people.
	Title, Abstract string
	Parameters      []Parameter
	// Queries are what is answered, one after the other.
	Queries []QueryTemplate
}

// QueryTemplate is a query of one layer.
type QueryTemplate struct {
	Layer string
	// Where is the condition in CQL2 text or ECQL, in which :name stands for a parameter; empty for all features.
	Where string
	// Fields are the properties to answer with; nil means all.
	Fields []string
	// Sort is as in SORTBY.
	Sort string
}

// Fault is what is wrong with a stored query. Parameter names the one at fault, else Query is the index of the query, -1 for neither;
// Key is the key below it.
type Fault struct {
	Parameter string
	Query     int
	Key, Text string
}

// Check finds what is wrong with a stored query on the layers of a catalogue, among it parameters that no condition uses.
func (s *StoredQuery) Check(c *layer.Catalog) []Fault {
	var faults []Fault
	args := arguments{}
	for _, p := range s.Parameters {
		v, err := p.sample()
		if err != nil {
			faults = append(faults, Fault{Parameter: p.Name, Query: -1, Key: "default", Text: err.Error()})
		}
		args[strings.ToLower(p.Name)] = v
	}
	used := map[string]bool{}
	for i := range s.Queries {
		t := &s.Queries[i]
		l, ok := c.Layer(layer.Caller{}, t.Layer)
		if !ok {
			faults = append(faults, Fault{Query: i, Key: "layer", Text: fmt.Sprintf("there is no layer %.60q", t.Layer)})
			continue
		}
		if f := t.check(l, args, used); f != nil {
			f.Query = i
			faults = append(faults, *f)
		}
		other := func(before QueryTemplate) bool {
			return before.Layer == t.Layer && !slices.Equal(before.Fields, t.Fields)
		}
		if slices.ContainsFunc(s.Queries[:i], other) {
			faults = append(faults, Fault{Query: i, Key: "fields", Text: "are others than those of another query of the same layer, but GML can have a feature only once"})
		}
	}
	if len(faults) > 0 {
		return faults
	}
	for _, p := range s.Parameters {
		if !used[strings.ToLower(p.Name)] {
			faults = append(faults, Fault{Parameter: p.Name, Query: -1, Text: "is used by no condition"})
		}
	}
	return faults
}

func (t *QueryTemplate) check(l *layer.Layer, args arguments, used map[string]bool) *Fault {
	q := newQuery(versions()[0], l)
	if err := t.fill(q, args, used); err != nil {
		return &Fault{Key: "where", Text: err.Error()}
	}
	by, err := parseSortBy(t.Sort)
	if err != nil {
		return &Fault{Key: "sort", Text: err.Error()}
	}
	q.sort = by
	_, err = q.prepare(-1, 0, true)
	if err == nil {
		return nil
	}
	f := &Fault{Key: "where", Text: err.Error()}
	if e := (*ows.Error)(nil); errors.As(err, &e) {
		switch e.Locator {
		case "propertyname":
			f.Key = "fields"
		case "sortby":
			f.Key = "sort"
		}
	}
	return f
}

// arguments are the values of parameters, by their names in lower case.
type arguments map[string]filter.Expr

// fill adds the condition with its parameters' values, and the fields. used may be nil.
func (t *QueryTemplate) fill(q *featureQuery, args arguments, used map[string]bool) error {
	q.filterParam = "storedquery_id"
	q.fields = slices.Clone(t.Fields)
	if t.Where == "" {
		return nil
	}
	e, err := cql.Parse(t.Where, cql.Options{Parameter: func(name string) (filter.Expr, bool) {
		name = strings.ToLower(name)
		if used != nil {
			used[name] = true
		}
		v, ok := args[name]
		return v, ok
	}})
	if err != nil {
		return err
	}
	q.restrict(q.resolve(e))
	return nil
}

// bind gives the queries that a stored query is for some arguments.
func (c *call) bind(s *StoredQuery, args arguments) ([]*featureQuery, error) {
	queries := make([]*featureQuery, len(s.Queries))
	for i := range s.Queries {
		t := &s.Queries[i]
		l, ok := c.o.Catalog.Layer(c.caller, t.Layer)
		if !ok {
			return nil, fmt.Errorf("stored query %s: there is no layer %s", s.Name, t.Layer)
		}
		q := c.newQuery(l)
		if err := t.fill(q, args, nil); err != nil { // the condition is good: a period that reaches too far, or the like
			return nil, filterError("storedquery_id", err)
		}
		var err error
		if q.sort, err = parseSortBy(t.Sort); err != nil {
			return nil, err
		}
		queries[i] = q
	}
	return queries, nil
}

// storedQueries are those of which the caller may see all layers.
func (c *call) storedQueries() []*StoredQuery {
	var list []*StoredQuery
	for i := range c.o.StoredQueries {
		s := &c.o.StoredQueries[i]
		hidden := func(t QueryTemplate) bool { _, ok := c.o.Catalog.Layer(c.caller, t.Layer); return !ok }
		if !slices.ContainsFunc(s.Queries, hidden) {
			list = append(list, s)
		}
	}
	return list
}

// findStoredQuery finds a stored query by its identifier or name.
func (c *call) findStoredQuery(id string) (*StoredQuery, error) {
	for _, s := range c.storedQueries() {
		if s.ID == id || s.Name == id {
			return s, nil
		}
	}
	return nil, ows.Invalid("storedquery_id", "there is no stored query %.80q; ListStoredQueries lists them", id)
}

// returnTypes are the feature types that a stored query answers with.
func (c *call) returnTypes(s *StoredQuery) []string {
	var names []string
	for _, t := range s.Queries {
		if l, ok := c.o.Catalog.Layer(c.caller, t.Layer); ok && !slices.Contains(names, c.typeName(l)) {
			names = append(names, c.typeName(l))
		}
	}
	return names
}

// withIDs gives those stored queries an identifier that have none.
func withIDs(list []StoredQuery, namespace string) []StoredQuery {
	list = slices.Clone(list)
	for i := range list {
		if list[i].ID == "" {
			list[i].ID = strings.TrimRight(namespace, "/#") + "/query/" + list[i].Name
		}
	}
	return list
}
