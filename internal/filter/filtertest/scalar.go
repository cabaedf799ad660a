package filtertest

import (
	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

func (g generator) kind() feature.Kind {
	return rapid.SampledFrom([]feature.Kind{feature.Bool, feature.Int, feature.Float, feature.String, feature.String, feature.Date, feature.DateTime}).Draw(g.t, "kind")
}

// property draws one of the schema's of a kind.
func (g generator) property(k feature.Kind) *filter.Property {
	var names []string
	for _, f := range g.s.Fields {
		if f.Type == k {
			names = append(names, f.Name)
		}
	}
	return &filter.Property{Name: rapid.SampledFrom(names).Draw(g.t, "property")}
}

func (g generator) literal(k feature.Kind) *filter.Literal {
	return &filter.Literal{Value: Value(g.t, k)}
}

// operand draws a property or literal that compares with a kind.
func (g generator) operand(k feature.Kind) filter.Expr {
	switch {
	case (k == feature.Int || k == feature.Float) && chance(g.t, 3):
		k = feature.Int + feature.Float - k
	case (k == feature.Date || k == feature.DateTime) && chance(g.t, 3):
		k = feature.Date + feature.DateTime - k
	}
	if chance(g.t, 3) {
		return g.property(k)
	}
	return g.literal(k)
}

// scalar draws a property, mostly, or a function or calculation of a kind.
func (g generator) scalar(k feature.Kind, depth int) filter.Expr {
	if depth == 0 || !chance(g.t, 3) {
		return g.property(k)
	}
	switch k {
	case feature.Float:
		return g.arithmetic(depth)
	case feature.Int, feature.String:
		return g.function(k, depth)
	default:
		if chance(g.t, 2) {
			return &filter.Func{Name: "coalesce", Args: []filter.Expr{g.property(k), g.literal(k)}}
		}
		return g.property(k)
	}
}

func (g generator) arithmetic(depth int) filter.Expr {
	if rapid.Bool().Draw(g.t, "function") {
		return g.function(feature.Float, depth)
	}
	op := rapid.SampledFrom([]filter.ArithOp{filter.Add, filter.Sub, filter.Mul, filter.Div}).Draw(g.t, "arithmetic operator")
	numbers := []feature.Kind{feature.Int, feature.Float}
	left := g.scalar(rapid.SampledFrom(numbers).Draw(g.t, "left kind"), depth-1)
	right := g.operand(rapid.SampledFrom(numbers).Draw(g.t, "right kind"))
	return &filter.Arith{Op: op, Left: left, Right: right}
}

// function draws a call of a function with a result of a kind. Arguments that count characters are near the strings' lengths.
func (g generator) function(k feature.Kind, depth int) filter.Expr {
	var fs []filter.Function
	for _, f := range filter.Functions() {
		if f.Result == k && f.Name != "coalesce" {
			fs = append(fs, f)
		}
	}
	f := rapid.SampledFrom(fs).Draw(g.t, "function")
	n := len(f.Args) - g.draw(f.Optional+1, "arguments left out")
	if f.Variadic {
		n += g.draw(2, "more arguments")
	}
	call := &filter.Func{Name: f.Name}
	for i := range n {
		switch want := f.Args[min(i, len(f.Args)-1)]; {
		case i == 0 && want == feature.DateTime:
			call.Args = append(call.Args, g.property(g.timeKind()))
		case i == 0:
			call.Args = append(call.Args, g.scalar(want, depth-1))
		case want == feature.Float && f.Name != "round" && chance(g.t, 3): // the places of round are constant
			call.Args = append(call.Args, g.property(rapid.SampledFrom([]feature.Kind{feature.Int, feature.Float}).Draw(g.t, "kind of position")))
		case want == feature.Float:
			call.Args = append(call.Args, &filter.Literal{Value: feature.IntValue(int64(rapid.IntRange(-1, 6).Draw(g.t, "position")))})
		default:
			call.Args = append(call.Args, g.literal(want))
		}
	}
	return call
}
