// Package gpkg writes GeoPackage 1.3 files (OGC 12-128r18) and encodes and
// decodes their geometry blobs: core tables, feature and attribute tables, the
// R-tree, schema and — for GDAL's feature counts — gpkg_ogr_contents tables.
//
// A file comes into being beside its place and is moved there by Close, so that
// readers see the old file or the new one. Coordinates are east, north whatever
// the CRS says, as 12-128r18 clause 2.1.3 (note on axis order) asks.
package gpkg
