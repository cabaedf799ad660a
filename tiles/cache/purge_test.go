package cache_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"pgregory.net/rapid"

	"haavi/tiles/cache"
)

// A purge takes out the tiles of its layers, whatever they are called and however many are in a tile, and no other tile.
func TestPurgeKeepsToItsLayers(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(root, "")
		if err != nil {
			rt.Fatal(err)
		}
		store, err := cache.Files(dir, 1<<30)
		if err != nil {
			rt.Fatal(err)
		}
		name := rapid.OneOf(rapid.SampledFrom([]string{"a", "b", "a+b", "a b", "~a", "~", "a%2Bb", "a.b", "..", "Åland"}), rapid.StringMatching(`[a-c+~]{1,3}`),
			rapid.Custom(func(t *rapid.T) string { return strings.Repeat("ä", 40) + rapid.StringMatching(`[ab]`).Draw(t, "end") }))
		tiles := rapid.SliceOfN(rapid.SliceOfNDistinct(name, 1, 8, rapid.ID), 1, 6).Draw(rt, "tiles")
		if rapid.Bool().Draw(rt, "many") {
			many := make([]string, 80)
			for i := range many {
				many[i] = fmt.Sprintf("layer %d of many", i)
			}
			tiles = append(tiles, append(many, name.Draw(rt, "last")))
		}
		wanted := rapid.SliceOfN(name, 0, 2).Draw(rt, "wanted")
		c := cache.New(cache.Options{Memory: 1 << 20, Stores: []cache.Store{store}, Timeout: 5 * time.Second})
		want := 0
		for i, names := range tiles {
			k := key(uint64(i), "now")
			k.Layers = nil
			for _, n := range names {
				k.Layers = append(k.Layers, cache.Layer{Name: n, State: "now"})
			}
			ask(t, c, k, fmt.Sprint(i))
			if len(wanted) == 0 || slices.ContainsFunc(wanted, func(n string) bool { return slices.Contains(names, n) }) {
				want++
			}
		}
		r := cache.Range{Layers: wanted, MaxZoom: cache.AllZooms}
		if n := c.Forget(r); n != want {
			rt.Errorf("%d tiles of %q taken out of the memory, want %d", n, wanted, want)
		}
		if err := c.Close(); err != nil { // all is written
			rt.Fatal(err)
		}
		if store, err = cache.Files(dir, 1<<30); err != nil {
			rt.Fatal(err)
		}
		c = cache.New(cache.Options{Stores: []cache.Store{store}})
		if n, err := c.Purge(t.Context(), r); err != nil || n != want {
			rt.Errorf("%d tiles of %q taken out of the files, want %d: %v", n, wanted, want, err)
		}
		if err := c.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}

// What is being made while a purge comes is answered, and not kept: it may show what the purge was for.
func TestWhatWasBegunBeforeAPurgeIsNotKept(t *testing.T) {
	r := miniredis.RunT(t)
	store, err := cache.Redis("redis://"+r.Addr()+"/0", "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := cache.New(cache.Options{Memory: 1 << 20, Stores: []cache.Store{store}, Timeout: 5 * time.Second})
	got, err := c.Get(t.Context(), key(1, "now"), func(context.Context) (*cache.Tile, error) {
		c.Forget(cache.Range{MaxZoom: cache.AllZooms})
		return tile("old"), nil
	})
	if err != nil || string(got.Body) != "old" {
		t.Fatalf("%v %v", got, err)
	}
	if _, made := ask(t, c, key(1, "now"), "new"); !made {
		t.Error("a tile that was begun before the purge is served after it")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if keys := r.Keys(); len(keys) != 1 {
		t.Errorf("Redis has %q", keys)
	}
}

// Servers hear through Redis what one of them tells, and that they missed something while they were cut off.
func TestServersHearThroughRedis(t *testing.T) {
	r := miniredis.RunT(t)
	open := func() *cache.Cache {
		store, err := cache.Redis("redis://"+r.Addr()+"/0", "test", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return cache.New(cache.Options{Stores: []cache.Store{store}})
	}
	teller := open()
	defer teller.Close()
	var listeners []chan string
	for range 2 {
		c, heard, done := open(), make(chan string, 10), make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		go func() {
			defer close(done)
			c.Listen(ctx, func(text string) { heard <- text })
		}()
		t.Cleanup(func() {
			stop()
			<-done
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
		listeners = append(listeners, heard)
	}
	subscribed := func() bool { return r.PubSubNumSub("test:.told")["test:.told"] == 2 }
	wait := func(what string, is func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal(what)
			}
		}
	}
	next := func(heard chan string) string {
		t.Helper()
		select {
		case text := <-heard:
			return text
		case <-time.After(20 * time.Second):
			t.Fatal("nothing is heard")
			return ""
		}
	}
	wait("nobody listens", subscribed)
	if n, err := teller.Tell(t.Context(), "one"); n != 1 || err != nil {
		t.Fatalf("told through %d stores: %v", n, err)
	}
	for _, heard := range listeners {
		if text := next(heard); text != "one" {
			t.Errorf("heard %q", text)
		}
	}
	r.Close()
	if _, err := r.Incr("test:.told", 1); err != nil { // what one who was not cut off tells
		t.Fatal(err)
	}
	if err := r.Restart(); err != nil {
		t.Fatal(err)
	}
	for _, heard := range listeners {
		if text := next(heard); text != "" {
			t.Errorf("after being cut off %q is heard", text)
		}
	}
	r.Close() // nothing is told meanwhile
	if err := r.Restart(); err != nil {
		t.Fatal(err)
	}
	wait("nobody listens again", subscribed)
	if n, err := teller.Tell(t.Context(), "two"); n != 1 || err != nil {
		t.Fatalf("told through %d stores: %v", n, err)
	}
	for _, heard := range listeners {
		if text := next(heard); text != "two" {
			t.Errorf("heard %q", text)
		}
	}
}
