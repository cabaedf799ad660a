package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImportCommand holds what scripts rely on: the exit codes and the figures.
func TestImportCommand(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	good := file("good.csv", "occurrenceID,decimalLatitude,decimalLongitude\n1,60,25\n2,,\n")
	bad := file("bad.csv", "occurrenceID,decimalLatitude,decimalLongitude\n1,60,25\n2,61\n")
	taxa := file("taxa.csv", "taxonID,scientificName\n1,Parus major\n")
	target := filepath.Join(dir, "a.gpkg")
	for name, c := range map[string]struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		"whole":            {[]string{good, "--to", target}, 0, "imported 2", ""},
		"with quarantine":  {[]string{bad, "--to", target, "--quarantine", filepath.Join(dir, "q.tsv")}, 3, "quarantined 1", "1 records are in quarantine: see " + filepath.Join(dir, "q.tsv")},
		"no occurrences":   {[]string{taxa, "--to", target}, 1, "", "taxa.csv holds no occurrences"},
		"no such input":    {[]string{filepath.Join(dir, "none.zip"), "--to", target}, 1, "", "none.zip"},
		"no target":        {[]string{good}, 2, "", "--to is missing"},
		"no input":         {[]string{"--to", target}, 2, "", "one INPUT"},
		"standard input":   {[]string{"-", "--to", target}, 2, "", "standard input"},
		"unknown system":   {[]string{good, "--to", target, "--crs", "EPSG:1"}, 2, "", "--crs"},
		"neither gpkg nor": {[]string{good, "--to", filepath.Join(dir, "a.shp")}, 1, "", "ends in .gpkg"},
		"unknown option":   {[]string{good, "--to", target, "--colour"}, 2, "", "--colour"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			p := &program{stdout: &stdout, stderr: &stderr, env: os.LookupEnv}
			code := p.run(context.Background(), append([]string{"import"}, c.args...))
			out := strings.Join(strings.Fields(stdout.String()), " ")
			if code != c.code || !strings.Contains(out, c.stdout) || !strings.Contains(stderr.String(), c.stderr) {
				t.Errorf("exit code %d, want %d\n%s\n%s", code, c.code, stdout.String(), stderr.String())
			}
		})
	}
}
