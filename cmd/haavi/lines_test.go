package main

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"haavi/config"
)

func lines(t *testing.T) (*syncBuffer, *lineBuffer, *slog.Logger) {
	t.Helper()
	var out syncBuffer
	b := newLineBuffer(&out)
	t.Cleanup(b.Close)
	return &out, b, slog.New(prompt{newLogger(b, config.Log{Level: "info"}).Handler(), b})
}

// No line is lost or cut, whoever logs, and those of one come in order.
func TestAllLinesAreWritten(t *testing.T) {
	out, b, log := lines(t)
	const each = 2000
	var all sync.WaitGroup
	for who := range 4 {
		all.Go(func() {
			for i := range each {
				log.With("who", who).Info("a line", "n", i)
			}
		})
	}
	all.Wait()
	b.Close()
	next := make([]int, 4)
	for line := range strings.Lines(out.String()) {
		var who, n int
		_, rest, _ := strings.Cut(line, "msg=")
		if _, err := fmt.Sscanf(rest, "\"a line\" who=%d n=%d\n", &who, &n); err != nil || n != next[who] {
			t.Fatalf("%q: %v, want line %v", line, err, next)
		}
		next[who]++
	}
	if next[0] != each || next[1] != each || next[2] != each || next[3] != each {
		t.Errorf("lines written: %v of %d each", next, each)
	}
	log.Info("after the end")
	if !strings.HasSuffix(out.String(), "\"after the end\"\n") {
		t.Error("a line after Close was kept back")
	}
}

// A line waits for others, but not for ever; a warning does not wait, nor what is before it.
func TestLinesWaitAndWarningsDoNot(t *testing.T) {
	out, b, log := lines(t)
	b.timer.Stop() // whatever the machine does meanwhile
	b.waiting = append(b.waiting, "first\n"...)
	log.Info("second")
	if out.String() != "" {
		t.Error("a line did not wait")
	}
	log.Warn("third")
	if text := out.String(); !strings.HasPrefix(text, "first\n") || strings.Count(text, "\n") != 3 || !strings.HasSuffix(text, "msg=third\n") {
		t.Errorf("written: %q", text)
	}
	for range 2 { // the timer serves more than once
		before := out.String()
		log.Info("fourth")
		for out.String() == before {
			time.Sleep(time.Millisecond)
		}
	}
}
