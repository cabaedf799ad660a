package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
)

// startServer runs "haavi serve" with the arguments, in this process and on a free port, until the test ends. It returns
// the address, without a slash at the end.
func startServer(t *testing.T, args ...string) string {
	t.Helper()
	return startProgram(t, append([]string{"serve"}, args...)...)
}

// startProgram runs a command that serves.
func startProgram(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	started, done := make(chan string, 1), make(chan int, 1)
	var stderr syncBuffer
	p := &program{stdout: io.Discard, stderr: &stderr, env: os.LookupEnv, started: func(url string) { started <- url }}
	go func() { done <- p.run(ctx, append(args, "--listen", "127.0.0.1:0")) }()
	select {
	case url := <-started:
		t.Cleanup(func() {
			stop()
			if code := <-done; code != exitDone {
				t.Errorf("haavi %s ended with exit code %d\n%s", strings.Join(args, " "), code, stderr.String())
			}
			if t.Failed() {
				t.Logf("haavi %s\n%s", strings.Join(args, " "), stderr.String())
			}
		})
		return strings.TrimRight(url, "/")
	case code := <-done:
		stop()
		t.Fatalf("haavi %s did not start: exit code %d\n%s", strings.Join(args, " "), code, stderr.String())
		return ""
	}
}

// get asks for an address and returns the status, the headers and the body.
func get(t *testing.T, url string) (int, http.Header, []byte) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return resp.StatusCode, resp.Header, body
}

// syncBuffer is a buffer that several goroutines may write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
