// Package ows holds what the OGC web services share (OWS Common 1.1.0, OGC
// 06-121r3, and the older forms that WMS and WFS 1.0 keep): key-value parameters,
// versions, times, exceptions, the public address of the service, bounded XML bodies.
package ows
