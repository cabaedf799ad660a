package render

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	pathpkg "path"
	"strings"
	"time"

	"haavi/styles"
)

// symbolFile is what is known of a file in the folder of symbols.
type symbolFile struct {
	looked, modified time.Time
	size             int64
	digest           string // of its content; empty for what cannot be read
}

const (
	// lookAgain is how long a file is taken for what it was.
	lookAgain = time.Second
	// settled is how old a change must be to be told from another by its time.
	settled = 2 * time.Second
)

// Digest is another text wherever the files that pictures name have other content, and the same on all servers where they have the same. It
// costs little: a file is looked at once a second, and read when its size or time is another.
func (s *Symbols) Digest(pictures []*styles.External) string {
	if s == nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]string, len(pictures))
	for i, e := range pictures {
		if len(e.Inline) == 0 {
			all[i] = s.look(e.Href).digest
		}
	}
	return strings.Join(all, " ")
}

// look tells a file's content by its digest. The caller holds the lock.
func (s *Symbols) look(href string) symbolFile {
	known, ok := s.files[href]
	now := time.Now()
	if ok && now.Sub(known.looked) < lookAgain {
		return known
	}
	seen := symbolFile{looked: now}
	if f, info, err := s.open(href); err == nil {
		_ = f.Close() // nothing was read yet
		seen.modified, seen.size = info.ModTime(), info.Size()
		if ok && seen.modified.Equal(known.modified) && seen.size == known.size && known.looked.Sub(known.modified) > settled {
			seen.digest = known.digest
		} else if raw, err := s.read(href); err == nil {
			seen.digest = digestOf(raw)
		}
	}
	if len(s.files) >= maxPicturesKept {
		clear(s.files)
	}
	s.files[href] = seen
	return seen
}

func digestOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// open opens a file of the folder. An address with a scheme, and an absolute path, name nothing.
func (s *Symbols) open(href string) (*os.File, fs.FileInfo, error) {
	if strings.Contains(href, ":") || strings.HasPrefix(href, "/") {
		return nil, nil, fmt.Errorf("%.60q is not a path in the folder of symbols", href)
	}
	f, err := s.root.Open(pathpkg.Clean(href))
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, info, nil
}
