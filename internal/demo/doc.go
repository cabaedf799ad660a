// Package demo makes up the data of "haavi demo": a GeoPackage with occurrences
// of real species, line transects and protected areas over Finland's land, that
// looks like what a publisher of occurrence data has — seasons, weekends, towns
// and bird towers, gridded old records, uncertainties, mixed licences, and
// sensitive species of which only a grid square is told — and is the same every time.
//
// Everything is in ETRS89 / TM35FIN (EPSG:3067). Field names are Darwin Core
// terms in snake case, as an import gives them.
package demo
