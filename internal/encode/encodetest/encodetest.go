// Package encodetest makes features for the tests and benchmarks of encoders.
package encodetest

import (
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/feature"
)

// Schema has a field of every kind, and any geometry.
func Schema() *feature.Schema {
	s := &feature.Schema{Name: "thing", CRS: crs.EPSG(3067), Geometry: feature.Field{Name: "geom", Type: feature.Geometry, Nullable: true}}
	for _, k := range []feature.Kind{feature.Bool, feature.Int, feature.Float, feature.String, feature.Date, feature.DateTime} {
		s.Fields = append(s.Fields, feature.Field{Name: "p_" + k.String(), Type: k, Nullable: true})
	}
	return s
}

// Header is for all fields of a schema, in the CRS's URN.
func Header(s *feature.Schema, n int) encode.Header {
	h := encode.Header{Schema: s, CRS: crs.URNName(s.CRS), Matched: int64(n), Returned: int64(n), Time: time.Unix(0, 0),
		AppSchema: encode.AppSchema{Namespace: "http://haavi.example/layers", Prefix: "haavi"}, SchemaLocation: "http://localhost/wfs?request=DescribeFeatureType&typeName=haavi:" + s.Name}
	for i := range s.Fields {
		h.Fields = append(h.Fields, i)
	}
	return h
}

// Encode runs an encoder over features.
func Encode(t interface{ Fatal(...any) }, f encode.Format, h encode.Header, fs []*feature.Feature) string {
	var b strings.Builder
	e := f.New(&b)
	defer encode.Abort(e)
	err := e.Begin(h)
	for _, f := range fs {
		if err == nil {
			err = e.Feature(f)
		}
	}
	if err == nil {
		err = e.End()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// EncodeSeveral runs an encoder over the answers to several queries: each all features of fs under a header of its own.
func EncodeSeveral(t interface{ Fatal(...any) }, f encode.Format, fs []*feature.Feature, parts ...encode.Header) string {
	var b strings.Builder
	made := f.New(&b)
	defer encode.Abort(made)
	e, ok := made.(encode.Multi)
	if !ok || !f.Several {
		t.Fatal("the format holds one answer")
	}
	c := encode.Collection{Parts: parts, Time: time.Unix(0, 0)}
	for _, h := range parts {
		c.Matched, c.Returned = c.Matched+h.Matched, c.Returned+h.Returned
	}
	err := e.BeginAll(c)
	step := func(do func() error) {
		if err == nil {
			err = do()
		}
	}
	for _, h := range parts {
		step(func() error { return e.Begin(h) })
		for _, f := range fs {
			step(func() error { return e.Feature(f) })
		}
		step(e.EndPart)
	}
	step(e.End)
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Feature draws a feature of Schema.
func Feature() *rapid.Generator[*feature.Feature] {
	return rapid.Custom(func(t *rapid.T) *feature.Feature {
		f := &feature.Feature{ID: rapid.StringMatching(`[a-z0-9:/ _xA-F]{1,12}`).Draw(t, "id")}
		if rapid.Bool().Draw(t, "placed") {
			f.Geom = geometry(2).Draw(t, "geometry")
		}
		micros := rapid.Int64Range(-1e15, 4e15)
		values := []*rapid.Generator[feature.Value]{
			rapid.Map(rapid.Bool(), feature.BoolValue), rapid.Map(rapid.Int64(), feature.IntValue), rapid.Map(rapid.Float64(), feature.FloatValue),
			rapid.Map(rapid.String(), feature.StringValue), rapid.Map(rapid.Int64Range(-700_000, 2_900_000), feature.DateValue), rapid.Map(micros, feature.DateTimeValue),
		}
		for _, g := range values {
			v := feature.Value{}
			if !rapid.Bool().Draw(t, "null") {
				v = g.Draw(t, "value")
			}
			f.Props = append(f.Props, v)
		}
		return f
	})
}

// geometry draws a geometry with coordinates in whole millimetres, its rings closed and running as RFC 7946 has them.
func geometry(depth int) *rapid.Generator[orb.Geometry] {
	return rapid.Custom(func(t *rapid.T) orb.Geometry {
		number := rapid.Map(rapid.Int64Range(-9e9, 9e9), func(n int64) float64 { return float64(n) / 1000 })
		point := func() orb.Point { return orb.Point{number.Draw(t, "x"), number.Draw(t, "y")} }
		points := func(least int) []orb.Point {
			ps := make([]orb.Point, rapid.IntRange(least, least+3).Draw(t, "points"))
			for i := range ps {
				ps[i] = point()
			}
			return ps
		}
		square := func(c orb.Point, size float64, ccw bool) orb.Ring {
			b := orb.Bound{Min: c, Max: orb.Point{c[0] + size, c[1] + size}}
			r := b.ToRing()
			if !ccw {
				r.Reverse()
			}
			return r
		}
		polygon := func() orb.Polygon {
			c := orb.Point{math.Floor(number.Draw(t, "x")), math.Floor(number.Draw(t, "y"))}
			return orb.Polygon{square(c, 100, true), square(orb.Point{c[0] + 10, c[1] + 10}, 5, false)}
		}
		kinds := 6
		if depth > 0 {
			kinds = 7
		}
		switch rapid.IntRange(1, kinds).Draw(t, "kind") {
		case 1:
			return point()
		case 2:
			return orb.LineString(points(2))
		case 3:
			return polygon()
		case 4:
			return orb.MultiPoint(points(1))
		case 5:
			return orb.MultiLineString{points(2), points(2)}
		case 6:
			return orb.MultiPolygon{polygon(), polygon()}
		default:
			return orb.Collection{point(), geometry(depth-1).Draw(t, "member")}
		}
	})
}

// Occurrence is a schema like that of most layers, and features of it.
func Occurrence(n int) (*feature.Schema, []*feature.Feature) {
	s := &feature.Schema{Name: "occurrence", CRS: crs.EPSG(3067), Geometry: feature.Field{Name: "geom", Type: feature.Geometry, Geom: feature.Point}}
	for _, name := range []string{"scientific_name", "name_fi", "municipality"} {
		s.Fields = append(s.Fields, feature.Field{Name: name, Type: feature.String, Nullable: true})
	}
	s.Fields = append(s.Fields, feature.Field{Name: "event_begin", Type: feature.Date, Nullable: true}, feature.Field{Name: "individual_count", Type: feature.Int, Nullable: true},
		feature.Field{Name: "uncertainty", Type: feature.Float, Nullable: true})
	fs := make([]*feature.Feature, n)
	for i := range fs {
		fs[i] = &feature.Feature{ID: fmt.Sprint(1_000_000 + i), Geom: orb.Point{385_000.123 + float64(i)*7.7, 6_671_000.456 + float64(i)*3.3}, Props: []feature.Value{
			feature.StringValue("Parus major Linnaeus, 1758"), feature.StringValue("talitiainen"), feature.StringValue("Hämeenlinna"),
			feature.DateValue(int64(18_000 + i)), feature.IntValue(int64(i % 50)), feature.FloatValue(float64(i%7) * 12.5)}}
	}
	return s, fs
}

// Bench measures an encoder, in features and bytes.
func Bench(b *testing.B, f encode.Format) {
	s, fs := Occurrence(10_000)
	h := Header(s, len(fs))
	var written countingWriter
	b.ReportAllocs()
	for b.Loop() {
		written = 0
		e := f.New(&written)
		if err := e.Begin(h); err != nil {
			b.Fatal(err)
		}
		for _, f := range fs {
			if err := e.Feature(f); err != nil {
				b.Fatal(err)
			}
		}
		if err := e.End(); err != nil {
			b.Fatal(err)
		}
		encode.Abort(e)
	}
	b.SetBytes(int64(written))
	b.ReportMetric(float64(len(fs))*float64(b.N)/b.Elapsed().Seconds(), "features/s")
}

type countingWriter int

func (c *countingWriter) Write(p []byte) (int, error) {
	*c += countingWriter(len(p))
	return len(p), nil
}

var _ io.Writer = (*countingWriter)(nil)
