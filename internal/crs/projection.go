package crs

import (
	"math"
	"strconv"
	"strings"
)

// projection converts between longitude and latitude in radians, on its own datum, and easting and northing in metres.
type projection interface {
	forward(lon, lat float64) (x, y float64, ok bool)
	inverse(x, y float64) (lon, lat float64, ok bool)
}

// The EPSG codes of the projection methods computed in process (EPSG Guidance Note 7-2).
const (
	methodTransverseMercator = "9807"
	methodLambertConic2SP    = "9802"
	methodLambertAzimuthal   = "9820"
	methodWebMercator        = "1024"
	methodMercatorA          = "9804"
	methodMercatorB          = "9805"
	methodPolarA             = "9810"
	methodPolarB             = "9829"
)

// newProjection makes the projection of a table row; nil when it is not computed in process: an unknown method, datum or unit.
func newProjection(method string, params []string, base string, unit float64) projection {
	d, ok := datums[base]
	if !ok || unit != 1 {
		return nil
	}
	p, ok := parseParams(params)
	if !ok {
		return nil
	}
	switch method {
	case methodTransverseMercator:
		return newTransverseMercator(d.ellipsoid, p["8801"], p["8802"], p["8805"], p["8806"], p["8807"])
	case methodLambertConic2SP:
		return newLambertConic(d.ellipsoid, p["8821"], p["8822"], p["8823"], p["8824"], p["8826"], p["8827"])
	case methodLambertAzimuthal:
		return newLambertAzimuthal(d.ellipsoid, p["8801"], p["8802"], p["8806"], p["8807"])
	case methodWebMercator:
		return webMercator{d.ellipsoid.a}
	case methodMercatorA:
		return newMercatorA(d.ellipsoid, p["8802"], p["8805"], p["8806"], p["8807"])
	case methodMercatorB:
		return newMercatorB(d.ellipsoid, p["8823"], p["8802"], p["8806"], p["8807"])
	case methodPolarA:
		return newPolarStereographicA(d.ellipsoid, p["8801"], p["8802"], p["8805"], p["8806"], p["8807"])
	case methodPolarB:
		return newPolarStereographicB(d.ellipsoid, p["8832"], p["8833"], p["8806"], p["8807"])
	default:
		return nil
	}
}

// parseParams reads code=value@unit; angles become radians. ok is false for a unit that is not handled.
func parseParams(fields []string) (map[string]float64, bool) {
	p := map[string]float64{}
	for _, f := range fields {
		if f == "" {
			continue
		}
		code, rest, _ := strings.Cut(f, "=")
		text, unit, _ := strings.Cut(rest, "@")
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, false
		}
		switch unit {
		case "9001", "9201": // metre, unity
		case "9102", "9122": // degree
			v *= math.Pi / 180
		case "9110": // sexagesimal: D.MMSSsss
			v = sexagesimal(v) * math.Pi / 180
		default:
			return nil, false
		}
		p[code] = v
	}
	return p, true
}

func sexagesimal(v float64) float64 {
	sign := 1.0
	if v < 0 {
		sign, v = -1, -v
	}
	// The parts are exact decimals in the table; rounding undoes the binary noise of splitting them.
	total := math.Round(v * 1e10)
	deg := math.Floor(total / 1e10)
	minutes := math.Floor((total - deg*1e10) / 1e8)
	seconds := (total - deg*1e10 - minutes*1e8) / 1e6
	return sign * (deg + minutes/60 + seconds/3600)
}

// ellipsoid is given by its semi-major axis in metres and the inverse of its flattening.
type ellipsoid struct{ a, rf float64 }

func (e ellipsoid) f() float64  { return 1 / e.rf }
func (e ellipsoid) e2() float64 { f := e.f(); return f * (2 - f) }

var (
	wgs84Ellipsoid = ellipsoid{6378137, 298.257223563}
	grs80          = ellipsoid{6378137, 298.257222101}
	international  = ellipsoid{6378388, 297}
)

// webMercator is Popular Visualisation Pseudo-Mercator: the sphere's formulas with geodetic latitude.
type webMercator struct{ a float64 }

func (m webMercator) forward(lon, lat float64) (x, y float64, ok bool) {
	if math.Abs(lat) > math.Pi/2+1e-9 {
		return 0, 0, false
	}
	return m.a * lon, m.a * math.Asinh(math.Tan(lat)), true // the poles are far away, at 242 million metres, as PROJ has them
}

func (m webMercator) inverse(x, y float64) (lon, lat float64, ok bool) {
	return x / m.a, math.Atan(math.Sinh(y / m.a)), true
}
