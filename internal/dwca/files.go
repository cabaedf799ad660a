package dwca

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// files are the members of an archive: of a zip, of a folder, or one table alone.
type files interface {
	// names lists the members, slash-separated, without the archive's top folder.
	names() []string
	// open opens a member and tells its unpacked size.
	open(name string) (io.ReadCloser, int64, error)
	close() error
}

// checkPath refuses what leads out of an archive or is not a relative path.
func checkPath(name string) error {
	switch {
	case strings.Contains(name, "://"):
		return fmt.Errorf("%q is a URL; only files inside the archive are read: put the file into the archive", name)
	case name == "", strings.ContainsAny(name, "\\\x00"), path.IsAbs(name), len(name) > 1 && name[1] == ':':
		return fmt.Errorf("%q is not a relative path inside the archive", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return fmt.Errorf("%q climbs out of the archive", name)
		}
	}
	return nil
}

// ignored says that a member is litter of an operating system.
func ignored(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(name, "__MACOSX/")
}

type zipFiles struct {
	r       *zip.ReadCloser
	members map[string]*zip.File
	list    []string
}

func openZip(name string, l Limits) (*zipFiles, error) {
	fi, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	r, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("the zip file cannot be read: %w", err)
	}
	z := &zipFiles{r: r, members: make(map[string]*zip.File, len(r.File))}
	if err := z.check(fi.Size(), l); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return z, nil
}

// check looks at every entry before anything is unpacked.
func (z *zipFiles) check(size int64, l Limits) error {
	if len(z.r.File) > l.Files {
		return fmt.Errorf("the zip holds %d files, the limit is %d", len(z.r.File), l.Files)
	}
	var total uint64
	for _, f := range z.r.File {
		if err := checkPath(f.Name); err != nil {
			return fmt.Errorf("zip entry %w", err)
		}
		if f.FileInfo().IsDir() || ignored(f.Name) {
			continue
		}
		if !f.Mode().IsRegular() {
			return fmt.Errorf("zip entry %q is a link or device; only plain files are read", f.Name)
		}
		if u := f.UncompressedSize64; u > 1<<20 && u/uint64(l.Ratio) > f.CompressedSize64 {
			return fmt.Errorf("zip entry %q unpacks to more than %d times its size, as a zip bomb does; if it is sound, raise the limit", f.Name, l.Ratio)
		}
		if total += f.UncompressedSize64; f.UncompressedSize64 > uint64(l.Total) || total > uint64(l.Total) {
			return fmt.Errorf("the zip unpacks to more than the limit of %d bytes", l.Total)
		}
		if _, twice := z.members[f.Name]; twice {
			return fmt.Errorf("zip entry %q is there twice", f.Name)
		}
		z.members[f.Name] = f
		z.list = append(z.list, f.Name)
	}
	if total > 1<<20 && total/uint64(l.Ratio) > uint64(size) {
		return fmt.Errorf("the zip unpacks to more than %d times its size, as a zip bomb does; if it is sound, raise the limit", l.Ratio)
	}
	z.stripTop()
	return nil
}

// stripTop takes away a single folder that everything was zipped in.
func (z *zipFiles) stripTop() {
	if len(z.list) == 0 {
		return
	}
	top, _, ok := strings.Cut(z.list[0], "/")
	if !ok {
		return
	}
	for _, n := range z.list {
		if !strings.HasPrefix(n, top+"/") {
			return
		}
	}
	members := make(map[string]*zip.File, len(z.members))
	for i, n := range z.list {
		z.list[i] = n[len(top)+1:]
		members[z.list[i]] = z.members[n]
	}
	z.members = members
}

func (z *zipFiles) names() []string { return z.list }
func (z *zipFiles) close() error    { return z.r.Close() }

func (z *zipFiles) open(name string) (io.ReadCloser, int64, error) {
	f := z.members[path.Clean(name)]
	if f == nil {
		return nil, 0, fmt.Errorf("%q is not in the archive: %w", name, fs.ErrNotExist)
	}
	r, err := f.Open()
	if err != nil {
		return nil, 0, fmt.Errorf("zip entry %q: %w", name, err)
	}
	size := int64(f.UncompressedSize64)
	return &bounded{r: r, name: name, left: size}, size, nil
}

// bounded fails when an entry holds more than its header says: the limits were checked against the header.
type bounded struct {
	r    io.ReadCloser
	name string
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("zip entry %q is larger than its header says", b.name)
	}
	return n, err
}

func (b *bounded) Close() error { return b.r.Close() }

// dirFiles reads a folder; os.Root keeps links from leading out of it.
type dirFiles struct {
	root *os.Root
	list []string
}

func openDir(name string, l Limits) (*dirFiles, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	d := &dirFiles{root: root}
	err = fs.WalkDir(root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || ignored(p) {
			return err
		}
		if d.list = append(d.list, p); len(d.list) > l.Files {
			return fmt.Errorf("the folder holds more than %d files", l.Files)
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return d, nil
}

func (d *dirFiles) names() []string { return d.list }
func (d *dirFiles) close() error    { return d.root.Close() }

func (d *dirFiles) open(name string) (io.ReadCloser, int64, error) {
	f, err := d.root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, 0, fmt.Errorf("%q cannot be opened: %w", name, err)
	}
	fi, err := f.Stat()
	if err == nil && !fi.Mode().IsRegular() {
		err = fmt.Errorf("%q is not a plain file", name)
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, fi.Size(), nil
}

// oneFile is a table that stands alone.
type oneFile struct{ path string }

func (o oneFile) names() []string { return []string{filepath.Base(o.path)} }
func (o oneFile) close() error    { return nil }

func (o oneFile) open(string) (io.ReadCloser, int64, error) {
	f, err := os.Open(o.path)
	if err != nil {
		return nil, 0, err
	}
	fi, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, fi.Size(), nil
}
