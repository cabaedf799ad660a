package gpkg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"haavi/internal/spool"
)

// Options are the choices of Create. The zero value is usable.
type Options struct {
	// LastChange is written to gpkg_contents, for files that must come out the
	// same twice; the zero time means now.
	LastChange time.Time
	// Keep starts from the file that is at the path, when there is one: its
	// tables stay, except those that are added anew or dropped.
	Keep bool
	// Disk bounds the file and what waits beside it until the R-trees are built, 32 bytes for each feature; nil means without a
	// bound. The file takes its share until Abort.
	Disk *spool.Disk
	// Cache is how many bytes of the file SQLite holds in memory; 0 means 32 MiB, which building indexes of columns makes use of.
	Cache int
}

func (o Options) withDefaults() Options {
	if o.LastChange.IsZero() {
		o.LastChange = time.Now()
	}
	if o.Cache <= 0 {
		o.Cache = 32 << 20
	}
	return o
}

// File is a GeoPackage under construction. It is not safe for concurrent use.
// After an error of any method the file can only be aborted.
type File struct {
	path, temp string
	o          Options
	db         *db
	share      spool.Share
	layers     []*LayerWriter
	err        error // the first failure, which makes Close fail
}

// Create starts a file that will be at path once Close has succeeded. Until then
// it is a hidden file in the same folder.
func Create(path string, o Options) (*File, error) {
	o = o.withDefaults()
	kept := false
	if o.Keep {
		switch _, err := os.Stat(path); {
		case err == nil:
			kept = true
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return nil, err
	}
	f := &File{path: path, temp: tmp.Name(), o: o, share: o.Disk.Share()}
	if err := tmp.Close(); err != nil {
		return nil, errors.Join(err, f.Abort())
	}
	if err := f.begin(kept); err != nil {
		return nil, errors.Join(full(err), f.Abort())
	}
	return f, nil
}

func (f *File) begin(kept bool) (err error) {
	if kept {
		if err := copyInto(f.path, f.temp); err != nil {
			return err
		}
	}
	if f.db, err = openDB("file:" + uriPath(f.temp)); err != nil {
		return err
	}
	// Nobody sees the file yet and a failure throws it away, so neither a
	// journal nor locks nor syncs before the end are of any use.
	for _, p := range []string{"PRAGMA page_size=4096", "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF",
		"PRAGMA locking_mode=EXCLUSIVE", fmt.Sprintf("PRAGMA cache_size=-%d", f.o.Cache>>10), "PRAGMA foreign_keys=OFF", "PRAGMA trusted_schema=OFF", "BEGIN"} {
		if err := f.db.exec(p); err != nil {
			return err
		}
	}
	return createCore(f.db, kept)
}

// copyInto writes a consistent copy of the GeoPackage at from to the empty file at to.
func copyInto(from, to string) error {
	src, err := openDB("file:" + uriPath(from) + "?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(from), err)
	}
	row, err := src.row("SELECT count(*) FROM sqlite_master WHERE name = 'gpkg_contents'")
	if err == nil && row[0] == int64(0) {
		err = errors.New("the file is an SQLite database but not a GeoPackage")
	} else if err != nil {
		err = fmt.Errorf("the file is not a GeoPackage that can be read: %w", err)
	}
	if err == nil {
		err = src.exec("VACUUM INTO ?", to)
	}
	if cerr := src.close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(from), err)
	}
	return nil
}

// uriPath escapes what has a meaning in an SQLite file URI.
func uriPath(p string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(p)
}

// grow takes the room on disk that the file has come to need.
func (f *File) grow() error {
	st, err := os.Stat(f.temp)
	if err != nil {
		return err
	}
	return f.share.Grow(st.Size())
}

// fail remembers the first error.
func (f *File) fail(err error) error {
	err = full(err)
	if f.err == nil {
		f.err = err
	}
	return err
}

// Close builds the indexes, writes extents and counts, and moves the file to its
// place. When it fails the place is as it was, and no other file is left.
func (f *File) Close() error {
	if f.db == nil {
		return errors.New("GeoPackage is closed already")
	}
	if err := f.finish(); err != nil {
		return errors.Join(full(err), f.Abort())
	}
	return nil
}

func (f *File) finish() error {
	if f.err != nil {
		return f.err
	}
	for _, w := range f.layers {
		if err := w.finish(); err != nil {
			return fmt.Errorf("table %s: %w", w.name, err)
		}
	}
	if err := f.db.exec("COMMIT"); err != nil {
		return err
	}
	err := f.db.close()
	f.db = nil
	if err != nil {
		return err
	}
	if err := f.grow(); err != nil {
		return err
	}
	if err := syncFile(f.temp); err != nil {
		return err
	}
	if err := releaseTarget(f.path); err != nil {
		return err
	}
	if err := os.Chmod(f.temp, targetMode(f.path)); err != nil {
		return err
	}
	if err := os.Rename(f.temp, f.path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(f.path))
}

// Abort throws the file away. It may be called at any time; after Close it leaves the file, and only gives back its share of the disk.
func (f *File) Abort() error {
	var errs []error
	for _, w := range f.layers {
		if w.index != nil {
			errs = append(errs, w.index.close())
		}
	}
	if f.db != nil {
		// A connection with an open transaction and no journal cannot roll
		// back; the file goes anyway, so the error says nothing.
		_ = f.db.close()
		f.db = nil
	}
	for _, p := range []string{f.temp, f.temp + "-journal"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	f.share.Release()
	return errors.Join(errs...)
}

// releaseTarget makes sure that no write-ahead log or journal of the file that
// is to be replaced stays behind: SQLite would replay it into the new file.
func releaseTarget(path string) error {
	if !exists(path+"-wal") && !exists(path+"-journal") {
		return nil
	}
	if exists(path) {
		d, err := openDB("file:" + uriPath(path) + "?_pragma=busy_timeout(10000)")
		if err != nil {
			return err
		}
		_, err = d.row("PRAGMA wal_checkpoint(TRUNCATE)")
		if cerr := d.close(); err == nil {
			err = cerr
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	if exists(path+"-wal") || exists(path+"-journal") {
		return fmt.Errorf("%s is open in another program, which keeps a write-ahead log or journal beside it; close it there and try again", filepath.Base(path))
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// targetMode is the permission of the file to be replaced, or that of a new file that all may read.
func targetMode(path string) fs.FileMode {
	if fi, err := os.Stat(path); err == nil {
		return fi.Mode().Perm()
	}
	return 0o644
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	// Some file systems cannot sync a folder; the rename has happened all the same.
	_ = d.Sync()
	return d.Close()
}
