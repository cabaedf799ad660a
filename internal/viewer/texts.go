package viewer

// texts are the words of the page in one language.
type texts struct {
	Lang                                                    string // RFC 5646
	SkipToLayers, Layers, FilterLayers, NoLayers            string
	Connect, ConnectIntro                                   string
	WFS, WFSText, WMS, WMSText, WMTS, WMTSText              string
	Contact, Licence, Fees                                  string
	Name, Geometry, NoGeometry, System, Extent, Time        string
	Fields, Field, FieldType, FieldMeaning                  string
	Addresses, VectorTiles, RasterTiles, TileJSON, Download string
	VectorTilesText, RasterTilesText, TileJSONText          string
	StyleDocument, StyleDocumentText                        string
	VectorTileServer, VectorTileServerText                  string
	OtherGrids, OtherGridsText, MatrixSets, MatrixSetsText  string
	Copy, Copied, CopyFailed                                string
	MapOf, MapKeys, MapFailed, ZoomIn, ZoomOut, WholeLayer  string
	WheelHint, NeedsScript                                  string
	Boolean, Integer, Number, Text, Date, DateTime          string
	AnyGeometry                                             string
}

var english = texts{
	Lang:         "en",
	SkipToLayers: "Skip to the layers",
	Layers:       "Layers",
	FilterLayers: "Find a layer",
	NoLayers:     "No layers are published.",

	Connect:      "Connect",
	ConnectIntro: "These addresses hold all layers. Addresses of tiles are at each layer.",
	WFS:          "WFS: features with their properties",
	WFSText: "QGIS: Layer › Add Layer › Add WFS / OGC API Features Layer › New, and paste the address. " +
		"ArcGIS Pro: Insert › Connections › Server › New WFS Server.",
	WMS: "WMS: maps as pictures",
	WMSText: "QGIS: Layer › Add Layer › Add WMS/WMTS Layer › New, and paste the address. " +
		"ArcGIS Pro: Insert › Connections › Server › New WMS Server. ArcGIS Online: Add layer › Add layer from URL.",

	WMTS: "WMTS: maps as tiles, in web mercator and in national grids",
	WMTSText: "QGIS: Layer › Add Layer › Add WMS/WMTS Layer › New, and paste the address. " +
		"ArcGIS Pro: Insert › Connections › Server › New WMTS Server. ArcGIS Online: Add layer › Add layer from URL, as a WMTS layer.",

	Contact: "Contact",
	Licence: "Conditions of use",
	Fees:    "Fees",

	Name:       "Name",
	Geometry:   "Geometry",
	NoGeometry: "none, a table only",
	System:     "Coordinate system",
	Extent:     "Extent",
	Time:       "Time",

	Fields:       "Fields",
	Field:        "Field",
	FieldType:    "Type",
	FieldMeaning: "Meaning",

	Addresses:   "Addresses",
	VectorTiles: "Vector tiles",
	VectorTilesText: "QGIS: Layer › Add Layer › Add Vector Tile Layer › New Generic Connection. " +
		"MapLibre and OpenLayers take it as it is.",
	RasterTiles:       "Raster tiles",
	RasterTilesText:   "QGIS: Layer › Add Layer › Add XYZ Layer. ArcGIS Online: Add layer from URL, as a tile layer. Leaflet: L.tileLayer.",
	TileJSON:          "TileJSON",
	TileJSONText:      "The description of the vector tiles, for MapLibre: a source of type vector with this url.",
	StyleDocument:     "Vector tiles with their style",
	StyleDocumentText: "A MapLibre style document: what maps show, as vector tiles. QGIS takes it as the style URL of a vector tile connection.",
	VectorTileServer:  "Vector tiles for ArcGIS",
	VectorTileServerText: "ArcGIS: Add layer from URL. QGIS: Layer › Add Layer › Add Vector Tile Layer › New ArcGIS Vector Tile Service Connection. " +
		"With ETRS-TM35FIN in place of WebMercatorQuad the tiles are in EPSG:3067.",
	OtherGrids:     "Tiles of a national or other grid",
	OtherGridsText: "{set} is a tile matrix set, such as ETRS-TM35FIN (EPSG:3067), EuropeanETRS89_LAEAQuad or WorldCRS84Quad.",
	MatrixSets:     "Tile matrix sets",
	MatrixSetsText: "The grids that tiles are offered in, each with a document (OGC 17-083r4) that OpenLayers can make a tile grid of.",
	Download:       "Download",

	Copy:       "Copy",
	Copied:     "Copied",
	CopyFailed: "Not copied",

	MapOf:       "Map of",
	MapKeys:     "Drag or use the arrow keys to move, + and − to zoom, 0 for the whole layer.",
	MapFailed:   "The map could not be loaded.",
	ZoomIn:      "Zoom in",
	ZoomOut:     "Zoom out",
	WholeLayer:  "Show the whole layer",
	WheelHint:   "Click the map to zoom with the wheel",
	NeedsScript: "The map needs JavaScript.",

	Boolean:     "true or false",
	Integer:     "whole number",
	Number:      "number",
	Text:        "text",
	Date:        "date",
	DateTime:    "date and time",
	AnyGeometry: "mixed",
}
