package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Problem is one thing wrong with a configuration.
type Problem struct {
	File string
	// Line and Column count from 1; they are 0 when the place is not known.
	Line, Column int
	// Path names the key: layers.occurrence.fields.species.title, or keywords[2] in a list.
	Path string
	// What is wrong, and the Remedy.
	What, Remedy string
}

// String is one line: file:line:column: path: what is wrong; what to do.
func (p Problem) String() string {
	var parts []string
	switch {
	case p.File != "" && p.Line > 0:
		parts = append(parts, fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column))
	case p.File != "":
		parts = append(parts, p.File)
	}
	if p.Path != "" {
		parts = append(parts, p.Path)
	}
	what := p.What
	if p.Remedy != "" {
		what += "; " + p.Remedy
	}
	return strings.Join(append(parts, what), ": ")
}

// Problems is the error of a configuration that cannot be used: all its problems, in the order of the file.
type Problems []Problem

// Error has one line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// Sort orders problems by their place.
func (p Problems) Sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// With joins two lists in the order of the file. Of problems at one path, only the first list's are kept.
func (p Problems) With(more Problems) Problems {
	told := map[string]bool{}
	for _, q := range p {
		told[q.Path] = true
	}
	all := slices.Clone(p)
	for _, q := range more {
		if !told[q.Path] {
			all = append(all, q)
		}
	}
	all.Sort()
	return all
}

// Position is a place in the file, counted from 1.
type Position struct{ Line, Column int }

// Problem makes a problem at the place of a path; a path that the file does not have gets the
// place of the nearest key above it. It serves checks that this package cannot do, such as those against the live sources.
func (c *Config) Problem(path, what, remedy string) Problem {
	at := c.places.find(path)
	return Problem{File: c.file, Line: at.Line, Column: at.Column, Path: path, What: what, Remedy: remedy}
}

// places says where each path of the tree stands in the file.
type places map[string]Position

func (p places) find(path string) Position {
	for {
		if at, ok := p[path]; ok {
			return at
		}
		i := strings.LastIndexAny(path, ".[")
		if i < 0 {
			return p[""]
		}
		path = path[:i]
	}
}

// join appends a key to a path. A key with dots, spaces or control characters is quoted, so that paths are unambiguous.
func join(path, key string) string {
	if key == "" || strings.ContainsFunc(key, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(".[] \"", r) }) {
		key = fmt.Sprintf("%.60q", key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// Join makes a path of keys.
func Join(keys ...string) string {
	path := ""
	for _, k := range keys {
		path = join(path, k)
	}
	return path
}

// ItemPath is the path of an item of a list, or of the one text that stands for the list.
func (c *Config) ItemPath(path string, i int) string {
	if _, ok := c.places[Item(path, i)]; ok {
		return Item(path, i)
	}
	return path
}

// Item is the path of the i-th item of a list, counted from 0.
func Item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
