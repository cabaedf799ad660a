package render

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // a format of symbols
	_ "image/jpeg" // a format of symbols
	_ "image/png"  // a format of symbols
	"io"
	"math"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/draw"

	"haavi/styles"
)

// The bounds of symbols that are pictures.
const (
	maxPictureBytes  = 1 << 20
	maxPictureSide   = 2048
	maxPicturesKept  = 500
	maxPictureHeight = 512 // pixels at which a picture is drawn; larger ones are enlarged
)

// Symbols is a folder of pictures for ExternalGraphic: SVG, PNG, JPEG and GIF. A file that changes is drawn as it is now. It is safe for
// concurrent use. A nil Symbols has no files; pictures within a document are drawn nevertheless.
type Symbols struct {
	root  *os.Root
	mu    sync.Mutex
	files map[string]symbolFile // by address
	kept  map[string]*picture   // by pictureKey; nil for those that cannot be drawn
}

// OpenSymbols opens the folder. Nothing outside of it is ever read, not by links either.
func OpenSymbols(folder string) (*Symbols, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("symbols: %w", err)
	}
	return &Symbols{root: root, files: map[string]symbolFile{}, kept: map[string]*picture{}}, nil
}

// Close closes the folder.
func (s *Symbols) Close() error { return s.root.Close() }

// picture finds or makes the picture of an external graphic; nil when it cannot be drawn.
func (s *Symbols) picture(e *styles.External) *picture {
	if len(e.Inline) > 0 {
		p, err := decodePicture(e.Inline, e.Parameters)
		if err != nil {
			return nil
		}
		return p
	}
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := pictureKey(s.look(e.Href).digest, e)
	p, known := s.kept[key]
	if known {
		return p
	}
	if raw, err := s.read(e.Href); err == nil {
		key = pictureKey(digestOf(raw), e) // it may have changed since it was looked at
		if p, err = decodePicture(raw, e.Parameters); err != nil {
			p = nil
		}
	}
	if len(s.kept) >= maxPicturesKept {
		clear(s.kept)
	}
	s.kept[key] = p
	return p
}

func pictureKey(digest string, e *styles.External) string {
	names := make([]string, 0, len(e.Parameters))
	for n, v := range e.Parameters {
		names = append(names, n+"="+v)
	}
	sort.Strings(names)
	return digest + "\x00" + strings.Join(names, "\x00")
}

// read reads a file of the folder.
func (s *Symbols) read(href string) ([]byte, error) {
	f, _, err := s.open(href)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxPictureBytes+1))
	if err == nil && len(raw) > maxPictureBytes {
		err = errors.New("the picture is too large")
	}
	return raw, err
}

// picture is a symbol that is an image. It is safe for concurrent use.
type picture struct {
	// ratio is width by height; height the picture's own, in pixels at the standard resolution.
	ratio, height float64
	svg           []byte
	// outline is the width that QGIS's parameter asks for, in pixels on the map; 0 for that of the picture.
	outline float64
	img     image.Image

	mu    sync.Mutex
	drawn map[int]image.Image // of an SVG, by height
}

func decodePicture(raw []byte, parameters map[string]string) (*picture, error) {
	if len(raw) > maxPictureBytes {
		return nil, errors.New("the picture is too large")
	}
	if bytes.Contains(raw[:min(len(raw), 1024)], []byte("<svg")) || bytes.HasPrefix(bytes.TrimSpace(raw), []byte("<?xml")) {
		return decodeSVG(raw, parameters)
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if head.Width < 1 || head.Height < 1 || head.Width > maxPictureSide || head.Height > maxPictureSide {
		return nil, fmt.Errorf("a picture of %d x %d pixels is too large", head.Width, head.Height)
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return &picture{ratio: float64(head.Width) / float64(head.Height), height: float64(head.Height), img: img}, nil
}

// parameter is QGIS's param(name) default in attributes of SVG.
var parameter = regexp.MustCompile(`param\(([a-z-]+)\)([^"';]*)`)

// parameterDefaults are the values that QGIS takes where neither the style nor the picture gives one.
var parameterDefaults = map[string]string{"fill": "#000000", "fill-opacity": "1", "outline": "#000000", "outline-opacity": "1", "outline-width": "1"}

func decodeSVG(raw []byte, parameters map[string]string) (*picture, error) {
	p := &picture{drawn: map[int]image.Image{}}
	if w, err := strconv.ParseFloat(parameters["outline-width"], 64); err == nil && w > 0 && w < 100 {
		p.outline = w
	}
	text := parameter.ReplaceAllStringFunc(string(raw), func(match string) string {
		parts := parameter.FindStringSubmatch(match)
		if parts[1] == "outline-width" && p.outline > 0 {
			return outlineWidth
		}
		if v, ok := parameters[parts[1]]; ok && !strings.ContainsAny(v, `<>"'&;`) {
			return v
		}
		if def := strings.TrimSpace(parts[2]); def != "" {
			return def
		}
		return parameterDefaults[parts[1]]
	})
	p.svg = []byte(text)
	icon, err := p.icon(1)
	if err != nil {
		return nil, err
	}
	w, h := icon.ViewBox.W, icon.ViewBox.H
	if !(w > 0) || !(h > 0) || w/h > 100 || h/w > 100 {
		return nil, errors.New("the picture has no size")
	}
	p.ratio, p.height = w/h, h
	return p, nil
}

// outlineWidth stands for the width of outlines, which depends on how large the picture is drawn.
const outlineWidth = "haavi-outline-width"

// icon parses the SVG, to be drawn with outlines of a width in its own units. The parser may panic on what no drawing program writes.
func (p *picture) icon(outline float64) (icon *oksvg.SvgIcon, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the SVG cannot be read: %v", r)
		}
	}()
	return oksvg.ReadIconStream(bytes.NewReader(bytes.ReplaceAll(p.svg, []byte(outlineWidth), strconv.AppendFloat(nil, outline, 'f', 3, 64))), oksvg.IgnoreErrorMode)
}

// at is the picture for a height in pixels: an SVG is drawn threefold and made smaller, which is smooth however it is turned.
func (p *picture) at(height float64) image.Image {
	if p.img != nil {
		return p.img
	}
	h := max(1, min(maxPictureHeight, int(math.Ceil(height))))
	p.mu.Lock()
	defer p.mu.Unlock()
	if img := p.drawn[h]; img != nil {
		return img
	}
	img := p.draw(h)
	if len(p.drawn) > 16 {
		clear(p.drawn)
	}
	p.drawn[h] = img
	return img
}

func (p *picture) draw(h int) (out image.Image) {
	w := max(1, min(maxPictureSide, int(math.Round(float64(h)*p.ratio))))
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	defer func() {
		if recover() != nil {
			out = small
		}
	}()
	icon, err := p.icon(p.outline * p.height / float64(h))
	if err != nil {
		return small
	}
	const times = 3
	large := image.NewRGBA(image.Rect(0, 0, times*w, times*h))
	icon.SetTarget(0, 0, float64(times*w), float64(times*h))
	icon.Draw(rasterx.NewDasher(times*w, times*h, rasterx.NewScannerGV(times*w, times*h, large, large.Bounds())), 1)
	draw.BiLinear.Scale(small, small.Rect, large, large.Rect, draw.Src, nil)
	return small
}
