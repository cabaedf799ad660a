package demo

import (
	"math"
	"math/rand/v2"
	"sort"

	"github.com/paulmach/orb"
)

// sampler draws places.
type sampler struct {
	*country
	sums   [habitatCount][]float64 // running sums of effort times suitability over the cells
	routes [3][]*transect          // by where
	at     map[[2]int]int          // cells by their place in the grid
}

func newSampler(c *country, transects []transect) *sampler {
	s := &sampler{country: c, at: make(map[[2]int]int, len(c.cells))}
	for h := range habitatCount {
		sum := 0.0
		s.sums[h] = make([]float64, len(c.cells))
		for i := range c.cells {
			sum += c.cells[i].effort * c.cells[i].suits[h]
			s.sums[h][i] = sum
		}
	}
	for i := range c.cells {
		s.at[gridIndex(c.cells[i].at)] = i
	}
	for i := range transects {
		t := &transects[i]
		s.routes[t.kind] = append(s.routes[t.kind], t)
	}
	return s
}

func gridIndex(p orb.Point) [2]int {
	return [2]int{int(math.Floor(p[0] / cellSize)), int(math.Floor(p[1] / cellSize))}
}

// place draws where a species is seen by a collection; ok is false when nothing was found for long.
func (s *sampler) place(r *rand.Rand, sp *species, c *collection) (p orb.Point, latitude float64, ok bool) {
	for range 500 {
		p := s.candidate(r, sp, c)
		i, known := s.at[gridIndex(p)]
		if !known || r.Float64() > sp.lives(s.cells[i].latitude) || !s.fits(p, sp) {
			continue
		}
		// A site or route is chosen for other reasons than the species: its surroundings decide.
		if r.Float64() > sp.habitat.strays()+2*s.cells[i].suits[sp.habitat] {
			continue
		}
		return p, s.cells[i].latitude, true
	}
	return p, 0, false
}

func (s *sampler) candidate(r *rand.Rand, sp *species, c *collection) orb.Point {
	if c.on != anywhere {
		t := s.routes[c.on][r.IntN(len(s.routes[c.on]))]
		return scatter(r, t.along(r.Float64()), 15)
	}
	q := r.Float64()
	switch sp.habitat {
	case wetland, shore, lakeshore, coast, field:
		if sp.class == "Aves" && q < 0.3 {
			return nearSite(r, s.towers, 500)
		}
	case urban, garden:
		if q < 0.45 {
			t := pick(r, s.towns)
			return scatter(r, t.at, 700+180*math.Sqrt(t.weight))
		}
	}
	if q > 0.93 {
		return nearSite(r, s.parks, 2500)
	}
	sums := s.sums[sp.habitat]
	i := sort.SearchFloat64s(sums, r.Float64()*sums[len(sums)-1])
	at := s.cells[min(i, len(sums)-1)].at
	return orb.Point{math.Floor(at[0] + r.Float64()*cellSize), math.Floor(at[1] + r.Float64()*cellSize)}
}

// nearSite draws a place at a site, often the very spot where people stand.
func nearSite(r *rand.Rand, sites []site, spread float64) orb.Point {
	t := pick(r, sites)
	if r.Float64() < 0.3 {
		return orb.Point{math.Floor(t.at[0]), math.Floor(t.at[1])}
	}
	return scatter(r, t.at, spread)
}

func pick(r *rand.Rand, sites []site) site {
	total := 0.0
	for _, t := range sites {
		total += math.Sqrt(t.weight)
	}
	at := r.Float64() * total
	for _, t := range sites {
		if at -= math.Sqrt(t.weight); at < 0 {
			return t
		}
	}
	return sites[len(sites)-1]
}

func scatter(r *rand.Rand, p orb.Point, spread float64) orb.Point {
	return orb.Point{math.Floor(p[0] + spread*r.NormFloat64()), math.Floor(p[1] + spread*r.NormFloat64())}
}

// fits says whether p is on land, and on no lake unless the species is of the water and the shore is near.
func (s *sampler) fits(p orb.Point, sp *species) bool {
	if !s.contains(p) {
		return false
	}
	switch sp.habitat {
	case shore, lakeshore, wetland:
		return !s.openWater(p)
	default:
		return !s.inLake(p)
	}
}
