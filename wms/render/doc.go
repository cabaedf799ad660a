// Package render draws features with styles into an image, and writes images as PNG and JPEG. WMS maps and raster
// tiles are made here, and legends.
//
// A map is made in one walk over each layer's features, in constant memory: shapes are moved to pixels, simplified to
// a part of a pixel and cut at the picture's edge before fogleman/gg sees them, since its rasteriser visits every row
// of its canvas for each path and its coordinates overflow beyond 33.5 million pixels and are truncated below zero. So gg is given a window of the
// canvas that is as large as the path, and a mark is drawn once for each of sixteen sub-pixel places and stamped from then on.
//
// The scale of a map is its denominator by the standardised rendering pixel of 0.28 mm (WMS 1.3.0, 7.2.4.6.9), or by
// the pixel of the DPI asked for; sizes of symbols grow with the DPI.
package render
