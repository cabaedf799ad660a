package demo

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// chooser draws a species and one of the collections that look at its group.
type chooser struct {
	sums []float64
	of   map[string][]*collection
}

func newChooser(all []species) *chooser {
	c := &chooser{of: map[string][]*collection{}}
	sum := 0.0
	for i := range all {
		sum += all[i].weight
		c.sums = append(c.sums, sum)
		name := all[i].group.name
		if _, done := c.of[name]; done {
			continue
		}
		c.of[name] = nil
		for k := range collections {
			if g := collections[k].groups; g == "" || slices.Contains(strings.Split(g, ";"), name) {
				c.of[name] = append(c.of[name], &collections[k])
			}
		}
	}
	return c
}

func (c *chooser) draw(r *rand.Rand, all []species) (*species, *collection) {
	at := r.Float64() * c.sums[len(c.sums)-1]
	i, _ := slices.BinarySearch(c.sums, at)
	sp := &all[min(i, len(all)-1)]
	of := c.of[sp.group.name]
	total := 0.0
	for _, k := range of {
		total += k.weight
	}
	left := r.Float64() * total
	for _, k := range of {
		if left -= k.weight; left < 0 {
			return sp, k
		}
	}
	return sp, of[len(of)-1]
}
