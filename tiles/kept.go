package tiles

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"reflect"
	"slices"

	"haavi/internal/layer"
	"haavi/styles"
	"haavi/tiles/cache"
)

// kept is a tile from the cache, which is made when it is not there. What is kept is compressed where that is worth it; plain asks for it without compression.
func (s *Service) kept(ctx context.Context, spec Spec, plain bool) (Content, error) {
	if s.Cache == nil {
		return s.Make(ctx, spec)
	}
	k := s.key(&spec)
	t, err := s.Cache.Get(ctx, &k, func(ctx context.Context) (*cache.Tile, error) {
		c, err := s.Make(ctx, spec)
		if err != nil {
			return nil, err
		}
		c.tag()
		if s.Cache.Keeps(&k) {
			if err := c.compress(); err != nil {
				return nil, err
			}
		}
		return &cache.Tile{MediaType: c.Format.MediaType, Tag: c.Tag, Thinned: c.Thinned, Gzip: c.Gzip, Empty: c.Empty, Body: c.Body}, nil
	})
	if err == nil && plain {
		t, err = s.Cache.Plain(&k, t)
	}
	if err != nil {
		return Content{}, err
	}
	return contentOf(t, spec.Format), nil
}

func contentOf(t *cache.Tile, f *Format) Content {
	return Content{Format: f, Body: t.Body, Thinned: t.Thinned, Empty: t.Empty, Tag: t.Tag, Gzip: t.Gzip}
}

// key names everything that the tile depends on.
func (s *Service) key(spec *Spec) cache.Key {
	k := cache.Key{Recipe: s.recipe[spec.Grid], Set: spec.Grid.ID, Z: spec.Z, X: spec.X, Y: spec.Y, Format: spec.Format.Extension}
	k.Layers = make([]cache.Layer, len(spec.Layers))
	if !spec.Format.Vector() {
		k.Size = spec.Grid.Matrices[spec.Z].TileSize * max(spec.Scale, 1)
	}
	for i, l := range spec.Layers {
		k.Layers[i] = cache.Layer{Name: l.Layer.Name, Fingerprint: l.Layer.Fingerprint(), State: l.Layer.State()}
		if where := layer.Text(l.Where); where != "" {
			k.Filter += fmt.Sprintf("%d %d %s", i, len(where), where)
		}
		if spec.Format.Vector() {
			continue
		}
		style := l.Style
		if style == nil {
			style = s.Styles.ForLayer(l.Layer)
		}
		k.Style += fmt.Sprintf("%d %q ", i, style.Name)
		k.StyleHash += s.styleHash(l.Layer, style)
	}
	return k
}

// recipes name the options of the service and the definition of each grid.
func (s *Service) recipes() map[*Grid]string {
	all := map[*Grid]string{}
	for _, g := range s.grids {
		h := sha256.New()
		fmt.Fprintf(h, "%q %d %d %d %d %d %d %d ", s.Version, s.MinZoom, s.MaxZoom, s.Extent, s.Buffer, s.MaxFeatures, s.MaxBytes, s.ThinnedFeatures)
		hashValue(h, reflect.ValueOf(g))
		all[g] = hex.EncodeToString(h.Sum(nil)[:16])
	}
	return all
}

type styleKey struct {
	layer *layer.Layer
	name  string
}

// styleContent is the hash of a style, and the pictures that it names: their files may change while the style does not.
type styleContent struct {
	hash     string
	pictures []*styles.External
}

// styleHash is of a style's content, with that of its pictures. Of a layer there is one style of a name.
func (s *Service) styleHash(l *layer.Layer, style *styles.Style) string {
	k := styleKey{l, style.Name}
	known, ok := s.styles.Load(k)
	if !ok {
		h := sha256.New()
		hashValue(h, reflect.ValueOf(style))
		known = &styleContent{hex.EncodeToString(h.Sum(nil)[:16]), style.Pictures()}
		s.styles.Store(k, known)
	}
	c := known.(*styleContent)
	if len(c.pictures) == 0 {
		return c.hash
	}
	return c.hash + " " + s.Symbols.Digest(c.pictures)
}

// hashValue writes a value with all that it points to, and the types of what is behind interfaces.
func hashValue(h hash.Hash, v reflect.Value) {
	if !v.IsValid() {
		fmt.Fprint(h, "nil;")
		return
	}
	fmt.Fprintf(h, "%s:", v.Type())
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		hashValue(h, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			hashValue(h, v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(h, "%d[", v.Len())
		for i := range v.Len() {
			hashValue(h, v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return slices.Compare([]rune(fmt.Sprint(a)), []rune(fmt.Sprint(b))) })
		for _, k := range keys {
			hashValue(h, k)
			hashValue(h, v.MapIndex(k))
		}
	default:
		fmt.Fprintf(h, "%v;", v)
	}
}
