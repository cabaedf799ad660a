package fes

import "haavi/internal/filter"

type parser struct{ o Options }

// filter reads the one condition of a Filter, or its list of identifiers (FES 7.2).
func (p parser) filter(root *element) (filter.Expr, error) {
	var conditions []*element
	var ids []string
	for _, c := range root.children {
		if id, ok := identifier(c); ok {
			if err := checkID(c, id); err != nil {
				return nil, err
			}
			ids = append(ids, p.o.ID(id))
		} else {
			conditions = append(conditions, c)
		}
	}
	switch {
	case len(ids) > 0 && len(conditions) > 0:
		return nil, conditions[0].fail("a filter has either identifiers or a condition, not both")
	case len(ids) > 0:
		return &filter.IDs{List: ids}, nil
	case len(conditions) == 1:
		return p.condition(conditions[0])
	case len(conditions) == 0:
		return nil, root.fail("the filter is empty; give it a condition")
	default:
		return nil, conditions[1].fail("a filter has one condition; join several with And or Or")
	}
}

// identifier reads ResourceId (2.0), GmlObjectId (1.1) and FeatureId (1.0).
func identifier(e *element) (id string, ok bool) {
	switch e.name {
	case "ResourceId":
		return e.attrs["rid"], true
	case "GmlObjectId":
		return e.attrs["id"], true
	case "FeatureId":
		return e.attrs["fid"], true
	default:
		return "", false
	}
}

// checkID refuses what asks for a history (FES 7.11.2): a resource has one version here, which is the first, the last and all.
func checkID(e *element, id string) error {
	if id == "" {
		return e.fail("the identifier is missing: give it in the attribute rid, gml:id or fid")
	}
	for _, name := range []string{"previousRid", "startDate", "endDate"} {
		if e.attrs[name] != "" {
			return e.fail("versions of resources are not kept; leave %s out", name)
		}
	}
	switch v := e.attrs["version"]; v {
	case "", "FIRST", "LAST", "ALL", "1":
		return nil
	default:
		return e.fail("versions of resources are not kept; there is no version %.20q", v)
	}
}

// condition reads any operator that is true or false.
func (p parser) condition(e *element) (filter.Expr, error) {
	switch e.name {
	case "And", "Or":
		return p.logical(e)
	case "Not":
		if len(e.children) != 1 {
			return nil, e.fail("Not takes one condition, not %d", len(e.children))
		}
		t, err := p.condition(e.children[0])
		return &filter.Not{Term: t}, err
	case "PropertyIsLike":
		return p.like(e)
	case "PropertyIsBetween":
		return p.between(e)
	case "PropertyIsNull", "PropertyIsNil":
		return p.isNull(e)
	case "Function":
		return p.function(e)
	}
	if id, ok := identifier(e); ok {
		if err := checkID(e, id); err != nil {
			return nil, err
		}
		return &filter.IDs{List: []string{p.o.ID(id)}}, nil
	}
	if op, ok := comparisons[e.name]; ok {
		return p.compare(op, e)
	}
	if op, ok := spatialOps[e.name]; ok {
		return p.spatial(op, e)
	}
	if op, ok := temporalOps[e.name]; ok {
		return p.temporal(op, e)
	}
	return nil, noCondition(e)
}

func noCondition(e *element) error {
	switch {
	case e.name == "Literal":
		return e.fail("Literal is a value where a condition is needed, such as PropertyIsEqualTo; QGIS sends this for IN with one value: use = there")
	case isReference(e):
		return e.fail("%s is a value where a condition is needed, such as PropertyIsEqualTo", e.name)
	default:
		return e.fail("%.40s is not an operator of Filter Encoding", e.name)
	}
}

// isNull reads PropertyIsNull, and PropertyIsNil, which is the same here.
func (p parser) isNull(e *element) (filter.Expr, error) {
	if len(e.children) != 1 {
		return nil, e.fail("%s takes one property, not %d", e.name, len(e.children))
	}
	if e.attrs["nilReason"] != "" {
		return nil, e.fail("reasons for nil are not kept; leave nilReason out")
	}
	if p.isFeatureID(e.children[0]) {
		return &filter.Bool{Value: false}, nil
	}
	v, err := p.value(e.children[0])
	return &filter.IsNull{Value: v}, err
}

func (p parser) logical(e *element) (filter.Expr, error) {
	if len(e.children) < 1 {
		return nil, e.fail("%s needs conditions to join", e.name)
	}
	terms := make([]filter.Expr, len(e.children))
	for i, c := range e.children {
		t, err := p.condition(c)
		if err != nil {
			return nil, err
		}
		terms[i] = t
	}
	if e.name == "And" {
		return &filter.And{Terms: terms}, nil
	}
	return &filter.Or{Terms: terms}, nil
}

var comparisons = map[string]filter.CompareOp{
	"PropertyIsEqualTo": filter.Equal, "PropertyIsNotEqualTo": filter.NotEqual, "PropertyIsLessThan": filter.Less, "PropertyIsGreaterThan": filter.Greater,
	"PropertyIsLessThanOrEqualTo": filter.LessEqual, "PropertyIsGreaterThanOrEqualTo": filter.GreaterEqual,
}

// compare reads a binary comparison. matchAction makes no difference: a property has one value here.
func (p parser) compare(op filter.CompareOp, e *element) (filter.Expr, error) {
	if len(e.children) != 2 {
		return nil, e.fail("%s compares two expressions, not %d", e.name, len(e.children))
	}
	switch e.attrs["matchAction"] {
	case "", "Any", "All", "One":
	default:
		return nil, e.fail("matchAction=%.20q is not Any, All or One", e.attrs["matchAction"])
	}
	ignore, err := ignoreCase(e)
	if err != nil {
		return nil, err
	}
	if a, b := e.children[0], e.children[1]; p.isFeatureID(a) || p.isFeatureID(b) {
		return p.compareID(op, a, b)
	}
	l, err := p.value(e.children[0])
	if err != nil {
		return nil, err
	}
	r, err := p.value(e.children[1])
	return &filter.Compare{Op: op, Left: l, Right: r, IgnoreCase: ignore}, err
}

func ignoreCase(e *element) (bool, error) {
	switch e.attrs["matchCase"] {
	case "", "true", "1":
		return false, nil
	case "false", "0":
		return true, nil
	default:
		return false, e.fail("matchCase=%.20q is not true or false", e.attrs["matchCase"])
	}
}

func (p parser) between(e *element) (filter.Expr, error) {
	low, high := e.child("LowerBoundary"), e.child("UpperBoundary")
	if len(e.children) != 3 || low == nil || high == nil || len(low.children) != 1 || len(high.children) != 1 {
		return nil, e.fail("PropertyIsBetween takes an expression, a LowerBoundary and an UpperBoundary, each with one expression")
	}
	v, err := p.value(e.children[0])
	if err != nil {
		return nil, err
	}
	l, err := p.value(low.children[0])
	if err != nil {
		return nil, err
	}
	h, err := p.value(high.children[0])
	return &filter.Between{Value: v, Low: l, High: h}, err
}

// value reads an expression (FES 7.3 to 7.6, and the arithmetic of 1.1).
func (p parser) value(e *element) (filter.Expr, error) {
	switch e.name {
	case "ValueReference", "PropertyName":
		return p.reference(e)
	case "Literal":
		return p.literal(e)
	case "Function":
		return p.function(e)
	case "Add", "Sub", "Mul", "Div":
		if len(e.children) != 2 {
			return nil, e.fail("%s takes two expressions, not %d", e.name, len(e.children))
		}
		l, err := p.value(e.children[0])
		if err != nil {
			return nil, err
		}
		r, err := p.value(e.children[1])
		op := map[string]filter.ArithOp{"Add": filter.Add, "Sub": filter.Sub, "Mul": filter.Mul, "Div": filter.Div}[e.name]
		return &filter.Arith{Op: op, Left: l, Right: r}, err
	default:
		return nil, e.fail("%.40s is not an expression; use ValueReference, Literal or Function", e.name)
	}
}

func (p parser) function(e *element) (filter.Expr, error) {
	f := &filter.Func{Name: localName(e.attrs["name"]), Pos: filter.Pos(e.path)}
	if f.Name == "" {
		return nil, e.fail("Function needs the attribute name")
	}
	for _, c := range e.children {
		a, err := p.value(c)
		if err != nil {
			return nil, err
		}
		f.Args = append(f.Args, a)
	}
	return f, nil
}
