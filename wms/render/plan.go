package render

import (
	"errors"
	"fmt"
	"slices"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/styles"
)

// plan is what one layer of a map needs: the request for its features, and the rules that hold at the map's scale.
type plan struct {
	mapping mapping
	request layer.Request
	// schema is that of the features to come: the fields asked for, and the geometry in the map's CRS.
	schema *feature.Schema
	passes []planPass
	size   float64 // magnification
	// margin is how far, in pixels, symbols reach beyond their geometry.
	margin float64
}

type planPass struct {
	rules []planRule
	// single says that the pass paints every feature by one and the same rule.
	single bool
}

type planRule struct {
	filter      filter.Checked
	otherwise   bool
	symbolizers []styles.Symbolizer
}

// newPlan returns nil when nothing is to be drawn.
func newPlan(r *Request, l *LayerRequest, m mapping) (*plan, error) {
	scale := r.Scale()
	if !l.Layer.Schema.HasGeometry() || scale < l.Layer.MinScale || (l.Layer.MaxScale > 0 && scale >= l.Layer.MaxScale) {
		return nil, nil
	}
	p := &plan{mapping: m, size: r.magnification()}
	rules := rulesAt(l.Style, scale)
	if len(rules) == 0 {
		return nil, nil
	}
	fields := neededFields(rules)
	for _, f := range fields {
		if f != l.Layer.Schema.Geometry.Name && l.Layer.Schema.Field(f) < 0 {
			return nil, fmt.Errorf("style %q reads the property %q, which layer %q does not have", l.Style.Name, f, l.Layer.Name)
		}
	}
	fields = slices.DeleteFunc(fields, func(f string) bool { return f == l.Layer.Schema.Geometry.Name })
	p.schema = subSchema(l.Layer.Schema, fields, r.CRS)
	if err := p.compile(rules, l); err != nil {
		return nil, err
	}
	box, err := boxFilter(r, l.Layer.Schema, m, p.margin)
	if errors.Is(err, errNothingThere) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	p.request = layer.Request{Fields: fields, Where: filter.Conjunction(box, l.Filter, anyRule(rules)), Out: r.CRS, Limit: -1,
		Unordered: true}
	return p, nil
}

// rulesAt lists, for each pass that has any, the rules that hold at a scale.
func rulesAt(s *styles.Style, scale float64) [][]*styles.Rule {
	var passes [][]*styles.Rule
	for i := range s.Passes {
		var rules []*styles.Rule
		for j := range s.Passes[i].Rules {
			if rule := &s.Passes[i].Rules[j]; rule.InScale(scale) && len(rule.Symbolizers) > 0 {
				rules = append(rules, rule)
			}
		}
		if len(rules) > 0 {
			passes = append(passes, rules)
		}
	}
	return passes
}

// neededFields are the properties that rules and labels read; never nil, which would mean all.
func neededFields(passes [][]*styles.Rule) []string {
	names := []string{}
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, rules := range passes {
		for _, rule := range rules {
			filter.Walk(rule.Filter, func(e filter.Expr) {
				if p, ok := e.(*filter.Property); ok {
					add(p.Name)
				}
			})
			for _, s := range rule.Symbolizers {
				if t, ok := s.(*styles.Text); ok {
					for _, part := range t.Label {
						add(part.Property)
					}
				}
			}
		}
	}
	return names
}

// subSchema keeps the named fields, in their order, and moves the geometry to the map's CRS.
func subSchema(s *feature.Schema, names []string, r crs.Ref) *feature.Schema {
	sub := s.Clone()
	sub.CRS = r
	sub.Fields = sub.Fields[:0]
	for _, n := range names {
		sub.Fields = append(sub.Fields, s.Fields[s.Field(n)])
	}
	return sub
}

// compile checks the rules' filters against the features to come, and finds how far symbols reach.
func (p *plan) compile(passes [][]*styles.Rule, l *LayerRequest) error {
	for _, rules := range passes {
		pass := planPass{single: len(rules) == 1 && rules[0].Filter == nil}
		for _, rule := range rules {
			checked, err := filter.Check(rule.Filter, p.schema)
			if err != nil {
				return fmt.Errorf("style %q of layer %q: rule %q: %w", l.Style.Name, l.Layer.Name, rule.Title, err)
			}
			pass.rules = append(pass.rules, planRule{filter: checked, otherwise: rule.Else, symbolizers: rule.Symbolizers})
			for _, s := range rule.Symbolizers {
				p.margin = max(p.margin, reach(s)*p.size)
			}
		}
		p.passes = append(p.passes, pass)
	}
	return nil
}

// reach is how far a symbol goes beyond its geometry, in pixels. Labels lie within the picture, so they need no margin.
func reach(s styles.Symbolizer) float64 {
	switch s := s.(type) {
	case *styles.Point:
		return markReach(&s.Graphic)
	case *styles.Line:
		return s.Stroke.Width / 2
	case *styles.Polygon:
		if s.Stroke != nil {
			return s.Stroke.Width / 2
		}
	}
	return 0
}

// anyRule is what a feature must meet to be painted at all, nil when there is a rule for every feature.
func anyRule(passes [][]*styles.Rule) filter.Expr {
	var terms []filter.Expr
	for _, rules := range passes {
		for _, rule := range rules {
			if rule.Filter == nil {
				return nil
			}
			terms = append(terms, rule.Filter)
		}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return &filter.Or{Terms: terms}
}

// Target is where to look for what a layer shows around a place of a map.
type Target struct {
	// Where selects the features whose envelope meets the place, with the margin of their symbols, and that a rule may paint.
	Where filter.Expr
	// Reach is how far, in pixels, symbols go beyond their geometry.
	Reach float64
}

// Find plans the search for the features that a layer shows on r, a small map about the place. It is false when the
// layer shows none at r's scale.
func Find(r Request, l LayerRequest) (Target, bool, error) {
	if err := r.validate(); err != nil {
		return Target{}, false, err
	}
	p, err := newPlan(&r, &l, newMapping(&r))
	if err != nil || p == nil {
		return Target{}, false, err
	}
	return Target{Where: p.request.Where, Reach: p.margin}, true, nil
}
