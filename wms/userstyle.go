package wms

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/styles/sld"
	"haavi/wms/render"
)

// userStyles is the style document that a request brings (SLD 1.1.0, 6): as its body, in SLD_BODY, or at the address in SLD.
type userStyles struct {
	*sld.Document
	// from is the parameter that it came by.
	from string
}

func (c *call) sldOptions() sld.Options {
	return sld.Options{Limits: ows.XMLLimits{Bytes: c.o.MaxStyle}, CRSName: c.version.parseCRS}
}

// isXML knows the content types of style documents.
func isXML(contentType string) bool {
	return contentType == "text/xml" || contentType == "application/xml" || strings.HasSuffix(contentType, "+xml")
}

// readPosted takes a style document, or a GetMap document with one, from the body. What it does not say stands in the address.
func (c *call) readPosted(w http.ResponseWriter) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, c.r.Body, c.o.MaxStyle))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return &ows.Error{Code: ows.InvalidParameterValue, Status: http.StatusRequestEntityTooLarge, Text: "the style document has more than " + strconv.FormatInt(c.o.MaxStyle, 10) + " bytes"}
	} else if err != nil {
		return &ows.Error{Code: ows.NoApplicableCode, Text: "the body could not be read", Cause: err}
	}
	if c.params, err = ows.ParseParams(c.r.URL.RawQuery); err != nil {
		return err
	}
	c.posted = body
	_, params, err := sld.ReadPosted(bytes.NewReader(body), c.sldOptions())
	if err != nil {
		return styleError("request", err)
	}
	for _, p := range params {
		c.params = c.params.With(p.Name, p.Value)
	}
	return nil
}

// userStyles reads the style document of the request once; nil when there is none.
func (c *call) userStyles() (*userStyles, error) {
	if c.styles != nil {
		return c.styles, nil
	}
	from, text := c.params.First("sld_body", "sld")
	body := c.posted
	switch {
	case body != nil:
		from = "request"
	case text == "":
		return nil, nil
	case from == "sld":
		var err error
		if body, err = c.fetcher.fetch(c.r.Context(), text); err != nil {
			return nil, err
		}
	default:
		body = []byte(text)
	}
	d, _, err := sld.ReadPosted(bytes.NewReader(body), c.sldOptions())
	if err != nil {
		return nil, styleError(from, err)
	}
	c.styles = &userStyles{d, from}
	return c.styles, nil
}

// styleError says what is wrong with a style document.
func styleError(from string, err error) error {
	if e := (*sld.Error)(nil); errors.As(err, &e) {
		return ows.Invalid(from, "the style document cannot be read: %s", e.Error())
	}
	return err
}

// documentLayers are the layers of a style document, drawn in its order with its styles: what is drawn when LAYERS is not given.
func (c *call) documentLayers(u *userStyles) ([]render.LayerRequest, error) {
	var all []render.LayerRequest
	for i := range u.Layers {
		l := &u.Layers[i]
		if l.Foreign != "" {
			return nil, &ows.Error{Code: ows.OperationNotSupported, Locator: u.from, Text: "the layer " + strconv.Quote(clip(l.Name)) + " has a " + l.Foreign + ": only the layers of this service are drawn"}
		}
		name := l.Name
		if l.User {
			name = cmp.Or(l.FeatureType, l.Name)
		}
		if name == "" {
			return nil, ows.Invalid(u.from, "a layer of the style document has no name; or name the layers in LAYERS")
		}
		at, err := c.layer(u.from, name)
		if err != nil {
			return nil, err
		}
		if len(l.Styles) == 0 {
			all = append(all, render.LayerRequest{Layer: at, Style: c.o.Styles.ForLayer(at), Filter: l.Constraint})
		}
		for _, s := range l.Styles {
			style := s.Style
			if style == nil {
				if style, err = c.style(u.from, at, s.Named); err != nil {
					return nil, err
				}
			} else if err := checkStyle(u.from, style, at); err != nil {
				return nil, err
			}
			all = append(all, render.LayerRequest{Layer: at, Style: style, Filter: l.Constraint})
		}
		if len(all) > c.o.MaxLayers {
			return nil, ows.Invalid(u.from, "the style document asks for more than the %d layers allowed", c.o.MaxLayers)
		}
	}
	return all, nil
}

// libraryStyle finds a style for a layer in a style document, which comes before the server's own (SLD 1.1.0, 6.4): the one of the name, or
// without a name the default, or else the first. A document that is one style alone is for every layer. ok is false when it has none.
func (c *call) libraryStyle(u *userStyles, at *layer.Layer, name string) (style *styles.Style, ok bool, err error) {
	for i := range u.Layers {
		l := &u.Layers[i]
		if l.Name != at.Name && l.Name != "" {
			continue
		}
		mine := slices.DeleteFunc(slices.Clone(l.Styles), func(s sld.UserStyle) bool { return s.Style == nil || name != "" && s.Name != name && l.Name != "" })
		if len(mine) == 0 {
			continue
		}
		style = mine[0].Style
		for _, s := range mine {
			if s.Default && name == "" {
				style = s.Style
			}
		}
		return style, true, checkStyle(u.from, style, at)
	}
	return nil, false, nil
}

// checkStyle refuses a style that computes with what the caller does not see.
func checkStyle(from string, s *styles.Style, l *layer.Layer) error {
	if problems := s.Check(l.Schema); len(problems) > 0 {
		return ows.Invalid(from, "the style %.60q cannot draw layer %q: %s", s.Name, l.Name, problems[0])
	}
	return nil
}

// warnOfRemarks says in the answer's headers what the style document asks for that is not supported.
func (c *call) warnOfRemarks(h http.Header) {
	if c.styles == nil {
		return
	}
	const most = 5
	for i, r := range c.styles.Remarks {
		if i == most {
			h.Add("Warning", "299 - "+strconv.Quote(strconv.Itoa(len(c.styles.Remarks)-most)+" more remarks on the style"))
			return
		}
		h.Add("Warning", "299 - "+strconv.QuoteToASCII(clipTo(r.String(), 300)))
	}
}
