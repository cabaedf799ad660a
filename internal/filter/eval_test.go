package filter_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
)

// one is a feature with a value in every field but "other", which is null.
func one() *feature.Feature {
	day, _ := filter.ParseTime("2020-02-29")
	seen, _ := filter.ParseTime("2020-02-29T12:30:45.5Z")
	return &feature.Feature{ID: "17", Geom: orb.Point{385_000, 6_672_000}, Props: []feature.Value{
		feature.StringValue("Parus major"), feature.IntValue(3), feature.FloatValue(2.5), day, seen, feature.BoolValue(true), {},
	}}
}

// TestEval: want is "true", "false" or "unknown"; unknown is what neither the filter nor its negation selects.
func TestEval(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`count = 3`, "true"}, {`count <> 3`, "false"}, {`count < 3.5`, "true"}, {`3 >= count`, "true"}, {`count = uncertainty + 0.5`, "true"},
		{`other = 'x'`, "unknown"}, {`NOT other = 'x'`, "unknown"}, {`other <> 'x'`, "unknown"}, {`other = other`, "unknown"},
		{`other IS NULL`, "true"}, {`count IS NULL`, "false"}, {`geom IS NULL`, "false"}, {`lower(other) IS NULL`, "true"}, {`1 / 0 IS NULL`, "true"},
		{`count = 3 AND other = 'x'`, "unknown"}, {`count = 4 AND other = 'x'`, "false"}, {`count = 3 OR other = 'x'`, "true"}, {`count = 4 OR other = 'x'`, "unknown"},
		{`NOT (count = 3 AND other = 'x')`, "unknown"},
		{`other LIKE '%'`, "unknown"}, {`scientificName LIKE 'Parus%'`, "true"}, {`scientificName LIKE 'parus%'`, "false"}, {`scientificName ILIKE 'pARUS%'`, "true"},
		{`CASEI(scientificName) = CASEI('PARUS MAJOR')`, "true"}, {`scientificName = 'PARUS MAJOR'`, "false"},
		{`count BETWEEN 3 AND 3`, "true"}, {`count BETWEEN 4 AND 5`, "false"}, {`other BETWEEN 'a' AND 'b'`, "unknown"},
		{`'b' BETWEEN other AND 'a'`, "false"}, // the second half decides
		{`count IN (1, 2, 3.0)`, "true"}, {`count IN (1, 2)`, "false"}, {`count NOT IN (1, 2)`, "true"}, {`other IN ('x')`, "unknown"}, {`scientificName IN ('x', other)`, "unknown"},
		{`sensitive`, "true"}, {`NOT sensitive`, "false"}, {`sensitive > FALSE`, "true"},
		{`day = DATE('2020-02-29')`, "true"}, {`day = TIMESTAMP('2020-02-29T00:00:00Z')`, "true"}, {`day = TIMESTAMP('2020-02-29T12:00:00Z')`, "false"}, {`seen > day`, "true"},
		{`IN ('17', '18')`, "true"}, {`IN ('18')`, "false"}, {`EXCLUDE`, "false"},
		{`1e308 * 10 IS NULL`, "true"}, {`count * -1e308 IS NULL`, "true"}, {`count + 4e150 IS NULL`, "true"}, {`count + 3e150 > 2e150`, "true"},
		{`1e-160 * 1e150 = 0`, "true"}, {`count / 1e-320 IS NULL`, "true"}, {`1e-130 * 2 = 2e-130`, "true"}, {`1e149 * 1e149 > 9e297`, "true"},
		{`count / 2 = 1.5`, "true"}, {`count / 0 = 1`, "unknown"}, {`-count = 0 - 3`, "true"}, {`count * other2 = 1`, "error"},
		{`S_INTERSECTS(geom, BBOX(380000, 6600000, 390000, 6700000))`, "true"}, {`S_DISJOINT(geom, POINT(385000 6672000))`, "false"},
		{`S_EQUALS(geom, POINT(385000 6672000))`, "true"}, {`S_WITHIN(geom, BBOX(380000, 6600000, 390000, 6700000))`, "true"}, {`S_CONTAINS(BBOX(380000, 6600000, 390000, 6700000), geom)`, "true"},
		{`S_TOUCHES(geom, LINESTRING(385000 6672000, 0 0))`, "true"}, {`S_INTERSECTS(geom, SRID=4326;POLYGON((24 59, 26 59, 26 61, 24 61, 24 59)))`, "true"},
		{`DWITHIN(geom, POINT(385003 6672004), 5, meters)`, "true"}, {`DWITHIN(geom, POINT(385003 6672004), 4.999, meters)`, "false"}, {`BEYOND(geom, POINT(385003 6672004), 5, meters)`, "false"},
		{`BBOX(geom, 385000, 6672000, 385000, 6672000)`, "true"},
	} {
		e := parse(t, c.text)
		s := occurrences()
		got, err := verdict(e, one(), s)
		if c.want == "error" {
			if err == nil {
				t.Errorf("%s was accepted", c.text)
			}
		} else if err != nil || got != c.want {
			t.Errorf("%s is %s (%v), want %s", c.text, got, err, c.want)
		}
	}
}

func verdict(e filter.Expr, f *feature.Feature, s *feature.Schema) (string, error) {
	yes, err := filter.Check(e, s)
	if err != nil {
		return "", err
	}
	no, err := filter.Check(&filter.Not{Term: e}, s)
	if err != nil {
		return "", err
	}
	switch {
	case yes.Eval(f, s):
		return "true", nil
	case no.Eval(f, s):
		return "false", nil
	default:
		return "unknown", nil
	}
}

// TestSpatialOfNothing: a feature without a place is neither inside nor outside of anything.
func TestSpatialOfNothing(t *testing.T) {
	f := one()
	f.Geom = nil
	for _, text := range []string{`S_INTERSECTS(geom, POINT(1 2))`, `S_DISJOINT(geom, POINT(1 2))`, `BBOX(geom, 1, 2, 3, 4)`, `BEYOND(geom, POINT(1 2), 1, meters)`} {
		if got, err := verdict(parse(t, text), f, occurrences()); err != nil || got != "unknown" {
			t.Errorf("%s is %s (%v)", text, got, err)
		}
	}
}

// TestDistanceOnTheSphere: in a geographic system distances are metres on the ground.
func TestDistanceOnTheSphere(t *testing.T) {
	s := occurrences()
	s.CRS = crs.WGS84
	f := one()
	f.Geom = orb.Point{25, 60}
	for text, want := range map[string]string{
		`DWITHIN(geom, POINT(25 61), 111.3, kilometers)`: "true", `DWITHIN(geom, POINT(25 61), 111.1, kilometers)`: "false",
		`DWITHIN(geom, POINT(26 60), 55.7, kilometers)`: "true", `DWITHIN(geom, POINT(26 60), 55.5, kilometers)`: "false",
	} {
		if got, err := verdict(parse(t, text), f, s); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", text, got, err, want)
		}
	}
}

// TestTemporal holds the operators to the figures of CQL2's table of temporal relations: periods as hours of one day.
func TestTemporal(t *testing.T) {
	at := func(hour int) filter.Expr {
		return &filter.Literal{Value: feature.DateTimeValue(1_583_000_000_000_000 + int64(hour)*3_600_000_000)}
	}
	period := func(a, b int) filter.Expr {
		if a == b {
			return at(a)
		}
		return &filter.Period{Begin: at(a), End: at(b)}
	}
	names := map[filter.TemporalOp]string{
		filter.After: "after", filter.Before: "before", filter.Begins: "begins", filter.BegunBy: "begunBy", filter.TContains: "contains", filter.During: "during", filter.EndedBy: "endedBy",
		filter.Ends: "ends", filter.TEquals: "equals", filter.Meets: "meets", filter.MetBy: "metBy", filter.TOverlaps: "overlaps", filter.OverlappedBy: "overlappedBy", filter.AnyInteracts: "any",
	}
	for _, c := range []struct {
		a, b, c, d int
		want       string // the relations that hold
	}{
		{1, 2, 4, 5, "before"},
		{4, 5, 1, 2, "after"},
		{1, 3, 3, 5, "meets any"},
		{3, 5, 1, 3, "metBy any"},
		{1, 4, 3, 6, "overlaps any"},
		{3, 6, 1, 4, "overlappedBy any"},
		{1, 3, 1, 5, "begins any"},
		{1, 5, 1, 3, "begunBy any"},
		{2, 4, 1, 5, "during any"},
		{1, 5, 2, 4, "contains any"},
		{3, 5, 1, 5, "ends any"},
		{1, 5, 3, 5, "endedBy any"},
		{1, 5, 1, 5, "equals any"},
		{1, 1, 2, 2, "before"},
		{2, 2, 1, 1, "after"},
		{2, 2, 1, 3, "during any"},
		{1, 3, 2, 2, "contains any"},
		{0, 0, 1, 3, "before"},
		{4, 4, 1, 3, "after"},
	} {
		var got []string
		for op := filter.After; op <= filter.AnyInteracts; op++ {
			if v, err := verdict(&filter.Temporal{Op: op, Left: period(c.a, c.b), Right: period(c.c, c.d)}, one(), occurrences()); err != nil {
				t.Fatal(err)
			} else if v == "true" {
				got = append(got, names[op])
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("[%d %d] and [%d %d]: %v, want %s", c.a, c.b, c.c, c.d, got, c.want)
		}
	}
}

// TestTimesOfDays: a date is its whole day in UTC.
func TestTimesOfDays(t *testing.T) {
	for text, want := range map[string]string{
		`T_CONTAINS(day, TIMESTAMP('2020-02-29T12:00:00Z'))`:                          "true",
		`T_INTERSECTS(day, TIMESTAMP('2020-02-29T23:59:59.999999Z'))`:                 "true",
		`T_INTERSECTS(day, TIMESTAMP('2020-03-01T00:00:00Z'))`:                        "false",
		`T_BEFORE(day, TIMESTAMP('2020-03-01T00:00:00Z'))`:                            "true",
		`T_BEFORE(day, DATE('2020-02-29'))`:                                           "false",
		`T_AFTER(day, DATE('2020-02-28'))`:                                            "true",
		`T_EQUALS(day, DATE('2020-02-29'))`:                                           "true",
		`T_EQUALS(day, INTERVAL('2020-02-29', '2020-02-29'))`:                         "true",
		`T_DURING(seen, DATE('2020-02-29'))`:                                          "true",
		`T_DURING(seen, day)`:                                                         "true",
		`T_DURING(seen, INTERVAL('2020-02-28', '..'))`:                                "true",
		`T_DURING(seen, INTERVAL('..', '2020-02-28'))`:                                "false",
		`T_INTERSECTS(day, INTERVAL('2020-02-01', '2020-02-29'))`:                     "true",
		`T_INTERSECTS(INTERVAL(day, seen), INTERVAL('2020-03-01', '..'))`:             "false",
		`seen DURING 2020-02-29T12:00:00Z/PT1H`:                                       "true",
		`seen BEFORE OR DURING 2020-01-01T00:00:00Z/2020-01-02T00:00:00Z`:             "false",
		`T_AFTER(seen, DATE('2020-02-29'))`:                                           "false",
		`T_DISJOINT(day, INTERVAL('2020-03-01', '2020-03-02'))`:                       "true",
		`T_INTERSECTS(day, INTERVAL('2020-02-29T23:59:59Z', '2020-02-29T23:59:59Z'))`: "true",
	} {
		if got, err := verdict(parse(t, text), one(), occurrences()); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", text, got, err, want)
		}
	}
	f := one()
	f.Props[3] = feature.Value{}
	if got, err := verdict(parse(t, `T_INTERSECTS(day, INTERVAL('..', '..'))`), f, occurrences()); err != nil || got != "unknown" {
		t.Errorf("a null day is %s (%v)", got, err)
	}
}

func TestFunctions(t *testing.T) {
	for call, want := range map[string]string{
		`lower('ÄÖ X')`: `'äö x'`, `upper('äö x')`: `'ÄÖ X'`, `length('ää日🦉')`: `4`, `trim('  a b ')`: `'a b'`, `concat('a', 1, 'ä')`: `'a1ä'`, `replace('aXbX', 'X', '--')`: `'a--b--'`,
		`replace('ab', '', 'x')`: `'ab'`, `strpos('日本語', '本')`: `2`, `strpos('abc', 'x')`: `0`, `strpos('abc', '')`: `1`, `left('日本語', 2)`: `'日本'`, `left('ab', 5)`: `'ab'`, `left('ab', 0)`: `''`,
		`right('日本語', 2)`: `'本語'`, `right('ab', 5)`: `'ab'`, `right('ab', 0)`: `''`, `substr('日本語', 2)`: `'本語'`, `substr('日本語', 2, 1)`: `'本'`, `substr('abc', 0, 2)`: `'a'`, `substr('abc', -1)`: `'abc'`, `substr('abc', -9000000000)`: `'abc'`, `right('abc', 1e308)`: `'abc'`, `substr('abc', 9)`: `''`,
		`abs(-2.5)`: `2.5`, `abs(-3)`: `3.0`, `ceil(1.2)`: `2.0`, `floor(-1.2)`: `-2.0`, `round(2.5)`: `3.0`, `round(-2.5)`: `-3.0`, `round(0.4)`: `0.0`, `round(2.25, 1)`: `2.3`, `round(-25, -1)`: `-30.0`, `round(2.5, 0)`: `3.0`,
		`year(day)`: `2020`, `month(day)`: `2`, `day(day)`: `29`, `hour(seen)`: `12`, `minute(seen)`: `30`, `second(seen)`: `45`, `hour(day)`: `0`, `year(TIMESTAMP('2019-12-31T23:00:00-02:00'))`: `2020`,
		`coalesce(other, 'x')`: `'x'`, `coalesce(scientificName, 'x')`: `'Parus major'`, `coalesce(count, 0)`: `3`, `casei('ÄX')`: `'äx'`,
	} {
		if got, err := verdict(parse(t, call+" = "+want), one(), occurrences()); err != nil || got != "true" {
			t.Errorf("%s = %s is %s (%v)", call, want, got, err)
		}
	}
	for _, call := range []string{`lower(other)`, `concat('a', other)`, `substr(scientificName, length(other))`, `coalesce(other, other)`, `replace(other, 'a', 'b')`} {
		if got, err := verdict(parse(t, call+" IS NULL"), one(), occurrences()); err != nil || got != "true" {
			t.Errorf("%s IS NULL is %s (%v)", call, got, err)
		}
	}
}

// TestFunctionsAreSortedAndDescribed: capabilities list them.
func TestFunctionsAreSortedAndDescribed(t *testing.T) {
	last := ""
	for _, f := range filter.Functions() {
		if f.Name <= last || f.Description == "" || len(f.Args) == 0 {
			t.Errorf("%+v", f)
		}
		last = f.Name
	}
}

// TestMatch holds Match to a regular expression of the same meaning.
func TestMatch(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "b", "ä", "日", "%", "_", `\%`, `\_`, `\\`, `\a`, "%%", "\n", ".", "A", "Ä"})
	text := rapid.SampledFrom([]string{"a", "b", "ä", "日", "%", "_", `\`, "\n", ".", "A", "Ä"})
	rapid.Check(t, func(t *rapid.T) {
		pattern := strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, "pattern"), "")
		s := strings.Join(rapid.SliceOfN(text, 0, 8).Draw(t, "text"), "")
		fold := rapid.Bool().Draw(t, "ignore case")
		if got, want := filter.Match(s, pattern, fold), asRegexp(pattern, fold).MatchString(s); got != want {
			t.Fatalf("Match(%q, %q, %v) = %v", s, pattern, fold, got)
		}
	})
}

func asRegexp(pattern string, fold bool) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?s)^")
	if fold {
		b.WriteString("(?i)")
	}
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			b.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case r == '\\':
			escaped = true
		case r == '%':
			b.WriteString(".*")
		case r == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return regexp.MustCompile(b.String() + "$")
}

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2020-02-29": "2020-02-29", "2020-02-29Z": "2020-02-29", "2020-02-29-05:00": "2020-02-29", "0001-01-01": "0001-01-01",
		"2020-02-29T12:00:00Z": "2020-02-29T12:00:00Z", "2020-02-29T12:00:00": "2020-02-29T12:00:00Z", "2020-02-29T12:00:00+02:00": "2020-02-29T10:00:00Z", "2020-02-29T12:00": "2020-02-29T12:00:00Z",
		"2020-02-29T12:00:00.1234567Z": "2020-02-29T12:00:00.123456Z", "2020-02-29 12:00:00": "2020-02-29T12:00:00Z", "1969-12-31T23:59:59.9999999Z": "1969-12-31T23:59:59.999999Z",
		"2020-02-29T24:00:00Z": "2020-03-01T00:00:00Z", "2020-12-31T24:00:00": "2021-01-01T00:00:00Z",
	} {
		if v, ok := filter.ParseTime(text); !ok || v.String() != want {
			t.Errorf("%s: %s %v, want %s", text, v, ok, want)
		}
	}
	for _, text := range []string{"", "2020", "2020-02", "2020-02-30", "2020-2-3", "12:00:00", "2020-02-29T25:00:00Z", "2020-02-29T24:00:01Z", "2020-02-29T12:00:00+25:00", "29.2.2020", "2020-02-29T", "2020-02-29X"} {
		if v, ok := filter.ParseTime(text); ok {
			t.Errorf("%q was read as %s", text, v)
		}
	}
}
