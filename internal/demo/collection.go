package demo

import (
	"math"
	"math/rand/v2"
)

// collection is a data set that records belong to: who collects what, when, how exactly, and on what terms.
type collection struct {
	id, name, license, basis string
	groups                   string  // names of groups, joined by ";", "" for all
	weight                   float64 // how large it is
	first, last              int     // years
	growth                   float64 // from year to year
	dates                    dating
	gridBefore               int // records of earlier years are known to a square only
	grids                    []float64
	uncertainty              []float64 // usual values in metres; one of them is drawn, the first ones more often
	on                       where
	review                   string // identification_verification_status
}

// dating is how well a collection knows the time.
type dating uint8

const (
	byClock dating = iota // mostly to the minute
	byDay
	byMonth // old: sometimes the month or the year only
)

// where says what places a collection looks at.
type where uint8

const (
	anywhere where = iota
	birdRoutes
	butterflyRoutes
)

const (
	ccBY   = "CC BY 4.0"
	ccBYNC = "CC BY-NC 4.0"
	cc0    = "CC0 1.0"
	closed = "All rights reserved"
)

const (
	insects = "butterflies and moths;dragonflies;bees, wasps and ants;beetles"
	still   = "vascular plants;fungi and lichens"
)

var collections = []collection{
	{id: "demo.1", name: "Nature observations of the public", license: ccBY, basis: "HumanObservation", weight: 46, first: 1996, last: 2025, growth: 1.11,
		dates: byClock, uncertainty: []float64{10, 50, 100, 25, 5, 1000, 500}, review: "unverified"},
	{id: "demo.2", name: "Bird counts from towers and homes", license: ccBY, basis: "HumanObservation", groups: "birds", weight: 40, first: 1974, last: 2025, growth: 1.05,
		dates: byClock, gridBefore: 1992, grids: []float64{10_000}, uncertainty: []float64{1000, 100, 500, 2000, 50}, review: "accepted"},
	{id: "demo.3", name: "Museum specimens", license: cc0, basis: "PreservedSpecimen", groups: insects + ";molluscs;amphibians and reptiles;" + still, weight: 16, first: 1885, last: 2012, growth: 1.008,
		dates: byMonth, gridBefore: 1975, grids: []float64{10_000, 10_000, 1000}, uncertainty: []float64{1000, 500, 5000, 100}, review: "accepted"},
	{id: "demo.4", name: "Butterfly and bumblebee transects", license: ccBYNC, basis: "HumanObservation", groups: "butterflies and moths;bees, wasps and ants", weight: 24, first: 1999, last: 2025, growth: 1.04,
		dates: byClock, uncertainty: []float64{25, 50, 10}, on: butterflyRoutes, review: "accepted"},
	{id: "demo.5", name: "Bird line transects", license: ccBYNC, basis: "HumanObservation", groups: "birds", weight: 10, first: 1975, last: 2025, growth: 1.03,
		dates: byDay, uncertainty: []float64{100, 50}, on: birdRoutes, review: "accepted"},
	{id: "demo.6", name: "Camera traps", license: ccBY, basis: "MachineObservation", groups: "mammals", weight: 18, first: 2012, last: 2025, growth: 1.15,
		dates: byClock, uncertainty: []float64{10, 25}, review: "unverified"},
	{id: "demo.7", name: "Fish and water samples", license: cc0, basis: "MaterialSample", groups: "fishes;crustaceans;molluscs;amphibians and reptiles", weight: 40, first: 2008, last: 2025, growth: 1.06,
		dates: byDay, uncertainty: []float64{50, 100, 10}, review: "accepted"},
	{id: "demo.8", name: "Forest and mire inventories", license: cc0, basis: "HumanObservation", groups: still, weight: 26, first: 1952, last: 2025, growth: 1.05,
		dates: byDay, gridBefore: 1985, grids: []float64{1000}, uncertainty: []float64{10, 5, 25, 100}, review: "accepted"},
	{id: "demo.9", name: "Literature", license: closed, basis: "MaterialCitation", weight: 4, first: 1880, last: 1972, growth: 1.01,
		dates: byMonth, gridBefore: 1973, grids: []float64{10_000}, uncertainty: []float64{10_000}, review: "unverified"},
}

// year draws a year: each has growth times as many records as the one before.
func (c *collection) year(r *rand.Rand) int {
	n := float64(c.last - c.first + 1)
	u := r.Float64()
	return c.first + int(min(n-1, math.Log(1+u*(math.Pow(c.growth, n)-1))/math.Log(c.growth)))
}

// uncertain draws an uncertainty in metres; 0 when none was given.
func (c *collection) uncertain(r *rand.Rand) float64 {
	if r.Float64() < 0.04 {
		return 0
	}
	i := min(r.IntN(len(c.uncertainty)), r.IntN(len(c.uncertainty)))
	return c.uncertainty[i]
}

// grid returns the side of the square that is all that is known of the place, 0 when more is.
func (c *collection) grid(r *rand.Rand, year int) float64 {
	if year >= c.gridBefore || r.Float64() < 0.1 {
		return 0
	}
	return c.grids[r.IntN(len(c.grids))]
}
