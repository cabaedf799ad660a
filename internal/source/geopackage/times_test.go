package geopackage

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// The fast reader must say what the thorough one says, or leave the text to it.
func TestStandardTime(t *testing.T) {
	same := func(t rapid.TB, s string) {
		got, ok := standardTime(s)
		want, wok := filter.ParseTime(s)
		if ok && (!wok || got != want) {
			t.Fatalf("%q is read as %s, not %s (%v)", s, got, want, wok)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{4}-[0-1][0-9]-[0-3][0-9](T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\.[0-9]{3}[Z+])?`).Draw(t, "time")
		same(t, text)
	})
	for _, s := range []string{"", "2020-02-30", "2021-02-29", "2020-13-01", "2020-00-10", "2020-01-00", "2020/01/01", "2020-01-01T24:00:00.000Z", "2020-1-001", "٣020-01-0"} {
		same(t, s)
	}
	at := time.Date(1969, 12, 31, 23, 59, 59, 999_000_000, time.UTC)
	if v, ok := standardTime("1969-12-31T23:59:59.999Z"); !ok || v != feature.DateTimeOf(at) {
		t.Errorf("%s, %v", v, ok)
	}
	if v, ok := standardTime("2020-02-29"); !ok || v != feature.DateOf(time.Date(2020, 2, 29, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("%s, %v", v, ok)
	}
}

func TestParseTimeOfTheOtherKind(t *testing.T) {
	for _, c := range []struct {
		text string
		kind feature.Kind
		want string
	}{
		{"2020-02-29T23:30:00Z", feature.Date, "2020-02-29"}, {"2020-02-29", feature.DateTime, "2020-02-29T00:00:00Z"},
		{"2020-02-29 01:30:00", feature.DateTime, "2020-02-29T01:30:00Z"}, {"2020-02-29T01:30:00+02:00", feature.DateTime, "2020-02-28T23:30:00Z"},
		{"in May", feature.Date, ""}, {"2020-05", feature.DateTime, ""},
	} {
		if got := parseTime(c.text, c.kind).String(); got != c.want {
			t.Errorf("%q as a %s is %q, not %q", c.text, c.kind, got, c.want)
		}
	}
}
