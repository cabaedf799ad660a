package cache

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Key names a tile: two requests share one only when their answers are the same bytes.
type Key struct {
	Layers []Layer
	// Style and StyleHash are the name and content of what raster tiles are drawn with.
	Style, StyleHash string
	// Filter is what narrows the features, values of dimensions included, in a form of its own.
	Filter string
	// Caller tells callers apart who see layers in different ways; empty for the public.
	Caller string
	// Recipe is what else decides the bytes: options and the version of the program.
	Recipe string
	// Set is the tile matrix set, and Z, X and Y the tile's matrix, column and row.
	Set  string
	Z    int
	X, Y uint64
	// Format is the ending of the tile's address, and Size its side in pixels; 0 for a vector tile.
	Format string
	Size   int
}

// Layer is a layer in a tile: its name, how it is published, and the state of its data.
type Layer struct{ Name, Fingerprint, State string }

// Address is where a tile is kept.
type Address struct {
	Sum   [sha256.Size]byte
	Place Place
}

// Place is the part of a key that purges ask for.
type Place struct {
	// Layers are the names of the layers with separators between them; hashed says that they are digests of the names.
	Layers string
	hashed bool
	Set    string
	Z      int
	X, Y   uint64
}

func (k *Key) stateKnown() bool {
	for i := range k.Layers {
		if k.Layers[i].State == "" {
			return false
		}
	}
	return true
}

// address makes the key's address; ok is false when the state of a layer's data is not known, so that nothing may be kept.
func (k *Key) address() (a Address, ok bool) {
	if !k.stateKnown() {
		return a, false
	}
	b := make([]byte, 0, 512)
	part := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	b = binary.AppendUvarint(b, uint64(len(k.Layers)))
	for _, l := range k.Layers {
		part(l.Name)
		part(l.Fingerprint)
		part(l.State)
	}
	for _, s := range [...]string{k.Style, k.StyleHash, k.Filter, k.Caller, k.Recipe, k.Set, k.Format} {
		part(s)
	}
	for _, n := range [...]uint64{uint64(k.Z), k.X, k.Y, uint64(k.Size)} {
		b = binary.AppendUvarint(b, n)
	}
	a.Sum = sha256.Sum256(b)
	a.Place = Place{Set: k.Set, Z: k.Z, X: k.X, Y: k.Y}
	if len(k.Layers) == 1 {
		a.Place.Layers = k.Layers[0].Name
		return a, len(a.Place.Layers) > 0
	}
	names := make([]string, len(k.Layers))
	for i, l := range k.Layers {
		names[i] = l.Name
	}
	a.Place.Layers = strings.Join(names, separator)
	return a, len(names) > 0
}

const (
	separator = "\x00" // which no name has
	block     = 64     // tiles to a side of those that share a folder
	maxFolder = 200    // bytes of a folder's name
	digest    = 6      // letters for a name where names are too long for a folder
)

// path is the address in stores that know texts, with tiles near each other in one folder:
// layers/set/z/x÷64_y÷64/x_y_sum.
func (a *Address) path() string {
	return fmt.Sprintf("%s/%s/%d/%d_%d/%d_%d_%s", a.Place.folder(), escape(a.Place.Set), a.Place.Z, a.Place.X/block, a.Place.Y/block,
		a.Place.X, a.Place.Y, hex.EncodeToString(a.Sum[:20]))
}

// folder names the layers in a way that is safe in all stores: a+b, or ~ and a digest of each where that is too long; of very many, folders below
// each other.
func (p *Place) folder() string {
	names := strings.Split(p.Layers, separator)
	long := make([]string, len(names))
	for i, n := range names {
		long[i] = escape(n)
	}
	if all := strings.Join(long, "+"); len(all) <= maxFolder {
		return all
	}
	var b strings.Builder
	for i, n := range names {
		switch {
		case i == 0:
			b.WriteByte('~')
		case i%(maxFolder/digest) == 0:
			b.WriteByte('/')
		}
		b.WriteString(digestOf(n))
	}
	return b.String()
}

// digestOf is a digest of a layer's name.
func digestOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:digest]
}

var escapes = strings.NewReplacer("+", "%20", ".", "%2E", "~", "%7E")

// escape leaves letters, digits, - and _ of a text.
func escape(s string) string { return escapes.Replace(url.QueryEscape(s)) }

// placeOf reads a path; ok is false for what is no tile's.
func placeOf(path string) (p Place, ok bool) {
	parts := strings.Split(path, "/")
	of := len(parts) - 4 // folders of the layers
	if of < 1 {
		return p, false
	}
	var err error
	if p.Layers, p.hashed = strings.CutPrefix(strings.Join(parts[:of], ""), "~"); !p.hashed {
		names := strings.Split(p.Layers, "+")
		for i, n := range names {
			if names[i], err = url.PathUnescape(n); err != nil {
				return p, false
			}
		}
		p.Layers = strings.Join(names, separator)
	}
	if p.Set, err = url.PathUnescape(parts[of]); err != nil {
		return p, false
	}
	_, err = fmt.Sscanf(parts[of+1]+" "+strings.ReplaceAll(parts[of+3], "_", " "), "%d %d %d", &p.Z, &p.X, &p.Y)
	return p, err == nil
}

// Range says which tiles a purge takes out.
type Range struct {
	// Layers are those of which one at least is in the tile; none is any.
	Layers []string
	// MinZoom and MaxZoom are the zooms, both included.
	MinZoom, MaxZoom int
	// Within says whether a tile is in the area; nil is everywhere.
	Within func(set string, z int, x, y uint64) bool
}

// has says whether a tile is to be taken out.
func (r *Range) has(p *Place) bool {
	return (len(r.Layers) == 0 || slices.ContainsFunc(r.Layers, p.names)) && p.Z >= r.MinZoom && p.Z <= r.MaxZoom &&
		(r.Within == nil || r.Within(p.Set, p.Z, p.X, p.Y))
}

// names says whether a layer is in the tile.
func (p *Place) names(layer string) bool {
	if !p.hashed {
		return p.Layers == layer || strings.Contains(p.Layers, separator) && slices.Contains(strings.Split(p.Layers, separator), layer)
	}
	for all := p.Layers; len(all) >= digest; all = all[digest:] {
		if all[:digest] == digestOf(layer) {
			return true
		}
	}
	return false
}
