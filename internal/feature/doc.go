// Package feature holds the one data model that every source yields and every
// encoder, renderer and tile builder consumes: a feature with an identifier, a
// planar geometry and typed property values.
//
// The model follows the Simple Features profile (OGC 06-103r4): a feature has at
// most one geometry, which is two-dimensional; properties are scalars. Inside
// Haavi coordinates are always east, north (x, y), whatever the CRS says; only
// the protocol edges know authority axis order.
package feature
