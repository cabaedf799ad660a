// Package wms is the Web Map Service: versions 1.3.0 (OGC 06-042) and 1.1.1 (OGC 01-068r3), whose answers also serve
// requests of 1.1.0 and 1.0.0, over GET and form POST.
//
// What the standards leave open is decided so: parameter names nobody knows are ignored; of a pair of versions the
// higher is preferred; an exception comes with the HTTP status of its kind (400 for a wrong request), since all clients read
// its body; SERVICE may be left out where the standard does not ask for it. Every layer is opaque="0" and queryable, and has the
// styles of its configuration, or the built-in one. TIME selects what overlaps the instants or periods asked for, and so do other
// dimensions; a value beyond what was measured of the data is answered with an empty map, one beyond what was declared with an exception.
// Maps go on beyond the antimeridian. GetCapabilities has no XML form, in the standard neither.
// Vendor parameters: CQL_FILTER, FILTER and FEATUREID, as GeoServer has them; ANGLE; DPI, MAP_RESOLUTION and FORMAT_OPTIONS=dpi:n;
// BUFFER, RADIUS and FI_POINT_TOLERANCE in GetFeatureInfo; BBOX in GetLegendGraphic, as QGIS Server has it.
package wms
