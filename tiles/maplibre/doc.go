// Package maplibre writes the styles of layers as MapLibre style documents (style specification, version 8) for their vector tiles, with the
// sprites and glyphs that these need, and serves them beside the documents by which ArcGIS and QGIS load vector tiles of any grid (VectorTileServer).
//
// The document is made of the same styles.Style as maps are. What it cannot carry is told in its metadata, under "haavi:not_carried". Choices:
//
//   - A rule's scales become zooms in tiles of 512 pixels, MapLibre's measure: level 0 of the grid fills one.
//   - Marks that are circles are circle layers, whose stroke lies half inside; other symbols are pictures of the sprite, as maps draw them.
//   - Summaries are not carried, but density is a heatmap.
package maplibre
