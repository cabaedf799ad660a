package wfs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// schemasMirror finds OGC's schemas beside the repository.
func schemasMirror(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	mirror, err := filepath.Abs(filepath.Join(dir, "../../shared/cite/schemas-mirror"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(mirror, "schemas.opengis.net/wfs/2.0/wfs.xsd")); err != nil {
		t.Skipf("OGC's schemas are not at %s", mirror)
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed (package libxml2-utils)")
	}
	return mirror
}

// documents is a set of answers that one schema covers, and the request for the application schema.
type documents struct {
	service  func(testing.TB) *service // testService when nil
	schema   string
	describe string
	// describeOther is that for the application schema in another namespace.
	describeOther string
	requests      []string
}

const xsdOpen, xsdClose = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">`, `<xsd:import namespace="http://haavi.example/layers" schemaLocation="app.xsd"/></xsd:schema>`

func documents20() documents {
	getFeature := v2 + "GetFeature&typenames="
	return documents{
		schema: xsdOpen + `<xsd:import namespace="http://www.opengis.net/wfs/2.0" schemaLocation="http://schemas.opengis.net/wfs/2.0/wfs.xsd"/>
<xsd:import namespace="http://www.opengis.net/gml/3.2" schemaLocation="http://schemas.opengis.net/gml/3.2.1/gml.xsd"/>
<xsd:import namespace="http://www.opengis.net/ows/1.1" schemaLocation="http://schemas.opengis.net/ows/1.1.0/owsAll.xsd"/>` + xsdClose,
		describe: v2 + "DescribeFeatureType",
		requests: []string{
			"service=WFS&request=GetCapabilities",
			"service=WFS&request=GetCapabilities&acceptversions=2.0.2&sections=Filter_Capabilities",
			getFeature + "observation", getFeature + "area", getFeature + "thing", getFeature + "note",
			getFeature + "observation&count=2&startindex=1", getFeature + "observation&resulttype=hits&count=1",
			getFeature + "observation&propertyname=name", getFeature + "thing&srsname=EPSG:4326", getFeature + "area&cql_filter=title='none'",
			v2 + "GetFeature&storedquery_id=" + byIDURN + "&id=thing.1_x002C_7",
			getFeature + "(observation)(thing)(note)(area)&startindex=1", getFeature + "(thing)(area)(thing)", getFeature + "(area)(note)&resulttype=hits",
			v2 + "GetFeature&storedquery_id=named&most=3", v2 + "GetFeature&storedquery_id=around&place=POINT(1+2)&km=1e9&since=2000-01-01&before=2030-01-01T00:00:00Z&sure=true",
			v2 + "GetPropertyValue&typenames=(thing)(thing)&valuereference=geom",
			v2 + "ListStoredQueries", v2 + "DescribeStoredQueries",
			v2 + "GetPropertyValue&typenames=thing&valuereference=geom", v2 + "GetPropertyValue&typenames=thing&valuereference=kind",
			v2 + "GetPropertyValue&typenames=thing&valuereference=@gml:id",
			"service=WFS", v2 + "GetFeature&typenames=" + strings.Repeat("%22%3C%26", 20),
		},
	}
}

func documents11() documents {
	getFeature := v11 + "GetFeature&typename="
	return documents{
		schema: xsdOpen + // in this order, because libxml2 takes one file for each namespace and follows circles of inclusion twice
			`<xsd:import namespace="http://www.opengis.net/gml" schemaLocation="http://schemas.opengis.net/gml/3.1.1/base/gml.xsd"/>
<xsd:import namespace="http://www.opengis.net/ogc" schemaLocation="http://schemas.opengis.net/filter/1.1.0/filterAll.xsd"/>
<xsd:import namespace="http://www.opengis.net/wfs" schemaLocation="http://schemas.opengis.net/wfs/1.1.0/wfs.xsd"/>` + xsdClose,
		describe: v11 + "DescribeFeatureType",
		requests: []string{
			v11 + "GetCapabilities", v11 + "GetCapabilities&updatesequence=1767323045",
			getFeature + "observation", getFeature + "area", getFeature + "thing", getFeature + "note",
			getFeature + "observation&resulttype=hits", getFeature + "observation&propertyname=name",
			getFeature + "observation,thing,note,area", getFeature + "thing,area,thing",
			v2 + "GetFeature&typenames=thing&outputformat=gml31",
			v11 + "GetFeature", getFeature + "nothing", v11 + "GetPropertyValue",
		},
	}
}

func documents10() documents {
	getFeature := v10 + "GetFeature&typename="
	return documents{
		schema: xsdOpen + `<xsd:import namespace="http://www.opengis.net/gml" schemaLocation="http://schemas.opengis.net/gml/2.1.2/gml.xsd"/>
<xsd:import namespace="http://www.opengis.net/wfs" schemaLocation="http://schemas.opengis.net/wfs/1.0.0/wfs.xsd"/>` + xsdClose,
		describe: v10 + "DescribeFeatureType",
		requests: []string{
			getFeature + "observation", getFeature + "area", getFeature + "thing", getFeature + "note", getFeature + "observation&maxfeatures=1",
			getFeature + "observation,thing,note,area", getFeature + "thing,area,thing",
			v2 + "GetFeature&typenames=thing&outputformat=gml2",
		},
	}
}

// namespaced are documents of a service with two namespaces, nulls, and GML's own properties.
func namespaced(of documents, version, typeName string) documents {
	of.service, of.describe, of.describeOther = namespacesService, version+"DescribeFeatureType&typename=observation", version+"DescribeFeatureType&typename=stop"
	of.schema = strings.Replace(of.schema, "</xsd:schema>", `<xsd:import namespace="http://haavi.example/traffic" schemaLocation="other.xsd"/></xsd:schema>`, 1)
	getFeature := version + "GetFeature&" + typeName + "="
	of.requests = []string{getFeature + "observation", getFeature + "stop", getFeature + "stop&propertyname=code,name", getFeature + "(observation)(stop)"}
	if version == v2 {
		of.requests = append(of.requests, version+"GetCapabilities", version+"ListStoredQueries", version+"DescribeStoredQueries", version+"GetPropertyValue&typenames=stop&valuereference=shelter")
	}
	return of
}

// Every document is valid against OGC's schemas and the application schema that the service describes itself.
func TestDocumentsAreValid(t *testing.T) {
	single := func(schema string, requests ...string) documents {
		return documents{schema: "http://schemas.opengis.net/" + schema, requests: requests}
	}
	for name, docs := range map[string]documents{
		"2.0": documents20(), "1.1": documents11(), "1.0": documents10(),
		"2.0 namespaces": namespaced(documents20(), v2, "typenames"), "1.1 namespaces": namespaced(documents11(), v11, "typename"),
		"1.0 namespaces":   namespaced(documents10(), v10, "typename"),
		"1.0 capabilities": single("wfs/1.0.0/WFS-capabilities.xsd", v10+"GetCapabilities"),
		"1.0 exceptions":   single("wfs/1.0.0/OGC-exception.xsd", v10+"GetFeature", v10+"GetFeature&typename=nothing"),
	} {
		t.Run(name, func(t *testing.T) { validate(t, docs) })
	}
}

func validate(t *testing.T, docs documents) {
	mirror, dir := schemasMirror(t), t.TempDir()
	if docs.service == nil {
		docs.service = testService
	}
	s := docs.service(t)
	rewrite := func(host string) string {
		return fmt.Sprintf(`<rewriteSystem systemIdStartString="http://%[1]s/" rewritePrefix="file://%[2]s/%[1]s/"/><rewriteURI uriStartString="http://%[1]s/" rewritePrefix="file://%[2]s/%[1]s/"/>`, host, mirror)
	}
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	catalog := write("catalog.xml", `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">`+rewrite("schemas.opengis.net")+rewrite("www.w3.org")+`</catalog>`)
	schema := docs.schema
	if docs.describe != "" {
		write("app.xsd", do(s, docs.describe).Body.String())
		if docs.describeOther != "" {
			write("other.xsd", do(s, docs.describeOther).Body.String())
		}
		schema = write("all.xsd", docs.schema)
	}
	args := []string{"--nonet", "--noout", "--schema", schema}
	for i, request := range docs.requests {
		args = append(args, write(fmt.Sprintf("answer%02d.xml", i), do(s, request).Body.String()))
	}
	cmd := exec.Command("xmllint", args...)
	cmd.Env = append(os.Environ(), "XML_CATALOG_FILES="+catalog)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
