package crs

import "math"

// transverseMercator is Krüger's series in the third flattening n, to the sixth order: exact to well below a millimetre within
// 40° of the central meridian. (C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85, 2011; EPSG
// Guidance Note 7-2, 3.5.3.1.)
type transverseMercator struct {
	lon0, fe, fn float64
	e            float64    // first eccentricity
	scale        float64    // k0 · rectifying radius
	xi0          float64    // rectifying northing of the latitude of origin, in radii
	alpha, beta  [6]float64 // Karney's (35) and (36)
}

func newTransverseMercator(el ellipsoid, lat0, lon0, k0, fe, fn float64) *transverseMercator {
	f := el.f()
	n := f / (2 - f)
	n2, n3 := n*n, n*n*n
	n4, n5, n6 := n2*n2, n2*n3, n3*n3
	t := &transverseMercator{lon0: lon0, fe: fe, fn: fn, e: math.Sqrt(el.e2())}
	t.scale = k0 * el.a / (1 + n) * (1 + n2/4 + n4/64 + n6/256)
	t.alpha = [6]float64{
		n/2 - 2*n2/3 + 5*n3/16 + 41*n4/180 - 127*n5/288 + 7891*n6/37800,
		13*n2/48 - 3*n3/5 + 557*n4/1440 + 281*n5/630 - 1983433*n6/1935360,
		61*n3/240 - 103*n4/140 + 15061*n5/26880 + 167603*n6/181440,
		49561*n4/161280 - 179*n5/168 + 6601661*n6/7257600,
		34729*n5/80640 - 3418889*n6/1995840,
		212378941 * n6 / 319334400,
	}
	t.beta = [6]float64{
		n/2 - 2*n2/3 + 37*n3/96 - n4/360 - 81*n5/512 + 96199*n6/604800,
		n2/48 + n3/15 - 437*n4/1440 + 46*n5/105 - 1118711*n6/3870720,
		17*n3/480 - 37*n4/840 - 209*n5/4480 + 5569*n6/90720,
		4397*n4/161280 - 11*n5/504 - 830251*n6/7257600,
		4583*n5/161280 - 108847*n6/3991680,
		20648693 * n6 / 638668800,
	}
	if lat0 != 0 {
		_, y, _ := t.forward(lon0, lat0)
		t.xi0 = (y - fn) / t.scale
	}
	return t
}

// The farthest from the central meridian that the series is used, in radians and in radii of easting; beyond it points have no image.
const (
	tmMaxLon = 80 * math.Pi / 180
	tmMaxEta = 2.4
)

func (t *transverseMercator) forward(lon, lat float64) (x, y float64, ok bool) {
	dlon := wrap(lon - t.lon0)
	if math.Abs(dlon) > tmMaxLon {
		return 0, 0, false
	}
	sinLat, cosLat := math.Sincos(lat)
	tau := sinLat / cosLat
	sigma := math.Sinh(t.e * math.Atanh(t.e*sinLat))
	tauC := tau*math.Sqrt(1+sigma*sigma) - sigma*math.Sqrt(1+tau*tau) // tangent of the conformal latitude
	sinL, cosL := math.Sincos(dlon)
	xi := math.Atan2(tauC, cosL)
	eta := math.Asinh(sinL / math.Hypot(tauC, cosL))
	dxi, deta := series(&t.alpha, xi, eta)
	return t.fe + t.scale*(eta+deta), t.fn + t.scale*(xi+dxi-t.xi0), true
}

func (t *transverseMercator) inverse(x, y float64) (lon, lat float64, ok bool) {
	eta := (x - t.fe) / t.scale
	xi := (y-t.fn)/t.scale + t.xi0
	if math.Abs(eta) > tmMaxEta || math.Abs(xi) > math.Pi/2+0.1 {
		return 0, 0, false
	}
	dxi, deta := series(&t.beta, xi, eta)
	xi, eta = xi-dxi, eta-deta
	sinXi, cosXi := math.Sincos(xi)
	sinhEta := math.Sinh(eta)
	r := math.Hypot(sinhEta, cosXi)
	if r == 0 {
		return t.lon0, math.Copysign(math.Pi/2, xi), true
	}
	tau := t.geographic(sinXi / r)
	return wrap(t.lon0 + math.Atan2(sinhEta, cosXi)), math.Atan(tau), true
}

// geographic solves for the tangent of the latitude by Newton's method (Karney's (19) to (21)); two rounds reach double precision.
func (t *transverseMercator) geographic(tauC float64) float64 {
	e2 := t.e * t.e
	tau := tauC / (1 - e2)
	for range 3 {
		root := math.Sqrt(1 + tau*tau)
		sigma := math.Sinh(t.e * math.Atanh(t.e*tau/root))
		f := tau*math.Sqrt(1+sigma*sigma) - sigma*root
		d := (tauC - f) / math.Sqrt(1+f*f) * (1 + (1-e2)*tau*tau) / ((1 - e2) * root)
		tau += d
		if math.Abs(d) < 1e-15*max(1, math.Abs(tau)) {
			break
		}
	}
	return tau
}

// series sums c[j]·sin(2j·xi)·cosh(2j·eta) and c[j]·cos(2j·xi)·sinh(2j·eta) by Clenshaw's recurrence on complex numbers.
func series(c *[6]float64, xi, eta float64) (dxi, deta float64) {
	s, co := math.Sincos(2 * xi)
	sh, ch := math.Sinh(2*eta), math.Cosh(2*eta)
	ar, ai := 2*co*ch, -2*s*sh
	var y1r, y1i, y2r, y2i float64
	for j := 5; j >= 0; j-- {
		yr := ar*y1r - ai*y1i - y2r + c[j]
		yi := ar*y1i + ai*y1r - y2i
		y2r, y2i, y1r, y1i = y1r, y1i, yr, yi
	}
	sr, si := s*ch, co*sh
	return sr*y1r - si*y1i, sr*y1i + si*y1r
}

// wrap brings an angle to -π..π.
func wrap(a float64) float64 {
	if a > math.Pi || a < -math.Pi {
		return math.Remainder(a, 2*math.Pi)
	}
	return a
}
