package main

import (
	"path/filepath"
	"testing"
)

func TestHealth(t *testing.T) {
	gpkg := filepath.Join(t.TempDir(), "birds.gpkg")
	importRecords(t, records, gpkg)
	base := startServer(t, gpkg)
	for address, want := range map[string]int{
		base + "/healthz": exitDone, base + "/readyz": exitDone, base + "/nothing": exitFailure, "http://127.0.0.1:1/": exitFailure, "http://a b/": exitUsage,
	} {
		if code, _, stderr := haavi(t, "health", address); code != want {
			t.Errorf("%s: exit code %d, want %d: %s", address, code, want, stderr)
		}
	}
}
