package conformance

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// report is what a suite found.
type report struct {
	passed, skipped int
	// inherited counts groups of tests that failed because a test in them did.
	inherited int
	failures  []failure
	// groups are lines about the suite's conformance classes.
	groups []string
}

// failure is a test that failed, with what it asked for.
type failure struct {
	test               string
	messages, requests []string
}

func (r *report) write(w io.Writer, suite string) {
	fmt.Fprintf(w, "%s passed=%d failed=%d skipped=%d", suite, r.passed, len(r.failures), r.skipped)
	if r.inherited > 0 {
		fmt.Fprintf(w, " inherited=%d", r.inherited)
	}
	fmt.Fprintln(w)
	for _, g := range r.groups {
		fmt.Fprintln(w, "   ", g)
	}
	for _, f := range r.failures {
		fmt.Fprintln(w, "    FAILED", f.test)
		for _, m := range f.messages {
			fmt.Fprintln(w, "        ", m)
		}
		for _, q := range f.requests {
			fmt.Fprintln(w, "        request:", q)
		}
	}
}

// readTestNG reads testng-results.xml. Methods that set tests up are none.
func readTestNG(file string) (report, error) {
	var doc struct {
		Tests []struct {
			Name    string `xml:"name,attr"`
			Methods []struct {
				Name      string   `xml:"name,attr"`
				Status    string   `xml:"status,attr"`
				Config    bool     `xml:"is-config,attr"`
				Params    []string `xml:"params>param>value"`
				Message   string   `xml:"exception>message"`
				Attribute []struct {
					Name string `xml:"name,attr"`
					Text string `xml:",chardata"`
				} `xml:"attributes>attribute"`
			} `xml:"class>test-method"`
		} `xml:"suite>test"`
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return report{}, err
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		return report{}, fmt.Errorf("%s: %w", file, err)
	}
	var r report
	for _, group := range doc.Tests {
		before := [3]int{r.passed, len(r.failures), r.skipped}
		for _, m := range group.Methods {
			switch {
			case m.Config:
			case m.Status == "PASS":
				r.passed++
			case m.Status == "SKIP":
				r.skipped++
			default:
				f := failure{test: group.Name + ": " + m.Name, messages: []string{oneLine(m.Message)}}
				for _, p := range m.Params {
					f.test += " " + oneLine(p)
				}
				for _, a := range m.Attribute {
					if a.Name == "request" {
						f.requests = append(f.requests, oneLine(a.Text))
					}
				}
				r.failures = append(r.failures, f)
			}
		}
		r.groups = append(r.groups, fmt.Sprintf("%-44s passed=%d failed=%d skipped=%d", group.Name, r.passed-before[0], len(r.failures)-before[1], r.skipped-before[2]))
	}
	return r, nil
}

var (
	ctlStart   = regexp.MustCompile(`(?s)<starttest\b.*?>`)
	ctlName    = regexp.MustCompile(`\blocal-name="([^"]*)"`)
	ctlPrefix  = regexp.MustCompile(`\bprefix="([^"]*)"`)
	ctlEnd     = regexp.MustCompile(`<endtest result="(-?\d+)"`)
	ctlMessage = regexp.MustCompile(`(?s)<message[^>]*>(.*?)</message>`)
	ctlURL     = regexp.MustCompile(`(?s)<(?:\w+:)?url>(.*?)</(?:\w+:)?url>`)
	ctlParam   = regexp.MustCompile(`<(?:\w+:)?param name="([^"]+)">([^<]*)<`)
	ctlRequest = regexp.MustCompile(`(?s)<request id=.*?<response`)
)

// readCTL reads the logs of a session of the engine, one for each test: 1 is passed, 2 and 3 are not run, 5 failed because of a test
// within, 6 failed. A test without a result was aborted.
func readCTL(dir string) (report, error) {
	var r report
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "log.xml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r.addCTL(string(text))
		return nil
	})
	slices.SortFunc(r.failures, func(a, b failure) int { return strings.Compare(a.test, b.test) })
	return r, err
}

func (r *report) addCTL(log string) {
	result := ""
	if ends := ctlEnd.FindAllStringSubmatch(log, -1); len(ends) > 0 {
		result = ends[len(ends)-1][1]
	}
	switch result {
	case "-1", "0", "1", "4":
		r.passed++
		return
	case "2", "3":
		r.skipped++
		return
	case "5":
		r.inherited++
		return
	}
	start := ctlStart.FindString(log)
	f := failure{test: first(ctlPrefix, start) + ":" + first(ctlName, start)}
	if result == "" {
		f.messages = append(f.messages, "the test was aborted")
	}
	for _, m := range ctlMessage.FindAllStringSubmatch(log, 5) {
		f.messages = append(f.messages, oneLine(m[1]))
	}
	for _, q := range ctlRequest.FindAllString(log, 5) {
		address := strings.Join(strings.Fields(html.UnescapeString(first(ctlURL, q))), "")
		for _, p := range ctlParam.FindAllStringSubmatch(q, -1) {
			address += "&" + p[1] + "=" + html.UnescapeString(p[2])
		}
		f.requests = append(f.requests, address)
	}
	r.failures = append(r.failures, f)
}

func first(e *regexp.Regexp, text string) string {
	if m := e.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 600 {
		return string(r[:600]) + "…"
	}
	return s
}

func TestReportOfTestNG(t *testing.T) {
	file := filepath.Join(t.TempDir(), "testng-results.xml")
	text := `<testng-results><suite><test name="Basic WFS"><class name="a.B">
		<test-method status="PASS" is-config="true" name="setUp"/>
		<test-method status="PASS" name="one"/>
		<test-method status="SKIP" name="two"/>
		<test-method status="FAIL" name="three"><params><param index="0"><value> GET </value></param></params>
			<exception><message> expected [true]
			but found [false]</message></exception>
			<attributes><attribute name="request"> service=WFS&amp;count=10 </attribute></attributes></test-method>
	</class></test></suite></testng-results>`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := readTestNG(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	r.write(&b, "wfs20")
	want := `wfs20 passed=1 failed=1 skipped=1
    Basic WFS                                    passed=1 failed=1 skipped=1
    FAILED Basic WFS: three GET
         expected [true] but found [false]
        request: service=WFS&count=10
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestReportOfCTL(t *testing.T) {
	var r report
	for _, log := range []string{`<endtest result="1"/>`, `<endtest result="3"/>`, `<endtest result="5"/>`,
		`<starttest local-name="lower" prefix="getcapabilities"></starttest><request id="1"><request><url>http://host/wms?</url>
		<param name="SeRvIcE">WMS</param></request><response>…</response></request><message id="m">not it</message><endtest result="6"/>`,
		`<starttest local-name="main" prefix="x">`} {
		r.addCTL(log)
	}
	var b strings.Builder
	r.write(&b, "wms13")
	want := `wms13 passed=1 failed=2 skipped=1 inherited=1
    FAILED getcapabilities:lower
         not it
        request: http://host/wms?&SeRvIcE=WMS
    FAILED x:main
         the test was aborted
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
