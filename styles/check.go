package styles

import (
	"errors"
	"fmt"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// Problem is something that a style computes from features and a layer has no fields for.
type Problem struct {
	// Rule is the number of the rule in its pass, and Pass that of the pass, from 1; Rule is 0 for what belongs to the whole pass.
	Pass, Rule int
	// Name is the property at fault, when it is one.
	Name string
	Text string
}

func (p Problem) String() string {
	if p.Rule == 0 {
		return fmt.Sprintf("FeatureTypeStyle %d: %s", p.Pass, p.Text)
	}
	return fmt.Sprintf("FeatureTypeStyle %d, rule %d: %s", p.Pass, p.Rule, p.Text)
}

// maxProblems bounds what Check returns.
const maxProblems = 50

// Check finds what a style cannot compute from features of a schema: properties that it lacks, and types that do not fit. Problems of the
// same property are told once.
func (s *Style) Check(schema *feature.Schema) []Problem {
	c := checking{schema: schema, told: map[string]bool{}}
	for i := range s.Passes {
		c.pass, c.rule = i+1, 0
		p := s.Passes[i]
		rules := p.Rules
		p.Rules = nil
		p.Walk(c.visitor())
		for j := range rules {
			c.rule = j + 1
			rules[j].Walk(c.visitor())
		}
	}
	return c.problems
}

type checking struct {
	schema     *feature.Schema
	pass, rule int
	told       map[string]bool
	problems   []Problem
}

func (c *checking) visitor() Visitor {
	return Visitor{
		Value: func(v *Value) {
			_, _, err := filter.CheckScalar(v.Expr, c.schema)
			c.add(err)
		},
		Filter: func(e filter.Expr) {
			_, err := filter.Check(e, c.schema)
			c.add(err)
		},
		Property: func(name string) {
			_, _, err := filter.CheckScalar(&filter.Property{Name: name}, c.schema)
			c.add(err)
		},
	}
}

func (c *checking) add(err error) {
	if err == nil || len(c.problems) >= maxProblems {
		return
	}
	p := Problem{Pass: c.pass, Rule: c.rule, Text: err.Error()}
	if fe := (*filter.Error)(nil); errors.As(err, &fe) {
		p.Name, p.Text = fe.Name, fe.Text
	}
	if key := p.Name + "\x00" + p.Text; !c.told[key] {
		c.told[key] = true
		c.problems = append(c.problems, p)
	}
}
