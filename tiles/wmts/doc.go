// Package wmts serves raster tiles as a Web Map Tile Service 1.0.0 (OGC 07-057r7): GetCapabilities, GetTile and GetFeatureInfo, by key-value pairs and
// by addresses (RESTful).
//
// Where the standard leaves the choice, or clients do:
//
//   - An empty STYLE is the layer's own, for OpenLayers sends that; a missing one is an error (07-057r7, table 29).
//   - Limits are those of the layer's extent and 32 pixels around it, so that symbols at its edge are whole. A tile outside of them is TileOutOfRange.
//     Limits that end with the tile 0 are written as that (table 12), although the schema asks for a number above 0.
//   - A layer with times has the dimension time, whose default, "all", is no choice; values are those of WMS.
//   - Formats are PNG and JPEG, which every client of WMTS reads; /tiles has WebP too.
//   - GetFeatureInfo is the WMS's for the tile as a map: the same features in the same words. A pixel outside of the tile is PointIJOutOfRange (7.3.3, table 34), although OGC's suite
//     looks for TileOutOfRange.
//   - At addresses everything wrong with the address is 404 (10.2.3), with the same exception report as a body.
//   - The vendor parameters filter and cql_filter select features, as they do for all tiles.
package wmts
