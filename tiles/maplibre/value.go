package maplibre

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// value is a parameter of a symbol as an expression; written puts what stands there, or in tables there, into the property's terms.
func (c *converter) value(v *styles.Value, written func(any) any) (any, error) {
	e, err := scalar(v.Expr)
	if err != nil {
		return nil, err
	}
	if v.Steps == nil {
		return written(e), nil
	}
	s := v.Steps
	if want := len(s.Keys); want == 0 || s.Kind == styles.Categorize && len(s.Values) != want+1 || s.Kind != styles.Categorize && len(s.Values) != want {
		return nil, unsupported("a table that is not whole")
	}
	results := make([]any, len(s.Values))
	for i := range s.Values {
		if results[i], err = c.value(&s.Values[i], written); err != nil {
			return nil, err
		}
	}
	otherwise := results[len(results)-1]
	if s.Fallback != nil {
		if otherwise, err = c.value(s.Fallback, written); err != nil {
			return nil, err
		}
	}
	switch s.Kind {
	case styles.Recode:
		return c.recode(v, e, results, otherwise)
	case styles.Categorize:
		found, err := c.categorize(s, e, results)
		return c.whereKnown(v, found, otherwise), err
	default:
		found, err := c.interpolate(s, e, results)
		return c.whereKnown(v, found, otherwise), err
	}
}

// whereKnown is what a table gives where the properties that it is looked up by are not null, which expressions take for 0, and its fallback
// elsewhere. Without a fallback the symbol is left out there.
func (c *converter) whereKnown(v *styles.Value, found, otherwise any) any {
	there := list{"all"}
	filter.Walk(v.Expr, func(n filter.Expr) {
		if p, ok := n.(*filter.Property); ok && c.nullable(p.Name) {
			there = append(there, list{"has", p.Name})
		}
	})
	if len(there) == 1 {
		return found
	}
	if v.Steps.Fallback == nil {
		c.needs = append(c.needs, there[1:]...)
		return found
	}
	return list{"case", there, found, otherwise}
}

func (c *converter) nullable(property string) bool {
	i := c.layer.Schema.Field(property)
	return i < 0 || c.layer.Schema.Fields[i].Nullable
}

// recode is a match with keys of the type that the tiles have: an expression finds no text equal to a number.
func (c *converter) recode(v *styles.Value, e any, results []any, otherwise any) (any, error) {
	_, kind, err := filter.CheckScalar(v.Expr, c.layer.Schema)
	if err != nil {
		return nil, unsupported("a table of what the layer does not have")
	}
	numeric := kind == feature.Int || kind == feature.Float
	if !numeric && kind != feature.String && kind != feature.Date && kind != feature.DateTime {
		e = list{"to-string", e}
	}
	var keys, values []any
	whole := true
	for i := range v.Steps.Keys {
		var key any = textKey(&v.Steps.Keys[i], kind)
		if numeric {
			n, ok := numberOf(v.Steps.Keys[i].Value)
			if !ok { // no number is equal to a text
				continue
			}
			key, whole = n, whole && n == math.Trunc(n)
		}
		if !slices.Contains(keys, key) {
			keys, values = append(keys, key), append(values, results[i])
		}
	}
	if len(keys) == 0 {
		return otherwise, nil
	}
	if v.Steps.Fallback == nil {
		c.needs = append(c.needs, choice(e, keys, slices.Repeat([]any{true}, len(keys)), false, whole))
	}
	return choice(e, keys, values, otherwise, whole), nil
}

// choice gives the value of the key that equals x. Keys of a match are whole numbers or texts.
func choice(x any, keys, values []any, otherwise any, match bool) any {
	l := list{"case"}
	if match {
		l = list{"match", x}
	}
	for i := range keys {
		if match {
			l = append(l, list{keys[i]}, values[i]) // in a list, for QGIS 3.22
		} else {
			l = append(l, list{"==", x, keys[i]}, values[i])
		}
	}
	return append(l, otherwise)
}

// textKey is a key as the text that the tiles have: times have one spelling there.
func textKey(l *filter.Literal, kind feature.Kind) string {
	if kind == feature.Date || kind == feature.DateTime {
		if v, ok := filter.ParseTime(l.Value.String()); ok {
			return v.String()
		}
	}
	return l.Value.String()
}

// categorize is a step, whose thresholds belong to the interval above them, or a choice.
func (c *converter) categorize(s *styles.Steps, e any, results []any) (any, error) {
	x := list{"to-number", e}
	l := list{"step", x, results[0]}
	if s.Preceding {
		l = list{"case"}
	}
	for i := range s.Keys {
		key, err := number(&s.Keys[i])
		switch {
		case err != nil:
			return nil, err
		case s.Preceding:
			l = append(l, list{"<=", x, key}, results[i])
		default:
			l = append(l, key, results[i+1])
		}
	}
	if s.Preceding {
		l = append(l, results[len(results)-1])
	}
	return l, nil
}

func (c *converter) interpolate(s *styles.Steps, e any, results []any) (any, error) {
	if s.Cosine {
		c.lacks("values between those of a table, which are taken along lines instead of a cosine")
	}
	l := list{"interpolate", list{"linear"}, list{"to-number", e}}
	for i := range s.Keys {
		key, err := number(&s.Keys[i])
		if err != nil {
			return nil, err
		}
		if s.Color {
			results[i] = list{"to-color", results[i]}
		}
		l = append(l, key, results[i])
	}
	return l, nil
}

func number(l *filter.Literal) (float64, error) {
	n, ok := numberOf(l.Value)
	if !ok {
		return 0, unsupported("a table whose keys are no numbers")
	}
	return n, nil
}

// numberOf is a constant as a number.
func numberOf(v feature.Value) (float64, bool) {
	switch v.Kind() {
	case feature.Int:
		return float64(v.Int()), true
	case feature.Float:
		return v.Float(), true
	case feature.String:
		n, err := strconv.ParseFloat(strings.TrimSpace(v.String()), 64)
		return n, err == nil
	default:
		return 0, false
	}
}

// fixed is the constant number of a parameter, or a default.
func fixed(v *styles.Value, otherwise float64) (n float64, constant bool) {
	if v == nil {
		return otherwise, true
	}
	if l, ok := v.Expr.(*filter.Literal); ok && v.Steps == nil {
		if n, ok := numberOf(l.Value); ok {
			return n, true
		}
	}
	return otherwise, false
}
