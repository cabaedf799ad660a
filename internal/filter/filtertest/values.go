package filtertest

import (
	"math"

	"pgregory.net/rapid"

	"haavi/internal/feature"
)

var (
	someStrings = []string{"", "a", "A", "b", "ab", "aB", "Parus major", "parus MAJOR", "O'Hara", `say "hi"`, "50%", "50_", `a\b`, `\`, "ä", "Ä", "ÄÖ å", "Ж", "ж",
		"日本", "🦉 owl", " a ", "a\tb", "a\nb", "1", "01", "true", "2020-02-28", "--", "; DROP", "$1", "?"}
	someInts   = []int64{-3, -1, 0, 1, 2, 3, 10, 2020, 1 << 40, -1 << 40}
	someFloats = []float64{-2.5, -1, -0.5, 0, 0.1, 0.5, 1, 1.5, 2, 2.5, 3, 1e-7, 1e15, 123456.789,
		1e160, -1e308, math.MaxFloat64, 1e-140, -1e-300, math.SmallestNonzeroFloat64}
	// Days since 1970: around it, around leap days, and far.
	someDays = []int64{-1, 0, 1, 18319, 18320, 18321, 18322, 11015, 11016, -25567, 47540}
	// Offsets from the midnights of these days, in microseconds.
	someMoments = []int64{0, 1, 500_000, 43_200_000_000, 86_399_000_000, 86_399_999_999}
)

// Value draws a value of a kind, never null.
func Value(t *rapid.T, k feature.Kind) feature.Value {
	switch k {
	case feature.Bool:
		return feature.BoolValue(rapid.Bool().Draw(t, "bool"))
	case feature.Int:
		return feature.IntValue(rapid.SampledFrom(someInts).Draw(t, "int"))
	case feature.Float:
		return feature.FloatValue(rapid.SampledFrom(someFloats).Draw(t, "float"))
	case feature.Date:
		return feature.DateValue(rapid.SampledFrom(someDays).Draw(t, "day"))
	case feature.DateTime:
		day := rapid.SampledFrom(someDays).Draw(t, "day")
		return feature.DateTimeValue(day*86_400_000_000 + rapid.SampledFrom(someMoments).Draw(t, "moment"))
	default:
		return feature.StringValue(rapid.SampledFrom(someStrings).Draw(t, "string"))
	}
}

// Features draws up to 12 features of a schema such as Schema's. IDs are "1", "2", …; about one value in six is null, and so are
// geometries.
func Features(t *rapid.T, s *feature.Schema) []feature.Feature {
	fs := make([]feature.Feature, rapid.IntRange(1, 12).Draw(t, "features"))
	for i := range fs {
		f := &fs[i]
		f.ID = string(feature.IntValue(int64(i + 1)).AppendText(nil))
		for _, field := range s.Fields {
			if chance(t, 6) {
				f.Props = append(f.Props, feature.Value{})
			} else {
				f.Props = append(f.Props, Value(t, field.Type))
			}
		}
		if s.HasGeometry() && !chance(t, 6) {
			f.Geom = Geometry(t, s.CRS)
		}
	}
	return fs
}

// chance is true once in n times.
func chance(t *rapid.T, n int) bool { return rapid.IntRange(1, n).Draw(t, "chance") == n }
