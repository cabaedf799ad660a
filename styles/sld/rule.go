package sld

import (
	"math"
	"strconv"
	"strings"

	"haavi/internal/filter"
	"haavi/internal/filter/fes"
	"haavi/styles"
)

// featureTypeStyle reads a pass over the features and adds it to a style.
func (r *reader) featureTypeStyle(n *node, s *styles.Style) error {
	p := styles.FeatureTypeStyle{Name: n.childValue("Name")}
	p.Title, p.Abstract = description(n)
	for _, c := range n.elements() {
		switch c.name {
		case "Name", "Title", "Abstract", "Description":
		case "FeatureTypeName":
			if t := c.value(); t != "" && t != "Feature" {
				r.remark(c, "the style draws the layer that it is given to, be its features of type %.40q or not", t)
			}
		case "SemanticTypeIdentifier":
			if t := c.value(); t != "" && t != "generic:geometry" && t != "any" {
				r.remark(c, "%.40q does not restrict what is drawn", t)
			}
		case "Rule":
			if err := r.rule(c, &p); err != nil {
				return err
			}
		case "VendorOption":
			r.passOption(c, &p)
		case "Density", "Grid", "Cluster":
			r.summary(c, &p)
		case "Transformation":
			r.remark(c, "transformations are not supported; features are drawn as they are")
		case "OnlineResource":
			r.remark(c, "rules elsewhere are not fetched; write them into the document")
		default:
			r.unknown(c)
		}
	}
	s.Passes = append(s.Passes, p)
	return nil
}

// passOption reads a VendorOption of a FeatureTypeStyle: GeoServer's, of which sortBy and ruleEvaluation are carried.
func (r *reader) passOption(n *node, p *styles.FeatureTypeStyle) {
	switch name, value := n.attr("name"), n.value(); name {
	case "ruleEvaluation":
		p.FirstOnly = value == "first"
	case "sortBy":
		for part := range strings.SplitSeq(value, ",") {
			words := strings.Fields(part)
			if len(words) == 0 || len(words) > 2 || len(p.SortBy) >= 8 {
				r.remark(n, "%.40q is no property to sort by; it is left out", part)
				continue
			}
			p.SortBy = append(p.SortBy, styles.SortBy{Property: words[0], Desc: len(words) == 2 && strings.HasPrefix(strings.ToUpper(words[1]), "D")})
		}
	default:
		r.remark(n, "the vendor option %.40s is not supported", name)
	}
}

func (r *reader) rule(n *node, p *styles.FeatureTypeStyle) error {
	if r.rules++; r.rules > r.o.MaxRules {
		return n.fail("the document has more than %d rules", r.o.MaxRules)
	}
	rule := styles.Rule{Name: n.childValue("Name")}
	rule.Title, rule.Abstract = description(n)
	keep := true
	for _, c := range n.kids {
		switch c.name {
		case "", "Name", "Title", "Abstract", "Description":
		case comment:
			if isElseComment(c) {
				rule.Else = true
				r.remark(n, "QGIS wrote its ELSE rule as a comment; it is read as an ElseFilter")
			}
		case "Filter":
			keep = r.filter(c, &rule) && keep
		case "ElseFilter":
			rule.Else = true
		case "MinScaleDenominator":
			rule.MinScale = r.scale(c)
		case "MaxScaleDenominator":
			rule.MaxScale = r.scale(c)
		case "LegendGraphic":
			if g := c.child("Graphic"); g != nil {
				graphic := r.graphic(g)
				rule.Legend = &graphic
			}
		default:
			r.symbolizer(c, &rule)
		}
	}
	if rule.Else && rule.Filter != nil {
		r.remark(n, "a rule has either a Filter or an ElseFilter; the ElseFilter is left out")
		rule.Else = false
	}
	if rule.MaxScale > 0 && rule.MinScale >= rule.MaxScale {
		r.remark(n, "it holds at no scale: MinScaleDenominator %g is not below MaxScaleDenominator %g", rule.MinScale, rule.MaxScale)
	}
	if keep {
		p.Rules = append(p.Rules, rule)
	}
	return nil
}

// isElseComment knows what QGIS writes for a rule of its else kind, which it cannot express.
func isElseComment(n *node) bool {
	return n.name == comment && strings.HasSuffix(strings.TrimSpace(n.text), "Expression was: ELSE")
}

// filter reads the filter of a rule. Without it the rule would draw everything, so that it is left out when its filter is not understood.
func (r *reader) filter(n *node, rule *styles.Rule) bool {
	e, err := decode(n, r.filterOptions(), fes.Decode)
	if err != nil {
		r.remark(n, "%s; the rule is left out", textOf(err))
		return false
	}
	e = lists(e)
	if name := unknownFunction(e); name != "" {
		r.remark(n, "the function %.40s is not supported; the rule is left out", name)
		return false
	}
	rule.Filter = e
	return true
}

// lists makes lists of GeoServer's functions in, in2 to in10, which are compared with true.
func lists(e filter.Expr) filter.Expr {
	switch e := e.(type) {
	case *filter.And:
		for i := range e.Terms {
			e.Terms[i] = lists(e.Terms[i])
		}
	case *filter.Or:
		for i := range e.Terms {
			e.Terms[i] = lists(e.Terms[i])
		}
	case *filter.Not:
		e.Term = lists(e.Term)
	case *filter.Compare:
		f, ok := e.Left.(*filter.Func)
		l, constant := e.Right.(*filter.Literal)
		if ok && constant && e.Op == filter.Equal && isTrue(l.Value.String()) && strings.TrimRight(f.Name, "0123456789") == "in" && len(f.Args) > 1 {
			terms := make([]filter.Expr, len(f.Args)-1)
			for i, a := range f.Args[1:] {
				terms[i] = &filter.Compare{Op: filter.Equal, Left: f.Args[0], Right: a}
			}
			if len(terms) == 1 {
				return terms[0]
			}
			return &filter.Or{Terms: terms}
		}
	}
	return e
}

func (r *reader) scale(n *node) float64 {
	f, err := strconv.ParseFloat(n.value(), 64)
	if err != nil || math.IsNaN(f) || f < 0 {
		r.remark(n, "%.40q is no scale denominator; there is no limit", n.value())
		return 0
	}
	if math.IsInf(f, 0) || f > 1e300 {
		return 0 // some programs write the largest number there is
	}
	return f
}
