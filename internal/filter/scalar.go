package filter

import "haavi/internal/feature"

// Scalar is an expression whose value can be computed from each feature of the schema that it was checked with. The zero Scalar is null.
type Scalar struct{ root Expr }

// CheckScalar resolves names, as Check does, in an expression that gives one value. It tells the value's kind: Null for a literal whose
// type is open. The error is a *Error.
func CheckScalar(e Expr, s *feature.Schema) (Scalar, feature.Kind, error) {
	if e == nil {
		return Scalar{}, feature.Null, nil
	}
	c := checker{schema: s}
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
