// Package wfs is the Web Feature Service: version 2.0 (OGC 09-025r2) in the classes Simple and Basic with result paging,
// read-only, by key-value pairs and by XML.
//
// A request is read from either binding into a version-neutral operation (one file each), which becomes one query over one
// layer; the answer streams. What differs between versions is a row of the table in version.go.
//
// Choices where the standard leaves one:
//   - A GetFeature without COUNT is answered whole, as GIS departments download layers. CountDefault is advertised as the page
//     size that clients are to use, as QGIS and GDAL do.
//   - BBOX without a CRS is in the layer's default CRS and its authority's axis order. BBOX, FILTER and CQL_FILTER may be given
//     together: a feature must meet all of them.
//   - Every CRS of the EPSG register that the source can compute is served, not only those advertised.
//   - One request asks for one feature type. Joins and several queries are refused.
package wfs
