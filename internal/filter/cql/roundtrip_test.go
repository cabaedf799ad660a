package cql_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/filtertest"
)

// TestRoundTrip: a tree's text reads back to the same tree.
func TestRoundTrip(t *testing.T) {
	s := filtertest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		e := filtertest.Expr(t, s)
		text := e.String()
		back, err := cql.Parse(text, cql.Options{})
		if err != nil {
			t.Fatalf("%s\nis not read: %v", text, err)
		}
		if clearPositions(back); !reflect.DeepEqual(e, back) {
			t.Fatalf("%s\nreads back as\n%s", text, back)
		}
	})
}

// TestCheckedRoundTrip: so does a checked tree's, to one that checks to the same text.
func TestCheckedRoundTrip(t *testing.T) {
	s := filtertest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		c, err := filter.Check(filtertest.Expr(t, s), s)
		if err != nil {
			t.Fatal(err)
		}
		if c.Expr() == nil {
			return
		}
		text := c.Expr().String()
		back, err := cql.Parse(text, cql.Options{})
		if err != nil {
			t.Fatalf("%s\nis not read: %v", text, err)
		}
		again, err := filter.Check(back, s)
		if err != nil {
			t.Fatalf("%s\nis not accepted again: %v", text, err)
		}
		if again.Expr() == nil || again.Expr().String() != text {
			t.Fatalf("%s\nchecks again to\n%s", text, again.Expr())
		}
	})
}

func clearPositions(e filter.Expr) {
	filter.Walk(e, func(e filter.Expr) {
		switch e := e.(type) {
		case *filter.Property:
			e.Pos = ""
		case *filter.Literal:
			e.Pos = ""
		case *filter.Shape:
			e.Pos = ""
		case *filter.Period:
			e.Pos = ""
		case *filter.Func:
			e.Pos = ""
		}
	})
}
