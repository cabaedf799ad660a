package filter

import "haavi/internal/feature"

// Scalar is an expression whose value can be computed from each feature of the schema that it was checked with. The zero Scalar is null.
type Scalar struct{ root Expr }

// CheckScalar resolves names, as Check does, in an expression that gives one value. It tells the value's kind: Null for a literal whose
// type is open. The error is a *Error.
//
// A Scalar is made for people to read more than for comparing, so its concat joins values of any type, as their text, and leaves out those that
// are null; where all but its literals are null, it is null.
func CheckScalar(e Expr, s *feature.Schema) (Scalar, feature.Kind, error) {
	if e == nil {
		return Scalar{}, feature.Null, nil
	}
	c := checker{schema: s, evaluated: true}
	root, kind, err := c.scalar(e, 0)
	return Scalar{root}, kind, err
}

// Eval computes the value for f, whose Props belong to s.Fields in order.
func (c Scalar) Eval(f *feature.Feature, s *feature.Schema) feature.Value {
	if c.root == nil {
		return null
	}
	return evaluator{f, s}.value(c.root)
}

// Constant returns the value, when it is the same for all features.
func (c Scalar) Constant() (feature.Value, bool) {
	constant := true
	Walk(c.root, func(e Expr) {
		if _, ok := e.(*Property); ok {
			constant = false
		}
	})
	if !constant {
		return null, false
	}
	return c.Eval(nil, nil), true
}

// joinText is the name that a checked Scalar has for its concat.
const joinText = "concat of any values"

func (ev evaluator) joinText(args []Expr) feature.Value {
	var text []byte
	varies, found := false, false
	for _, a := range args {
		v := ev.value(a)
		text = v.AppendText(text)
		if _, literal := a.(*Literal); !literal {
			varies, found = true, found || !v.IsNull()
		}
	}
	if varies && !found {
		return null
	}
	return feature.StringValue(string(text))
}
