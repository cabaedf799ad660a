package sld

import (
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/fes"
	"haavi/styles"
)

// value writes a parameter; nothing for nil.
func (o *out) value(name string, v *styles.Value) {
	if v != nil {
		o.valueIn(o.se+name, v)
	}
}

// svg writes a parameter of SVG.
func (o *out) svg(name string, v *styles.Value) {
	if v != nil {
		o.valueIn(o.parameter, v, "name", name)
	}
}

func (o *out) valueIn(element string, v *styles.Value, attrs ...string) {
	if text, ok := constantText(v); ok && text == strings.TrimSpace(text) {
		o.w.Leaf(element, text, attrs...)
		return
	}
	o.w.Open(element, attrs...)
	o.content(v)
	o.w.Close()
}

// constantText is the text of a constant.
func constantText(v *styles.Value) (string, bool) {
	l, ok := v.Expr.(*filter.Literal)
	if !ok || v.Steps != nil {
		return "", false
	}
	if l.Value.Kind() == feature.Float {
		return decimal(l.Value.Float()), true
	}
	return fes.LiteralText(l), true
}

func (o *out) content(v *styles.Value) {
	if v.Steps != nil {
		o.steps(v)
		return
	}
	if f, ok := v.Expr.(*filter.Func); ok && strings.EqualFold(f.Name, "concat") && len(f.Args) > 1 {
		for _, a := range f.Args {
			o.expression(a)
		}
		return
	}
	o.expression(v.Expr)
}

func (o *out) expression(e filter.Expr) {
	v := fes.V11
	if o.v == V100 {
		v = fes.V10
	}
	o.fail(fes.WriteExpression(&o.w, e, v))
}

var stepsNames = [...]string{styles.Categorize: "Categorize", styles.Interpolate: "Interpolate", styles.Recode: "Recode"}

func (o *out) steps(v *styles.Value) {
	s := v.Steps
	if o.v == V100 {
		o.stepsFunction(v)
		return
	}
	// The attribute is obligatory; a blank one is read as none.
	fallback := " "
	if s.Fallback != nil {
		fallback, _ = constantText(s.Fallback)
	}
	attrs := []string{"fallbackValue", fallback}
	if s.Preceding {
		attrs = append(attrs, "threshholdsBelongTo", "preceding") // the spelling of the schema
	}
	if s.Kind == styles.Interpolate {
		mode, method := "linear", "numeric"
		if s.Cosine {
			mode = "cosine"
		}
		if s.Color {
			method = "color"
		}
		attrs = append(attrs, "mode", mode, "method", method)
	}
	o.element(stepsNames[s.Kind], func() {
		o.valueIn(o.se+"LookupValue", &styles.Value{Expr: v.Expr})
		for i := range s.Values {
			o.step(s, i)
		}
	}, attrs...)
}

// step writes a line of a table.
func (o *out) step(s *styles.Steps, i int) {
	switch s.Kind {
	case styles.Categorize:
		if i > 0 {
			o.w.Leaf(o.se+"Threshold", keyText(s.Keys[i-1]))
		}
		o.value("Value", &s.Values[i])
	case styles.Interpolate:
		o.element("InterpolationPoint", func() {
			o.w.Leaf(o.se+"Data", keyText(s.Keys[i]))
			o.value("Value", &s.Values[i])
		})
	default:
		o.element("MapItem", func() {
			o.w.Leaf(o.se+"Data", keyText(s.Keys[i]))
			o.value("Value", &s.Values[i])
		})
	}
}

func keyText(l filter.Literal) string {
	text, _ := constantText(&styles.Value{Expr: &l})
	return text
}

// stepsFunction writes a table as a call of GeoServer's functions, for SLD 1.0.0. They have no fallback.
func (o *out) stepsFunction(v *styles.Value) {
	s := v.Steps
	o.w.Open("ogc:Function", "name", stepsNames[s.Kind])
	defer o.w.Close()
	o.expression(v.Expr)
	for i := range s.Values {
		switch {
		case s.Kind != styles.Categorize:
			o.w.Leaf("ogc:Literal", keyText(s.Keys[i]))
		case i > 0:
			o.w.Leaf("ogc:Literal", keyText(s.Keys[i-1]))
		}
		if text, ok := constantText(&s.Values[i]); ok {
			o.w.Leaf("ogc:Literal", text)
		} else if s.Values[i].Steps == nil {
			o.expression(s.Values[i].Expr)
		} else {
			o.stepsFunction(&s.Values[i])
		}
	}
	if s.Kind == styles.Interpolate && s.Color {
		o.w.Leaf("ogc:Literal", "color")
	}
	if s.Cosine {
		o.w.Leaf("ogc:Literal", "cosine")
	}
	if s.Preceding {
		o.w.Leaf("ogc:Literal", "preceding")
	}
}
