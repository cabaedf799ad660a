package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/gpkg"
)

// record is an occurrence before it is written.
type record struct {
	species     *species
	collection  *collection
	at          orb.Point
	latitude    float64
	day         time.Time
	grid        float64 // side of the square that the place is known to, 0 when it is a point
	uncertainty float64 // metres, 0 when not known
}

func (b *builder) writeOccurrences(ctx context.Context, transects []transect) error {
	w, err := b.file.AddLayer(gpkg.Table{Name: "occurrence", Title: "Species occurrences", Schema: newSchema("occurrence", feature.Point, occurrenceFields),
		Description: "Invented occurrences of real species in Finland. Sensitive species are told by the grid square only."})
	if err != nil {
		return err
	}
	return b.eachOccurrence(ctx, transects, func(f *feature.Feature) error {
		b.step()
		return w.Write(f)
	})
}

// eachOccurrence makes the occurrences one after the other.
func (b *builder) eachOccurrence(ctx context.Context, transects []transect, do func(*feature.Feature) error) error {
	r, s, choose := random("occurrence"), newSampler(b.country, transects), newChooser(b.species)
	for n := 1; n <= occurrenceCount; n++ {
		if n%512 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		f := &feature.Feature{Props: make([]feature.Value, 0, len(occurrenceFields))}
		s.draw(r, choose, b.species).fill(r, n, f)
		if err := do(f); err != nil {
			return err
		}
	}
	return nil
}

// draw makes records until one has a place that may be told.
func (s *sampler) draw(r *rand.Rand, choose *chooser, all []species) *record {
	for {
		sp, c := choose.draw(r, all)
		p, latitude, ok := s.place(r, sp, c)
		if !ok {
			continue
		}
		rec := &record{species: sp, collection: c, at: p, latitude: latitude, uncertainty: c.uncertain(r)}
		rec.day = seen(r, sp, c, latitude)
		rec.grid = c.grid(r, rec.day.Year())
		if rec.grid > 0 {
			rec.at = squareCentre(rec.at, rec.grid)
			rec.uncertainty = squareUncertainty(rec.grid)
		}
		if rec.secret() {
			rec.at = squareCentre(rec.at, sp.secrecy.size)
			rec.grid = sp.secrecy.size
			rec.uncertainty = squareUncertainty(rec.grid)
		}
		if s.contains(rec.at) {
			return rec
		}
	}
}

// secret says that the place is generalised further than it is known.
func (rec *record) secret() bool {
	return rec.species.secrecy.holds(rec.day.Month()) && rec.species.secrecy.size > rec.grid
}

// generalised says that the record is told by a square because it is sensitive, whatever was known of the place.
func (rec *record) generalised() bool {
	return rec.species.secrecy.holds(rec.day.Month()) && rec.grid >= rec.species.secrecy.size
}

// told is what is published of the time, and of what is not.
type told struct {
	when
	year            feature.Value
	level, withheld string
}

func (rec *record) tell(r *rand.Rand) told {
	t := told{when: dated(r, rec.day, rec.collection), year: feature.IntValue(int64(rec.day.Year())), level: "NONE"}
	if secrecy := rec.species.secrecy; rec.generalised() {
		t.when, t.level, t.withheld = widened(rec.day, secrecy.size), secrecy.level(), secrecy.reason()
		if secrecy.size >= decadeSize {
			t.year = feature.Value{}
		}
	}
	return t
}

// fill makes the feature, in the order of occurrenceFields.
func (rec *record) fill(r *rand.Rand, n int, f *feature.Feature) {
	sp, c, t := rec.species, rec.collection, rec.tell(r)
	var count, uncertainty feature.Value
	if deviate := r.NormFloat64(); sp.count > 0 && c.basis != "PreservedSpecimen" && r.Float64() < 0.85 {
		count = feature.IntValue(sp.countOf(deviate))
	}
	if rec.uncertainty > 0 {
		uncertainty = feature.FloatValue(rec.uncertainty)
	}
	square := ""
	if rec.grid > 0 {
		square = squareName(rec.at, rec.grid)
	}
	str := func(s string) feature.Value {
		if s == "" {
			return feature.Value{}
		}
		return feature.StringValue(s)
	}
	f.Geom = rec.at
	f.Props = append(f.Props, str(occurrenceID(n)), str(sp.scientific), str(sp.finnish), str(sp.swedish), str(sp.english), str(sp.group.name),
		str(sp.group.kingdom), str(sp.group.phylum), str(sp.class), str(sp.order), str(sp.family), str(sp.redList),
		str(t.text), feature.DateTimeOf(t.begin), feature.DateTimeOf(t.end), t.year, uncertainty, str(square), count, str(habitatTexts[sp.habitat]),
		str(c.basis), str(c.review), str(c.id), str(c.name), str(c.license), str(t.level), str(t.withheld))
}

// occurrenceID scatters the numbers, so that an identifier says nothing about its neighbours.
func occurrenceID(n int) string { return fmt.Sprintf("demo:%08x", uint32(n)*2654435761) }
