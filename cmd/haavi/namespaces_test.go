package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the configuration says of XML reaches the documents of the WFS.
func TestServeNamespaces(t *testing.T) {
	dir := t.TempDir()
	importRecords(t, records, filepath.Join(dir, "records.gpkg"))
	config := filepath.Join(dir, "haavi.yaml")
	if err := os.WriteFile(config, []byte(`
wfs: {namespaces: {dwc: "http://rs.tdwg.org/dwc/terms/"}, nulls: nil, standard_properties: true}
sources: {records: {geopackage: records.gpkg}}
layers:
  record:
    table: occurrence
    namespace: dwc
    fields: {occurrence_id: , geom: {name: pointProperty}, vernacular_name: {name: name}, individual_count: }
    other_fields: hide
  other: {table: occurrence, namespace: haavi}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	base := startServer(t, "--config", config)
	for path, want := range map[string]string{
		"version=1.0.0&request=DescribeFeatureType": `<xsd:import namespace="http://rs.tdwg.org/dwc/terms/" schemaLocation="` + base +
			`/wfs?service=WFS&amp;version=1.0.0&amp;request=DescribeFeatureType&amp;typeName=dwc:record"/>`,
		"version=1.0.0&request=GetFeature&typename=dwc:record": `<gml:name>kultakuoriainen</gml:name><gml:boundedBy><gml:Box srsName="EPSG:4326"><gml:coordinates decimal="." cs="," ts=" ">` +
			`24.9002,60.2001 24.9002,60.2001</gml:coordinates></gml:Box></gml:boundedBy><dwc:occurrence_id>a:1</dwc:occurrence_id><gml:pointProperty><gml:Point srsName="EPSG:4326">`,
		"version=2.0.0&request=GetFeature&typenames=dwc:record": `<dwc:occurrence_id>a:4</dwc:occurrence_id><dwc:individual_count>1</dwc:individual_count>`,
		"version=1.1.0&request=GetFeature&typename=dwc:record":  `</gml:pointProperty><dwc:individual_count xsi:nil="true"/></dwc:record>`,
		"version=1.1.0&request=GetFeature&typename=haavi:other": `<haavi:occurrence_id>a:4</haavi:occurrence_id>`,
	} {
		if status, _, body := get(t, base+"/wfs?service=WFS&"+path); status != 200 || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d, without %s:\n%s", path, status, want, body)
		}
	}
}
