package crs

import "math"

// mercator is the Mercator projection of an ellipsoid (EPSG Guidance Note 7-2, 3.2.1, variants A and B).
type mercator struct {
	lon0, fe, fn float64
	e, ak0       float64
}

// newMercatorB is given the parallel of true scale.
func newMercatorB(el ellipsoid, lat1, lon0, fe, fn float64) projection {
	s, c := math.Sincos(lat1)
	return &mercator{lon0, fe, fn, math.Sqrt(el.e2()), el.a * c / math.Sqrt(1-el.e2()*s*s)}
}

// newMercatorA is given the scale at the equator.
func newMercatorA(el ellipsoid, lon0, k0, fe, fn float64) projection {
	return &mercator{lon0, fe, fn, math.Sqrt(el.e2()), el.a * k0}
}

func (m *mercator) forward(lon, lat float64) (x, y float64, ok bool) {
	return m.fe + m.ak0*wrap(lon-m.lon0), m.fn - m.ak0*math.Log(isometric(m.e, max(-nearPole, min(nearPole, lat)))), math.Abs(lat) <= math.Pi/2+1e-9
}

func (m *mercator) inverse(x, y float64) (lon, lat float64, ok bool) {
	return wrap(m.lon0 + (x-m.fe)/m.ak0), latitudeOf(m.e, math.Exp((m.fn-y)/m.ak0)), true
}

// Around says after how many units eastward the coordinates of a system show the same place again, and the easting in the
// middle of its world; 0 for a system that does not go around the earth.
func Around(r Ref) (period, middle float64) {
	info, ok := Lookup(r)
	switch {
	case !ok:
		return 0, 0
	case info.Geographic:
		return 360, 0
	}
	switch p := info.projection.(type) {
	case webMercator:
		return 2 * math.Pi * p.a, 0
	case *mercator:
		return 2 * math.Pi * p.ak0, p.fe
	}
	return 0, 0
}
