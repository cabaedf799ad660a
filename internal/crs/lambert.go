package crs

import "math"

// lambertAzimuthal is the Lambert azimuthal equal-area projection of an ellipsoid, oblique aspect (EPSG Guidance Note 7-2, 3.3.1.1).
type lambertAzimuthal struct {
	lon0, fe, fn    float64
	a, e, e2        float64
	qp, rq, d       float64
	sinBeta0, cosB0 float64
}

func newLambertAzimuthal(el ellipsoid, lat0, lon0, fe, fn float64) projection {
	if math.Abs(math.Abs(lat0)-math.Pi/2) < 1e-9 {
		return nil // the polar aspects have formulas of their own
	}
	l := &lambertAzimuthal{lon0: lon0, fe: fe, fn: fn, a: el.a, e2: el.e2(), e: math.Sqrt(el.e2())}
	l.qp = l.q(1)
	l.rq = l.a * math.Sqrt(l.qp/2)
	sin0 := math.Sin(lat0)
	l.sinBeta0 = l.q(sin0) / l.qp
	l.cosB0 = math.Sqrt(1 - l.sinBeta0*l.sinBeta0)
	l.d = l.a * (math.Cos(lat0) / math.Sqrt(1-l.e2*sin0*sin0)) / (l.rq * l.cosB0)
	return l
}

func (l *lambertAzimuthal) q(sinLat float64) float64 {
	es := l.e * sinLat
	return (1 - l.e2) * (sinLat/(1-es*es) + math.Atanh(es)/l.e)
}

func (l *lambertAzimuthal) forward(lon, lat float64) (x, y float64, ok bool) {
	sinB := l.q(math.Sin(lat)) / l.qp
	cosB := math.Sqrt(max(0, 1-sinB*sinB))
	sinL, cosL := math.Sincos(lon - l.lon0)
	k := 1 + l.sinBeta0*sinB + l.cosB0*cosB*cosL
	if k < 1e-10 {
		return 0, 0, false // the antipode of the origin is a circle
	}
	b := l.rq * math.Sqrt(2/k)
	return l.fe + b*l.d*cosB*sinL, l.fn + b/l.d*(l.cosB0*sinB-l.sinBeta0*cosB*cosL), true
}

func (l *lambertAzimuthal) inverse(x, y float64) (lon, lat float64, ok bool) {
	x, y = x-l.fe, y-l.fn
	rho := math.Hypot(x/l.d, l.d*y)
	if rho < 1e-9 {
		return l.lon0, l.latitude(l.sinBeta0), true
	}
	if rho > 2*l.rq {
		return 0, 0, false
	}
	sinC, cosC := math.Sincos(2 * math.Asin(rho/(2*l.rq)))
	sinB := cosC*l.sinBeta0 + l.d*y*sinC*l.cosB0/rho
	lon = l.lon0 + math.Atan2(x*sinC, l.d*rho*l.cosB0*cosC-l.d*l.d*y*l.sinBeta0*sinC)
	return wrap(lon), l.latitude(max(-1, min(1, sinB))), true
}

// latitude solves q(sin lat) = qp·sinBeta. The series of the guidance note starts it; Newton's method makes it exact.
func (l *lambertAzimuthal) latitude(sinBeta float64) float64 {
	beta, e2 := math.Asin(sinBeta), l.e2
	e4, e6 := e2*e2, e2*e2*e2
	lat := beta + (e2/3+31*e4/180+517*e6/5040)*math.Sin(2*beta) + (23*e4/360+251*e6/3780)*math.Sin(4*beta) + 761*e6/45360*math.Sin(6*beta)
	s, c := math.Sincos(lat)
	if c < 1e-6 {
		return lat
	}
	es2 := e2 * s * s
	return lat + (l.qp*sinBeta-l.q(s))*(1-es2)*(1-es2)/(2*(1-e2)*c)
}

// lambertConic is the Lambert conic conformal projection with two standard parallels (EPSG Guidance Note 7-2, 3.1.1.1).
type lambertConic struct {
	lon0, fe, fn   float64
	e              float64
	n, aF, rhoBase float64
}

func newLambertConic(el ellipsoid, latF, lonF, lat1, lat2, ef, nf float64) *lambertConic {
	l := &lambertConic{lon0: lonF, fe: ef, fn: nf, e: math.Sqrt(el.e2())}
	m := func(lat float64) float64 {
		s, c := math.Sincos(lat)
		return c / math.Sqrt(1-el.e2()*s*s)
	}
	if m1, m2 := m(lat1), m(lat2); lat1 == lat2 {
		l.n = math.Sin(lat1)
	} else {
		l.n = (math.Log(m1) - math.Log(m2)) / (math.Log(l.t(lat1)) - math.Log(l.t(lat2)))
	}
	l.aF = el.a * m(lat1) / (l.n * math.Pow(l.t(lat1), l.n))
	l.rhoBase = l.aF * math.Pow(l.t(latF), l.n)
	return l
}

func (l *lambertConic) t(lat float64) float64 {
	es := l.e * math.Sin(lat)
	return math.Tan(math.Pi/4-lat/2) / math.Pow((1-es)/(1+es), l.e/2)
}

func (l *lambertConic) forward(lon, lat float64) (x, y float64, ok bool) {
	if math.Abs(lat) > math.Pi/2-1e-10 {
		return 0, 0, false
	}
	rho := l.aF * math.Pow(l.t(lat), l.n)
	s, c := math.Sincos(l.n * wrap(lon-l.lon0))
	return l.fe + rho*s, l.fn + l.rhoBase - rho*c, true
}

func (l *lambertConic) inverse(x, y float64) (lon, lat float64, ok bool) {
	x, y = x-l.fe, l.rhoBase-(y-l.fn)
	rho := math.Copysign(math.Hypot(x, y), l.n)
	if rho == 0 {
		return 0, 0, false
	}
	t := math.Pow(rho/l.aF, 1/l.n)
	lat = math.Pi/2 - 2*math.Atan(t)
	for range 8 { // converges by a factor of e² a round
		es := l.e * math.Sin(lat)
		lat = math.Pi/2 - 2*math.Atan(t*math.Pow((1-es)/(1+es), l.e/2))
	}
	return wrap(l.lon0 + math.Atan2(math.Copysign(1, l.n)*x, math.Copysign(1, l.n)*y)/l.n), lat, true
}
