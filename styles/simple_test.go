package styles

import (
	"image/color"
	"slices"
	"strings"
	"testing"
)

func TestPalettes(t *testing.T) {
	for _, name := range Palettes() {
		for _, n := range []int{1, 2, 7, 40} {
			got, err := Palette(name, n)
			if err != nil || len(got) != n {
				t.Fatal(name, n, err)
			}
			back, err := Palette(name+reversed, n)
			if err != nil {
				t.Fatal(err)
			}
			slices.Reverse(back)
			if name != okabeIto && !slices.Equal(got, back) {
				t.Errorf("%s of %d is not turned around", name, n)
			}
		}
		for _, c := range strings.Fields(palettes[name]) {
			if _, err := ParseColor(c); err != nil {
				t.Error(name, err)
			}
		}
	}
	// The ends and the middle are those of the published table.
	got, _ := Palette("viridis", 5)
	want := []color.NRGBA{{0x44, 0x01, 0x54, 0xff}, {0x3c, 0x4f, 0x8a, 0xff}, {0x21, 0x91, 0x8c, 0xff}, {0x5e, 0xc9, 0x61, 0xff}, {0xfd, 0xe7, 0x25, 0xff}}
	for i := range got {
		if d := max(diff(got[i].R, want[i].R), diff(got[i].G, want[i].G), diff(got[i].B, want[i].B)); d > 4 {
			t.Errorf("viridis %d is %v, want %v", i, got[i], want[i])
		}
	}
	if _, err := Palette("rainbow", 3); err == nil || !strings.Contains(err.Error(), "cividis") {
		t.Error(err)
	}
}

func diff(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func TestClasses(t *testing.T) {
	s, err := Simple{Field: "year", Classes: []float64{1950, 2000.5}, Palette: "blues"}.Style("years")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.Passes[0].Rules {
		text := r.Title
		if r.Filter != nil {
			text += ": " + r.Filter.String()
		}
		got = append(got, text)
	}
	want := []string{`< 1950: "year" < '1950'`, `1950 – 2000.5: ("year" >= '1950' AND "year" < '2000.5')`, `≥ 2000.5: "year" >= '2000.5'`, "Other"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// Symbols and labels give way to what features add up to, at one scale.
func TestSummaries(t *testing.T) {
	s, err := Simple{Label: "name", LabelMaxScale: 5e5, Summary: &Density{Weight: "n"}, FromScale: 1e5, Uncertainty: "u", UncertaintySquare: true}.Style("d")
	if err != nil || len(s.Passes) != 4 {
		t.Fatal(s, err)
	}
	for i, p := range s.Passes {
		r := p.Rules[0]
		if summary := p.Summary != nil; summary != (i == 2) || summary && (r.MinScale != 1e5 || r.MaxScale != 0) || !summary && r.MaxScale != 1e5 {
			t.Errorf("pass %d: %+v", i, p)
		}
	}
	if g, ok := s.Passes[0].Rules[0].Symbolizers[0].(*Ground); !ok || !g.Square || g.Radius == nil {
		t.Errorf("%+v", s.Passes[0])
	}
	d := s.Passes[2].Summary.(*Density)
	if len(d.Ramp) != rampSize || !strings.HasSuffix(d.Ramp[0], "00") || len(d.Ramp[0]) != 9 || len(d.Ramp[6]) != 7 {
		t.Errorf("%v", d.Ramp)
	}
	grid, err := Simple{Summary: &Grid{Classes: []float64{1, 5}}, Palette: "magma_r"}.Style("g")
	if err != nil || len(grid.Passes) != 1 || len(grid.Passes[0].Summary.(*Grid).Ramp) != 3 || grid.Passes[0].Summary.(*Grid).Ramp[0] != "#fcfdbf" {
		t.Errorf("%+v %v", grid, err)
	}
	cluster, err := Simple{Summary: &Cluster{}, Symbol: Symbol{Fill: "blue", Marker: "star"}}.Style("c")
	if err != nil || len(cluster.Passes) != 1 {
		t.Fatal(cluster, err)
	}
	if c := cluster.Passes[0].Summary.(*Cluster); c.Fill.Color.Expr.String() != "'#0000ff'" || c.Single.Symbols[0].(*Mark).Name.Expr.String() != "'star'" {
		t.Errorf("%+v", c)
	}
	for key, wrong := range map[string]Simple{
		"property": {Summary: &Grid{Count: GridDistinct}}, "palette": {Summary: &Density{}, Palette: "x"}, "classes": {Field: "a", Classes: []float64{2, 1}}, "field": {Classes: []float64{2}},
	} {
		if _, err := wrong.Style("s"); err == nil || !strings.HasPrefix(err.Error(), `style "s": `+key+":") {
			t.Errorf("%s: %v", key, err)
		}
	}
}
