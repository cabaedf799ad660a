package render

import (
	"fmt"
	"image/color"
	"math"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// computed is a parameter checked against the features to come.
type computed struct {
	scalar filter.Scalar
	kind   feature.Kind
	steps  *computedSteps
}

// computedSteps is a table with its keys made values of the kind that is looked up.
type computedSteps struct {
	*styles.Steps
	keys     []feature.Value
	values   []computed
	fallback *computed
}

func compute(v *styles.Value, s *feature.Schema) (computed, error) {
	scalar, kind, err := filter.CheckScalar(v.Expr, s)
	c := computed{scalar: scalar, kind: kind}
	if err != nil || v.Steps == nil {
		return c, err
	}
	c.steps = &computedSteps{Steps: v.Steps}
	for i := range v.Steps.Keys {
		key, err := keyOf(&v.Steps.Keys[i], kind, v.Steps.Kind)
		if err != nil {
			return c, err
		}
		c.steps.keys = append(c.steps.keys, key)
	}
	for i := range v.Steps.Values {
		inner, err := compute(&v.Steps.Values[i], s)
		if err != nil {
			return c, err
		}
		c.steps.values = append(c.steps.values, inner)
	}
	if n := len(c.steps.keys); n == 0 || len(c.steps.values) != n+btoi(v.Steps.Kind == styles.Categorize) {
		return c, fmt.Errorf("a table of %d keys has %d values", n, len(c.steps.values))
	}
	if v.Steps.Fallback != nil {
		inner, err := compute(v.Steps.Fallback, s)
		if err != nil {
			return c, err
		}
		c.steps.fallback = &inner
	}
	return c, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// keyOf makes a key comparable with what is looked up: numbers for numbers and for Interpolate, else texts are compared as texts.
func keyOf(l *filter.Literal, kind feature.Kind, how styles.StepsKind) (feature.Value, error) {
	if kind == feature.Int || kind == feature.Float || how == styles.Interpolate {
		if n, ok := toNumber(l.Value); ok {
			return feature.FloatValue(n), nil
		}
		if how == styles.Interpolate {
			return feature.Value{}, fmt.Errorf("%.40q is not a number to interpolate at", l.Value.String())
		}
	}
	if kind == feature.Date || kind == feature.DateTime {
		if v, ok := filter.ParseTime(l.Value.String()); ok {
			return v, nil
		}
	}
	return feature.StringValue(l.Value.String()), nil
}

// constant says whether the value is the same for all features.
func (c *computed) constant() bool {
	if _, ok := c.scalar.Constant(); !ok {
		return false
	}
	if c.steps == nil {
		return true
	}
	for i := range c.steps.values {
		if !c.steps.values[i].constant() {
			return false
		}
	}
	return c.steps.fallback == nil || c.steps.fallback.constant()
}

// eval computes the value for a feature; found is false when a table has none and the symbol is to be left out.
func (c *computed) eval(f *feature.Feature, s *feature.Schema) (v feature.Value, found bool) {
	v = c.scalar.Eval(f, s)
	if c.steps == nil {
		return v, true
	}
	inner, ok := c.steps.find(v, f, s)
	if ok {
		return inner, true
	}
	if c.steps.fallback == nil {
		return v, false
	}
	return c.steps.fallback.eval(f, s)
}

func (t *computedSteps) find(v feature.Value, f *feature.Feature, s *feature.Schema) (feature.Value, bool) {
	if v.IsNull() {
		return v, false
	}
	if t.Kind == styles.Interpolate {
		return t.interpolate(v, f, s)
	}
	at := 0
	for i, key := range t.keys {
		c, ok := compareKey(v, key)
		switch {
		case !ok && t.Kind == styles.Categorize:
			return v, false
		case t.Kind == styles.Recode && ok && c == 0:
			return t.values[i].eval(f, s)
		case t.Kind == styles.Categorize && (c > 0 || c == 0 && !t.Preceding):
			at = i + 1
		}
	}
	if t.Kind == styles.Recode {
		return v, false
	}
	return t.values[at].eval(f, s)
}

// compareKey compares a value with a key; where the kinds differ, as texts.
func compareKey(v, key feature.Value) (int, bool) {
	if c, ok := v.Compare(key); ok {
		return c, true
	}
	if n, ok := toNumber(v); ok && key.Kind() == feature.Float {
		return feature.FloatValue(n).Compare(key)
	}
	return feature.StringValue(v.String()).Compare(feature.StringValue(key.String()))
}

// interpolate is between the values of the two neighbouring points; beyond the ends the value of the end (SE 1.1.0, 11.6.3.3).
func (t *computedSteps) interpolate(v feature.Value, f *feature.Feature, s *feature.Schema) (feature.Value, bool) {
	x, ok := toNumber(v)
	if !ok {
		return v, false
	}
	i := 0
	for i < len(t.keys) && x >= t.keys[i].Float() {
		i++
	}
	if i == 0 || i == len(t.keys) {
		return t.values[max(0, i-1)].eval(f, s)
	}
	lowKey, highKey := t.keys[i-1].Float(), t.keys[i].Float()
	share := (x - lowKey) / (highKey - lowKey)
	if t.Cosine {
		share = (1 - math.Cos(math.Pi*share)) / 2
	}
	low, ok1 := t.values[i-1].eval(f, s)
	high, ok2 := t.values[i].eval(f, s)
	if !ok1 || !ok2 {
		return v, false
	}
	if t.Color {
		return mixColors(low, high, share)
	}
	a, ok1 := toNumber(low)
	b, ok2 := toNumber(high)
	return feature.FloatValue(a + share*(b-a)), ok1 && ok2
}

func mixColors(low, high feature.Value, share float64) (feature.Value, bool) {
	a, err1 := styles.ParseColor(low.String())
	b, err2 := styles.ParseColor(high.String())
	return feature.StringValue(hexColor(blendColors(a, b, share))), err1 == nil && err2 == nil
}

// blendColors is a colour on the way from a to b.
func blendColors(a, b color.NRGBA, share float64) color.NRGBA {
	mix := func(p, q uint8) uint8 { return uint8(math.Round(float64(p) + share*(float64(q)-float64(p)))) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), mix(a.A, b.A)}
}

func hexColor(c color.NRGBA) string {
	return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)
}

// bound is the largest number that the value takes, where constants tell it.
func (c *computed) bound() (float64, bool) {
	if c.steps == nil {
		if v, ok := c.scalar.Constant(); ok {
			n, ok := toNumber(v)
			return math.Abs(n), ok
		}
		return 0, false
	}
	most := 0.0
	inner := c.steps.values
	if c.steps.fallback != nil {
		inner = append(inner[:len(inner):len(inner)], *c.steps.fallback)
	}
	for i := range inner {
		n, ok := inner[i].bound()
		if !ok {
			return 0, false
		}
		most = max(most, n)
	}
	return most, true
}
