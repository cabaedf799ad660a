package wms

import (
	"errors"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/fes"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/wms/render"
)

// filters puts CQL_FILTER, FILTER, FEATUREID and the values of dimensions into the layers' requests. A feature must pass all of them.
// Shapes in filters without a system of their own are in the map's.
func (c *call) filters(layers []render.LayerRequest, mapCRS crs.Name) error {
	if c.askedOf == nil {
		c.asked = len(layers)
	}
	cqls, err := c.perLayer("cql_filter", splitCQL(c.params.Get("cql_filter")))
	if err != nil {
		return err
	}
	fess, err := c.perLayer("filter", splitFES(c.params.Get("filter")))
	if err != nil {
		return err
	}
	for i := range layers {
		l := layers[i].Layer
		terms, err := c.o.Dimensions.Select(l, c.params, &c.warnings)
		if err != nil {
			return err
		}
		terms = append(terms, layers[i].Filter, c.ids(l))
		if text := cqls[c.askedAt(i)]; text != "" && !strings.EqualFold(text, "INCLUDE") {
			e, err := cql.ParseAny(text, cql.Options{CRS: mapCRS.Ref})
			if err != nil {
				return filterError("cql_filter", err)
			}
			terms = append(terms, e)
		}
		if text := fess[c.askedAt(i)]; text != "" {
			e, err := fes.ParseString(text, fes.Options{Layer: l.Name, CRS: mapCRS, CRSName: c.version.parseCRS, ID: func(id string) string { return key(l, id) }})
			if err != nil {
				return filterError("filter", err)
			}
			terms = append(terms, e)
		}
		layers[i].Filter = filter.Conjunction(terms...)
		if err := check(l, layers[i].Filter); err != nil {
			return err
		}
	}
	return nil
}

// check refuses a filter that the layer cannot answer, before anything is drawn.
func check(l *layer.Layer, e filter.Expr) error {
	if e == nil {
		return nil
	}
	_, err := l.Prepare(layer.Request{Fields: []string{}, NoGeometry: true, Where: e, Limit: 0})
	return clientError(err)
}

// askedAt is which of the names in LAYERS a layer that is drawn belongs to. Without LAYERS each is one of its own.
func (c *call) askedAt(i int) int {
	if c.askedOf == nil {
		return i
	}
	return c.askedOf[i]
}

// perLayer spreads the filters over what LAYERS names: one for each.
func (c *call) perLayer(param string, filters []string) ([]string, error) {
	if len(filters) == 0 {
		return make([]string, c.asked), nil
	}
	if len(filters) != c.asked {
		return nil, ows.Invalid(param, "%s has %d filters for %d layers; give one for each, in the order of LAYERS", strings.ToUpper(param), len(filters), c.asked)
	}
	return filters, nil
}

// splitCQL splits at the semicolons between filters.
func splitCQL(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	var parts []string
	for {
		n := lengthOfCQL(s)
		parts = append(parts, strings.TrimSpace(s[:n]))
		if n == len(s) {
			return parts
		}
		s = s[n+1:]
	}
}

// lengthOfCQL finds the first semicolon that is neither in quotes nor in parentheses, where SRID=3067;POINT(…) has one. In a filter of
// JSON, which begins with a brace, only " is a quote, and a backslash takes the next character literally.
func lengthOfCQL(s string) int {
	json := strings.HasPrefix(strings.TrimSpace(s), "{")
	quote, depth := byte(0), 0
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case json && ch == '\\':
			i++
		case quote != 0:
			if ch == quote {
				quote = 0
			}
		case ch == '"', ch == '\'' && !json:
			quote = ch
		case ch == '(':
			depth++
		case ch == ')':
			depth--
		case ch == ';' && depth <= 0:
			return i
		}
	}
	return len(s)
}

// splitFES takes filters out of their parentheses: (<Filter>…</Filter>)(…). A single filter may come without.
func splitFES(s string) []string {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return []string{s}
	}
	parts := strings.Split(s[1:len(s)-1], ")(")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// ids selects the features that FEATUREID names, as layer.key; of a layer that it does not name it selects none.
func (c *call) ids(l *layer.Layer) filter.Expr {
	_, text := c.params.First("featureid", "resourceid")
	if text == "" {
		return nil
	}
	ids := &filter.IDs{}
	for _, id := range ows.List(text) {
		if k, ours := encode.ParseID(l.Name, id); ours {
			ids.List = append(ids.List, k)
		}
	}
	return ids
}

// key takes the layer's name off an identifier; one of another layer stays as it is, and names no feature of this one.
func key(l *layer.Layer, id string) string {
	if k, ours := encode.ParseID(l.Name, id); ours {
		return k
	}
	return id
}

func filterError(param string, err error) error {
	if fe := (*filter.Error)(nil); errors.As(err, &fe) {
		return ows.Invalid(param, "%s", fe.Error())
	}
	return err
}

// clientError turns what a layer refuses into an exception.
func clientError(err error) error {
	le := (*layer.Error)(nil)
	if !errors.As(err, &le) {
		return err
	}
	e := &ows.Error{Code: ows.InvalidParameterValue, Locator: "layers", Text: le.Text}
	switch le.Part {
	case "filter":
		e.Locator = "filter"
	case "crs":
		e.Locator = "crs"
	}
	return e
}
