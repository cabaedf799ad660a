package feature

import (
	"math"
	"reflect"
	"testing"
	"testing/quick"
	"time"

	"github.com/paulmach/orb"
)

// The lexical forms of W3C XML Schema part 2.
func TestText(t *testing.T) {
	for want, v := range map[string]Value{
		"": {}, "true": BoolValue(true), "false": BoolValue(false), "-9223372036854775808": IntValue(math.MinInt64),
		"0.1": FloatValue(0.1), "1E-07": FloatValue(1e-7), "1E+20": FloatValue(1e20), "100000": FloatValue(1e5), "NaN": FloatValue(math.NaN()), "-INF": FloatValue(math.Inf(-1)),
		"kuha": StringValue("kuha"), "1970-01-01": DateValue(0), "1969-12-31": DateValue(-1), "2024-02-29": DateOf(time.Date(2024, 2, 29, 23, 59, 0, 0, time.FixedZone("", 7200))),
		"0001-01-01": DateOf(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), "-0044-03-15": DateOf(time.Date(-44, 3, 15, 0, 0, 0, 0, time.UTC)), "12024-01-01": DateOf(time.Date(12024, 1, 1, 0, 0, 0, 0, time.UTC)),
		"2024-05-01T10:00:00Z": DateTimeOf(time.Date(2024, 5, 1, 12, 0, 0, 0, time.FixedZone("", 7200))), "1969-12-31T23:59:59.999999Z": DateTimeValue(-1),
		"2024-05-01T10:00:00.25Z": DateTimeOf(time.Date(2024, 5, 1, 10, 0, 0, 250_000_000, time.UTC)),
	} {
		if got := v.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	nan := FloatValue(math.NaN())
	for _, c := range []struct {
		a, b Value
		want int
		ok   bool
	}{
		{IntValue(1), FloatValue(1.5), -1, true}, {FloatValue(2), IntValue(2), 0, true}, {nan, FloatValue(math.Inf(1)), 1, true}, {nan, nan, 0, true},
		{StringValue("a"), StringValue("B"), 1, true}, {StringValue("ä"), StringValue("z"), 1, true}, {BoolValue(false), BoolValue(true), -1, true},
		{DateValue(1), DateTimeValue(86_400_000_000), 0, true}, {DateValue(1), DateTimeValue(86_400_000_001), -1, true},
		{Value{}, IntValue(1), 0, false}, {Value{}, Value{}, 0, false}, {StringValue("1"), IntValue(1), 0, false},
		{IntValue(math.MaxInt64), IntValue(math.MaxInt64 - 1), 1, true},
	} {
		got, ok := c.a.Compare(c.b)
		if got != c.want || ok != c.ok {
			t.Errorf("%v %v: %d %v", c.a, c.b, got, ok)
		}
		if back, _ := c.b.Compare(c.a); back != -got {
			t.Errorf("%v %v is not symmetric", c.a, c.b)
		}
	}
}

func TestIdentifiersOfCompositeKeys(t *testing.T) {
	if got := JoinID("a,b"); got != "a,b" {
		t.Errorf("a single part is changed to %q", got)
	}
	same := func(parts [3]string) bool {
		got, err := SplitID(JoinID(parts[:]...), 3)
		return err == nil && reflect.DeepEqual(got, parts[:])
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
	if !same([3]string{"50%,", "%2C", ","}) {
		t.Error("percent signs and commas do not come back")
	}
	if _, err := SplitID("a,b", 3); err == nil {
		t.Error("an identifier of two parts was taken for a key of three")
	}
}

func TestCloneSharesNothing(t *testing.T) {
	f := &Feature{ID: "1", Geom: orb.LineString{{1, 2}, {3, 4}}, Props: []Value{IntValue(1)}}
	c := f.Clone()
	f.Geom.(orb.LineString)[0][0], f.Props[0] = 9, IntValue(9)
	if c.Geom.(orb.LineString)[0][0] != 1 || c.Props[0].Int() != 1 {
		t.Errorf("%+v", c)
	}
}
