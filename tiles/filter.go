package tiles

import (
	"errors"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/ows"
)

// ParseFilter reads the parameter filter: CQL2 in text or JSON, whose coordinates are in CRS84 where it names no system. It is nil when there is none.
func ParseFilter(p ows.Params) (filter.Expr, error) {
	name, text := p.First("filter", "cql_filter")
	if text = strings.TrimSpace(text); text == "" || strings.EqualFold(text, "INCLUDE") {
		return nil, nil
	}
	e, err := cql.ParseAny(text, cql.Options{CRS: crs.CRS84})
	if fe := (*filter.Error)(nil); errors.As(err, &fe) {
		return nil, ows.Invalid(name, "%s", fe.Error())
	}
	return e, err
}
