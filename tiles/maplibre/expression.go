package maplibre

import (
	"fmt"
	"slices"
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// list is an expression of the style specification: its operator, then its arguments.
type list []any

// unsupported is what an expression cannot say.
type unsupported string

func (u unsupported) Error() string { return string(u) }

// condition is a filter as an expression. A comparison with a property that is null is false: the expressions would fail on it, or find a text unequal.
func condition(e filter.Expr) (any, error) {
	switch e := e.(type) {
	case nil:
		return true, nil
	case *filter.And:
		return joined("all", e.Terms)
	case *filter.Or:
		return joined("any", e.Terms)
	case *filter.Not:
		return negation(e.Term)
	case *filter.Bool:
		return e.Value, nil
	case *filter.Compare:
		return comparison(e)
	case *filter.Between:
		low, err := comparison(&filter.Compare{Op: filter.GreaterEqual, Left: e.Value, Right: e.Low})
		if err != nil {
			return nil, err
		}
		high, err := comparison(&filter.Compare{Op: filter.LessEqual, Left: e.Value, Right: e.High})
		return list{"all", low, high}, err
	case *filter.In:
		return membership(e)
	case *filter.IsNull:
		return nullness(e.Value)
	case *filter.Like:
		return likeness(e)
	default:
		return nil, unsupported(fmt.Sprintf("the condition %.100s", e))
	}
}

func joined(operator string, terms []filter.Expr) (any, error) {
	l := list{operator}
	for _, t := range terms {
		c, err := condition(t)
		if err != nil {
			return nil, err
		}
		l = append(l, c)
	}
	return l, nil
}

// negation is false, as the condition is, where a property is null: both are unknown.
func negation(e filter.Expr) (any, error) {
	c, err := condition(e)
	if err != nil {
		return nil, err
	}
	if _, null := e.(*filter.IsNull); null {
		return list{"!", c}, nil
	}
	l := list{"all"}
	filter.Walk(e, func(n filter.Expr) {
		if p, ok := n.(*filter.Property); ok {
			l = append(l, list{"has", p.Name})
		}
	})
	return append(l, list{"!", c}), nil
}

var signs = map[filter.CompareOp]string{filter.Equal: "==", filter.NotEqual: "!=", filter.Less: "<", filter.LessEqual: "<=", filter.Greater: ">", filter.GreaterEqual: ">="}

func comparison(e *filter.Compare) (any, error) {
	left, err := scalar(e.Left)
	if err != nil {
		return nil, err
	}
	right, err := scalar(e.Right)
	if err != nil {
		return nil, err
	}
	if e.IgnoreCase {
		left, right = list{"downcase", list{"to-string", left}}, list{"downcase", list{"to-string", right}}
	}
	if (isText(e.Left) || isText(e.Right)) && !(holdsText(e.Left) && holdsText(e.Right)) {
		left, right = list{"to-string", left}, list{"to-string", right}
	} else if e.Op != filter.Equal && e.Op != filter.NotEqual && !holdsText(e.Left) {
		left, right = asNumber(e.Left, left), asNumber(e.Right, right)
	}
	return given(list{signs[e.Op], left, right}, e.Left, e.Right), nil
}

// holdsText says that a side is a text in the tiles, whatever the feature: expressions need not convert it.
func holdsText(e filter.Expr) bool {
	p, ok := e.(*filter.Property)
	if !ok {
		return isText(e)
	}
	return p.Field != nil && (p.Field.Type == feature.String || p.Field.Type == feature.Date || p.Field.Type == feature.DateTime)
}

// asNumber converts what may be no number.
func asNumber(e filter.Expr, x any) any {
	if _, literal := e.(*filter.Literal); literal {
		return x
	}
	return list{"to-number", x}
}

func isText(e filter.Expr) bool {
	l, ok := e.(*filter.Literal)
	if !ok {
		return false
	}
	switch l.Value.Kind() {
	case feature.Bool, feature.Int, feature.Float:
		return false
	default:
		return true
	}
}

// given is a condition that holds only where the properties of its parts are there.
func given(c any, parts ...filter.Expr) any {
	l := list{"all"}
	for _, e := range parts {
		filter.Walk(e, func(n filter.Expr) {
			if p, ok := n.(*filter.Property); ok {
				l = append(l, list{"has", p.Name})
			}
		})
	}
	if len(l) == 1 {
		return c
	}
	return append(l, c)
}

func membership(e *filter.In) (any, error) {
	value, err := scalar(e.Value)
	if err != nil {
		return nil, err
	}
	var members list
	for _, m := range e.List {
		v, ok := m.(*filter.Literal)
		if !ok {
			return nil, unsupported("a list of what is not constant")
		}
		if m := constant(v.Value); !slices.Contains(members, m) {
			members = append(members, m)
		}
	}
	if len(members) == 0 {
		return false, nil
	}
	if slices.ContainsFunc(members, func(m any) bool { _, text := m.(string); _, whole := m.(int64); return !text && !whole }) {
		return given(list{"in", value, list{"literal", members}}, e.Value), nil
	}
	return given(list{"match", value, members, true, false}, e.Value), nil // QGIS does not read "in"
}

func nullness(e filter.Expr) (any, error) {
	if p, ok := e.(*filter.Property); ok {
		return list{"!", list{"has", p.Name}}, nil
	}
	v, err := scalar(e)
	return list{"==", v, nil}, err
}

// likeness carries patterns that are a constant text, a beginning, an end or a part.
func likeness(e *filter.Like) (any, error) {
	value, err := scalar(e.Value)
	if err != nil {
		return nil, err
	}
	text := strings.Trim(e.Pattern, "%")
	if strings.ContainsAny(text, `%_\`) {
		return nil, unsupported(fmt.Sprintf("the pattern %.60q", e.Pattern))
	}
	value = list{"to-string", value}
	if e.IgnoreCase {
		value, text = list{"downcase", value}, strings.ToLower(text)
	}
	first, last := strings.HasPrefix(e.Pattern, "%"), strings.HasSuffix(e.Pattern, "%")
	n := len([]rune(text))
	switch {
	case first && last:
		return given(list{"in", text, value}, e.Value), nil
	case last:
		return given(list{"==", list{"slice", value, 0, n}, text}, e.Value), nil
	case first:
		return given(list{"all", list{">=", list{"length", value}, n}, list{"==", list{"slice", value, list{"-", list{"length", value}, n}}, text}}, e.Value), nil
	default:
		return given(list{"==", value, text}, e.Value), nil
	}
}

// constant is a value as the tiles have it: times are texts.
func constant(v feature.Value) any {
	switch v.Kind() {
	case feature.Null:
		return nil
	case feature.Bool:
		return v.Int() != 0
	case feature.Int:
		return v.Int()
	case feature.Float:
		return v.Float()
	default:
		return v.String()
	}
}

// scalar is an expression that computes a value.
func scalar(e filter.Expr) (any, error) {
	switch e := e.(type) {
	case *filter.Literal:
		return constant(e.Value), nil
	case *filter.Property:
		return list{"get", e.Name}, nil
	case *filter.Arith:
		l, err := scalar(e.Left)
		if err != nil {
			return nil, err
		}
		r, err := scalar(e.Right)
		return list{string(rune(e.Op)), list{"to-number", l}, list{"to-number", r}}, err
	case *filter.Func:
		return function(e)
	default:
		return nil, unsupported(fmt.Sprintf("the expression %.100s", e))
	}
}

// functions are those that the specification has under other names.
var functions = map[string]string{"abs": "abs", "ceil": "ceil", "coalesce": "coalesce", "concat": "concat", "floor": "floor", "length": "length", "lower": "downcase", "upper": "upcase", "round": "round"}

func function(e *filter.Func) (any, error) {
	name, ok := functions[strings.ToLower(e.Name)]
	if !ok || name == "round" && len(e.Args) != 1 {
		return nil, unsupported("the function " + e.Name)
	}
	l := list{name}
	for _, a := range e.Args {
		v, err := scalar(a)
		if err != nil {
			return nil, err
		}
		if name == "length" || name == "downcase" || name == "upcase" {
			v = list{"to-string", v}
		}
		l = append(l, v)
	}
	return l, nil
}
