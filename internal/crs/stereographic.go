package crs

import "math"

// polarStereographic is the polar stereographic projection of an ellipsoid (EPSG Guidance Note 7-2, 3.3.2.2, variants A and B).
type polarStereographic struct {
	lon0, fe, fn float64
	e            float64
	scale        float64 // ρ = scale · t
	sign         float64 // 1 about the north pole, -1 about the south pole
}

// newPolarStereographicA is given the scale at the pole.
func newPolarStereographicA(el ellipsoid, lat0, lon0, k0, fe, fn float64) projection {
	if math.Abs(math.Abs(lat0)-math.Pi/2) > 1e-9 {
		return nil // its origin is a pole
	}
	e := math.Sqrt(el.e2())
	return &polarStereographic{lon0, fe, fn, e, 2 * el.a * k0 / math.Sqrt(math.Pow(1+e, 1+e)*math.Pow(1-e, 1-e)), math.Copysign(1, lat0)}
}

// newPolarStereographicB is given the parallel of true scale.
func newPolarStereographicB(el ellipsoid, latF, lon0, fe, fn float64) projection {
	p := &polarStereographic{lon0: lon0, fe: fe, fn: fn, e: math.Sqrt(el.e2()), sign: math.Copysign(1, latF)}
	if math.Abs(math.Abs(latF)-math.Pi/2) < 1e-9 {
		return newPolarStereographicA(el, latF, lon0, 1, fe, fn)
	}
	s, c := math.Sincos(math.Abs(latF))
	p.scale = el.a * c / math.Sqrt(1-el.e2()*s*s) / isometric(p.e, math.Abs(latF))
	return p
}

// isometric is t of the guidance note: 0 at the north pole, beyond all numbers at the south pole.
func isometric(e, lat float64) float64 {
	es := e * math.Sin(lat)
	return math.Tan(math.Pi/4-lat/2) / math.Pow((1-es)/(1+es), e/2)
}

// latitudeOf is the inverse of isometric.
func latitudeOf(e, t float64) float64 {
	lat := math.Pi/2 - 2*math.Atan(t)
	for range 8 { // converges by a factor of e² a round
		es := e * math.Sin(lat)
		lat = math.Pi/2 - 2*math.Atan(t*math.Pow((1-es)/(1+es), e/2))
	}
	return lat
}

// nearPole is the latitude that stands for the pole where that is infinitely far: far enough to be off every map.
const nearPole = math.Pi/2 - 1e-10

func (p *polarStereographic) forward(lon, lat float64) (x, y float64, ok bool) {
	rho := p.scale * isometric(p.e, max(-nearPole, p.sign*lat))
	s, c := math.Sincos(lon - p.lon0)
	return p.fe + rho*s, p.fn - p.sign*rho*c, math.Abs(lat) <= math.Pi/2+1e-9
}

func (p *polarStereographic) inverse(x, y float64) (lon, lat float64, ok bool) {
	x, y = x-p.fe, -p.sign*(y-p.fn)
	rho := math.Hypot(x, y)
	if rho == 0 {
		return p.lon0, p.sign * math.Pi / 2, true
	}
	return wrap(p.lon0 + math.Atan2(x, y)), p.sign * latitudeOf(p.e, rho/p.scale), true
}
