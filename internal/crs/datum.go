package crs

import "math"

// datum is a geographic CRS on whose coordinates, or after a known shift, everything in process meets.
type datum struct {
	ellipsoid ellipsoid
	shift     *helmert // to WGS 84; nil where the difference is below the accuracy of the frames themselves
}

// datums are keyed by the EPSG code of the geographic CRS. ETRS89 and its national realizations are taken as WGS 84, as PROJ's
// default operation does (the difference is the movement of the Eurasian plate, some decimetres).
var datums = map[string]datum{
	"4326": {ellipsoid: wgs84Ellipsoid},
	"4258": {ellipsoid: grs80}, // ETRS89
	"4619": {ellipsoid: grs80}, // SWEREF99
	"4180": {ellipsoid: grs80}, // EST97
	"4123": {international, kkj},
}

// kkj is "KKJ to WGS 84 (2)", EPSG:10099: coordinate frame rotation, accuracy 1 m.
var kkj = newHelmert(-96.062, -82.428, -121.753, -4.801, -0.345, 1.376, 1.496)

// helmert is a seven-parameter transformation in geocentric coordinates, coordinate frame rotation (EPSG Guidance Note 7-2, 4.3.3).
type helmert struct {
	t [3]float64
	m [3][3]float64 // rotation and scale
	i [3][3]float64 // inverse of m
}

// newHelmert takes translations in metres, rotations in arc-seconds and the scale difference in parts per million.
func newHelmert(tx, ty, tz, rx, ry, rz, ppm float64) *helmert {
	const sec = math.Pi / (180 * 3600)
	rx, ry, rz = rx*sec, ry*sec, rz*sec
	s := 1 + ppm*1e-6
	h := &helmert{t: [3]float64{tx, ty, tz}}
	h.m = [3][3]float64{{s, s * rz, -s * ry}, {-s * rz, s, s * rx}, {s * ry, -s * rx, s}}
	h.i = invert(h.m)
	return h
}

func (h *helmert) forward(p [3]float64) [3]float64 {
	p = multiply(&h.m, p)
	return [3]float64{p[0] + h.t[0], p[1] + h.t[1], p[2] + h.t[2]}
}

func (h *helmert) inverse(p [3]float64) [3]float64 {
	return multiply(&h.i, [3]float64{p[0] - h.t[0], p[1] - h.t[1], p[2] - h.t[2]})
}

func multiply(m *[3][3]float64, p [3]float64) (q [3]float64) {
	for r := range 3 {
		q[r] = m[r][0]*p[0] + m[r][1]*p[1] + m[r][2]*p[2]
	}
	return q
}

// invert uses Cramer's rule; m is nearly the unit matrix.
func invert(m [3][3]float64) (i [3][3]float64) {
	cof := func(r, c int) float64 {
		r1, r2, c1, c2 := (r+1)%3, (r+2)%3, (c+1)%3, (c+2)%3
		return m[r1][c1]*m[r2][c2] - m[r1][c2]*m[r2][c1]
	}
	det := m[0][0]*cof(0, 0) + m[0][1]*cof(0, 1) + m[0][2]*cof(0, 2)
	for r := range 3 {
		for c := range 3 {
			i[c][r] = cof(r, c) / det
		}
	}
	return i
}

// geocentric returns earth-centred coordinates in metres of a point on the ellipsoid (EPSG Guidance Note 7-2, 4.1.1).
func (e ellipsoid) geocentric(lon, lat float64) [3]float64 {
	sLat, cLat := math.Sincos(lat)
	sLon, cLon := math.Sincos(lon)
	nu := e.a / math.Sqrt(1-e.e2()*sLat*sLat)
	return [3]float64{nu * cLat * cLon, nu * cLat * sLon, nu * (1 - e.e2()) * sLat}
}

// geographic is the inverse of geocentric; the height is dropped. Bowring's formula, once refined, is exact near the ellipsoid.
func (e ellipsoid) geographic(p [3]float64) (lon, lat float64) {
	r := math.Hypot(p[0], p[1])
	b := e.a * (1 - e.f())
	ep2 := e.e2() / (1 - e.e2())
	theta := math.Atan2(p[2]*e.a, r*b)
	for range 2 {
		s, c := math.Sincos(theta)
		lat = math.Atan2(p[2]+ep2*b*s*s*s, r-e.e2()*e.a*c*c*c)
		theta = math.Atan2(b*math.Sin(lat), e.a*math.Cos(lat))
	}
	return math.Atan2(p[1], p[0]), lat
}
