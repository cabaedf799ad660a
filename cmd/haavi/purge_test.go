package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"haavi/internal/testdb"
)

// A purge reaches the memory of all servers that run, and only the tiles that it is about.
func TestPurgeReachesServers(t *testing.T) {
	dsn := testdb.DSN(t)
	load(t, dsn, occurrences(t, 50, "here"))
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), "CREATE VIEW other AS SELECT * FROM occurrence"); err != nil {
		t.Fatal(err)
	}
	cfg := filepath.Join(t.TempDir(), "haavi.yaml")
	text := "sources:\n  db:\n    postgres: " + dsn + "\n    include: [public.occurrence, public.other]\ncache: { memory: 1MiB }\n"
	if err := os.WriteFile(cfg, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	servers := []string{startServer(t, "--config", cfg), startServer(t, "--config", cfg)}
	paths := []string{"/tiles/occurrence/6/36/18.mvt", "/tiles/occurrence/9/291/148.mvt", "/tiles/other/6/36/18.mvt", "/tiles/occurrence,other/6/36/18.mvt",
		"/tiles/occurrence/WorldCRS84Quad/6/72/10.mvt"}
	warm := func() {
		for _, server := range servers {
			for _, path := range paths {
				if status, _, body := get(t, server+path); status != http.StatusOK {
					t.Fatalf("%s: %d %s", path, status, body)
				}
			}
		}
	}
	// look says which tiles servers have while nobody may read the table; 1 for yes.
	look := func() (all string) {
		stop := block(t, dsn)
		defer stop()
		for _, server := range servers {
			for _, path := range paths {
				if status, _ := getSoon(t, server+path); status == http.StatusOK {
					all += "1"
				} else {
					all += "0"
				}
			}
			all += " "
		}
		return all
	}
	eventually(t, 20*time.Second, "servers keep tiles", func() bool { warm(); return look() == "11111 11111 " })
	for _, purge := range []struct{ args, want string }{
		{"--layer other", "11001 11001 "},
		{"--layer occurrence --zoom 7-30", "10111 10111 "},
		{"--layer occurrence --zoom 6 --set WebMercatorQuad", "01101 01101 "},
		{"--bbox 24,59,26,61", "00000 00000 "},
		{"--bbox 34,59,36,61", "11111 11111 "},
	} {
		warm()
		code, out, stderr := haavi(t, append([]string{"cache", "purge", "--config", cfg}, strings.Fields(purge.args)...)...)
		if code != exitDone || strings.Contains(out, "started again") {
			t.Fatalf("purge %s: %d %s %s", purge.args, code, out, stderr)
		}
		got := ""
		eventually(t, 10*time.Second, "purge "+purge.args, func() bool { got = look(); return got == purge.want })
	}
	code, out, stderr := haavi(t, "cache", "purge", "--config", cfg, "--set", "none")
	if code != exitUsage || !strings.Contains(stderr, "none") {
		t.Errorf("an unknown set: %d %s %s", code, out, stderr)
	}
}

// Where servers cannot be told, the command says so.
func TestPurgeSaysWhomItDoesNotReach(t *testing.T) {
	file := filepath.Join(t.TempDir(), "birds.gpkg")
	importRecords(t, records, file)
	code, out, stderr := haavi(t, "cache", "purge", "--config", writeConfig(t, "sources: {a: {geopackage: "+file+"}}\n"))
	if code != exitDone || !strings.Contains(out, "started again") {
		t.Errorf("%d %s %s", code, out, stderr)
	}
	code, _, stderr = haavi(t, "cache", "purge", "--config", writeConfig(t, "sources: {a: {postgres: \"postgres://nobody@127.0.0.1:1/none\"}}\n"))
	if code != exitFailure || !strings.Contains(stderr, `through the source "a"`) {
		t.Errorf("%d %s", code, stderr)
	}
}
