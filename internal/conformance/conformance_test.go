package conformance

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"haavi/internal/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// TestSuites runs the suites whose checkouts it finds in the folder SUITES, or those of them that ONLY names, and writes one line for
// each. CITE holds the suites' data and OGC's schemas; WORK, a folder in the user's cache, keeps the engine and what was compiled.
func TestSuites(t *testing.T) {
	checkouts := os.Getenv("SUITES")
	if checkouts == "" {
		fmt.Fprintln(os.Stdout, "no suite was run: SUITES names no folder; docs/conformance.md tells how")
		t.SkipNow()
	}
	for _, tool := range []string{"java", "javac", "mvn", "ogr2ogr", "gdal_translate", "psql"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the suites need %s: %v", tool, err)
		}
	}
	b := &bench{suites: absolute(t, checkouts), cite: absolute(t, folder("CITE", "../../../shared/cite")), work: absolute(t, work(t))}
	b.serveFiles(t)
	b.loadDatabase(t)
	b.buildProgram(t)
	only := strings.FieldsFunc(os.Getenv("ONLY"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, name := range only {
		if !slices.ContainsFunc(suites, func(s suite) bool { return s.name == name }) {
			t.Errorf("ONLY=%s names no suite", name)
		}
	}
	for _, s := range suites {
		if len(only) == 0 || slices.Contains(only, s.name) {
			t.Run(s.name, func(t *testing.T) { b.run(t, &s) })
		}
	}
}

func folder(variable, otherwise string) string {
	if dir := os.Getenv(variable); dir != "" {
		return dir
	}
	return otherwise
}

func work(t *testing.T) string {
	if dir := os.Getenv("WORK"); dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatalf("set WORK to a folder for the engine: %v", err)
	}
	return filepath.Join(cache, "haavi-conformance")
}

func absolute(t *testing.T, dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs one suite, when it is there and the service has what it tests.
func (b *bench) run(t *testing.T, s *suite) {
	for _, r := range s.repositories {
		if _, err := os.Stat(filepath.Join(b.suites, r)); err != nil {
			fmt.Fprintf(os.Stdout, "%s not found: there is no checkout of github.com/opengeospatial/%s in SUITES\n", s.name, r)
			t.SkipNow()
		}
	}
	address := b.serve(t, s.config)
	if got := offered(t, address+s.capabilities); got != s.version {
		fmt.Fprintf(os.Stdout, "%s not offered: the service does not answer in version %s\n", s.name, s.version)
		t.SkipNow()
	}
	b.prepare(t, s)
	var r report
	if s.controller != "" {
		r = b.testNG(t, s, address)
	} else {
		r = b.ctl(t, s, address)
	}
	r.write(os.Stdout, s.name)
	unknown := slices.ContainsFunc(r.failures, func(f failure) bool { return !slices.Contains(s.faults, f.test) })
	if r.passed == 0 || unknown {
		t.Fail()
	}
}

// offered is the version of a capabilities document, or nothing when there is none.
func offered(t *testing.T, address string) string {
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var root struct {
		Version string `xml:"version,attr"`
	}
	if resp.StatusCode != http.StatusOK || xml.NewDecoder(resp.Body).Decode(&root) != nil {
		return ""
	}
	return root.Version
}
