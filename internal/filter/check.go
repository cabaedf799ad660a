package filter

import (
	"fmt"
	"strings"

	"haavi/internal/feature"
)

// Error is a filter that cannot be understood, by itself or against a schema. Its text is for the client.
type Error struct {
	Pos  Pos
	Name string // the property, function or operator at fault, when there is one
	Text string
}

func (e *Error) Error() string {
	if e.Pos == "" {
		return e.Text
	}
	return string(e.Pos) + ": " + e.Text
}

// posOf is where the first node of e that remembers it was written.
func posOf(e Expr) Pos {
	var pos Pos
	Walk(e, func(e Expr) {
		if pos != "" {
			return
		}
		switch e := e.(type) {
		case *Property:
			pos = e.Pos
		case *Literal:
			pos = e.Pos
		case *Shape:
			pos = e.Pos
		case *Period:
			pos = e.Pos
		case *Func:
			pos = e.Pos
		}
	})
	return pos
}

func fail(pos Pos, name, format string, args ...any) *Error {
	return &Error{Pos: pos, Name: name, Text: fmt.Sprintf(format, args...)}
}

// MaxDepth bounds how deep a filter nests, so that no input can exhaust a stack, here or in a database.
const MaxDepth = 200

// Checked is a filter whose names and types agree with a schema. The zero Checked selects everything. Only
// Check makes others.
type Checked struct{ root Expr }

// Expr returns the checked tree: every Property has its Field, every Literal the type of its partner, every
// Shape the layer's CRS where it can be transformed in process. It is nil when everything is selected.
//
// In a checked tree a Compare has comparable scalars on its sides, an In has a list of Literals, a Spatial has a Property on the
// left and a Shape on the right, and a Temporal has Properties, Literals of time or Periods of these.
func (c Checked) Expr() Expr { return c.root }

// Check resolves names, converts literals to the types they are compared with and moves shapes to the layer's CRS. e may be nil,
// and is not changed. The error is a *Error.
func Check(e Expr, s *feature.Schema) (Checked, error) {
	if e == nil {
		return Checked{}, nil
	}
	c := checker{schema: s}
	root, err := c.predicate(e, 0)
	if err != nil {
		return Checked{}, err
	}
	if b, ok := root.(*Bool); ok && b.Value {
		return Checked{}, nil
	}
	return Checked{root}, nil
}

type checker struct {
	schema *feature.Schema
	// evaluated says that the expression never reaches a database.
	evaluated bool
}

// predicate checks a node that must be true or false.
func (c *checker) predicate(e Expr, depth int) (Expr, error) {
	if depth > MaxDepth {
		return nil, fail("", "", "the filter nests more than %d levels deep; simplify it", MaxDepth)
	}
	switch e := e.(type) {
	case *And:
		terms, err := c.predicates(e.Terms, depth)
		return simplifyAnd(terms), err
	case *Or:
		terms, err := c.predicates(e.Terms, depth)
		return simplifyOr(terms), err
	case *Not:
		t, err := c.predicate(e.Term, depth+1)
		if b, ok := t.(*Bool); ok {
			return &Bool{!b.Value}, err
		}
		return &Not{t}, err
	case *Bool:
		return e, nil
	case *Spatial:
		return c.spatial(e)
	case *IDs:
		for _, id := range e.List {
			if err := checkText("", id); err != nil {
				return nil, err
			}
		}
		return e, nil
	default:
		return c.comparison(e, depth)
	}
}

// comparison checks a node that is true or false by its values. Where these are all constant so is the answer.
func (c *checker) comparison(e Expr, depth int) (checked Expr, err error) {
	switch e := e.(type) {
	case *Compare:
		checked, err = c.compare(e, depth)
	case *Like:
		checked, err = c.like(e, depth)
	case *Between:
		checked, err = c.between(e, depth)
	case *In:
		checked, err = c.in(e, depth)
	case *IsNull:
		checked, err = c.isNull(e, depth)
	case *Temporal:
		checked, err = c.temporal(e)
	case *Property, *Func:
		checked, err = c.truth(e, depth)
	default:
		return nil, fail(posOf(e), "", "%.60s is not true or false: a condition is needed there", e)
	}
	if err != nil {
		return nil, err
	}
	return constant(checked), nil
}

func (c *checker) predicates(es []Expr, depth int) ([]Expr, error) {
	terms := make([]Expr, 0, len(es))
	for _, e := range es {
		t, err := c.predicate(e, depth+1)
		if err != nil {
			return nil, err
		}
		terms = append(terms, t)
	}
	return terms, nil
}

// truth makes a condition of a boolean property or function that stands alone.
func (c *checker) truth(e Expr, depth int) (Expr, error) {
	v, kind, err := c.scalar(e, depth+1)
	if err != nil {
		return nil, err
	}
	if kind != feature.Bool {
		return nil, fail(posOf(e), nameOf(e), "%.60s is not true or false: compare it with something", e)
	}
	return &Compare{Op: Equal, Left: v, Right: &Literal{Value: feature.BoolValue(true)}}, nil
}

// property resolves a name to a field of the schema, or to the geometry: by its name, or by the empty name that
// parsers use where a protocol means the only geometry.
func (c *checker) property(p *Property) (*Property, error) {
	if i := c.schema.Field(p.Name); i >= 0 {
		return &Property{Name: p.Name, Pos: p.Pos, Field: &c.schema.Fields[i]}, nil
	}
	if c.schema.HasGeometry() && (p.Name == "" || p.Name == c.schema.Geometry.Name) {
		return &Property{Name: c.schema.Geometry.Name, Pos: p.Pos, Field: &c.schema.Geometry}, nil
	}
	if p.Name == "" {
		return nil, fail(p.Pos, "", "layer %q has no geometry to relate to", c.schema.Name)
	}
	hint := "; it has " + c.names()
	if near := c.near(p.Name); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return nil, fail(p.Pos, p.Name, "layer %q has no property %.60q%s", c.schema.Name, p.Name, hint)
}

// near finds the property whose name differs only by case, or else by the fewest letters.
func (c *checker) near(name string) string {
	best, least := "", min(3, len(name)/2+1)
	for _, f := range append(c.schema.Fields[:len(c.schema.Fields):len(c.schema.Fields)], c.schema.Geometry) {
		if f.Name == "" {
			continue
		}
		if strings.EqualFold(f.Name, name) {
			return f.Name
		}
		if d := editDistance(strings.ToLower(f.Name), strings.ToLower(name), least); d < least {
			best, least = f.Name, d
		}
	}
	return best
}

// names lists the properties that the caller may use, as far as a line goes.
func (c *checker) names() string {
	const most = 20
	var names []string
	for _, f := range append(c.schema.Fields[:len(c.schema.Fields):len(c.schema.Fields)], c.schema.Geometry) {
		if len(names) == most {
			names = append(names, "…")
			break
		}
		if f.Name != "" {
			names = append(names, fmt.Sprintf("%.40s", f.Name))
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// editDistance is Levenshtein's, given up at limit.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
