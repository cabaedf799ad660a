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
	// wanted selects, wherever they are, the features that a rule may paint; nil for all.
	wanted filter.Expr
	// schema is that of the features to come: the fields asked for, and the geometry in the map's CRS.
	schema *feature.Schema
	passes []planPass
	// margin is how far, in pixels, symbols reach beyond their geometry.
	margin float64
	// context is how far off features may be that matter for labels and summaries.
	context float64
	// grounds are the symbolizers whose radius on the ground is computed.
	grounds []*styles.Ground
	ground  *groundShapes
}

type planPass struct {
	rules []planRule
	// single says that the pass paints every feature by one and the same rule.
	single bool
	// firstOnly says that a feature is painted only by the first rule that it meets.
	firstOnly bool
	// summary, when not nil, paints what features add up to.
	summary summary
}

type planRule struct {
	filter      filter.Checked
	otherwise   bool
	symbolizers []*compiled
}

// activePass is a pass of a style with the rules that hold at the map's scale.
type activePass struct {
	of    *styles.FeatureTypeStyle
	rules []*styles.Rule
}

// newPlan returns nil when nothing is to be drawn.
func newPlan(r *Request, l *LayerRequest, m mapping) (*plan, error) {
	scale := r.Scale()
	if !l.Layer.Schema.HasGeometry() || scale < l.Layer.MinScale || (l.Layer.MaxScale > 0 && scale >= l.Layer.MaxScale) {
		return nil, nil
	}
	p := &plan{mapping: m}
	passes := rulesAt(l.Style, scale)
	if len(passes) == 0 {
		return nil, nil
	}
	fields := neededFields(passes)
	for _, f := range fields {
		if f != l.Layer.Schema.Geometry.Name && l.Layer.Schema.Field(f) < 0 {
			return nil, fmt.Errorf("style %q reads the property %q, which layer %q does not have", l.Style.Name, f, l.Layer.Name)
		}
	}
	fields = slices.DeleteFunc(fields, func(f string) bool { return f == l.Layer.Schema.Geometry.Name })
	p.schema = subSchema(l.Layer.Schema, fields, r.CRS)
	if err := p.compile(passes, r, l); err != nil {
		return nil, err
	}
	if len(p.grounds) > 0 {
		p.ground = newGroundShapes(r, &p.mapping, l.Layer.Schema)
	}
	box, err := p.box(r, l.Layer.Schema)
	if errors.Is(err, errNothingThere) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	p.wanted = filter.Conjunction(l.Filter, anyRule(passes))
	p.request = layer.Request{Fields: fields, Where: filter.Conjunction(box, p.wanted), Out: r.CRS, Limit: -1,
		Unordered: true}
	for _, active := range passes { // features come once, so one order must serve all passes
		if len(active.of.SortBy) > 0 {
			p.request.Unordered = false
			for _, by := range active.of.SortBy {
				p.request.Sort = append(p.request.Sort, layer.SortBy{Name: by.Property, Desc: by.Desc})
			}
			break
		}
	}
	return p, nil
}

// box selects what may show on the map. Circles on the ground reach far, but large ones only: of what lies far off only features of a large
// radius are asked for.
func (p *plan) box(r *Request, s *feature.Schema) (filter.Expr, error) {
	near := max(p.margin, p.context)
	if len(p.grounds) == 0 {
		return boxFilter(r, s, p.mapping, near)
	}
	far := p.margin + maxGround*r.magnification()
	near = max(near, far/16)
	all, err := boxFilter(r, s, p.mapping, far)
	if err != nil {
		return nil, err
	}
	// In some systems a metre is up to six times as long on the map as its scale says, before the poles.
	least := near / p.ground.metre / 6
	wide := &filter.Or{}
	for _, g := range p.grounds {
		if g.Radius == nil {
			continue
		}
		term := &filter.Compare{Op: filter.GreaterEqual, Left: g.Radius.Expr, Right: &filter.Literal{Value: feature.FloatValue(least)}}
		if g.Radius.Steps != nil || !fits(term, s) {
			return all, nil // the radius is a text, or from a table
		}
		wide.Terms = append(wide.Terms, term)
	}
	around, err := boxFilter(r, s, p.mapping, near)
	if err != nil {
		return nil, err
	}
	return &filter.Or{Terms: []filter.Expr{around, &filter.And{Terms: []filter.Expr{all, wide}}}}, nil
}

func fits(e filter.Expr, s *feature.Schema) bool {
	_, err := filter.Check(e, s)
	return err == nil
}

// symbolizers are those of a rule; none where a summary paints instead.
func (a *activePass) symbolizers(rule *styles.Rule) []styles.Symbolizer {
	if a.of.Summary != nil {
		return nil
	}
	return rule.Symbolizers
}

// rulesAt lists the passes that have rules which hold at a scale.
func rulesAt(s *styles.Style, scale float64) []activePass {
	var passes []activePass
	for i := range s.Passes {
		active := activePass{of: &s.Passes[i]}
		for j := range s.Passes[i].Rules {
			if rule := &s.Passes[i].Rules[j]; rule.InScale(scale) && (len(rule.Symbolizers) > 0 || active.of.Summary != nil) {
				active.rules = append(active.rules, rule)
			}
		}
		if active.of.Summary != nil && len(s.Passes[i].Rules) == 0 {
			active.rules = []*styles.Rule{{}}
		}
		if len(active.rules) > 0 {
			passes = append(passes, active)
		}
	}
	return passes
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

// compile checks the rules' filters and parameters against the features to come, and finds how far symbols reach.
func (p *plan) compile(passes []activePass, r *Request, l *LayerRequest) error {
	base := newScope(r, &p.mapping)
	for _, active := range passes {
		rules := active.rules
		pass := planPass{single: len(rules) == 1 && rules[0].Filter == nil, firstOnly: active.of.FirstOnly}
		if active.of.Summary != nil {
			made, err := newSummary(active.of.Summary, base, r, &p.mapping, p.schema)
			if err != nil {
				return fmt.Errorf("style %q of layer %q: %w", l.Style.Name, l.Layer.Name, err)
			}
			pass.summary = made
			p.context = max(p.context, made.reach())
		}
		for _, rule := range rules {
			made := planRule{otherwise: rule.Else}
			var err error
			if made.filter, err = filter.Check(rule.Filter, p.schema); err != nil {
				return fmt.Errorf("style %q of layer %q: rule %q: %w", l.Style.Name, l.Layer.Name, rule.Title, err)
			}
			for _, s := range active.symbolizers(rule) {
				c, err := compile(s, base, p.schema)
				if err != nil {
					return fmt.Errorf("style %q of layer %q: rule %q: %w", l.Style.Name, l.Layer.Name, rule.Title, err)
				}
				made.symbolizers = append(made.symbolizers, c)
				p.margin = max(p.margin, c.reach())
				switch s := s.(type) {
				case *styles.Text:
					p.context = max(p.context, labelMargin*r.magnification())
				case *styles.Ground:
					p.grounds = append(p.grounds, s)
				}
			}
			pass.rules = append(pass.rules, made)
		}
		p.passes = append(p.passes, pass)
	}
	return nil
}

// anyRule is what a feature must meet to be painted at all, nil when there is a rule for every feature.
func anyRule(passes []activePass) filter.Expr {
	var terms []filter.Expr
	for _, active := range passes {
		for _, rule := range active.rules {
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
	m := newMapping(&r)
	p, err := newPlan(&r, &l, m)
	if err != nil || p == nil {
		return Target{}, false, err
	}
	box, err := boxFilter(&r, l.Layer.Schema, m, p.margin)
	return Target{Where: filter.Conjunction(box, p.wanted), Reach: p.margin}, true, err
}
