package cache

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// files keeps tiles in a folder, which several servers may share.
type files struct {
	root    string
	most    int64
	written atomic.Int64 // bytes since the last sweep
	sweep   chan struct{}
	stop    chan struct{}
	stopped sync.WaitGroup
}

const (
	emptyFolder = ".empty" // where the empty tiles are that all others are links to
	touchAfter  = time.Hour
	sweepEvery  = 10 * time.Minute
)

// Files returns a store in a folder, which is made. What is used least goes when there are more than so many bytes.
func Files(folder string, most int64) (Store, error) {
	if err := os.MkdirAll(filepath.Join(folder, emptyFolder), 0o755); err != nil {
		return nil, err
	}
	f := &files{root: folder, most: most, sweep: make(chan struct{}, 1), stop: make(chan struct{})}
	f.stopped.Add(1)
	go f.sweeps()
	return f, nil
}

func (f *files) Name() string { return "files" }

// Get reads a file, and notes now and then that it is used.
func (f *files) Get(_ context.Context, path string) ([]byte, error) {
	name := filepath.Join(f.root, filepath.FromSlash(path))
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > touchAfter {
		now := time.Now()
		_ = os.Chtimes(name, now, now) // without it the tile goes earlier
	}
	return b, nil
}

// Put writes a file that is there whole or not at all. An empty tile is a link to the one of its content.
func (f *files) Put(_ context.Context, path string, blob []byte, empty bool) error {
	name := filepath.Join(f.root, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if empty {
		sum := sha256.Sum256(blob)
		shared := filepath.Join(f.root, emptyFolder, hex.EncodeToString(sum[:16]))
		err := os.Link(shared, name)
		if errors.Is(err, fs.ErrNotExist) {
			if err = f.replace(shared, blob); err == nil {
				err = os.Link(shared, name)
			}
		}
		if err == nil || errors.Is(err, fs.ErrExist) {
			return nil
		} // there are too many links to it, or the file system has none
	}
	if err := f.replace(name, blob); err != nil {
		return err
	}
	if f.written.Add(int64(len(blob))) > f.most/20 {
		select {
		case f.sweep <- struct{}{}:
		default:
		}
	}
	return nil
}

func (f *files) replace(name string, blob []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(blob)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// sweeps keeps the folder within its bounds until the store is closed.
func (f *files) sweeps() {
	defer f.stopped.Done()
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := f.shrink(); err != nil {
			slog.Warn("the folder of cached tiles could not be tidied", "error", err)
		}
		select {
		case <-f.stop:
			return
		case <-tick.C:
		case <-f.sweep:
		}
	}
}

// shrink takes out what was used longest ago, until a tenth of the room is free.
func (f *files) shrink() error {
	type file struct {
		name string
		size int64
		used time.Time
	}
	var all []file
	total := int64(0)
	f.written.Store(0)
	err := f.walk(f.root, func(name string, info fs.FileInfo) error {
		if strings.HasPrefix(filepath.Base(name), ".new-") {
			if time.Since(info.ModTime()) > touchAfter {
				return os.Remove(name) // a server ended while it wrote
			}
			return nil
		}
		total += info.Size()
		all = append(all, file{name, info.Size(), info.ModTime()})
		return nil
	})
	if err != nil || total <= f.most {
		return err
	}
	slices.SortFunc(all, func(a, b file) int { return cmp.Compare(a.used.UnixNano(), b.used.UnixNano()) })
	for _, old := range all {
		if total <= f.most/10*9 {
			break
		}
		if err := os.Remove(old.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= old.size
	}
	return nil
}

// walk visits files below a folder; what others take away meanwhile is no failure.
func (f *files) walk(root string, visit func(name string, info fs.FileInfo) error) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		select {
		case <-f.stop:
			return fs.SkipAll
		default:
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == emptyFolder {
				return fs.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return visit(name, info)
	})
}

// Delete takes out files.
func (f *files) Delete(ctx context.Context, below string, wanted func(string) bool) (n int, err error) {
	err = f.walk(filepath.Join(f.root, filepath.FromSlash(below)), func(name string, _ fs.FileInfo) error {
		rel, err := filepath.Rel(f.root, name)
		if err != nil || !wanted(filepath.ToSlash(rel)) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		n++
		return nil
	})
	return n, err
}

// Close ends the sweeps.
func (f *files) Close() error {
	close(f.stop)
	f.stopped.Wait()
	return nil
}
