package filter

// Walk calls visit for e and every node below it, parents first.
func Walk(e Expr, visit func(Expr)) {
	if e == nil {
		return
	}
	visit(e)
	for _, c := range children(e) {
		Walk(c, visit)
	}
}

func children(e Expr) []Expr {
	switch e := e.(type) {
	case *And:
		return e.Terms
	case *Or:
		return e.Terms
	case *Not:
		return []Expr{e.Term}
	case *Compare:
		return []Expr{e.Left, e.Right}
	case *Like:
		return []Expr{e.Value}
	case *Between:
		return []Expr{e.Value, e.Low, e.High}
	case *In:
		return append([]Expr{e.Value}, e.List...)
	case *IsNull:
		return []Expr{e.Value}
	case *Spatial:
		return []Expr{e.Left, e.Right}
	case *Temporal:
		return []Expr{e.Left, e.Right}
	case *Period:
		return []Expr{e.Begin, e.End}
	case *Arith:
		return []Expr{e.Left, e.Right}
	case *Func:
		return e.Args
	default:
		return nil
	}
}
