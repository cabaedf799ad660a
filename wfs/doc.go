// Package wfs is the Web Feature Service: versions 2.0 (OGC 09-025r2) in the classes Simple and Basic with result paging, 1.1.0
// (OGC 04-094) in the class Basic, and 1.0.0 (OGC 02-058) in the class Basic; read-only, by key-value pairs and by XML.
//
// A request is read from either binding into a version-neutral operation (one file each), which becomes one query over one
// layer; the answer streams. What differs between versions is a row of the table in version.go.
//
// Choices where the standard leaves one:
//   - A GetFeature without COUNT is answered whole, as GIS departments download layers. CountDefault is advertised as the page
//     size that clients are to use, as QGIS and GDAL do.
//   - A capabilities request with a VERSION that is not spoken is answered with the next lower one, as WFS 1.0.0 has it; with
//     ACCEPTVERSIONS of which none is, refused. One that names no version gets 2.0.0, or 1.1.0 when it is XML in the namespace of WFS 1.
//   - Coordinates are in the axis order that the spelling of their CRS stands for: the authority's for URNs, x, y for "EPSG:4326". In
//     1.0.0 they are x, y always, and answers spell every CRS "EPSG:n". GML 2 has no place for a number: hits are refused in it.
//   - Every version takes parameters of the others where they do not contradict it: STARTINDEX, CQL_FILTER and RESOURCEID in 1.x, filters
//     of any version in each.
//   - BBOX without a CRS is in the layer's default CRS and its authority's axis order; in 1.0.0 in that of the answer. BBOX, FILTER and CQL_FILTER may be given
//     together: a feature must meet all of them.
//   - Every CRS of the EPSG register that the source can compute is served, not only those advertised.
//   - One request asks for one feature type. Joins and several queries are refused.
package wfs
