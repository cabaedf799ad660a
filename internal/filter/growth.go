package filter

// maxGrowth is how many times as long replace may make a string: calls in each other could else fill any memory with a short filter.
const maxGrowth = 1000

// checkGrowth looks at a checked call of replace.
func checkGrowth(e *Func) error {
	if e.Name != "replace" {
		return nil
	}
	if _, ok := e.Args[2].(*Literal); !ok {
		return fail(e.Pos, "replace", "the third argument of replace must be a constant")
	}
	if growth(e) > maxGrowth {
		return fail(e.Pos, "replace", "the calls of replace could make a string more than %d times as long; use fewer or shorter replacements", maxGrowth)
	}
	return nil
}

// growth bounds how many times as long as a property a checked string can be; a constant counts as one for each thousand bytes. What is
// within replace has been checked already, so the numbers stay small.
func growth(e Expr) int {
	if l, ok := e.(*Literal); ok {
		return 1 + len(l.Value.Str())/1000
	}
	f, ok := e.(*Func)
	if !ok {
		return 1
	}
	most, sum := 1, 0
	for _, a := range f.Args {
		n := growth(a)
		most, sum = max(most, n), sum+n
	}
	switch f.Name {
	case "concat":
		return sum
	case "replace":
		return growth(f.Args[0]) * factor(f.Args[1], f.Args[2])
	default:
		return most
	}
}

// factor is how much longer a replacement is than what it replaces.
func factor(old, replacement Expr) int {
	r, ok := replacement.(*Literal)
	if !ok {
		return maxGrowth + 1
	}
	length := 1
	if o, ok := old.(*Literal); ok {
		length = len(o.Value.Str())
	}
	if length == 0 { // the empty string is replaced by nothing
		return 1
	}
	return max(1, (len(r.Value.Str())+length-1)/length)
}
