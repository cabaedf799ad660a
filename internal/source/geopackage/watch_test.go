package geopackage_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"haavi/internal/query"
	"haavi/internal/source"
)

// A file's state is the same to all who watch it, has no name while the file is written, and is another after it was replaced.
func TestWatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "birds.gpkg")
	write(t, path, smallSchema(), points(3))
	ctx, stop := context.WithCancel(t.Context())
	told, done := make(chan []string, 100), make(chan error)
	for range 2 {
		s := openFile(t, path)
		go func() {
			done <- s.Watch(ctx, []query.Relation{{Table: "birds"}, {SQL: "SELECT * FROM birds WHERE day > date('now')"}}, source.Observer{States: func(s []string) { told <- []string{s[0], s[1]} }})
		}()
	}
	settled := func(not string) string {
		for seen := map[string]int{}; ; {
			select {
			case s := <-told:
				if seen[s[0]]++; s[1] != "" {
					t.Fatalf("a statement that asks for the time has the state %q", s[1])
				}
				if s[0] != "" && s[0] != not && seen[s[0]] == 2 {
					return s[0]
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("no state but %v was told", seen)
			}
		}
	}
	first := settled("")
	write(t, path, smallSchema(), points(4))
	settled(first)
	stop()
	if err := errors.Join(<-done, <-done); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
