package fes

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

// degree is the length in metres of an arc of one degree on the sphere on which distances in geographic systems are measured.
const degree = 6371008.7714 * math.Pi / 180

// metresPer are units of length by their symbols of UCUM, their EPSG codes and the names that clients write.
var metresPer = map[string]float64{
	"m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "9001": 1,
	"km": 1000, "kilometre": 1000, "kilometres": 1000, "kilometer": 1000, "kilometers": 1000, "9036": 1000,
	"cm": 0.01, "centimetre": 0.01, "centimeter": 0.01, "mm": 0.001, "millimetre": 0.001, "millimeter": 0.001,
	"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "[ft_i]": 0.3048, "9002": 0.3048,
	"us-ft": 1200.0 / 3937, "[ft_us]": 1200.0 / 3937, "9003": 1200.0 / 3937,
	"yd": 0.9144, "yard": 0.9144, "yards": 0.9144, "[yd_i]": 0.9144, "9096": 0.9144,
	"mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "statute mile": 1609.344, "statute miles": 1609.344, "[mi_i]": 1609.344, "9093": 1609.344,
	"deg": degree, "degree": degree, "degrees": degree, "9102": degree, "9122": degree,
	"nm": 1852, "nmi": 1852, "nautical mile": 1852, "nautical miles": 1852, "[nmi_i]": 1852, "9030": 1852,
}

// distance reads a Distance in metres. Its unit is a symbol or name, or a URN or URI that ends in one (urn:ogc:def:uom:EPSG::9001).
func distance(e *element) (float64, error) {
	unit := cmp.Or(e.attrs["uom"], e.attrs["units"], e.attrs["unit"]) // 2.0, 1.x, and QGIS and GDAL
	if unit == "" {
		return 0, e.fail(`Distance needs the attribute uom (units in version 1), such as uom="m"`)
	}
	s := strings.ToLower(strings.TrimSpace(unit))
	f, ok := metresPer[s[strings.LastIndexAny(s, ":/#")+1:]]
	if !ok {
		return 0, e.fail("the unit of distance %.40q is not known; use m, km, ft, mi, nmi or deg", unit)
	}
	d, err := strconv.ParseFloat(e.value(), 64)
	if err != nil || math.IsNaN(d) || math.IsInf(d, 0) || d < 0 {
		return 0, e.fail("the distance %.40q is not a number from 0", e.value())
	}
	return d * f, nil
}
