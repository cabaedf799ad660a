package filter

// constant evaluates a comparison in which no property is; what is unknown stays as it is, for it is neither TRUE nor FALSE.
func constant(e Expr) Expr {
	varies := false
	Walk(e, func(e Expr) {
		if _, ok := e.(*Property); ok {
			varies = true
		}
	})
	if varies {
		return e
	}
	switch (evaluator{}).truth(e) {
	case yes:
		return &Bool{true}
	case no:
		return &Bool{false}
	default:
		return e
	}
}

// simplifyAnd flattens nested conjunctions and folds constants. The terms are checked already.
func simplifyAnd(terms []Expr) Expr {
	flat := make([]Expr, 0, len(terms))
	for _, t := range terms {
		switch t := t.(type) {
		case *And:
			flat = append(flat, t.Terms...)
		case *Bool:
			if !t.Value {
				return t
			}
		default:
			flat = append(flat, t)
		}
	}
	switch len(flat) {
	case 0:
		return &Bool{true}
	case 1:
		return flat[0]
	default:
		return &And{flat}
	}
}

// simplifyOr flattens nested disjunctions, folds constants, and folds equalities of one property into an In: QGIS sends a list of
// values as a long Or, which a database answers much more slowly than a list.
func simplifyOr(terms []Expr) Expr {
	flat := make([]Expr, 0, len(terms))
	lists := map[string]*In{}
	var add func(t Expr) bool
	add = func(t Expr) bool {
		switch t := t.(type) {
		case *Or:
			for _, u := range t.Terms {
				if !add(u) {
					return false
				}
			}
		case *Bool:
			return !t.Value
		default:
			p, list := equalities(t)
			if p == nil {
				flat = append(flat, t)
				return true
			}
			in, seen := lists[p.Name]
			if !seen {
				in = &In{Value: p}
				lists[p.Name] = in
				flat = append(flat, in)
			}
			in.List = append(in.List, list...)
		}
		return true
	}
	for _, t := range terms {
		if !add(t) {
			return &Bool{true}
		}
	}
	for i, t := range flat {
		if in, ok := t.(*In); ok && len(in.List) == 1 {
			flat[i] = &Compare{Op: Equal, Left: in.Value, Right: in.List[0]}
		}
	}
	switch len(flat) {
	case 0:
		return &Bool{false}
	case 1:
		return flat[0]
	default:
		return &Or{flat}
	}
}

// equalities takes apart "property = literal" and "property IN (literals)".
func equalities(e Expr) (*Property, []Expr) {
	switch e := e.(type) {
	case *In:
		if p, ok := e.Value.(*Property); ok {
			return p, e.List
		}
	case *Compare:
		if e.Op != Equal || e.IgnoreCase {
			return nil, nil
		}
		p, ok := e.Left.(*Property)
		lit, lok := e.Right.(*Literal)
		if !ok || !lok {
			p, ok = e.Right.(*Property)
			lit, lok = e.Left.(*Literal)
		}
		if ok && lok {
			return p, []Expr{lit}
		}
	}
	return nil, nil
}
