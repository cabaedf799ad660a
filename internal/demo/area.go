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

// area is a protected area.
type area struct {
	id, name, owner string
	kind            *areaKind
	established     time.Time
	shape           orb.MultiPolygon
}

// areaKind is a sort of protected area: where it is, how large, and how it is called in Finnish.
type areaKind struct {
	name, finnish string
	habitat       habitat
	radius        float64 // usual, in metres
	stems         []string
}

var areaKinds = []areaKind{
	{"mire reserve", "soidensuojelualue", mire, 2200, []string{"suon", "nevan", "aavan", "rahkan", "jängän"}},
	{"old-growth forest reserve", "vanhojen metsien suojelualue", oldForest, 1500, []string{"korven", "vaaran", "kankaan", "salon", "harjun"}},
	{"herb-rich forest reserve", "lehtojensuojelualue", grove, 450, []string{"lehdon", "notkon", "rinteen", "puron", "laakson"}},
	{"wetland bird reserve", "lintuvesi", wetland, 1300, []string{"lahden", "järven", "lammen", "luhdan", "niityn"}},
	{"nature reserve", "luonnonsuojelualue", forest, 700, []string{"metsän", "niemen", "kallion", "mäen", "saaren"}},
	{"wilderness area", "erämaa", fell, 7000, []string{"tunturin", "selän", "kaisen", "oivan", "vuoman"}},
}

var areaBeginnings = []string{"Hirvi", "Karhu", "Joutsen", "Kurki", "Musta", "Valkea", "Hauki", "Ahven", "Pitkä", "Iso", "Vähä", "Kuusi", "Mänty", "Koivu", "Haapa",
	"Metso", "Teeri", "Korppi", "Kotka", "Susi", "Ilves", "Saukko", "Kivi", "Rauta", "Hieta", "Kylmä", "Ruosta", "Sammal", "Pöllö", "Orava"}

// makeAreas scatters areas that do not touch each other.
func makeAreas(c *country, r *rand.Rand) []area {
	var all []area
	taken := map[string]bool{}
	for i := 0; len(all) < areaCount && i < 50*areaCount; i++ {
		kind := &areaKinds[r.IntN(len(areaKinds))]
		cl := &c.cells[r.IntN(len(c.cells))]
		if r.Float64() > 1.5*cl.suits[kind.habitat] || kind.habitat == fell && cl.latitude < 67.5 {
			continue
		}
		shape, ok := makeShape(c, r, scatter(r, cl.at, cellSize), kind.radius*math.Exp(0.55*r.NormFloat64()))
		name := areaBeginnings[r.IntN(len(areaBeginnings))] + kind.stems[r.IntN(len(kind.stems))] + " " + kind.finnish
		if !ok || taken[name] || meets(shape.Bound().Pad(300), all) {
			continue
		}
		taken[name] = true
		owner := "State"
		if kind.radius < 1000 && r.IntN(3) > 0 {
			owner = "Private"
		}
		all = append(all, area{id: fmt.Sprintf("A%04d", len(all)+1), name: name, owner: owner, kind: kind, shape: shape,
			established: time.Date(1938+int(86*math.Sqrt(r.Float64())), time.January, 1+r.IntN(365), 0, 0, 0, 0, time.UTC)})
	}
	return all
}

func meets(b orb.Bound, all []area) bool {
	for i := range all {
		if all[i].shape.Bound().Intersects(b) {
			return true
		}
	}
	return false
}

// makeShape makes one to three parts, the first of which may have a hole, all on land.
func makeShape(c *country, r *rand.Rand, centre orb.Point, radius float64) (orb.MultiPolygon, bool) {
	shape := orb.MultiPolygon{{blob(r, centre, radius)}}
	if r.Float64() < 0.2 {
		hole := blob(r, centre, radius*0.2)
		hole.Reverse()
		shape[0] = append(shape[0], hole)
	}
	for k := range r.IntN(3) * r.IntN(2) {
		s, co := math.Sincos(float64(k)*2.5 + 2*r.Float64())
		away := radius * 2.6 // the parts reach 1.5 and 0.9 times the radius at most
		shape = append(shape, orb.Polygon{blob(r, orb.Point{centre[0] + away*co, centre[1] + away*s}, radius*0.4)})
	}
	for _, p := range shape {
		for _, v := range p[0] {
			if !c.contains(v) {
				return nil, false
			}
		}
	}
	return shape, len(shape) < 3 || !shape[1].Bound().Intersects(shape[2].Bound())
}

// blob is a ring, counter-clockwise, whose radius wavers around the given one.
func blob(r *rand.Rand, centre orb.Point, radius float64) orb.Ring {
	var amplitude, phase [6]float64
	for k := range amplitude {
		amplitude[k] = 0.3 * r.NormFloat64() / math.Pow(float64(k+1), 0.7)
		phase[k] = r.Float64() * 2 * math.Pi
	}
	n := 24 + int(min(120, radius/25))
	ring := make(orb.Ring, 0, n+1)
	for i := range n {
		angle := 2 * math.Pi * float64(i) / float64(n)
		f := 1 + 0.03*r.NormFloat64()
		for k := range amplitude {
			f += amplitude[k] * math.Sin(float64(k+1)*angle+phase[k])
		}
		f = radius * max(0.35, min(1.5, f))
		s, co := math.Sincos(angle)
		ring = append(ring, orb.Point{round(centre[0] + f*co), round(centre[1] + f*s)})
	}
	return append(ring, ring[0])
}

// hectares of a shape.
func hectares(m orb.MultiPolygon) float64 {
	sum := 0.0
	for _, p := range m {
		for _, ring := range p { // holes turn the other way and count negative
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				sum += (a[0]-ring[0][0])*(b[1]-ring[0][1]) - (b[0]-ring[0][0])*(a[1]-ring[0][1])
			}
		}
	}
	return round(sum / 2 / 10_000)
}

var areaFields = []feature.Field{
	text("area_id", "Area ID", "Identifier of the area."),
	text("name", "Name", "Finnish name of the area."),
	text("kind", "Kind", "Kind of protected area."),
	text("owner", "Owner", "State or Private."),
	newField(feature.Date, "established", "Established", "Day from which the area is protected."),
	number("area_in_hectares", "Area (ha)", "Size in hectares."),
}

func (b *builder) writeAreas(all []area) error {
	w, err := b.file.AddLayer(gpkg.Table{Name: "area", Title: "Protected areas", Schema: newSchema("area", feature.MultiPolygon, areaFields),
		Description: "Invented protected areas."})
	if err != nil {
		return err
	}
	for i := range all {
		a := &all[i]
		f := &feature.Feature{Geom: a.shape, Props: []feature.Value{feature.StringValue(a.id), feature.StringValue(a.name), feature.StringValue(a.kind.name),
			feature.StringValue(a.owner), feature.DateOf(a.established), feature.FloatValue(hectares(a.shape))}}
		if err := w.Write(f); err != nil {
			return err
		}
		b.step()
	}
	return nil
}
