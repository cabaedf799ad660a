package testdb

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// startCluster makes a PostgreSQL cluster in a temporary folder and starts it, reachable by a Unix socket alone.
func startCluster() (server, error) {
	bin, err := binaries()
	if err != nil {
		return server{}, err
	}
	removeStale()
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", prefix, os.Getpid()))
	if err != nil {
		return server{}, err
	}
	attr, err := unprivileged(dir)
	if err != nil {
		return server{}, errors.Join(err, os.RemoveAll(dir))
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
	initdb.SysProcAttr, initdb.Dir = attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return server{}, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(dir))
	}
	stop, err := launch(bin, data, dir, attr)
	if err != nil {
		return server{}, errors.Join(err, os.RemoveAll(dir))
	}
	return server{
		admin: fmt.Sprintf("postgres://postgres@/postgres?host=%s&sslmode=disable", dir),
		stop:  func() { stop(); os.RemoveAll(dir) },
	}, nil
}

const prefix = "haavi-testdb-"

// binaries finds initdb and postgres, which Debian keeps out of PATH.
func binaries() (string, error) {
	dirs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		if target, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(target))
		}
	}
	for i := len(dirs) - 1; i >= 0; i-- {
		if _, err := os.Stat(filepath.Join(dirs[i], "initdb")); err == nil {
			return dirs[i], nil
		}
	}
	return "", errors.New("initdb was not found (Debian: postgresql, postgresql-postgis); or set HAAVI_TEST_DSN to a server's address")
}

// unprivileged gives the folder to the user postgres when the tests run as root, which PostgreSQL refuses to do.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{}
	if os.Getuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("root cannot run PostgreSQL: %w", err)
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2, os.Chown(dir, uid, gid)); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, nil
}

// launch starts the server and waits until it answers. It is told to end with this process, however that ends.
func launch(bin, data, socket string, attr *syscall.SysProcAttr) (stop func(), err error) {
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", socket, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=100", "-c", "shared_buffers=64MB", "-c", "timezone=Europe/Helsinki")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: attr.Credential, Pdeathsig: syscall.SIGQUIT}
	cmd.Dir = socket
	log, err := os.Create(filepath.Join(socket, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	started, ended := make(chan error, 1), make(chan struct{})
	go func() {
		// The signal comes when the thread that started the child ends, so this thread must stay.
		runtime.LockOSThread()
		started <- cmd.Start()
		_ = cmd.Wait() // how it ended does not matter any more
		close(ended)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGQUIT)
		<-ended
	}
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		probe := exec.Command(filepath.Join(bin, "pg_isready"), "-q", "-h", socket, "-U", "postgres")
		if probe.Run() == nil {
			return stop, nil
		}
		select {
		case <-ended:
			text, _ := os.ReadFile(filepath.Join(socket, "log"))
			return nil, fmt.Errorf("PostgreSQL did not start: %s", text)
		case <-time.After(50 * time.Millisecond):
		}
	}
	stop()
	return nil, errors.New("PostgreSQL did not answer within 30 seconds")
}

// removeStale takes away the folders of processes that were killed.
func removeStale() {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return
	}
	for _, d := range dirs {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(d), prefix), "-")
		n, err := strconv.Atoi(pid)
		if err == nil && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			os.RemoveAll(d)
		}
	}
}
