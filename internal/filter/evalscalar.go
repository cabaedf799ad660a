package filter

import (
	"math"
	"strings"
	"unicode/utf8"

	"haavi/internal/feature"
)

var null feature.Value

func (ev evaluator) value(e Expr) feature.Value {
	switch e := e.(type) {
	case *Property:
		if i := ev.s.Field(e.Name); i >= 0 {
			return ev.f.Props[i]
		}
		return null
	case *Literal:
		return e.Value
	case *Arith:
		return arithmetic(e.Op, ev.value(e.Left), ev.value(e.Right))
	case *Func:
		return ev.call(e)
	default:
		return null
	}
}

// Reach bounds what calculations take: an operand that is not between -Reach and Reach, as infinities and NaN are not, makes the result
// null. Nearer to zero an operand keeps whole multiples of 1/Reach only, and so is exact from 1e-134 on, and 0 below 1e-151. Thereby no
// result overflows or underflows, at which PostgreSQL would give up.
const Reach = 0x1p500 // 3e150

// operand is a side of a calculation; ok is false when it makes the result null.
func operand(v feature.Value) (x float64, ok bool) {
	if v.IsNull() {
		return 0, false
	}
	x = v.Float()
	return math.Trunc(x*Reach) / Reach, x > -Reach && x < Reach
}

func arithmetic(op ArithOp, a, b feature.Value) feature.Value {
	x, xok := operand(a)
	y, yok := operand(b)
	if !xok || !yok {
		return null
	}
	switch op {
	case Add:
		return feature.FloatValue(x + y)
	case Sub:
		return feature.FloatValue(x - y)
	case Mul:
		return feature.FloatValue(x * y)
	default:
		if y == 0 {
			return null
		}
		return feature.FloatValue(x / y)
	}
}

func (ev evaluator) call(e *Func) feature.Value {
	if e.Name == joinText {
		return ev.joinText(e.Args)
	}
	args := make([]feature.Value, len(e.Args))
	for i, a := range e.Args {
		args[i] = ev.value(a)
		if e.Name == "coalesce" && !args[i].IsNull() {
			return args[i]
		}
		if e.Name != "coalesce" && args[i].IsNull() {
			return null
		}
	}
	if e.Name == "coalesce" {
		return null
	}
	return Call(e.Name, args)
}

// Call computes a function of Functions, but coalesce, on arguments that have been checked and are not null. Sources register it
// where their database has no function of exactly that meaning.
func Call(name string, a []feature.Value) feature.Value {
	switch name {
	case "abs":
		return feature.FloatValue(math.Abs(a[0].Float()))
	case "ceil":
		return feature.FloatValue(math.Ceil(a[0].Float()))
	case "floor":
		return feature.FloatValue(math.Floor(a[0].Float()))
	case "round":
		return feature.FloatValue(math.Round(a[0].Float()))
	case "year":
		return feature.IntValue(int64(a[0].Time().Year()))
	case "month":
		return feature.IntValue(int64(a[0].Time().Month()))
	case "day":
		return feature.IntValue(int64(a[0].Time().Day()))
	case "hour":
		return feature.IntValue(int64(a[0].Time().Hour()))
	case "minute":
		return feature.IntValue(int64(a[0].Time().Minute()))
	case "second":
		return feature.IntValue(int64(a[0].Time().Second()))
	default:
		return callString(name, a)
	}
}

func callString(name string, a []feature.Value) feature.Value {
	s := a[0].Str()
	switch name {
	case "lower":
		return feature.StringValue(strings.ToLower(s))
	case "upper":
		return feature.StringValue(strings.ToUpper(s))
	case "trim":
		return feature.StringValue(strings.Trim(s, " "))
	case "length":
		return feature.IntValue(int64(utf8.RuneCountInString(s)))
	case "concat":
		var b strings.Builder
		for _, v := range a {
			b.WriteString(v.Str())
		}
		return feature.StringValue(b.String())
	case "replace":
		if a[1].Str() == "" {
			return a[0]
		}
		return feature.StringValue(strings.ReplaceAll(s, a[1].Str(), a[2].Str()))
	case "strpos":
		i := strings.Index(s, a[1].Str())
		if i < 0 {
			return feature.IntValue(0)
		}
		return feature.IntValue(int64(utf8.RuneCountInString(s[:i])) + 1)
	case "left":
		return feature.StringValue(characters(s, 1, whole(a[1])))
	case "right":
		n := whole(a[1])
		return feature.StringValue(characters(s, max(1, int64(utf8.RuneCountInString(s))-n+1), n))
	case "substr":
		n := int64(math.MaxInt32) // to the end, wherever it begins
		if len(a) > 2 {
			n = whole(a[2])
		}
		return feature.StringValue(characters(s, whole(a[1]), n))
	default:
		return null
	}
}

// farthest is a position that no string reaches.
const farthest = 1<<29 + 1

// whole drops the fraction of a number and bounds it, so that a position and a length can be added.
func whole(v feature.Value) int64 {
	return int64(max(-farthest, min(farthest, math.Trunc(v.Float()))))
}

// characters returns the n characters from position from on; positions before 1 use up length, as SQL's substring has it.
func characters(s string, from, n int64) string {
	end := from + n
	if n <= 0 || end <= 1 {
		return ""
	}
	pos, start, stop := int64(1), len(s), len(s)
	for i := range s {
		if pos == max(from, 1) {
			start = i
		}
		if pos == end {
			stop = i
			break
		}
		pos++
	}
	return s[min(start, stop):stop]
}
