package render

import (
	"math"
	"slices"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// maxSymbols is how many looks of one symbolizer are remembered.
const maxSymbols = 2048

// compiled is a symbolizer that makes symbols of features.
type compiled struct {
	of    styles.Symbolizer
	scope scope
	// fixed is the symbol, when it is the same for all features.
	fixed   symbol
	varying []varying
	known   map[string]symbol
	key     []byte
	// label and priority are those of texts; radius that of grounds. They are computed for each feature and are no part of a look.
	label, priority, radius *computed
}

// varying is a parameter that differs between features.
type varying struct {
	value    *styles.Value
	computed computed
	number   bool
}

// parameters lists the parameters of a symbolizer.
func parameters(of styles.Symbolizer, visit func(v *styles.Value, number bool)) {
	s := scope{pixel: 1, metre: 1, unit: 1, visit: visit}
	s.symbol(of)
	switch of := of.(type) {
	case *styles.Text:
		visit(of.Label, false)
		visit(of.Priority, true)
	case *styles.Ground:
		visit(of.Radius, true)
	}
}

// properties calls add with the name of every property that a parameter reads.
func properties(v *styles.Value, add func(string)) {
	if v == nil {
		return
	}
	filter.Walk(v.Expr, func(e filter.Expr) {
		if p, ok := e.(*filter.Property); ok {
			add(p.Name)
		}
	})
	if v.Steps != nil {
		for i := range v.Steps.Values {
			properties(&v.Steps.Values[i], add)
		}
		properties(v.Steps.Fallback, add)
	}
}

// compile checks a symbolizer's parameters against the features to come.
func compile(of styles.Symbolizer, base *scope, schema *feature.Schema) (*compiled, error) {
	c := &compiled{of: of, scope: *base, known: map[string]symbol{}}
	c.scope.values, c.scope.constants, c.scope.bounds = map[*styles.Value]feature.Value{}, map[*styles.Value]feature.Value{}, map[*styles.Value]float64{}
	var err error
	look := scope{pixel: 1, metre: 1, unit: 1, visit: func(v *styles.Value, number bool) {
		if e := c.add(v, number, schema); e != nil && err == nil {
			err = e
		}
	}}
	look.symbol(of)
	if err != nil {
		return nil, err
	}
	if err := c.direct(schema); err != nil {
		return nil, err
	}
	if len(c.varying) == 0 {
		c.fixed = c.scope.symbol(of)
	}
	return c, nil
}

// add takes up a parameter.
func (c *compiled) add(v *styles.Value, number bool, schema *feature.Schema) error {
	made, err := compute(v, schema)
	if err != nil {
		return err
	}
	if made.constant() {
		c.scope.constants[v], _ = made.eval(nil, schema)
		return nil
	}
	if b, ok := made.bound(); ok {
		c.scope.bounds[v] = b
	}
	c.varying = append(c.varying, varying{v, made, number})
	return nil
}

// direct takes up the parameters that are no part of a look.
func (c *compiled) direct(schema *feature.Schema) (err error) {
	take := func(v *styles.Value) *computed {
		if v == nil || err != nil {
			return nil
		}
		var made computed
		made, err = compute(v, schema)
		return &made
	}
	switch of := c.of.(type) {
	case *styles.Text:
		c.label, c.priority = take(of.Label), take(of.Priority)
	case *styles.Ground:
		c.radius = take(of.Radius)
	}
	return err
}

// symbol is the symbol of a feature; nil when a table of the style has no value for it.
func (c *compiled) symbol(f *feature.Feature, schema *feature.Schema) symbol {
	if c.fixed != nil {
		return c.fixed
	}
	c.key = c.key[:0]
	for i := range c.varying {
		v := &c.varying[i]
		x, found := v.computed.eval(f, schema)
		if !found {
			return nil
		}
		if n, ok := toNumber(x); ok && v.number {
			x = feature.FloatValue(coarse(n))
		}
		c.scope.values[v.value] = x
		c.key = append(x.AppendText(c.key), 0)
	}
	if s, ok := c.known[string(c.key)]; ok {
		return s
	}
	if len(c.known) >= maxSymbols {
		clear(c.known)
	}
	s := c.scope.symbol(c.of)
	c.known[string(c.key)] = s
	return s
}

// coarse keeps 11 bits of a number: features whose sizes differ by less than can be seen look the same.
func coarse(n float64) float64 {
	const dropped = 52 - 11
	return math.Float64frombits((math.Float64bits(n) + 1<<(dropped-1)) &^ (1<<dropped - 1))
}

// reach is how far the largest symbol goes beyond its geometry.
func (c *compiled) reach() float64 {
	if c.fixed != nil {
		return c.fixed.reach()
	}
	s := c.scope
	s.most = true
	return s.symbol(c.of).reach()
}

// neededFields are the properties that rules, their symbolizers and the order of painting read; never nil, which would mean all.
func neededFields(passes []activePass) []string {
	names := []string{}
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, p := range passes {
		for _, rule := range p.rules {
			filter.Walk(rule.Filter, func(e filter.Expr) {
				if p, ok := e.(*filter.Property); ok {
					add(p.Name)
				}
			})
			for _, s := range p.symbolizers(rule) {
				parameters(s, func(v *styles.Value, _ bool) { properties(v, add) })
			}
		}
		for _, by := range p.of.SortBy {
			add(by.Property)
		}
		switch s := p.of.Summary.(type) {
		case *styles.Density:
			add(s.Weight)
		case *styles.Grid:
			add(s.Property)
		}
	}
	return names
}
