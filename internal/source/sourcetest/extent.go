package sourcetest

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/source"
)

// extent holds where the source says that the data is against where the features are. An index may know that in single precision.
func (b bench) extent(t *testing.T) {
	m, ok := b.source.(source.Measurer)
	if !ok {
		t.Skip("the source does not measure")
	}
	d, err := b.model.Describe(t.Context(), b.relation)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Extent(t.Context(), b.relation, b.schema)
	if err != nil {
		t.Fatal(err)
	}
	corners := func(b orb.Bound) [4]float64 { return [4]float64{-b.Min[0], -b.Min[1], b.Max[0], b.Max[1]} }
	for i, want := range corners(d.Extent) {
		if over := corners(got)[i] - want; over < 0 || over > 1e-6*math.Abs(want)+1e-9 {
			t.Errorf("the extent is %v, that of the features %v", got, d.Extent)
		}
	}
}
