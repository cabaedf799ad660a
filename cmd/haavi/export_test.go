package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"haavi/internal/testdb"
)

// What is exported is read by GDAL's MBTiles driver, and holds every record.
func TestExport(t *testing.T) {
	dsn := testdb.DSN(t)
	load(t, dsn, occurrences(t, 50, "here"))
	cfg, dir := cacheConfig(t, dsn, "memory: 0B"), t.TempDir()
	for _, args := range []string{"--zoom 0-8 --to a.mbtiles", "--zoom 0-8 --to a.pmtiles", "--zoom 0-4 --format png --to b.mbtiles"} {
		var out, errs syncBuffer
		p := &program{stdout: &out, stderr: &errs, env: os.LookupEnv}
		words := strings.Fields(strings.Replace(args, "--to ", "--to "+dir+"/", 1))
		if code := p.run(t.Context(), append([]string{"export", "--config", cfg, "--layer", "occurrence"}, words...)); code != exitDone {
			t.Fatalf("%s: %d %s", args, code, errs.String())
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 3 {
		t.Errorf("the folder has %v: %v", left, err)
	}
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		t.Skip("GDAL is not installed")
	}
	for _, c := range []struct{ command, want string }{
		{"ogrinfo -ro -al -so a.mbtiles", "Feature Count: 50"}, {"ogrinfo -ro -al a.mbtiles", "locality (String) = here"}, {"gdalinfo b.mbtiles", "Band 4"},
	} {
		words := strings.Fields(c.command)
		words[len(words)-1] = filepath.Join(dir, words[len(words)-1])
		out, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v\n%.3000s", c.command, err, out)
		}
	}
}
