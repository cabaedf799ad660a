package render

import (
	"testing"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/styles"
)

// The functions of SE 1.1.0, 11.6, at and between their keys.
func TestSteps(t *testing.T) {
	key := func(v feature.Value) filter.Literal {
		return filter.Literal{Value: v, Untyped: v.Kind() == feature.String}
	}
	keys := []filter.Literal{key(feature.StringValue("10")), key(feature.FloatValue(20))}
	three := []styles.Value{*str("a"), *str("b"), *str("c")}
	numbers := []styles.Value{*num(1), *str("3")}
	schema := &feature.Schema{Fields: []feature.Field{{Name: "n", Type: feature.Float}, {Name: "s", Type: feature.String}}}
	for name, c := range map[string]struct {
		steps *styles.Steps
		field string
		in    feature.Value
		want  string
		found bool
	}{
		"below":              {&styles.Steps{Keys: keys, Values: three}, "n", feature.FloatValue(9.99), "a", true},
		"on a threshold":     {&styles.Steps{Keys: keys, Values: three}, "n", feature.FloatValue(10), "b", true},
		"preceding":          {&styles.Steps{Keys: keys, Values: three, Preceding: true}, "n", feature.FloatValue(10), "a", true},
		"above":              {&styles.Steps{Keys: keys, Values: three}, "n", feature.FloatValue(20), "c", true},
		"text is a number":   {&styles.Steps{Kind: styles.Interpolate, Keys: keys, Values: numbers}, "s", feature.StringValue(" 15 "), "2", true},
		"null":               {&styles.Steps{Keys: keys, Values: three}, "n", feature.Value{}, "", false},
		"null with fallback": {&styles.Steps{Keys: keys, Values: three, Fallback: str("f")}, "n", feature.Value{}, "f", true},
		"interpolated":       {&styles.Steps{Kind: styles.Interpolate, Keys: keys, Values: numbers}, "n", feature.FloatValue(12.5), "1.5", true},
		"before the first":   {&styles.Steps{Kind: styles.Interpolate, Keys: keys, Values: numbers}, "n", feature.FloatValue(-5), "1", true},
		"after the last":     {&styles.Steps{Kind: styles.Interpolate, Keys: keys, Values: numbers}, "n", feature.FloatValue(50), "3", true},
		"cosine":             {&styles.Steps{Kind: styles.Interpolate, Cosine: true, Keys: keys, Values: numbers}, "n", feature.FloatValue(15), "2", true},
		"colours":            {&styles.Steps{Kind: styles.Interpolate, Color: true, Keys: keys, Values: []styles.Value{*str("#000000"), *str("#ffffff")}}, "n", feature.FloatValue(15), "#808080ff", true},
		"recoded number":     {&styles.Steps{Kind: styles.Recode, Keys: keys, Values: three[:2]}, "n", feature.FloatValue(20), "b", true},
		"recoded text":       {&styles.Steps{Kind: styles.Recode, Keys: []filter.Literal{key(feature.StringValue("x")), key(feature.StringValue("y"))}, Values: three[:2]}, "s", feature.StringValue("y"), "b", true},
		"not recoded":        {&styles.Steps{Kind: styles.Recode, Keys: keys, Values: three[:2]}, "n", feature.FloatValue(15), "", false},
	} {
		v := styles.Of(c.field)
		v.Steps = c.steps
		made, err := compute(v, schema)
		if err != nil {
			t.Fatal(name, err)
		}
		f := feature.Feature{Props: []feature.Value{c.in, c.in}}
		got, found := made.eval(&f, schema)
		if text := got.String(); found != c.found || found && text != c.want && !(name == "cosine" && text[0] == '2') {
			t.Errorf("%s: got %q %v, want %q %v", name, text, found, c.want, c.found)
		}
	}
}

// Whatever features say, symbols are of a size that can be drawn, and features of one look share it.
func TestComputedSizesAreBounded(t *testing.T) {
	schema := &feature.Schema{Fields: []feature.Field{{Name: "n", Type: feature.Float}}}
	p := &styles.Point{Graphic: styles.Graphic{Size: styles.Of("n"), Rotation: styles.Of("n")}}
	c, err := compile(p, &scope{pixel: 2, metre: 1e9, unit: 2, pictures: map[*styles.External]*picture{}}, schema)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []float64{-1e300, -1, 0, 1e-300, 5, 1e300} {
		s := c.symbol(&feature.Feature{Props: []feature.Value{feature.FloatValue(n)}}, schema).(*pointSymbol)
		if size := s.graphic.size; !(size >= 0 && size <= 2*maxComputed) || !(s.reach() <= c.reach()) {
			t.Errorf("%g: the size is %g, the reach %g of %g", n, size, s.reach(), c.reach())
		}
	}
	one := c.symbol(&feature.Feature{Props: []feature.Value{feature.FloatValue(5)}}, schema)
	if one != c.symbol(&feature.Feature{Props: []feature.Value{feature.FloatValue(5.0001)}}, schema) {
		t.Error("two features of one look have two symbols")
	}
}

// Counts of many different values are near the truth, and exact while they are few.
func TestDistinct(t *testing.T) {
	for _, n := range []int{0, 1, 200, 256, 300, 5000, 100000} {
		d := &distinct{}
		for i := range n {
			d.add(feature.IntValue(int64(i)).String())
			d.add(feature.IntValue(int64(i / 2)).String())
		}
		if got := d.count(); got < 0.9*float64(n) || got > 1.1*float64(n) || n <= distinctExact && got != float64(n) {
			t.Errorf("%d values are counted as %g", n, got)
		}
	}
}
