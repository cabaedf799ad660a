package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// season is when a species is seen: peaks over the days of the year, as in the south.
type season []peak

type peak struct{ day, spread, weight float64 }

// seasons are the usual ones: day/spread/weight of each peak.
var seasons = map[string]string{
	"resident":     "40/45/2,120/35/3,200/60/2,290/45/2",
	"early":        "102/11/4,140/24/4,190/30/2,262/24/2", // comes in March or April
	"mid":          "132/9/4,162/22/4,222/20/2",           // in May
	"late":         "148/10/4,172/20/4,212/14/1",          // at the end of May
	"passage":      "136/8/5,178/20/2,252/22/3",
	"winter":       "25/35/3,340/25/3,90/20/1",
	"autumnwinter": "290/22/4,340/22/3,25/35/3,85/15/1",
	"owl":          "78/20/4,160/25/1,300/40/1",
	"grouse":       "112/14/4,30/40/1,285/35/2",
	"swan":         "100/14/4,165/40/1,285/22/4",
	"goose":        "125/14/3,180/30/1,272/16/4",
	"crane":        "104/10/4,150/35/1,258/14/4",
	"mammal":       "60/45/2,150/45/3,240/45/3,320/40/2",
	"hedgehog":     "150/25/3,225/30/4",
	"bear":         "140/30/3,225/35/4",
	"bat":          "165/25/2,222/18/4",
	"frog":         "118/10/5,200/35/2",
	"fish":         "140/35/2,205/30/3,250/25/2",
}

func parseSeason(text string) (season, error) {
	if named, ok := seasons[text]; ok {
		text = named
	}
	var s season
	for _, p := range strings.Split(text, ",") {
		n, err := numbers(strings.Split(p, "/"))
		if err != nil || len(n) != 3 {
			return nil, fmt.Errorf("unknown season %q", text)
		}
		s = append(s, peak{n[0], n[1], n[2]})
	}
	return s, nil
}

// day draws a day of the year, from 1. Spring comes later to the north, and autumn sooner.
func (s season) day(r *rand.Rand, latitude float64) int {
	total := 0.0
	for _, p := range s {
		total += p.weight
	}
	at := r.Float64() * total
	p := s[len(s)-1]
	for _, q := range s {
		if at -= q.weight; at < 0 {
			p = q
			break
		}
	}
	day := p.day + p.spread*r.NormFloat64()
	switch {
	case p.day > 80 && p.day < 185:
		day += 2.3 * (latitude - 60.5)
	case p.day > 225 && p.day < 310:
		day -= 1.6 * (latitude - 60.5)
	}
	for day < 1 {
		day += 365
	}
	for day >= 366 {
		day -= 365
	}
	return int(day)
}
