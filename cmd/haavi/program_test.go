package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// haavi runs a command line to its end.
func haavi(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := &program{stdout: &out, stderr: &errs, env: func(string) (string, bool) { return "", false }}
	code = p.run(context.Background(), args)
	return code, out.String(), errs.String()
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(bad, []byte("sources: {a: {geopackage: none.gpkg, publihs: all}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	down := filepath.Join(dir, "down.yaml")
	if err := os.WriteFile(down, []byte("sources: {a: {geopackage: none.gpkg}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		text string // on standard error, or output when the code is 0
	}{
		{[]string{"version"}, 0, "haavi "},
		{[]string{"--help"}, 0, "Exit codes:"},
		{[]string{"config", "schema"}, 0, `"$schema"`},
		{[]string{}, 0, "Usage:"},
		{[]string{"srve"}, 2, `unknown command "srve"`},
		{[]string{"serve", "--lisen", "x"}, 2, "unknown flag: --lisen"},
		{[]string{"serve"}, 2, "nothing to serve"},
		{[]string{"serve", "a.gpkg", "--url", "maps.example.org"}, 2, "is no web address"},
		{[]string{"serve", "data.shp"}, 2, `"data.shp" is neither a .gpkg file nor a postgres:// address`},
		{[]string{"serve", "a.gpkg", "--config", "x.yaml"}, 2, "not both"},
		{[]string{"serve", "--config", filepath.Join(dir, "none.yaml")}, 2, "cannot read the configuration"},
		{[]string{"serve", "--config", bad}, 2, bad + `:1:38: sources.a.publihs: is not a key that is known here; did you mean "publish"?`},
		{[]string{"serve", filepath.Join(dir, "none.gpkg")}, 1, `the source "none" cannot be opened`},
		{[]string{"check", "extra"}, 2, "unknown command"},
		{[]string{"check", "--config", bad}, 1, bad + ":1:38: sources.a.publihs: "},
		{[]string{"check", "--config", down}, 1, down + ":1:11: sources.a: cannot be opened: "},
	} {
		code, stdout, stderr := haavi(t, c.args...)
		text := stderr
		if c.code == 0 {
			text = stdout
		}
		if code != c.code || !strings.Contains(text, c.text) {
			t.Errorf("haavi %s: exit code %d, want %d with %q\n%s%s", strings.Join(c.args, " "), code, c.code, c.text, stdout, stderr)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	begun := false
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Short == "" || (c.Example == "" && !c.HasSubCommands()) {
			t.Errorf("%s has no explanation or no example", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&program{}).rootCommand(&begun))
}

func TestSchemaCommandPrintsJSON(t *testing.T) {
	_, stdout, _ := haavi(t, "config", "schema")
	if !json.Valid([]byte(stdout)) {
		t.Error("no JSON")
	}
}
