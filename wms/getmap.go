package wms

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"haavi/internal/ows"
	"haavi/wms/render"
)

// imageFormat is a format of maps and legends.
type imageFormat struct {
	// name is the value of FORMAT and the content type; aliases are further values that mean it.
	name    string
	aliases []string
	encode  func(io.Writer, *image.RGBA) error
	// opaque says that there is no transparency: the background shows.
	opaque bool
	// draw, when not nil, draws maps as vectors.
	draw func(context.Context, io.Writer, render.Request) error
}

// imageFormats are those that are advertised, the best first: all that render writes.
var imageFormats = func() []imageFormat {
	var all []imageFormat
	for _, f := range render.Formats() {
		all = append(all, imageFormat{name: f.Name, aliases: f.Aliases, encode: f.Encode, opaque: f.Opaque, draw: f.Draw})
	}
	return all
}()

func (c *call) imageFormat() (*imageFormat, error) {
	text, err := c.params.Required("format")
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(strings.TrimSpace(text))
	for i := range imageFormats {
		f := &imageFormats[i]
		if f.name == name {
			return f, nil
		}
		for _, a := range f.aliases {
			if a == name {
				return f, nil
			}
		}
	}
	return nil, &ows.Error{Code: codeInvalidFormat, Locator: "format", Text: "FORMAT=" + clip(text) + " is not offered; use image/png or image/jpeg"}
}

// getMap answers GetMap (1.3.0, 7.3). Exceptions come as a picture where the client asked for that.
func (c *call) getMap(w http.ResponseWriter) error {
	err := c.drawMap(w)
	if err == nil || c.r.Context().Err() != nil {
		return err
	}
	e := ows.AsError(err)
	picture, wanted := c.exceptionPicture(e)
	if !wanted || e.HTTPStatus() == http.StatusServiceUnavailable { // which a picture would not tell proxies
		return err
	}
	if cause := errors.Unwrap(e); cause != nil {
		slog.ErrorContext(c.r.Context(), "request failed", "error", cause)
	}
	w.Header().Set("Cache-Control", "no-store")
	return picture(w)
}

func (c *call) drawMap(w http.ResponseWriter) error {
	if err := c.exceptionFormat(); err != nil {
		return err
	}
	format, err := c.imageFormat()
	if err != nil {
		return err
	}
	if u, err := c.userStyles(); err != nil {
		return err
	} else if u == nil && !c.params.Has("styles") {
		return ows.Missing("styles")
	}
	r, err := c.mapRequest()
	if err != nil {
		return err
	}
	if format.opaque {
		r.Transparent = false
	}
	body, err := c.drawMapAs(format, r)
	if err != nil {
		return c.drawError(err)
	}
	c.warnings.Send(w.Header())
	c.warnOfRemarks(w.Header())
	return c.document(w, format.name, body)
}

// drawError says why a map was not drawn.
func (c *call) drawError(err error) error {
	if errors.Is(err, context.DeadlineExceeded) && c.r.Context().Err() == nil {
		return &ows.Error{Code: ows.NoApplicableCode, Status: http.StatusServiceUnavailable,
			Text: "the map takes longer to draw than the " + c.o.MaxTime.String() + " allowed; zoom in, filter, or ask for a simpler style"}
	}
	return clientError(err)
}

// drawMapAs draws a map into the bytes of a format. The time that drawing may take begins when there is room for it.
func (c *call) drawMapAs(format *imageFormat, r render.Request) ([]byte, error) {
	size := image.Pt(r.Width, r.Height)
	if format.draw == nil {
		return c.drawn(format, size, func() (*image.RGBA, error) {
			ctx, cancel := context.WithTimeout(c.r.Context(), c.o.MaxTime)
			defer cancel()
			return render.Draw(ctx, r)
		})
	}
	done, err := c.canvasFor(size)
	if err != nil {
		return nil, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(c.r.Context(), c.o.MaxTime)
	defer cancel()
	var body bytes.Buffer
	err = format.draw(ctx, &body, r)
	return body.Bytes(), err
}

// exceptionFormat checks EXCEPTIONS. The names of either version are understood in both.
func (c *call) exceptionFormat() error {
	text := c.params.Get("exceptions")
	switch exceptionKind(text) {
	case kindXML, kindInImage, kindBlank:
		return nil
	}
	v := c.version
	return ows.Invalid("exceptions", "EXCEPTIONS=%.60q is not offered; use %s, %s or %s", text, v.xml, v.inImage, v.blank)
}

type kind uint8

const (
	kindUnknown kind = iota
	kindXML
	kindInImage
	kindBlank
)

func exceptionKind(text string) kind {
	switch strings.ToLower(strings.TrimPrefix(strings.ToLower(text), "application/vnd.ogc.se_")) {
	case "", "xml", "text/xml", "application/xml":
		return kindXML
	case "inimage":
		return kindInImage
	case "blank":
		return kindBlank
	default:
		return kindUnknown
	}
}

// exceptionPicture is the picture that stands for an exception, if EXCEPTIONS asks for one and the request tells its format and
// size (1.3.0, 7.3.3.11).
func (c *call) exceptionPicture(e *ows.Error) (func(http.ResponseWriter) error, bool) {
	kind := exceptionKind(c.params.Get("exceptions"))
	if kind != kindInImage && kind != kindBlank {
		return nil, false
	}
	format, err := c.imageFormat()
	if err != nil {
		return nil, false
	}
	width, height, err := c.size()
	if err != nil {
		return nil, false
	}
	transparent, err := c.transparent()
	if err != nil || format.opaque {
		transparent = false
	}
	background, err := c.background()
	if err != nil {
		background = color.White
	}
	return func(w http.ResponseWriter) error {
		body, err := c.drawn(format, image.Pt(width, height), func() (*image.RGBA, error) {
			if kind == kindBlank {
				return render.Blank(width, height, background, transparent), nil
			}
			return render.Message(width, height, background, transparent, e.Text), nil
		})
		if err != nil {
			return err
		}
		return c.document(w, format.name, body)
	}, true
}
