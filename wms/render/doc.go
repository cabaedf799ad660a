// Package render draws features with styles into images, and writes them as PNG, JPEG, WebP, GIF, SVG and PDF. WMS maps and raster
// tiles are made here, and legends.
//
// A map is made in one walk over each layer's features, in memory bounded by its pixels. The parameters of a style become symbols
// with numbers and colours (scope, compiled): one symbol where a style has constants only, else one for each set of values. The painter
// takes each feature's shape to pixels, simplified to a part of a pixel and cut at the picture's edge, and draws it with the symbols of the rules it
// meets onto a canvas: pixels (rasterCanvas), or vectors (svgCanvas, pdfCanvas). Labels wait until all layers are drawn (labeller); what
// features add up to is gathered by summaries (density, grid, cluster).
//
// On pixels fogleman/gg draws. Its rasteriser visits every row of its canvas for each path, and its coordinates overflow beyond 33.5 million
// pixels and are truncated below zero: so gg is given a window of the canvas that is as large as the path, and a symbol is drawn once for each of
// sixteen sub-pixel places and stamped from then on.
//
// The scale of a map is its denominator by the standardised rendering pixel of 0.28 mm (WMS 1.3.0, 7.2.4.6.9), or by
// the pixel of the DPI asked for; sizes of symbols grow with the DPI.
package render
