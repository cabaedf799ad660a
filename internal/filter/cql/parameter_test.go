package cql

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

var values = map[string]filter.Expr{
	"taxon": &filter.Literal{Value: feature.StringValue(`a' OR 1=1 %_\`)}, "n": &filter.Literal{Value: feature.IntValue(7)},
	"day": &filter.Literal{Value: feature.DateValue(0)}, "radius": &filter.Literal{Value: feature.FloatValue(2.5)},
	"place": &filter.Shape{Geom: orb.Point{1, 2}}, "sure": &filter.Literal{Value: feature.BoolValue(true)},
}

func parameters() Options {
	return Options{Parameter: func(name string) (filter.Expr, bool) { v, ok := values[name]; return v, ok }}
}

func TestParameters(t *testing.T) {
	for text, want := range map[string]string{
		`a = :taxon`:                        `"a" = 'a'' OR 1=1 %_\'`,
		`a LIKE :taxon || '%'`:              `"a" LIKE 'a'' OR 1=1 \%\_\\%'`,
		`a ILIKE '%'||:taxon||'_'`:          `CASEI("a") LIKE CASEI('%a'' OR 1=1 \%\_\\_')`,
		`CASEI(a) LIKE CASEI(:taxon)`:       `CASEI("a") LIKE CASEI('a'' OR 1=1 \%\_\\')`,
		`n + :n > -:radius`:                 `("n" + 7) > (0 - 2.5)`,
		`n IN (:n, 1)`:                      `"n" IN (7, 1)`,
		`n BETWEEN 1 AND :n AND a = 'x'`:    `("n" BETWEEN 1 AND 7 AND "a" = 'x')`,
		`lower(:taxon) = a`:                 `lower('a'' OR 1=1 %_\') = "a"`,
		`d AFTER :day`:                      `T_AFTER("d", DATE('1970-01-01'))`,
		`d DURING :day/P1Y`:                 `T_DURING("d", INTERVAL('1970-01-01', '1971-01-01T00:00:00Z'))`,
		`T_DURING(d, INTERVAL(:day, '..'))`: `T_DURING("d", INTERVAL('1970-01-01', '..'))`,
		`S_INTERSECTS(g, :place)`:           `S_INTERSECTS("g", POINT (1 2))`,
		`DWITHIN(g, :place, :radius, km)`:   `DWITHIN("g", POINT (1 2), 2500, meters)`,
		`sure = :sure`:                      `"sure" = TRUE`,
		`a=:taxon AND b=':taxon'`:           `("a" = 'a'' OR 1=1 %_\' AND "b" = ':taxon')`,
	} {
		e, err := Parse(text, parameters())
		if err != nil || e.String() != want {
			t.Errorf("%s: %v %v, want %s", text, e, err, want)
		}
	}
}

func TestParametersRefused(t *testing.T) {
	for text, want := range map[string]string{
		`a = :nobody`:                     `byte 4: there is no parameter "nobody"`,
		`a LIKE :n || '%'`:                `the parameter "n" is not a text`,
		`DWITHIN(g, :place, :taxon, km)`:  `"taxon" is not a number`,
		`d DURING :n/P1Y`:                 `"n" is not a date or time`,
		`T_DURING(d, INTERVAL(:n, '..'))`: `not a date or time`,
		`a LIKE 'x' || b`:                 `a pattern`,
		`a = : taxon`:                     `expected`,
	} {
		if _, err := Parse(text, parameters()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`a = :taxon`, `a LIKE 'x' || 'y'`, `a LIKE :taxon`, `S_INTERSECTS(g, :place)`, `DWITHIN(g, POINT(1 2), :n)`} {
		if _, err := Parse(text, Options{}); err == nil || !strings.Contains(err.Error(), "found") {
			t.Errorf("a client's %s: %v", text, err)
		}
	}
}

func TestParseGeometry(t *testing.T) {
	for text, want := range map[string]string{
		"POINT(1 2)": "POINT (1 2)", " srid=3067;POINT (1 2) ": "SRID=3067;POINT (1 2)", "BBOX(1,2,3,4)": "",
	} {
		if s, err := ParseGeometry(text, Options{}); err != nil || want != "" && s.String() != want {
			t.Errorf("%s: %v %v", text, s, err)
		}
	}
	for _, text := range []string{"", "geom", `"geom"`, "POINT(1 2) AND", "POINT(1)", ":place", "SRID=1;POINT(1 2)"} {
		if s, err := ParseGeometry(text, Options{}); err == nil {
			t.Errorf("%q: %v", text, s)
		}
	}
}
