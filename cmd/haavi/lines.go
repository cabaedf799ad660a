package main

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	linesDelay = 100 * time.Millisecond // that a line of the log may wait for others
	linesBytes = 64 << 10               // that wait at most
)

// lineBuffer gathers lines of the log, for a write to a pipe costs as much as a kept tile. Lines wait for linesDelay at most, and none after Close.
type lineBuffer struct {
	mu      sync.Mutex
	w       io.Writer
	waiting []byte
	timer   *time.Timer
	closed  bool
}

func newLineBuffer(w io.Writer) *lineBuffer {
	b := &lineBuffer{w: w}
	b.timer = time.AfterFunc(linesDelay, b.Flush)
	return b
}

// Write takes a line. What the lines' writer says of older ones is not told.
func (b *lineBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	first := len(b.waiting) == 0
	b.waiting = append(b.waiting, line...)
	if b.closed || len(b.waiting) >= linesBytes {
		b.flush()
	} else if first {
		b.timer.Reset(linesDelay)
	}
	return len(line), nil
}

// Flush writes what waits.
func (b *lineBuffer) Flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flush()
}

func (b *lineBuffer) flush() {
	if len(b.waiting) > 0 {
		_, _ = b.w.Write(b.waiting) // there is no place to tell of it
		b.waiting = b.waiting[:0]
	}
}

// Close writes what waits; lines that come later are written at once.
func (b *lineBuffer) Close() {
	b.timer.Stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.flush()
}

// prompt has warnings and errors written at once, with all lines before them.
type prompt struct {
	slog.Handler
	lines *lineBuffer
}

func (p prompt) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		p.lines.Flush()
	}
	return err
}

func (p prompt) WithAttrs(a []slog.Attr) slog.Handler { return prompt{p.Handler.WithAttrs(a), p.lines} }
func (p prompt) WithGroup(g string) slog.Handler      { return prompt{p.Handler.WithGroup(g), p.lines} }
