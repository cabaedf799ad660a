package demo

import (
	"bytes"
	"context"
	"errors"
	"hash/fnv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/geom"
)

// made is what the tests look at, made once.
var made = sync.OnceValue(func() *builder {
	c, err := newCountry()
	if err != nil {
		panic(err)
	}
	all, err := readSpecies()
	if err != nil {
		panic(err)
	}
	return &builder{country: c, species: all}
})

// occurrences makes all occurrences once.
var occurrences = sync.OnceValue(func() []*feature.Feature {
	b := made()
	var all []*feature.Feature
	err := b.eachOccurrence(context.Background(), makeTransects(b.country, random("transect")), func(f *feature.Feature) error {
		all = append(all, f)
		return nil
	})
	if err != nil {
		panic(err)
	}
	return all
})

// prop returns a value by its field's name.
func prop(t *testing.T, f *feature.Feature, name string) feature.Value {
	t.Helper()
	for i := range occurrenceFields {
		if occurrenceFields[i].Name == name {
			return f.Props[i]
		}
	}
	t.Fatalf("there is no field %s", name)
	return feature.Value{}
}

func TestAmounts(t *testing.T) {
	all := occurrences()
	if len(all) != occurrenceCount {
		t.Errorf("%d occurrences", len(all))
	}
	species, groups, ids := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, f := range all {
		if len(f.Props) != len(occurrenceFields) {
			t.Fatalf("%d values for %d fields", len(f.Props), len(occurrenceFields))
		}
		for i, v := range f.Props {
			if !v.IsNull() && v.Kind() != occurrenceFields[i].Type {
				t.Fatalf("%s is a %s", occurrenceFields[i].Name, v.Kind())
			}
		}
		species[prop(t, f, "scientific_name").Str()]++
		groups[prop(t, f, "informal_taxon_group").Str()]++
		ids[prop(t, f, "occurrence_id").Str()] = true
	}
	if len(ids) != len(all) {
		t.Errorf("%d identifiers for %d occurrences", len(ids), len(all))
	}
	if len(species) < 150 || len(species) != len(made().species) {
		t.Errorf("%d species of %d", len(species), len(made().species))
	}
	for name, n := range species {
		if n < 10 {
			t.Errorf("only %d occurrences of %s", n, name)
		}
	}
	if len(groups) != 12 {
		t.Errorf("groups: %v", groups)
	}
	if n := len(makeTransects(made().country, random("transect"))); n < 300 || n > 900 {
		t.Errorf("%d transects", n)
	}
	if n := len(makeAreas(made().country, random("area"))); n != areaCount {
		t.Errorf("%d areas", n)
	}
}

func TestAllPointsAreOnLand(t *testing.T) {
	land, _, err := geom.ParseWKT(outlineText)
	if err != nil {
		t.Fatal(err)
	}
	if land, err = made().country.toGround.Geometry(land); err != nil {
		t.Fatal(err)
	}
	for i, f := range occurrences() {
		p, ok := f.Geom.(orb.Point)
		if !ok {
			t.Fatalf("a %T", f.Geom)
		}
		if !made().country.contains(p) || i%50 == 0 && !geom.Intersects(p, land) {
			t.Fatalf("%s at %v", prop(t, f, "scientific_name").Str(), p)
		}
	}
}

func TestLandSpeciesKeepOutOfLakes(t *testing.T) {
	wet := map[string]bool{habitatTexts[shore]: true, habitatTexts[lakeshore]: true, habitatTexts[wetland]: true}
	for _, f := range occurrences() {
		p := f.Geom.(orb.Point)
		if prop(t, f, "grid_cell").IsNull() && !wet[prop(t, f, "habitat").Str()] && made().country.inLake(p) {
			t.Fatalf("%s in a lake at %v", prop(t, f, "scientific_name").Str(), p)
		}
	}
}

// What is sensitive is told by the centre of a square and a year at most, and nothing else gives it away.
func TestNoExactPlaceOfWhatIsSensitive(t *testing.T) {
	secrets := map[string]secrecy{}
	for _, s := range made().species {
		if s.secrecy.size > 0 {
			secrets[s.scientific] = s.secrecy
		}
	}
	if len(secrets) < 12 {
		t.Fatalf("only %d sensitive species", len(secrets))
	}
	levels := map[string]int{}
	for _, f := range occurrences() {
		s, sensitive := secrets[prop(t, f, "scientific_name").Str()]
		level := prop(t, f, "data_generalizations").Str()
		levels[level]++
		if !sensitive {
			if level != "NONE" || !prop(t, f, "information_withheld").IsNull() {
				t.Fatalf("generalised without a reason: %v", f.Props)
			}
			continue
		}
		begin, end := prop(t, f, "event_begin").Time(), prop(t, f, "event_end").Time()
		if level == "NONE" {
			// Outside of the months of its species, which the date must show unless only the year is known.
			if s.from == time.January && s.to == time.December || begin.Month() == end.Month() && s.holds(begin.Month()) {
				t.Fatalf("an exact record of %v: %v", s, f.Props)
			}
			continue
		}
		p := f.Geom.(orb.Point)
		if level != s.level() || !onCentre(p, s.size) && prop(t, f, "grid_cell").IsNull() {
			t.Fatalf("%v is not the centre of a square of %s", p, s.level())
		}
		if got := prop(t, f, "coordinate_uncertainty_in_meters").Float(); got < squareUncertainty(s.size) {
			t.Fatalf("an uncertainty of %v for %s", got, s.level())
		}
		if begin.YearDay() != 1 || end.Sub(begin) < 364*24*time.Hour || prop(t, f, "information_withheld").IsNull() {
			t.Fatalf("the date is told: %v", f.Props)
		}
	}
	for _, l := range []string{"KM5", "KM10", "KM25", "KM50", "KM100"} {
		if levels[l] == 0 {
			t.Errorf("no record of level %s: %v", l, levels)
		}
	}
}

func onCentre(p orb.Point, size float64) bool {
	return math.Mod(p[0]+size/2, size) == 0 && math.Mod(p[1]+size/2, size) == 0
}

func TestDatesLookReal(t *testing.T) {
	weekday, decade := map[time.Weekday]int{}, map[int]int{}
	months := map[string]map[time.Month]int{}
	for _, f := range occurrences() {
		begin, end := prop(t, f, "event_begin").Time(), prop(t, f, "event_end").Time()
		if end.Before(begin) || end.After(lastDay.Add(24*time.Hour)) {
			t.Fatalf("from %v to %v", begin, end)
		}
		text := prop(t, f, "event_date").Str()
		if !strings.HasPrefix(text, begin.Format("2006")) {
			t.Fatalf("%s begins at %v", text, begin)
		}
		decade[begin.Year()/10]++
		if end.Sub(begin) > 24*time.Hour {
			continue
		}
		if begin.Year() > 2000 {
			weekday[begin.Weekday()]++
		}
		name := prop(t, f, "scientific_name").Str()
		if months[name] == nil {
			months[name] = map[time.Month]int{}
		}
		months[name][begin.Month()]++
	}
	if weekday[time.Sunday] < 2*weekday[time.Wednesday] {
		t.Errorf("no weekends: %v", weekday)
	}
	if decade[201] < 4*decade[199] || decade[192] == 0 {
		t.Errorf("years: %v", decade)
	}
	if m := months["Apus apus"]; m[time.January] > 0 || m[time.June] < 20 {
		t.Errorf("swifts: %v", m)
	}
	if m := months["Hepatica nobilis"]; m[time.April]+m[time.May] < 5*m[time.July] {
		t.Errorf("liverleaf: %v", m)
	}
}

func TestAreasAndTransects(t *testing.T) {
	c := made().country
	for _, a := range makeAreas(c, random("area")) {
		if h := hectares(a.shape); h < 1 || h > 100_000 {
			t.Errorf("%s: %v hectares", a.name, h)
		}
		for _, p := range a.shape {
			if p[0].Orientation() != orb.CCW || p[0][0] != p[0][len(p[0])-1] {
				t.Errorf("%s has a ring that is open or turns the wrong way", a.name)
			}
			for _, hole := range p[1:] {
				if !geom.Within(orb.Polygon{hole}, orb.Polygon{p[0]}) {
					t.Errorf("%s has a hole outside", a.name)
				}
			}
		}
		for i := range a.shape[1:] {
			if geom.Intersects(a.shape[0], a.shape[i+1]) {
				t.Errorf("parts of %s meet", a.name)
			}
		}
	}
	for _, tr := range makeTransects(c, random("transect")) {
		if l := lengthOf(tr.line); l < 500 || l > 6001 || !c.walkable(tr.line) {
			t.Errorf("%s: %v m", tr.id, l)
		}
		if got := tr.along(0.5); math.Abs(lengthOf(tr.line)) > 0 && geom.Distance(got, tr.line) > 1e-6 {
			t.Errorf("the middle of %s is off the line", tr.id)
		}
	}
}

func TestBuildIsTheSameEveryTime(t *testing.T) {
	dir := t.TempDir()
	var sums [2]uint64
	for i := range sums {
		path := filepath.Join(dir, "demo.gpkg")
		last := 0
		err := Build(t.Context(), path, func(done, total int) {
			if done < last || done > total {
				t.Errorf("%d of %d after %d", done, total, last)
			}
			last = done
		})
		if err != nil {
			t.Fatal(err)
		}
		if last < occurrenceCount {
			t.Errorf("the last report was of %d", last)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h := fnv.New64a()
		_, _ = h.Write(data)
		sums[i] = h.Sum64()
	}
	if sums[0] != sums[1] {
		t.Error("two builds differ")
	}
	t.Run("GDAL opens it", func(t *testing.T) { openWithGDAL(t, filepath.Join(dir, "demo.gpkg")) })
}

func openWithGDAL(t *testing.T, path string) {
	ogrinfo, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo (Debian: gdal-bin) is not installed")
	}
	out, err := exec.Command(ogrinfo, "-ro", "-so", "-al", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"Layer name: occurrence", "Layer name: transect", "Layer name: area", "Feature Count: 200000", "Geometry: Point", "Geometry: Line String",
		"Geometry: Multi Polygon", `ID["EPSG",3067]`, "event_begin: DateTime", "individual_count: Integer64"} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("ogrinfo does not say %q", want)
		}
	}
	if bytes.Contains(out, []byte("Warning")) {
		t.Errorf("ogrinfo warns: %s", out)
	}
}

func TestBuildStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	err := Build(ctx, filepath.Join(dir, "demo.gpkg"), func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func BenchmarkBuild(b *testing.B) {
	for range b.N {
		if err := Build(b.Context(), filepath.Join(b.TempDir(), "demo.gpkg"), nil); err != nil {
			b.Fatal(err)
		}
	}
}
