package main

import (
	"io"
	"log/slog"

	"haavi/config"
	"haavi/internal/server"
)

// newLogger makes the logger that a configuration asks for; records of a request carry its id.
func newLogger(w io.Writer, c config.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(w, o)
	if c.Format == "json" {
		h = slog.NewJSONHandler(w, o)
	}
	return slog.New(server.LogHandler(h))
}
