package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFile bounds the file in bytes.
const maxFile = 4 << 20

// Default is the configuration of an empty file.
func Default() *Config {
	c := &Config{places: places{}}
	setDefaults(reflect.ValueOf(c).Elem())
	return c
}

// DefaultSource is a source that names no place yet.
func DefaultSource() *Source {
	s := new(Source)
	setDefaults(reflect.ValueOf(s).Elem())
	return s
}

// Load reads a file. The error is Problems when the file could be read but not used; see Parse. Relative
// paths within the file are taken from its folder.
func Load(path string, env Environment) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	c, err := Parse(path, data, env)
	if c == nil {
		return nil, err
	}
	paths := []*string{&c.WMS.InfoTemplate}
	for _, s := range c.Sources {
		paths = append(paths, &s.Value.GeoPackage)
	}
	for _, l := range c.Layers {
		paths = append(paths, &l.Value.InfoTemplate)
	}
	for _, p := range paths {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(filepath.Dir(path), *p)
		}
	}
	for _, s := range c.Styles {
		if p := s.Value.SLD; p != "" && !filepath.IsAbs(p) {
			s.Value.SLD = filepath.Join(filepath.Dir(path), p)
		}
	}
	if p := c.WMS.Symbols; p != "" && !filepath.IsAbs(p) {
		c.WMS.Symbols = filepath.Join(filepath.Dir(path), p)
	}
	for _, g := range c.Tiles.Grids {
		if p := g.Value.File; p != "" && !filepath.IsAbs(p) {
			g.Value.File = filepath.Join(filepath.Dir(path), p)
		}
	}
	if p := c.Cache.Files.Folder; p != "" && !filepath.IsAbs(p) {
		c.Cache.Files.Folder = filepath.Join(filepath.Dir(path), p)
	}
	return c, err
}

// Parse reads a configuration; file is its name in messages. The error is Problems. Beside them it returns
// what could be read, so that a check against the sources can go on; it returns nil when the file is no YAML.
func Parse(file string, data []byte, env Environment) (*Config, error) {
	if len(data) > maxFile {
		return nil, Problems{{File: file, What: fmt.Sprintf("is larger than %d bytes", maxFile), Remedy: "split the service"}}
	}
	if i := invalidUTF8(data); i >= 0 {
		line := 1 + bytes.Count(data[:i], []byte("\n"))
		return nil, Problems{{File: file, Line: line, Column: i - bytes.LastIndexByte(data[:i], '\n'), What: "is not UTF-8", Remedy: "save it as UTF-8"}}
	}
	root, err := parseYAML(file, bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return nil, err
	}
	c := Default()
	c.file = file
	d := &decoder{file: file, env: env, places: c.places, foreign: map[string]bool{}}
	d.places[""] = Position{1, 1}
	if root == nil {
		return nil, Problems{{File: file, Line: 1, Column: 1, What: "is empty", Remedy: "name a database or a file under sources"}}
	}
	d.anchors = anchorsOf(root)
	d.value("", root, reflect.ValueOf(c).Elem(), rules{}, 0)
	v := &validator{Config: c, broken: d.broken(), foreign: d.foreign}
	v.all()
	problems := slices.Concat(d.problems, v.problems)
	if len(problems) > 0 {
		problems.Sort()
		return c, problems
	}
	return c, nil
}

// invalidUTF8 is where the text stops being UTF-8, -1 when it never does.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// broken tells the paths that already have a problem, so that none is reported twice.
func (d *decoder) broken() map[string]bool {
	paths := map[string]bool{}
	for _, p := range d.problems {
		paths[p.Path] = true
	}
	return paths
}

// parseYAML returns the root of the only document, nil when the file is empty.
func parseYAML(file string, data []byte) (root ast.Node, err error) {
	tree, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		p := Problem{File: file, What: "is not YAML"}
		if syntax := (*yaml.SyntaxError)(nil); errors.As(err, &syntax) {
			at := tokenPosition(syntax.Token)
			p.Line, p.Column, p.What = at.Line, at.Column, "is not YAML: "+syntax.Message
		}
		p.Remedy = "check indentation, colons and quotes there"
		return nil, Problems{p}
	}
	for _, doc := range tree.Docs {
		if doc.Body == nil {
			continue
		}
		if root != nil {
			at := positionOf(doc.Body)
			return nil, Problems{{File: file, Line: at.Line, Column: at.Column, What: "has a second YAML document", Remedy: `remove the line "---"`}}
		}
		root = doc.Body
	}
	return root, nil
}
