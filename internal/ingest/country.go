package ingest

import "github.com/paulmach/orb"

// countryBounds are boxes in degrees around countries, generous by half a degree
// or more so that coastal waters are inside. Only compact countries are here: a box says
// nothing of countries with far territories. They serve to notice coordinates
// that were swapped or lost a sign.
var countryBounds = map[string]orb.Bound{
	"AT": box(9, 46, 17.7, 49.5), "BE": box(2, 49, 7, 52), "BG": box(22, 41, 29.5, 44.7), "BY": box(22.7, 50.8, 33.3, 56.6),
	"CH": box(5.5, 45.4, 11, 48.2), "CZ": box(11.6, 48.1, 19.3, 51.5), "DE": box(5, 46.8, 15.6, 56), "DK": box(6, 54, 16, 58.5),
	"EE": box(20.5, 57, 28.7, 60.3), "FI": box(18, 58.5, 32.2, 70.6), "GB": box(-14.5, 49, 4, 62), "HU": box(15.6, 45.3, 23.4, 49),
	"IE": box(-15, 50.5, -5, 56.5), "IS": box(-28, 62, -11, 68), "IT": box(5.5, 35, 19.5, 47.6), "LT": box(19, 53.4, 27.3, 56.9),
	"LU": box(5.3, 49, 7, 50.6), "LV": box(19, 55.2, 28.7, 59), "NO": box(-2, 56.5, 35, 74), "PL": box(13.6, 48.5, 24.6, 56),
	"RO": box(19.8, 43.1, 31.5, 48.7), "SE": box(9.5, 54.3, 26, 69.6), "SK": box(16.3, 47.3, 23, 50.1), "UA": box(21.6, 43.5, 40.7, 52.9),
}

func box(west, south, east, north float64) orb.Bound {
	return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}
}

// checkCountry compares a point with the box of its country. When it lies
// outside and swapping or negating its numbers brings it inside, the corrected point is returned.
func checkCountry(p orb.Point, code string, found *issues) orb.Point {
	b, ok := countryBounds[code]
	if !ok || b.Contains(p) {
		return p
	}
	for _, try := range []struct {
		p      orb.Point
		issues []issue
	}{
		{orb.Point{p[1], p[0]}, []issue{swappedCoordinate}},
		{orb.Point{-p[0], p[1]}, []issue{negatedLongitude}},
		{orb.Point{p[0], -p[1]}, []issue{negatedLatitude}},
		{orb.Point{-p[0], -p[1]}, []issue{negatedLatitude, negatedLongitude}},
	} {
		if b.Contains(try.p) {
			for _, i := range try.issues {
				found.add(i)
			}
			return try.p
		}
	}
	found.add(countryMismatch)
	return p
}
