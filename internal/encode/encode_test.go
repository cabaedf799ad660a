package encode

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"haavi/internal/feature"
)

func TestJSONStringComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		var got string
		if err := json.Unmarshal(AppendJSONString(nil, s), &got); err != nil || got != strings.ToValidUTF8(s, "\uFFFD") {
			t.Fatalf("%q became %q (%v)", s, got, err)
		}
	})
	if got := string(AppendJSONString(nil, "a\xff\"\\\x01\n\t\rä")); got != `"a`+"\uFFFD"+`\"\\\u0001\n\t\rä"` {
		t.Errorf("got %s", got)
	}
}

func TestAppendJSON(t *testing.T) {
	for want, v := range map[string]feature.Value{
		"null": {}, "true": feature.BoolValue(true), "-7": feature.IntValue(-7), "0.1": feature.FloatValue(0.1),
		"1E+21": feature.FloatValue(1e21), `"1970-01-02"`: feature.DateValue(1), `"1970-01-01T00:00:00.5Z"`: feature.DateTimeValue(500000),
	} {
		if got := string(AppendJSON(nil, v)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := string(AppendJSON(nil, feature.FloatValue(f))); got != "null" {
			t.Errorf("%v became %s", f, got)
		}
	}
}

func TestID(t *testing.T) {
	for key, want := range map[string]string{
		"17": "l.17", "a_b-c.d": "l.a_b-c.d", "KE.123:4": "l.KE.123_x003A_4", "Å 1": "l.Å_x0020_1", "1,2": "l.1_x002C_2",
		"_x003A": "l._x005F_x003A", "_xyz": "l._xyz", "😀": "l._x1F600_", "": "l.",
	} {
		if got := string(AppendID(nil, "l", key)); got != want {
			t.Errorf("%q: got %q, want %q", key, got, want)
		}
		if got, ok := ParseID("l", want); !ok || got != key {
			t.Errorf("%q: got %q, want %q", want, got, key)
		}
	}
	if got, ok := ParseID("l", "l.http://tun.fi/1"); !ok || got != "http://tun.fi/1" {
		t.Errorf("got %q", got)
	}
	if _, ok := ParseID("l", "ll.1"); ok {
		t.Error("an identifier of another layer was taken")
	}
}

var ncName = regexp.MustCompile(`^[A-Za-z_][-._A-Za-z0-9À-ÖØ-öø-ſ]*$`)

func TestIDComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.String(), rapid.StringMatching(`(_?x?[0-9A-F]{0,5}[_:]?){0,5}`)).Draw(t, "key")
		key = strings.ToValidUTF8(key, "")
		id := string(AppendID(nil, "layer", key))
		if !ncName.MatchString(id) {
			t.Fatalf("%q became %q, which is no NCName", key, id)
		}
		if got, ok := ParseID("layer", id); !ok || got != key {
			t.Fatalf("%q became %q and came back as %q", key, id, got)
		}
	})
}
