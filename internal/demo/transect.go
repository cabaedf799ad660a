package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/gpkg"
)

// transect is a line that is walked and counted along, year after year.
type transect struct {
	id, name string
	kind     where
	line     orb.LineString
	first    int // year
	last     time.Time
	visits   int64
}

var transectKinds = map[where]string{birdRoutes: "bird line transect", butterflyRoutes: "butterfly transect"}

// makeTransects lays bird routes of 6 km, rectangles that start every 25 km, over the land, and butterfly routes near towns.
func makeTransects(c *country, r *rand.Rand) []transect {
	var all []transect
	const step = 25_000
	for y := math.Floor(c.bound.Min[1]/step) * step; y < c.bound.Max[1]; y += step {
		for x := math.Floor(c.bound.Min[0]/step) * step; x < c.bound.Max[0]; x += step {
			if t, ok := birdTransect(c, r, orb.Point{x + 12_000, y + 12_000}); ok {
				t.id = fmt.Sprintf("B%03d", len(all)+1)
				t.name = "Bird route " + squareName(squareCentre(t.line[0], 10_000), 10_000)
				all = append(all, t)
			}
		}
	}
	birds := len(all)
	for i := 0; len(all) < birds+90 && i < 2000; i++ {
		if t, ok := butterflyTransect(c, r); ok {
			t.id = fmt.Sprintf("M%03d", len(all)-birds+1)
			t.name = "Butterfly route " + squareName(squareCentre(t.line[0], 1000), 1000)
			all = append(all, t)
		}
	}
	return all
}

// birdTransect tries some places around p for a rectangle on land.
func birdTransect(c *country, r *rand.Rand, p orb.Point) (t transect, ok bool) {
	for range 4 {
		at := scatter(r, p, 1500)
		w, h := 1000.0, 2000.0
		if r.IntN(2) == 0 {
			w, h = h, w
		}
		line := orb.LineString{at, {at[0], at[1] + h}, {at[0] + w, at[1] + h}, {at[0] + w, at[1]}, at}
		if !c.walkable(line) {
			continue
		}
		first := 1975 + r.IntN(36)
		last := 2025 - min(r.IntN(12), r.IntN(12))
		return transect{kind: birdRoutes, line: line, first: first, visits: int64(1 + r.IntN(last-first+1)),
			last: time.Date(last, time.June, 1+r.IntN(30), 0, 0, 0, 0, time.UTC)}, true
	}
	return t, false
}

// butterflyTransect wanders from a place near a town.
func butterflyTransect(c *country, r *rand.Rand) (t transect, ok bool) {
	town := pick(r, c.towns)
	at := scatter(r, town.at, 4000+600*math.Sqrt(town.weight))
	heading := r.Float64() * 2 * math.Pi
	line := orb.LineString{at}
	for range 12 + r.IntN(24) {
		heading += 0.6 * r.NormFloat64()
		s, co := math.Sincos(heading)
		length := 50 + 90*r.Float64()
		at = orb.Point{round(at[0] + length*co), round(at[1] + length*s)}
		line = append(line, at)
	}
	if c.latitude(at) > 67.5 || !c.walkable(line) {
		return t, false
	}
	first := 1999 + r.IntN(20)
	last := 2025 - min(r.IntN(6), r.IntN(6))
	return transect{kind: butterflyRoutes, line: line, first: first, visits: int64((last - first + 1) * (5 + r.IntN(8))),
		last: time.Date(last, time.August, 1+r.IntN(31), 0, 0, 0, 0, time.UTC)}, true
}

// walkable says whether a line is on land and on no large lake.
func (c *country) walkable(line orb.LineString) bool {
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		n := 1 + math.Floor(math.Hypot(b[0]-a[0], b[1]-a[1])/100)
		for k := range int(n) + 1 {
			f := float64(k) / n
			if p := (orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}); !c.contains(p) || c.inLake(p) {
				return false
			}
		}
	}
	return true
}

func lengthOf(line orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += math.Hypot(line[i][0]-line[i-1][0], line[i][1]-line[i-1][1])
	}
	return sum
}

// along is the point at a fraction of the line's length.
func (t *transect) along(fraction float64) orb.Point {
	left := fraction * lengthOf(t.line)
	for i := 1; i < len(t.line); i++ {
		a, b := t.line[i-1], t.line[i]
		l := math.Hypot(b[0]-a[0], b[1]-a[1])
		if left <= l {
			return orb.Point{a[0] + left/l*(b[0]-a[0]), a[1] + left/l*(b[1]-a[1])}
		}
		left -= l
	}
	return t.line[len(t.line)-1]
}

var transectFields = []feature.Field{
	text("transect_id", "Transect ID", "Identifier of the route."),
	text("name", "Name", "Kind of route and the grid square in which it begins."),
	text("kind", "Kind", "What is counted along the route."),
	number("length_in_meters", "Length (m)", "Length of the route in metres."),
	whole("first_year", "First year", "Year of the first count."),
	newField(feature.Date, "last_count", "Last count", "Day of the last count."),
	whole("visits", "Visits", "Number of counts so far."),
}

func (b *builder) writeTransects(all []transect) error {
	w, err := b.file.AddLayer(gpkg.Table{Name: "transect", Title: "Line transects", Schema: newSchema("transect", feature.LineString, transectFields),
		Description: "Invented routes along which birds or butterflies are counted every year."})
	if err != nil {
		return err
	}
	for i := range all {
		t := &all[i]
		f := &feature.Feature{Geom: t.line, Props: []feature.Value{feature.StringValue(t.id), feature.StringValue(t.name), feature.StringValue(transectKinds[t.kind]),
			feature.FloatValue(round(lengthOf(t.line))), feature.IntValue(int64(t.first)), feature.DateOf(t.last), feature.IntValue(t.visits)}}
		if err := w.Write(f); err != nil {
			return err
		}
		b.step()
	}
	return nil
}

// round keeps centimetres.
func round(f float64) float64 { return math.Round(f*100) / 100 }
