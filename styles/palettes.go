package styles

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
)

// palettes are rows of colours that people of every kind of colour vision can tell apart, or order.
//
// viridis, magma, plasma, inferno and cividis are matplotlib's tables at eleven places (CC0; S. van der Walt, N. Smith, E. Firing, and
// J. Nuñez, C. Anderton, R. Renslow for cividis). okabe_ito is the colour set of M. Okabe and K. Ito (2008). The others are color
// specifications and designs developed by Cynthia Brewer (https://colorbrewer.org/, Apache License 2.0), those that are safe for colour-blind readers.
var palettes = map[string]string{
	"viridis": "#440154 #482576 #414487 #355f8d #2a788e #21918c #22a884 #42be71 #7ad151 #bddf26 #fde725",
	"magma":   "#000004 #150e38 #3b0f70 #641a80 #8c2981 #b73779 #de4968 #f66e5c #fe9f6d #fecf92 #fcfdbf",
	"plasma":  "#0d0887 #43039e #6a00a8 #8f0da4 #b12a90 #cc4778 #e16462 #f1834c #fca636 #fcce25 #f0f921",
	"inferno": "#000004 #180c3c #420a68 #6a176e #932667 #bc3754 #dd513a #f3761b #fca50a #f6d746 #fcffa4",
	"cividis": "#00224e #0c3470 #35456c #4f576c #666970 #7d7c78 #948e77 #ada272 #c8b866 #e5cf52 #fee838",
	"blues":   "#f7fbff #deebf7 #c6dbef #9ecae1 #6baed6 #4292c6 #2171b5 #08519c #08306b",
	"greens":  "#f7fcf5 #e5f5e0 #c7e9c0 #a1d99b #74c476 #41ab5d #238b45 #006d2c #00441b",
	"greys":   "#ffffff #f0f0f0 #d9d9d9 #bdbdbd #969696 #737373 #525252 #252525 #000000",
	"oranges": "#fff5eb #fee6ce #fdd0a2 #fdae6b #fd8d3c #f16913 #d94801 #a63603 #7f2704",
	"purples": "#fcfbfd #efedf5 #dadaeb #bcbddc #9e9ac8 #807dba #6a51a3 #54278f #3f007d",
	"reds":    "#fff5f0 #fee0d2 #fcbba1 #fc9272 #fb6a4a #ef3b2c #cb181d #a50f15 #67000d",
	"ylgnbu":  "#ffffd9 #edf8b1 #c7e9b4 #7fcdbb #41b6c4 #1d91c0 #225ea8 #253494 #081d58",
	"ylorrd":  "#ffffcc #ffeda0 #fed976 #feb24c #fd8d3c #fc4e2a #e31a1c #bd0026 #800026",
	"ylorbr":  "#ffffe5 #fff7bc #fee391 #fec44f #fe9929 #ec7014 #cc4c02 #993404 #662506",
	"rdbu":    "#b2182b #d6604d #f4a582 #fddbc7 #f7f7f7 #d1e5f0 #92c5de #4393c3 #2166ac",
	"brbg":    "#8c510a #bf812d #dfc27d #f6e8c3 #f5f5f5 #c7eae5 #80cdc1 #35978f #01665e",
	"puor":    "#b35806 #e08214 #fdb863 #fee0b6 #f7f7f7 #d8daeb #b2abd2 #8073ac #542788",

	okabeIto: "#e69f00 #56b4e9 #009e73 #f0e442 #0072b2 #d55e00 #cc79a7 #000000",
}

// okabeIto is the palette of kinds, which have no order: its colours are taken as they are, not mixed.
const okabeIto = "okabe_ito"

// reversed after a palette's name turns it around.
const reversed = "_r"

// Palettes lists the names of palettes. Each can be followed by _r, which turns it around.
func Palettes() []string {
	names := make([]string, 0, len(palettes))
	for n := range palettes {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Palette returns n colours of a palette, from its one end to its other. The error is for the operator.
func Palette(name string, n int) ([]color.NRGBA, error) {
	text, ok := palettes[strings.TrimSuffix(name, reversed)]
	if !ok {
		return nil, fmt.Errorf("%.40q is no palette; there are %s", name, strings.Join(Palettes(), ", "))
	}
	parts := strings.Fields(text)
	table := make([]color.NRGBA, len(parts))
	for i, s := range parts {
		table[i], _ = ParseColor(s) // a test holds that they are colours
	}
	if strings.HasSuffix(name, reversed) {
		slices.Reverse(table)
	}
	out := make([]color.NRGBA, n)
	for i := range out {
		switch {
		case strings.HasPrefix(name, okabeIto):
			out[i] = table[i%len(table)]
		case n == 1:
			out[i] = table[len(table)/2]
		default:
			out[i] = mix(table, float64(i)/float64(n-1))
		}
	}
	return out, nil
}

// mix is the colour at a place of a table, from 0 to 1.
func mix(table []color.NRGBA, at float64) color.NRGBA {
	x := at * float64(len(table)-1)
	i := min(int(x), len(table)-2)
	f := x - float64(i)
	between := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-f) + float64(b)*f)) }
	a, b := table[i], table[i+1]
	return color.NRGBA{between(a.R, b.R), between(a.G, b.G), between(a.B, b.B), 0xff}
}

// ramp writes colours of a palette for a Ramp. With fade the first is transparent.
func ramp(name string, n int, fade bool) ([]string, error) {
	colours, err := Palette(name, n)
	if err != nil {
		return nil, err
	}
	out := make([]string, n)
	for i, c := range colours {
		out[i] = hex(c)
	}
	if fade {
		out[0] += "00"
	}
	return out, nil
}
