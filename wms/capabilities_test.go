package wms

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const mirror = "../../shared/cite/schemas-mirror/schemas.opengis.net"

// xmllint checks a document, with arguments that name the schema; URLs of OGC's are taken from the mirror by a catalogue.
func xmllint(t *testing.T, document string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed")
	}
	root, err := filepath.Abs(mirror)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("OGC's schemas are not beside the project")
	}
	dir := t.TempDir()
	catalog := filepath.Join(dir, "catalog.xml")
	w3 := filepath.Join(filepath.Dir(root), "www.w3.org")
	text := `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<rewriteSystem systemIdStartString="http://schemas.opengis.net/" rewritePrefix="file://` + root + `/"/>
<rewriteURI uriStartString="http://schemas.opengis.net/" rewritePrefix="file://` + root + `/"/>
<rewriteSystem systemIdStartString="http://www.w3.org/" rewritePrefix="file://` + w3 + `/"/>
<rewriteURI uriStartString="http://www.w3.org/" rewritePrefix="file://` + w3 + `/"/>
</catalog>`
	file := filepath.Join(dir, "document.xml")
	for name, content := range map[string]string{catalog: text, file: document} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("xmllint", append(args, "--nonet", "--noout", file)...)
	cmd.Env = append(os.Environ(), "XML_CATALOG_FILES="+catalog)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("not valid: %v\n%s\n%s", err, out, document)
	}
}

func TestCapabilitiesAreValid(t *testing.T) {
	s := newService(t)
	schema := "http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd"
	a := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0")
	if a.status != 200 || a.header.Get("Content-Type") != "text/xml" {
		t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
	}
	xmllint(t, a.body, "--schema", schema)
	a = get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1")
	if a.status != 200 || a.header.Get("Content-Type") != "application/vnd.ogc.wms_xml" {
		t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
	}
	xmllint(t, a.body, "--valid")
}

func TestCapabilitiesSay(t *testing.T) {
	s := newService(t)
	for query, wanted := range map[string][]string{
		"SERVICE=WMS&REQUEST=GetCapabilities": {
			`<WMS_Capabilities version="1.3.0"`, `xlink:href="https://maps.example.org/haavi/wms?"`, `<Title>Test &amp; trial</Title>`,
			`<CRS>CRS:84</CRS>`, `<Layer queryable="1" opaque="0">
        <Name>sightings</Name>
        <Title>sightings</Title>
        <Abstract>Birds &lt;seen&gt;</Abstract>
        <EX_GeographicBoundingBox>`, `<CRS>EPSG:3857</CRS>
      <CRS>EPSG:3067</CRS>
      <CRS>EPSG:3879</CRS>
      <EX_GeographicBoundingBox>`,
			`<westBoundLongitude>-2</westBoundLongitude>`, `<BoundingBox CRS="CRS:84" minx="-2" miny="-1" maxx="2" maxy="6"/>`,
			`<BoundingBox CRS="EPSG:4326" minx="-1" miny="-2" maxx="6" maxy="2"/>`,
			`<BoundingBox CRS="EPSG:3067" minx="385000" miny="6675000" maxx="387000" maxy="6677000"/>`,
			`<Dimension name="time" units="ISO8601" default="2019-05-01/2022-12-31" multipleValues="1" nearestValue="0" current="1">2019-05-01/2022-12-31/P1D</Dimension>`,
			`<MaxScaleDenominator>10000000</MaxScaleDenominator>`, `<LegendURL width="20" height="20">`, `REQUEST=GetLegendGraphic&amp;`,
			`<sld:GetLegendGraphic>`, `<LayerLimit>50</LayerLimit>`,
			`<MetadataURL type="ISO19115:2003">
          <Format>text/xml</Format>
          <OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="https://catalogue.example.org/1?a=b&amp;c=d"/>`,
		},
		"SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1": {
			`<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd">`, `<Name>OGC:WMS</Name>`,
			`<SRS>EPSG:4326</SRS>`, `<LatLonBoundingBox minx="-2" miny="-1" maxx="2" maxy="6"/>`,
			`<BoundingBox SRS="EPSG:4326" minx="-2" miny="-1" maxx="2" maxy="6"/>`, `<ScaleHint min="0" max="`,
			`<Extent name="time" default="2019-05-01/2022-12-31"`,
			`<MetadataURL type="TC211">`,
		},
	} {
		body := get(t, s, query).body
		for _, w := range wanted {
			if !strings.Contains(body, w) {
				t.Errorf("%s: %s is missing in\n%s", query, w, body)
			}
		}
	}
	body := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1").body
	if strings.Contains(body, "CRS:84") || strings.Contains(body, "<Name>table</Name>") {
		t.Errorf("CRS:84 in 1.1.1, or a layer without a place:\n%s", body)
	}
}
