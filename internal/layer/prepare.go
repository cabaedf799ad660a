package layer

import (
	"errors"
	"fmt"
	"slices"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
)

// Limits bound what one request may ask of a layer.
type Limits struct {
	// Features is the most features in one answer; 0 means no limit.
	Features int64
	// FilterNodes is the most nodes of a filter, and FilterVertices the most vertices in its shapes; 0 means no limit.
	FilterNodes, FilterVertices int
}

// Error is a request that a layer refuses. Its text is for the client.
type Error struct {
	// Part says what is at fault: "fields", "filter", "crs", "sort" or "page".
	Part string
	// Name is the property, function or system at fault, when there is one.
	Name string
	Text string
}

func (e *Error) Error() string { return e.Text }

// Prepare checks a request against what the caller sees of the layer. The error is an *Error.
func (l *Layer) Prepare(r Request) (*Selection, error) {
	q := query.Query{
		Relation: l.Relation, Schema: l.Schema, NoGeometry: r.NoGeometry || !l.Schema.HasGeometry(),
		Out: r.Out, Limit: r.Limit, Offset: r.Offset, Unordered: r.Unordered,
	}
	if q.Out == (crs.Ref{}) {
		q.Out = l.Schema.CRS
	}
	var err error
	if q.Fields, err = l.fields(r.Fields); err != nil {
		return nil, err
	}
	if q.Sort, err = l.sort(r.Sort); err != nil {
		return nil, err
	}
	if r.Offset < 0 {
		return nil, &Error{Part: "page", Text: fmt.Sprintf("the start index %d is negative; it counts from 0", r.Offset)}
	}
	if m := l.limits.Features; m > 0 && (q.Limit < 0 || q.Limit > m) {
		q.Limit = m
	}
	if err := l.limits.checkSize(r.Where); err != nil {
		return nil, err
	}
	if q.Where, err = filter.Check(r.Where, l.Schema); err != nil {
		return nil, filterError(err)
	}
	return &Selection{layer: l, query: q}, nil
}

func (l *Layer) fields(names []string) ([]int, error) {
	if names == nil {
		all := make([]int, len(l.Schema.Fields))
		for i := range all {
			all[i] = i
		}
		return all, nil
	}
	fields := make([]int, 0, len(names))
	for _, n := range names {
		i, err := l.field(n, "fields")
		if err != nil {
			return nil, err
		}
		fields = append(fields, i)
	}
	return fields, nil
}

func (l *Layer) sort(by []SortBy) ([]query.Sort, error) {
	var keys []query.Sort
	for _, b := range by {
		i, err := l.field(b.Name, "sort")
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(keys, func(k query.Sort) bool { return k.Field == i }) {
			continue // what was equal by a key stays so, whatever the order; and the keys are no more than the fields
		}
		keys = append(keys, query.Sort{Field: i, Desc: b.Desc})
	}
	return keys, nil
}

func (l *Layer) field(name, part string) (int, error) {
	if i := l.Schema.Field(name); i >= 0 {
		return i, nil
	}
	text := fmt.Sprintf("layer %q has no property %q", l.Name, name)
	if near := nearest(name, l.Schema.Fields); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return 0, &Error{Part: part, Name: name, Text: text}
}

// nearest finds the field whose name differs from name only by case.
func nearest(name string, fields []feature.Field) string {
	for i := range fields {
		if equalFold(fields[i].Name, name) {
			return fields[i].Name
		}
	}
	return ""
}

func filterError(err error) error {
	if fe := (*filter.Error)(nil); errors.As(err, &fe) {
		return &Error{Part: "filter", Name: fe.Name, Text: fe.Text}
	}
	return &Error{Part: "filter", Text: err.Error()}
}
