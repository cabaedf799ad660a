package geom

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAppendNumber(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{0, 3, "0"}, {math.Copysign(0, -1), 3, "0"}, {-0.0004, 3, "0"}, {0.0005, 3, "0.001"}, {-0.0006, 3, "-0.001"},
		{24.94, 8, "24.94"}, {100, 3, "100"}, {1234567.8905, 3, "1234567.89"}, {1234567.8915, 3, "1234567.891"},
		{0.125, 2, "0.12"}, {0.375, 2, "0.38"}, {-0.125, 2, "-0.12"}, {2.5, 0, "2"}, {3.5, 0, "4"},
		{1e22, 3, "10000000000000000000000"}, {0.1, -1, "0.1"}, {1e-9, 8, "0"}, {9.999999999, 8, "10"},
	} {
		if got := string(AppendNumber(nil, c.v, c.decimals)); got != c.want {
			t.Errorf("%v with %d decimals: got %s, want %s", c.v, c.decimals, got, c.want)
		}
	}
}

// The fast way writes what the exact way does, also beside the halves where rounding turns.
func TestAppendNumberIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decimals := rapid.IntRange(0, 10).Draw(t, "decimals")
		v := rapid.OneOf(rapid.Float64Range(-1e8, 1e8), rapid.Float64(), rapid.Float64Range(-180, 180),
			rapid.Map(rapid.Int64Range(-1e12, 1e12), func(n int64) float64 { return (float64(n) + 0.5) / powers[decimals] })).Draw(t, "v")
		for _, v := range []float64{v, math.Nextafter(v, math.Inf(1)), math.Nextafter(v, math.Inf(-1))} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				continue
			}
			want := strconv.FormatFloat(v, 'f', decimals, 64)
			if decimals > 0 {
				want = strings.TrimRight(strings.TrimRight(want, "0"), ".")
			}
			if want == "-0" {
				want = "0"
			}
			if got := string(AppendNumber(nil, v, decimals)); got != want {
				t.Fatalf("%v with %d decimals: got %s, want %s", v, decimals, got, want)
			}
		}
	})
}

func BenchmarkAppendNumber(b *testing.B) {
	buf := make([]byte, 0, 64)
	for b.Loop() {
		buf = AppendNumber(AppendNumber(buf[:0], 24.94123456, 8), 6673123.4567, 3)
	}
	b.SetBytes(int64(len(buf)))
}
