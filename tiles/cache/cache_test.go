package cache_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"pgregory.net/rapid"

	"haavi/tiles/cache"
)

func key(x uint64, state string) *cache.Key {
	return &cache.Key{Layers: []cache.Layer{{Name: "species", Fingerprint: "f", State: state}}, Set: "WebMercatorQuad", Z: 7, X: x, Y: 3, Format: "mvt"}
}

func tile(body string) *cache.Tile {
	return &cache.Tile{MediaType: "text/plain", Tag: `W/"` + body + `"`, Thinned: 3, Gzip: true, Body: []byte(body), Empty: body == ""}
}

// ask gets a tile and says whether it was made.
func ask(t *testing.T, c *cache.Cache, k *cache.Key, body string) (got *cache.Tile, made bool) {
	t.Helper()
	got, err := c.Get(t.Context(), k, func(context.Context) (*cache.Tile, error) {
		made = true
		return tile(body), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, made
}

// stores opens each kind of store; two calls of a function give two clients of the same store.
func stores(t *testing.T) map[string]func() cache.Store {
	t.Helper()
	must := func(s cache.Store, err error) cache.Store {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	dir, r := t.TempDir(), miniredis.RunT(t)
	backend := s3mem.New()
	if err := backend.CreateBucket("tiles"); err != nil {
		t.Fatal(err)
	}
	s3 := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(s3.Close)
	return map[string]func() cache.Store{
		"files": func() cache.Store { return must(cache.Files(dir, 1<<30)) },
		"redis": func() cache.Store { return must(cache.Redis("redis://"+r.Addr()+"/0", "test", time.Hour)) },
		"s3": func() cache.Store {
			return must(cache.S3(cache.S3Options{Endpoint: s3.URL, Bucket: "tiles", Prefix: "a/b", AccessKey: "k", SecretKey: "s"}))
		},
	}
}

// What one server keeps in a store, another finds; what is purged, nobody does.
func TestStoresAreShared(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			options := func() cache.Options {
				return cache.Options{Memory: 1 << 20, Stores: []cache.Store{open()}, Timeout: 5 * time.Second}
			}
			one, two := cache.New(options()), cache.New(options())
			for x := range uint64(3) {
				ask(t, one, key(x, "now"), fmt.Sprint("body ", x))
			}
			ask(t, one, key(3, "now"), "")
			ask(t, one, key(4, "now"), "")
			if err := one.Close(); err != nil { // all is written
				t.Fatal(err)
			}
			for x := range uint64(3) {
				if got, made := ask(t, two, key(x, "now"), "other"); made || !reflect.DeepEqual(got, tile(fmt.Sprint("body ", x))) {
					t.Errorf("tile %d: %+v, made %t", x, got, made)
				}
			}
			for x := range uint64(2) {
				if got, made := ask(t, two, key(3+x, "now"), "other"); made || !got.Empty {
					t.Errorf("an empty tile: %+v, made %t", got, made)
				}
			}
			if _, made := ask(t, two, key(0, "later"), "new"); !made {
				t.Error("a tile of an old state is served")
			}
			if err := two.Close(); err != nil {
				t.Fatal(err)
			}
			three := cache.New(cache.Options{Stores: []cache.Store{open()}, Timeout: 5 * time.Second})
			for _, r := range []struct {
				r    cache.Range
				want int
			}{
				{cache.Range{Layers: []string{"other"}, MaxZoom: cache.AllZooms}, 0}, {cache.Range{Layers: []string{"species"}, MinZoom: 8, MaxZoom: 9}, 0},
				{cache.Range{Layers: []string{"species"}, MaxZoom: 7, Within: func(set string, z int, x, y uint64) bool {
					return set == "WebMercatorQuad" && z == 7 && x == 1 && y == 3
				}}, 1},
				{cache.Range{MaxZoom: cache.AllZooms}, 5},
			} {
				if n, err := three.Purge(t.Context(), r.r); err != nil || n != r.want {
					t.Errorf("purged %d of %+v, want %d: %v", n, r.r, r.want, err)
				}
			}
			if _, made := ask(t, three, key(0, "now"), "again"); !made {
				t.Error("a tile that was purged is served")
			}
			if err := three.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestWithoutStateNothingIsKept(t *testing.T) {
	c := cache.New(cache.Options{Memory: 1 << 20})
	defer c.Close()
	for range 2 {
		if _, made := ask(t, c, key(1, ""), "x"); !made {
			t.Error("kept")
		}
	}
}

// Many who ask for a cold tile wait for one; that the first goes away changes nothing for the others, and the work ends when all have.
func TestOneMakesForAll(t *testing.T) {
	c := cache.New(cache.Options{Memory: 1 << 20})
	defer c.Close()
	var made atomic.Int64
	begun, release := make(chan struct{}), make(chan struct{})
	maker := func(ctx context.Context) (*cache.Tile, error) {
		made.Add(1)
		close(begun)
		select {
		case <-release:
			return tile("x"), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	first, leave := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := c.Get(first, key(1, "s"), maker)
		gone <- err
	}()
	<-begun
	var all sync.WaitGroup
	var waiting atomic.Int64
	for range 15 {
		all.Go(func() {
			waiting.Add(1)
			if got, err := c.Get(t.Context(), key(1, "s"), maker); err != nil || string(got.Body) != "x" {
				t.Errorf("%+v: %v", got, err)
			}
		})
	}
	for waiting.Load() < 15 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(20 * time.Millisecond)
	leave()
	close(release)
	all.Wait()
	if err := <-gone; err != nil {
		t.Errorf("who left, and made the tile for the others: %v", err)
	}
	if n := made.Load(); n != 1 {
		t.Errorf("made %d times", n)
	}
	alone, leave := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		_, _ = c.Get(alone, key(2, "s"), func(ctx context.Context) (*cache.Tile, error) {
			leave()
			<-ctx.Done()
			close(ended)
			return nil, ctx.Err()
		})
	}()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("a tile that nobody waits for is still being made")
	}
	if _, made := ask(t, c, key(2, "s"), "y"); !made {
		t.Error("what was given up is kept")
	}
	broken := errors.New("broken")
	if _, err := c.Get(t.Context(), key(3, "s"), func(context.Context) (*cache.Tile, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("the maker's error: %v", err)
	}
	if _, err := c.Get(t.Context(), key(3, "s"), func(context.Context) (*cache.Tile, error) { panic("a fault") }); err == nil {
		t.Error("a panic is no error")
	}
	if _, made := ask(t, c, key(3, "s"), "z"); !made {
		t.Error("an error is kept")
	}
}

// A store that dies, and one that never answers, fail no request and are soon left alone.
func TestBrokenStores(t *testing.T) {
	r := miniredis.RunT(t)
	dead, err := cache.Redis("redis://"+r.Addr()+"/0", "test", 0)
	if err != nil {
		t.Fatal(err)
	}
	c := cache.New(cache.Options{Stores: []cache.Store{dead, slow{}}, Timeout: 10 * time.Millisecond})
	ask(t, c, key(0, "s"), "x")
	r.Close()
	for x := range uint64(40) {
		if got, _ := ask(t, c, key(x+1, "s"), "x"); string(got.Body) != "x" {
			t.Fatalf("%+v", got)
		}
	}
	if s := c.Stats(); s.Made != 41 || s.Failures == 0 || s.Skipped < 20 {
		t.Errorf("%+v", s)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

type slow struct{}

func (slow) Name() string { return "slow" }
func (slow) Get(ctx context.Context, _ string) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
func (slow) Put(ctx context.Context, _ string, _ []byte, _ bool) error {
	<-ctx.Done()
	return ctx.Err()
}
func (slow) Delete(context.Context, string, func(string) bool) (int, error) { return 0, nil }
func (slow) Close() error                                                   { return nil }

// Damaged files are made anew, and the folder keeps within its bound.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	open := func(most int64) *cache.Cache {
		s, err := cache.Files(dir, most)
		if err != nil {
			t.Fatal(err)
		}
		return cache.New(cache.Options{Stores: []cache.Store{s}, Timeout: 5 * time.Second})
	}
	size := func(damage bool) (total int64) {
		_ = filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				if info, err := d.Info(); err == nil {
					total += info.Size()
				}
				if damage {
					_ = os.WriteFile(name, []byte("HVT1 and something else"), 0o600)
				}
			}
			return nil
		})
		return total
	}
	c := open(1 << 30)
	ask(t, c, key(1, "s"), "whole")
	c.Close()
	size(true)
	c = open(1 << 30)
	if got, made := ask(t, c, key(1, "s"), "anew"); !made || string(got.Body) != "anew" {
		t.Errorf("a damaged file: %+v, made %t", got, made)
	}
	c.Close()
	c = open(1 << 20)
	for x := range uint64(60) {
		ask(t, c, key(x, "s"), strings.Repeat("x", 50_000))
	}
	for deadline := time.Now().Add(10 * time.Second); size(false) > 12<<17; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the folder has %d bytes", size(false))
		}
	}
	c.Close()
}

// Keys that differ in anything are kept apart.
func TestKeysNeverMeet(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "a", "b", "ab", "a\x00b", "+", "1"})
	one := rapid.Custom(func(t *rapid.T) cache.Key {
		layers := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) cache.Layer {
			return cache.Layer{Name: rapid.SampledFrom([]string{"a", "b", "a+b"}).Draw(t, "name"), Fingerprint: text.Draw(t, "fingerprint"), State: "s" + text.Draw(t, "state")}
		}), 1, 3).Draw(t, "layers")
		number := rapid.IntRange(0, 2)
		return cache.Key{Layers: layers, Style: text.Draw(t, "style"), StyleHash: text.Draw(t, "hash"), Filter: text.Draw(t, "filter"),
			Caller: text.Draw(t, "caller"), Recipe: text.Draw(t, "recipe"), Set: text.Draw(t, "set"), Z: number.Draw(t, "z"), X: uint64(number.Draw(t, "x")),
			Y: uint64(number.Draw(t, "y")), Format: text.Draw(t, "format"), Size: number.Draw(t, "size")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a := one.Draw(t, "a")
		b := a
		if rapid.Bool().Draw(t, "near") { // differs in one thing only, or in nothing
			c := one.Draw(t, "c")
			from, to := reflect.ValueOf(c), reflect.ValueOf(&b).Elem()
			i := rapid.IntRange(0, from.NumField()-1).Draw(t, "field")
			to.Field(i).Set(from.Field(i))
		} else {
			b = one.Draw(t, "b")
		}
		c := cache.New(cache.Options{Memory: 1 << 20})
		defer c.Close()
		_, err := c.Get(context.Background(), &a, func(context.Context) (*cache.Tile, error) { return tile("a"), nil })
		made := false
		got, err2 := c.Get(context.Background(), &b, func(context.Context) (*cache.Tile, error) { made = true; return tile("b"), nil })
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if same := reflect.DeepEqual(a, b); made == same || string(got.Body) == "a" != same {
			t.Fatalf("%+v and %+v: same %t, made %t", a, b, same, made)
		}
	})
}

func BenchmarkHit(b *testing.B) {
	c := cache.New(cache.Options{Memory: 1 << 20})
	defer c.Close()
	maker := func(context.Context) (*cache.Tile, error) { return tile("x"), nil }
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(b.Context(), key(1, "s"), maker); err != nil {
			b.Fatal(err)
		}
	}
}

// A tile asked for without compression is kept so too, within the bound of the memory, and goes with the other form.
func TestPlainFormIsKeptBeside(t *testing.T) {
	c := cache.New(cache.Options{Memory: 1 << 20})
	defer c.Close()
	text := strings.Repeat("Parus major ", 1000)
	zipped := func(x uint64) *cache.Tile {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := c.Get(t.Context(), key(x, "s"), func(context.Context) (*cache.Tile, error) {
			return &cache.Tile{MediaType: "text/plain", Tag: "a", Thinned: 2, Gzip: true, Body: b.Bytes()}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if c.Held(key(1, "s"), false) != nil {
		t.Error("held before it was made")
	}
	one := zipped(1)
	if c.Held(key(1, "s"), false) != one || c.Held(key(1, "s"), true) != nil || c.Held(key(1, "other"), false) != nil || c.Held(key(1, ""), false) != nil {
		t.Error("memory holds another form than was made")
	}
	plain, err := c.Plain(key(1, "s"), one)
	if want := (&cache.Tile{MediaType: "text/plain", Tag: "a", Thinned: 2, Body: []byte(text)}); err != nil || !reflect.DeepEqual(plain, want) {
		t.Fatalf("plain %+v, %v", plain, err)
	}
	again, err := c.Plain(key(1, "s"), one)
	if err != nil || again != plain || c.Held(key(1, "s"), true) != plain || c.Held(key(1, "s"), false) != one {
		t.Error("the plain form was not kept beside the other")
	}
	if n, err := c.Purge(t.Context(), cache.Range{MaxZoom: cache.AllZooms}); n != 1 || err != nil || c.Held(key(1, "s"), true) != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	if again, err = c.Plain(key(1, "s"), one); err != nil || len(again.Body) != len(text) || c.Held(key(1, "s"), true) != nil {
		t.Error("a plain form is kept without its tile")
	}
	if _, err := c.Plain(key(1, "s"), &cache.Tile{Gzip: true, Body: []byte("damaged")}); err == nil {
		t.Error("a damaged tile was inflated")
	}
	const many = 400 // whose plain forms are five times the bound
	for x := range uint64(many) {
		if _, err := c.Plain(key(x, "s"), zipped(x)); err != nil {
			t.Fatal(err)
		}
	}
	var held int
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) { // what is too much goes beside requests
		held = 0
		for x := range uint64(many) {
			if c.Held(key(x, "s"), true) != nil {
				held++
			}
		}
		if held*len(text) <= 1<<20 || time.Now().After(deadline) {
			break
		}
	}
	if held == 0 || held*len(text) > 1<<20 {
		t.Errorf("%d plain tiles of %d bytes are held in %d", held, len(text), 1<<20)
	}
}
