package conformance

// suite is one of OGC's test suites, and what it is told.
type suite struct {
	name string
	// repositories of OGC that it consists of; the first is its own.
	repositories []string
	// config is the service that it asks, a file in testdata without its ending.
	config string
	// capabilities is the request whose answer names what there is to test, and version that of the answer.
	capabilities, version string
	// controller is the class that runs a suite of TestNG.
	controller string
	// script and arguments are those of a suite in the engine's own language (CTL).
	script    string
	arguments []string
	// faults are tests that fail where the service follows the standard and the suite does not; docs/conformance.md tells why.
	faults []string
}

var suites = []suite{
	{name: "wfs20", repositories: []string{"ets-wfs20"}, config: "wfs", capabilities: "/wfs?service=WFS&request=GetCapabilities&version=2.0.0", version: "2.0.0",
		controller: "org.opengis.cite.iso19142.TestNGController"},
	{name: "wfs11", repositories: []string{"ets-wfs11"}, config: "wfs", capabilities: "/wfs?SERVICE=WFS&REQUEST=GetCapabilities&VERSION=1.1.0", version: "1.1.0",
		script: "main-auto.ctl", arguments: []string{"@profile=sf-0"}},
	{name: "wfs10", repositories: []string{"ets-wfs10", "cite1-utils"}, config: "wfs10", capabilities: "/wfs?SERVICE=WFS&REQUEST=GetCapabilities&VERSION=1.0.0", version: "1.0.0",
		script: "main-auto.xml", arguments: []string{"@multiplenamenspaces=true"}}, // the suite spells it so
	{name: "wms13", repositories: []string{"ets-wms13"}, config: "wms", capabilities: "/wms?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0", version: "1.3.0",
		script: "main-auto.xml", arguments: []string{"@updatesequence=auto", "@basic=basic", "@queryable=queryable", "@recommended=recommended",
			"@time=time", "@raster_elevation=raster_elevation", "@vector_elevation=vector_elevation"}},
	{name: "wms11", repositories: []string{"ets-wms11", "cite1-utils"}, config: "wms", capabilities: "/wms?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1", version: "1.1.1",
		script: "main-auto.xml", arguments: []string{"@updatesequence=auto", "@profile=queryable", "@recommended=true", "@getfeatureinfo=true", "@feesconstraints=true", "@bboxconstraints=EITHER"}},
	{name: "wmts10", repositories: []string{"ets-wmts10"}, config: "wms", capabilities: "/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0", version: "1.0.0",
		script: "wmts-auto.xml", arguments: []string{"-test=wmts:main", "@fail-early=off", "@include-CommonOperations-tests=on", "@include-GetCapabilities-tests=on",
			"@include-GetTile-tests=on", "@include-GetFeatureInfo-tests=on", "@include-kvp-get-encoding=on", "@include-restful-encoding=on"},
		faults: []string{"wmts:Server.KVP.GET.GetFeatureInfo.Invalid.Pixel.Col.I", "wmts:Server.KVP.GET.GetFeatureInfo.Invalid.Pixel.Row.J"}},
}
