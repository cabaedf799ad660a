package crs

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestBound(t *testing.T) {
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	for _, c := range []struct {
		from, to Ref
		in, want orb.Bound
		within   float64
	}{
		{WGS84, CRS84, world, world, 0},
		{WGS84, WebMercator, world, orb.Bound{Min: orb.Point{-20037508.342789, -20037508.342789}, Max: orb.Point{20037508.342789, 20037508.342789}}, 0.001},
		// The southern edge of a box on the ground is a curve: its lowest point is between the corners.
		{WGS84, EPSG(3067), orb.Bound{Min: orb.Point{21, 60}, Max: orb.Point{33, 70}}, orb.Bound{Min: orb.Point{165640.332, 6651411.190}, Max: orb.Point{834359.668, 7777138.717}}, 0.001},
		// The pole lies in the box: all longitudes are in it.
		{EPSG(3035), WGS84, orb.Bound{Min: orb.Point{4e6, 6e6}, Max: orb.Point{5e6, 8e6}}, orb.Bound{Min: orb.Point{-180, 75.66}, Max: orb.Point{180, 90}}, 5},
	} {
		tr, err := NewTransform(c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.Bound(c.in)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if math.Abs(got.Min[i]-c.want.Min[i]) > c.within || math.Abs(got.Max[i]-c.want.Max[i]) > c.within {
				t.Errorf("%v to %v: %v, want %v", c.in, c.to, got, c.want)
				break
			}
		}
	}
}

func TestBoundOfTheWorldIsFinite(t *testing.T) {
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	for _, code := range required() {
		tr, err := NewTransform(WGS84, EPSG(code))
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.Bound(world)
		if err != nil || got.IsEmpty() || !finite(got.Min) || !finite(got.Max) {
			t.Errorf("EPSG:%d: %v, %v", code, got, err)
			continue
		}
		info, _ := Lookup(EPSG(code))
		centre := orb.Point{(info.Area.Min[0] + info.Area.Max[0]) / 2, (info.Area.Min[1] + info.Area.Max[1]) / 2}
		if q, ok := tr.Point(centre); !ok || !got.Contains(q) {
			t.Errorf("EPSG:%d: the bound %v misses the middle of the area of use %v", code, got, q)
		}
	}
}

func TestBoundElsewhere(t *testing.T) {
	tr, err := NewTransform(WGS84, EPSG(3067))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := tr.Bound(orb.Bound{Min: orb.Point{-160, -60}, Max: orb.Point{-150, -50}}); err == nil {
		t.Errorf("a box in the Pacific is %v in Finland's grid", b)
	}
}

// Every point of a box must lie in the bound of its image.
func TestBoundCoversTheImage(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	refs := []Ref{WGS84, WebMercator, EPSG(3067), EPSG(3035), EPSG(2393), EPSG(3879), EPSG(32635)}
	for range 300 {
		from, to := refs[rnd.IntN(len(refs))], refs[rnd.IntN(len(refs))]
		in, err := NewTransform(WGS84, from)
		if err != nil {
			t.Fatal(err)
		}
		lon, lat := 19+rnd.Float64()*10, 59+rnd.Float64()*10
		b, err := in.Bound(orb.Bound{Min: orb.Point{lon, lat}, Max: orb.Point{lon + rnd.Float64()*3, lat + rnd.Float64()*2}})
		if err != nil {
			t.Fatal(err)
		}
		tr, err := NewTransform(from, to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.Bound(b)
		if err != nil {
			t.Fatal(err)
		}
		slack := 1e-9 * max(got.Max[0]-got.Min[0], got.Max[1]-got.Min[1])
		for range 50 {
			p := orb.Point{b.Min[0] + rnd.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rnd.Float64()*(b.Max[1]-b.Min[1])}
			if q, ok := tr.Point(p); !ok || !got.Pad(slack).Contains(q) {
				t.Fatalf("%v to %v: %v of %v is %v, outside %v", from, to, p, b, q, got)
			}
		}
	}
}

func TestDensify(t *testing.T) {
	box := orb.Bound{Min: orb.Point{20, 60}, Max: orb.Point{30, 70}}
	p := Densify(box, 4)
	if len(p) != 1 || len(p[0]) != 17 || p.Bound() != box || p[0][0] != p[0][16] || p[0].Orientation() != orb.CCW {
		t.Errorf("%v", p)
	}
}

// A box that reaches beyond the map of the world keeps all of what is on the map.
func TestBoundBeyondTheWorld(t *testing.T) {
	tr, err := NewTransform(WebMercator, CRS84)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []orb.Bound{
		{Min: orb.Point{-20360500, -20360500}, Max: orb.Point{20360500, 20360500}},
		{Min: orb.Point{-6e7, -20037508}, Max: orb.Point{6e7, 20037508}},
		{Min: orb.Point{-20037508.342789244, -20037508.342789244}, Max: orb.Point{20037508.342789244, 20037508.342789244}},
	} {
		got, err := tr.Bound(b)
		if err != nil || got.Min[0] > -179.999999 || got.Max[0] < 179.999999 || got.Min[1] > -85.0511 || got.Max[1] < 85.0511 {
			t.Errorf("the bound of %v is %v, %v", b, got, err)
		}
	}
	got, err := tr.Bound(orb.Bound{Min: orb.Point{-20360500, -9783}, Max: orb.Point{9783, 20360500}})
	if err != nil || got.Min[0] > -179.999999 || got.Max[0] < 0.08 || got.Max[0] > 0.09 {
		t.Errorf("the bound of a tile's ground is %v, %v", got, err)
	}
}

// A small box has the bound that many more samples give, and costs less to transform.
func TestBoundOfSmallBoxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		refs := []Ref{WGS84, WebMercator, EPSG(3067), EPSG(3035), EPSG(2393), EPSG(3879), EPSG(32635), EPSG(3395), EPSG(5041)}
		from, to := rapid.SampledFrom(refs).Draw(t, "from"), rapid.SampledFrom(refs).Draw(t, "to")
		in, err := NewTransform(WGS84, from)
		if err != nil {
			t.Skip()
		}
		tr, err := NewTransform(from, to)
		if err != nil || tr.identity {
			t.Skip()
		}
		// About central meridians edges turn back.
		lon := rapid.SampledFrom([]float64{9, 10, 24, 25, 27}).Draw(t, "meridian") + rapid.Float64Range(-1, 1).Draw(t, "lon")
		p, ok := in.Point(orb.Point{lon, rapid.Float64Range(45, 79).Draw(t, "lat")})
		if !ok {
			t.Skip()
		}
		unit := 1.0
		if from == WGS84 {
			unit = 1 / 111_000.0
		}
		w, h := rapid.Float64Range(1, 20_000).Draw(t, "width")*unit, rapid.Float64Range(1, 60_000).Draw(t, "height")*unit
		b := orb.Bound{Min: p, Max: orb.Point{p[0] + w, p[1] + h}}
		if tr.densityOf(b).edge == boundSteps {
			t.Skip()
		}
		got, whole := tr.imageOf(b, tr.domain())
		want, all := tr.imageAt(b, tr.domain(), density{boundSteps, gridSteps})
		if !all {
			t.Skip()
		}
		// What is computed has some twelve digits.
		digits := 1e-12 * max(math.Abs(want.Min[0]), math.Abs(want.Min[1]), math.Abs(want.Max[0]), math.Abs(want.Max[1]))
		size := max(want.Max[0]-want.Min[0], want.Max[1]-want.Min[1])
		lacks, more := digits+1e-9*size, digits+1e-6*size
		for i := range 2 {
			low, high := got.Min[i]-want.Min[i], got.Max[i]-want.Max[i]
			if !whole || low > lacks || low < -more || high < -lacks || high > more {
				t.Fatalf("%v of %v in %v: %v, want %v", b, from, to, got, want)
			}
		}
	})
}
