package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/jackc/pgx/v5"

	"haavi/internal/ingest"
	"haavi/internal/testdb"
)

// occurrences writes a table of so many occurrences.
func occurrences(t testing.TB, n int, locality string) string {
	t.Helper()
	b := []byte("occurrenceID\tlocality\tdecimalLatitude\tdecimalLongitude\n")
	for i := range n {
		b = fmt.Appendf(b, "%d\t%s\t%.4f\t25\n", i, locality, 60+float64(i)/10_000)
	}
	path := filepath.Join(t.TempDir(), "records.tsv")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, dsn, input string) {
	t.Helper()
	if _, err := ingest.Run(t.Context(), ingest.Options{Input: input, Target: dsn, Quarantine: filepath.Join(t.TempDir(), "q")}); err != nil {
		t.Fatal(err)
	}
}

func cacheConfig(t *testing.T, dsn, cache string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "haavi.yaml")
	text := "sources:\n  db:\n    postgres: " + dsn + "\n    include: [public.occurrence]\ntiles: { max_age: 0s }\ncache:\n  " + cache + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// eventually waits for something that is to be within a while.
func eventually(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
	}
}

// getSoon asks for an address and gives up when there is no answer at once: the status is 0 then.
func getSoon(t *testing.T, url string) (status int, body []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil
	}
	defer resp.Body.Close()
	if body, err = io.ReadAll(resp.Body); err != nil {
		return 0, nil
	}
	return resp.StatusCode, body
}

// Two servers with one Redis and one database: what one made the other serves, both serve what an import brings, and no request fails when Redis
// goes.
func TestServersShareTilesAndNeverServeOldOnes(t *testing.T) {
	dsn, redis := testdb.DSN(t), miniredis.RunT(t)
	load(t, dsn, occurrences(t, 50, "before"))
	cfg := cacheConfig(t, dsn, "redis: { url: redis://"+redis.Addr()+"/0 }")
	one, two := startServer(t, "--config", cfg), startServer(t, "--config", cfg)
	const path = "/tiles/occurrence/6/36/18.mvt"
	tile := func(server string) []byte {
		status, _, body := get(t, server+path)
		if status != http.StatusOK {
			t.Fatalf("status %d: %s", status, body)
		}
		return body
	}
	eventually(t, 10*time.Second, "the tile is in Redis", func() bool {
		tile(one)
		return len(redis.Keys()) > 0
	})
	eventually(t, 10*time.Second, "the second server has the tile of the first while nobody may read the table", func() bool {
		tile(one) // PostgreSQL's counts of the import may have come only now
		stop := block(t, dsn)
		defer stop()
		status, body := getSoon(t, two+path)
		return status == http.StatusOK && bytes.Contains(body, []byte("before"))
	})
	load(t, dsn, occurrences(t, 60, "after"))
	imported := time.Now()
	for _, server := range []string{one, two} {
		eventually(t, 10*time.Second, "the server has what was imported", func() bool { return bytes.Contains(tile(server), []byte("after")) })
		if bytes.Contains(tile(server), []byte("before")) {
			t.Error("an old tile came back")
		}
		t.Logf("seen %s after the import", time.Since(imported).Round(time.Millisecond))
	}
	redis.Close()
	for i := range 30 {
		status, _, body := get(t, fmt.Sprintf("%s/tiles/occurrence/8/%d/74.mvt", one, 130+i))
		if status != http.StatusOK {
			t.Fatalf("without Redis: %d %s", status, body)
		}
	}
}

// block locks the table from its readers.
func block(t *testing.T, dsn string) (stop func()) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(t.Context(), "BEGIN; LOCK TABLE occurrence IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := c.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
}

// Sixteen clients who ask for a cold tile at once cause one query.
func TestOneQueryForAll(t *testing.T) {
	dsn := testdb.DSN(t)
	load(t, dsn, occurrences(t, 50, "here"))
	server := startServer(t, "--config", cacheConfig(t, dsn, "memory: 1MiB"))
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	number := func(sql string) (n int) {
		t.Helper()
		if err := c.QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	// The states that a server reads are known to it when it reads them again.
	const readings = "SELECT coalesce(max(extract(epoch FROM query_start) * 1000)::bigint, 0) FROM pg_stat_activity WHERE application_name = 'haavi watch' AND datname = current_database() AND query LIKE 'WITH%'"
	first := 0
	eventually(t, 10*time.Second, "the database is watched", func() bool { first = number(readings); return first > 0 })
	eventually(t, 10*time.Second, "the database is watched again", func() bool { n := number(readings); return n > first })
	stop := block(t, dsn)
	var clients sync.WaitGroup
	bodies := make(chan string, 16)
	for range 16 {
		clients.Go(func() {
			_, _, body := get(t, server+"/tiles/occurrence/6/36/18.mvt")
			bodies <- string(body)
		})
	}
	const waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'haavi' AND datname = current_database() AND wait_event_type = 'Lock'"
	eventually(t, 10*time.Second, "a query waits for the table", func() bool { return number(waiting) > 0 })
	time.Sleep(300 * time.Millisecond) // for the other clients
	if n := number(waiting); n != 1 {
		t.Errorf("%d queries wait for the table", n)
	}
	stop()
	clients.Wait()
	for range 16 {
		if body := <-bodies; !strings.Contains(body, "here") {
			t.Errorf("a client got %q", body)
		}
	}
}

// What was seeded is served without the database, and a purge takes it out.
func TestSeedAndPurge(t *testing.T) {
	dsn := testdb.DSN(t)
	load(t, dsn, occurrences(t, 50, "here"))
	cfg := cacheConfig(t, dsn, "files: { folder: tiles }")
	haavi := func(args ...string) string {
		t.Helper()
		var out, errs syncBuffer
		p := &program{stdout: &out, stderr: &errs, env: os.LookupEnv}
		if code := p.run(t.Context(), append(args, "--config", cfg)); code != exitDone {
			t.Fatalf("%v: %d %s", args, code, errs.String())
		}
		return out.String()
	}
	// One point after the other, on 25° east: one tile at each zoom but where they cross an edge.
	if out := haavi("seed", "--layer", "occurrence", "--zoom", "0-9", "--bbox", "24,59,26,61"); !strings.HasPrefix(out, "10 tiles") {
		t.Errorf("seeded %s", out)
	}
	if out := haavi("seed", "--layer", "occurrence", "--zoom", "0-9", "--bbox", "34,59,36,61"); !strings.Contains(out, " tiles") || strings.HasPrefix(out, "10 ") {
		t.Errorf("seeded beside the data: %s", out)
	}
	server := startServer(t, "--config", cfg)
	eventually(t, 10*time.Second, "a seeded tile is served while nobody may read the table", func() bool {
		stop := block(t, dsn)
		defer stop()
		status, _ := getSoon(t, server+"/tiles/occurrence/6/36/18.mvt")
		return status == http.StatusOK
	})
	if out := haavi("cache", "purge", "--zoom", "3-4", "--bbox", "24,59,26,61"); out != "2 tiles taken out\n" {
		t.Errorf("purged %s", out)
	}
	if out := haavi("cache", "purge"); out == "0 tiles taken out\n" {
		t.Errorf("purged %s", out)
	}
}

// What lies beyond the extent that a layer had when the server started is served soon after it was written, and found by those who read the
// extent; an extent of the configuration stays.
func TestExtentsFollowTheData(t *testing.T) {
	dsn := testdb.DSN(t)
	load(t, dsn, occurrences(t, 50, "here"))
	cfg := filepath.Join(t.TempDir(), "haavi.yaml")
	text := "sources: {db: {postgres: " + dsn + "}}\nlayers:\n  moving: {source: db, table: public.occurrence, time: {begin: event_begin, default: last}}\n" +
		"  fixed: {source: db, table: public.occurrence, extent: [24.9, 59.9, 25.1, 60.1]}\n"
	if err := os.WriteFile(cfg, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	server := startServer(t, "--config", cfg)
	address := func(layer string) string { // the tile of 70° east, 30° south
		return server + fmt.Sprintf("/wmts/1.0.0/%s/default/WebMercatorQuad/8/150/177.png?time=all", layer)
	}
	if status, _, body := get(t, address("moving")); status != http.StatusNotFound || !strings.Contains(string(body), "TileOutOfRange") {
		t.Fatalf("where nothing is yet: %d %s", status, body)
	}
	_, _, before := get(t, server+"/wmts?service=WMTS&request=GetCapabilities")
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), "UPDATE occurrence SET geom = ST_Point(70, -30, 4326), event_begin = '2031-05-01 00:00Z' WHERE occurrence_id = '7'; NOTIFY haavi, 'public.occurrence'"); err != nil {
		t.Fatal(err)
	}
	written := time.Now()
	eventually(t, 20*time.Second, "the tile is in the limits", func() bool { status, _, _ := get(t, address("moving")); return status == http.StatusOK })
	t.Logf("seen %s after the write", time.Since(written).Round(time.Millisecond))
	eventually(t, 20*time.Second, "the last time is the new one", func() bool {
		_, _, body := get(t, server+"/tiles/moving.json")
		return strings.Contains(string(body), `"bounds":[25,-30,70,60.0049]`) && strings.Contains(string(body), `"default":"2031-05-01`)
	})
	_, _, after := get(t, server+"/wmts?service=WMTS&request=GetCapabilities")
	if sequence := regexp.MustCompile(`updateSequence="\d+"`); sequence.FindString(string(before)) == sequence.FindString(string(after)) {
		t.Error("the capabilities are others with the same updateSequence")
	}
	for path, want := range map[string]string{"/wms?service=WMS&request=GetCapabilities": "<southBoundLatitude>-30</southBoundLatitude>", "/wfs?service=WFS&request=GetCapabilities": "<ows:LowerCorner>25 -30</ows:LowerCorner>"} {
		if _, _, body := get(t, server+path); !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if status, _, _ := get(t, address("fixed")); status != http.StatusNotFound {
		t.Errorf("beyond the extent of the configuration: %d", status)
	}
}
