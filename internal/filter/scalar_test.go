package filter

import (
	"testing"

	"haavi/internal/feature"
)

// A label joins what there is, whatever its type.
func TestScalarConcatJoinsValuesOfAnyType(t *testing.T) {
	s := &feature.Schema{Name: "a", Fields: []feature.Field{{Name: "name", Type: feature.String}, {Name: "n", Type: feature.Int}}}
	e := &Func{Name: "Concat", Args: []Expr{&Property{Name: "name"}, &Literal{Value: feature.StringValue(": ")}, &Property{Name: "n"}}}
	c, kind, err := CheckScalar(e, s)
	if err != nil || kind != feature.String {
		t.Fatal(kind, err)
	}
	for _, f := range []struct {
		props []feature.Value
		want  feature.Value
	}{
		{[]feature.Value{feature.StringValue("tit"), feature.IntValue(3)}, feature.StringValue("tit: 3")},
		{[]feature.Value{{}, feature.IntValue(3)}, feature.StringValue(": 3")},
		{[]feature.Value{{}, {}}, feature.Value{}},
	} {
		if got := c.Eval(&feature.Feature{Props: f.props}, s); got != f.want {
			t.Errorf("%v is %v, want %v", f.props, got, f.want)
		}
	}
	if _, err := Check(&Compare{Op: Equal, Left: e, Right: &Literal{Value: feature.StringValue("x")}}, s); err == nil {
		t.Error("a filter joins a number with text, which databases do each in their own way")
	}
}
