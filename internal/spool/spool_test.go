package spool

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A file is what was written to it, wherever it is read.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	rapid.Check(t, func(t *rapid.T) {
		disk := NewDisk(1 << 30)
		f := disk.NewFile()
		var want []byte
		for range rapid.IntRange(0, 8).Draw(t, "writes") {
			b := bytes.Repeat([]byte{byte(len(want))}, rapid.IntRange(0, 2*blockSize).Draw(t, "bytes"))
			want = append(want, b...)
			if n, err := f.Write(b); err != nil || n != len(b) {
				t.Fatal(n, err)
			}
		}
		var all bytes.Buffer
		if _, err := f.WriteTo(&all); err != nil || !bytes.Equal(all.Bytes(), want) || f.Size() != int64(len(want)) {
			t.Fatalf("%v: %d bytes of %d", err, all.Len(), len(want))
		}
		from := rapid.IntRange(0, len(want)).Draw(t, "from")
		to := rapid.IntRange(from, len(want)).Draw(t, "to")
		if got, err := io.ReadAll(f.Section(int64(from), int64(to))); err != nil || !bytes.Equal(got, want[from:to]) {
			t.Fatal(err)
		}
		over := make([]byte, len(want)-from+1)
		if n, err := f.ReadAt(over, int64(from)); err != io.EOF || !bytes.Equal(over[:n], want[from:]) {
			t.Fatal(n, err)
		}
		if err := errors.Join(f.Close(), f.Close()); err != nil || disk.Used() != 0 {
			t.Fatal(err, disk.Used())
		}
	})
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// Records come sorted by their keys and, within one, as they came, however many runs there are.
func TestSorter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := NewDisk(0).NewSorter(2)
		defer func() { _ = s.Close() }()
		s.perRun = rapid.IntRange(1, 50).Draw(t, "run")
		keys := rapid.SliceOfN(rapid.Uint64Range(0, 20), 0, 300).Draw(t, "keys")
		type pair struct {
			key uint64
			at  int
		}
		want := make([]pair, len(keys))
		for i, k := range keys {
			want[i] = pair{k, i}
			if err := s.Add(k, []byte{byte(i), byte(i >> 8)}); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortStableFunc(want, func(a, b pair) int { return int(a.key) - int(b.key) })
		for range 2 {
			var got []pair
			if err := s.Each(func(key uint64, r []byte) error {
				got = append(got, pair{key, int(r[0]) | int(r[1])<<8})
				return nil
			}); err != nil || !slices.Equal(got, want) || s.Len() != int64(len(want)) {
				t.Fatalf("%v, %d\ngot  %v\nwant %v", err, s.Len(), got, want)
			}
		}
	})
}

// What goes beyond the bound is refused, and what was given back can be taken again.
func TestDiskIsBounded(t *testing.T) {
	disk := NewDisk(3 * blockSize)
	a, b := disk.NewFile(), disk.NewFile()
	block := make([]byte, blockSize)
	for _, f := range []*File{a, b, a} {
		if _, err := f.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Write(block); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	if err := errors.Join(a.Close(), b.Close()); err != nil {
		t.Fatal(err)
	}
	c := disk.NewFile()
	if _, err := c.Write(make([]byte, 3*blockSize)); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil || disk.Used() != 0 {
		t.Error(err, disk.Used())
	}
	s := disk.NewSorter(blockSize)
	defer func() { _ = s.Close() }()
	s.perRun = 1
	var err error
	for i := 0; err == nil && i < 9; i++ {
		err = s.Add(uint64(i), block)
	}
	if !errors.Is(err, ErrFull) {
		t.Errorf("sorting: %v", err)
	}
}

func BenchmarkSorter(b *testing.B) {
	s := NewDisk(0).NewSorter(24)
	defer func() { _ = s.Close() }()
	b.SetBytes(24 + keyBytes)
	record := make([]byte, 24)
	key := uint64(1)
	for b.Loop() {
		key = key*6364136223846793005 + 1442695040888963407
		if err := s.Add(key, record); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Each(func(uint64, []byte) error { return nil }); err != nil {
		b.Fatal(err)
	}
}
