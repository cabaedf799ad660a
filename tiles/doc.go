// Package tiles serves layers as tiles: vector tiles in the Mapbox Vector Tile format (MVT 2.1), raster tiles as PNG,
// and a TileJSON 3.0 document for each layer.
//
// Vector tiles go through tegola's contracts: a request's tiler is a tegola provider.MVTTiler over the layers that its
// caller may see, and a tile of any Grid is a provider.Tile. Only tegola's provider package is used. Its standard path, in
// which tegola cuts and cleans geometries, has drawn polygons wrongly since v0.20 and serves a tile without the layer that
// failed; and its atlas adds gzip at the price of several cloud SDKs.
//
// How a layer becomes a tile, where MVT 2.1 leaves the choice:
//
//   - Vertices are snapped to one integer grid that all tiles of a zoom share, so that what touches still touches across
//     the edge of a tile, and a point on an edge belongs to the tile on its right and below.
//   - Geometries are cut at the buffer. Polygons that snapping made invalid are made valid again, within a unit of where they were; a polygon
//     that would vanish is kept with a width of one unit, and so is a line. Of a collection, each dimension becomes a feature
//     with the same id.
//   - A key of one integer column is the feature's id. Any other key travels as the property "id" (or "feature_id" where the layer
//     has a property of that name), unless the key is itself a published property; such features have no id.
//   - Nulls, and numbers that are not finite, are left out; dates and times are strings in the form of ISO 8601.
//   - The order of features is that of their keys, so that equal data gives equal bytes from any source, unless points are sampled.
//   - A tile of more than MaxFeatures, or of more than can fit into MaxBytes, keeps one feature in each cell of a grid that is as fine as the budget
//     allows: always the same ones, chosen by a hash of the key, whatever the order of rows. Features larger than a cell are kept. The
//     answer then has a Warning header, and TileJSON tells the budget.
//   - Of more than MaxFeatures points only ThinnedFeatures at most are read, by layer.Layer.Sample. Which of them is the source's choice.
//   - A tile without features is 200 with a layer that is empty: OGC's tests want 200, and old clients want a body.
//   - A layer that fails is an error, never an empty tile.
package tiles
