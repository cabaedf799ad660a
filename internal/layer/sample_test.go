package layer

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/source/memory"
)

// crowd draws points about a few places, none of them on the edge of a cell.
func crowd(t *rapid.T) []*feature.Feature {
	var fs []*feature.Feature
	for range rapid.IntRange(1, 4).Draw(t, "places") {
		x, y := rapid.Float64Range(200_000, 700_000).Draw(t, "x"), rapid.Float64Range(6_600_000, 7_700_000).Draw(t, "y")
		spread := math.Pow(10, rapid.Float64Range(-1, 5).Draw(t, "spread"))
		for range rapid.IntRange(1, 150).Draw(t, "points") {
			dx, dy := rapid.Float64Range(-1, 1).Draw(t, "dx"), rapid.Float64Range(-1, 1).Draw(t, "dy")
			p := orb.Point{math.Floor((x+dx*spread)*8)/8 + 1.0/32, math.Floor((y+dy*spread)*8)/8 + 1.0/32}
			fs = append(fs, &feature.Feature{ID: fmt.Sprint(len(fs) + 1), Geom: p, Props: []feature.Value{feature.StringValue("a"), feature.IntValue(int64(len(fs) % 2))}})
		}
	}
	return fs
}

func crowdLayer(t rapid.TB, s *feature.Schema, fs []*feature.Feature, limits Limits) *Layer {
	c := NewCatalog()
	o := Options{Name: "birds", Schema: s, Extent: orb.MultiPoint(nil).Bound()}
	for i, f := range fs {
		if b := f.Geom.Bound(); i == 0 {
			o.Extent = b
		} else {
			o.Extent = o.Extent.Union(b)
		}
	}
	if err := c.Add(o, memory.New(s, fs), limits); err != nil {
		t.Fatal(err)
	}
	l, _ := c.Layer(Caller{}, "birds")
	return l
}

func TestSampleHasPointsOfEachCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fs := crowd(t)
		l := crowdLayer(t, birds(), fs, Limits{})
		west, south := rapid.IntRange(100_000, 700_000).Draw(t, "west"), rapid.IntRange(6_500_000, 7_700_000).Draw(t, "south")
		side := rapid.IntRange(1000, 1_000_000).Draw(t, "side")
		s := Sampling{
			Ground: orb.Bound{Min: orb.Point{float64(west), float64(south)}, Max: orb.Point{float64(west + side), float64(south + side)}},
			Crowd:  int64(rapid.IntRange(0, 50).Draw(t, "crowd")), Few: int64(rapid.IntRange(1, 200).Draw(t, "few")), Finest: 0.25,
		}
		odd := rapid.Bool().Draw(t, "odd")
		r := Request{Limit: -1}
		if odd {
			r.Where = &filter.Compare{Op: filter.Equal, Left: &filter.Property{Name: "count"}, Right: &filter.Literal{Value: feature.IntValue(1)}}
		}
		var selected []orb.Point
		for _, f := range fs {
			if p := f.Geom.(orb.Point); s.Ground.Contains(p) && (!odd || f.Props[1].Int() == 1) {
				selected = append(selected, p)
			}
		}
		got, _, err := l.Sample(t.Context(), r, s)
		if err != nil {
			t.Fatal(err)
		}
		if (got != nil) != (int64(len(selected)) > s.Crowd) {
			t.Fatalf("a crowd of %d, more than %d: %v", len(selected), s.Crowd, got != nil)
		}
		if got == nil {
			return
		}
		cellOf := func(p orb.Point) [2]float64 {
			return [2]float64{math.Floor(p[0] / got.Cell[0]), math.Floor(p[1] / got.Cell[1])}
		}
		occupied, taken := map[[2]float64]int{}, map[[2]float64]int{}
		for _, p := range selected {
			occupied[cellOf(p)]++
		}
		seen := map[string]bool{}
		for _, f := range got.Features {
			p := f.Geom.(orb.Point)
			if !s.Ground.Contains(p) || seen[f.ID] || odd && f.Props[1].Int() != 1 {
				t.Fatalf("%v is not in the ground, not selected, or there twice", p)
			}
			seen[f.ID] = true
			taken[cellOf(p)]++
		}
		for c, n := range occupied {
			if k := taken[c]; k == 0 || k < min(n, perCell) && s.Few >= 16 || k > perCell {
				t.Fatalf("%d of %d points of a cell", k, n)
			}
		}
		if int64(len(got.Features)) > max(4, s.Few) {
			t.Fatalf("%d points, where %d are wanted", len(got.Features), s.Few)
		}
		if 2*perCell*int64(len(taken)) <= s.Few/4 && max(got.Cell[0], got.Cell[1])/2 >= s.Finest {
			t.Fatalf("%d cells of %g, where %d points are wanted", len(taken), got.Cell, s.Few)
		}
	})
}

// Cells are of one grid, whatever the ground: of two neighbours each takes of a cell within it what both together take.
func TestSamplesOfNeighboursFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fs := crowd(t)
		l := crowdLayer(t, birds(), fs, Limits{})
		side := math.Ldexp(1, rapid.IntRange(12, 18).Draw(t, "power"))
		x, y := math.Floor(400_000/side)*side, math.Floor(7_000_000/side)*side
		sampled := func(b orb.Bound) map[string]bool {
			got, _, err := l.Sample(t.Context(), Request{Limit: -1}, Sampling{Ground: b, Few: 1 << 20, Finest: 64})
			if err != nil {
				t.Fatal(err)
			}
			ids := map[string]bool{}
			if got != nil {
				for _, f := range got.Features {
					ids[f.ID] = true
				}
			}
			return ids
		}
		both := sampled(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 2*side, y + side}})
		west := sampled(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + side, y + side}})
		east := sampled(orb.Bound{Min: orb.Point{x + side, y}, Max: orb.Point{x + 2*side, y + side}})
		if len(west)+len(east) != len(both) {
			t.Fatalf("%d and %d, together %d", len(west), len(east), len(both))
		}
		for id := range both {
			if !west[id] && !east[id] {
				t.Fatalf("%s is taken of both, and of neither", id)
			}
		}
	})
}

func TestNothingIsSampled(t *testing.T) {
	var fs []*feature.Feature
	for i := range 100 {
		fs = append(fs, &feature.Feature{ID: fmt.Sprint(i + 1), Geom: orb.Point{500_000 + float64(i), 6_700_000}, Props: make([]feature.Value, 2)})
	}
	lines := birds()
	lines.Geometry.Geom = feature.LineString
	here := orb.Bound{Min: orb.Point{499_000, 6_699_000}, Max: orb.Point{501_000, 6_701_000}}
	for name, c := range map[string]struct {
		schema *feature.Schema
		s      Sampling
		r      Request
	}{
		"no crowd":                 {birds(), Sampling{Ground: here, Crowd: 100, Few: 10, Finest: 1}, Request{Limit: -1}},
		"no points":                {lines, Sampling{Ground: here, Crowd: 10, Few: 10, Finest: 1}, Request{Limit: -1}},
		"an unknown system":        {birds(), Sampling{Ground: here, Crowd: 10, Few: 10, Finest: 1}, Request{Limit: -1, Out: crs.EPSG(2193000)}},
		"elsewhere, in the system": {birds(), Sampling{Ground: orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}}, Crowd: 10, Few: 10, Finest: 1}, Request{Limit: -1}},
	} {
		l := crowdLayer(t, c.schema, fs, Limits{})
		if got, _, err := l.Sample(t.Context(), c.r, c.s); got != nil || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	l := crowdLayer(t, birds(), fs, Limits{Features: 20})
	if got, _, err := l.Sample(t.Context(), Request{Limit: -1}, Sampling{Ground: here, Crowd: 10, Few: 1000, Finest: 1}); err != nil || len(got.Features) > 20 {
		t.Errorf("beside a limit of 20: %d, %v", len(got.Features), err)
	}
	if _, _, err := l.Sample(t.Context(), Request{Limit: -1, Where: &filter.Property{Name: "none"}}, Sampling{Ground: here, Crowd: 10, Few: 10, Finest: 1}); err == nil {
		t.Error("a property that is not there")
	}
}
