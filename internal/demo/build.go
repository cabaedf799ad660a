package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"haavi/internal/gpkg"
)

// The amounts.
const (
	occurrenceCount = 200_000
	areaCount       = 320
)

// lastDay is the day after which nothing was seen: a fixed one, so that the data is the same every time.
var lastDay = time.Date(2025, time.December, 31, 0, 0, 0, 0, time.UTC)

// Build writes the demo GeoPackage to path, which is whole or not there; it takes some seconds. The same program makes the same
// file every time. report, which may be nil, is told how many of the features have been written.
func Build(ctx context.Context, path string, report func(done, total int)) error {
	c, err := newCountry()
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	species, err := readSpecies()
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	f, err := gpkg.Create(path, gpkg.Options{LastChange: lastDay})
	if err != nil {
		return err
	}
	b := &builder{country: c, species: species, file: f, report: report}
	if err := b.run(ctx); err != nil {
		return errors.Join(err, f.Abort())
	}
	return f.Close()
}

// builder holds what the layers share. Each layer has random numbers of its own, so that a change in one does not move another.
type builder struct {
	country *country
	species []species
	file    *gpkg.File
	report  func(done, total int)
	done    int
	total   int
}

func (b *builder) run(ctx context.Context) error {
	transects := makeTransects(b.country, random("transect"))
	areas := makeAreas(b.country, random("area"))
	b.total = occurrenceCount + len(transects) + len(areas)
	if err := b.writeOccurrences(ctx, transects); err != nil {
		return err
	}
	if err := b.writeTransects(transects); err != nil {
		return err
	}
	return b.writeAreas(areas)
}

// step counts a feature.
func (b *builder) step() {
	b.done++
	if b.report != nil && (b.done%1000 == 0 || b.done == b.total) {
		b.report(b.done, b.total)
	}
}

// random returns random numbers that depend on the name alone.
func random(name string) *rand.Rand {
	seed := uint64(14695981039346656037)
	for _, c := range []byte(name) {
		seed = (seed ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, 2025))
}
