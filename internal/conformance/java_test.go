package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func (b *bench) prepare(t *testing.T, s *suite) {
	if err := os.MkdirAll(b.work, 0o755); err != nil {
		t.Fatal(err)
	}
	execute(t, exec.Command("sh", "testdata/prepare.sh", s.name, b.suites, b.cite, b.work))
}

// java runs a class. What the suites would fetch from OGC and W3C comes from the mirror. Its exit code says nothing of the tests.
func (b *bench) java(t *testing.T, env []string, classes []string, args ...string) {
	host, port, _ := strings.Cut(b.files, ":")
	all := append([]string{"-Djava.awt.headless=true", "-Xmx1g", "-Dhttp.proxyHost=" + host, "-Dhttp.proxyPort=" + port,
		"-Dhttp.nonProxyHosts=localhost|127.*", "-Djava.protocol.handler.pkgs=com.occamlab.te.util.protocols", "-Dtestng.dtd.http=true",
		"-cp", strings.Join(classes, ":")}, args...)
	cmd := exec.Command("java", all...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("java: %v\n%s", err, out)
	}
	if testing.Verbose() {
		t.Logf("%s", out)
	}
}

// testNG runs a suite that is a Java program.
func (b *bench) testNG(t *testing.T, s *suite, address string) report {
	dir := t.TempDir()
	properties := filepath.Join(dir, "properties.xml")
	text := fmt.Sprintf(`<properties version="1.0"><entry key="wfs">%s</entry></properties>`, strings.ReplaceAll(address+s.capabilities, "&", "&amp;"))
	if err := os.WriteFile(properties, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(b.work, s.name)
	b.java(t, nil, []string{own + "/classes", own + "/lib/*"}, s.controller, "-o", dir, properties)
	results, err := filepath.Glob(filepath.Join(dir, "testng", "*", "testng-results.xml"))
	if err != nil || len(results) != 1 {
		t.Fatalf("the suite left %d results", len(results))
	}
	r, err := readTestNG(results[0])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ctl runs a suite in the engine's own language.
func (b *bench) ctl(t *testing.T, s *suite, address string) report {
	base := t.TempDir()
	for _, dir := range []string{"users", "work", "resources/lib", "scripts"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	checkout := filepath.Join(b.suites, s.repositories[0], "src", "main")
	own, engine := filepath.Join(b.work, s.name), filepath.Join(b.work, "engine")
	// The engine's own folder stands before its libraries: from a jar it silently goes without its parsers.
	classes := []string{engine + "/engine", checkout + "/resources", engine + "/lib/*", own + "/classes", own + "/lib/*"}
	if extra, _ := filepath.Glob(own + "/*-aio.jar"); len(extra) > 0 {
		classes = append(classes, extra...)
	}
	args := append([]string{"com.occamlab.te.Test", "-cmd=test.sh", "-source=" + filepath.Join(checkout, "scripts", "ctl", s.script), "-session=session",
		"@capabilities-url=" + address + s.capabilities}, s.arguments...)
	b.java(t, []string{"TE_BASE=" + base}, classes, args...)
	r, err := readCTL(filepath.Join(base, "users"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
