package main

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"haavi/internal/testdb"
)

// hostile is a request that means harm. It is refused by a code and a locator, or, where nothing is wrong with its form, answered with
// so many features.
type hostile struct {
	name string
	// kvp is a query string; form and body are posted.
	kvp, form string
	body      func() io.Reader
	header    http.Header
	status    int
	// want is "code locator" of the refusal, or the number of features that match.
	want string
}

const (
	hostileKVP  = "service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:occurrence&resulttype=hits&"
	hostileOpen = `<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" service="WFS" version="2.0.0" resultType="hits">` +
		`<wfs:Query typeNames="occurrence"><fes:Filter>`
	hostileClose = `</fes:Filter></wfs:Query></wfs:GetFeature>`
)

// fes is a GetFeature with a filter.
func fes(filter string) func() io.Reader {
	return func() io.Reader { return strings.NewReader(hostileOpen + filter + hostileClose) }
}

func document(s string) func() io.Reader { return func() io.Reader { return strings.NewReader(s) } }

func equals(name, value string) string {
	return `<fes:PropertyIsEqualTo><fes:ValueReference>` + name + `</fes:ValueReference><fes:Literal>` + value + `</fes:Literal></fes:PropertyIsEqualTo>`
}

func like(pattern string) string {
	return `<fes:PropertyIsLike wildCard="*" singleChar="." escapeChar="\"><fes:ValueReference>occurrence_remarks</fes:ValueReference><fes:Literal>` + pattern + `</fes:Literal></fes:PropertyIsLike>`
}

func cql(filter string) string { return "cql_filter=" + url.QueryEscape(filter) }

// ring has so many vertices around a place.
func ring(n int, between, after string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d%s%d%s", 20+i%3, between, 60+i%2, after)
	}
	return b.String() + "20" + between + "60"
}

// scribble is a polygon that crosses itself many thousand times.
func scribble() string {
	var b strings.Builder
	for i := range 600 {
		fmt.Fprintf(&b, "%d %d,", i*i*7919%360-180, i*i*i*31%180-90)
	}
	return "S_INTERSECTS(geom, POLYGON((" + b.String() + "-180 -90)))"
}

// endless repeats a text for ever, after another.
type endless struct {
	first, again string
	rest         string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		e.rest, e.first = e.first+strings.Repeat(e.again, 1+4096/len(e.again)), ""
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func forever(first, again string) func() io.Reader {
	return func() io.Reader { return &endless{first: first, again: again} }
}

func bomb() io.Reader {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	zeros := bytes.Repeat([]byte(" "), 1<<20)
	for range 200 {
		_, _ = z.Write(zeros) // a buffer takes everything
	}
	_ = z.Close()
	return &b
}

// hostileSQL tries to have its own SQL run.
func hostileSQL() []hostile {
	return []hostile{
		{name: "SQL as a type", kvp: "service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:occurrence%3Bdrop+table+occurrence--", status: 400, want: "InvalidParameterValue typenames"},
		{name: "SQL as a property to show", kvp: hostileKVP + "propertyname=" + url.QueryEscape(`scientific_name" FROM x;--`), status: 400, want: "InvalidParameterValue propertyname"},
		{name: "SQL as a sort key", kvp: hostileKVP + "sortby=" + url.QueryEscape(`scientific_name;select pg_sleep(9)`), status: 400, want: "InvalidParameterValue sortby"},
		{name: "SQL as a sort order", kvp: hostileKVP + "sortby=" + url.QueryEscape(`scientific_name DESC,(select 1)`), status: 400, want: "InvalidParameterValue sortby"},
		{name: "SQL as a system", kvp: hostileKVP + "srsname=" + url.QueryEscape(`EPSG:3067);select 1--`), status: 400, want: "InvalidParameterValue srsname"},
		{name: "SQL as the system of a box", kvp: hostileKVP + "bbox=" + url.QueryEscape(`1,2,3,4,EPSG:3067')--`), status: 400, want: "InvalidParameterValue bbox"},
		{name: "SQL as a count", kvp: hostileKVP + "count=1;drop+table+x", status: 400, want: "InvalidParameterValue count"},
		{name: "SQL as a format", kvp: hostileKVP + "outputformat=csv';--", status: 400, want: "InvalidParameterValue outputformat"},
		{name: "SQL as an identifier", kvp: hostileKVP + "resourceid=" + url.QueryEscape(`occurrence.1' OR '1'='1`), status: 200, want: "0"},
		{name: "SQL as a value in CQL", kvp: hostileKVP + cql(`scientific_name='x'' OR 1=1--'`), status: 200, want: "0"},
		{name: "SQL after a value in CQL", kvp: hostileKVP + cql(`scientific_name='x' OR 1=1--`), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "SQL as a name in CQL", kvp: hostileKVP + cql(`"scientific_name"" IS NULL OR 1=1--"='a'`), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a function of the database in CQL", kvp: hostileKVP + cql(`pg_sleep(9)=1`), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a function of the database in CQL2 JSON", kvp: hostileKVP + cql(`{"op":"=","args":[{"op":"pg_read_file","args":["/etc/passwd"]},"x"]}`), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a column of the database", kvp: hostileKVP + cql(`ctid='(0,1)'`), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "SQL as a value in FES", body: fes(equals("scientific_name", "x' OR 1=1--")), status: 200, want: "0"},
		{name: "SQL as a name in FES", body: fes(equals(`scientific_name" IS NULL OR "1`, "1")), status: 400, want: "InvalidParameterValue filter"},
		{name: "a function of the database in FES", body: fes(`<fes:PropertyIsEqualTo><fes:Function name="pg_sleep"><fes:Literal>9</fes:Literal></fes:Function><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>`), status: 400, want: "InvalidParameterValue filter"},
		{name: "SQL in a wildcard", body: fes(like("*' OR '1'='1")), status: 200, want: "0"},
	}
}

// hostileXPath has paths where names of properties are wanted.
func hostileXPath() (all []hostile) {
	for _, path := range []string{"//*", "/", "doc('file:///etc/passwd')", "document('http://169.254.169.254/')", "scientific_name[2]", "ancestor::*", "../../*", "@*", "count(//*)",
		"occurrence/*", "scientific_name | occurrence_id", "id('x')", "*", ".", "scientific_name/text()", "processing-instruction()"} {
		all = append(all,
			hostile{name: "GetPropertyValue of " + path, kvp: "service=WFS&version=2.0.0&request=GetPropertyValue&typenames=haavi:occurrence&valuereference=" + url.QueryEscape(path), status: 400, want: "InvalidParameterValue valuereference"},
			hostile{name: "a filter on " + path, body: fes(equals(path, "x")), status: 400, want: "InvalidParameterValue filter"})
	}
	return all
}

// hostileXML are bodies that would cost a careless parser its memory or its secrets.
func hostileXML() []hostile {
	const head = `<?xml version="1.0"?><!DOCTYPE wfs:GetFeature [`
	laughs := head + `<!ENTITY a "ha">`
	for c := 'b'; c < 'k'; c++ {
		laughs += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	var declared strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&declared, ` xmlns:n%d="u%d"`, i, i)
	}
	attributes := strings.ReplaceAll(declared.String(), "xmlns:", "")
	return []hostile{
		{name: "a billion laughs", body: document(laughs + `]>` + strings.Replace(hostileOpen, "<fes:Filter>", "", 1) + "&j;"), status: 400, want: "OperationParsingFailed request"},
		{name: "an external entity", body: document(head + `<!ENTITY x SYSTEM "file:///etc/passwd">]>` + hostileOpen + equals("scientific_name", "&x;") + hostileClose), status: 400, want: "OperationParsingFailed request"},
		{name: "an external DTD", body: document(`<!DOCTYPE a SYSTEM "http://169.254.169.254/x.dtd">` + hostileOpen + hostileClose), status: 400, want: "OperationParsingFailed request"},
		{name: "an entity in a parameter", kvp: hostileKVP + "filter=" + url.QueryEscape(head+`<!ENTITY x SYSTEM "file:///etc/passwd">]><Filter>`+`&x;</Filter>`), status: 400, want: "InvalidParameterValue filter"},
		{name: "an entity that is not declared", body: fes(equals("scientific_name", "&x;")), status: 400, want: "InvalidParameterValue filter"},
		{name: "inclusion", body: fes(`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>`), status: 400, want: "InvalidParameterValue filter"},
		{name: "10 MB of And in And", body: fes(strings.Repeat("<fes:And>", 550_000) + strings.Repeat("</fes:And>", 550_000)), status: 400, want: "InvalidParameterValue filter"},
		{name: "10 MB in one parameter", form: hostileKVP + "filter=" + strings.Repeat("%3CAnd%3E", 1_200_000), status: 413, want: "OperationParsingFailed request"},
		{name: "100,000 terms", body: fes("<fes:Or>" + strings.Repeat(`<fes:PropertyIsNull><fes:ValueReference>a</fes:ValueReference></fes:PropertyIsNull>`, 100_000) + "</fes:Or>"), status: 400, want: "InvalidParameterValue filter"},
		{name: "100,000 queries", body: document(strings.TrimSuffix(hostileOpen, `<wfs:Query typeNames="occurrence"><fes:Filter>`) + strings.Repeat(`<wfs:Query typeNames="occurrence"/>`, 100_000) + `</wfs:GetFeature>`), status: 400, want: " "},
		{name: "20,000 attributes", body: document(strings.Replace(hostileOpen, " service=", attributes+" service=", 1) + equals("scientific_name", "x") + hostileClose), status: 200, want: "0"},
		{name: "20,000 prefixes, declared again", body: document(strings.Replace(hostileOpen, " service=", declared.String()+" service=", 1) + "<fes:Or>" +
			strings.Repeat(`<fes:PropertyIsNull xmlns:x="u"><fes:ValueReference xmlns:y="v">scientific_name</fes:ValueReference></fes:PropertyIsNull>`, 4000) + "</fes:Or>" + hostileClose), status: 200, want: "1"},
		{name: "a name of 7 MB", body: document("<" + strings.Repeat("a", 7<<20) + "/>"), status: 400, want: "OperationNotSupported request"},
		{name: "an endless body", body: forever(hostileOpen+"<fes:And>", `<fes:Not><fes:PropertyIsNull/></fes:Not>`), status: 400, want: "InvalidParameterValue filter"},
		{name: "an endless text", body: forever(hostileOpen+"<fes:PropertyIsEqualTo><fes:ValueReference>", "a"), status: 413, want: "OperationParsingFailed request"},
		{name: "endless space", body: forever("", " "), status: 413, want: "OperationParsingFailed request"},
		{name: "an endless attribute", body: forever(`<wfs:GetFeature service="`, "a"), status: 413, want: "OperationParsingFailed request"},
		{name: "an endless comment", body: forever(`<!--`, "a"), status: 413, want: "OperationParsingFailed request"},
		{name: "200 MB in a compressed body", body: bomb, header: http.Header{"Content-Encoding": {"gzip"}}, status: 415, want: "OperationParsingFailed request"},
		{name: "broken UTF-8", body: fes(equals("scientific_name", "a\xff\xfe")), status: 400, want: "InvalidParameterValue filter"},
		{name: "a character that XML has not", body: fes(equals("scientific_name", "a\x00b")), status: 400, want: "InvalidParameterValue filter"},
	}
}

// hostileFilters are filters that are too deep, too long or too large, or hard to compute.
func hostileFilters() []hostile {
	polygon := func(n int) string { return "S_INTERSECTS(geom, POLYGON((" + ring(n, " ", ",") + ")))" }
	digits := strings.Repeat("9", 400)
	box := func(corner string) string {
		return `<fes:BBOX><fes:ValueReference>geom</fes:ValueReference><gml:Envelope srsName="EPSG:4326"><gml:lowerCorner>` + corner + `</gml:lowerCorner><gml:upperCorner>1 1</gml:upperCorner></gml:Envelope></fes:BBOX>`
	}
	return []hostile{
		{name: "deep parentheses", form: hostileKVP + cql(strings.Repeat("(", 300_000)), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "deep negation", form: hostileKVP + cql(strings.Repeat("NOT ", 100_000)+"a IS NULL"), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "deep arithmetic", form: hostileKVP + cql(strings.Repeat("-(", 100_000)), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "deep JSON", form: hostileKVP + cql(strings.Repeat(`{"op":"not","args":[`, 15_000)), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "many terms", form: hostileKVP + cql("scientific_name='a'"+strings.Repeat(" OR scientific_name='a'", 12_000)), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "as many terms as are allowed", form: hostileKVP + cql("scientific_name='a'"+strings.Repeat(" OR scientific_name='a'", 3_000)), status: 200, want: "0"},
		{name: "as many different terms as are allowed", form: hostileKVP + cql("scientific_name='a'"+strings.Repeat(" OR (individual_count=1 AND NOT scientific_name LIKE 'b%')", 1_400)), status: 200, want: "2"},
		{name: "a long list", form: hostileKVP + cql("individual_count IN (1"+strings.Repeat(",1", 50_000)+")"), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a polygon of 100,001 vertices in CQL", form: hostileKVP + cql(polygon(100_000)), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a polygon of 100,001 vertices in FES", body: fes(`<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Polygon gml:id="p" srsName="EPSG:4326"><gml:exterior><gml:LinearRing><gml:posList>` +
			ring(100_000, " ", " ") + `</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></fes:Intersects>`), status: 400, want: "InvalidParameterValue filter"},
		{name: "a polygon back and forth", form: hostileKVP + cql(polygon(60_000)), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a scribble", form: hostileKVP + cql(scribble()), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a number of 400 digits", kvp: hostileKVP + cql("individual_count="+digits), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a fraction of 400 digits", kvp: hostileKVP + cql("individual_count=0."+digits), status: 200, want: "2"},
		{name: "a number that overflows", kvp: hostileKVP + cql("individual_count=1e999"), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a product that overflows", kvp: hostileKVP + cql("individual_count*1e308*1e308>0"), status: 200, want: "0"},
		{name: "a whole number that overflows", kvp: hostileKVP + cql("individual_count*9223372036854775807>0"), status: 200, want: "-"},
		{name: "division by zero", kvp: hostileKVP + cql("individual_count/0=1"), status: 200, want: "0"},
		{name: "not a number in FES", body: fes(equals("individual_count", "NaN")), status: 400, want: "InvalidParameterValue filter"},
		{name: "400 digits in FES", body: fes(equals("individual_count", digits)), status: 400, want: "InvalidParameterValue filter"},
		{name: "a corner that is no number", body: fes(box("NaN INF")), status: 400, want: "InvalidParameterValue filter"},
		{name: "a corner of 400 digits", body: fes(box(digits + " 1")), status: 400, want: "InvalidParameterValue filter"},
		{name: "a box as large as numbers are", kvp: hostileKVP + "bbox=-1e308,-1e308,1e308,1e308", status: 200, want: "4"},
		{name: "such a box in another system", kvp: hostileKVP + "bbox=-1e308,-1e308,1e308,1e308,EPSG:3067", status: 200, want: "-"},
		{name: "a box of infinity", kvp: hostileKVP + "bbox=-Inf,-Inf,Inf,Inf", status: 400, want: "InvalidParameterValue bbox"},
		{name: "a distance as large as numbers are", kvp: hostileKVP + cql("DWITHIN(geom, POINT(24 60), 1e308, kilometers)"), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a place outside the world", kvp: hostileKVP + cql("S_INTERSECTS(geom, POINT(1e300 -1e300))"), status: 200, want: "0"},
		{name: "a pattern of wildcards", form: hostileKVP + cql("occurrence_remarks LIKE '"+strings.Repeat("%a", 20_000)+"%b'"), status: 200, want: "0"},
		{name: "a pattern of single wildcards", form: hostileKVP + cql("occurrence_remarks LIKE '"+strings.Repeat("%_", 5_000)+"%b'"), status: 200, want: "0"},
		{name: "such a pattern without case", form: hostileKVP + cql("CASEI(occurrence_remarks) LIKE CASEI('"+strings.Repeat("%A", 5_000)+"%B')"), status: 200, want: "0"},
		{name: "such a pattern in FES", body: fes(like(strings.Repeat("*a", 20_000) + "*b")), status: 200, want: "0"},
		{name: "a regular expression", body: fes(like("(a+)+$[a-z]{1,99999}")), status: 200, want: "0"},
		{name: "a zero in a text", kvp: hostileKVP + cql("scientific_name='a\x00b'"), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "a zero in a name", kvp: hostileKVP + cql("\"scientific_name\x00\"='a'"), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "broken UTF-8 in a text", kvp: hostileKVP + cql("scientific_name='a\xff\xfe'"), status: 400, want: "InvalidParameterValue cql_filter"},
		{name: "broken UTF-8 in an identifier", kvp: hostileKVP + "resourceid=occurrence.%ff%fe", status: 400, want: "InvalidParameterValue resourceid"},
		{name: "a zero in an identifier", kvp: hostileKVP + "resourceid=occurrence.1%00", status: 400, want: "InvalidParameterValue resourceid"},
		{name: "the year 292277026597", kvp: hostileKVP + cql("event_begin = DATE('292277026597-01-01')"), status: 400, want: "InvalidParameterValue cql_filter"},
	}
}

// hostileNumbers are parameters that are too many or too large.
func hostileNumbers() []hostile {
	const getFeature = "service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:occurrence&"
	return []hostile{
		{name: "10,000 types", form: "service=WFS&version=2.0.0&request=GetFeature&typenames=" + strings.Repeat("haavi:occurrence,", 10_000), status: 400, want: "InvalidParameterValue typenames"},
		{name: "10,000 properties", form: hostileKVP + "propertyname=" + strings.Repeat("nothing,", 10_000), status: 400, want: "InvalidParameterValue propertyname"},
		{name: "10,000 sort keys", form: "service=WFS&version=2.0.0&request=GetFeature&typenames=haavi:occurrence&sortby=" + strings.Repeat("scientific_name,", 10_000) + "scientific_name", status: 200, want: "5"},
		{name: "10,000 identifiers", form: hostileKVP + "resourceid=occurrence.1" + strings.Repeat(",occurrence.1", 10_000), status: 400, want: "InvalidParameterValue resourceid"},
		{name: "10,000 namespaces", form: hostileKVP + "namespaces=" + strings.Repeat("xmlns(a,b),", 10_000) + "xmlns(a,b)", status: 200, want: "5"},
		{name: "one parameter 10,000 times", form: hostileKVP + strings.Repeat("count=1&", 10_000), status: 200, want: "5"},
		{name: "one parameter with 10,000 values", form: hostileKVP + strings.Repeat("count=1&count=2&", 5_000), status: 400, want: "InvalidParameterValue count"},
		{name: "a count of 1e30", kvp: getFeature + "count=1e30", status: 400, want: "InvalidParameterValue count"},
		{name: "a count of 2^63", kvp: getFeature + "count=9223372036854775808", status: 400, want: "InvalidParameterValue count"},
		{name: "the greatest count", kvp: getFeature + "count=9223372036854775807", status: 200, want: "5"},
		{name: "the greatest start", kvp: getFeature + "startindex=9223372036854775807", status: 200, want: "5"},
		{name: "the greatest of both", kvp: getFeature + "startindex=9223372036854775807&count=9223372036854775807", status: 200, want: "5"},
		{name: "a start of 1e30", kvp: getFeature + "startindex=1e30", status: 400, want: "InvalidParameterValue startindex"},
		{name: "a start of -2^63", kvp: getFeature + "startindex=-9223372036854775808", status: 400, want: "InvalidParameterValue startindex"},
		{name: "a zero in a type", kvp: "service=WFS&version=2.0.0&request=GetFeature&typenames=occurrence%00", status: 400, want: "InvalidParameterValue typenames"},
		{name: "broken UTF-8 in a type", kvp: "service=WFS&version=2.0.0&request=GetFeature&typenames=%ff%fe%3Cscript%3E", status: 400, want: "InvalidParameterValue typenames"},
	}
}

// leak is what an answer must never say: SQL, the driver's words, paths, stacks.
var leak = regexp.MustCompile(`(?i)SQLSTATE|pgx|SQLITE_|SQL logic error|expression tree|\bERROR:|goroutine|\.go:\d|\bselect .* from |syntax error at or near|/tmp/|postgres:|panic|runtime error|root:x:`)

var matchedAttr = regexp.MustCompile(`numberMatched="(\d+)"`)

// Whatever is sent, over either kind of source, the answer is a short refusal that names what is wrong, or right; and the server goes on.
func TestHostileRequests(t *testing.T) {
	dsn := testdb.DSN(t)
	gpkg := filepath.Join(t.TempDir(), "hostile.gpkg")
	long := strings.Replace(records, "no place", strings.Repeat("a", 20_000), 1)
	importRecords(t, long, dsn)
	importRecords(t, long, gpkg)
	var all []hostile
	for _, some := range [][]hostile{hostileSQL(), hostileXPath(), hostileXML(), hostileFilters(), hostileNumbers()} {
		all = append(all, some...)
	}
	for name, base := range map[string]string{"PostGIS": startServer(t, dsn), "GeoPackage": startServer(t, gpkg)} {
		t.Run(name, func(t *testing.T) {
			for _, h := range all {
				began := time.Now()
				h.check(t, base)
				if took := time.Since(began); took > time.Second {
					t.Logf("%s took %v", h.name, took)
				}
			}
			if status, _, body := get(t, base+"/wfs?"+hostileKVP); status != 200 || !strings.Contains(string(body), `numberMatched="5"`) {
				t.Errorf("afterwards: %d %s", status, body)
			}
		})
	}
}

func (h *hostile) request(base string) (*http.Request, error) {
	r, err := http.NewRequest(http.MethodGet, base+"/wfs?"+h.kvp, nil)
	switch {
	case h.form != "":
		if r, err = http.NewRequest(http.MethodPost, base+"/wfs", strings.NewReader(h.form)); err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	case h.body != nil:
		if r, err = http.NewRequest(http.MethodPost, base+"/wfs", h.body()); err == nil {
			r.Header.Set("Content-Type", "text/xml")
		}
	}
	if err == nil {
		for name, values := range h.header {
			r.Header[name] = values
		}
	}
	return r, err
}

func (h *hostile) check(t *testing.T, base string) {
	t.Helper()
	r, err := h.request(base)
	if err != nil {
		t.Errorf("%s: %v", h.name, err)
		return
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Errorf("%s: %v", h.name, err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Errorf("%s: %v", h.name, err)
		return
	}
	answer := string(body)
	if resp.StatusCode != h.status || leak.MatchString(answer) {
		t.Errorf("%s: %d %.700s", h.name, resp.StatusCode, answer)
		return
	}
	if h.status == 200 {
		if m := matchedAttr.FindStringSubmatch(answer); m == nil || h.want != "-" && m[1] != h.want {
			t.Errorf("%s: want %s features of %.300s", h.name, h.want, answer)
		}
		return
	}
	var report struct {
		Exception struct {
			Code    string `xml:"exceptionCode,attr"`
			Locator string `xml:"locator,attr"`
			Text    string `xml:"ExceptionText"`
		}
	}
	if err := xml.Unmarshal(body, &report); err != nil {
		t.Errorf("%s: %v in %.300s", h.name, err, answer)
		return
	}
	e := report.Exception
	if got := e.Code + " " + e.Locator; h.want != " " && got != h.want || e.Text == "" || len(body) > 4000 {
		t.Errorf("%s: %s, %d bytes: %.300s", h.name, got, len(body), e.Text)
	}
}
