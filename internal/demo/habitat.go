package demo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// habitat is where a species lives.
type habitat uint8

const (
	forest habitat = iota
	oldForest
	mire
	field
	urban
	garden
	grove
	wetland
	shore
	lakeshore
	coast
	river
	fell
	habitatCount
)

// habitatNames are those of the table of species and of the field habitat.
var habitatNames = [habitatCount]string{"forest", "oldforest", "mire", "field", "urban", "garden", "grove", "wetland", "shore", "lakeshore", "coast", "river", "fell"}

var habitatTexts = [habitatCount]string{"forest", "old-growth forest", "mire", "farmland", "built-up area", "park or garden", "herb-rich woodland", "wetland",
	"shore", "lake shore", "sea coast", "river or stream", "fell"}

func parseHabitat(name string) (habitat, error) {
	for h, n := range habitatNames {
		if n == name {
			return habitat(h), nil
		}
	}
	return 0, fmt.Errorf("unknown habitat %q", name)
}

// strays is how often a species is met where its habitat is not.
func (h habitat) strays() float64 {
	if h == coast || h == fell {
		return 0.002
	}
	return 0.05
}

// plains are where the fields of Finland are: centre in EPSG:3067 and extent in metres.
var plains = []struct {
	at     orb.Point
	spread float64
}{
	{orb.Point{240_000, 6_720_000}, 55_000}, // the south-west
	{orb.Point{330_000, 6_735_000}, 50_000}, // Häme
	{orb.Point{430_000, 6_720_000}, 60_000}, // Uusimaa and Kymenlaakso
	{orb.Point{275_000, 6_970_000}, 50_000}, // southern Ostrobothnia
	{orb.Point{410_000, 7_170_000}, 40_000}, // around Oulu
	{orb.Point{520_000, 7_010_000}, 40_000}, // northern Savo
	{orb.Point{640_000, 6_930_000}, 35_000}, // northern Karelia
}

// fillHabitats makes up what grows around the middle of a cell.
func fillHabitats(c *country, cl *cell, p orb.Point, toSea float64) {
	toLake := math.Inf(1)
	for i := range c.lakes {
		toLake = min(toLake, c.lakes[i].distance(p))
	}
	people := 0.0
	for _, t := range c.towns {
		people += gauss(p, t.at, 1500+350*math.Sqrt(t.weight))
	}
	plain := 0.04
	for _, f := range plains {
		plain += gauss(p, f.at, f.spread)
	}
	lat := cl.latitude
	treeless := logistic((lat - 68.6 + 0.8*(noise(p, 12_000, 2)-0.5)) / 0.15)
	wild := 1 - min(1, people)
	pools := above(noise(p, 9_000, 3), 0.62) // lakes too small for the table
	s := &cl.suits
	s[coast] = math.Exp(-toSea / 4000)
	s[lakeshore] = max(math.Exp(-toLake/2500), 0.8*pools)
	s[shore] = max(s[coast], s[lakeshore])
	s[field] = min(1, plain) * above(noise(p, 14_000, 4), 0.35) * (1 - treeless)
	s[mire] = above(noise(p, 16_000, 5), 0.45) * logistic((lat-62)/0.8) * wild
	s[forest] = (0.35 + 0.65*noise(p, 10_000, 6)) * (1 - treeless) * wild
	s[oldForest] = above(noise(p, 20_000, 7), 0.45) * (1 - treeless) * wild * (0.3 + 0.7*logistic((p[0]-480_000)/60_000)) * (1 - 0.7*min(1, plain))
	s[grove] = above(noise(p, 12_000, 8), 0.5) * logistic((63.2-lat)/0.7) * (0.4 + 0.6*math.Exp(-toSea/60_000))
	s[wetland] = max(above(noise(p, 7_000, 9), 0.7), 0.5*s[shore]*noise(p, 5_000, 10))
	s[river] = math.Pow(1-math.Abs(2*noise(p, 22_000, 11)-1), 12)
	s[fell] = treeless + 0.08*logistic((lat-66.5)/0.5)*above(noise(p, 12_000, 12), 0.6)
	s[urban] = min(1, people)
	s[garden] = min(1, people+0.12*s[field]+0.03)
}

// logistic is 0 far below 0 and 1 far above.
func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// above is 0 where v is below the threshold, and rises to 1.
func above(v, threshold float64) float64 { return max(0, v-threshold) / (1 - threshold) }
