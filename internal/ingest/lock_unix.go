//go:build unix

package ingest

import (
	"errors"
	"os"
	"syscall"
)

// lockFolder waits until no other import writes to the folder. The lock goes
// with the process, so a crash leaves none.
func lockFolder(dir string) (unlock func() error, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for {
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil && !errors.Is(err, syscall.ENOTSUP) && !errors.Is(err, syscall.ENOLCK) {
		return nil, errors.Join(err, f.Close())
	}
	done := false
	return func() error {
		if done {
			return nil
		}
		done = true
		return f.Close()
	}, nil
}
