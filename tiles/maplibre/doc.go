// Package maplibre writes the styles of layers as MapLibre style documents (style specification, version 8) for their vector tiles, with the
// sprites and glyphs that these need, and serves them beside the documents by which ArcGIS and QGIS load vector tiles of any grid (VectorTileServer).
//
// The document is made of the same styles.Style as maps are. What it cannot carry is told in its metadata, under "haavi:not_carried". Choices:
//
//   - A rule's scales become zooms in tiles of 512 pixels, MapLibre's measure: level 0 of the grid fills one.
//   - A rule whose filter depends on the rules around it (ElseFilter, the first rule only) becomes a layer for each range of scales where these are the same.
//   - Marks that are circles are circle layers, whose stroke lies half inside; other symbols are pictures of the sprite, as maps draw them.
//   - Symbols lie on one another in the order of the tiles, which is that of maps, or of the number that a style sorts by; but the specification
//     paints layer by layer, so that of several rules the later ones lie above.
//   - A table looks up properties in the type that the tiles have. Where it has no value, and no fallback, a filter leaves the feature out.
//   - Patterns repeat in whole pixels; turned ones after as many cells as that needs.
//   - Summaries are not carried, but density is a heatmap.
//   - Addresses are whole: QGIS takes relative ones for what lies below the document's own.
package maplibre
