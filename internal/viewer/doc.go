// Package viewer is the page that people find at the address of the service: the layers with what is in them, the
// addresses to paste into QGIS, ArcGIS and web maps, and a small map of each layer.
//
// The page is whole without scripts, but for the maps, and asks nothing of other hosts. Its texts are in texts.go.
package viewer
